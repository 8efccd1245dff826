"""The explorer, as people use it: `labkin explore` over the demo lab, its real engine, and a real browser."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest

from command_line import CommandLine
from explored import Visitor, chromium_at, exploring
from kills import until
from labkin.app.demo import DATA
from labkin.app.suggestions import tour

TOUR = {entry["question"]: entry for entry in tour()}
RAW = DATA / "datasets" / "EGFR IC50 raw results.csv"
BATCH, SUBMISSION = "lantern:LK-0042-B02", "lantern:LB-IND-001"


@pytest.fixture(scope="module")
def lab(demo_copy: Callable[[str], Path], chromium: str) -> CommandLine:
    return CommandLine(demo_copy("explored"))


@pytest.fixture(scope="module")
def url(lab: CommandLine) -> Iterator[str]:
    with exploring(lab) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with chromium_at(chromium) as browser:
        yield browser


@pytest.fixture
def visitor(browser: Any, url: str) -> Iterator[Visitor]:
    came = Visitor(browser, url)
    yield came
    came.leave()


def rows_of(download: bytes | str) -> list[dict[str, str]]:
    text = download if isinstance(download, str) else download.decode()
    return list(csv.DictReader(io.StringIO(text)))


def asking(question: str) -> str:
    return f"ask?q={quote(question)}"


def cited_lines(text: str) -> dict[int, str]:
    """The lines of sources that a page marks, by their numbers."""
    found = re.findall(r"^▶ +(\d+)  (.*)$", text, re.MULTILINE)
    return {int(number): line for number, line in found}


def line_of(path: Path, number: int) -> str:
    return path.read_text(encoding="utf-8").splitlines()[number - 1]


def test_the_first_page_counts_what_is_there_and_leads_to_an_answer(visitor: Visitor, lab: CommandLine) -> None:
    status = lab.json("status")
    visitor.go().heading("demo-lab")
    numbers = visitor.main.locator("[data-testid=stMetricValue]").all_inner_texts()
    assert [int(number.replace(",", "")) for number in numbers[:3]] == [
        status["nodes"],
        status["edges"],
        status["sources"],
    ]
    assert "graph and index are in step" in visitor.text
    visitor.follow("How many batches were withdrawn?").heading("4", level=4)
    assert "answered" in visitor.text


def test_a_question_typed_on_the_first_page_is_answered(visitor: Visitor) -> None:
    visitor.go().type("Ask a question", "Who prepared batch LK-0042-B03?").sees("Read as:")
    visitor.follow("Tomás Herrera").heading("Tomás Herrera")


def test_a_kind_on_the_first_page_leads_to_all_of_that_kind(visitor: Visitor, lab: CommandLine) -> None:
    count = lab.json("status")["kinds"]["Protocol"]
    visitor.go().follow("protocols").sees(re.compile(f"^{count} found in"))


def test_search_shows_where_it_found_the_words_narrows_by_kind_and_opens_what_it_found(visitor: Visitor) -> None:
    visitor.go("search").type("Search", "hERG").sees(re.compile(r"^\d+ found in"))
    hits = visitor.main.locator("[class*='st-key-hit']")
    assert hits.count() == 10
    assert {mark.casefold() for mark in hits.locator("mark").all_inner_texts()} == {"herg"}
    pill = visitor.page.get_by_role("button", name=re.compile(r"^assays \d+$"))
    count = int(pill.inner_text().split()[-1])
    pill.click()
    visitor.sees(re.compile(f"^{count} found in"))
    assert hits.count() == min(count, 10)
    assert "kind=Assay" in visitor.page.url
    assert all("assay" in hit for hit in hits.all_inner_texts())
    found = rows_of(visitor.download(f"Download {count} found"))
    assert len(found) == count and {row["kind"] for row in found} == {"Assay"}
    visitor.follow("hERG patch clamp assay").heading("hERG patch clamp assay")


def test_a_search_without_a_hit_offers_what_is_spelled_alike(visitor: Visitor) -> None:
    visitor.go("search?q=gefitinob").follow("Search for “gefitinib”")
    visitor.page.wait_for_url(re.compile("q=gefitinib"))
    visitor.sees(re.compile(r"^\d+ found in"))


def test_a_concept_that_is_not_meant_is_taken_out_and_put_back(visitor: Visitor) -> None:
    chip = re.compile("heart attack → myocardial infarction")
    visitor.go("search?q=heart attack").sees(chip).press(chip)
    visitor.page.wait_for_url(re.compile("not="))
    other = visitor.go(visitor.page.url)
    other.sees(chip).press(chip)
    visitor.page.wait_for_url(lambda url: "not=" not in url)
    visitor.sees(chip)


def test_facets_are_chosen_added_to_and_cleared_in_the_address(visitor: Visitor) -> None:
    def value(name: str) -> Any:
        return visitor.main.get_by_role("button", name=re.compile(rf"^{name} \d+$"))

    visitor.go("search?kind=Batch").sees(re.compile("^287 found in"))
    counts = {name: int(value(name).inner_text().split()[-1]) for name in ("withdrawn", "quarantined")}
    value("withdrawn").click()
    visitor.sees(re.compile(f"^{counts['withdrawn']} found in"))
    assert int(value("quarantined").inner_text().split()[-1]) == counts["quarantined"], "it can be added"
    value("quarantined").click()
    visitor.sees(re.compile(f"^{sum(counts.values())} found in"))
    assert "is.status=withdrawn" in visitor.page.url
    visitor.go(visitor.page.url).sees(re.compile(f"^{sum(counts.values())} found in"))
    visitor.type("From", "2099").sees("Nothing passes all filters.")
    visitor.press("Clear all").sees("Names, synonyms and identifiers come first.")


def test_pages_go_to_the_last_and_back(visitor: Visitor) -> None:
    from playwright.sync_api import expect

    visitor.go("search?kind=Measurement").sees(re.compile("^2,515 found in"))
    hits = visitor.main.locator("[class*='st-key-hit']")
    first = hits.first.inner_text()
    visitor.press("Last").page.wait_for_url(re.compile("page=252"))
    expect(hits).to_have_count(5)
    visitor.press("First").page.wait_for_url(lambda url: "page=" not in url)
    expect(hits).to_have_count(10)
    assert hits.first.inner_text() == first


def test_a_search_is_kept_opened_forgotten_and_got_back(visitor: Visitor) -> None:
    def saved() -> Visitor:
        visitor.drawn().page.get_by_role("button", name="Saved").click()
        return visitor

    visitor.go("search?q=hERG&kind=Assay&mode=words").sees(re.compile("found in"))
    saved().page.get_by_role("textbox", name="Name").fill("hERG <b>assays</b>")
    visitor.page.get_by_role("button", name="Keep this one").click()
    link = visitor.page.get_by_role("link", name="hERG <b>assays</b>")
    link.wait_for()
    visitor.drawn().go("search")
    saved()
    link.click()
    visitor.page.wait_for_url(re.compile("mode=words"))
    visitor.sees(re.compile("found in"))
    saved()
    visitor.page.get_by_role("button", name="Forget").click()
    visitor.page.get_by_role("button", name=re.compile("undo")).click()
    link.wait_for()
    visitor.drawn()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"([{*:\\', "kind:", "🧬 -", "x" * 3000, "%00"])
def test_no_words_break_the_search_page(visitor: Visitor, text: str) -> None:
    visitor.go(f"search?q={quote(text)}&is.nothing=x&order=nothing&page=99999999999&where=a b c")
    visitor.sees(re.compile("found in|Nothing in this lab matches"))


def test_what_is_like_a_hit_is_one_click_away(visitor: Visitor) -> None:
    visitor.go("search?q=LK-0042").sees(re.compile("found in")).follow("like this")
    visitor.page.wait_for_url(re.compile("like="))
    visitor.sees("More like").sees(re.compile("found in"))
    visitor.go("asset?id=lantern:LK-0042").tab("More like this").sees("to narrow down")


def test_an_asset_shows_its_properties_its_links_and_where_sources_differ(visitor: Visitor) -> None:
    visitor.go(f"asset?id={BATCH}").heading("LK-0042-B02")
    visitor.sees("This batch is withdrawn since 2025-01-20: 410 ppm palladium")
    said = visitor.text
    assert re.search(r"amount\s+1150 mg", said) and re.search(r"purity\s+98\.6 %", said)
    differ = re.search(r"Sources differ on purity: (.*)", said)
    assert differ, said
    named = re.findall(r"([\d.]+) % \((\w+\.jsonl), line (\d+)\)", differ[1])
    files = {"registry_nodes.jsonl": "registry", "certificates_nodes.jsonl": "certificates"}
    assert {file for _, file, _ in named} == set(files)
    for value, file, line in named:
        stated = json.loads(line_of(DATA / files[file] / file, int(line)))
        assert (stated["id"], stated["purity"]) == (BATCH, float(value))
    assert said.index("is a batch of") < said.index("LK-0042", said.index("is a batch of"))
    visitor.follow("Ines Baptista").heading("Ines Baptista")


def test_the_lines_behind_an_asset_are_those_of_the_files(visitor: Visitor) -> None:
    visitor.go(f"asset?id={BATCH}").tab("Sources").heading("Of the asset itself", level=3)
    lines = cited_lines(visitor.text)
    registry = DATA / "registry" / "registry_nodes.jsonl"
    certificates = DATA / "certificates" / "certificates_nodes.jsonl"
    of_the_batch = {
        number: line
        for path in (registry, certificates)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if json.loads(line)["id"] == BATCH
    }
    assert lines == of_the_batch
    known = json.loads(visitor.download("Download everything known of it as JSON"))
    assert BATCH in json.dumps(known)


def test_the_line_behind_a_link_is_shown_when_its_row_is_chosen(visitor: Visitor) -> None:
    visitor.go(f"asset?id={BATCH}").tab("Sources").heading("Of its links", level=3)
    choose_first_row(visitor)
    from playwright.sync_api import expect

    chosen = visitor.main.locator("[class*='st-key-linked-chosen']")
    expect(chosen).to_contain_text("▶")
    (line,) = cited_lines(chosen.inner_text()).values()
    assert BATCH in line


def choose_first_row(visitor: Visitor) -> None:
    """Click the box of the first row of a table, which is a canvas: it has places and no elements."""
    from playwright.sync_api import expect

    expect(visitor.cell(0, 0)).to_have_text(re.compile("."))
    grid = visitor.main.locator("[data-testid=stDataFrame] .dvn-scroller").first
    grid.scroll_into_view_if_needed()
    visitor.drawn()
    grid.click(position={"x": 14, "y": 35 + 17})


def test_the_neighbourhood_is_drawn_and_leads_on(visitor: Visitor) -> None:
    visitor.go(f"asset?id={BATCH}").tab("Neighbourhood")
    drawn = visitor.picture()
    words = drawn.locator("text").all_text_contents()
    assert {"LK-0042-B02", "LK-0042", "Ines Baptista", "is a batch of"} <= set(words)
    visitor.drawn()
    visitor.go("asset?id=lantern:LK-0042").tab("Neighbourhood")
    words = visitor.picture().locator("text").all_text_contents()
    assert any(one.startswith("is a batch of (") for one in words), "as the arrow goes"
    visitor.go(f"asset?id={BATCH}").tab("Neighbourhood").picture().locator("a", has_text="Ines Baptista").click()
    visitor.heading("Ines Baptista")


def test_a_dataset_shows_its_table_narrows_it_and_gives_exactly_those_rows(visitor: Visitor) -> None:
    from playwright.sync_api import expect

    lines = RAW.read_text(encoding="utf-8").splitlines(keepends=True)
    wanted = [lines[0], *(line for line in lines[1:] if "LK-0042" in line)]
    visitor.go("datasets").follow("EGFR IC50 raw results").heading("EGFR IC50 raw results")
    visitor.sees(f"{len(lines) - 1} rows")
    expect(visitor.cell(0, 0)).to_have_text("M-00001")
    visitor.type("Filter rows", "LK-0042").sees(f"{len(wanted) - 1} of {len(lines) - 1} rows")
    expect(visitor.cell(0, 0)).to_have_text(wanted[1].split(",")[0])
    assert visitor.download(f"Download these {len(wanted) - 1} rows").decode() == "".join(wanted)
    assert visitor.download("Download the original file") == RAW.read_bytes()


def test_a_question_gets_its_table_its_reading_its_evidence_and_its_query(visitor: Visitor) -> None:
    from playwright.sync_api import expect

    question = "Which drugs treat asthma?"
    visitor.go("ask").type("Ask", question).sees("Read as: compounds that treat asthma")
    expect(visitor.cell(0, 0)).to_have_text(re.compile("budesonide"))
    ids = sorted(TOUR[question]["ids"])
    assert sorted(row["compound id"] for row in rows_of(visitor.download("Download CSV"))) == ids
    whole = json.loads(visitor.download("Download the whole answer as JSON"))
    assert (whole["question"], whole["status"], sorted(whole["ids"])) == (question, "answered", ids)
    visitor.main.get_by_text("The query that ran").click()
    expect(visitor.main.get_by_text("MATCH").first).to_be_visible()
    assert whole["cypher"].split() == visitor.main.locator("[data-testid=stCode]").first.inner_text().split()
    visitor.main.get_by_text(f"Evidence: {len(whole['evidence'])} statements").click()
    visitor.sees("Choose a row to see the line that says so.")
    expect(visitor.cell(0, 0, table=1)).to_have_text(re.compile("treats"))


def test_an_answer_is_limited_to_what_is_asserted_and_taken_away_to_be_verified(
    visitor: Visitor, lab: CommandLine, tmp_path: Path
) -> None:
    visitor.go(asking("Which documents mention asthma?")).sees("2 documents")
    visitor.main.get_by_text("Asserted only").click()
    visitor.sees("by asserted statements alone").sees("1 document:").drawn()
    file = tmp_path / "answer.json"
    file.write_bytes(visitor.download("Download answer"))
    assert json.loads(file.read_text(encoding="utf-8"))["limits"]["asserted_only"]
    assert lab.json("verify", file)["same"]


def test_a_word_with_two_meanings_is_asked_about_and_the_chosen_one_is_used(visitor: Visitor) -> None:
    visitor.go(asking("Which batches did Maya prepare?")).sees("more than one reading")
    visitor.follow("Maya Lindqvist").sees("Read as: batches that are attributed to Maya Lindqvist")
    assert "answered" in visitor.text


def test_a_question_that_is_not_understood_says_by_which_words(visitor: Visitor) -> None:
    from playwright.sync_api import expect

    question = "Will it rain in Leiden on Friday?"
    visitor.go(asking(question)).sees("Words not used: rain, Leiden, Friday")
    assert "Read as" not in visitor.text and "Evidence" not in visitor.text
    visitor.follow("Search for these words instead")
    expect(visitor.main.get_by_label("Search")).to_have_value(question)
    visitor.drawn()


def test_what_nobody_has_loaded_is_said_to_be_understood(visitor: Visitor) -> None:
    visitor.go(asking("Which assays target BRCA1?")).sees("understood, but nothing in this lab fits")
    assert "Words not used" not in visitor.text


def test_the_lineage_of_a_submission_is_drawn_warned_of_and_taken_away(visitor: Visitor) -> None:
    visitor.go(f"asset?id={SUBMISSION}").tab("Lineage").sees("in this lineage: quarantined, withdrawn")
    words = set(visitor.picture().locator("text").all_text_contents())
    assert {"LB-IND-001", "3 documents"} <= words
    found = rows_of(visitor.download("Download CSV"))
    ids = sorted(TOUR["What went into submission LB-IND-001?"]["ids"])
    assert sorted(row["identifier"] for row in found) == ids
    assert {row["name"]: row["status"] for row in found}["LK-0042-B02"] == "withdrawn"
    whole = json.loads(visitor.download("Download the lineage as JSON"))
    assert (whole["id"], whole["complete"]) == (SUBMISSION, True)
    assert sorted(step["id"] for step in whole["nodes"]) == ids
    visitor.follow("LK-0042-B02").heading("LK-0042-B02")


def test_what_depends_on_a_withdrawn_batch_can_be_seen(visitor: Visitor) -> None:
    visitor.go(f"asset?id={BATCH}").tab("Lineage").sees("step 1")
    visitor.page.get_by_role("radio", name="what depends on it").click()
    visitor.sees("submission")
    found = rows_of(visitor.download("Download CSV"))
    wanted = TOUR["What depends on batch LK-0042-B02?"]["ids"]
    assert sorted(row["identifier"] for row in found) == sorted(wanted)


@pytest.mark.parametrize(
    "path", ["search?q=EGFR&kind=Assay", f"asset?id={BATCH}", asking("Which drugs treat asthma?"), "datasets"]
)
def test_the_address_of_a_page_can_be_shared(visitor: Visitor, browser: Any, url: str, path: str) -> None:
    def seen(by: Visitor) -> str:
        return re.sub(r"in [\d,]+ ms", "", by.text)

    visitor.go(path)
    assert "EGFR" not in path or "2 found" in visitor.text
    other = Visitor(browser, url).go(visitor.page.url)
    assert seen(other) == seen(visitor)
    other.leave()


def test_what_is_not_there_is_said_and_a_way_on_is_shown(visitor: Visitor) -> None:
    from playwright.sync_api import expect

    visitor.go("asset?id=lantern:NOPE").sees("Nothing in this lab is called lantern:NOPE.")
    visitor.follow("Search for")
    expect(visitor.main.get_by_label("Search")).to_have_value("lantern:NOPE")
    visitor.drawn()


@pytest.mark.parametrize("width", [1280, 800])
@pytest.mark.parametrize("path", ["", f"asset?id={BATCH}"])
def test_no_page_is_wider_than_its_window(visitor: Visitor, path: str, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 800})
    visitor.go(path)
    over = "document.querySelector('[data-testid=stMain]').{}"
    assert visitor.page.evaluate(over.format("scrollWidth")) <= visitor.page.evaluate(over.format("clientWidth"))


def test_the_next_page_works_when_the_engine_was_killed_meanwhile(visitor: Visitor, lab: CommandLine) -> None:
    visitor.go(asking("How many people are there?")).heading("17", level=4)
    owner = lab.owner
    assert owner is not None
    process = psutil.Process(owner)
    os.kill(owner, signal.SIGKILL)
    until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE)  # of the explorer's own
    visitor.go(asking("How many assays are there?")).heading("17", level=4)
    assert lab.owner not in (None, owner)
    visitor.go(f"asset?id={BATCH}").tab("Lineage").sees("step 1")
