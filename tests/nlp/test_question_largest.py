"""The largest of what has no size of its own is the one that holds most."""

from __future__ import annotations

import pytest
from tests.nlp.test_question import held

from labkin.graph.profile import Profile
from labkin.nlp.lexicon import build
from labkin.nlp.question_largest import put_in_numbers

PROFILE = Profile(
    {"Pharmacologic Class": 9, "Compound": 9, "Dataset": 9, "Table": 9, "Gene": 9, "Pathway": 9},
    {
        ("Pharmacologic Class", "includes", "Compound"): 5,
        ("Gene", "participates", "Pathway"): 5,
        ("Dataset", "has_part", "Table"): 5,
        ("Compound", "binds", "Gene"): 5,
    },
    {"Dataset": {"rows": held("integer")}},
)
LEXICON = build(PROFILE)


@pytest.mark.parametrize(
    ("question", "put"),
    [
        ("what is the largest pharmacologic class?", "what is the pharmacologic class with the most compounds?"),
        ("biggest pathways", "pathways with the most genes"),
        ("the smallest pathway", "the pathway with the fewest genes"),
        ("the largest dataset", "the largest dataset"),  # which has rows
        ("the largest gene", "the largest gene"),  # nothing says what a gene holds
        ("the largest blorp", "the largest blorp"),
    ],
)
def test_the_largest_has_the_most(question: str, put: str) -> None:
    assert put_in_numbers(question, PROFILE, LEXICON) == put
