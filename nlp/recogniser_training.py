"""Train the networks of a recogniser on corpora that do not annotate the same things.

Where a corpus says nothing about a type, the sum over all tags that are possible there is made likely: a gene in a
corpus of diseases is no example of a word that is not a gene.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from thinc.api import Adam

from labkin.nlp.corpora import CorpusDocument, GoldMention
from labkin.nlp.crf import FORBIDDEN, Field, forward_backward, tag_names
from labkin.nlp.recogniser import pad
from labkin.nlp.recogniser_features import Features, Knowledge
from labkin.nlp.recogniser_net import Dropout, Net
from labkin.nlp.tokenizer import tokens

Floats = npt.NDArray[np.float32]
_IMPOSSIBLE = np.float32(-60.0)  # a score so low that its tag has no part in a sum
_UNIT = 25.0  # tokens that weigh as one example; keeps gradients near one whatever the size of a batch


@dataclass(frozen=True, slots=True)
class Example:
    """A text ready for training. `allowed`: tokens by tags, those that the annotation leaves possible."""

    features: Features
    allowed: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.allowed)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Examples for one head. `weight` says how often its batches come."""

    name: str
    head: str
    examples: Sequence[Example]
    weight: float = 1.0


@dataclass(slots=True)
class Progress:
    """Where training stands; handed to whoever watches."""

    step: int
    share: float  # of the time or steps allowed, 0 to 1
    loss: float  # per token, mean of the last hundred steps


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train: until `seconds` or `steps` are over, whichever comes first (0: no limit)."""

    seconds: float = 0.0
    steps: int = 0
    rate: float = 0.0015
    batch: int = 2_500  # tokens
    warmup: int = 200
    dropout: Dropout = field(default_factory=Dropout)
    seed: int = 0


def tokenised(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The tokens that are not white space, and where they stand."""
    words, places, start = [], [], 0
    for word, space in tokens(text):
        if not word.isspace():
            words.append(word)
            places.append((start, start + len(word)))
        start += len(word) + len(space)
    return words, places


def example(
    document: CorpusDocument,
    types: tuple[str, ...],
    annotated: Collection[str],
    knowledge: Knowledge,
    means: Mapping[str, str],
    absent: Sequence[GoldMention] = (),
) -> Example:
    """A document as an example for a head of these types, of which `annotated` are marked in it wherever they occur.

    `absent` are spans that are known not to be what they say. Of spans that overlap, the longest is learnt.
    """
    words, places = tokenised(document.text)
    names = tag_names(types)
    index = {name: number for number, name in enumerate(names)}
    free = np.array([name == "O" or name[2:] not in annotated for name in names])
    allowed = np.tile(free, (len(words), 1))
    starts = {start: number for number, (start, _) in enumerate(places)}
    ends = {end: number for number, (_, end) in enumerate(places)}
    used = np.zeros(len(words), bool)
    for mention in sorted(document.mentions, key=lambda one: one.start - one.end):
        if mention.type not in types or mention.start not in starts or mention.end not in ends:
            continue
        first, last = starts[mention.start], ends[mention.end]
        if not used[first : last + 1].any():
            used[first : last + 1] = True
            allowed[first : last + 1] = False
            for place in range(first, last + 1):
                allowed[place, index[_tag(place, first, last) + mention.type]] = True
    for mention in absent:
        if mention.start in starts and mention.end in ends and mention.type in types:
            first, last = starts[mention.start], ends[mention.end]
            if not used[first : last + 1].any():
                allowed[first, [number for name, number in index.items() if name[2:] == mention.type]] = False
    return Example(knowledge.features(words, means), allowed)


def _tag(place: int, first: int, last: int) -> str:
    if first == last:
        return "S-"
    return "B-" if place == first else "E-" if place == last else "I-"


