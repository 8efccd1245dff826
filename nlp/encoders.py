"""Encoders turn texts into vectors. Question parser and search index use the same one, so they meet here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from labkin.graph.errors import LabError, MissingExtra

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED = "minilm"
_SHIPPED_NAMES = "minilm-"
BATCH = 64  # texts encoded at once; more brings nothing on a CPU


class Encoder(Protocol):
    """What any encoder can do."""

    @property
    def name(self) -> str:
        """Which model this is: vectors of encoders with different names are never compared."""

    @property
    def dimension(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text, shape (len(texts), dimension), each of length 1, so that a dot product is a cosine."""


def load(name: str = SHIPPED) -> Encoder:
    """The encoder of that name: SHIPPED or its full name for the one that ships, else one of sentence-transformers.

    Raises LabError where there is none, MissingExtra where sentence-transformers is asked for and absent.
    """
    from labkin.nlp.minilm import MiniLM

    if name == SHIPPED or (name.startswith(_SHIPPED_NAMES) and name == MiniLM().name):
        return MiniLM()
    return SentenceTransformerEncoder(name)


class SentenceTransformerEncoder:
    """A model of the sentence-transformers library. Needs the extra `transformers`.

    `model` is the folder of a model, or the name of one that the library already has in its cache. Nothing is ever
    fetched: a name that is not there is a LabError. Raises MissingExtra.
    """

    def __init__(self, model: str | Path, *, device: str = "cpu") -> None:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise MissingExtra("An encoder of sentence-transformers", "transformers") from error
        self.name = Path(model).name if Path(model).is_dir() else str(model)
        try:
            self._model: Any = SentenceTransformer(str(model), device=device, local_files_only=True)
        except (OSError, ValueError) as error:
            raise LabError(
                f"there is no sentence-transformers model {str(model)!r} on this machine:"
                " give the folder that a model was saved in"
            ) from error

    @property
    def dimension(self) -> int:
        """The length of a vector."""
        renamed = getattr(self._model, "get_embedding_dimension", None)  # its name from version 5.2 on
        return int((renamed or self._model.get_sentence_embedding_dimension)())

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row for each text, shape (len(texts), dimension), each of length 1."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._model.encode(
            list(texts),
            batch_size=BATCH,
            normalize_embeddings=True,
            convert_to_numpy=True,
            show_progress_bar=False,
        )
        return np.asarray(vectors, dtype=np.float32)
