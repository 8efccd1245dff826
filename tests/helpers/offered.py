"""A small graph that is only described, and what a language model is told of it for one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from labkin.graph.profile import Profile, PropProfile
from labkin.nlp.lexicon import build
from labkin.nlp.llm_prompt import Offer, offer
from labkin.nlp.normal import normal
from labkin.nlp.question_tokens import Words, read_words
from labkin.nlp.question_tree import Hit

QUESTION = "Which compounds knock out EGFR?"
TODAY = date(2026, 3, 31)
EGFR, ASTHMA, MAYA = Hit("G:1", "Gene", "EGFR"), Hit("D:1", "Disease", "asthma"), Hit("P:1", "Person", "Maya Lindqvist")
SECRET = "aim: none may read this"  # stands in texts and rows of the graph
PROFILE = Profile(
    {"Compound": 9, "Gene": 7, "Disease": 3, "Batch": 40, "Person": 2, "Measurement": 30},
    {
        ("Compound", "inhibits", "Gene"): 5,
        ("Compound", "treats", "Disease"): 2,
        ("Disease", "associates", "Gene"): 2,
        ("Batch", "batch_of", "Compound"): 40,
        ("Measurement", "measurement_of", "Compound"): 30,
    },
    {
        "Compound": {
            "name": PropProfile("text", 9, ("aspirin",)),
            "molecular_weight": PropProfile("number", 9, (180.16,)),
            "description": PropProfile("text", 2, (SECRET,), (SECRET,)),
            "synonyms": PropProfile("list", 3, (("ASA",),)),
        },
        "Gene": {"name": PropProfile("text", 7, ("EGFR",))},
        "Disease": {"name": PropProfile("text", 3, ("asthma",))},
        "Person": {"name": PropProfile("text", 2), "team": PropProfile("text", 60, (SECRET,), (SECRET, "two"))},
        "Batch": {
            "status": PropProfile("text", 40, ("released",), ("released", "withdrawn")),
            "comment": PropProfile("text", 3, (SECRET,), ("a", "b", SECRET)),
            "date": PropProfile("date", 40, ("2024-03-01",)),
            "purity": PropProfile("number", 40, (98.0,)),
        },
        "Measurement": {"value": PropProfile("number", 30), "unit": PropProfile("text", 30, (), ("nM", "uM"))},
    },
)


class Known:
    """Three names."""

    def lookup(self, forms: Sequence[str], /) -> Mapping[str, Sequence[Hit]]:
        bearers = {form: [hit] for hit in (EGFR, ASTHMA, MAYA) for form in (hit.name, normal(hit.name))}
        return {form: bearers[form] for form in forms if form in bearers}


def words_in(question: str) -> Words:
    """All that the words of a question may mean."""
    return read_words(question, build(PROFILE), Known(), TODAY)


def offered(question: str = QUESTION) -> Offer:
    """What a model is told."""
    return offer(words_in(question), PROFILE, TODAY)
