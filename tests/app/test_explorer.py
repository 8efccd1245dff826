"""The explorer, as people use it: in a real browser, over a real lab with its real engine."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from explored import HUB_LINKS, ODD, PLATE, Visitor, as_csv, exploring, labkin, write_files

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Path:
    folder = tmp_path_factory.mktemp("explored")
    lab = folder / "small-lab"
    labkin("init", str(lab))
    labkin("load", str(write_files(folder / "files")), "--lab", str(lab))
    return lab


@pytest.fixture(scope="module")
def url(lab: Path) -> Iterator[str]:
    with exploring(lab) as url:
        yield url


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visitor(browser: Any, url: str) -> Iterator[Visitor]:
    context = browser.new_context(viewport={"width": 1360, "height": 1600}, accept_downloads=True)
    came = Visitor(context.new_page(), url)
    yield came
    context.close()
    assert came.outside == [], "nothing is fetched from another machine"


def rows_of(download: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(download.decode())))


def test_a_scientist_comes_from_a_word_to_the_line_that_says_so(visitor: Visitor) -> None:
    visitor.go("search").type("Search", "xanthonib").link("Xanthonib").heading("Xanthonib")
    assert "has batch" in visitor.text
    visitor.page.get_by_role("img", name="The structure of Xanthonib").wait_for()
    visitor.link("X-1-B1").heading("X-1-B1")
    assert "This batch is withdrawn: lead." in visitor.text
    assert "Sources differ on purity" in visitor.text
    assert "98.6 % (registry_nodes.jsonl, line 2)" in visitor.text
    assert "94.9 % (certificates_nodes.jsonl, line 1)" in visitor.text
    visitor.tab("Sources").sees("Of the asset itself")
    lines = [line for line in visitor.text.splitlines() if line.startswith("▶")]
    assert len(lines) == 2
    assert any('"purity": 98.6' in line and line.split()[1] == "2" for line in lines)


def test_the_line_behind_a_link_can_be_seen(visitor: Visitor) -> None:
    visitor.go("asset?id=lab:B-2").tab("Sources").sees("Of its links")
    grid = visitor.page.locator("[data-testid=stDataFrame] canvas").first
    grid.wait_for()
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    visitor.page.mouse.click(box["x"] + 14, box["y"] + 35 + 17)  # the box of the first row
    visitor.sees("registry_edges.tsv, line")
    cited = [line for line in visitor.text.splitlines() if line.startswith("▶")]
    assert len(cited) == 2 and "lab:B-2\tbatch_of\tlab:X-1" in cited[1]


def test_what_was_measured_is_shown_with_its_values(visitor: Visitor) -> None:
    visitor.go("asset?id=lab:X-1")
    found = rows_of(visitor.download("Download CSV"))
    assert [(row["name"], row["value"], row["unit"]) for row in found] == [
        ("IC50 of B1", "12.5", "nM"),
        ("IC50 of B1 again", "14.0", ""),
    ]


def test_an_officer_sees_what_a_withdrawn_batch_touches(visitor: Visitor) -> None:
    visitor.go("asset?id=lab:B-1").tab("Lineage")
    visitor.page.get_by_role("radio", name="what depends on it").click()
    visitor.drawn()
    found = rows_of(visitor.download("Download CSV"))
    assert [(row["name"], row["status"]) for row in found] == [("vial of B1", "in use")]
    visitor.go("asset?id=lab:S-1").tab("Lineage").sees("One thing in this lineage: withdrawn")
    visitor.link("X-1-B1").heading("X-1-B1")


def test_the_page_recovers_when_the_engine_stops_meanwhile(visitor: Visitor, lab: Path) -> None:
    visitor.go("asset?id=lab:M-1")
    labkin("stop", "--lab", str(lab))
    visitor.tab("Lineage").sees("step 1")
    labkin("stop", "--lab", str(lab))
    visitor.go(f"ask?q={quote('How many people are there?')}")
    visitor.page.get_by_role("heading", name="2", exact=True).wait_for()


def test_a_dataset_is_opened_filtered_and_taken_away(visitor: Visitor) -> None:
    visitor.go("datasets").link("plate").heading("plate").sees("4 rows")
    visitor.type("Filter rows", "OK").sees("2 of 4 rows")
    assert visitor.download("Download these 2 rows").decode() == as_csv([PLATE[0], PLATE[1], PLATE[3]])
    assert visitor.download("Download the original file").decode() == as_csv(PLATE)


def choose(visitor: Visitor, field: str, option: str) -> None:
    visitor.page.get_by_role("combobox", name=field).click()
    visitor.page.get_by_role("option", name=option, exact=True).click()
    visitor.drawn()


def test_a_table_is_narrowed_and_sorted_by_its_columns(visitor: Visitor) -> None:
    visitor.go("datasets").link("plate").heading("plate")
    visitor.page.get_by_text("Sort, and filter by a column").click()
    choose(visitor, "Only where", "signal")
    choose(visitor, "is", "at least")
    visitor.type("Value", "10").sees("3 of 4 rows")
    choose(visitor, "Sort by", "signal")
    visitor.page.get_by_text("Largest first").click()
    visitor.drawn()
    assert [row["well"] for row in rows_of(visitor.download("Download these 3 rows"))] == ["A2", "B1", "A1"]
    visitor.type("Value", "ten").sees("it holds numbers, and 'ten' is none")


@pytest.mark.parametrize(("name", "rows"), [("packed", 2), ("zipped", 3)])
def test_compressed_and_zipped_tables_open_like_others(visitor: Visitor, name: str, rows: int) -> None:
    visitor.go("datasets").link(name).heading(name).sees(f"{rows} rows")
    assert visitor.download(f"Download these {rows} rows").decode() == as_csv(PLATE[: rows + 1])


def test_each_sheet_of_a_workbook_can_be_seen(visitor: Visitor) -> None:
    visitor.go("datasets").link("workbook").heading("workbook").sees("4 rows")
    choose(visitor, "One of 2 tables", "People")
    visitor.sees("2 rows")
    assert visitor.download("Download these 2 rows").decode() == "who,age\nAna,31\nBo,44\n"


def test_a_question_gets_its_table_and_its_evidence(visitor: Visitor) -> None:
    visitor.go().type("Ask a question", "Which batches were withdrawn?").sees("Read as:")
    assert "answered" in visitor.text and "X-1-B1" in visitor.text and "X-1-B2" not in visitor.text
    assert [row["batch id"] for row in rows_of(visitor.download("Download CSV"))] == ["lab:B-1"]
    whole = json.loads(visitor.download("Download the whole answer as JSON"))
    assert (whole["status"], whole["ids"]) == ("answered", ["lab:B-1"])
    visitor.page.get_by_text("Evidence:").click()
    visitor.sees("Choose a row to see the line that says so.")
    visitor.link("X-1-B1").heading("X-1-B1")


def test_one_of_two_readings_can_be_chosen(visitor: Visitor) -> None:
    visitor.go(f"ask?q={quote('Which batches did Maya prepare?')}").sees("more than one reading")
    visitor.link("Maya Oko").sees("answered")
    assert "X-1-B2" in visitor.text and "X-1-B1" not in visitor.text


def test_what_is_not_understood_can_be_searched_instead(visitor: Visitor) -> None:
    visitor.go(f"ask?q={quote('Will it rain on spoke?')}").sees("not understood")
    assert "Words not used" in visitor.text
    visitor.link("Search for these words instead").drawn()
    assert visitor.page.get_by_label("Search").input_value() == "Will it rain on spoke?"


def test_a_search_is_narrowed_and_paged_and_exported(visitor: Visitor) -> None:
    visitor.go("search?q=spoke").sees(f"{HUB_LINKS} found")
    hits = visitor.page.locator("[class*='st-key-hit']")
    assert hits.count() == 10
    visitor.page.get_by_role("button", name=f"10 more of {HUB_LINKS - 10}").click()
    visitor.sees(f"10 more of {HUB_LINKS - 20}")
    assert hits.count() == 20
    assert len(rows_of(visitor.download(f"Download {HUB_LINKS} found"))) == HUB_LINKS
    visitor.go("search?q=maya&kind=Person").sees("2 found")
    assert hits.count() == 2
    visitor.go("search?q=xanthonbi").link("Search for “xanthonib”").sees("Xanthonib")


def test_the_first_page_leads_on(visitor: Visitor) -> None:
    visitor.go().heading("small-lab")
    assert "Health: graph and index are in step" in visitor.text
    visitor.link("batches").sees("2 found")


@pytest.mark.parametrize("id", ODD)
def test_a_name_is_shown_as_it_is_and_does_nothing(visitor: Visitor, id: str) -> None:
    shown = " ".join(ODD[id].split())[:100]
    visitor.go(f"asset?id={id}")
    assert shown in " ".join(visitor.page.get_by_role("heading", level=1).inner_text().split())
    visitor.go(f"search?q={quote(id)}")
    listed = visitor.text.replace("\u2060", "")
    assert shown in " ".join(listed.split())
    visitor.go("asset?id=lab:HUB")
    assert visitor.page.title() == "hub disease · Labkin"
    assert visitor.page.locator(".stMainBlockContainer img, .stMainBlockContainer .katex").count() == 0
    visitor.tab("Neighbourhood").sees(f"is treated by ({HUB_LINKS + len(ODD)})")


def test_all_of_many_links_can_be_had(visitor: Visitor) -> None:
    visitor.go("asset?id=lab:HUB")
    visitor.page.get_by_text(f"All {HUB_LINKS + len(ODD)}").click()
    visitor.page.get_by_role("button", name="Download CSV").wait_for()
    assert len(rows_of(visitor.download("Download CSV"))) == HUB_LINKS + len(ODD)


@pytest.mark.parametrize("id", ["lab:NOPE", "![x](http://evil.example/y.png)", "'; DROP TABLE statement; --"])
def test_what_is_not_there_is_said_and_a_way_on_is_shown(visitor: Visitor, id: str) -> None:
    visitor.go(f"asset?id={quote(id)}").sees("nothing in this lab is called")
    visitor.link("Search for").drawn()
    assert visitor.page.get_by_label("Search").input_value() == id


@pytest.mark.parametrize("width", [1360, 800])
@pytest.mark.parametrize("path", ["", "search?q=spoke", "asset?id=lab:L", "asset?id=lab:HUB", "datasets"])
def test_no_page_is_wider_than_its_window(visitor: Visitor, path: str, width: int) -> None:
    visitor.page.set_viewport_size({"width": width, "height": 900})
    visitor.go(path)
    over = "document.querySelector('[data-testid=stMain]').{} "
    assert visitor.page.evaluate(over.format("scrollWidth")) <= visitor.page.evaluate(over.format("clientWidth"))


def test_an_empty_lab_says_what_to_do(browser: Any, tmp_path: Path) -> None:
    labkin("init", str(tmp_path / "empty"))
    with exploring(tmp_path / "empty") as url:
        page = browser.new_page()
        visitor = Visitor(page, url)
        visitor.go().sees("Nothing is in this lab yet")
        assert "labkin load" in visitor.text
        visitor.go("search?q=anything").sees("Nothing in this lab matches")
        visitor.go("datasets").sees("No dataset is in this lab yet")
        page.close()
    assert visitor.outside == []
