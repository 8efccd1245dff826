"""A sorted table in compressed blocks: one block is read for one identifier, and `zstdcat` still reads it all.

A table is a Zstandard file. Its text, one term a line, sorted by `sort_key`, is cut into blocks of whole lines, each
a frame of its own. Behind them a skippable frame (which decompressors pass over) holds the directory: per block the
first identifier, the length of the frame and the number of lines; then its own length and a mark.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import zstandard

from labkin.ontologies.rows import Term, line_of

LEVEL = 19
BLOCK = 1 << 16  # bytes of text: measured in docs/vocabularies.md
_SKIPPABLE = 0x184D2A5E  # RFC 8878, section 3.1.2: any of 0x184D2A50 to 0x184D2A5F
_MARK = b"LKT1"
_TAIL = struct.Struct("<I4s")

SortKey = tuple[str, int, str]


class BadTable(ValueError):
    """The file is no table, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the blocks of a table are: first sort keys, offsets in the file (one more than blocks), line counts."""

    firsts: tuple[SortKey, ...]
    offsets: tuple[int, ...]
    lines: tuple[int, ...]

    def block_of(self, curie: str) -> int:
        """The number of the only block that can hold this identifier; -1 when it sorts before all."""
        return bisect_right(self.firsts, sort_key(curie)) - 1


def sort_key(curie: str) -> SortKey:
    """Prefix, then local parts in the order of numbers."""
    prefix, _, local = curie.partition(":")
    return prefix, len(local), local


def write_table(path: Path, terms: Iterable[Term], block: int = BLOCK) -> tuple[int, int]:
    """Write a table; the counts of terms and of blocks. The same terms give the same bytes, in whatever order.

    Raises ValueError when two terms have one identifier.
    """
    ordered = sorted(terms, key=lambda term: sort_key(term.curie))
    for left, right in pairwise(ordered):
        if left.curie == right.curie:
            raise ValueError(f"two terms are called {left.curie}")
    directory: list[str] = []
    with path.open("wb") as file:
        for lines, first in _blocks(ordered, block):
            frame = _compressed("".join(lines).encode())
            directory.append(f"{first}\t{len(frame)}\t{len(lines)}\n")
            file.write(frame)
        content = _compressed("".join(directory).encode())
        tail = _TAIL.pack(len(content), _MARK)
        file.write(struct.pack("<II", _SKIPPABLE, len(content) + len(tail)) + content + tail)
    return len(ordered), len(directory)


def read_directory(path: Path) -> Directory:
    """The directory of a table. Raises BadTable."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        if size < _TAIL.size:
            raise BadTable(f"{path.name} is too short for a table of terms")
        file.seek(size - _TAIL.size)
        length, mark = _TAIL.unpack(file.read())
        if mark != _MARK or length + _TAIL.size > size:
            raise BadTable(f"{path.name} is no table of terms, or it is cut short")
        file.seek(size - _TAIL.size - length)
        text = _plain(file.read(length), path).decode()
    rows = [line.split("\t") for line in text.splitlines()]
    offsets = [0]
    for _, length_of_frame, _ in rows:
        offsets.append(offsets[-1] + int(length_of_frame))
    return Directory(tuple(sort_key(row[0]) for row in rows), tuple(offsets), tuple(int(row[2]) for row in rows))


def read_block(path: Path, directory: Directory, number: int) -> str:
    """The text of one block, with a line end before its first line too."""
    start, end = directory.offsets[number : number + 2]
    with path.open("rb") as file:
        file.seek(start)
        return "\n" + _plain(file.read(end - start), path).decode()


def read_lines(path: Path, directory: Directory) -> Iterator[str]:
    """Every line, block after block."""
    with path.open("rb") as file:
        for start, end in zip(directory.offsets, directory.offsets[1:], strict=False):
            yield from _plain(file.read(end - start), path).decode().split("\n")[:-1]


def read_text(path: Path, directory: Directory) -> bytes:
    """All lines in UTF-8, a line end after each."""
    with path.open("rb") as file:
        return b"".join(_plain(file.read(end - start), path) for start, end in pairwise(directory.offsets))


def _blocks(terms: list[Term], limit: int) -> Iterator[tuple[list[str], str]]:
    lines: list[str] = []
    first, size = "", 0
    for term in terms:
        line = line_of(term) + "\n"
        if lines and size + len(line) > limit:
            yield lines, first
            lines, size = [], 0
        first = first if lines else term.curie
        lines.append(line)
        size += len(line)
    if lines:
        yield lines, first


def _compressed(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=LEVEL, write_content_size=True).compress(data)


def _plain(data: bytes, path: Path) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompress(data)
    except zstandard.ZstdError as error:
        raise BadTable(f"{path.name} is damaged: {error}") from None
