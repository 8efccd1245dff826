"""Make the pictures of the explorer anew: `python docs/pictures/make.py [NAME...]`.

Builds the demo lab in a temporary folder, starts the explorer on it, and takes pictures with a Chromium found on the
path. Needs the extra `dev` (Playwright).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from labkin.app import curation
from labkin.app.cli_explore import explorer_command, free_port
from labkin.app.curation_log import second_opinions
from labkin.app.curation_queue import Case, doubtful
from labkin.app.lab import Lab

HERE = Path(__file__).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
WIDTH, SECONDS = 1360, 60
SCALE = 1.5  # pixels of the screen for one of the page
COLOURS = 256  # of a picture, which keep it small
# The page of each picture, the tab to open there, and the height of the window.
PICTURES = {
    "home": ("", "", 1010),
    "search": (f"search?q={quote('heart attack palladium impurity')}&kind=Document", "", 900),
    "ask": (f"ask?q={quote('Which drugs treat asthma?')}", "", 900),
    "asset": ("asset?id=lantern:LK-0042", "", 1080),
    "dataset": ("asset?id=dataset:egfr-ic50-raw-results", "Data", 900),
    "text": ("asset?id=lantern:REP-2024-02", "", 860),
    "curate": ("curate", "", 1010),
}
CURATORS = ("ana", "ben")
MOST_SKIPPED = 40  # doubtful mentions, to come to one that may mean several things


def main(names: list[str]) -> None:
    """Make the pictures of these names, all without any."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"none of {', '.join(BROWSERS)} is on the path")
    with _explorer() as url, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=list(FLAGS))
        page = chromium.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=SCALE)
        page.set_default_timeout(SECONDS * 1000)
        for name in names or PICTURES:
            _take(page, url, name)
        chromium.close()


@contextmanager
def _explorer() -> Iterator[str]:
    """The address of an explorer over a fresh demo lab."""
    with tempfile.TemporaryDirectory() as folder:
        lab, port = Path(folder) / "demo-lab", free_port()
        labkin = str(Path(sys.executable).with_name("labkin"))
        subprocess.run([labkin, "demo", "--no-open", "--lab", str(lab)], check=True, stdout=subprocess.DEVNULL)
        _decide(lab)
        surroundings = os.environ | {"LABKIN_AUTHOR": CURATORS[0]}
        server = subprocess.Popen(explorer_command(lab, port), stdout=subprocess.DEVNULL, cwd=folder, env=surroundings)
        try:
            url = f"http://127.0.0.1:{port}/"
            _await(url)
            yield url
        finally:
            server.terminate()
            server.wait()
            subprocess.run([labkin, "stop", "--lab", str(lab)], check=True, stdout=subprocess.DEVNULL)


def _decide(folder: Path) -> None:
    """Some decisions of two curators, who agree but for one."""
    first, second = CURATORS
    with Lab.open(folder) as lab:
        for case in doubtful(lab, most=8):
            _by_its_link(case)(lab, [case], first)
        cases = second_opinions(lab, second)
        curation.link(lab, cases[:1], "", second)
        for case in cases[1:]:
            _by_its_link(case)(lab, [case], second)
        lab.catch_up()


def _by_its_link(case: Case) -> Callable[[Lab, list[Case], str], object]:
    return curation.accept if case.link and case.link.confidence > 0.5 else curation.reject


def _await(url: str) -> None:
    until = monotonic() + SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{url}_stcore/health", timeout=2):
                return
        except OSError:
            if monotonic() > until:
                raise
            sleep(0.1)


def _take(page: Page, url: str, name: str) -> None:
    path, tab, height = PICTURES[name]
    page.set_viewport_size({"width": WIDTH, "height": height})
    page.goto(url + path)
    _await_drawn(page)
    if tab:
        page.get_by_role("tab", name=tab, exact=True).click()
        _await_drawn(page)
    for _ in range(MOST_SKIPPED if name == "curate" else 0):
        if page.get_by_text("several meanings").count():
            break
        page.keyboard.press("n")
        page.wait_for_timeout(300)
        _await_drawn(page)
    page.mouse.move(2, height - 2)  # away from what would show a hint
    page.wait_for_timeout(1500)  # fonts, and tables that draw themselves
    target = HERE / f"{name}.png"
    page.screenshot(path=target)
    with Image.open(target) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)


def _await_drawn(page: Page) -> None:
    page.wait_for_function(
        """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
             && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
             && document.querySelector('.stMainBlockContainer')?.innerText.trim()"""
    )


if __name__ == "__main__":
    main(sys.argv[1:])
