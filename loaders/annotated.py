"""Annotated documents as statements: the document, what it mentions and where, the relations found in it.

Shared by the loaders of PubTator and BioC, which write the same things differently.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from labkin.graph.model import Curie, Edge, Method, Statement
from labkin.graph.values import clean_props
from labkin.loaders.base import Input
from labkin.loaders.concepts import fitting, is_shipped, kind_of_term
from labkin.loaders.datasets import slug, stem
from labkin.ontologies import canonical

# The types of the corpora, as our kinds.
_KINDS = {
    "chemical": "Compound", "chemicalentity": "Compound", "drug": "Compound", "disease": "Disease",
    "diseaseorphenotypicfeature": "Disease", "specificdisease": "Disease", "diseaseclass": "Disease",
    "compositemention": "Disease", "modifier": "Disease", "gene": "Gene", "geneorgeneproduct": "Gene",
    "protein": "Protein", "species": "Species", "organismtaxon": "Species", "organism": "Species", "genus": "Species",
    "strain": "Species", "cellline": "CellLine", "celltype": "CellType", "sequencevariant": "Variant",
    "variant": "Variant", "mutation": "Variant", "dnamutation": "Variant", "proteinmutation": "Variant",
    "snp": "Variant",    "dnaacidchange": "Variant", "chromosome": "Chromosome",
}  # fmt: skip
# What the types of relations say, as relations; others keep their names.
_RELATIONS = {
    "cid": "causes", "association": "is_associated_with", "positive_correlation": "positively_correlates_with",
    "negative_correlation": "negatively_correlates_with", "bind": "binds", "comparison": "is_compared_with",
    "cotreatment": "is_cotreated_with", "drug_interaction": "has_drug_interaction_with",
    "conversion": "is_converted_to",
    "associate": "is_associated_with", "positive_correlate": "positively_correlates_with",
    "negative_correlate": "negatively_correlates_with", "cause": "causes", "treat": "treats", "inhibit": "inhibits",
    "stimulate": "activates", "compare": "is_compared_with", "cotreat": "is_cotreated_with",
    "interact": "interacts_with",
    "drug_interact": "has_drug_interaction_with", "convert": "is_converted_to", "prevent": "prevents",
}  # fmt: skip
UNKNOWN = frozenset({"", "-", "-1", "none", "null", "nil", "unknown"})
_MESH = re.compile(r"[CD]\d{6,9}")
_EXPLICIT = re.compile(r"[A-Za-z][A-Za-z0-9.]*:\S+")


@dataclass(slots=True)
class Mention:
    """A span of a document's text. Offsets count characters from the start of the whole text, the end not included."""

    place: str
    start: int
    end: int
    text: str
    type: str
    ids: list[str]  # as written; empty where the concept is not known
    split: bool = False  # in several pieces, with other words between them


@dataclass(slots=True)
class Found:
    """A relation between two concepts that a document states. `kind` is the type as the file has it."""

    place: str
    kind: str
    first: str
    second: str
    novel: str = ""


@dataclass(slots=True)
class Annotated:
    """One document with its annotations."""

    id: str
    place: str
    title: str = ""
    text: str = ""
    props: dict[str, object] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    relations: list[Found] = field(default_factory=list)
    at: str = ""  # where it begins in its file: "line 7", "document 3"

    @property
    def whole(self) -> str:
        """The text that offsets count in: title, one space, abstract."""
        return f"{self.title} {self.text}" if self.text else self.title


def kind_of(type: str) -> str:
    """Our kind for the type of an annotation; one that is not known keeps its name.

    >>> kind_of("ChemicalEntity"), kind_of("SpecificDisease"), kind_of("Food")
    ('Compound', 'Disease', 'Food')
    """
    return _KINDS.get(re.sub(r"[\W_]+", "", type.lower())) or type or "Thing"


def split_ids(text: str, type: str) -> list[str]:
    """The identifiers of one annotation: alternatives and parts, without marks; none where the concept is unknown.

    >>> split_ids("D007674|D005947", "Chemical"), split_ids("c|DEL|1_2|", "Variant"), split_ids("-1", "Disease")
    (['D007674', 'D005947'], ['c|DEL|1_2|'], [])
    """
    text = text.strip()
    variant = kind_of(type) == "Variant"
    parts = [text] if variant and "|" in text else re.split(r"[|,;+]", text)
    found = (part.strip().rstrip("*").strip() for part in parts)
    return list(dict.fromkeys(part for part in found if part.lower() not in UNKNOWN))


def concept_id(id: str, type: str) -> str:
    """The identifier with its namespace, by its own form and the type of the annotation.

    >>> concept_id("D007674", "Disease"), concept_id("6528", "Gene"), concept_id("9606", "OrganismTaxon")
    ('MESH:D007674', 'NCBIGene:6528', 'NCBITaxon:9606')
    >>> concept_id("rs7946", "SequenceVariant"), concept_id("CVCL_0030", "CellLine"), concept_id("OMIM:1", "Disease")
    ('dbSNP:rs7946', 'CVCL:0030', 'OMIM:1')
    """
    kind = kind_of(type)
    if kind == "Variant":
        return (
            f"dbSNP:{id.lower()}" if re.fullmatch(r"rs\d+", id, re.IGNORECASE) else f"tmVar:{id.removeprefix('tmVar:')}"
        )
    if _MESH.fullmatch(id):
        return f"MESH:{id}"
    if id.isascii() and id.isdigit():
        prefix = {"Gene": "NCBIGene", "Protein": "NCBIGene", "Species": "NCBITaxon", "Disease": "OMIM"}.get(kind)
        return f"{prefix}:{id}" if prefix else f"{slug(type)}:{id}"
    known = canonical(id)
    return known if _EXPLICIT.fullmatch(known) else f"{slug(type)}:{id}"


