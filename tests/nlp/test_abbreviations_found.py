"""Short forms that a text explains, whatever else stands in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labkin.nlp.abbreviations_found import explained

BITS = [
    "Heart rate (HR) fell",
    "a",
    " ",
    "  ",
    "_",
    "`",
    "'",
    '"',
    ". ",
    ".",
    "(",
    ")",
    "[",
    "\n",
    "\u00a0",
    "é",
    "😀",
    "1.5",
]


def test_both_orders_are_read() -> None:
    text = "The heart rate (HR) and PD (Parkinson disease) were measured."
    assert explained(text) == {"HR": "heart rate", "PD": "Parkinson disease"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(BITS), max_size=12).map("".join))
def test_nothing_makes_it_lose_its_place(capfd: pytest.CaptureFixture[str], text: str) -> None:
    explained(f"{text}. Tardive dyskinesia (TD) stayed.")
    assert capfd.readouterr().err == ""  # where the library says that it did


@pytest.mark.parametrize("bit", ["(AB) ", "epidermal growth factor (EGF), ", "12 (n=5), "])
def test_a_sentence_without_an_end_does_no_harm(bit: str) -> None:
    """Ab3P writes over its memory, and the process dies, where it is given too much at once."""
    explained(bit * 20_000)


def test_quotes_of_typewriters_do_no_harm() -> None:
    assert explained("`Gain of function' was seen. The heart rate (HR) fell.") == {"HR": "heart rate"}


@pytest.mark.parametrize("length", [90, 1_000, 3_900])
def test_an_endless_word_does_no_harm(capfd: pytest.CaptureFixture[str], length: int) -> None:
    word = "acgt" * (length // 4)
    text = f"The {word} thing (TT) of {word} ({word}; T{word}). The heart rate (HR) fell."
    assert explained(text)["HR"] == "heart rate"
    assert capfd.readouterr() == ("", "")


BESIDE_JAVA = """
import os, sys
import arcadedb_embedded
arcadedb_embedded.create_database(sys.argv[1] + "/graph")
from labkin.nlp.abbreviations_found import explained
text = (
    "PURPOSE: To assess photorefractive keratectomy (PRK) in myopic eyes. Standard pattern electroretinograms "
    "(P-ERGs) and standard pattern visual evoked potentials (P-VEPs) were done in the eyes of 25 patients who had "
    "myopic PRK for an attempted correction between 5.00 and 15.00 diopters (D) (mean 8.00 D). During the follow-up, "
    "3 patients (12%) developed steroid-induced elevated intraocular pressure (IOP) that resolved."
)
for _ in range(40):
    explained(text)
os._exit(0)
"""


def test_it_works_in_a_process_in_which_java_runs(tmp_path: Path) -> None:
    """Java forbids a part of the first thread's stack, of which Ab3P takes large pieces: every other process died."""
    for number in range(5):
        command = [sys.executable, "-c", BESIDE_JAVA, str(tmp_path / str(number))]
        (tmp_path / str(number)).mkdir()
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0
