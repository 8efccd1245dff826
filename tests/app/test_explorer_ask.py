"""The ask page in a real browser: a conversation, how it was read, what is missed, charts, rows and taught words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from command_line import CommandLine
from explored import Visitor, chromium_at, exploring

ASTHMA = "Which drugs treat asthma?"


@pytest.fixture(scope="module")
def lab(demo_copy: Callable[[str], Path], chromium: str) -> CommandLine:
    return CommandLine(demo_copy("asked"), LABKIN_AUTHOR="ana")


@pytest.fixture(scope="module")
def url(lab: CommandLine) -> Iterator[str]:
    with exploring(lab) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    pytest.importorskip("playwright")
    with chromium_at(chromium) as browser:
        yield browser


@pytest.fixture
def visitor(browser: Any, url: str) -> Iterator[Visitor]:
    came = Visitor(browser, url)
    yield came
    came.leave()


def asking(*questions: str, **more: str) -> str:
    return "ask?" + "&".join(f"{key}={quote(one)}" for key, one in [*(("q", q) for q in questions), *more.items()])


def ask_on(visitor: Visitor, words: str) -> Visitor:
    field = visitor.page.get_by_test_id("stChatInputTextArea")
    field.fill(words)
    field.press("Enter")
    return visitor


def asked(visitor: Visitor) -> list[str]:
    """The questions in the address."""
    return parse_qs(urlsplit(visitor.page.url).query).get("q", [])


def test_a_question_follows_the_answer_above_and_each_leads_back(visitor: Visitor, browser: Any, url: str) -> None:
    visitor.go(asking(ASTHMA)).sees("Read as: compounds that treat asthma")
    ask_on(visitor, "and allergic rhinitis?").sees("Read as: compounds that treat allergic rhinitis")
    ask_on(visitor, "how many are there?").sees(re.compile("Read as: the number of compounds that treat allergic"))
    assert asked(visitor) == [ASTHMA, "and allergic rhinitis?", "how many are there?"]
    other = Visitor(browser, url).go(visitor.page.url).sees(re.compile("Read as: the number of compounds"))
    other.leave()
    visitor.follow("and allergic rhinitis?").sees("Read as: compounds that treat allergic rhinitis")
    visitor.follow(ASTHMA).sees("Read as: compounds that treat asthma")
    assert asked(visitor) == [ASTHMA]


def test_a_question_that_refers_to_nothing_begins_a_new_conversation(visitor: Visitor) -> None:
    visitor.go(asking(ASTHMA)).sees("Read as: compounds that treat asthma")
    ask_on(visitor, "How many batches were withdrawn?").heading("4", level=4)
    assert asked(visitor) == ["How many batches were withdrawn?"]
    visitor.type("Ask", ASTHMA).sees("Read as: compounds that treat asthma")
    assert asked(visitor) == [ASTHMA]


def test_what_could_not_be_followed_gives_way_to_the_next_question(visitor: Visitor) -> None:
    visitor.go(asking(ASTHMA, "only the frobnicated ones")).sees("not understood")
    ask_on(visitor, "and allergic rhinitis?").sees("Read as: compounds that treat allergic rhinitis")
    assert asked(visitor) == [ASTHMA, "and allergic rhinitis?"]


def test_what_is_not_in_the_answer_is_told_condition_by_condition(visitor: Visitor) -> None:
    visitor.go(asking(ASTHMA)).type("Why is it not here?", "gefitinib")
    visitor.sees(re.compile("gefitinib .* is not among compounds that treat asthma")).sees("that treat asthma")
    assert "why=gefitinib" in visitor.page.url
    visitor.type("Why is it not here?", "gefitinibbb").sees(re.compile("gefitinibbb"))
    ask_on(visitor, "Why is budesonide not in the answer?").sees(re.compile("budesonide .* is among compounds"))
    assert asked(visitor) == [ASTHMA]


def test_how_a_question_was_read_is_shown_word_by_word(visitor: Visitor) -> None:
    visitor.go(asking("withdrawn batches with purity over 98 %"))
    visitor.main.get_by_text("How it was read").click()
    visitor.sees("value: status = withdrawn").sees("kind: batch").sees("property: purity").sees("number: 98 %")
    visitor.main.get_by_text("All that each word may mean").click()
    visitor.sees("The less a meaning costs, the better it fits.")


def test_the_names_of_a_table_lead_to_their_assets_and_a_row_to_its_lines(visitor: Visitor) -> None:
    from playwright.sync_api import expect

    visitor.go(asking(ASTHMA)).sees("Read as:")
    expect(visitor.cell(0, 0)).to_have_text(re.compile("budesonide"))
    visitor.drawn().main.locator("[data-testid=stDataFrame] .dvn-scroller").click(position={"x": 14, "y": 52})
    chosen = visitor.main.locator("[class*='st-key-answer-chosen']")
    expect(chosen).to_contain_text("budesonide treats asthma")
    expect(chosen).to_contain_text("▶")
    expect(chosen).not_to_contain_text("formoterol treats")
    visitor.drawn().follow("budesonide").heading("budesonide")


def test_groups_and_counts_by_time_are_drawn(visitor: Visitor) -> None:
    from playwright.sync_api import expect

    for question in ("how many batches by status", "how many batches per year"):
        visitor.go(asking(question)).tab("Chart").drawn()
        expect(visitor.main.locator("[data-testid=stVegaLiteChart]")).to_be_visible()
    visitor.go(asking(ASTHMA)).sees("Read as:")
    assert visitor.page.get_by_role("tab", name="Chart").count() == 0


def test_an_unsure_reading_says_so_beside_the_answer(visitor: Visitor) -> None:
    visitor.go(asking("top 5 compounds by IC50 in the TNF release assay")).sees(re.compile("^This reading is unsure"))
    assert "This reading is unsure" not in visitor.main.locator("h4").first.inner_text()


def test_readings_to_choose_from_keep_the_conversation(visitor: Visitor) -> None:
    visitor.go(asking("How many relations are there?")).sees("more than one reading")
    visitor.follow("the number of different relations").sees("answered")


def test_a_word_is_taught_where_it_failed_and_understood_at_once(visitor: Visitor, lab: CommandLine) -> None:
    visitor.go(asking("Which compounds knock out EGFR?")).sees("Words not used: knock, out")
    assert "labkin curate" not in visitor.text
    visitor.follow("Which compounds inhibit EGFR?").sees("Read as: compounds that inhibit EGFR")
    visitor.go(asking("Which compounds knock out EGFR?")).sees("Words not used").main.get_by_text(
        "Teach “knock out”"
    ).click()
    which = visitor.sees("stand for").drawn().main.get_by_role("combobox", name="which")
    option = visitor.page.get_by_role("option", name="inhibits", exact=True)
    for _ in range(5):  # a page that is drawn again closes the list
        which.fill("")
        which.click()
        which.press_sequentially("inhibits")
        visitor.page.wait_for_timeout(2_000)
        if option.count():
            break
    option.click()
    visitor.drawn().press(re.compile("^school Teach$|^Teach$")).sees("Read as: compounds that inhibit EGFR")
    assert [(one["text"], one["curie"]) for one in lab.json("curate", "words")] == [("knock out", "inhibits")]


@pytest.mark.parametrize("width", [1280, 600])
def test_the_ask_page_fits_its_window(visitor: Visitor, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 800})
    visitor.go(asking("how many batches by status", "and per year?", why="gefitinib"))
    over = "document.querySelector('[data-testid=stMain]').{}"
    assert visitor.page.evaluate(over.format("scrollWidth")) <= visitor.page.evaluate(over.format("clientWidth"))
