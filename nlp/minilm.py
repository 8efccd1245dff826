"""The encoder that ships: all-MiniLM-L6-v2 with weights of eight bits, run by onnxruntime on any CPU, with no network.

Every text goes through the network alone. Numbers inside the network are rounded by the largest of what is computed at
once, so a text encoded beside others would change with its company; alone it has the same vector every time. Nothing is
lost by that on a CPU: no padding is paid, and each thread takes a text of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from labkin.graph.errors import LabError
from labkin.nlp.weights import located

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Run = Callable[[list[int]], NDArray[np.float32]]

PIECES = 256  # word pieces of a text that are read, as the model was trained
LONGEST = 16_000  # characters: far more than 256 pieces of any prose, so that a whole book is not cut into pieces
_QUEUED = 1_024  # texts handed to the threads at once
_LIMIT = "OMP_NUM_THREADS"


class MiniLM:
    """all-MiniLM-L6-v2, an `Encoder`. Made in no time: the weights are read when first needed.

    `folder` holds config.json, model.onnx and tokenizer.json; by default they are those that ship, or those in the
    folder that LABKIN_MODELS names. `threads` is how many texts are encoded at once: by default one per core this
    process may use, or as many as OMP_NUM_THREADS says. May be used from several threads. Of a text, the first 256
    word pieces are read, about 180 words: cut long texts with `nlp.passages`. Raises LabError when the files are
    missing or damaged.
    """

    def __init__(self, folder: Path | None = None, *, threads: int | None = None) -> None:
        self._folder = folder or located("encoder")
        self.threads = max(1, threads or allowed_threads())
        config = _read_config(self._folder / "config.json")
        self.name = config.name
        self.dimension = config.dimension
        self._lock = Lock()
        self._loaded: tuple[Any, Run] | None = None

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text, shape (len(texts), dimension), each of length 1. An empty text has a vector too."""
        import numpy as np

        different = dict.fromkeys(texts)
        rows = {text: row for row, text in enumerate(different)}
        vectors = np.empty((len(different), self.dimension), dtype=np.float32)
        for row, vector in enumerate(self._each(list(different))):
            vectors[row] = vector
        return vectors[[rows[text] for text in texts]] if texts else vectors

    def _each(self, texts: list[str]) -> Iterator[NDArray[np.float32]]:
        if len(texts) < 2 or self.threads == 1:
            yield from map(self._vector, texts)
            return
        with ThreadPoolExecutor(min(self.threads, len(texts)), thread_name_prefix="encode") as pool:
            for start in range(0, len(texts), _QUEUED):  # so that few vectors wait beside those already in place
                yield from pool.map(self._vector, texts[start : start + _QUEUED])

    def _vector(self, text: str) -> NDArray[np.float32]:
        tokenizer, run = self._load()
        whole = text[:LONGEST].encode("utf-8", "replace").decode("utf-8")  # half a surrogate is no text for Rust
        return run(tokenizer.encode(whole).ids)

    def _load(self) -> tuple[Any, Run]:
        with self._lock:
            if self._loaded is None:
                self._loaded = _tokenizer(self._folder / "tokenizer.json"), _network(self._folder / "model.onnx")
            return self._loaded


def allowed_threads() -> int:
    """How many threads this process should use: OMP_NUM_THREADS if it says, else the cores it may run on."""
    said = os.environ.get(_LIMIT, "").partition(",")[0].strip()
    if said.isdecimal() and int(said):
        return int(said)
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class _Config(NamedTuple):
    name: str
    dimension: int


def _read_config(path: Path) -> _Config:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        return _Config(str(said["name"]), int(said["dimension"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LabError(f"{path} does not describe an encoder ({error}): install labkin again") from error


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises no narrower class
        raise LabError(f"{path} cannot be read ({error}): install labkin again") from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(PIECES)
    return tokenizer


def _network(path: Path) -> Run:
    """A function from the numbers of word pieces to a vector."""
    import numpy as np
    import onnxruntime  # type: ignore[import-untyped]

    onnxruntime.disable_telemetry_events()  # its builds for Windows report how they are used
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # the threads are over texts
    options.log_severity_level = 3  # errors only: a machine without a GPU is no news
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # a class of its own for every cause
        raise LabError(f"{path} cannot be read ({error}): install labkin again") from error

    def run(pieces: list[int]) -> NDArray[np.float32]:
        vectors: NDArray[np.float32] = session.run(None, {"ids": np.array([pieces], dtype=np.int64)})[0]
        first: NDArray[np.float32] = vectors[0]
        return first

    return run
