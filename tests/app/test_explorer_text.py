"""The explorer shows a text with its mentions: coloured, explained, linked, and never as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from command_line import CommandLine
from explored import Visitor, chromium_at, exploring
from labkin.app import annotating_curated as curated
from labkin.app.lab import Lab
from marked_lab import LINKS, TEXT, fill


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("read") / "lab"
    fill(made).close()
    return made


@pytest.fixture(scope="module")
def visitor(folder: Path, chromium: str) -> Iterator[Visitor]:
    with exploring(CommandLine(folder)) as url, chromium_at(chromium) as browser:
        came = Visitor(browser, url)
        yield came
        came.leave()


def shown(visitor: Visitor) -> Any:
    visitor.go("asset?id=PMID:7").sees("dashed: not linked")
    return visitor.main.locator(".labkin-text")


def test_the_text_is_there_word_for_word_and_its_markup_is_text(visitor: Visitor) -> None:
    text = shown(visitor)
    assert " ".join(text.inner_text().split()) == TEXT
    assert text.locator("b").count() == 0


def test_each_mention_says_what_it_is_taken_for_and_leads_there(visitor: Visitor) -> None:
    marks = shown(visitor).locator("mark")
    said = {one.inner_text(): one.get_attribute("title") for one in marks.all()}
    assert set(said) == (set(LINKS) - {"Colon and breast cancer"}) | {"Colon and "}
    assert said["EGFR"] == "gene: EGFR HGNC:3236, 0.90, toy@1"
    assert said["Röntgen"] == "disease, not linked, 0.50"
    assert "breast cancer" in said["breast cancer"] and said["breast cancer"].count("disease: ") == 2
    marks.filter(has_text="EGFR").get_by_role("link").click()
    visitor.heading("EGFR")


def test_mentions_can_be_read_in_either_theme(visitor: Visitor) -> None:
    for one in shown(visitor).locator("mark").all():
        ink, tint = one.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]")
        assert contrast(ink, tint) > 7  # WCAG 2.2, level AAA


def contrast(one: str, other: str) -> float:
    """Of two colours as browsers write them, by WCAG's formula."""
    light = sorted(luminance(colour) for colour in (one, other))
    return (light[1] + 0.05) / (light[0] + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_relations_stand_below_with_their_sentences(visitor: Visitor) -> None:
    shown(visitor)
    visitor.sees("Relations that this text states: 2").sees("Gefitinib may inhibit EGFR.").sees("denied: treats")
    assert re.search(r"0\.80, hedged, toy@1", visitor.text)


def test_a_link_that_was_read_is_marked_and_says_where_and_by_what(visitor: Visitor) -> None:
    from playwright.sync_api import expect

    visitor.go("asset?id=CHEBI:49668").heading("gefitinib")
    chip = visitor.main.get_by_role("link", name="EGFR")
    expect(chip).to_contain_text("read 0.80")
    chip.hover()
    said = visitor.page.locator("[data-testid=stTooltipContent]")
    expect(said).to_contain_text("7, 0.80, toy@1: “Gefitinib may inhibit EGFR.”")


def test_lines_of_the_neighbourhood_that_texts_alone_say_are_dashed(visitor: Visitor) -> None:
    visitor.go("asset?id=CHEBI:49668").tab("Neighbourhood").sees("read in texts; no file states it")
    drawn = visitor.picture()
    lines = drawn.locator("g.edge")
    assert lines.count() == lines.locator("path[stroke-dasharray]").count() > 0
    assert "read in PMID:7, 0.80, toy@1: “Gefitinib may inhibit EGFR.”" in drawn.inner_html()


def test_decisions_of_curators_are_told_beside_the_text_and_not_drawn(visitor: Visitor, folder: Path) -> None:
    start = TEXT.index("EGFR")
    with Lab.open(folder) as lab:
        made = curated.accept(lab, "PMID:7", start, start + 4, author="ana")
    try:
        visitor.go("asset?id=PMID:7").sees("1 decision of a curator")
        assert "decide" not in visitor.text
        visitor.main.get_by_text("1 decision of a curator").click()
        assert visitor.cell(0, 1).inner_text() == "ana" and visitor.cell(0, 2).inner_text() == "EGFR"
        visitor.tab("Neighbourhood")
        words = visitor.picture().locator("text").all_text_contents()
        assert "EGFR" in words and not any("decide" in word or "accept" in word for word in words)
    finally:
        with Lab.open(folder) as lab:
            curated.undo(lab, made.id)
