"""The encoder that ships: a text has the same vector in any company, and near vectors mean alike."""

from __future__ import annotations

import functools
import hashlib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.graph.errors import LabError
from labkin.nlp.encoders import Encoder, load
from labkin.nlp.minilm import LONGEST, MiniLM, allowed_threads
from labkin.nlp.weights import located

TEXTS = [
    "EGFR",
    "a much longer text about lung cancer and its genes, " * 12,
    "heart attack",
    "Patients with chronic myeloid leukaemia were given imatinib 400 mg daily for twelve months.",
]


@functools.cache
def shipped() -> Encoder:
    return load("minilm")


@pytest.fixture
def encoder() -> Encoder:
    return shipped()


def test_rows_are_float32_vectors_of_length_one(encoder: Encoder) -> None:
    vectors = encoder.encode(["aspirin inhibits cyclooxygenase", "", " \n", "α" * 10_000, "\ud800", "a\0b", "药物"])
    assert vectors.dtype == np.float32
    assert vectors.shape == (7, encoder.dimension) == (7, 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


@pytest.mark.parametrize("threads", [1, 3])
def test_the_same_text_gives_the_same_vector_in_any_company_and_place(threads: int) -> None:
    many = MiniLM(threads=threads)
    together = many.encode([*TEXTS, *reversed(TEXTS)])
    for place, text in enumerate([*TEXTS, *reversed(TEXTS)]):
        np.testing.assert_array_equal(together[place], many.encode([text])[0])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_texts_are_encoded_as_each_of_them_alone(texts: list[str]) -> None:
    encoder = shipped()
    together = encoder.encode(texts)
    assert together.shape == (len(texts), encoder.dimension)
    for row, text in zip(together, texts, strict=True):
        np.testing.assert_array_equal(row, encoder.encode([text])[0])


def test_threads_that_share_an_encoder_get_what_each_would_alone() -> None:
    shared = MiniLM(threads=2)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: shared.encode([text, "x"])[0], TEXTS * 4))
    for vector, text in zip(found, TEXTS * 4, strict=True):
        np.testing.assert_array_equal(vector, shared.encode([text])[0])


def test_what_means_alike_lies_close(encoder: Encoder) -> None:
    heart, attack, kinase = encoder.encode(["heart attack", "myocardial infarction", "tyrosine kinase inhibitor"])
    assert heart @ attack > heart @ kinase + 0.2


def test_a_question_lies_nearest_to_what_answers_it(encoder: Encoder) -> None:
    answers = encoder.encode(
        [
            "Imatinib blocks the tyrosine kinase BCR-ABL and brings remission in chronic myeloid leukaemia.",
            "Plates were read at 450 nm after 30 minutes of incubation with substrate.",
            "Statins lower cholesterol and with it the risk of myocardial infarction.",
        ]
    )
    asked = encoder.encode(["how to prevent heart attacks", "which drug treats CML?", "absorbance of the ELISA"])
    assert (asked @ answers.T).argmax(axis=1).tolist() == [2, 0, 1]


def test_words_beyond_the_first_256_pieces_are_not_read(encoder: Encoder) -> None:
    long = "the kidney filters blood " * 100
    short, longer = encoder.encode([long, long + "and something else entirely"])
    np.testing.assert_array_equal(short, longer)


def test_a_book_costs_no_more_than_its_beginning(encoder: Encoder) -> None:
    start = "the kidney filters blood " * (LONGEST // 25)
    np.testing.assert_array_equal(*encoder.encode([start, start + "x" * 30_000_000]))


def test_the_weights_that_ship_are_those_the_sources_name() -> None:
    sources = located("SOURCES.md").read_text(encoding="utf-8")
    for file in ("model.onnx", "tokenizer.json"):
        assert hashlib.sha256(located("encoder", file).read_bytes()).hexdigest() in sources, file


def test_the_weights_are_small_enough_to_ship() -> None:
    assert located("encoder", "model.onnx").stat().st_size < 25_000_000


def test_nothing_heavy_is_imported_before_the_first_text() -> None:
    program = (
        "import sys; from labkin.nlp.encoders import load; load('minilm').name;"
        "print([m for m in ('onnxruntime', 'tokenizers', 'numpy', 'spacy', 'torch') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_encoders_are_found_by_short_and_full_name() -> None:
    assert load().name == load("minilm").name == load(load("minilm").name).name


def test_any_other_name_is_a_model_of_sentence_transformers() -> None:
    with pytest.raises((LabError, ImportError), match="sentence-transformers"):
        load("minilm-of-nobody@7")


def test_omp_num_threads_is_how_many_texts_are_encoded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert allowed_threads() == MiniLM().threads == 3
    for said in ("", "0", "many"):
        monkeypatch.setenv("OMP_NUM_THREADS", said)
        assert allowed_threads() >= 1
    assert MiniLM(threads=5).threads == 5


def test_missing_and_damaged_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(LabError, match=r"config\.json"):
        MiniLM(tmp_path)
    for file in ("tokenizer.json", "model.onnx"):
        shutil.copytree(located("encoder"), tmp_path / file)
        (tmp_path / file / file).write_bytes(b"nonsense")
        with pytest.raises(LabError, match=file):
            MiniLM(tmp_path / file).encode(["text"])
