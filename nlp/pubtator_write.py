"""Annotations as PubTator writes them: title, abstract, mentions, relations, an empty line.

Types are those of PubTator (Chemical, Disease, Gene, Species, CellLine, Variant), then ours. Identifiers are those of
the corpora, with their prefix: MESH (else OMIM) for chemicals and diseases, NCBIGene, NCBITaxon, CVCL; several of one
mention are joined by `|`, and `-` stands where there is none. Offsets count in title, one space, abstract.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from labkin.nlp.annotations import Annotations, Found, Mention
from labkin.nlp.crosswalk import Crossing, printed
from labkin.nlp.documents import Document
from labkin.nlp.relations import BIORED

# What would end a line or a cell; each becomes one blank.
_BREAKS = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NAMES = {relation: name for name, relation in BIORED.items()}
# Our finer relations as BioRED has them.
_NAMES |= {
    "associates": "Association", "regulates": "Association", "interacts": "Bind", "causes": "Positive_Correlation",
    "activates": "Positive_Correlation", "upregulates": "Positive_Correlation", "treats": "Negative_Correlation",
    "inhibits": "Negative_Correlation", "downregulates": "Negative_Correlation", "prevents": "Negative_Correlation",
    "palliates": "Negative_Correlation",
}  # fmt: skip


def lines(document: Document, read: Annotations) -> Iterator[str]:
    """The lines of a document without their ends; the last one is empty."""
    title, abstract = document.halves
    id = _flat(document.id).replace("|", "/") or "-"  # what stands before the first | is the identifier
    yield f"{id}|t|{_flat(title)}"
    yield f"{id}|a|{_flat(abstract)}"
    for mention in read.mentions:
        ids = "|".join(identifiers(mention)) or "-"
        yield f"{id}\t{mention.start}\t{mention.end}\t{_flat(mention.text)}\t{mention.type}\t{ids}"
    for relation in relations(read):
        yield "\t".join((id, *relation))
    yield ""


def _flat(text: str) -> str:
    return _BREAKS.sub(" ", text)


def identifiers(mention: Mention) -> list[str]:
    """The identifiers of a mention in the corpora's namespaces, each once."""
    return _crossed(mention.ids, mention.type)


def _crossed(curies: Iterable[str], type: str) -> list[str]:
    found = (printed(curie, type) for curie in curies)
    return list(dict.fromkeys(one.curie for one in found if one.how is not Crossing.NONE))


def relations(read: Annotations) -> Iterator[tuple[str, str, str]]:
    """Type and two identifiers of each relation that the text does not deny, once each.

    What a chemical causes is CID, as in BC5CDR, where both are in MeSH; other relations have BioRED's names.
    """
    types: dict[str, str] = {}
    for mention in read.mentions:
        for curie in mention.ids:
            types.setdefault(curie, mention.type)
    done: set[tuple[str, str, str]] = set()
    for found in read.relations:
        if found.negated:
            continue
        for one in _ends(found, types):
            if one not in done:
                done.add(one)
                yield one


def _ends(found: Found, types: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    first, second = types.get(found.subject, ""), types.get(found.object, "")
    for one in _crossed([found.subject], first):
        for other in _crossed([found.object], second):
            mesh = one.startswith("MESH:") and other.startswith("MESH:")
            is_cid = found.relation == "causes" and (first, second) == ("Chemical", "Disease") and mesh
            name = "CID" if is_cid else _NAMES.get(found.relation, found.relation)
            yield name, one, other
