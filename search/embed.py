"""Keeping the vectors of the entries equal to the ledger, a few texts at a time.

Encoding takes a hundred times as long as indexing words. So it comes after it, in steps that take about a second and
are each committed: whoever runs them can do other things between, and a killed process loses one step.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from labkin.graph.errors import LabError
from labkin.graph.ledger import Ledger
from labkin.graph.ledger_view import View
from labkin.graph.project import most_stepwise
from labkin.nlp.passages import LONGEST, passages
from labkin.search.entries import entry_of
from labkin.search.index import Encoded, Entry, VectorIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from labkin.nlp.encoders import Encoder

FEWEST_WORDS = 8  # of a text that is encoded
BUDGET = 64  # passages that one step encodes
LOOKED = 2000  # things that one step looks at
WAY = 1  # goes up when texts are cut into passages in another way

Progress = Callable[[str, int], None]


@dataclass
class _Waiting:
    """An entry to be encoded, and those of its passages that are."""

    id: str
    digest: str
    passages: list[str]
    done: list[NDArray[np.float32]] = field(default_factory=list)


@dataclass
class _Plan:
    """What is to be looked at until the vectors show transaction `at`."""

    at: int
    ids: deque[str]
    waiting: deque[_Waiting] = field(default_factory=deque)
    encoded: int = 0  # entries


class Embedding:
    """Brings an index's vectors up to the ledger's head, step by step.

    Only entries whose text has FEWEST_WORDS are encoded: a lab holds thousands of measurements and bare names, which
    words find better. What is encoded already, by its digest, is not encoded again. Vectors by another model, and
    damaged ones, are dropped and made anew.
    """

    def __init__(
        self,
        ledger: Ledger,
        index: VectorIndex,
        encoder: Encoder,
        budget: int = BUDGET,
        progress: Progress = lambda *_: None,
    ) -> None:
        self._ledger, self._index, self._encoder = ledger, index, encoder
        self._budget, self._progress = budget, progress
        self._plan: _Plan | None = None

    def step(self) -> bool:
        """Encode at most `budget` passages and commit; whether there was anything to do. Raises LabError."""
        if self._model() != self._encoder.name:
            self._index.reset_vectors(self._encoder.name, self._encoder.dimension)
            self._plan = None
        plan, self._plan = self._plan, None  # where this step fails, the next one looks again at everything
        gone: set[str] = set()
        if plan is None:
            plan, gone = self._made()
        if plan is None:
            return False
        gone |= self._look(plan)
        encoded = list(self._encode(plan))
        done = not plan.ids and not plan.waiting
        self._index.put_vectors(encoded, sorted(gone), plan.at if done else None)
        plan.encoded += len(encoded)
        self._progress("encoding texts", plan.encoded)
        self._plan = None if done else plan
        return True

    def _model(self) -> str:
        try:
            return self._index.model()
        except LabError:  # its files are damaged: the ledger has everything that was in it
            return ""

    def _made(self) -> tuple[_Plan | None, set[str]]:
        """What is to be looked at, if anything is, and what is to be removed whatever that holds."""
        mark = self._index.vectors_mark()
        with self._ledger.view() as view:
            if mark == view.at:
                return None, set()
            touched = view.touched(mark, most_stepwise(view)) if 0 < mark < view.at else None
            if touched is not None:
                return _Plan(view.at, deque(sorted(touched[0]))), set()
            ids = sorted(view.node_ids())
            return _Plan(view.at, deque(ids)), set(self._index.digests()).difference(ids)

    def _look(self, plan: _Plan) -> set[str]:
        """Fill the queue from some of what is to be looked at; what of that is to be removed."""
        gone: set[str] = set()
        looked = 0
        with self._ledger.view() as view:  # what was said after the plan was made is looked at again by the next one
            while plan.ids and looked < LOOKED and _passages_in(plan.waiting) < self._budget:
                ids = [plan.ids.popleft() for _ in range(min(len(plan.ids), 4 * self._budget))]
                looked += len(ids)
                known = self._index.digests(ids)
                entries = {entry.id: entry for entry in with_text(view, ids)}
                gone |= known.keys() - entries.keys()
                plan.waiting.extend(
                    _Waiting(entry.id, digest, passages(entry.name, entry.text))
                    for entry in entries.values()
                    if known.get(entry.id) != (digest := digest_of(entry))
                )
        return gone

    def _encode(self, plan: _Plan) -> Iterator[Encoded]:
        """Encode what a step may; the entries that are whole by then."""
        left = (text for one in plan.waiting for text in one.passages[len(one.done) :])
        texts = list(islice(left, self._budget))
        vectors = deque(self._encoder.encode(texts)) if texts else deque()
        while vectors:
            first = plan.waiting[0]
            while vectors and len(first.done) < len(first.passages):
                first.done.append(vectors.popleft())
            if len(first.done) == len(first.passages):
                plan.waiting.popleft()
                yield Encoded(first.id, first.digest, np.stack(first.done))


def follow_vectors(
    ledger: Ledger,
    index: VectorIndex,
    encoder: Encoder,
    budget: int = BUDGET,
    progress: Progress = lambda *_: None,
) -> bool:
    """Bring the vectors up to the ledger's head in one go; whether there was anything to do. Raises LabError."""
    embedding = Embedding(ledger, index, encoder, budget, progress)
    did = False
    while embedding.step():
        did = True
    return did


def vectors_mark_of(index: VectorIndex) -> int:
    """The transaction that the vectors show; 0 when their files are damaged."""
    try:
        return index.vectors_mark()
    except LabError:  # the ledger has everything that was in them
        return 0


def with_text(view: View, ids: Iterable[str]) -> Iterator[Entry]:
    """The entries of these nodes that have a text long enough to be encoded, each as one who sees all of it sees it.

    So there is one entry for each node, of the fullest text, and one set of vectors for all viewers. Nobody finds an
    entry, or reads a passage, that they may not see; but that a thing is near to a query may be due to a part of its
    text that only others see.
    """
    entries = (entry_of(node) for node in view.nodes(ids))
    return (entry for entry in entries if len(entry.text.split()) >= FEWEST_WORDS)


def digest_of(entry: Entry) -> str:
    """Of which text the passages of an entry are, and how they were cut; whatever the model."""
    said = f"{WAY} {LONGEST}\0{entry.name}\0{entry.text}"
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _passages_in(waiting: Iterable[_Waiting]) -> int:
    return sum(len(one.passages) - len(one.done) for one in waiting)
