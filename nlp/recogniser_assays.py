"""Assays are named by the vocabularies alone: there is no corpus to learn them from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from labkin.nlp.gazetteer import CLASSES, PLACES

CONFIDENCE = 0.8  # an estimate; no corpus marks assays
_FIRST = CLASSES.index("assay") * PLACES
# The words that say a method is meant; "sample", "culture" and "reading" are terms of the vocabularies too.
_METHOD = re.compile(
    r"assays?\b|seq\b|sequencing|microscop|spectromet|spectroscop|chromatograph|PCR|ELISA|ELISPOT|blot|cytomet|"
    r"staining|NMR\b|immuno\w+(?:ation|chemistry|assay|fluorescence)|tomograph|electrophores|titration|calorimet|"
    r"voltammet|diffraction|interferomet|hybridi[sz]ation|patch[ -]clamp|\bFISH\b|\bFACS\b|\bHPLC\b|LC-?MS|GC-?MS",
)


def assays(tokens: Sequence[str], numbers: npt.NDArray[np.float32]) -> Iterator[tuple[int, int]]:
    """The spans of tokens (end exclusive) that are names of assays. `numbers` are the recogniser's features."""
    flags = numbers[:, _FIRST : _FIRST + PLACES]
    if not flags.any():
        return
    start = 0
    for place, (alone, first, _, last) in enumerate(flags):
        if alone or first:
            start = place
        if (alone or last) and _METHOD.search(" ".join(tokens[start : place + 1])):
            yield start, place + 1
