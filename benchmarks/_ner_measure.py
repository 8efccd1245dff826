"""Precision, recall and calibration of a recogniser, from raw text: a mention counts when span and type are exact."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from sklearn.isotonic import IsotonicRegression

from benchmarks._measures import BINS, calibration_error, reliability
from benchmarks._ner_corpora import CORPORA, PRIORITY, Source
from labkin.nlp.abbreviations_found import explained
from labkin.nlp.corpora import CorpusDocument
from labkin.nlp.recogniser import Recogniser
from labkin.nlp.recogniser_training import tokenised

_CALLED = {type: called for _, types in PRIORITY for type, called in types.items()}
_LEAST = 50  # mentions that a table of a type needs
_GROUP, _KNOTS = 25, 16  # mentions at least behind a point of a calibration, and points at most
Found = tuple[int, int, str]


@dataclass(slots=True)
class Count:
    """Right, found and marked mentions; those marked that have no like in training, and how many of these are found."""

    right: int = 0
    found: int = 0
    marked: int = 0
    unseen: int = 0
    unseen_right: int = 0

    def figures(self) -> str:
        """Precision / recall / F1 in per cent, and recall of the unseen."""
        precision, recall = self.right / max(self.found, 1), self.right / max(self.marked, 1)
        f1 = 2 * self.right / max(self.found + self.marked, 1)
        unseen = f"{100 * self.unseen_right / self.unseen:5.1f} of {self.unseen}" if self.unseen else ""
        return f"{100 * precision:6.2f} {100 * recall:6.2f} {100 * f1:6.2f}   {unseen}"


@dataclass(slots=True)
class Scored:
    """Each mention found, with its confidence and whether it is right, by type."""

    confidence: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    odd: list[bool] = field(default_factory=list)  # whether its document has an odd place

    def add(self, other: Scored) -> None:
        """Take over what another holds."""
        self.confidence += other.confidence
        self.right += other.right
        self.odd += other.odd


def predicted(
    model: Recogniser, documents: Sequence[CorpusDocument], raw: bool = False
) -> Iterator[dict[Found, float]]:
    """For each document its mentions (start, end in characters, type) with their confidence."""
    tokens = [tokenised(one.text) for one in documents]
    texts = ((words, explained(one.text)) for one, (words, _) in zip(documents, tokens, strict=True))
    for (_, places), spans in zip(tokens, model.recognise(texts, raw), strict=True):
        yield {(places[span.start][0], places[span.end - 1][1], span.type): span.confidence for span in spans}


def types_of(source: Source) -> set[str]:
    """The types that a corpus marks, as the recogniser calls them."""
    return {_CALLED[type] for type in source.types if type in _CALLED}


def measure(model: Recogniser, data: Path, name: str) -> tuple[dict[str, Count], dict[str, Scored]]:
    """Counts and confidences by type on the development part of a corpus; "all" sums the types."""
    source = CORPORA[name]
    types = types_of(source)
    seen = {(one.text.lower(), one.type) for text in source.read(data, "train") for one in text.mentions}
    documents = source.read(data, "dev")
    counts = {type: Count() for type in (*sorted(types), "all")}
    scored = {type: Scored() for type in types}
    for place, (document, found) in enumerate(zip(documents, predicted(model, documents), strict=True)):
        marked = {(one.start, one.end, _CALLED[one.type]): one for one in document.mentions if one.type in _CALLED}
        marked = {key: one for key, one in marked.items() if key[2] in types}
        for key, confidence in found.items():
            if key[2] in types:
                scored[key[2]].confidence.append(confidence)
                scored[key[2]].right.append(key in marked)
                scored[key[2]].odd.append(place % 2 == 1)
        for type in types:
            new = {key for key, one in marked.items() if (one.text.lower(), one.type) not in seen}
            for count in (counts[type], counts["all"]):
                ours, theirs = ({key for key in keys if key[2] == type} for keys in (found, marked))
                count.right += len(ours & theirs)
                count.found += len(ours)
                count.marked += len(theirs)
                count.unseen += len(theirs & new)
                count.unseen_right += len(ours & theirs & new)
    return counts, scored


def table(model: Recogniser, data: Path, names: Collection[str] = ()) -> None:
    """Print the figures of each corpus, and how far confidence is from being right."""
    print(f"{model.model}, development parts, exact span and type, from raw text")
    print(f"{'corpus':9} {'type':9}  prec.   rec.     F1   recall of mentions unseen in training, of how many")
    pooled = Scored()
    for name in names or CORPORA:
        counts, scored = measure(model, data, name)
        for type, count in counts.items():
            if type != "all" or len(counts) > 2:
                print(f"{name:9} {type:9} {count.figures()}", flush=True)
        for one in scored.values():
            pooled.add(one)
    reliable(pooled)


def reliable(pooled: Scored, plot: Path | None = None) -> None:
    """Print, and draw where a file is named, how far confidence is from being right."""
    error = calibration_error(pooled.confidence, pooled.right)
    print(f"expected calibration error ({BINS} bins, all corpora): {error:.3f}")
    for low, count, said, was in reliability(pooled.confidence, pooled.right):
        print(f"  confidence from {low:.1f}: {count:6} mentions, said {said:.3f}, right {was:.3f}")
    if plot:
        draw(pooled, plot)


def draw(scored: Scored, file: Path) -> None:
    """A reliability plot: confidence across, share that is right up, and below how many mentions have it."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5.2, 5.6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[4, 1])
    bins = list(reliability(scored.confidence, scored.right))
    upper.plot([0, 1], [0, 1], color="0.7", linewidth=1, label="as said")
    upper.plot([said for _, _, said, _ in bins], [was for *_, was in bins], "o-", color="#1f6f8b", label="measured")
    error = calibration_error(scored.confidence, scored.right)
    upper.set(ylabel="share that is right", ylim=(0, 1), title=f"calibration error {error:.3f}")
    upper.legend(loc="upper left", frameon=False)
    lower.bar([low + 0.5 / BINS for low, *_ in bins], [count for _, count, *_ in bins], 0.9 / BINS, color="#1f6f8b")
    lower.set(xlabel="confidence", ylabel="mentions", xlim=(0, 1), yscale="log")
    figure.savefig(file, dpi=110)


