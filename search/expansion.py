"""What a query means beside its words: the concepts that the vocabularies and the lab call so.

The longest names in a query go first, each word belongs to one concept at most. A concept is found under its other
names, under those of what it includes, and where it is mentioned. Words that are names by accident mean nothing: see
`search.expansion_words` and `search.short_forms`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice, pairwise
from typing import NamedTuple

from labkin.nlp.common_words import is_english
from labkin.nlp.normal import normal
from labkin.ontologies import Term, ancestors, canonical, children, descendants, term, terms, vocabularies
from labkin.ontologies.sieve import find_called
from labkin.search.expansion_words import is_plain, is_written, may_mean, may_mean_here
from labkin.search.index import Also, NameHit
from labkin.search.query_text import MAX_TEXT
from labkin.search.short_forms import is_listed, meant_by
from labkin.search.synonyms import spellings
from labkin.search.tokens import STOP_WORDS, Cluster, clusters

Lookup = Callable[[Sequence[str]], Mapping[str, list[NameHit]]]

WEIGHT = 0.3  # of a concept against the words of the query
WIDE_WEIGHT = 0.15  # of one that includes more than WIDE others: being one of them says less
WIDE = 300
GENERIC = 2_000  # a concept that includes more says nothing, unless it is a disease
GENERIC_DISEASE = 10_000
MOST_WORDS = 5  # of a name in a query
MOST_READ = 30  # words of a query that are read
MOST_CONCEPTS = 8  # of one query
MOST_NAMES = 200  # of a concept and what it includes, of which...
MOST_PHRASES = 30  # ... are searched for; with more, no more was found on SciFact
MOST_IDS = 2_000
LONGEST = 60  # characters of a phrase: longer ones are systematic names, which nobody writes in a text
ALIKE = 3  # concepts of one name that are taken together
SMALL = (3, 5)  # letters of a short form that may be typed without capitals
MOST_BEARERS = 5  # things of the lab of one name: more of them, and it means none

KINDS = (
    ("Disease", "Phenotype"), ("Compound",), ("Species",), ("Anatomy",), ("CellType",), ("Gene", "Protein"),
    ("Assay", "Instrument"), ("CellLine",),
)  # fmt: skip
_FAMILY = {kind: place for place, family in enumerate(KINDS) for kind in family}
PHENOTYPE = "HP:0000118"
_NO_CHILDREN = frozenset({"Gene", "CellLine", "Species", "Instrument"})
_NOT_MEANT = frozenset({"Measurement", "Document", "Publication", "Dataset", "File", "Table", "Decision"})
_WRITTEN = frozenset(
    ("DOID", "MESH", "MONDO", "HP", "HGNC", "NCBIGene", "CHEBI", "DrugBank", "UBERON", "NCBITaxon", "CL", "CVCL", "OBI",
     "BAO", "FPLX")
)  # fmt: skip
_TITLED = frozenset({"Experiment", "Protocol", "Run", "Sample", "Batch"})  # whose names are mostly no proper ones
# Parts of a query that are syntax: `-mouse`, `kind:Dataset`, `year>=2019`, `imat*`.
_SYNTAX = re.compile(r'(?<!\S)(?:-(?:"[^"]*"|\S+)|\w+:(?:"[^"]*"|\S+)|\w+[<>]=?\S+|\S+\*(?!\S))')
_CATALOGUED = re.compile(r"[,;()\[\]]|\bNOS$")
_GAP = re.compile(r"[\s\-]*")


class Concept(NamedTuple):
    """What a name means by the vocabularies."""

    id: str
    label: str
    kind: str
    phrases: tuple[str, ...]
    ids: tuple[str, ...]
    weight: float


def expand(text: str, lookup: Lookup, without: Collection[str] = ()) -> tuple[Also, ...]:
    """The concepts that parts of a query mean, in their order; never two of the same words.

    `lookup` finds what the lab calls so, as `SearchIndex.lookup` does. `without` are identifiers of concepts that are
    not meant, in any case; no part of their words is taken for another then.
    """
    unwanted = {id.casefold() for id in without}
    spans = _spans(text)
    if not spans:
        return ()
    here = lookup(list(dict.fromkeys(form for span in spans for form in _forms(span.said))))
    taken: set[int] = set()
    found: list[tuple[int, Also]] = []
    for span in spans:  # the longest first
        if taken & set(range(span.first, span.last + 1)):
            continue
        also = _meant(span, here)
        if also is None:
            continue
        taken.update(range(span.first, span.last + 1))
        if also.id.casefold() not in unwanted and also.id not in {one.id for _, one in found}:
            found.append((span.first, also))
    return tuple(also for _, also in sorted(found, key=lambda pair: pair[0])[:MOST_CONCEPTS])


def warm() -> None:
    """Read what the first queries need, a second of work: for programs that answer many."""
    for vocabulary in vocabularies().values():
        if not _NO_CHILDREN.issuperset(vocabulary.kinds) and not _FAMILY.keys().isdisjoint(vocabulary.kinds):
            first = next(terms(vocabulary.name))
            children(first.curie)  # reads which term is below which
    for said in ("cancer", "tumor", "infection", "aspirin", "T cell", "liver", "mouse", "ELISA", "EGFR"):
        _concept(said)


class Span(NamedTuple):
    """Some words of a query: the places of the first and the last, as said, what stands before and after."""

    first: int
    last: int
    said: str
    before: str
    after: str


def _spans(text: str) -> list[Span]:
    plain = _SYNTAX.sub(_blank, text[:MAX_TEXT])
    words = list(islice(clusters(plain), MOST_READ))
    found = []
    for length in range(min(MOST_WORDS, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            some = words[first : first + length]
            if _together(plain, some):
                said = plain[some[0].start : some[-1].end]
                found.append(Span(first, first + length - 1, said, plain[: some[0].start], plain[some[-1].end :]))
    return found


def _blank(match: re.Match[str]) -> str:
    """Spaces in place of syntax; an identifier stays."""
    said = match.group()
    return said if not said.startswith("-") and ":" in said and _identified(said) else " " * len(said)


def _together(text: str, words: list[Cluster]) -> bool:
    """Whether words may be a name: no stop word at either end, nothing but spaces and hyphens between them."""
    if words[0].text.lower() in STOP_WORDS or words[-1].text.lower() in STOP_WORDS:
        return False
    between = (text[one.end : two.start] for one, two in pairwise(words))
    return all(_GAP.fullmatch(gap) or (gap == ":" and len(words) == 2) for gap in between)


def _forms(said: str) -> tuple[str, ...]:
    """What the lab is asked for; not what has stop words within, which only vocabularies write as one name."""
    if is_plain(said) or not STOP_WORDS.isdisjoint(said.lower().split()):
        return ()
    return (normal(said),)


def _meant(span: Span, here: Mapping[str, list[NameHit]]) -> Also | None:
    if is_plain(span.said):
        return None
    concept = _identified(span.said) or _concept(span.said, _next_is_cell(span.after))
    if concept and not may_mean_here(span.said, concept.kind, span.before + span.said + span.after, len(span.before)):
        concept = None
    hits = _borne(span, here)
    if concept and (own := _named_here(span.said, concept, hits)):
        return _of_lab(span.said, own)
    if concept is None:
        concept = next((one for hit in hits if (one := _identified(hit.id))), None)
    if concept is None:
        return _of_lab(span.said, hits)
    alike = [hit for hit in hits if _FAMILY.get(hit.kind) == _FAMILY.get(concept.kind)]
    said = normal(span.said)
    names = dict.fromkeys((*(hit.name for hit in alike), *concept.phrases))
    phrases = sorted(names, key=lambda name: f" {said} " in f" {normal(name)} ")  # such are found by the words, too
    return Also(
        concept.id,
        concept.label,
        span.said,
        tuple(phrase for phrase in phrases if normal(phrase) != said)[:MOST_PHRASES],
        tuple(dict.fromkeys((*(hit.id for hit in alike), *concept.ids)))[:MOST_IDS],
        concept.weight,
    )


def _of_lab(said: str, hits: list[NameHit]) -> Also | None:
    """What the lab alone calls so; nothing where it calls many things so."""
    if not hits or len({hit.id for hit in hits}) > MOST_BEARERS:
        return None
    names = dict.fromkeys(hit.name for hit in hits if normal(hit.name) != normal(said))
    return Also(hits[0].id, hits[0].name, said, tuple(names), tuple(dict.fromkeys(hit.id for hit in hits)), WEIGHT)


def _named_here(said: str, concept: Concept, hits: list[NameHit]) -> list[NameHit]:
    """The lab's own things of that proper name, where the concept is of another kind and only a synonym of it is so."""
    if normal(concept.label) == normal(said):
        return []
    named = [hit for hit in hits if hit.role == "name" and hit.kind not in _TITLED and hit.label != hit.label.lower()]
    alike = any(_FAMILY.get(hit.kind) == _FAMILY[concept.kind] for hit in hits)
    return [] if alike or len(named) > MOST_BEARERS else named


