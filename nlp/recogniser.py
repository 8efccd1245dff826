"""The recogniser: which spans of a text name a chemical, a disease, a gene ..., and how sure that is.

Several networks vote by the mean of their scores. Its weights ship in `models/recogniser`; docs/recogniser.md says
what they were trained on and what they reach.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from spacy.language import Language
from spacy.tokens import Span as DocSpan

from labkin.graph.errors import LabkinError
from labkin.nlp.crf import Field, best_paths, forward_backward, tag_names
from labkin.nlp.extensions import NESTED, declare, text_of
from labkin.nlp.overlooked import CONFIDENCE as OVERLOOKED_CONFIDENCE
from labkin.nlp.overlooked import overlooked
from labkin.nlp.recogniser_agreement import agreeing
from labkin.nlp.recogniser_assays import CONFIDENCE as ASSAY_CONFIDENCE
from labkin.nlp.recogniser_assays import assays
from labkin.nlp.recogniser_features import Features, Knowledge
from labkin.nlp.recogniser_net import Net, Shape
from labkin.nlp.weights import located

Floats = npt.NDArray[np.float32]
SHIPPED = located("recogniser")
CONFIG = "config.json"
FAST = "fast"  # the folder, in a model's, of a smaller model that shares its knowledge of words
_TOGETHER = 16_000  # tokens whose tags are chosen at once: that is done place by place, for all texts together
_AT_ONCE = 3_000  # tokens that go through the networks at once: enough for the matrices, small for the caches
_PIECE = 600  # tokens that are read as one sequence; longer texts are cut
_LONGEST = 250  # characters of a name; what is longer is no name, but a table or a sequence
_OVERLAP = 25  # tokens that two pieces share, so that no name is cut in two


class Span(NamedTuple):
    """A span of tokens (end exclusive) with its type and the probability that both are right.

    `nested`: it stands inside another, as "human" does in the gene "human RAD52 protein".
    """

    start: int
    end: int
    type: str
    confidence: float
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """What a model is besides its weights.

    `shapes`: of each member; their heads are the same. `priority`: the heads in the order in which they may claim
    tokens, with the types taken from each and what they are called. `calibration`: by type, pairs (raw probability,
    calibrated), rising.
    """

    name: str
    version: str
    shapes: tuple[Shape, ...]
    members: tuple[str, ...]
    priority: tuple[tuple[str, Mapping[str, str]], ...]
    calibration: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    knowledge: str = ""  # folder of the tables, relative to the model's; empty where they lie beside

    @property
    def heads(self) -> Mapping[str, tuple[str, ...]]:
        """The types that each head tells apart."""
        return self.shapes[0].heads

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "name": self.name, "version": self.version, "shapes": [shape.to_json() for shape in self.shapes],
            "members": list(self.members),
            "priority": [[head, dict(types)] for head, types in self.priority],
            "calibration": {type: [list(pair) for pair in pairs] for type, pairs in self.calibration.items()},
            "knowledge": self.knowledge,
        }  # fmt: skip

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Settings:
        """From what `to_json` gave."""
        return cls(
            data["name"], data["version"], tuple(Shape.of_json(shape) for shape in data["shapes"]),
            tuple(data["members"]),
            tuple((head, types) for head, types in data["priority"]),
            {type: tuple((a, b) for a, b in pairs) for type, pairs in data["calibration"].items()},
            data.get("knowledge", ""),
        )  # fmt: skip


class _Text(NamedTuple):
    tokens: list[str]
    features: Features
    means: Mapping[str, str]


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
        """Read a model; `fast` takes the small one that lies beside it. Raises LabkinError where there is none."""
        if fast and (folder / FAST / CONFIG).is_file():
            folder /= FAST
        try:
            settings = Settings.of_json(json.loads((folder / CONFIG).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise LabkinError(
                f"{folder} holds no recogniser ({error}); name a folder made by `labkin train ner`"
            ) from error
        members = zip(settings.members, settings.shapes, strict=True)
        try:
            knowledge = _knowledge((folder / settings.knowledge).resolve())
            return cls(settings, knowledge, [Net.load(folder / member, shape) for member, shape in members])
        except Exception as error:  # each kind of file has errors of its own when it is cut short
            raise LabkinError(f"the recogniser in {folder} is damaged ({error!r}); copy or train it anew") from error

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
        """The spans of each text, in order, none overlapping but the nested. A text is its tokens and abbreviations.

        `raw` leaves the probabilities as the networks give them.
        """
        waiting: list[_Text] = []
        size = 0
        for tokens, means in texts:
            features = self.knowledge.features(tokens, means)
            waiting.append(_Text(list(tokens), features, means))
            size += len(tokens)
            if size >= _TOGETHER:
                yield from self._read(waiting, raw)
                waiting, size = [], 0
        yield from self._read(waiting, raw)

    def _read(self, texts: Sequence[_Text], raw: bool) -> Iterator[list[Span]]:
        pieces = [(number, *part) for number, text in enumerate(texts) for part in _cut(len(text.tokens))]
        found: list[list[Span]] = [[] for _ in texts]
        for group in _grouped(sorted(pieces, key=_length, reverse=True), _TOGETHER):
            for (number, start, end), spans in zip(group, self._pieces(texts, group), strict=True):
                last = end == len(texts[number].tokens)
                low = start + _OVERLAP // 2 if start else 0
                high = end if last else end - _OVERLAP // 2
                moved = (one._replace(start=start + one.start, end=start + one.end) for one in spans)
                found[number] += [one for one in moved if low <= one.start < high]
        for (tokens, features, means), spans in zip(texts, found, strict=True):
            kept = _apart(spans)
            flat = agreeing(tokens, [span for span in kept if not span.nested], means)
            kept = sorted([*flat, *(span for span in kept if span.nested)])
            yield kept if raw else with_assays([self._calibrated(span) for span in kept], tokens, features)

    def _pieces(self, texts: Sequence[_Text], pieces: Sequence[tuple[int, int, int]]) -> list[list[Span]]:
        lengths = [end - start for _, start, end in pieces]
        scores = np.concatenate([self._scores(texts, group) for group in _grouped(pieces, _AT_ONCE)])
        taken: list[list[Span]] = [[] for _ in pieces]
        heads = [(self.settings.heads[head], self._pairs(head)) for head, _ in self.settings.priority]
        for (_, types), found in zip(self.settings.priority, decode(scores, lengths, heads), strict=True):
            for spans, more in zip(taken, found, strict=True):
                spans += _beside(spans, [one._replace(type=types[one.type]) for one in more if one.type in types])
        return taken

    def _pairs(self, head: str) -> Floats:
        mean: Floats = np.mean([net.pairs[head] for net in self.nets], 0, np.float32)
        return mean

    def _scores(self, texts: Sequence[_Text], pieces: Sequence[tuple[int, int, int]]) -> Floats:
        """The mean of the networks' scores for pieces laid end to end, by the tags of all heads."""
        features = Features(
            np.concatenate([texts[number].features.forms[start:end] for number, start, end in pieces]),
            np.concatenate([texts[number].features.numbers[start:end] for number, start, end in pieces]),
        )
        lengths = [end - start for _, start, end in pieces]
        heads = [head for head, _ in self.settings.priority]
        found: Floats = np.mean([net.scores(features, lengths, heads) for net in self.nets], 0, np.float32)
        return found

    def _calibrated(self, span: Span) -> Span:
        table = self.settings.calibration.get(span.type)
        if not table:
            return span
        given, right = zip(*table, strict=True)
        return span._replace(confidence=float(np.interp(span.confidence, given, right)))


