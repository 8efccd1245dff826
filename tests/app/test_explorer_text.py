"""The explorer shows a text with its mentions: coloured, explained, linked, and never as markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from command_line import CommandLine
from explored import Visitor, chromium_at, exploring
from marked_lab import LINKS, TEXT, fill


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Visitor]:
    folder = tmp_path_factory.mktemp("read") / "lab"
    fill(folder).close()
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