def _borne(span: Span, here: Mapping[str, list[NameHit]]) -> list[NameHit]:
    """The things of the lab that these words may name, each once, best first."""
    whole = span.before + span.said + span.after
    found: dict[str, NameHit] = {}
    for form in _forms(span.said):
        for hit in here.get(form, []):
            fits = hit.kind not in _NOT_MEANT and (
                hit.role == "identifier" or may_mean(span.said, hit.kind, [hit.label])
            )
            if fits and may_mean_here(span.said, hit.kind, whole, len(span.before)):
                found.setdefault(hit.id, hit)
    return list(found.values())


def _next_is_cell(after: str) -> bool:
    return bool(re.match(r"[\s\-]+cells?\b", after, re.IGNORECASE))


@lru_cache(maxsize=5_000)
def _identified(id: str) -> Concept | None:
    """The concept of an identifier, in whatever spelling; None where no vocabulary has it."""
    curie = id.partition("::")[2] or id
    if ":" not in curie or any(letter.isspace() for letter in curie):
        return None
    found = term(canonical(curie))
    return _made((found,)) if found and found.kind in _FAMILY else None


@lru_cache(maxsize=20_000)
def _concept(said: str, of_cells: bool = False) -> Concept | None:
    """The concept that the vocabularies call so; None where none does, or one that says nothing."""
    called = [one for one in find_called(said) if one.kind in _FAMILY and not _is_modifier(one)]
    terms = [one for one in meant_by(said, called, _FAMILY, of_cells) if may_mean(said, one.kind, one.names, of_cells)]
    if not terms:
        return _typed_small(said)
    ranked = sorted(enumerate(terms), key=lambda pair: (_unlike(said, pair[1]), pair[0]))
    best = ranked[0][1]
    alike = [one for _, one in ranked if _FAMILY[one.kind] == _FAMILY[best.kind]]
    if best.kind == "Gene" and normal(best.name) != normal(said) and _several(alike):
        return None
    return _made((best, *(one for one in alike[1:ALIKE] if _goes_with(best, one, said))))


