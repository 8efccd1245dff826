"""The concepts that a mention may mean, and what speaks for each, as numbers.

Two concepts that corpora write with one identifier (MONDO's breast carcinoma and breast neoplasm are both MESH:D001943)
are one candidate, shown by the term whose name is the likest.
"""

from __future__ import annotations

import gc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log1p
from typing import Any

import numpy as np

from labkin.nlp.crosswalk import Crossing, printed_term
from labkin.nlp.linker_forms import CUT, KINDS, LONG, NUMBER, RAW, REWRITTEN, SPELLED, Form, forms
from labkin.nlp.linker_genes import HUMAN, human_of, orthologues, species_of
from labkin.nlp.linker_names import Names, squashed, words
from labkin.nlp.linker_taught import Taught

# What speaks for a candidate whatever text the mention stands in; then what its text adds.
STATIC = (
    *(f"exact_{kind}" for kind in KINDS), "preferred", "case", "cosine", "cosine_raw", "lead", "covered",
    "covering", "taught", "taught_count", "taught_short", "taught_short_count", "taught_form", "taught_form_count",
    "taught_far", "taught_other", "known_id", "supplement", "omim", "unprinted", "related", "wider", "second_table",
    "names", "length", "short", "short_exact", "rivals", "near_rank", "same_words", "exact_alone", "taught_only",
    "within", "around", "same_head", "taught_kin", "animal", "animal_style",
)  # fmt: skip
CONTEXT = ("elsewhere", "elsewhere_exact", "inside", "kin", "repeated", "species_same", "species_other")
FEATURES = (*STATIC, *CONTEXT)
_AT = {name: place for place, name in enumerate(FEATURES)}
_NEAR = 10  # candidates by likeness
_MOST = 24  # candidates of a mention


@dataclass(slots=True)
class Candidate:
    """A concept that a mention may mean. `key` is its identifier as corpora write it, `curie` its own."""

    key: str
    curie: str
    name: str
    term: int  # its number among the names of its type; -1 where no vocabulary has it
    how: str
    features: Any = field(default_factory=lambda: np.zeros(len(FEATURES), dtype=np.float32))

    def get(self, feature: str) -> float:
        """The value of one feature."""
        return float(self.features[_AT[feature]])


@cache
def names_of(type: str) -> Names:
    """The names of a type, read once, with their indexes."""
    collecting = gc.isenabled()
    gc.disable()  # a million new strings would be looked through for garbage again and again
    try:
        names = Names(type)
        names.rarity("")
    finally:
        if collecting:
            gc.enable()
    return names


def candidates(text: str, type: str, long: str, taught: Taught, near: bool = True) -> list[Candidate]:
    """The candidates of a mention, with the features that do not depend on where it stands, in no order.

    `near`: look for nearly its name too, where it is no name itself.
    """
    names = names_of(type)
    variants = forms(text, type, long)
    pool = _Pool(names, type)
    exact = _by_name(pool, variants, long)
    base = long or text
    _by_teaching(pool, variants, taught, type, bool(long))
    if near and not exact:
        _by_likeness(pool, base)
    for found in pool.found.values():
        _describe(found, pool, base, text, long, taught, type)
    if type == "Gene":
        _add_orthologues(pool, text, taught)
    chosen = sorted(pool.found.values(), key=_rough, reverse=True)[:_MOST]
    best = sorted((one.get("cosine") for one in chosen), reverse=True)[:2]
    rivals = sum(1 for one in chosen if one.get("exact_raw") or one.get("exact_long"))
    for one in chosen:
        others = best[1:] if best and one.get("cosine") == best[0] else best[:1]
        _put(one, "lead", one.get("cosine") - (others[0] if others else 0.0))
        _put(one, "rivals", log1p(rivals))
        _put(one, "exact_alone", float(rivals == 1 and bool(one.get("exact_raw") or one.get("exact_long"))))
    return chosen


class _Pool:
    """The candidates found so far, by the identifier that corpora write."""

    def __init__(self, names: Names, type: str) -> None:
        self.names, self.type = names, type
        self.found: dict[str, Candidate] = {}
        self.likeness: dict[str, tuple[float, str]] = {}

    def add(self, term: int, name: str, how: str) -> Candidate:
        row = self.names.term(term)
        crossed = _printed(row.curie, self.type, self.names, term)
        one = self.found.get(crossed.curie)
        if one is None:
            one = self.found[crossed.curie] = Candidate(crossed.curie, row.curie, row.name, term, how)
            _put(one, "related", float(crossed.how is Crossing.RELATED))
            _put(one, "wider", float(crossed.how is Crossing.WIDER))
            _put(one, "unprinted", float(crossed.how is Crossing.NONE))
        return one


@cache
def _printed_cached(curie: str, type: str, term: int) -> Any:
    return printed_term(names_of(type).term(term), type, names_of(type).find)


def _printed(curie: str, type: str, names: Names, term: int) -> Any:
    return _printed_cached(curie, type, term)


