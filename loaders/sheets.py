"""How far the sheets of an Excel workbook reach, found before they are read: the reader makes room for every cell.

Two cells at opposite corners of a sheet would take it hundreds of gigabytes, and end the process.
"""

from __future__ import annotations

import re
import zipfile
from typing import BinaryIO

from labkin.loaders.base import Input
from labkin.loaders.streams import CHUNK, Budget

MOST_CELLS = 30_000_000  # from the first to the last row and column of a sheet; some 100 bytes each while it is read

# A cell that holds something: `<c r="B7" t="s"><v>`; one that is only coloured ends with "/>".
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_LONGEST_TAG = 1000


def refuse_bombs(input: Input, stream: BinaryIO) -> None:
    """Read a workbook's parts through once. Raises BadInput for one that swells or reaches too far.

    Raises what `zipfile` raises where it is damaged, and where it lies about its sizes.
    """
    with zipfile.ZipFile(stream) as archive:
        infos = archive.infolist()
        if sum(info.file_size for info in infos) > Budget.of(input.source.size).left:
            raise input.bad("", "the workbook swells beyond all measure when opened, as a decompression bomb does")
        for info in infos:
            with archive.open(info) as part:
                cells = _span(part) if info.filename.lower().endswith(".xml") else _read_through(part)
            if cells > MOST_CELLS:
                why = (
                    f"it reaches over {cells:,} cells, more than the {MOST_CELLS:,} that can be read; delete what "
                    "stands far outside the table, or save it as CSV"
                )
                raise input.bad(info.filename, why)


def _read_through(part: object) -> int:
    while part.read(CHUNK):  # type: ignore[attr-defined]
        continue
    return 0


def _span(part: object) -> int:
    """The cells between the first and the last row and column in which something stands."""
    rows, columns = [10**7, 0], [10**7, 0]
    rest = b""
    while piece := part.read(CHUNK):  # type: ignore[attr-defined]
        text = rest + piece
        letters, numbers = set(), set()
        for letter, number in _CELL.findall(text):
            letters.add(letter)
            numbers.add(number)
        _widen(rows, {int(number) for number in numbers})
        _widen(columns, {_column(letter) for letter in letters})
        start = text.rfind(b"<", -_LONGEST_TAG)
        rest = text[start:] if start >= 0 and b">" not in text[start:] else b""
    return max(0, rows[1] - rows[0] + 1) * max(0, columns[1] - columns[0] + 1)


def _widen(bounds: list[int], found: set[int]) -> None:
    if found:
        bounds[:] = [min(bounds[0], *found), max(bounds[1], *found)]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
