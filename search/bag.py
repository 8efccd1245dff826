"""The words of a query and what each counts for; the same for every engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log1p

from labkin.search.query_text import Clause
from labkin.search.tokens import MAX_TERM, STOP_WORDS, Cluster, is_acronym, runs, stem, words

# Measured on SciFact's training queries (`benchmarks search`); BM25 has k1 = 1.2, b = 0.75 in both engines.
TITLE_BOOST = 0.2  # of a word in the shown name, on top of its weight in the body, which holds the name too
PART_BOOST = 0.75  # of one part of a hyphenated word
ACRONYM_STEM_BOOST = 0.3  # of the stem of what was typed like an acronym
MAX_PAIRS = 16
MAX_RUNS = 8  # of letters and of digits in one cluster, such as may be written apart
MENTIONED, BORNE = 6.0, 8.0  # of an entry that mentions, or is, a concept that is meant; times weight and scale
LARGE = 5_000  # entries of an index in which these are right

Ways = list[tuple[tuple[str, ...], float]]  # terms that follow each other, or one term, and what they count for


@dataclass(slots=True)
class Bag:
    """What words come to: single terms with the sum of their weights, and what is written in several ways.

    `prefixes` is how a word may begin.
    """

    terms: dict[str, float] = field(default_factory=dict)
    written: list[Ways] = field(default_factory=list)
    prefixes: list[str] = field(default_factory=list)

    def add(self, word: str, weight: float = 1.0) -> None:
        """A word once more."""
        self.terms[word] = self.terms.get(word, 0.0) + weight

    def add_cluster(self, cluster: Cluster) -> None:
        """A cluster in all the ways it may be written: `IL-2` is `il2`, or `il` before `2`."""
        parts, split = cluster.parts, runs(cluster.text)
        if len(parts) == 1 and not cluster.joined and not 1 < len(split) <= MAX_RUNS:
            self._add_word(cluster)
            return
        ways: Ways = [((cluster.joined or parts[0],), 1.0)]
        if len(parts) == 1 and cluster.joined:
            ways.append(((parts[0],), PART_BOOST))
        elif len(parts) == 1:
            ways += [((other,), weight) for other, weight in _other_spellings(cluster)]
        if 1 < len(split) <= MAX_RUNS:
            ways.append((tuple(split), 1.0))
        self.written.append(ways)
        if len(parts) > 1:
            for part in parts:
                if len(part) > 2 and part not in STOP_WORDS:
                    self.add(part, PART_BOOST)

    def _add_word(self, cluster: Cluster) -> None:
        self.add(cluster.parts[0])
        for other, weight in _other_spellings(cluster):
            self.add(other, weight)

    def add_whole(self, clause: Clause) -> None:
        """What counts only as a whole, in all the ways that this may be written; parts of it are nothing."""
        self.written.append([(terms, 1.0) for terms in wholes(clause.clusters)])
        if clause.how == "prefix":
            self.prefixes.append("".join(words(clause.clusters[0].text))[:MAX_TERM])

    def add_joined(self, content: Sequence[Cluster]) -> None:
        """Neighbours that may be written as one: `IL 2` is `il2`."""
        for left, right in pairwise(content[:MAX_PAIRS]):
            near = right.end - left.start <= 12 and len(left.parts) == len(right.parts) == 1
            if near and left.text.isdigit() != right.text.isdigit():
                self.add(stem(left.text + right.text))


def scale(entries: int) -> float:
    """What MENTIONED and BORNE are worth in an index of so many entries: the weight of a rare word grows so in BM25.

    >>> scale(10) < scale(100) < scale(LARGE) == scale(10 * LARGE) == 1.0
    True
    """
    return min(1.0, log1p(entries) / log1p(LARGE))


def bag_of(clauses: Sequence[Clause]) -> Bag:
    """What the clauses of a query come to; of the words those that say something, unless none does.

    >>> from labkin.search.query_text import parse
    >>> bag_of(parse("the kinases of lung", {}).wanted).terms
    {'kinas': 1.0, 'lung': 1.0}
    """
    bag = Bag()
    plain = [cluster for clause in clauses if clause.how == "words" for cluster in clause.clusters]
    content = [one for one in plain if one.text.casefold() not in STOP_WORDS] or plain
    for cluster in content:
        bag.add_cluster(cluster)
    bag.add_joined(content)
    for clause in clauses:
        if clause.how != "words":
            bag.add_whole(clause)
    return bag


def unwanted_of(clauses: Sequence[Clause]) -> Bag:
    """What must not be there: each clause as a whole, for what has one part of it may be just what is looked for.

    >>> from labkin.search.query_text import parse
    >>> unwanted_of(parse("EGFR -EGFR-mutant -the", {}).unwanted).written
    [[(('egfr', 'mutant'), 1.0), (('egfrmut',), 1.0)]]
    """
    bag = Bag()
    for clause in clauses:
        if clause.how != "words" or any(one.text.casefold() not in STOP_WORDS for one in clause.clusters):
            bag.add_whole(clause)
    return bag


def wholes(clusters: Sequence[Cluster]) -> list[tuple[str, ...]]:
    """The ways in which clusters that follow each other may be written, each as terms that follow each other.

    >>> from labkin.search.tokens import clusters
    >>> wholes(list(clusters("IL-2 receptors"))), wholes(list(clusters("CD8+")))
    ([('il', '2', 'receptor'), ('il2', 'receptor')], [('cd8+',)])
    """
    if len(clusters) == 1 and clusters[0].text.endswith("+"):  # the terms next to each other do not say the plus
        return [(clusters[0].joined,)]
    styles: tuple[Callable[[Cluster], Sequence[str]], ...] = (lambda one: one.parts, _as_one, _apart)
    return list(dict.fromkeys(tuple(term for one in clusters for term in style(one)) for style in styles))


def _as_one(cluster: Cluster) -> Sequence[str]:
    if len(cluster.parts) > 1:
        return (cluster.joined.removesuffix("+"),)
    return (_in_capitals(cluster) or cluster.parts[0],)


def _apart(cluster: Cluster) -> Sequence[str]:
    """The runs of a cluster. A letter alone is none: where `B 12` stands, hardly ever `B12` is meant."""
    split = runs(cluster.text)
    apart = 1 < len(split) <= MAX_RUNS and all(len(run) > 1 or not run.isalpha() for run in split)
    return split if apart else cluster.parts


def _in_capitals(cluster: Cluster) -> str:
    """The term of a short word of prose where a text has it in capitals; empty when that is the same."""
    text = cluster.text
    short = text.isascii() and len(text) <= 5 and not is_acronym(text)
    return text.lower() if short and text.lower() != cluster.parts[0] else ""


def _other_spellings(cluster: Cluster) -> Iterator[tuple[str, float]]:
    """How a single word may stand in a text beside its term: aids as AIDS, and the other way round."""
    text = cluster.text
    if is_acronym(text) and (plain := stem(text.lower())) != cluster.parts[0]:
        yield plain, ACRONYM_STEM_BOOST
    elif capitals := _in_capitals(cluster):
        yield capitals, 1.0
