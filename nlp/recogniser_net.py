"""The network of the recogniser: hashed embeddings and features, convolutions, one layer of tag scores per head.

Hash embeddings and maxout convolutions as in spaCy (Miranda et al., arXiv:2212.09255), on thinc's layers. Corpora that
annotate different things, or the same thing differently, may have heads of their own over one encoder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt
from thinc.api import HashEmbed, Linear, Maxout, NumpyOps, fix_random_seed, use_ops

from labkin.nlp.crf import FORBIDDEN, allowed_pairs, tag_names
from labkin.nlp.recogniser_features import UNKNOWN_WORD, Features
from labkin.nlp.word_hash import Keys

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


class Ops(NumpyOps):  # type: ignore[misc]
    """thinc's own, but with numpy's product of matrices: five times as fast as BLIS where there is AVX-512."""

    name = "numpy"
    xp = np

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """The product of two matrices, either of them transposed."""
        first, second = (x.T if trans1 else x), (y.T if trans2 else y)
        return first @ second if out is None else np.matmul(first, second, out=out)


OPS = Ops()


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a network. `rows` and `embedded`: of the tables of hashes, in the order of `features.forms`."""

    numbers: int
    heads: Mapping[str, tuple[str, ...]]
    width: int = 192
    depth: int = 4
    pieces: int = 3
    projected: int = 128
    rows: tuple[int, ...] = (12_000, 4_000, 4_000, 6_000, 1_500)
    embedded: tuple[int, ...] = (96, 48, 48, 48, 32)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self) | {"heads": {head: list(types) for head, types in self.heads.items()}}

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Shape:
        """From what `to_json` gave."""
        tables = {name: tuple(data[name]) for name in ("rows", "embedded")}
        heads = {head: tuple(types) for head, types in data["heads"].items()}
        return cls(**{**data, **tables, "heads": heads})


@dataclass(frozen=True, slots=True)
class Dropout:
    """How much of what is hidden in training: units, whole words, groups of numbers (first, end, share of tokens)."""

    units: float = 0.2
    words: float = 0.08
    groups: tuple[tuple[int, int, float], ...] = ()


class Net:
    """The encoder and its heads. Weights are random until trained or loaded."""

    def __init__(self, shape: Shape, seed: int = 0) -> None:
        fix_random_seed(seed)
        self.shape = shape
        self.random = np.random.default_rng(seed)
        with use_ops("numpy"):
            self.tables: list[Any] = [
                HashEmbed(width, rows, seed=number)
                for number, (width, rows) in enumerate(zip(shape.embedded, shape.rows, strict=True), 1)
            ]
            self.project: Any = Linear(shape.projected, shape.numbers)
            self.mix: Any = Maxout(shape.width, sum(shape.embedded) + shape.projected, shape.pieces, normalize=True)
            self.steps: list[Any] = [
                Maxout(shape.width, shape.width * 3, shape.pieces, normalize=True) for _ in range(shape.depth)
            ]
            self.heads: dict[str, Any] = {
                head: Linear(len(tag_names(types)), shape.width) for head, types in shape.heads.items()
            }
        self.pairs = {
            head: np.where(allowed_pairs(types), 0, FORBIDDEN).astype(np.float32) for head, types in shape.heads.items()
        }
        for layer in self.layers():
            for part in layer.walk():
                part.ops = OPS
            layer.initialize()

    def layers(self) -> list[Any]:
        """All layers with weights, in a fixed order."""
        return [*self.tables, self.project, self.mix, *self.steps, *self.heads.values()]

    def scores(self, features: Features, lengths: Sequence[int], heads: Sequence[str]) -> Floats:
        """The tag scores of texts laid end to end (shape: tokens, tags of these heads, in their order)."""
        encoded, _ = self.encode(features, lengths, None)
        return np.hstack([self.heads[head].predict(encoded) for head in heads])

    def encode(
        self, features: Features, lengths: Sequence[int], dropout: Dropout | None
    ) -> tuple[Floats, Callable[[Floats], None]]:
        """The tokens' vectors, and what takes their gradient back; with `dropout` for training."""
        train = dropout is not None
        hashes, numbers = self._hidden(features, dropout) if dropout else (features.forms, features.numbers)
        run: list[tuple[Any, Any]] = [
            table(np.ascontiguousarray(hashes[:, i]), is_train=train) for i, table in enumerate(self.tables)
        ]
        run.append(self.project(numbers, is_train=train))
        mixed_in, mask_in = self._drop(np.hstack([output for output, _ in run]), dropout)
        mixed, back_mix = self.mix(mixed_in, is_train=train)
        vectors: Floats
        vectors, mask_mix = self._drop(mixed, dropout)
        sizes = np.array(lengths, np.int32)
        taken: list[tuple[Any, Any]] = []
        for layer in self.steps:
            found, back = layer(OPS.seq2col(cast(Any, vectors), 1, lengths=cast(Any, sizes)), is_train=train)
            output, mask = self._drop(found, dropout)
            vectors = vectors + output
            taken.append((back, mask))

        def backprop(gradient: Floats) -> None:
            for back, mask in reversed(taken):
                gradient = gradient + OPS.backprop_seq2col(back(gradient * mask), 1, lengths=sizes)
            inner = back_mix(gradient * mask_mix) * mask_in
            start = 0
            for output, back in run:
                end = start + output.shape[1]
                back(np.ascontiguousarray(inner[:, start:end]))
                start = end

        return vectors, backprop

    def _hidden(self, features: Features, dropout: Dropout) -> tuple[Keys, Floats]:
        hashes, numbers = features.forms.copy(), features.numbers.copy()
        count = len(hashes)
        hashes[self.random.random(count) < dropout.words, 0] = UNKNOWN_WORD
        for start, end, share in dropout.groups:
            numbers[self.random.random(count) < share, start:end] = 0
        return hashes, numbers

    def _drop(self, values: Floats, dropout: Dropout | None) -> tuple[Floats, Any]:
        if dropout is None:
            return values, None
        keep = np.float32(1 - dropout.units)
        mask = (self.random.random(values.shape, dtype=np.float32) < keep).astype(np.float32) / keep
        return values * mask, mask

    def weights(self) -> dict[str, Floats]:
        """All weights by a name that says layer and parameter."""
        found = {f"pairs/{head}": pairs for head, pairs in self.pairs.items()}
        for number, layer in enumerate(self.layers()):
            for place, part in enumerate(layer.walk()):
                for name in part.param_names:
                    if part.has_param(name):
                        found[f"{number}/{place}/{name}"] = part.get_param(name)
        return found

    def set_weights(self, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take weights as `weights` gave them, in any precision."""
        self.pairs = {head: weights[f"pairs/{head}"].astype(np.float32) for head in self.pairs}
        for number, layer in enumerate(self.layers()):
            for place, part in enumerate(layer.walk()):
                for name in part.param_names:
                    if part.has_param(name):
                        part.set_param(name, np.ascontiguousarray(weights[f"{number}/{place}/{name}"], np.float32))

    def save(self, path: Path) -> None:
        """Write the weights in half precision."""
        stored: dict[str, Any] = {name: values.astype(np.float16) for name, values in self.weights().items()}
        np.savez_compressed(path, **stored)

    @classmethod
    def load(cls, path: Path, shape: Shape) -> Net:
        """Read what `save` wrote."""
        net = cls(shape)
        with np.load(path) as stored:
            net.set_weights({name: stored[name] for name in stored.files})
        return net
