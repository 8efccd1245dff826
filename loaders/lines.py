"""Lines of UTF-8 text, one at a time, with their numbers, whatever the size of the file."""

from __future__ import annotations

from collections.abc import Iterator

from labkin.graph.values import clean_text
from labkin.loaders.base import Input

MAX_LINE = 16 * 1024 * 1024  # bytes; a longer line is no record of anything, and as JSON fills 20 times the memory
BOM = b"\xef\xbb\xbf"


def text_lines(item: Input, limit: int = MAX_LINE) -> Iterator[tuple[int, str]]:
    """The lines of a file without their ends, numbered from 1; empty ones are passed over, NUL is replaced.

    Raises BadInput, naming the line, for bytes that are not UTF-8 and for a line of more than `limit` bytes.
    """
    with item.open() as stream:
        read, number = stream.readline, 0
        while raw := read(limit + 1):
            number += 1
            if number == 1 and raw.startswith(BOM):
                raw = raw[len(BOM) :]
            if len(raw) > limit and not raw.endswith(b"\n"):
                why = f"this line is longer than {limit:,} bytes; no record is that long"
                raise item.bad(f"line {number}", why)
            try:
                line = raw.decode()
            except UnicodeDecodeError as error:
                why = f"byte {error.start + 1} of this line is not UTF-8; save the file as UTF-8 and load it again"
                raise item.bad(f"line {number}", why) from None
            line = line.rstrip("\r\n")
            if line:
                yield number, clean_text(line) if "\0" in line else line


def head_lines(item: Input, count: int = 1) -> list[str]:
    """The first non-empty lines in the head of a file, for detection; bytes that are not text are replaced."""
    text = item.head.removeprefix(BOM).decode("utf-8", "replace")
    lines = (line.rstrip("\r") for line in text.split("\n"))
    return [line for _, line in zip(range(count), (line for line in lines if line.strip()), strict=False)]