def document_id(item: Input, given: str) -> tuple[str, str]:
    """The identifier and kind of a document: a number is that of a paper in PubMed, any other is one of this file."""
    bare = given.strip().removeprefix("PMID:")
    if bare.isascii() and bare.isdigit():
        return f"PMID:{bare}", "Publication"
    if re.fullmatch(r"PMC\d+", bare):
        return f"PMCID:{bare}", "Publication"
    return f"{item.options.get('corpus') or slug(stem(item).partition('.')[0])}:{given.strip()}", "Document"


class Writer:
    """Turns annotated documents of one file into statements. Concepts are named where no vocabulary names them."""

    def __init__(self, item: Input) -> None:
        self.item = item
        self.named: set[str] = set()
        self._seen: dict[str, tuple[int, str]] = {}  # by identifier: a hash of the text, and where it stands

    def statements(self, document: Annotated) -> Iterator[Statement]:
        """The document's node, an edge for each mention, the relations. A concept is one edge, said by each mention."""
        id, kind = document_id(self.item, document.id)
        again = self._again(document)
        if again is None:
            return
        kinds: dict[str, str] = {}
        unlinked: list[str] = []
        edges: list[Statement] = []
        for mention in document.mentions:
            if not mention.ids:
                unlinked.append(f"{mention.start}-{mention.end} {mention.type}: {mention.text}")
            for given in mention.ids:
                concept = concept_id(given, mention.type)
                kinds.setdefault(given, kind_of(mention.type))
                yield from self._concept(mention, concept)
                edges.append(
                    self._edge(f"{mention.place}, chars {mention.start}-{mention.end}", id, "mentions", concept)
                )
        types = {given: mention.type for mention in reversed(document.mentions) for given in mention.ids}
        relations = [made for found in document.relations if (made := self._relation(found, types, kinds))]
        if not again:
            yield self.item.node(document.place, id, kind, self._props(document, kind, unlinked))
        yield from edges
        yield from relations

    def _again(self, document: Annotated) -> bool | None:
        """Whether the document stood in the file before; None where another text did under its identifier.

        Offsets count in one text: the first stands.
        """
        mark = hash(document.whole)
        before, where = self._seen.setdefault(document.id, (mark, document.at))
        if where == document.at:
            return False
        place = ", ".join(filter(None, (document.place, document.at)))
        if before != mark:
            why = f"another text has this identifier at {where}; this one was passed over, give it one of its own"
            self.item.warn(place, why)
            return None
        self.item.warn(place, f"this document stands at {where} already; its annotations were joined to those")
        return True

    def _props(self, document: Annotated, kind: str, unlinked: list[str]) -> dict[str, object]:
        types = Counter(mention.type for mention in document.mentions)
        props: dict[str, object] = {"name": document.title or document.text[:80], "text": document.text}
        props |= (
            {"pmid": document.id} if kind == "Publication" and document.id.isdigit() else {"source_id": document.id}
        )
        props |= {"unlinked_mentions": unlinked, "mention_types": sorted(types)}
        props["novel_relations"] = [
            f"{one.kind}: {one.first}, {one.second}" for one in document.relations if one.novel.lower() == "novel"
        ]
        return {**{key: value for key, value in props.items() if value}, **document.props}

    def _concept(self, mention: Mention, id: str) -> Iterator[Statement]:
        """A node for a concept that the shipped vocabularies do not name; the first mention gives the name."""
        if id in self.named:
            return
        self.named.add(id)
        if not is_shipped(id):
            yield self.item.node(mention.place, id, kind_of(mention.type), {"name": mention.text})

    def _edge(self, place: str, subject: str, relation: str, object: str) -> Statement:
        edge = Edge(Curie.parse(subject), relation, Curie.parse(object), {}, clean_props({}))
        return Statement(edge, self.item.source, place, Method.TEXT_MINED)

    def _relation(self, found: Found, types: dict[str, str], kinds: dict[str, str]) -> Statement | None:
        """The edge of a relation. One whose ends are not identifiers is passed over, with a remark."""
        ends = found.first.strip(), found.second.strip()
        if any(end.lower() in UNKNOWN for end in ends):
            self.item.warn(found.place, f"an end of this {found.kind} is no known concept; it was passed over")
            return None
        named = [concept_id(end, types.get(end, "")) for end in ends]
        kind = [kinds.get(end) or kind_of_term(id) for end, id in zip(ends, named, strict=True)]
        key = re.sub(r"[\W_]+", "_", found.kind.strip().lower()).strip("_")
        known = _RELATIONS.get(key, key) or "related_to"
        fits = fitting(known, kind[0], kind[1], "annotated")
        relation = known if fits == known else fitting(key or "related_to", kind[0], kind[1], "annotated")
        if named[0] == named[1]:
            self.item.warn(found.place, f"this {found.kind} joins {named[0]} with itself; it was passed over")
            return None
        return self._edge(found.place, named[0], relation, named[1])
