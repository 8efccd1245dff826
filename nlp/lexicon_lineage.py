"""What sort of lineage a phrase speaks of: what something was made from, or what it rests on."""

from __future__ import annotations

from collections.abc import Collection

from labkin.nlp.question_words import phrases

MATERIAL, EVIDENCE = "material", "evidence"
MATERIALS = frozenset({"Batch", "Sample"})  # what things are made from, and are: no runs, no instruments, no people
SUPPORT = "supported_by"
_EVIDENCE = frozenset(phrases("depends on | relies on | rests on | rest on | dependent on"))
_MADE = ("made ", "prepared ", "produced ", "synthesised ", "synthesized ", "created ", "built ")


def sort_of_lineage(phrase: str) -> str:
    """The sort of lineage that a phrase of any lineage speaks of; empty for no sort of its own.

    >>> sort_of_lineage("made from"), sort_of_lineage("rests on"), sort_of_lineage("went into")
    ('material', 'evidence', '')
    """
    if phrase in _EVIDENCE:
        return EVIDENCE
    return MATERIAL if phrase.startswith(_MADE) and phrase.endswith((" from", " with")) else ""


def is_of_sort(sort: str, down: str, up: str, supports: Collection[tuple[str, str, str]]) -> bool | None:
    """Whether things of kind `up` are what one of kind `down` was made from, or rests on, where nothing says of what
    kind they are to be. None where the sort says nothing of such things: then all lineage counts.

    `supports` are the triples (kind, relation, kind) of the graph.
    """
    if sort == MATERIAL and down in MATERIALS:
        return up in MATERIALS
    if sort == EVIDENCE and any((source, relation) == (down, SUPPORT) for source, relation, _ in supports):
        return (down, SUPPORT, up) in supports
    return None