def _put(one: Candidate, feature: str, value: float) -> None:
    one.features[_AT[feature]] = value


def _by_name(pool: _Pool, variants: list[Form], long: str) -> bool:
    """Add the terms that are called as the mention or one of its forms; whether some are called just so."""
    just = False
    for form in variants:
        for term, name in pool.names.exact(form.text):
            how = "abbreviation" if form.far == LONG or long else "exact"
            one = pool.add(term, name, how)
            if not any(one.get(f"exact_{kind}") for kind in KINDS):
                _put(one, f"exact_{KINDS[form.far]}", 1.0)
                one.curie, one.term, one.how = pool.names.term(term).curie, term, how
                one.name = pool.names.term(term).name
                _put(one, "preferred", float(squashed(one.name) == squashed(form.text)))
                _put(one, "case", float(name == form.text))
                pool.likeness[one.key] = (1.0 if form.far <= LONG else 0.0, name)
            elif form.far == RAW:
                _put(one, "exact_raw", 1.0)
            just = just or form.far <= NUMBER
    return just


def _by_teaching(pool: _Pool, variants: list[Form], taught: Taught, type: str, explained: bool) -> None:
    totals: dict[str, float] = {}
    for form in variants:
        counts = taught.of(type, form.text)
        if not counts:
            continue
        total = sum(counts.values())
        level = (
            "taught_short"
            if explained and form.far == RAW
            else "taught"
            if form.far <= LONG
            else "taught_form"
            if form.far <= SPELLED
            else "taught_far"
        )
        totals[level] = max(totals.get(level, 0), total)
        for key, count in counts.items():
            one = pool.found.get(key) or _taught_candidate(pool, key, form.text)
            if one.get(level) < count / total:
                _put(one, level, count / total)
                if level != "taught_far":
                    _put(one, f"{level}_count", log1p(count))
    for one in pool.found.values():
        if totals.get("taught") and not one.get("taught"):
            _put(one, "taught_other", log1p(totals["taught"]))
        elif totals.get("taught_form") and not one.get("taught_form") and not one.get("taught"):
            _put(one, "taught_other", 0.5 * log1p(totals["taught_form"]))


def _taught_candidate(pool: _Pool, key: str, text: str) -> Candidate:
    """A candidate that only the training texts know for this mention."""
    term = term_of_key(key, pool.type)
    if term < 0:
        one = Candidate(key, key, text, -1, "trained")
    else:
        row = pool.names.term(term)
        one = Candidate(key, row.curie, row.name, term, "trained")
    _put(one, "taught_only", 1.0)
    pool.found[key] = one
    return one


@cache
def term_of_key(key: str, type: str) -> int:
    """The number of the term that corpora write with this identifier; -1 where there is none."""
    names = names_of(type)
    own = names.number(key)
    for number in [*([] if own is None else [own]), *names.bearing(key)]:
        if _printed(names.term(number).curie, type, names, number).curie == key:
            return number
    return -1


def _by_likeness(pool: _Pool, base: str) -> None:
    """Add the terms with names like the mention's."""
    for place, near in enumerate(pool.names.near(base, _NEAR)):
        one = pool.add(near.term, near.name, "ngram")
        if near.cosine > pool.likeness.get(one.key, (0.0, ""))[0]:
            pool.likeness[one.key] = (near.cosine, near.name)
            if not any(one.get(f"exact_{kind}") for kind in KINDS):
                one.curie, one.term = pool.names.term(near.term).curie, near.term
                one.name = pool.names.term(near.term).name
        if not one.get("near_rank"):
            _put(one, "near_rank", 1 / (1 + place))


def _describe(one: Candidate, pool: _Pool, base: str, text: str, long: str, taught: Taught, type: str) -> None:
    names = pool.names
    cosine, name = pool.likeness.get(one.key, (0.0, ""))
    if one.term >= 0 and cosine == 0.0:
        name, cosine = names.nearest_name(one.term, base)
    _put(one, "cosine", cosine)
    _put(one, "cosine_raw", cosine if base == text else names.nearest_name(one.term, text)[1] if one.term >= 0 else 0.0)
    covered, covering, same = _coverage(names, base, name)
    _put(one, "covered", covered)
    _put(one, "covering", covering)
    _put(one, "same_words", same)
    left, right = squashed(base), squashed(name)
    _put(one, "within", float(len(right) > 3 and right in left))
    _put(one, "around", float(len(left) > 3 and left in right))
    _put(one, "same_head", float(words(base).split()[-1:] == words(name).split()[-1:]))
    _put(one, "known_id", log1p(taught.count(type, one.key)))
    _put(one, "supplement", float(one.key.startswith("MESH:C")))
    _put(one, "omim", float(one.key.startswith("OMIM:")))
    _put(one, "second_table", float(one.curie.startswith(("HP:", "MESH:C", "FPLX:", "BAO:"))))
    _put(one, "names", log1p(len(names.names_of(one.term))) if one.term >= 0 else 0.0)
    _put(one, "length", log1p(len(base)))
    short = len(text) <= 5 and not long
    _put(one, "short", float(short))
    _put(one, "short_exact", float(short and bool(one.get("exact_raw"))))


