"""The recogniser: which spans of a text name a chemical, a disease, a gene ..., and how sure that is.

Several networks vote by the mean of their scores. Its weights ship in `models/recogniser`; docs/recogniser.md says
what they were trained on and what they reach.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.language import Language

from labkin.graph.errors import LabkinError
from labkin.nlp.crf import best_paths, forward_backward, open_ends, tag_names
from labkin.nlp.extensions import declare
from labkin.nlp.recogniser_assays import CONFIDENCE as ASSAY_CONFIDENCE
from labkin.nlp.recogniser_assays import assays
from labkin.nlp.recogniser_features import Features, Knowledge
from labkin.nlp.recogniser_net import Net, Shape

Floats = npt.NDArray[np.float32]
SHIPPED = Path(__file__).parent / "models" / "recogniser"
CONFIG = "config.json"
_TOGETHER = 6_000  # tokens that go through the networks at once: enough for the matrices, small for the caches
_PIECE = 600  # tokens that are read as one sequence; longer texts are cut
_OVERLAP = 25  # tokens that two pieces share, so that no name is cut in two


class Span(NamedTuple):
    """A span of tokens (end exclusive) with its type and the probability that both are right."""

    start: int
    end: int
    type: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Settings:
    """What a model is besides its weights.

    `priority`: the heads in the order in which they may claim tokens, with the types taken from each and what they are
    called. `calibration`: by type, pairs (raw probability, calibrated), rising.
    """

    name: str
    version: str
    shape: Shape
    members: tuple[str, ...]
    priority: tuple[tuple[str, Mapping[str, str]], ...]
    calibration: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    knowledge: str = ""  # folder of the tables, relative to the model's; empty where they lie beside

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "name": self.name, "version": self.version, "shape": self.shape.to_json(), "members": list(self.members),
            "priority": [[head, dict(types)] for head, types in self.priority],
            "calibration": {type: [list(pair) for pair in pairs] for type, pairs in self.calibration.items()},
            "knowledge": self.knowledge,
        }  # fmt: skip

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Settings:
        """From what `to_json` gave."""
        return cls(
            data["name"], data["version"], Shape.of_json(data["shape"]), tuple(data["members"]),
            tuple((head, types) for head, types in data["priority"]),
            {type: tuple((a, b) for a, b in pairs) for type, pairs in data["calibration"].items()},
            data.get("knowledge", ""),
        )  # fmt: skip


class Recogniser:
    """A model: settings, knowledge of words, networks."""

    def __init__(self, settings: Settings, knowledge: Knowledge, nets: Sequence[Net]) -> None:
        self.settings, self.knowledge, self.nets = settings, knowledge, list(nets)

    @property
    def model(self) -> str:
        """name@version"""
        return f"{self.settings.name}@{self.settings.version}"

    @classmethod
    def load(cls, folder: Path = SHIPPED, fast: bool = False) -> Recogniser:
        """Read a model; `fast` takes its first network alone. Raises LabkinError where the folder holds none."""
        try:
            settings = Settings.of_json(json.loads((folder / CONFIG).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LabkinError(
                f"{folder} holds no recogniser ({error}); name a folder made by `labkin train ner`"
            ) from error
        members = settings.members[:1] if fast else settings.members
        knowledge = _knowledge((folder / settings.knowledge).resolve())
        return cls(settings, knowledge, [Net.load(folder / member, settings.shape) for member in members])

    def save(self, folder: Path) -> None:
        """Write settings and networks; the knowledge too, unless the settings say that it lies elsewhere."""
        folder.mkdir(parents=True, exist_ok=True)
        for member, net in zip(self.settings.members, self.nets, strict=True):
            net.save(folder / member)
        if not self.settings.knowledge:
            self.knowledge.save(folder)
        text = json.dumps(self.settings.to_json(), indent=1)  # heads in their order: the weights lie so
        (folder / CONFIG).write_text(text + "\n", encoding="utf-8")

    def recognise(
        self, texts: Iterable[tuple[Sequence[str], Mapping[str, str]]], raw: bool = False
    ) -> Iterator[list[Span]]:
        """The spans of each text, in order, none overlapping. A text is its tokens and its abbreviations.

        `raw` leaves the probabilities as the networks give them.
        """
        waiting: list[tuple[list[str], Features]] = []
        size = 0
        for tokens, means in texts:
            features = self.knowledge.features(tokens, means)
            waiting.append((list(tokens), features))
            size += len(tokens)
            if size >= _TOGETHER:
                yield from self._read(waiting, raw)
                waiting, size = [], 0
        yield from self._read(waiting, raw)

    def _read(self, texts: Sequence[tuple[list[str], Features]], raw: bool) -> Iterator[list[Span]]:
        pieces = [(number, start, end) for number, (tokens, _) in enumerate(texts) for start, end in _cut(len(tokens))]
        found: list[list[Span]] = [[] for _ in texts]
        for group in _grouped(pieces):
            for (number, start, end), spans in zip(group, self._pieces(texts, group), strict=True):
                last = end == len(texts[number][0])
                low = start + _OVERLAP // 2 if start else 0
                high = end if last else end - _OVERLAP // 2
                moved = (Span(start + one.start, start + one.end, one.type, one.confidence) for one in spans)
                found[number] += [one for one in moved if low <= one.start < high]
        for (tokens, features), spans in zip(texts, found, strict=True):
            kept = _apart(spans)
            if not raw:
                kept = _with_assays([self._calibrated(span) for span in kept], tokens, features)
            yield kept

    def _pieces(
        self, texts: Sequence[tuple[list[str], Features]], pieces: Sequence[tuple[int, int, int]]
    ) -> list[list[Span]]:
        lengths = [end - start for _, start, end in pieces]
        features = Features(
            np.concatenate([texts[number][1].forms[start:end] for number, start, end in pieces]),
            np.concatenate([texts[number][1].numbers[start:end] for number, start, end in pieces]),
        )
        heads = [head for head, _ in self.settings.priority]
        scores = [net.scores(features, lengths, heads) for net in self.nets]
        taken: list[list[Span]] = [[] for _ in pieces]
        for head, types in self.settings.priority:
            mean: Floats = np.mean([score[head] for score in scores], 0, np.float32)
            pairs: Floats = np.mean([net.pairs[head] for net in self.nets], 0, np.float32)
            for spans, more in zip(taken, decode(mean, lengths, pairs, self.settings.shape.heads[head]), strict=True):
                used = {place for span in spans for place in range(span.start, span.end)}
                spans += [
                    span._replace(type=types[span.type])
                    for span in more
                    if span.type in types and used.isdisjoint(range(span.start, span.end))
                ]
        return taken

    def _calibrated(self, span: Span) -> Span:
        table = self.settings.calibration.get(span.type)
        if not table:
            return span
        given, right = zip(*table, strict=True)
        return span._replace(confidence=float(np.interp(span.confidence, given, right)))


def _with_assays(spans: list[Span], tokens: Sequence[str], features: Features) -> list[Span]:
    """The spans, and the names of assays that none of them touches."""
    used = {place for span in spans for place in range(span.start, span.end)}
    for start, end in assays(tokens, features.numbers):
        if used.isdisjoint(range(start, end)):
            spans.append(Span(start, end, "Assay", ASSAY_CONFIDENCE))
    return sorted(spans)


@lru_cache(maxsize=4)
def _knowledge(folder: Path) -> Knowledge:
    return Knowledge.load(folder)


def decode(scores: Floats, lengths: Sequence[int], pairs: Floats, types: tuple[str, ...]) -> list[list[Span]]:
    """The likeliest spans of texts laid end to end, each with its probability."""
    sizes = np.array(lengths)
    padded = pad(scores, lengths)
    ends = open_ends(types)
    sums = forward_backward(padded, sizes, pairs, ends)
    paths = best_paths(padded, sizes, pairs, ends)
    names = tag_names(types)
    found = []
    for row, length in enumerate(lengths):
        found.append(list(_spans(paths[row, :length], names, sums.span_probability(row))))
    return found


def _spans(path: npt.NDArray[np.int_], names: Sequence[str], probability: Any) -> Iterator[Span]:
    start = 0
    for place, tag in enumerate(path):
        name = names[tag]
        if name[0] in "BS":
            start = place
        if name[0] in "ES":
            yield Span(start, place + 1, name[2:], probability(start, [int(one) for one in path[start : place + 1]]))


def pad(rows: Floats, lengths: Sequence[int]) -> Floats:
    """Texts laid end to end, side by side instead. Shape: texts, longest, columns."""
    padded = np.zeros((len(lengths), max(lengths, default=0), rows.shape[1]), np.float32)
    start = 0
    for row, length in enumerate(lengths):
        padded[row, :length] = rows[start : start + length]
        start += length
    return padded


def _cut(length: int) -> Iterator[tuple[int, int]]:
    """
    >>> list(_cut(600)), list(_cut(1000))
    ([(0, 600)], [(0, 600), (575, 1000)])
    """
    start = 0
    while length:
        end = min(start + _PIECE, length)
        yield start, end
        if end == length:
            return
        start = end - _OVERLAP


def _grouped(pieces: Sequence[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    """Pieces of like length together, so that little is padded."""
    group: list[tuple[int, int, int]] = []
    for piece in sorted(pieces, key=lambda piece: piece[2] - piece[1]):
        group.append(piece)
        if sum(end - start for _, start, end in group) >= _TOGETHER:
            yield group
            group = []
    if group:
        yield group


def _apart(spans: Sequence[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


class Component:
    """The recogniser in a spaCy pipeline: it sets `doc.ents` and the confidence of each."""

    def __init__(self, recogniser: Recogniser) -> None:
        self.recogniser = recogniser
        self.model = recogniser.model

    def __call__(self, doc: Any) -> Any:
        """One document."""
        return next(iter(self.pipe([doc])))

    def pipe(self, docs: Iterable[Any], batch_size: int = 32) -> Iterator[Any]:
        """Documents in batches: the networks are fastest with some thousand tokens at once."""
        batch: list[Any] = []
        for doc in docs:
            batch.append(doc)
            if len(batch) == batch_size:
                yield from self._together(batch)
                batch = []
        yield from self._together(batch)

    def _together(self, docs: Sequence[Any]) -> Iterator[Any]:
        places = [[token.i for token in doc if not token.is_space] for doc in docs]
        texts = [([doc[i].text for i in where], doc._.abbreviations) for doc, where in zip(docs, places, strict=True)]
        for doc, where, spans in zip(docs, places, self.recogniser.recognise(texts), strict=True):
            ents = []
            for span in spans:
                ent = doc[where[span.start] : where[span.end - 1] + 1]
                ent = doc.char_span(ent.start_char, ent.end_char, label=span.type)
                ent._.confidence = span.confidence
                ents.append(ent)
            doc.ents = ents
            yield doc


@Language.factory("labkin_recogniser", default_config={"model": None, "fast": False})
def create(nlp: Any, name: str, model: str | None, fast: bool) -> Any:
    """What spaCy calls to make the component. `model` is a folder; the shipped one where none is named."""
    declare()
    return Component(Recogniser.load(Path(model) if model else SHIPPED, fast))
