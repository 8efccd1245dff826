"""A recogniser that is trained further learns what it is told, forgets little, and the same again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from labkin.nlp.lessons import Lesson, Span, score
from labkin.nlp.recogniser import Recogniser
from labkin.nlp.training import Recipe, corpus_lessons, reader, recognised, train_further
from small_model import ILLS, sentences, small_model

RECIPE = Recipe(steps=80, rate=0.005, batch=120, warmup=5, replay=0.5)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_model(tmp_path_factory.mktemp("models") / "small-1")


def lesson(number: int, text: str, right: str = "", wrong: str = "") -> Lesson:
    spans = [
        (Span(text.index(words), text.index(words) + len(words), type),) if words else ()
        for words, type in ((right, "Chemical"), (wrong, "Disease"))
    ]
    return Lesson(str(number), text, *spans)


LESSONS = [lesson(n, f"{ill} needs zorbex now .", right="zorbex") for n, ill in enumerate(ILLS[:4])] + [
    lesson(10 + n, f"{word} is a word for {ill} here .", wrong=word)
    for n, (word, ill) in enumerate((("flu", "fever"), ("flu", "gout"), ("flu", "asthma")))
]
HELD_OUT = [
    lesson(20, "flu is a word for pain here .", wrong="flu"),
    lesson(21, "breast cancer needs zorbex now .", right="zorbex"),
]
OLD = [Lesson(one.id, one.text, tuple(Span(m.start, m.end, m.type) for m in one.mentions)) for one in sentences()]


@pytest.fixture(scope="module")
def trained(base: Path) -> Recogniser:
    shares: list[float] = []
    made = train_further(base, LESSONS, [one.text for one in OLD[:60]], "2", RECIPE, shares.append)
    assert shares == sorted(shares) and shares[0] >= 0 and shares[-1] <= 1 and len(shares) == RECIPE.steps
    return made


def test_it_learns_what_is_right_and_what_is_wrong(base: Path, trained: Recogniser) -> None:
    before, after = (score(HELD_OUT, reader(model)).all for model in (Recogniser.load(base), trained))
    assert before.f1 < after.f1
    assert (after.hits, after.false, after.missed) == (1, 0, 0)


def test_it_forgets_little(base: Path, trained: Recogniser) -> None:
    old = [one for one in OLD if "flu" not in one.text]
    before, after = (score(old, reader(model)).all.f1 for model in (Recogniser.load(base), trained))
    assert before > 0.9 and after > before - 0.05


def test_it_has_a_version_of_its_own_and_the_base_stays(base: Path, trained: Recogniser, tmp_path: Path) -> None:
    assert (trained.model, Recogniser.load(base).model) == ("small@2", "small@1")
    trained.save(tmp_path / "small-2")
    text = "gout needs zorbex now ."
    models = trained, Recogniser.load(tmp_path / "small-2")
    found, again = ([span for span, _ in next(recognised(model, [text]))] for model in models)
    assert found == again and "zorbex" in [text[one.start : one.end] for one in found]


def test_the_same_lessons_make_the_same_model(base: Path, trained: Recogniser) -> None:
    again = train_further(base, LESSONS, [one.text for one in OLD[:60]], "2", RECIPE)
    weights, same = trained.nets[0].weights(), again.nets[0].weights()
    assert all(np.array_equal(weights[name], same[name]) for name in weights)


def test_a_text_is_cut_where_it_is_too_long(base: Path) -> None:
    far = Lesson("1", f"{LESSONS[0].text} " * 50, (Span(12, 18, "Chemical"), Span(500, 506, "Chemical")))
    made = train_further(base, [far], [], "2", Recipe(steps=2, longest=100))
    assert made.model == "small@2"


def test_a_corpus_that_is_marked_throughout_settles_its_types(tmp_path: Path) -> None:
    file = tmp_path / "gold.txt"
    file.write_text("1|t|aspirin for gout\n1|a|and flu\n1\t0\t7\taspirin\tChemical\tMESH:D001241\n", encoding="utf-8")
    (found,) = corpus_lessons(file, ("Chemical", "Disease"))
    assert found.text == "aspirin for gout and flu"
    assert (found.right, found.whole) == ((Span(0, 7, "Chemical"),), frozenset({"Chemical"}))
