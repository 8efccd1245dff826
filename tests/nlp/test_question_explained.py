"""What the words of a question might have meant, and which of it a reading took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from labkin.graph.profile import Profile, PropProfile
from labkin.nlp.lexicon import build
from labkin.nlp.normal import normal
from labkin.nlp.question import read
from labkin.nlp.question_explained import Candidate, Span, spans
from labkin.nlp.question_tokens import read_words
from labkin.nlp.question_tree import Hit

HITS = [Hit("D:1", "Disease", "asthma"), Hit("S:1", "Side Effect", "Asthma"), Hit("B:1", "Batch", "B-01")]
PROFILE = Profile(
    {"Compound": 4, "Disease": 2, "Batch": 3, "Side Effect": 1},
    {("Compound", "treats", "Disease"): 3, ("Batch", "batch_of", "Compound"): 3},
    {
        "Batch": {
            "status": PropProfile("text", 3, (), ("released", "withdrawn")),
            "purity": PropProfile("number", 3),
            "date": PropProfile("date", 3),
        }
    },
)
TODAY = date(2026, 3, 31)


class Names:
    def lookup(self, forms: Sequence[str], /) -> Mapping[str, Sequence[Hit]]:
        found = {form: [hit for hit in HITS if form in (hit.id, hit.name, normal(hit.name))] for form in forms}
        return {form: hits for form, hits in found.items() if hits}


def explained(question: str) -> dict[str, Span]:
    lexicon = build(PROFILE)
    reading = read(question, names=Names(), profile=PROFILE, today=TODAY, lexicon=lexicon)
    found = spans(read_words(question, lexicon, Names(), TODAY), reading.query)
    assert all(question[span.start : span.end] == span.text for span in found)
    return {span.text: span for span in found}


def taken(span: Span) -> list[Candidate]:
    return [candidate for candidate in span.candidates if candidate.used]


def test_names_kinds_and_relations_are_shown_with_what_was_taken() -> None:
    found = explained("Which drugs treat asthma?")
    assert [one.means for one in taken(found["drugs"])] == ["Compound"]
    assert "treats" in [one.means for one in taken(found["treat"])]
    names = [one for one in found["asthma"].candidates if one.what == "name"]
    assert [(one.id, one.used) for one in names] == [("D:1", True), ("S:1", False)]


def test_properties_values_numbers_and_dates_are_shown() -> None:
    found = explained("withdrawn batches with purity over 98 since 2024-03-01")
    assert [one.means for one in taken(found["withdrawn"])] == ["status = withdrawn"]
    assert [(one.what, one.means) for one in taken(found["purity"])] == [("property", "purity")]
    assert [one.what for one in taken(found["98"])] == ["number"]
    assert [one.what for one in taken(found["2024-03-01"])] == ["date"]


def test_without_a_reading_nothing_is_taken() -> None:
    words = read_words("blorb asthma", build(PROFILE), Names(), TODAY)
    found = spans(words, None)
    assert [span.text for span in found] == ["asthma"]
    assert not any(span.used for span in found)
    assert found[0].to_json()["candidates"][0]["what"] == "name"