def with_assays(spans: list[Span], tokens: Sequence[str], features: Features) -> list[Span]:
    """The spans, and the names of assays that none of them touches; of PCR and PCR-RFLP, begun alike, the longer."""
    used = {place for span in spans for place in range(span.start, span.end)}
    spans = list(spans)
    for start, end in sorted(assays(tokens, features.numbers), key=lambda one: one[0] - one[1]):
        if used.isdisjoint(range(start, end)):
            used.update(range(start, end))
            spans.append(Span(start, end, "Assay", ASSAY_CONFIDENCE))
    return sorted(spans)


@lru_cache(maxsize=4)
def _knowledge(folder: Path) -> Knowledge:
    return Knowledge.load(folder)


def decode(
    scores: Floats, lengths: Sequence[int], heads: Sequence[tuple[tuple[str, ...], Floats]]
) -> Iterator[list[list[Span]]]:
    """For each head (its types and transitions): the likeliest spans of texts, each with its probability.

    `scores`: the texts end to end, the longest first, by the tags of all heads.
    """
    sizes, padded, field = np.array(lengths), pad(scores, lengths), Field.of(*heads)
    sums = forward_backward(padded, sizes, field)
    for (types, _), part, paths in zip(heads, field.parts, best_paths(padded, sizes, field), strict=True):
        names = tag_names(types)
        opens, closes = (np.array([name[0] in ends for name in names]) for ends in ("BS", "ES"))
        found: list[list[Span]] = []
        for text, length in enumerate(lengths):
            path = paths[text, :length]
            starts, stops = np.flatnonzero(opens[path]).tolist(), (np.flatnonzero(closes[path]) + 1).tolist()
            probability = sums.span_probability(text)
            spans = zip(starts, stops, strict=True)
            tags = (path + part.start).tolist()
            found.append(
                [
                    Span(start, stop, names[path[start]][2:], probability(start, tags[start:stop]))
                    for start, stop in spans
                ]
            )
        yield found


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


