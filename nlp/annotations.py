"""What reading a text yields: mentions with links, relations, quantities, accessions. Plain values, no spaCy.

Offsets count characters of the text exactly as it was given; ends are exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

# What a recogniser of ours calls things; each is a kind of the schema too, but for Chemical, whose kind is Compound.
TYPES = ("Chemical", "Disease", "Gene", "Species", "CellLine", "CellType", "Anatomy", "Variant", "Assay")
KINDS = {"Chemical": "Compound"}


class Link(NamedTuple):
    """One concept that a mention may mean.

    `confidence` is the calibrated probability that this is the one; `how` is the step that found it: "exact",
    "abbreviation", "trained", "ngram", "context" or "curated".
    """

    curie: str
    name: str
    confidence: float
    how: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the text that names something.

    `confidence` is the calibrated probability that span and type are right. `links` are the likeliest concepts, best
    first, empty where none is likely enough; `ids` are those meant together ("colon and breast cancer" names two).
    """

    start: int
    end: int
    text: str
    type: str
    confidence: float = 1.0
    links: tuple[Link, ...] = ()
    ids: tuple[str, ...] = ()
    long_form: str = ""  # of an abbreviation that the document explains

    @property
    def link(self) -> Link | None:
        """The likeliest concept."""
        return self.links[0] if self.links else None


@dataclass(frozen=True, slots=True)
class Found:
    """A relation that the text asserts between two concepts, with the words that say so.

    `subject` and `object` are identifiers; `relation` is one of the schema's. `start` and `end` bound the evidence (a
    sentence, or both where the ends stand in two). `negated`: the text denies it; `hedged`: it says "may", "suggests".
    """

    subject: str
    relation: str
    object: str
    confidence: float
    start: int
    end: int
    evidence: str
    negated: bool = False
    hedged: bool = False


@dataclass(frozen=True, slots=True)
class Accession:
    """The identifier of a dataset, a structure, an article, a product: `curie` such as GEO:GSE12345 or DOI:10.1/x."""

    start: int
    end: int
    text: str
    curie: str
    kind: str  # of the schema: Dataset, Publication, Protein ...


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. `comparator` is one of = < <= > >= ~; `high` is the upper end of a range.

    `si_value` and `si_unit` are the lower value in base units of the SI, as pint writes them; `role` says what the
    number is of where the words before it tell ("IC50", "p").
    """

    start: int
    end: int
    text: str
    value: float
    unit: str
    comparator: str = "="
    high: float | None = None
    si_value: float | None = None
    si_unit: str = ""
    role: str = ""


NOTE = "note"  # the section of what is no abstract: notes, reports, protocols, where less is said in more sentences


class Sentence(NamedTuple):
    """A sentence and the section it stands in ("title", "abstract", "methods" ..., empty where none is marked)."""

    start: int
    end: int
    section: str


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that was read out of one text. `model` is name@version of the recogniser that read it."""

    text: str
    model: str = ""
    sentences: tuple[Sentence, ...] = ()
    mentions: tuple[Mention, ...] = ()
    relations: tuple[Found, ...] = ()
    accessions: tuple[Accession, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    abbreviations: dict[str, str] = field(default_factory=dict)  # short form to long form
