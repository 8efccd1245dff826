"""The curate page in a real browser: decided with keys, in force at once, and all of it undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command_line import CommandLine
from explored import Visitor, chromium_at, exploring
from labkin.app import curation
from labkin.app.curation_queue import cases
from labkin.app.lab import Lab
from labkin.nlp.annotations import Link
from read_lab import read_lab


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    pytest.importorskip("playwright")
    with chromium_at(chromium) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    read_lab(tmp_path / "lab").close()
    return tmp_path / "lab"


@pytest.fixture
def visitor(browser: Any, folder: Path) -> Iterator[Visitor]:
    with exploring(CommandLine(folder, LABKIN_AUTHOR="ana")) as url:
        someone = Visitor(browser, url)
        yield someone
        someone.leave()


def meanings(folder: Path, text: str) -> list[str]:
    """What the mentions of this text mean now, and whether a person said so."""
    with Lab.open(folder) as lab:
        found = [one for one in cases(lab) if one.text == text]
        return [("curated " if one.decided else "") + (one.link.curie if one.link else "nothing") for one in found]


def looks(visitor: Visitor, button: str, how: str) -> None:
    """Waits until a button stands out ("primary") or does not ("secondary")."""
    from playwright.sync_api import expect

    found = visitor.page.get_by_role("button", name=button).first
    expect(found).to_have_attribute("data-testid", f"stBaseButton-{how}")


def chosen(visitor: Visitor, name: str | re.Pattern[str]) -> None:
    """Waits until that is chosen."""
    from playwright.sync_api import expect

    expect(visitor.page.get_by_role("radio", name=name)).to_be_checked()


def toasted(visitor: Visitor, words: str) -> None:
    """Waits for a note at the edge of the window."""
    from playwright.sync_api import expect

    expect(visitor.page.get_by_text(words).first).to_be_visible()
    visitor.drawn()


def test_what_is_unlikely_is_neither_chosen_nor_made_to_stand_out(browser: Any, tmp_path: Path) -> None:
    unlikely = (Link("HGNC:8573", "PAEP", 0.1, "ngram"),)
    names = {"WAS": ("Gene", 0.5, unlikely), "EGFR": ("Gene", 0.7, (Link("HGNC:3236", "EGFR", 0.75, "exact"),))}
    read_lab(tmp_path / "lab", names=names).close()
    with exploring(CommandLine(tmp_path / "lab", LABKIN_AUTHOR="ana")) as url:
        visitor = Visitor(browser, url)
        visitor.go("curate").sees("1 of 4")
        chosen(visitor, "none that is known")
        looks(visitor, "Accept as chosen", "secondary")
        visitor.page.get_by_text("PAEP").click()
        visitor.sees("1 of 4")
        looks(visitor, "Accept", "secondary")
        for place in (2, 3, 4):
            visitor.press(re.compile("^.*Skip")).sees(f"{place} of 4")
        looks(visitor, "Accept", "primary")
        chosen(visitor, re.compile("EGFR"))
        visitor.leave()


def test_identifiers_of_mentions_are_in_one_piece_and_types_in_plain_words(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 700, "height": 900})
    visitor.go("curate").sees("1 of 7")
    identifier = visitor.main.get_by_text(re.compile(r"^PMID:10\d@\d+-\d+$")).first
    assert identifier.bounding_box()["height"] < 30
    visitor.page.get_by_role("tab", name="Type", exact=True).click()
    visitor.page.get_by_label("It is of the type").click()
    options = visitor.page.get_by_role("option").all_inner_texts()
    assert "compound" in options and "cell line" in options and "Chemical" not in options


def test_a_decision_does_not_make_the_page_jump(visitor: Visitor) -> None:
    visitor.go("curate").sees("1 of 7")
    visitor.page.evaluate(BANNERS)
    press(visitor, "x", "2 of 7")
    press(visitor, "x", "3 of 7")
    assert visitor.page.evaluate("window.banners") == []


# Keeps the words of every banner that is ever drawn from now on.
BANNERS = """() => {
    window.banners = []
    const look = () => document.querySelectorAll('[data-testid=stAlert]').forEach(e => window.banners.push(e.innerText))
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true})
}"""


def press(visitor: Visitor, key: str, then: str | re.Pattern[str]) -> None:
    visitor.page.keyboard.press(key)
    visitor.sees(then)


def test_mentions_are_decided_with_keys_and_undone(visitor: Visitor, folder: Path) -> None:
    with Lab.open(folder) as lab:
        curation.accept(lab, [one for one in cases(lab) if one.text == "EGFR"], author="ana")
    visitor.go("curate").sees("1 of 7")
    visitor.page.keyboard.press("u")  # of what was decided before she came nothing is taken back
    toasted(visitor, "nothing to undo")
    assert meanings(folder, "EGFR") == ["curated HGNC:3236"] * 2
    visitor.sees("1 of 7")
    assert visitor.page.locator("mark").first.inner_text() == "AD"
    assert "several meanings are about as likely" in visitor.text
    looks(visitor, "Accept", "secondary")  # for 0.43 is no more likely than not
    press(visitor, "a", "2 of 7")
    press(visitor, "2", "3 of 7")
    press(visitor, "x", "4 of 7")
    assert meanings(folder, "AD") == ["curated MONDO:0004975", "curated MONDO:0004980", "MONDO:0004975"]
    press(visitor, "u", "3 of 7")
    assert meanings(folder, "AD")[2] == "MONDO:0004975" and len(meanings(folder, "AD")) == 4
    press(visitor, "n", "4 of 7")
    press(visitor, "b", "3 of 7")
    visitor.page.get_by_text("none that is known").click()
    visitor.page.get_by_role("button", name="Accept as chosen").click()
    visitor.sees("4 of 7")
    press(visitor, "0", "5 of 7")
    assert meanings(folder, "AD")[2:] == ["curated nothing"] * 2


def test_a_name_is_settled_everywhere_and_corrections_are_made(visitor: Visitor, folder: Path) -> None:
    visitor.go("curate").sees("1 of 7")
    visitor.page.get_by_text("Frequent names").click()
    visitor.sees("4 mentions in 3 texts")
    press(visitor, "2", "2 of 2")
    assert meanings(folder, "AD") == ["curated MONDO:0004980"] * 4
    visitor.page.get_by_role("tab", name="Never").click()
    visitor.sees("this name is then no gene")
    visitor.page.get_by_label("Only in sentences").fill("measured")
    visitor.page.get_by_label("Only in sentences").press("Enter")
    visitor.drawn()
    visitor.page.get_by_role("button", name="Forbid the name").click()
    visitor.sees("is no gene near measured")
    assert meanings(folder, "WAS") == ["HGNC:12731"]
    visitor.page.get_by_text("Doubtful").click()
    visitor.sees("AGS cells")
    visitor.page.get_by_role("tab", name="Span").click()
    visitor.page.get_by_label("The right words").fill("zebra")
    visitor.page.get_by_label("The right words").press("Enter")
    visitor.drawn()
    visitor.page.get_by_role("button", name="Set span").click()
    visitor.sees("the sentence has no 'zebra'")


def test_agreement_and_drift_stand_beside_the_queue(browser: Any, folder: Path) -> None:
    with Lab.open(folder) as lab:
        was = [one for one in cases(lab) if one.text == "WAS"]
        curation.reject(lab, was, author="ana")
        curation.accept(lab, was[:1], author="ben")
    with exploring(CommandLine(folder, LABKIN_AUTHOR="eve")) as url:
        visitor = Visitor(browser, url)
        visitor.go("curate").sees("They differ on 1")
        visitor.sees("has 14 mentions, too few to compare")
        assert visitor.page.locator("[data-testid=stVegaLiteChart]").count() >= 1
        visitor.page.get_by_text("Second look").click()
        visitor.sees("1 of 2")
        assert visitor.page.locator("mark").first.inner_text() == "WAS"
        visitor.leave()
