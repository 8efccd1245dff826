"""Names of terms looked up for each stretch of words of a text: in microseconds where there is none, as is mostly so.

`labkin.ontologies.find` opens one part of the index for each name it is asked, and reads every line of a block. Here
the whole index is held as two arrays (9 MB), and a block is searched for its letters; the answer is the same.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import zstandard
from numpy.typing import NDArray

from labkin.ontologies import shipped
from labkin.ontologies.catalog import INDEX
from labkin.ontologies.index import _BUCKETS, _HEAD, _SHIFT, _hash, name_key
from labkin.ontologies.names import normal
from labkin.ontologies.rows import Term, term_of

_HEAD_LETTERS = 3  # of a name that tell it from others before its normal form is made


class Sieve(NamedTuple):
    """The hashes of all names and references, sorted, and the block in which each stands."""

    hashes: NDArray[np.uint32]
    blocks: NDArray[np.uint16]


@cache
def sieve() -> Sieve:
    """Of the shipped vocabularies."""
    return _read(shipped().folder / INDEX)


def find_called(name: str) -> list[Term]:
    """As `labkin.ontologies.find`: the terms called this, preferred names first.

    >>> [term.name for term in find_called("heart attack")], find_called("attack of the")
    (['myocardial infarction', 'Myocardial infarction'], [])
    """
    wanted = normal(name)
    if not wanted:
        return []
    found = [term for vocabulary, block in _places(wanted) for term in _in_block(vocabulary, block, wanted)]
    return sorted(found, key=lambda term: normal(term.name) != wanted)


def _places(wanted: str) -> Iterator[tuple[str, int]]:
    """The blocks that may hold a name, in order, each by its vocabulary and its number there."""
    value, all_of = np.uint32(_hash(name_key(wanted))), sieve()
    first, last = (int(np.searchsorted(all_of.hashes, value, side)) for side in ("left", "right"))
    for number in sorted(map(int, all_of.blocks[first:last])):
        for row in shipped().vocabularies.values():
            if number < row.blocks:
                yield row.name, number
                break
            number -= row.blocks


def _in_block(vocabulary: str, block: int, wanted: str) -> Iterator[Term]:
    text = shipped()._block(vocabulary, block)
    seen = -1
    for match in _beginning(wanted[:_HEAD_LETTERS]).finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        if start != seen and normal(_plain(match[1])) == wanted:
            term = term_of(text[start : text.index("\n", start)])
            if any(normal(each) == wanted for each in term.names):  # it may be a reference that begins so
                seen = start
                yield term


@lru_cache(maxsize=2_000)
def _beginning(head: str) -> re.Pattern[str]:
    """The parts of lines whose first letters are these, or stand for others: Greek, a hyphen, an escape."""
    letters = "".join(f"[{letter}{letter.upper()}]" if letter.isascii() else "." for letter in map(re.escape, head))
    plain = letters if head.isascii() and head.isalnum() else "(?!)"
    return re.compile(rf"[\t|]((?:{plain}|[^\t|\n]{{0,2}}[^\t|\nA-Za-z0-9]|[^\t|\n]{{1,2}}(?=[\t|]))[^\t|\n]*)")


def _plain(cell: str) -> str:
    return cell.replace("\\p", "|").replace("\\\\", "\\") if "\\" in cell else cell


def _read(path: Path) -> Sieve:
    data = path.read_bytes()
    offsets = struct.unpack(f"<{_BUCKETS + 1}I", data[4 : _HEAD.size])
    unpacked = zstandard.ZstdDecompressor()
    hashes, blocks = [], []
    for number in range(_BUCKETS):
        planes = np.frombuffer(unpacked.decompress(data[offsets[number] : offsets[number + 1]]), np.uint8)
        low, middle, high, block_low, block_high = planes.reshape(5, -1).astype(np.uint32)
        hashes.append(np.cumsum(low | middle << 8 | high << 16, dtype=np.uint32) + np.uint32(number << _SHIFT))
        blocks.append((block_low | block_high << 8).astype(np.uint16))
    return Sieve(np.concatenate(hashes), np.concatenate(blocks))
