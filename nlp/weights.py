"""Where the weights and tables of the reader lie: beside the code, or in another folder that is named instead.

LABKIN_MODELS names a folder laid out as `nlp/models` is; what it holds goes before what ships. So newer weights need
no new installation, and the benchmarks can be run with weights that never saw what they are measured on.
"""

from __future__ import annotations

import os
from pathlib import Path

from labkin.graph.errors import LabkinError

_SHIPPED = Path(__file__).parent / "models"
_NAMED = "LABKIN_MODELS"


def located(*parts: str) -> Path:
    """The file or folder of these parts. Raises LabkinError where LABKIN_MODELS names no folder.

    >>> located("recogniser", "config.json").parts[-3:]
    ('models', 'recogniser', 'config.json')
    """
    named = os.environ.get(_NAMED, "")
    if named and not Path(named).is_dir():
        raise LabkinError(f"{_NAMED} names {named}, which is no folder; name one with weights, or unset it")
    other = Path(named, *parts)
    return other if named and other.exists() else _SHIPPED.joinpath(*parts)