def calibrated(model: Recogniser, data: Path, plot: Path | None = None) -> Recogniser:
    """The model with a table per type from raw to calibrated confidence, from the development parts.

    A rising function is fitted (isotonic regression) and kept at a dozen points. What is printed of it is measured on
    the half of the documents that it was not fitted to, and the other way round; what is kept is fitted to both.
    """
    model.settings = replace(model.settings, calibration={})
    pooled: dict[str, Scored] = {}
    for name in CORPORA:
        for type, scored in measure(model, data, name)[1].items():
            pooled.setdefault(type, Scored()).add(scored)
    reliable(_held_out(pooled), plot)
    tables = {type: _fitted(scored) for type, scored in pooled.items() if len(scored.right) > _LEAST}
    model.settings = replace(model.settings, calibration=tables)
    return model


def _held_out(pooled: Mapping[str, Scored]) -> Scored:
    """Confidences of each half of the documents by tables fitted to the other."""
    found = Scored()
    for scored in pooled.values():
        odd = np.array(scored.odd, bool)
        said, right = np.array(scored.confidence), np.array(scored.right)
        for half in (odd, ~odd):
            if (~half).sum() > _LEAST / 2:
                table = _fitted(Scored(list(said[~half]), list(right[~half])))
                given, calibrated = zip(*table, strict=True)
                found.add(Scored(list(np.interp(said[half], given, calibrated)), list(right[half]), list(odd[half])))
    return found


def _fitted(scored: Scored) -> tuple[tuple[float, float], ...]:
    """Pairs (raw, calibrated): means of groups of mentions of like confidence, made to rise."""
    said, right = np.array(scored.confidence), np.array(scored.right, float)
    groups = np.array_split(np.argsort(said, kind="stable"), int(np.clip(len(said) // _GROUP, 2, _KNOTS)))
    given = np.array([said[group].mean() for group in groups])
    was = np.array([right[group].mean() for group in groups])
    fit = IsotonicRegression(y_min=0.02, y_max=0.995).fit(given, was, [len(group) for group in groups])
    return tuple((float(knot), float(value)) for knot, value in zip(given, fit.predict(given), strict=True))


def calibrated_like(model: Recogniser, other: Recogniser) -> Recogniser:
    """The model with the calibration of another, which was trained alike on less."""
    model.settings = replace(model.settings, calibration=other.settings.calibration)
    return model
