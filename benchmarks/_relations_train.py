"""Train the readers of relations with scikit-learn, and turn what it learns into tables that need numpy alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from labkin.nlp.annotations import Sentence
from labkin.nlp.corpora import CorpusDocument
from labkin.nlp.prose import sentences
from labkin.nlp.relation_abstract import TYPES, Scores, compare
from labkin.nlp.relation_model import MEETING, PAIR, PART, ROLE, Floats, Forest, Model
from labkin.nlp.relation_pairs import Gathered, gather
from labkin.nlp.relation_text import passage

FOLDS = 10
LEAST = 0.02  # weights all below this are dropped with their feature


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train. `strength` is scikit-learn's C of the linear models of meetings, pairs and roles."""

    strength: tuple[float, float, float] = (0.03, 0.1, 0.05)
    rare: int = 3  # features of fewer examples are dropped
    rounds: int = 150
    rate: float = 0.03
    depth: int = 4
    leaf: int = 20
    share: float = 0.3  # of the features that each split may choose from
    ridge: float = 5.0
    forests: int = 3  # of different seeds, averaged
    without: tuple[str, ...] = ()  # groups of features left out, for the ablation


@dataclass(slots=True)
class Example:
    """A passage, and for each of its candidates 0 (unrelated) or the number of its type from 1 on."""

    found: Gathered
    labels: np.ndarray


def examples(
    documents: Iterable[CorpusDocument],
    types: Sequence[str],
    wanted: Callable[[str, str], bool],
    masked: Sequence[str],
) -> list[Example]:
    """The documents taken apart, with the relations that people marked as labels."""
    made = []
    for document in documents:
        title = Sentence(0, len(document.title), "title")
        spans = [(one.start, one.end) for one in sentences(document.text, [title])]
        kept = [mention for mention in document.mentions if mention.type in masked]
        found = gather(passage(document.text, kept, spans), wanted)
        gold = {frozenset((one.first, one.second)): types.index(one.type) + 1 for one in document.relations}
        ends = [(found.concepts[pair.one].id, found.concepts[pair.other].id) for pair in found.candidates]
        made.append(Example(found, np.array([gold.get(frozenset(pair), 0) for pair in ends], dtype=int)))
    return made


@dataclass(slots=True)
class Rows:
    """Bags of features with values, the labels, and the document of each."""

    bags: list[dict[str, float]]
    labels: np.ndarray
    groups: np.ndarray


def rows_of(data: Sequence[Example], what: int) -> Rows:
    """The training rows of one of the linear models: MEETING, PAIR or ROLE."""
    bags: list[dict[str, float]] = []
    labels: list[int] = []
    groups: list[int] = []
    for number, one in enumerate(data):
        found = one.found
        if what == MEETING:
            pairs = zip(found.candidates, one.labels, strict=True)
            made = [(dict.fromkeys(found.bags[at], 1.0), label) for pair, label in pairs for at in pair.meetings]
        elif what == PAIR:
            made = [(_pair_row(found, at), label) for at, label in enumerate(one.labels)]
        else:
            kept = [pair for pair, label in zip(found.candidates, one.labels, strict=True) if label]
            related = {end for pair in kept for end in (pair.one, pair.other)}
            made = [(dict.fromkeys(concept.bag, 1.0), at in related) for at, concept in enumerate(found.concepts)]
        bags += [bag for bag, _ in made]
        labels += [int(label) for _, label in made]
        groups += [number] * len(made)
    return Rows(bags, np.array(labels), np.array(groups))


def _pair_row(found: Gathered, at: int) -> dict[str, float]:
    pair = found.candidates[at]
    row: dict[str, float] = {}
    for end in (pair.one, pair.other):
        for feature in found.concepts[end].bag:
            row[feature] = row.get(feature, 0.0) + PART
    for meeting in pair.meetings:
        row.update(dict.fromkeys(found.bags[meeting], 1.0))
    row.update(dict.fromkeys(pair.flags, 1.0))
    return row


