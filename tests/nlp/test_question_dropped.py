"""What the answer hangs on is never passed over: groups, likeness, numbers of things, what a name is."""

from __future__ import annotations

import pytest
from tests.nlp.test_question import ask

from labkin.nlp.question import NotUnderstood


@pytest.mark.parametrize(
    "question",
    [
        "batches with the same purity",
        "batches by a different person",
        "batches attributed to people with a different status",
        "is EGFR a disease?",
        "is asthma a drug",
        "how many statuses do batches have?",
        "other drugs for the diseases aspirin treats",
        "instruments used in 2025",
        "which statuses have more than 2 batches",
        "smallest and largest purity of batches",
        "how many batches were withdrawn, and by whom?",
        "withdrawn batches and who made them",
        "what was the status of LK-0042-B03 in 2024?",
    ],
)
def test_what_cannot_be_said_is_refused(question: str) -> None:
    with pytest.raises(NotUnderstood):
        ask(question)


@pytest.mark.parametrize(
    ("question", "english"),
    [
        (
            "average purity of batches by compound",
            "the average purity of batches that are batch of compounds, for each",
        ),
        ("how many different compounds bind EGFR", "the number of compounds that bind EGFR (G:3)"),
        ("which other compounds bind EGFR", "compounds that bind EGFR (G:3)"),
        ("is aspirin a drug", "whether there is: acetylsalicylic acid (C:1)"),
        (
            "genes that at least 2 compounds bind",
            "the number of compounds that bind genes, for each gene, where that",
        ),
    ],
)
def test_what_can_be_said_is_not(question: str, english: str) -> None:
    assert ask(question).english.startswith(english)


def test_when_is_shown_beside_what_it_was_asked_with() -> None:
    reading = ask("Which batches were withdrawn and when?")
    assert reading.english.startswith("batches with status 'withdrawn'")
    assert [column.name for column in reading.query.result][-1] == "date"
    with pytest.raises(NotUnderstood):
        ask("Which batches were withdrawn and why?")  # no reason is recorded here
