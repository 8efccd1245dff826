"""The page for adding data: a table is uploaded, understood, corrected, saved and loaded, in a real browser."""

from __future__ import annotations

import os
import re
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import processes
from command_line import CommandLine
from labkin.app.cli_explore import explorer_command, free_port
from labkin.app.lab import Lab
from labkin.loaders.mapping_yaml import parse_mapping

PATIENCE = 60.0  # seconds, on a slow and busy machine
PANEL = """Compound ID,SMILES,Batch,EGFR IC50 (nM),Collected,Tested by
LK-1,CC(=O)Oc1ccccc1C(=O)O,B01,12.5,03/04/2024,Maya Lind
LK-2,CN1C=NC2=C1C(=O)N(C(=O)N2C)C,B02,>10000,05/04/2024,Ana Oko
LK-3,c1ccccc1,B03,n.t.,05/04/2024,"<b>Eve</b> [x](http://evil.example)"
"""
OTHER = PANEL.replace("12.5", "13.5")


class Page:
    """The page at a browser, and every request it makes of other machines."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, url
        self.outside: list[str] = []
        page.on("request", lambda request: self._see(str(request.url)))
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(f"{url}add")
        self.drawn()

    def _see(self, url: str) -> None:
        if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:", url):
            self.outside.append(url)

    def drawn(self) -> None:
        """Wait until the page is drawn."""
        self.page.wait_for_function(
            """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
                 && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
                 && document.querySelector('.stMainBlockContainer')?.innerText.trim()"""
        )
        assert "could not be drawn" not in self.text

    @property
    def text(self) -> str:
        return str(self.page.locator(".stMainBlockContainer").inner_text())

    def sees(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()
        self.drawn()

    def upload(self, file: Path) -> None:
        self.page.locator("input[type=file]").set_input_files(str(file))
        self.sees("What the table becomes")

    def load(self) -> None:
        self.page.get_by_role("button", name="Load it into the lab").click()

    def path(self, path: Path) -> None:
        field = self.page.get_by_label("Or the path of a file")
        field.fill(str(path))
        field.press("Enter")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("adding")
    CommandLine(folder / "lab")("init", folder / "lab")
    yield folder / "lab"
    processes.stop(processes.working_in(folder.resolve()))


@pytest.fixture(scope="module")
def url(lab: Path) -> Iterator[str]:
    """The address of an explorer over an empty lab."""
    port, log = free_port(), lab.parent / "explorer.log"
    environment = {**os.environ, "LABKIN_HEAP": "256m", "LABKIN_IDLE_MINUTES": "5"}
    with log.open("wb") as out:
        server = subprocess.Popen(explorer_command(lab, port), stdout=out, stderr=out, cwd=lab.parent, env=environment)
    try:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                    break
            except OSError:
                assert server.poll() is None and time.monotonic() < deadline, log.read_text(errors="replace")
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(PATIENCE)
    assert "Traceback" not in log.read_text(errors="replace")


@pytest.fixture
def page(url: str, chromium: str) -> Iterator[Page]:
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = started.chromium.launch(executable_path=chromium, args=flags)
        opened = Page(browser.new_page(viewport={"width": 1360, "height": 1400}), url)
        yield opened
        assert opened.outside == []
        browser.close()


def measured(lab: Path) -> list[tuple[object, object]]:
    """Values and qualifiers of the measurements in the lab."""
    with Lab.open(lab) as opened, opened.view() as view:
        ids = [str(info.source.id) for info in view.sources()]
        assert ids
        hits = opened.index.search(_measurements(), _everyone()).hits
        return sorted((node.props["value"], node.props["qualifier"]) for node in view.nodes([hit.id for hit in hits]))


def _measurements() -> Any:
    from labkin.search.index import Request

    return Request("", kinds=("Measurement",), limit=50)


def _everyone() -> Any:
    from labkin.graph.model import EVERYONE

    return EVERYONE


def test_a_table_is_uploaded_understood_saved_and_loaded(page: Page, lab: Path, tmp_path: Path) -> None:
    (tmp_path / "panel.csv").write_text(PANEL)
    page.upload(tmp_path / "panel.csv")
    page.sees("The first 3 rows become 3 compounds, 3 batches, 3 people, 1 assay, 2 measurements")
    page.sees("line 4, column EGFR IC50 (nM): the cell holds no value: 'n.t.'")
    page.sees("is 03/04/2024 written day first (DMY) or month first (MDY)?")
    assert page.page.locator("[data-testid=stGraphVizChart] svg").count() == 1
    page.page.get_by_role("tab", name="Mapping").click()
    page.sees("labkin-mapping: 1")
    with page.page.expect_download() as got:
        page.page.get_by_role("button", name="Save the mapping").click()
    mapping = parse_mapping(Path(got.value.path()).read_text(encoding="utf-8"))
    assert got.value.suggested_filename == "panel.map.yaml"
    assert {thing.kind for thing in mapping.things} == {"Compound", "Batch", "Person", "Assay"}
    page.load()
    page.sees("panel.csv is loaded")
    assert measured(lab) == [(12.5, "="), (10000.0, ">")]
    page.page.get_by_role("link", name="panel.csv as a dataset").click()
    page.page.get_by_role("heading", name="panel", level=1).wait_for()
    page.drawn()


def test_the_same_name_again_is_a_new_version_or_another_file(page: Page, lab: Path, tmp_path: Path) -> None:
    (tmp_path / "again.csv").write_text(PANEL)
    page.upload(tmp_path / "again.csv")
    page.load()
    page.sees("again.csv is loaded")
    before = len(measured(lab))
    (tmp_path / "again.csv").write_text(OTHER)
    page.page.goto(f"{page.url}add")
    page.drawn()
    page.upload(tmp_path / "again.csv")
    page.sees("was added before")
    page.load()
    page.sees("again.csv is loaded")
    assert len(measured(lab)) == before
    assert (13.5, "=") in measured(lab)


def test_a_mapping_can_be_written_by_hand_and_says_where_it_is_wrong(page: Page, tmp_path: Path) -> None:
    (tmp_path / "hand.csv").write_text(PANEL)
    page.path(tmp_path / "hand.csv")
    page.sees("What the table becomes")
    page.page.get_by_text("Write the mapping by hand").click()
    field = page.page.get_by_label("Mapping", exact=True).first
    field.fill("labkin-mapping: 1\nthings:\n  lot: {kind: Batch, idd: 'lab:{Batch}'}\n")
    field.press("Control+Enter")
    page.sees("mapping, line 3, things.lot.idd: there is no such key; did you mean 'id'?")
    field.fill("labkin-mapping: 1\nthings:\n  lot: {kind: Batch, id: 'lab:{Batch}'}\n")
    field.press("Control+Enter")
    page.sees("The first 3 rows become 3 batches and 0 links.")
    page.sees("Columns left out: Collected, Compound ID")


def test_what_cannot_be_read_is_said(page: Page, tmp_path: Path) -> None:
    page.path(tmp_path / "absent.csv")
    page.sees("there is no such file on the machine where the explorer runs")
    (tmp_path / "letter.txt").write_text("Dear reader,\n\nthis is no table.\n")
    page.path(tmp_path / "letter.txt")
    page.sees("it is not a table")
