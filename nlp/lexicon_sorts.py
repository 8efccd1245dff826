"""Kinds of things that sort others: genres sort films, so that "westerns" are films of the genre Western."""

from __future__ import annotations

from collections import defaultdict

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.nlp.lexicon_relations import agents_in

FEWER = 5  # times fewer sorts than sorted things, at least
MOST_EACH = 4  # sorts of one thing, on average


def sorting_kinds(profile: Profile) -> dict[str, tuple[str, str]]:
    """By a kind that only sorts things of one other kind: that kind, and the relation from it.

    >>> kinds = {"Film": 90, "Genre": 6, "Director": 70}
    >>> ways = {("Film", "has_genre", "Genre"): 95, ("Film", "directed_by", "Director"): 90}
    >>> sorting_kinds(Profile(kinds, ways, {}))
    {'Genre': ('Film', 'has_genre')}
    """
    ways: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for source, relation, target in profile.triples:
        count = profile.triples[source, relation, target]
        ways[source].append((target, relation, -count))
        ways[target].append((source, relation, count))
    agents = agents_in(profile)
    return {
        kind: (source, relation)
        for kind, ((source, relation, count), *more) in sorted(ways.items())
        if not more and count > 0 and kind not in agents and not schema.relation(relation).known
        if profile.kinds.get(kind, 0) * FEWER <= profile.kinds.get(source, 0)
        if profile.kinds.get(source, 0) / MOST_EACH <= count <= profile.kinds.get(source, 0) * MOST_EACH
    }
