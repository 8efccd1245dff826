"""The vectors of the entries in a folder: one process writes, any number read, and the nearest are found by a scan.

A vector is kept as int8, scaled by its own largest number: a quarter of the room, and at 200,000 rows a scan of all of
them takes 4 ms, so that nothing has to be built that is only nearly right. See `vectors_files` for the files.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numkong
import numpy as np
from numpy.typing import NDArray

from labkin.search.index import Encoded
from labkin.search.keys import key_of
from labkin.search.vectors_files import ENTRY, Added, Commit, Files, Held

FEW = 8  # one row in so many, up to which rows are picked out rather than all scanned
MOST_DEAD = 3  # the files are written anew when more than one in so many rows is dead
FINEST = 127  # the largest int8 that has a negative
RESCORED = 50  # entries beyond those asked for that are scored again by the unrounded query
BLOCK = 20_000  # entries that are copied at once


class Nearest(NamedTuple):
    """Entries by how near they are, the nearest first; equal ones by key. Three arrays of one length.

    `keys` are `keys.key_of` of the identifiers; `scores` the cosine of the entry's best passage, to about 0.002;
    `passages` which passage that is, from 0.
    """

    keys: NDArray[np.uint64]
    scores: NDArray[np.float32]
    passages: NDArray[np.int64]


class Vectors:
    """A `VectorIndex` in a folder. Safe to share between threads for reading; writing is for one thread.

    Everything raises LabError when the files are damaged, but for `reset_vectors`, which begins anew.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._files = Files(self.folder)
        self._looking = threading.Lock()

    def _held(self) -> Held:
        with self._looking:
            return self._files.look()

    # -- writing

    def put_vectors(self, encoded: Iterable[Encoded], removed_ids: Iterable[str], mark: int | None = None) -> None:
        """See `VectorIndex.put_vectors`. What has no passages is removed. Raises ValueError for another dimension."""
        new = {one.id: one for one in encoded}
        gone = _keys((*removed_ids, *new))
        with self._files.writing():
            held = self._held()
            commit = held.commit if mark is None else replace(held.commit, mark=mark)
            passages = [one for one in new.values() if len(one.vectors)]
            dead = held.numbers_of(gone)
            if not passages and not dead.size and commit == held.commit:
                return
            if any(one.vectors.shape[1:] != (commit.dimension,) for one in passages):
                raise ValueError(f"a vector of {commit.model or 'no model'} has {commit.dimension} numbers")
            self._put(held, commit, passages, dead)

    def _put(self, held: Held, commit: Commit, passages: Sequence[Encoded], dead: NDArray[np.int64]) -> None:
        gone = np.concatenate([held.dead, dead]).astype(np.int32)
        if not commit.folder or int(held.lengths[gone].sum()) * MOST_DEAD > commit.rows:
            self._files.begin(commit, _all_parts(held, gone, passages))
        else:
            added = _added(passages, commit)
            self._files.append(commit, [replace(added, dead=dead.astype(np.int32))])

    def reset_vectors(self, model: str, dimension: int) -> None:
        """See `VectorIndex.reset_vectors`."""
        with self._files.writing():
            self._files.begin(Commit(model=model, dimension=dimension), ())

    def close(self) -> None:
        """Let go of files. May be called twice."""
        with self._looking:
            self._files.forget()

    # -- reading

    def model(self) -> str:
        """See `VectorIndex.model`."""
        return self._held().commit.model

    def vectors_mark(self) -> int:
        """See `VectorIndex.vectors_mark`."""
        return self._held().commit.mark

    def count(self) -> int:
        """How many entries have vectors."""
        commit = self._held().commit
        return commit.entries - commit.dead

    def digests(self, ids: Iterable[str] | None = None) -> dict[str, str]:
        """See `VectorIndex.digests`."""
        held = self._held()
        numbers = held.by_key[1] if ids is None else held.numbers_of(_keys(ids))
        try:
            return dict(held.said(int(number)) for number in numbers)
        except ValueError as error:
            raise self._files.broken("is damaged", error) from error

    def damaged_files(self) -> list[str]:
        """The files that no longer are as they were written, by their checksums."""
        return self._files.damaged(self._held().commit)

    def nearest(self, vector: NDArray[np.float32], k: int, among: NDArray[np.integer[Any]] | None = None) -> Nearest:
        """The `k` entries whose best passage is nearest to a vector of length 1, of shape (dimension,).

        `among` are the keys of the entries that count, sorted and each once; all when None. Raises ValueError for
        another dimension.
        """
        held = self._held()
        commit = held.commit
        if not commit.rows or k <= 0:
            return Nearest(np.zeros(0, np.uint64), np.zeros(0, np.float32), np.zeros(0, np.int64))
        vector = np.asarray(vector, dtype=np.float32).reshape(-1)
        if len(vector) != commit.dimension:
            raise ValueError(f"a vector of {commit.model} has {commit.dimension} numbers, not {len(vector)}")
        numbers = None if among is None else held.numbers_of(among.astype(np.uint64))
        rows = _scanned(held, vector, numbers)
        scores = np.maximum.reduceat(rows, held.starts) if commit.rows > commit.entries else rows.copy()
        if numbers is None:
            scores[held.dead] = -np.inf
            found = _best(scores, held.keys, min(k + RESCORED, commit.entries - commit.dead))
        else:
            found = numbers[_best(scores[numbers], held.keys[numbers], min(k + RESCORED, len(numbers)))]
        return _ranked(held, vector, found, rows, k)


