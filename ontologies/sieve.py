"""Which words are no name of any term: told in microseconds, from 6 MB, without reading the index of names as such.

A text has many stretches of words, and few of them are names. The sieve holds the hashes of all names and references;
what it lets through is a name but for one in 200, and `labkin.ontologies.find` says which.
"""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

import numpy as np
import zstandard
from numpy.typing import NDArray

from labkin.ontologies import shipped
from labkin.ontologies.catalog import INDEX
from labkin.ontologies.index import _BUCKETS, _HEAD, _SHIFT, _hash, name_key
from labkin.ontologies.names import normal


@cache
def hashes() -> NDArray[np.uint32]:
    """The hashes of all names and references of the shipped vocabularies, sorted."""
    return _read(shipped().folder / INDEX)


def may_be_known(name: str) -> bool:
    """False where no shipped term is called this; true where one is, or by a collision.

    >>> may_be_known("heart attack"), may_be_known("attack of the")
    (True, False)
    """
    wanted = normal(name)
    if not wanted:
        return False
    value, known = _hash(name_key(wanted)), hashes()
    place = int(np.searchsorted(known, np.uint32(value)))
    return place < len(known) and int(known[place]) == value


def _read(path: Path) -> NDArray[np.uint32]:
    data = path.read_bytes()
    offsets = struct.unpack(f"<{_BUCKETS + 1}I", data[4 : _HEAD.size])
    unpacked = zstandard.ZstdDecompressor()
    parts = []
    for number in range(_BUCKETS):
        planes = np.frombuffer(unpacked.decompress(data[offsets[number] : offsets[number + 1]]), np.uint8)
        count = len(planes) // 5
        low, middle, high = (planes[place * count : (place + 1) * count].astype(np.uint32) for place in range(3))
        parts.append(np.cumsum(low | middle << 8 | high << 16, dtype=np.uint32) + np.uint32(number << _SHIFT))
    return np.concatenate(parts)
