"""Entities that are but a piece of something else: the gene GSE1 in "GSE12345", the gene CEL in "37 Cel"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from labkin.nlp.annotations import Accession, Quantity


def inside(ent: Any, found: Sequence[Accession | Quantity]) -> bool:
    """Whether an entity lies inside one of what was found."""
    return any(one.start <= ent.start_char and ent.end_char <= one.end for one in found)


def touches(ent: Any, found: Sequence[Accession | Quantity]) -> bool:
    """Whether an entity has a character in common with one of what was found."""
    return any(one.start < ent.end_char and ent.start_char < one.end for one in found)
