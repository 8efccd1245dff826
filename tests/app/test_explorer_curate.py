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


def press(visitor: Visitor, key: str, then: str | re.Pattern[str]) -> None:
    visitor.page.keyboard.press(key)
    visitor.sees(then)


def test_mentions_are_decided_with_keys_and_undone(visitor: Visitor, folder: Path) -> None:
    visitor.go("curate").sees("1 of 7")
    assert visitor.page.locator("mark").first.inner_text() == "AD"
    assert "several meanings are about as likely" in visitor.text
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
    visitor.sees("this name is then no Gene")
    visitor.page.get_by_label("Only in sentences").fill("measured")
    visitor.page.get_by_label("Only in sentences").press("Enter")
    visitor.drawn()
    visitor.page.get_by_role("button", name="Forbid the name").click()
    visitor.sees("is no Gene near measured")
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
