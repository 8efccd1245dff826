"""Pieces of text read in several processes, in order, with few waiting at a time."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_all_start_methods, get_context
from typing import Any

from labkin.nlp.annotations import Annotations
from labkin.nlp.pipeline_pieces import Piece

_BATCH = 40_000  # characters that go to a process together, some thirty abstracts
_AHEAD = 3  # batches for each process that are sent before the first one is awaited

# The pipeline of this process. A forked process finds its parent's here and shares its memory.
_mine: list[Any] = []


def read(pieces: Iterable[Piece], nlp: Any, workers: int) -> Iterator[Annotations]:
    """What the pipeline reads in each piece, in order."""
    batches = _batches(pieces)
    first = list(islice(batches, 2 if workers > 1 else 0))
    if len(first) < 2:  # one process, or too little for two
        yield from read_here(chain.from_iterable(chain(first, batches)), nlp)
        return
    forks = "fork" in get_all_start_methods()
    _mine[:] = [nlp]
    given = () if forks else (nlp.meta["labkin"],)
    context = get_context("fork" if forks else "spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=given) as pool:
        waiting: deque[Future[list[Annotations]]] = deque()
        try:
            for batch in chain(first, batches):
                waiting.append(pool.submit(_read_batch, batch))
                if len(waiting) > _AHEAD * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()
            _mine.clear()


def read_here(pieces: Iterable[Piece], nlp: Any) -> Iterator[Annotations]:
    """The same in this process."""
    from labkin.nlp.pipeline import annotations_of, model_of

    model = model_of(nlp)
    for batch in _batches(pieces):  # spaCy's own go by number; a thousand long pieces would fill the memory
        for doc in nlp.pipe([_document(piece, nlp) for piece in batch], batch_size=len(batch)):
            yield annotations_of(doc, model)


def _document(piece: Piece, nlp: Any) -> Any:
    doc = nlp.make_doc(piece.text)
    doc._.marked = piece.marked
    doc._.abbreviations = dict(piece.abbreviations)
    return doc


def _batches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    batch: list[Piece] = []
    size = 0
    for piece in pieces:
        batch.append(piece)
        size += len(piece.text)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _start(settings: dict[str, Any] | None = None) -> None:
    """What a new process does first: one thread for each, and the pipeline, where it did not come along."""
    gc.freeze()  # what came along is not looked through, so that its memory stays shared
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    if settings is not None:
        from labkin.nlp.pipeline import load

        _mine[:] = [load(**settings)]


def _read_batch(batch: list[Piece]) -> list[Annotations]:
    return list(read_here(batch, _mine[0]))
