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

from labkin.nlp.crosswalk import Crossing, Printed, printed_term
from labkin.nlp.linker_forms import KINDS, LONG, RAW, SPELLED, Form, levels
from labkin.nlp.linker_genes import HUMAN, human_of, orthologues, species_of
from labkin.nlp.linker_names import Names, squashed, words
from labkin.nlp.linker_taught import Taught
from labkin.nlp.notorious import denied

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
_TREES = ("Disease", "Chemical")  # types whose concepts stand in trees
_RAW, _LONG, _TAUGHT, _COSINE = (_AT[name] for name in ("exact_raw", "exact_long", "taught", "cosine"))
_EXACT = [(place, 6 - place) for place in range(len(KINDS))]  # the first features: how far the form that is its name
_ROUGH = [
    (_AT[name], weight)
    for name, weight in {"taught": 6, "taught_form": 4, "taught_far": 3, "cosine": 4, "covered": 1}.items()
]


@dataclass(slots=True)
class Candidate:
    """A concept that a mention may mean. `key` is its identifier as corpora write it, `curie` its own."""

    key: str
    curie: str
    name: str
    term: int  # its number among the names of its type; -1 where no vocabulary has it
    how: str
    features: list[float] = field(default_factory=lambda: [0.0] * len(FEATURES))

    def get(self, feature: str) -> float:
        """The value of one feature."""
        return self.features[_AT[feature]]

    def copy(self) -> Candidate:
        """The same, with features of its own."""
        return Candidate(self.key, self.curie, self.name, self.term, self.how, self.features.copy())


@cache
def names_of(type: str) -> Names:
    """The names of a type, read once, with their indexes."""
    collecting = gc.isenabled()
    gc.disable()  # many new strings, short-lived ones, would be looked through for garbage again and again
    try:
        return Names(type)
    finally:
        if collecting:
            gc.enable()


def candidates(text: str, type: str, long: str, taught: Taught, near: bool = True) -> list[Candidate]:
    """The candidates of a mention, with the features that do not depend on where it stands, in no order.

    `near`: look for nearly its name too, and for it with words exchanged or left out, where it is no name itself.
    """
    pool = _Pool(names_of(type), type, long)
    for level in levels(text, type, long):
        if not near and level and level[0].far > SPELLED:
            break
        settled = _by_name(pool, level)
        settled = _by_teaching(pool, level, taught) or settled
        if settled:  # what is further from what is written says no more
            break
    else:
        settled = False
    _taught_others(pool)
    base = _Base(text, long)
    if near and not (settled and level[0].far <= SPELLED):
        _by_likeness(pool, base.text)
    for found in pool.found.values():
        _describe(found, pool, base, taught)
    if type == "Gene":
        _add_orthologues(pool, text, taught)
    chosen = sorted(pool.found.values(), key=rough, reverse=True)[:_MOST]
    best = sorted((one.features[_COSINE] for one in chosen), reverse=True)[:2]
    rivals = sum(1 for one in chosen if _exactly(one))
    for one in chosen:
        others = best[1:] if one.features[_COSINE] == best[0] else best[:1]
        _put(one, "lead", one.features[_COSINE] - (others[0] if others else 0.0))
        _put(one, "rivals", log1p(rivals))
        _put(one, "exact_alone", float(rivals == 1 and _exactly(one)))
    return chosen


def _exactly(one: Candidate) -> bool:
    return bool(one.features[_RAW] or one.features[_LONG])


class _Pool:
    """The candidates found so far, by the identifier that corpora write."""

    def __init__(self, names: Names, type: str, long: str) -> None:
        self.names, self.type, self.long = names, type, long
        self.found: dict[str, Candidate] = {}
        self.likeness: dict[str, tuple[float, str]] = {}
        self.totals: dict[str, float] = {}

    def add(self, term: int, how: str) -> Candidate:
        crossed = _printed(term, self.type)
        one = self.found.get(crossed.curie)
        if one is None:
            row = self.names.term(term)
            one = self.found[crossed.curie] = Candidate(crossed.curie, row.curie, row.name, term, how)
            _put(one, "related", float(crossed.how is Crossing.RELATED))
            _put(one, "wider", float(crossed.how is Crossing.WIDER))
            _put(one, "unprinted", float(crossed.how is Crossing.NONE))
        return one


