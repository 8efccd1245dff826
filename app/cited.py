"""The bytes behind a statement, opened at the cited place."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from labkin.app.annotating_effects import SCHEME
from labkin.app.annotating_texts import prose
from labkin.app.lab import Lab
from labkin.graph.errors import BadInput, LabkinError, NotFound
from labkin.graph.model import Source

if TYPE_CHECKING:
    from labkin.loaders.base import Input

AROUND = 2  # lines shown before and after the cited one
LONGEST = 600  # characters of one line that are shown
LOOKED_THROUGH = 2_000_000  # lines read in search of a place


@dataclass(frozen=True, slots=True)
class Passage:
    """Some lines of a file; `cited` is the number of the one meant, the first being 1."""

    first: int
    lines: tuple[str, ...]
    cited: int


def open_source(lab: Lab, source: Source) -> Input:
    """The kept bytes of a source, decompressed. Raises NotFound when they are not kept, BadInput when unreadable."""
    from labkin.loaders.frames import bytes_as_input

    if lab.blobs.has(source.sha256):
        return bytes_as_input(lab.blobs.path(source.sha256), Path(source.uri).name)
    archive, _, member = source.uri.partition("!/")
    if member:
        return _member(lab, archive, source)
    raise NotFound(f"the bytes of {source.uri} are not kept in this lab")


def _member(lab: Lab, archive: str, source: Source) -> Input:
    from labkin.loaders.inputs import open_inputs

    sha256 = lab.jobs.last_done(archive)
    if not lab.blobs.has(sha256):
        raise NotFound(f"the bytes of {archive} are not kept in this lab")
    whole = Source(archive, sha256, lab.blobs.path(sha256).stat().st_size, "", "")
    for item in open_inputs(Path(archive), whole, bytes_at=lab.blobs.path(sha256)):
        if not isinstance(item, BadInput) and item.source.uri == source.uri:
            return item
    raise NotFound(f"{archive} no longer holds {source.uri}")


def passage(lab: Lab, source: Source, place: str) -> Passage | None:
    """The lines at a place such as "line 12", "row 12" or "record 29768149"; None where the place names no line."""
    if source.uri.startswith(SCHEME):
        return _in_text(lab, source.uri, place)
    numbered = re.search(r"\b(?:line|row) (\d+)", place)
    named = re.search(r"\b(?:record|term) (\S+)", place)
    if not numbered and not named:
        return None
    try:
        item = open_source(lab, source)
        if numbered:
            return _around(_lines(item), lambda number, _: number == int(numbered[1]))
        assert named is not None
        whole = re.compile(rf"(?<!\w){re.escape(named[1])}(?!\w)")  # 123 is not 1234
        return _around(_lines(item), lambda _, line: bool(whole.search(line)))
    except (LabkinError, OSError, UnicodeDecodeError):
        return None


def _in_text(lab: Lab, uri: str, place: str) -> Passage | None:
    """The line of a text of the ledger that was read, around the characters of a place such as "chars 105-128"."""
    chars = re.search(r"\bchars (\d+)-(\d+)", place)
    with lab.view() as view:
        text = next(prose(view, [uri.removeprefix(SCHEME).partition("/")[2]]), None)
    if chars is None or text is None:
        return None
    start, end = int(chars[1]), int(chars[2])
    begin = max(text.text.rfind("\n", 0, start) + 1, start - LONGEST // 2)
    last = text.text.find("\n", end)
    line = text.text[begin : min(last if last >= 0 else len(text.text), end + LONGEST // 2)]
    return Passage(text.text.count("\n", 0, start) + 1, (line,), text.text.count("\n", 0, start) + 1)


def _lines(item: Input) -> Iterator[str]:
    from labkin.loaders.text_rows import text_lines

    return text_lines(item)


def _around(lines: Iterator[str], is_meant: Callable[[int, str], bool]) -> Passage | None:
    before: deque[str] = deque(maxlen=AROUND)
    for number, line in enumerate(lines, 1):
        if number > LOOKED_THROUGH:
            return None
        if is_meant(number, line):
            after = [following for _, following in zip(range(AROUND), lines, strict=False)]
            shown = [text.rstrip("\r\n")[:LONGEST] for text in (*before, line, *after)]
            return Passage(number - len(before), tuple(shown), number)
        before.append(line)
    return None