def _length(piece: tuple[int, int, int]) -> int:
    return piece[2] - piece[1]


def _grouped(pieces: Sequence[tuple[int, int, int]], size: int) -> Iterator[list[tuple[int, int, int]]]:
    """The pieces in their order, in groups of about so many tokens."""
    group: list[tuple[int, int, int]] = []
    for piece in pieces:
        group.append(piece)
        if sum(map(_length, group)) >= size:
            yield group
            group = []
    if group:
        yield group


def _beside(taken: Sequence[Span], more: Sequence[Span]) -> Iterator[Span]:
    """Those of the second that touch none of the first, and as nested those that are a part of one."""
    for span in more:
        touched = [one for one in taken if one.start < span.end and span.start < one.end]
        if not touched:
            yield span
        elif len(touched) == 1 and touched[0].type != span.type and _inside(span, touched[0]):
            yield span._replace(nested=True)


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end and inner.end - inner.start < outer.end - outer.start


def _apart(spans: Sequence[Span]) -> list[Span]:
    """The spans in order without those that two pieces of a text found both, or differently."""
    kept: list[Span] = []
    flat_end, nested_end = 0, 0
    for span in sorted(spans):
        if span.start >= (nested_end if span.nested else flat_end):
            kept.append(span)
            if span.nested:
                nested_end = span.end
            else:
                flat_end = span.end
    return kept