class _Base:
    """What names are compared with: the long form of a mention, else the mention."""

    def __init__(self, text: str, long: str) -> None:
        self.raw, self.text = text, long or text
        parts = words(self.text).split()
        self.words, self.head = frozenset(part.decode() for part in parts), parts[-1:]
        self.squashed = squashed(self.text)
        self.short = len(text) <= 5 and not long


@cache
def _printed(term: int, type: str) -> Printed:
    names = names_of(type)
    return printed_term(names.term(term), type, names.find)


def _put(one: Candidate, feature: str, value: float) -> None:
    one.features[_AT[feature]] = value


def _by_name(pool: _Pool, level: Sequence[Form]) -> bool:
    """Add the terms that are called as one of these forms; whether one is, and corpora have an identifier for it."""
    settled = False
    for form, hits in zip(level, pool.names.exactly([form.key for form in level]), strict=True):
        how = "abbreviation" if form.far == LONG or pool.long else "exact"
        for term, name in hits:
            one = pool.add(term, how)
            if not any(one.features[: len(KINDS)]):
                row = pool.names.term(term)
                _put(one, f"exact_{KINDS[form.far]}", 1.0)
                one.curie, one.term, one.how, one.name = row.curie, term, how, row.name
                _put(one, "preferred", float(squashed(one.name) == form.key))
                _put(one, "case", float(name == form.text))
                pool.likeness[one.key] = (1.0 if form.far <= LONG else 0.0, name)
            elif form.far == RAW:
                _put(one, "exact_raw", 1.0)
            settled = settled or not (one.get("unprinted") or one.get("wider"))
    return settled


def _by_teaching(pool: _Pool, level: Sequence[Form], taught: Taught) -> bool:
    """Add what training texts say that these forms mean; whether they say something."""
    told = False
    for form in level:
        counts = {key: n for key, n in taught.of(pool.type, form.key).items() if not denied(form.text, pool.type, key)}
        if not counts:
            continue
        feature = _taught_feature(form, pool.long)
        told = told or feature != "taught_short"  # elsewhere: here it is explained
        total = sum(counts.values())
        pool.totals[feature] = max(pool.totals.get(feature, 0), total)
        for key, count in counts.items():
            one = pool.found.get(key) or _taught_candidate(pool, key, form.text)
            if one.get(feature) < count / total:
                _put(one, feature, count / total)
                if feature != "taught_far":
                    _put(one, f"{feature}_count", log1p(count))
    return told


def _taught_feature(form: Form, long: str) -> str:
    if long and form.far == RAW:
        return "taught_short"
    if form.far <= LONG:
        return "taught"
    return "taught_form" if form.far <= SPELLED else "taught_far"


def _taught_others(pool: _Pool) -> None:
    """How much is said of other candidates, of those of which nothing is said."""
    whole, form = pool.totals.get("taught"), pool.totals.get("taught_form")
    for one in pool.found.values():
        if whole and not one.get("taught"):
            _put(one, "taught_other", log1p(whole))
        elif form and not one.get("taught_form") and not one.get("taught"):
            _put(one, "taught_other", 0.5 * log1p(form))


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
        if _printed(number, type).curie == key:
            return number
    return -1


def _by_likeness(pool: _Pool, base: str) -> None:
    """Add the terms with names like the mention's."""
    for place, near in enumerate(pool.names.near(base, _NEAR)):
        one = pool.add(near.term, "ngram")
        if near.cosine > pool.likeness.get(one.key, (0.0, ""))[0]:
            pool.likeness[one.key] = (near.cosine, near.name)
            if not any(one.features[: len(KINDS)]):
                row = pool.names.term(near.term)
                one.curie, one.term, one.name = row.curie, near.term, row.name
        if not one.get("near_rank"):
            _put(one, "near_rank", 1 / (1 + place))