class Linear:
    """A logistic regression over bags."""

    def __init__(self, strength: float, rare: int) -> None:
        self.strength, self.rare = strength, rare
        self.names: list[str] = []
        self.weights = np.zeros((0, 0))
        self.bias = np.zeros(0)
        self.index: dict[str, int] = {}

    def matrix(self, bags: Sequence[dict[str, float]]) -> Any:
        """The bags as a sparse matrix over the known features."""
        from scipy.sparse import csr_matrix

        values, columns, ends = [], [], [0]
        for bag in bags:
            for name, value in bag.items():
                if (column := self.index.get(name)) is not None:
                    columns.append(column)
                    values.append(value)
            ends.append(len(columns))
        shape = (len(bags), len(self.index))
        return csr_matrix((values, np.array(columns, np.int32), np.array(ends, np.int32)), shape)

    def fit(self, bags: Sequence[dict[str, float]], labels: np.ndarray) -> Linear:
        """Learn, a class from 0 on for each column of the weights; of two classes the second alone."""
        from sklearn.linear_model import LogisticRegression

        seen = Counter(name for bag in bags for name in bag)
        self.names = sorted(name for name, count in seen.items() if count >= self.rare)
        self.index = {name: at for at, name in enumerate(self.names)}
        many = len(set(labels.tolist())) > 2
        model = LogisticRegression(C=self.strength, solver="lbfgs" if many else "liblinear", max_iter=300)
        model.fit(self.matrix(bags), labels)
        self.classes = model.classes_
        self.weights, self.bias = model.coef_.T, model.intercept_
        return self

    def odds(self, bags: Sequence[dict[str, float]]) -> Floats:
        """The log odds of each bag; a column for each class where there are more than two."""
        found = self.matrix(bags) @ self.weights + self.bias
        return np.asarray(found[:, 0] if found.shape[1] == 1 else found)


def _held_out(rows: Rows, make: Callable[[], Linear]) -> Floats:
    """The log odds of each row by a model that did not see its document."""
    from sklearn.model_selection import GroupKFold

    found = np.zeros(len(rows.labels))
    for seen, kept in GroupKFold(FOLDS).split(found, rows.labels, rows.groups):
        model = make().fit([rows.bags[at] for at in seen], rows.labels[seen])
        found[kept] = model.odds([rows.bags[at] for at in kept])
    return found


def _split(values: Floats, counts: Sequence[int]) -> list[Floats]:
    return np.split(values, np.cumsum(counts)[:-1])


def train(data: Sequence[Example], types: Sequence[str], settings: Settings = Settings()) -> Model:
    """A model of all three columns, of the types where there are several, and of the forest over them."""
    parts, held = [], []
    for what in (MEETING, PAIR, ROLE):
        rows = rows_of(data, what)
        rows = Rows([_without(bag, settings.without) for bag in rows.bags], (rows.labels > 0).astype(int), rows.groups)
        make = lambda: Linear(settings.strength[what], settings.rare)  # noqa: B023, E731
        held.append(_held_out(rows, make))
        parts.append(make().fit(rows.bags, rows.labels))
    if len(types) > 1:
        rows = rows_of(data, PAIR)
        related = np.flatnonzero(rows.labels)
        kept = [_without(rows.bags[at], settings.without) for at in related]
        parts.append(_every_type(Linear(0.3, settings.rare).fit(kept, rows.labels[related]), len(types)))
    scored = zip(data, _scores(data, held), strict=True)
    features = np.vstack([compare(one.found, each) for one, each in scored if len(one.labels)])
    labels = np.concatenate([one.labels > 0 for one in data]).astype(int)
    groups = np.concatenate([np.full(len(one.labels), at) for at, one in enumerate(data)])
    forest = _forest(features, labels, settings)
    model = _joined(parts, forest, types)
    _calibrate(model, features, labels, groups, settings)
    return model


def _every_type(part: Linear, count: int) -> Linear:
    weights = np.zeros((len(part.names), count))
    bias = np.full(count, -20.0)
    weights[:, part.classes - 1], bias[part.classes - 1] = part.weights, part.bias
    part.weights, part.bias = weights, bias
    return part


def _without(bag: dict[str, float], groups: Sequence[str]) -> dict[str, float]:
    if not groups:
        return bag
    return {name: value for name, value in bag.items() if group_of(name) not in groups}


def group_of(name: str) -> str:
    """The group of features that one belongs to, as the ablation names them."""
    if name[0] in "<>":
        if name[1:3] in ("p:", "q:"):
            return "patterns"
        return "words between" if name[1:3] in ("b:", "b1", "b2", "is", "f:") else "words beside"
    if name[0] == "?":
        return "place and number"
    bare = name.removeprefix("T")[2:]
    if bare.startswith(("id=",)):
        return "identifier"
    if bare.startswith("in="):
        return "MeSH tree"
    return "place and number" if bare.startswith(("n", "title", "most", "first")) else "words around one"


def _scores(data: Sequence[Example], held: Sequence[Floats]) -> list[Scores]:
    """The held-out scores in the shape that the second step wants. A bag that several pairs share has one score."""
    meetings = _split(held[MEETING], [sum(len(pair.meetings) for pair in one.found.candidates) for one in data])
    pairs = _split(held[PAIR], [len(one.labels) for one in data])
    roles = _split(held[ROLE], [len(one.found.concepts) for one in data])
    made = []
    for one, meeting, pair, role in zip(data, meetings, pairs, roles, strict=True):
        own = np.zeros(len(one.found.bags))
        own[[at for each in one.found.candidates for at in each.meetings]] = meeting
        made.append(Scores(own, pair, role))
    return made