class Trainer:
    """Trains one network. The weights that count are averages over the steps; `average` puts them in place."""

    def __init__(self, net: Net, corpora: Sequence[Corpus], plan: Plan) -> None:
        self.net, self.plan = net, plan
        self._corpora = [corpus for corpus in corpora if corpus.examples]
        self._random = random.Random(plan.seed)
        self._queues: dict[str, list[Example]] = {}
        self._adam = Adam(plan.rate, L2=0.0, grad_clip=1.0, use_averages=True)
        self._pairs = {head: _PairRates(pairs) for head, pairs in net.pairs.items()}

    def run(self, watch: Callable[[Progress], None] = lambda _: None) -> None:
        """Train until the plan is fulfilled. `watch` is called after every step."""
        start, step, losses = time.monotonic(), 0, [0.0]
        weights = [corpus.weight for corpus in self._corpora]
        while (share := self._share(step, time.monotonic() - start)) < 1:
            corpus = self._random.choices(self._corpora, weights)[0]
            rate = self.plan.rate * min(1.0, (step + 1) / self.plan.warmup) * max(1 - share, 0.02)
            losses.append(self._step(corpus, rate))
            step += 1
            watch(Progress(step, share, float(np.mean(losses[-100:]))))

    def _share(self, step: int, seconds: float) -> float:
        parts = [seconds / self.plan.seconds] if self.plan.seconds else []
        parts += [step / self.plan.steps] if self.plan.steps else []
        return max(parts, default=1.0)

    def average(self) -> None:
        """Put the averages of the weights in place of the last ones."""
        with ExitStack() as stack:
            for layer in self.net.layers():
                stack.enter_context(layer.use_params(self._adam.averages))
            weights = {name: values.copy() for name, values in self.net.weights().items()}
        self.net.set_weights(weights)

    def _batch(self, corpus: Corpus) -> list[Example]:
        batch: list[Example] = []
        while sum(map(len, batch)) < self.plan.batch:
            queue = self._queues.setdefault(corpus.name, [])
            if not queue:
                if batch and len(batch) >= len(corpus.examples):
                    break
                queue += corpus.examples
                self._random.shuffle(queue)
            batch.append(queue.pop())
        return sorted(batch, key=len, reverse=True)

    def _step(self, corpus: Corpus, rate: float) -> float:
        batch = self._batch(corpus)
        lengths = [len(one) for one in batch]
        features = Features(
            np.concatenate([one.features.forms for one in batch]),
            np.concatenate([one.features.numbers for one in batch]),
        )
        encoded, back = self.net.encode(features, lengths, self.plan.dropout)
        scores, back_head = self.net.heads[corpus.head](encoded, is_train=True)
        loss, gradient, pairs = _loss(scores, lengths, batch, self.net, corpus.head)
        back(back_head(gradient))
        self.net.pairs[corpus.head] = self._pairs[corpus.head].moved(self.net.pairs[corpus.head], pairs, rate)
        self._adam.learn_rate = rate
        for layer in self.net.layers():
            layer.finish_update(self._adam)
        return loss


def _loss(
    scores: Floats, lengths: Sequence[int], batch: Sequence[Example], net: Net, head: str
) -> tuple[float, Floats, Floats]:
    """The loss per token, its gradient by score (tokens, tags) and by transition."""
    padded, sizes = pad(scores, lengths), np.array(lengths)
    allowed = np.zeros(padded.shape, bool)
    for row, one in enumerate(batch):
        allowed[row, : len(one)] = one.allowed
    field = Field.of((net.shape.heads[head], net.pairs[head]))
    free = forward_backward(padded, sizes, field)
    bound = forward_backward(np.where(allowed, padded, _IMPOSSIBLE), sizes, field)
    weight = np.float32(sum(lengths) / _UNIT)
    inside = np.arange(padded.shape[1])[None, :] < sizes[:, None]
    gradient = np.ascontiguousarray(((free.tags - bound.tags) / weight)[inside])
    loss = float((free.log_z - bound.log_z).sum()) / sum(lengths)
    return loss, gradient, (free.pairs - bound.pairs) / weight


class _PairRates:
    """Adam for the transitions, which are no layer of thinc's (Kingma and Ba, ICLR 2015)."""

    def __init__(self, pairs: Floats) -> None:
        self._possible = pairs > FORBIDDEN / 2
        self._mean, self._square = np.zeros_like(pairs), np.zeros_like(pairs)

    def moved(self, pairs: Floats, gradient: Floats, rate: float) -> Floats:
        self._mean = 0.9 * self._mean + 0.1 * gradient
        self._square = 0.999 * self._square + 0.001 * gradient**2
        step = rate * self._mean / (np.sqrt(self._square) + 1e-6)
        return np.where(self._possible, pairs - step, pairs).astype(np.float32)


def sentences(documents: Sequence[CorpusDocument], size: int) -> Iterator[CorpusDocument]:
    """Documents of one sentence each joined to longer ones, so that a sentence is read among its neighbours."""
    for start in range(0, len(documents), size):
        part = documents[start : start + size]
        mentions, text = [], ""
        for document in part:
            move = len(text) + 1 if text else 0
            text = f"{text} {document.text}" if text else document.text
            mentions += [
                GoldMention(one.start + move, one.end + move, one.text, one.type, one.ids) for one in document.mentions
            ]
        yield CorpusDocument(part[0].id, part[0].title, text, tuple(mentions))