def _typed_small(said: str) -> Concept | None:
    """A well-known short form that was typed without capitals: "copd". Only of a disease or listed, no common word."""
    if not (said.islower() and said.isalpha() and SMALL[0] <= len(said) <= SMALL[1]) or is_english(said):
        return None
    concept = _concept(said.upper())
    return concept if concept and (concept.kind in KINDS[0] or is_listed(said.upper())) else None


def _is_modifier(one: Term) -> bool:
    """Whether a term of the Human Phenotype Ontology is no phenotype: "severe", "mitochondrial inheritance"."""
    return one.curie.startswith("HP:") and PHENOTYPE not in {above.curie for above in ancestors(one.curie)}


def _goes_with(best: Term, one: Term, said: str) -> bool:
    """Whether a concept of another vocabulary is the same: no wider one that goes by this name, too."""
    if one.curie.partition(":")[0] == best.curie.partition(":")[0]:
        return False
    return normal(best.name) != normal(said) or normal(said) in normal(one.name)


def _several(terms: list[Term]) -> bool:
    """Whether a name is an alias of more than one gene."""
    return sum(one.kind == "Gene" for one in terms) > 1


def _unlike(said: str, one: Term) -> tuple[bool, bool, int]:
    """How far a concept is from what was said: written just so goes first, then what is mostly called so."""
    called = normal(one.name) == normal(said)
    symbol = said == one.name and one.kind == "Gene"
    return (not is_written(said, one.names), not called, -1 if symbol else _FAMILY[one.kind])


def _made(terms: tuple[Term, ...]) -> Concept | None:
    best = terms[0]
    below = _below(best)
    if below is None:
        return None
    useful = sorted(below, key=_rarity)
    names = chain(*(one.names for one in terms), _in_turns(useful))
    phrases = (name for name in names if _is_said(name))
    ids = chain(chain.from_iterable(map(spellings, terms)), chain.from_iterable(map(_short, useful)))
    return Concept(
        best.curie,
        best.name,
        best.kind,
        tuple(islice(_once(phrases), MOST_NAMES)),
        tuple(islice(_first_of_each(ids), MOST_IDS)),
        WIDE_WEIGHT if len(below) > WIDE else WEIGHT,
    )


def _below(one: Term) -> list[Term] | None:
    """What a concept includes; None where it is so much that the concept says nothing."""
    if one.kind in _NO_CHILDREN:
        return []
    below = descendants(one.curie)
    return None if len(below) > (GENERIC_DISEASE if one.kind == "Disease" else GENERIC) else below


def _rarity(one: Term) -> tuple[int, int, str]:
    """Texts say short names, and of these the ones that many vocabularies have."""
    return (len(one.name.split()), -len(one.xrefs) - len(one.synonyms), one.curie)


def _in_turns(terms: list[Term]) -> Iterator[str]:
    """The name of each, then a synonym of each."""
    for place in range(3):
        for one in terms:
            if place < len(one.names):
                yield one.names[place]


def _is_said(name: str) -> bool:
    """Whether people write a name so in a text: not as catalogues sort and explain it."""
    return 2 < len(name) <= LONGEST and not _CATALOGUED.search(name) and not is_plain(name)


def _once(names: Iterable[str]) -> Iterator[str]:
    return _first_of_each(names, normal)


def _first_of_each(names: Iterable[str], form_of: Callable[[str], str] = str) -> Iterator[str]:
    """The names, without those of a form that was there before; lazily, as mostly only the first are wanted."""
    seen: set[str] = set()
    for name in names:
        if (form := form_of(name)) not in seen:
            seen.add(form)
            yield name


def _short(one: Term) -> Iterator[str]:
    """The identifiers of something included, in the spellings that files mostly have."""
    for curie in (one.curie, *one.xrefs):
        if curie.partition(":")[0] in _WRITTEN:
            yield curie
            yield f"{one.kind}::{curie}"
