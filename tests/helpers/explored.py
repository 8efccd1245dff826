"""The explorer over a lab, as `labkin explore` serves it, and a browser that looks at it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from command_line import LABKIN, CommandLine

PATIENCE = 60.0  # seconds that one step may take on a slow and busy machine
WINDOW = {"width": 1280, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# On a deep address Streamlit first looks for its server below that address, and finds it one level up.
PROBE = re.compile(r"/\w+/_stcore/(health|host-config)$")
NEAR = re.compile(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:")
DRAWN = """() => {
    const app = document.querySelector('[data-testid=stApp]')
    return app?.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
        && !document.querySelector('[data-testid=stSkeleton], [data-testid=stSpinner], [data-stale=true]')
        && document.querySelector('.stMainBlockContainer')?.innerText.trim()
}"""


@contextmanager
def exploring(lab: CommandLine) -> Iterator[str]:
    """The address of an explorer over this lab, stopped with the engine of the lab at the end."""
    log = lab.lab.parent / f"{lab.lab.name}.log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("wb") as out:
        server = subprocess.Popen(
            [str(LABKIN), "explore", "--no-open", "--port", str(port)],
            stdout=subprocess.PIPE,
            stderr=out,
            env=lab.environment,
            text=True,
            # What a shell starts in the background is deaf to Ctrl-C, and so are its children.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
    late = threading.Timer(PATIENCE, server.kill)  # a server that never says where it is would be read for ever
    late.start()
    try:
        said = server.stdout.readline() if server.stdout else ""
        late.cancel()
        assert f"http://127.0.0.1:{port}" in said, said + log.read_text(errors="replace")
        yield f"http://127.0.0.1:{port}/"
    finally:
        late.cancel()
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=PATIENCE)
        lab("stop")
    assert "Traceback" not in log.read_text(errors="replace"), log.read_text(errors="replace")


@contextmanager
def chromium_at(path: str) -> Iterator[Any]:
    """A headless browser."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=PATIENCE * 1000)
        yield opened
        opened.close()


class Visitor:
    """Someone at a browser, in a window of their own. What goes wrong behind the page is kept in `troubles`."""

    def __init__(self, browser: Any, url: str) -> None:
        self.url = url
        self.troubles: list[str] = []
        self.context = browser.new_context(viewport=WINDOW, accept_downloads=True)
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.troubles.append(f"the page raised {error}"))
        self.page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        if message.type == "error" and not PROBE.search(message.location.get("url", "")):
            self.troubles.append(f"the console says {message.text} ({message.location.get('url')})")

    def _see(self, request: Any) -> None:
        if not NEAR.match(request.url):
            self.troubles.append(f"the page asked another machine: {request.url}")

    def leave(self) -> None:
        """Close the window. Nothing went wrong behind the pages."""
        if not self.page.is_closed():
            self._is_well()
        self.context.close()
        assert self.troubles == []

    def go(self, path: str = "") -> Visitor:
        """Open a page of the explorer, by its path or its whole address."""
        self.page.goto(path if path.startswith("http") else self.url + path)
        return self.drawn()

    def drawn(self) -> Visitor:
        """Wait until the page is drawn and nothing runs any more. No page shows the insides of an error.

        After a click this may be so before the click has reached the server: wait for what it brings (`sees`).
        """
        self.page.wait_for_function(DRAWN)
        self._is_well()
        return self

    def _is_well(self) -> None:
        assert self.page.locator("[data-testid=stException]").count() == 0, self.text
        assert "Traceback" not in self.text and "could not be drawn" not in self.text

    @property
    def main(self) -> Any:
        """The page without the navigation."""
        return self.page.locator(".stMainBlockContainer")

    @property
    def text(self) -> str:
        """The words on the page."""
        return str(self.main.inner_text())

    def sees(self, words: str | re.Pattern[str]) -> Visitor:
        """Wait until these words can be seen, and the page is drawn."""
        from playwright.sync_api import expect

        expect(self.main.get_by_text(words).first).to_be_visible()
        return self.drawn()

    def heading(self, words: str, level: int = 1) -> Visitor:
        """Wait until the page has this heading."""
        from playwright.sync_api import expect

        expect(self.page.get_by_role("heading", name=words, level=level, exact=True)).to_be_visible()
        return self.drawn()

    def follow(self, name: str) -> Visitor:
        """Click the link of that name."""
        self.main.get_by_role("link", name=name).first.click()
        return self

    def tab(self, name: str) -> Visitor:
        """Open a tab, and wait until it is the one that is shown."""
        from playwright.sync_api import expect

        tab = self.page.get_by_role("tab", name=name, exact=True)
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        return self

    def type(self, label: str, words: str) -> Visitor:
        """Type into a field and press Enter."""
        field = self.main.get_by_role("textbox", name=label, exact=True)
        field.fill(words)
        field.press("Enter")
        return self

    def press(self, name: str | re.Pattern[str]) -> Visitor:
        """Press a button."""
        self.main.get_by_role("button", name=name).first.click()
        return self

    def download(self, button: str) -> bytes:
        """The file that a button gives."""
        self.drawn()
        with self.page.expect_download() as got:
            self.press(button)
        return Path(got.value.path()).read_bytes()

    def picture(self) -> Any:
        """The picture on the page, as SVG, once it is there."""
        from playwright.sync_api import expect

        drawing = self.main.locator("[data-testid=stGraphVizChart] svg")
        expect(drawing).to_be_visible()
        return drawing

    def cell(self, row: int, column: int, table: int = 0) -> Any:
        """A cell of a table, as those are told who cannot see its canvas; counted from 0, without the head."""
        grid = self.main.locator("[data-testid=stDataFrame]").nth(table)
        return grid.locator(f"tr[aria-rowindex='{row + 2}'] td[aria-colindex='{column + 1}']")
