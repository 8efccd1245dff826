"""From a name or a foreign identifier to the blocks that may hold it: a table of hashes, no text.

Keys are hashed to 28 bits; an entry says "this hash occurs in that block". A reader looks into the block itself, so
a collision (about one in 200 look-ups) costs a millisecond and never an answer. Entries are kept in 256 buckets by
the upper eight bits of the hash; a bucket holds the differences of the sorted hashes and the block numbers, byte by
byte, compressed: about 2.5 bytes an entry, a tenth of the names themselves.
"""

from __future__ import annotations

import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import zstandard

from labkin.ontologies.blocks import LEVEL, BadTable

_BITS = 28
_BUCKETS = 256
_SHIFT = _BITS - 8
_MARK = b"LKI1"
_HEAD = struct.Struct(f"<4s{_BUCKETS + 1}I")


def name_key(normal_name: str) -> str:
    """The key of a name in normal form."""
    return f"n:{normal_name}"


def curie_key(curie: str) -> str:
    """The key of a canonical identifier that terms cross-refer to."""
    return f"x:{curie}"


def write_index(path: Path, entries: Iterable[tuple[str, int]]) -> int:
    """Write (key, block number below 65,536) pairs; the count of distinct ones."""
    buckets: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for key, block in entries:
        value = _hash(key)
        buckets[value >> _SHIFT].add((value & ((1 << _SHIFT) - 1), block))
    frames = [_pack(sorted(buckets[number])) for number in range(_BUCKETS)]
    offsets = list(accumulate(map(len, frames), initial=_HEAD.size))
    path.write_bytes(_HEAD.pack(_MARK, *offsets) + b"".join(frames))
    return sum(map(len, buckets.values()))


class Index:
    """A reader of one index file. Raises BadTable for a file that is none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            head = file.read(_HEAD.size)
        if len(head) < _HEAD.size or not head.startswith(_MARK):
            raise BadTable(f"{path.name} is no index of terms")
        self._offsets: tuple[int, ...] = _HEAD.unpack(head)[1:]
        self._bucket = lru_cache(maxsize=_BUCKETS)(self._read)

    def blocks(self, key: str) -> tuple[int, ...]:
        """The numbers of the blocks that may hold the key, in order."""
        value = _hash(key)
        return self._bucket(value >> _SHIFT).get(value & ((1 << _SHIFT) - 1), ())

    def _read(self, number: int) -> dict[int, tuple[int, ...]]:
        start, end = self._offsets[number : number + 2]
        with self._path.open("rb") as file:
            file.seek(start)
            return _unpack(file.read(end - start))


def _hash(key: str) -> int:
    return zlib.crc32(key.encode("utf-8", "replace")) >> (32 - _BITS)


def _pack(entries: list[tuple[int, int]]) -> bytes:
    hashes = [value for value, _ in entries]
    steps = [value - before for value, before in zip(hashes, [0, *hashes], strict=False)]
    planes = [bytes(step >> shift & 255 for step in steps) for shift in (0, 8, 16)]
    planes += [bytes(block >> shift & 255 for _, block in entries) for shift in (0, 8)]
    return zstandard.ZstdCompressor(level=LEVEL).compress(b"".join(planes))


def _unpack(frame: bytes) -> dict[int, tuple[int, ...]]:
    data = zstandard.ZstdDecompressor().decompress(frame)
    count = len(data) // 5
    low, middle, high, block_low, block_high = (data[start * count : (start + 1) * count] for start in range(5))
    steps = (a | b << 8 | c << 16 for a, b, c in zip(low, middle, high, strict=True))
    found: dict[int, tuple[int, ...]] = {}
    for value, first, second in zip(accumulate(steps), block_low, block_high, strict=True):
        found[value] = (*found.get(value, ()), first | second << 8)
    return found