class Component:
    """The recogniser in a spaCy pipeline: it sets `doc.ents`, `doc.spans[NESTED]` and the confidence of each."""

    def __init__(self, recogniser: Recogniser) -> None:
        self.recogniser = recogniser
        self.model = recogniser.model
        self.types = {type for _, types in recogniser.settings.priority for type in types.values()}

    def __call__(self, doc: Any) -> Any:
        """One document."""
        return next(iter(self.pipe([doc])))

    def pipe(self, docs: Iterable[Any], batch_size: int = 64) -> Iterator[Any]:
        """Documents in batches: the networks are fastest with some thousand tokens at once."""
        batch: list[Any] = []
        for doc in docs:
            batch.append(doc)
            if len(batch) == batch_size:
                yield from self._together(batch)
                batch = []
        yield from self._together(batch)

    def _together(self, docs: Sequence[Any]) -> Iterator[Any]:
        tokens = [[(token.i, token.text) for token in doc if not token.is_space] for doc in docs]
        places = [[place for place, _ in some] for some in tokens]
        texts = [([word for _, word in some], doc._.abbreviations) for doc, some in zip(docs, tokens, strict=True)]
        for doc, where, spans in zip(docs, places, self.recogniser.recognise(texts), strict=True):
            flat: list[DocSpan] = []
            inner: list[DocSpan] = []
            bounds = {one.start for one in doc._.marked} | {one.end for one in doc._.marked}
            for span in spans:
                whole = DocSpan(doc, where[span.start], where[span.end - 1] + 1, label=span.type)
                for ent in filter(None, map(_name_of, _in_sections(whole, bounds))):
                    # The rest of the number depends on what else was read in the same lot.
                    ent._.confidence = round(span.confidence, 3)
                    (inner if span.nested else flat).append(ent)
            doc.ents, doc.spans[NESTED] = [*flat, *self._passed_over(doc, flat)], inner
            yield doc

    def _passed_over(self, doc: Any, flat: Sequence[Any]) -> Iterator[Any]:
        """Names that the networks do not see, of types that they know, where they see nothing else."""
        for start, end, type in overlooked(text_of(doc)):
            ent = doc.char_span(start, end, label=type) if type in self.types else None
            if ent is not None and not any(one.start < ent.end and ent.start < one.end for one in flat):
                ent._.confidence = OVERLOOKED_CONFIDENCE
                yield ent


def _in_sections(ent: Any, bounds: Iterable[int]) -> Iterator[Any]:
    """The entity, in pieces where a section begins inside: a name never stands half in a title."""
    if any(ent.start_char < bound < ent.end_char for bound in bounds):
        cuts = [token.i for token in ent[1:] if token.idx in bounds]
        for start, end in pairwise([ent.start, *cuts, ent.end]):
            while end > start and ent.doc[end - 1].is_space:
                end -= 1
            if end > start:
                yield DocSpan(ent.doc, start, end, label=ent.label_)
    else:
        yield ent


def _is_sign(token: str) -> bool:
    """Whether a token is an emoji, a trade mark or the like, or a mark that joins such: no part of a name."""
    return all(unicodedata.category(one) in ("So", "Sk", "Mn", "Cf") for one in token)


def _name_of(ent: Any) -> Any:
    """The entity without half a number at its end, or signs around it; None where nothing is left that is a name."""
    start, end = ent.start, ent.end
    while start < end and _is_sign(ent.doc[start].text):
        start += 1
    while start < end and _is_sign(ent.doc[end - 1].text):
        end -= 1
    if (start, end) != (ent.start, ent.end):
        ent = DocSpan(ent.doc, start, end, label=ent.label_)
    if len(ent.text) > _LONGEST or not any(map(str.isalnum, ent.text)):
        return None
    if not cuts_number(ent):
        return ent
    return DocSpan(ent.doc, ent.start, ent.end - 1, label=ent.label_) if len(ent) > 1 else None


def cuts_number(ent: Any) -> bool:
    """Whether an entity ends with the first half of a number: "p38 alpha 6" of "p38 alpha 6.1 nM"."""
    doc, end = ent.doc, ent.end
    last = doc[end - 1]
    return (
        last.is_digit
        and end + 1 < len(doc)
        and doc[end].text in ".,"
        and doc[end + 1].text[0].isdigit()
        and not last.whitespace_
        and not doc[end].whitespace_
    )


@Language.factory("labkin_recogniser", default_config={"model": None, "fast": False})
def create(nlp: Any, name: str, model: str | None, fast: bool) -> Any:
    """What spaCy calls to make the component. `model` is a folder; the shipped one where none is named."""
    declare()
    return Component(Recogniser.load(Path(model) if model else SHIPPED, fast))