def _describe(one: Candidate, pool: _Pool, base: _Base, taught: Taught) -> None:
    names = pool.names
    cosine, name = pool.likeness.get(one.key, (0.0, ""))
    if one.term >= 0 and cosine == 0.0:
        name, cosine = names.nearest_name(one.term, base.text)
    raw = cosine
    if base.raw != base.text:
        raw = names.nearest_name(one.term, base.raw)[1] if one.term >= 0 else 0.0
    parts = words(name).split()
    covered, covering, same = _coverage(names, base.words, frozenset(part.decode() for part in parts))
    right = squashed(name)
    told = {
        "cosine": cosine,
        "cosine_raw": raw,
        "covered": covered,
        "covering": covering,
        "same_words": same,
        "within": float(len(right) > 3 and right in base.squashed),
        "around": float(len(base.squashed) > 3 and base.squashed in right),
        "same_head": float(base.head == parts[-1:]),
        "known_id": log1p(taught.count(pool.type, one.key)),
        "supplement": float(one.key.startswith("MESH:C")),
        "omim": float(one.key.startswith("OMIM:")),
        "second_table": float(one.curie.startswith(("HP:", "MESH:C", "FPLX:", "BAO:"))),
        "names": log1p(names.count(one.term)) if one.term >= 0 else 0.0,
        "length": log1p(len(base.text)),
        "short": float(base.short),
        "short_exact": float(base.short and bool(one.features[_RAW])),
    }
    for feature, value in told.items():
        one.features[_AT[feature]] = value


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


def _coverage(names: Names, left: frozenset[str], right: frozenset[str]) -> tuple[float, float, float]:
    """The shares, by rarity, of the words of either that the other has; and whether the words are the same."""
    if not left or not right:
        return 0.0, 0.0, 0.0
    shared = left & right
    weight = {word: names.rarity(word) for word in left | right}
    both = sum(weight[word] for word in shared)
    return both / sum(weight[w] for w in left), both / sum(weight[w] for w in right), float(left == right)


def rough(one: Candidate) -> float:
    """A first order, to leave out the hopeless."""
    at = one.features
    exact = max(weight * at[place] for place, weight in _EXACT)
    return exact + sum(weight * at[place] for place, weight in _ROUGH)


def with_context(
    found: list[list[Candidate]], mentions: Sequence[tuple[str, str]], species: Mapping[str, float]
) -> None:
    """Add what the other mentions of the text say. `found[i]` are the candidates of `mentions[i]`, (text, type).

    Each mention comes once. Features of the candidates are changed in place: give copies.
    """
    best: dict[str, list[tuple[int, float, bool]]] = {}
    for place, group in enumerate(found):
        for one in group:
            at = one.features
            certain = max(at[_RAW], at[_LONG], at[_TAUGHT])
            best.setdefault(one.key, []).append((place, max(certain, at[_COSINE]), certain > 0.5))
    tops = {max(group, key=rough).key for group in found if group}
    texts = [squashed(text) for text, _ in mentions]
    for place, group in enumerate(found):
        type = mentions[place][1]
        for one in group:
            others = [about for about in best[one.key] if about[0] != place]
            if others:
                _from_others(one, texts[place], others, texts)
            if type in _TREES and one.term >= 0:
                _put(one, "kin", float(not tops.isdisjoint(_above(one.curie, type))))
            elif type == "Gene" and species:
                own = taxon_of(one.key)
                _put(one, "species_same", species.get(own, 0.0))
                _put(one, "species_other", max((w for s, w in species.items() if s != own), default=0.0))


def _from_others(one: Candidate, text: bytes, others: list[tuple[int, float, bool]], texts: list[bytes]) -> None:
    """What it says for a concept that other mentions of the text may mean it too."""
    _put(one, "elsewhere", max(likely for _, likely, _ in others))
    _put(one, "elsewhere_exact", float(any(certain for _, _, certain in others)))
    _put(one, "inside", float(any(certain and text and text in texts[place] for place, _, certain in others)))
    _put(one, "repeated", log1p(len(others)))


@cache
def _above(curie: str, type: str) -> frozenset[str]:
    """What corpora write for the concepts one step above."""
    names = names_of(type)
    row = names.find(curie)
    above = map(names.number, row.parents if row else ())
    return frozenset(_printed(parent, type).curie for parent in above if parent is not None)


@cache
def taxon_of(key: str) -> str:
    """The species of a gene, as its number in NCBI Taxonomy; empty where it is not known."""
    return species_of(key) or (HUMAN if term_of_key(key, "Gene") >= 0 else "")