_KEPT = (
    *(f"taught{rest}" for rest in ("", "_count", "_short", "_short_count", "_form", "_form_count", "_far")),
    "known_id",
)


def _add_orthologues(pool: _Pool, text: str, taught: Taught) -> None:
    """Add the animals' genes of the human ones found; what speaks for these speaks for those, but for the teaching."""
    styled = float(text[:1].isupper() and any(c.islower() for c in text[1:4]))
    for key, human in list(pool.found.items()):
        for gene in orthologues(key):
            other = pool.found.get(gene.curie)
            if other is None:
                other = pool.found[gene.curie] = Candidate(gene.curie, gene.curie, gene.symbol, -1, human.how)
                _put(other, "known_id", log1p(taught.count("Gene", gene.curie)))
            own = {name: other.get(name) for name in _KEPT}
            other.features[:] = human.features
            for name, value in own.items():
                _put(other, name, value)
            _put(other, "animal", 1.0)
            _put(other, "animal_style", styled)
            _put(other, "taught_only", 0.0)
    families: dict[str, float] = {}
    for one in pool.found.values():
        family = human_of(one.key) or one.key
        families[family] = max(families.get(family, 0.0), one.get("taught"), one.get("taught_form"))
    for one in pool.found.values():
        _put(one, "taught_kin", families[human_of(one.key) or one.key])


def _coverage(names: Names, text: str, name: str) -> tuple[float, float, float]:
    """The shares, by rarity, of the words of either that the other has; and whether the words are the same."""
    left, right = set(words(text).decode().split()), set(words(name).decode().split())
    if not left or not right:
        return 0.0, 0.0, 0.0
    shared = left & right
    weight = {word: names.rarity(word) for word in left | right}
    both = sum(weight[word] for word in shared)
    return both / sum(weight[w] for w in left), both / sum(weight[w] for w in right), float(left == right)


def _rough(one: Candidate) -> float:
    """A first order, to leave out the hopeless."""
    at = one.get
    exact = max((6 - far) * at(f"exact_{kind}") for far, kind in enumerate(KINDS))
    return exact + 6 * at("taught") + 4 * at("taught_form") + 3 * at("taught_far") + 4 * at("cosine") + at("covered")


def with_context(
    found: list[list[Candidate]], mentions: Sequence[tuple[str, str]], species: Mapping[str, float]
) -> None:
    """Add what the other mentions of the text say. `found[i]` are the candidates of `mentions[i]`, (text, type).

    Each mention comes once. Features of the candidates are changed in place: give copies.
    """
    best: dict[str, list[tuple[int, float, bool]]] = {}
    for place, group in enumerate(found):
        for one in group:
            certain = max(one.get("exact_raw"), one.get("exact_long"), one.get("taught"))
            best.setdefault(one.key, []).append((place, max(certain, one.get("cosine")), certain > 0.5))
    tops = {max(group, key=_rough).key for group in found if group}
    for place, group in enumerate(found):
        text = squashed(mentions[place][0])
        for one in group:
            others = [(p, s, c) for p, s, c in best[one.key] if p != place]
            _put(one, "elsewhere", max((s for _, s, _ in others), default=0.0))
            _put(one, "elsewhere_exact", float(any(c for _, _, c in others)))
            _put(one, "inside", float(any(c and text and text in squashed(mentions[p][0]) for p, _, c in others)))
            _put(one, "repeated", log1p(len(others)))
            _put(one, "kin", float(bool(tops & _above(one.curie, mentions[place][1])) if one.term >= 0 else False))
            if mentions[place][1] == "Gene" and species:
                own = taxon_of(one.key)
                _put(one, "species_same", species.get(own, 0.0))
                _put(one, "species_other", max((w for s, w in species.items() if s != own), default=0.0))


@cache
def _above(curie: str, type: str) -> frozenset[str]:
    """What corpora write for the concepts one step above."""
    names = names_of(type)
    row = names.find(curie)
    if row is None or type not in ("Disease", "Chemical"):
        return frozenset()
    above = (names.find(parent) for parent in row.parents)
    return frozenset(printed_term(parent, type, names.find).curie for parent in above if parent)


@cache
def taxon_of(key: str) -> str:
    """The species of a gene, as its number in NCBI Taxonomy; empty where it is not known."""
    return species_of(key) or (HUMAN if term_of_key(key, "Gene") >= 0 else "")


__all__ = [
    "CONTEXT",
    "CUT",
    "FEATURES",
    "REWRITTEN",
    "STATIC",
    "Candidate",
    "candidates",
    "names_of",
    "taxon_of",
    "with_context",
]
