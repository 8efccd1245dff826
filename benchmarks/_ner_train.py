"""Train the recogniser from the corpora: `python -m benchmarks.ner train`."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks._ner_corpora import CORPORA, HEADS, PRIORITY
from benchmarks._ner_lexica import abstracts
from labkin.nlp.abbreviations_found import explained
from labkin.nlp.corpora import CorpusDocument, GoldMention
from labkin.nlp.gazetteer import Gazetteer
from labkin.nlp.recogniser import Recogniser, Settings
from labkin.nlp.recogniser_features import Knowledge
from labkin.nlp.recogniser_net import Dropout, Net, Shape
from labkin.nlp.recogniser_training import Corpus, Example, Plan, Progress, Trainer, example, tokenised
from labkin.nlp.word_classes import BUCKETS, WIDTH, WordClasses
from labkin.nlp.word_vectors import WordVectors

_ABSTRACTS = ("bc5cdr", "ncbi", "biored")  # corpora that share articles, and whose texts are whole
# Share of tokens whose names, classes or vectors are hidden in training, so that none is leant on alone.
_HIDDEN = (0.10, 0.05, 0.05)
# How often batches of what another model marked come, by head, and how sure that model must be.
_TAUGHT = {"core": 0.35, "species": 0.05}
_SURE = 0.8


@dataclass(frozen=True, slots=True)
class Choice:
    """What to train on and how long. `without` names corpora to leave out, `seed` tells the networks apart."""

    with_dev: bool
    without: tuple[str, ...]
    steps: int
    seed: int
    width: int
    depth: int


def documents(data: Path, name: str, choice: Choice, of_dev: Collection[str]) -> list[CorpusDocument]:
    """The training documents of a corpus; an article that is in any development part is left out unless those count."""
    source = CORPORA[name]
    found = source.read(data, "train")
    if choice.with_dev:
        return [*found, *source.read(data, "dev")]
    return [one for one in found if name not in _ABSTRACTS or one.id not in of_dev]


def examples(data: Path, knowledge: Knowledge, choice: Choice) -> list[Corpus]:
    """All corpora but those left out, ready for training."""
    of_dev = {one.id for name in _ABSTRACTS for one in CORPORA[name].read(data, "dev")}
    corpora = []
    for name, source in CORPORA.items():
        if name in choice.without:
            continue
        found = documents(data, name, choice, of_dev)
        means = [explained(one.text) if name in _ABSTRACTS else {} for one in found]
        for head, weight in source.weights.items():
            ready = [
                example(one, HEADS[head], source.types, knowledge, short)
                for one, short in zip(found, means, strict=True)
            ]
            corpora.append(Corpus(f"{name}/{head}", head, [one for one in ready if len(one)], weight))
        print(f"{name}: {len(found)} texts, {sum(map(len, ready))} tokens", flush=True)
    return corpora


def taught(data: Path, teacher: Recogniser, knowledge: Knowledge) -> list[Corpus]:
    """Abstracts that nobody marked, with what another model finds in them; where that is in doubt, nothing is said."""
    texts = [(text, explained(text)) for text in abstracts(data)]
    read = teacher.recognise(((tokenised(text)[0], means) for text, means in texts), raw=True)
    ready: dict[str, list[Example]] = {head: [] for head in _TAUGHT}
    for (text, means), spans in zip(texts, read, strict=True):
        places = tokenised(text)[1]
        marks = [(GoldMention(places[one.start][0], places[one.end - 1][1], "", one.type), one) for one in spans]
        document = CorpusDocument("", "", text, tuple(mark for mark, _ in marks))
        for head in _TAUGHT:
            new = example(document, HEADS[head], HEADS[head], knowledge, means)
            for _, one in marks:
                if one.confidence < _SURE:
                    new.allowed[one.start : one.end] = True
            ready[head].append(new)
    print(f"unmarked: {len(texts)} texts", flush=True)
    return [Corpus(f"unmarked/{head}", head, ready[head], weight) for head, weight in _TAUGHT.items()]


def train(corpora: Sequence[Corpus], knowledge: Knowledge, choice: Choice) -> Net:
    """One network, trained to the end of the plan, with the averages of its weights."""
    heads = {head: types for head, types in HEADS.items() if any(corpus.head == head for corpus in corpora)}
    net = Net(Shape(knowledge.width, heads, choice.width, choice.depth), choice.seed)
    groups = tuple((start, end, share) for (start, end), share in zip(knowledge.groups, _HIDDEN, strict=True))
    trainer = Trainer(net, corpora, Plan(steps=choice.steps, dropout=Dropout(groups=groups), seed=choice.seed))
    start = time.monotonic()

    def watch(progress: Progress) -> None:
        if progress.step % 100 == 0:
            print(f"{time.monotonic() - start:5.0f} s, step {progress.step}: loss {progress.loss:.4f}", flush=True)

    trainer.run(watch)
    trainer.average()
    return net


def recogniser(nets: Sequence[Net], knowledge: Knowledge, version: str, folder: str = "") -> Recogniser:
    """The networks as one model, not calibrated yet."""
    shapes = tuple(net.shape for net in nets)
    priority = tuple((head, types) for head, types in PRIORITY if head in shapes[0].heads)
    members = tuple(f"net-{number}.npz" for number in range(len(nets)))
    return Recogniser(Settings("labkin-ner", version, shapes, members, priority, knowledge=folder), knowledge, nets)


def without_knowledge(knowledge: Knowledge, hidden: Collection[str]) -> Knowledge:
    """The knowledge with some of its tables empty, to see what each is worth."""
    vectors = WordVectors.of({}, knowledge.vectors.width)
    classes = WordClasses(np.zeros((BUCKETS, WIDTH), np.int8), np.zeros(WIDTH, np.float32))
    return Knowledge(
        Gazetteer.of([]) if "names" in hidden else knowledge.names,
        classes if "classes" in hidden else knowledge.classes,
        vectors if "vectors" in hidden else knowledge.vectors,
    )
