"""Entities that are but a piece of something else: the gene GSE1 in "GSE12345", the gene CEL in "37 Cel"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from labkin.nlp.annotations import Accession, Quantity


def without_pieces(doc: Any, found: Sequence[Accession | Quantity], linked_too: bool) -> None:
    """Take the entities out of a document that lie inside what was found; those with a concept only if `linked_too`."""
    if found:
        doc.ents = [ent for ent in doc.ents if not _inside(ent, found) or (ent._.ids and not linked_too)]


def _inside(ent: Any, found: Sequence[Accession | Quantity]) -> bool:
    return any(one.start <= ent.start_char and ent.end_char <= one.end for one in found)