def _keys(ids: Iterable[str]) -> NDArray[np.uint64]:
    return np.unique(np.fromiter((key_of(id) for id in ids), dtype=np.uint64))


# -- what is written


def _rounded(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Vectors as int8, and what each is to be multiplied by to get it back; shapes (n, dimension) and (n,)."""
    largest = np.abs(vectors).max(axis=1, initial=0.0)
    scales = np.where(largest > 0, largest / FINEST, 1.0).astype(np.float32)
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales


def _added(passages: Sequence[Encoded], commit: Commit) -> Added:
    """New entries, as they follow what that commit holds."""
    vectors = [np.asarray(one.vectors, dtype=np.float32) for one in passages]
    rows, scales = _rounded(np.concatenate([np.zeros((0, commit.dimension), np.float32), *vectors]))
    entries = np.zeros(len(passages), ENTRY)
    texts = [(one.id.encode("utf-8", "surrogatepass"), one.digest.encode()) for one in passages]
    entries["key"] = [key_of(one.id) for one in passages]
    entries["row"] = _begins([len(one) for one in vectors], commit.rows)
    entries["id_at"] = _begins([len(id) + len(digest) for id, digest in texts], commit.texts)
    entries["digest_at"] = entries["id_at"] + [len(id) for id, _ in texts]
    entries["end"] = entries["digest_at"] + [len(digest) for _, digest in texts]
    return Added(rows, scales, entries, b"".join(part for both in texts for part in both))


def _begins(lengths: Sequence[int] | NDArray[np.int64], first: int) -> NDArray[np.int64]:
    """Where each of them begins, when they follow each other from `first` on."""
    ends = np.cumsum(lengths, dtype=np.int64)
    return first + ends - np.asarray(lengths, dtype=np.int64)


def _all_parts(held: Held, gone: NDArray[np.int32], passages: Sequence[Encoded]) -> Iterator[Added]:
    """What is alive, block by block, then what is new."""
    now = replace(held.commit, rows=0, entries=0, texts=0, dead=0)
    alive = np.ones(held.commit.entries, dtype=bool)
    alive[gone] = False
    for begin in range(0, held.commit.entries, BLOCK):
        part = _living(held, begin, alive[begin : begin + BLOCK], now)
        now = part.after(now)
        yield part
    yield _added(passages, now)


def _living(held: Held, begin: int, alive: NDArray[np.bool_], now: Commit) -> Added:
    """Those of a block of entries that are alive, as they follow what `now` holds."""
    entries = np.array(held.entries[begin : begin + len(alive)])
    lengths, sizes = held.lengths[begin : begin + len(alive)], entries["end"] - entries["id_at"]
    first, last = int(entries["row"][0]), int(entries["row"][-1] + lengths[-1])
    of_rows = np.repeat(alive, lengths)
    texts = held.texts[int(entries["id_at"][0]) : int(entries["end"][-1])][np.repeat(alive, sizes)]
    entries = entries[alive]
    moved = _begins(sizes[alive], now.texts) - entries["id_at"]
    for place in ("id_at", "digest_at", "end"):
        entries[place] += moved
    entries["row"] = _begins(lengths[alive], now.rows)
    return Added(held.rows[first:last][of_rows], held.scales[first:last][of_rows], entries, texts.tobytes())


# -- what is found


def _scanned(held: Held, vector: NDArray[np.float32], numbers: NDArray[np.int64] | None = None) -> NDArray[np.float32]:
    """The cosine with every row, but for what rounding takes away; of few entries, with theirs, and -inf elsewhere."""
    asked, scale = _rounded(vector[None])
    if numbers is None or int(held.lengths[numbers].sum()) * FEW > held.commit.rows:
        products = np.asarray(numkong.cdist(asked, held.rows, metric="dot"))[0]
        scores: NDArray[np.float32] = np.multiply(products, held.scales, dtype=np.float32)
    else:
        at = np.concatenate(
            [np.zeros(0, np.int64), *map(np.arange, held.starts[numbers], held.starts[numbers] + held.lengths[numbers])]
        )
        scores = np.full(held.commit.rows, -np.inf, dtype=np.float32)
        if len(at):
            products = np.asarray(numkong.cdist(asked, np.ascontiguousarray(held.rows[at]), metric="dot"))[0]
            scores[at] = np.multiply(products, held.scales[at], dtype=np.float32)
    scores *= scale[0]
    return scores


def _best(scores: NDArray[np.float32], keys: NDArray[np.uint64], k: int) -> NDArray[np.int64]:
    """Where the `k` highest are, of equal ones those with the least keys; in no order."""
    if k <= 0:
        return np.zeros(0, np.int64)
    least = np.partition(scores, len(scores) - k)[len(scores) - k]
    found = np.flatnonzero(scores >= least)
    return found if len(found) == k else found[np.lexsort((keys[found], -scores[found]))[:k]]


def _ranked(
    held: Held, vector: NDArray[np.float32], found: NDArray[np.int64], rows: NDArray[np.float32], k: int
) -> Nearest:
    """The best of the entries found, scored again by the unrounded query, in order."""
    starts, ends = held.starts[found], held.starts[found] + held.lengths[found]
    best = np.array([a + int(np.argmax(rows[a:b])) for a, b in zip(starts, ends, strict=True)], np.int64)
    # in float64, so that equal rows come to equal scores wherever they lie
    scores = (held.rows[best].astype(np.float64) @ vector.astype(np.float64) * held.scales[best]).astype(np.float32)
    keys = held.keys[found]
    order = np.lexsort((keys, -scores))[:k]
    return Nearest(keys[order], scores[order], (best - starts)[order])
