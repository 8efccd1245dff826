"""Which records of two sources are one concept: claims, ranked, accepted one to one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from labkin.ontologies.cut.entry import Entry
from labkin.ontologies.names import normal

# What a claim "this record is that entry" rests on, best first.
NAMED_ALIKE = 0  # claimed, and their preferred names agree
SYNONYM_ALIKE = 1  # claimed, and some of their names agree
ONLY_CLAIM = 2  # claimed, neither side is claimed by another, and the source is trusted or the names share words
SAME_NAME = 3  # not claimed, but a name of the record belongs to no other entry
WEAK = 9  # claimed among others, and no name agrees: related, not the same

# Words that make no two diseases alike.
_EMPTY_WORDS = frozenset(
    {"a", "an", "and", "autosomal", "disease", "disorder", "dominant", "due", "familial", "hereditary", "in",
     "infection", "infectious", "of", "or", "recessive", "syndrome", "the", "to", "type", "with"}
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """`record` (of the source that is being merged in) is said to be `entry`."""

    rank: int
    entry: str
    record: str


def rank_claims(
    claims: Iterable[tuple[str, str]],
    entries: Mapping[str, Entry],
    records: Mapping[str, tuple[str, ...]],
    trusted: bool = True,
) -> list[Claim]:
    """Rank (entry, record) claims by the agreement of names; those of unknown ends are dropped.

    Claims of a source that is not `trusted` (MONDO's references to MeSH mix equal and wider concepts) need names that
    share at least half of their words where no name agrees.
    """
    known = sorted({claim for claim in claims if claim[0] in entries and claim[1] in records})
    of_entry, of_record = Counter(left for left, _ in known), Counter(right for _, right in known)
    ranked = []
    for left, right in known:
        rank = _agreement(entries[left].names, records[right])
        alone = of_entry[left] == of_record[right] == 1
        if rank == WEAK and alone and (trusted or _akin(entries[left].names, records[right])):
            rank = ONLY_CLAIM
        ranked.append(Claim(rank, left, right))
    return ranked


def claims_by_name(entries: Mapping[str, Entry], records: Mapping[str, tuple[str, ...]]) -> list[Claim]:
    """A claim for every record with a name that exactly one entry bears (four letters or more in normal form)."""
    bearers: dict[str, set[str]] = defaultdict(set)
    preferred: dict[str, set[str]] = defaultdict(set)
    for entry in entries.values():
        preferred[normal(entry.name)].add(entry.curie)
        for form in set(map(normal, entry.names)):
            bearers[form].add(entry.curie)
    claims = []
    for record, names in records.items():
        form = normal(names[0])
        found = preferred.get(form) or bearers.get(form) or set()
        if len(form) >= 4 and len(found) == 1:
            claims.append(Claim(SAME_NAME, next(iter(found)), record))
    return claims


def accept(claims: Iterable[Claim]) -> tuple[dict[str, str], list[Claim]]:
    """One to one, best first: {record: entry}, and the claims that were not accepted."""
    accepted: dict[str, str] = {}
    taken: set[str] = set()
    rest: list[Claim] = []
    for claim in sorted(set(claims)):
        if claim.rank < WEAK and claim.record not in accepted and claim.entry not in taken:
            accepted[claim.record] = claim.entry
            taken.add(claim.entry)
        elif accepted.get(claim.record) != claim.entry:
            rest.append(claim)
    return accepted, [claim for claim in rest if claim.rank != SAME_NAME]


def _agreement(entry: list[str], record: tuple[str, ...]) -> int:
    if normal(entry[0]) == normal(record[0]):
        return NAMED_ALIKE
    return SYNONYM_ALIKE if not set(map(normal, entry)).isdisjoint(map(normal, record)) else WEAK


def _akin(left: Iterable[str], right: Iterable[str]) -> bool:
    ours, theirs = list(map(_words, left)), list(map(_words, right))
    return any(2 * len(a & b) >= len(a | b) > 0 for a in ours for b in theirs)


def _words(name: str) -> frozenset[str]:
    return frozenset(map(normal, re.findall(r"\w+", name))) - _EMPTY_WORDS