def _boosted(settings: Settings, seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=settings.rounds, learning_rate=settings.rate, max_depth=settings.depth,
        min_samples_leaf=settings.leaf, l2_regularization=settings.ridge, max_features=settings.share,
        early_stopping=False, random_state=seed,
    )  # fmt: skip


def _forest(features: Floats, labels: np.ndarray, settings: Settings) -> Forest:
    """The averaged forests as arrays."""
    models = [_boosted(settings, seed).fit(features, labels) for seed in range(settings.forests)]
    trees = [each[0].nodes for model in models for each in model._predictors]
    inner = 2**settings.depth - 1
    forest = Forest(
        np.zeros((len(trees), inner), np.int64), np.full((len(trees), inner), np.inf),
        np.zeros((len(trees), inner + 1)), float(np.mean([model._baseline_prediction for model in models])),
    )  # fmt: skip
    for at, nodes in enumerate(trees):
        _lay_out(forest, at, nodes, 0, 0)
    forest.value /= len(models)
    return forest


def _lay_out(forest: Forest, tree: int, nodes: Any, node: int, place: int) -> None:
    """Put a node at its place in the heap. A leaf that comes early goes on to the left, where it has no threshold."""
    inner = forest.feature.shape[1]
    one = nodes[node]
    if place >= inner:
        forest.value[tree, place - inner] = one["value"]
    elif one["is_leaf"]:
        _lay_out(forest, tree, nodes, node, 2 * place + 1)
    else:
        forest.feature[tree, place] = one["feature_idx"]
        forest.threshold[tree, place] = np.float32(one["num_threshold"])
        _lay_out(forest, tree, nodes, one["left"], 2 * place + 1)
        _lay_out(forest, tree, nodes, one["right"], 2 * place + 2)


def _joined(parts: Sequence[Linear], forest: Forest, types: Sequence[str]) -> Model:
    names = sorted(set().union(*(part.index for part in parts)))
    rows = {name: row for row, name in enumerate(names)}
    width = sum(part.weights.shape[1] for part in parts)
    weights, at = np.zeros((len(names), width)), 0
    for part in parts:
        weights[[rows[name] for name in part.names], at : at + part.weights.shape[1]] = part.weights
        at += part.weights.shape[1]
    assert width == TYPES + (len(types) if len(types) > 1 else 0)
    bias = np.concatenate([part.bias for part in parts])
    kept = np.abs(weights).max(axis=1) >= LEAST
    names = [name for name, keep in zip(names, kept, strict=True) if keep]
    rows, weights = {name: row for row, name in enumerate(names)}, weights[kept]
    return Model(rows, weights, bias, forest, tuple(types) if len(types) > 1 else ())


def _calibrate(model: Model, features: Floats, labels: np.ndarray, groups: np.ndarray, settings: Settings) -> None:
    """The curve from raw to measured probability, and the threshold, both from forests that did not see the document.

    With calibrated probabilities F1 is highest when what is likelier than half of it is kept (Lipton et al. 2014).
    """
    from sklearn.model_selection import GroupKFold

    odds = np.zeros(len(labels))
    for seed in range(3):
        for seen, kept in GroupKFold(5, shuffle=True, random_state=seed).split(features, labels, groups):
            odds[kept] += _forest(features[seen], labels[seen], settings).log_odds(features[kept]) / 3
    raw = 1 / (1 + np.exp(-odds))
    model.curve = _curve(raw, labels)
    likely = np.interp(raw, *model.curve)
    order = np.argsort(-likely)
    right = np.cumsum(labels[order])
    scores = 2 * right / (np.arange(1, len(labels) + 1) + labels.sum())
    model.threshold = float(scores.max() / 2)
    model.about |= {"held_out_f1": round(100 * float(scores.max()), 2), "examples": len(labels)}


def _curve(raw: Floats, labels: np.ndarray) -> tuple[Floats, Floats]:
    """Platt's sigmoid over the log odds, as a curve of 33 points."""
    from sklearn.linear_model import LogisticRegression

    odds = np.log(raw / (1 - raw))[:, None]
    fitted = LogisticRegression(C=1e6).fit(odds, labels)
    points = np.linspace(0.0, 1.0, 33)
    inner = np.clip(points, 1e-4, 1 - 1e-4)
    return points, fitted.predict_proba(np.log(inner / (1 - inner))[:, None])[:, 1]
