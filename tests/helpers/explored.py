"""A small lab with odd corners, the explorer over it, and a browser that looks at it."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 60.0  # seconds, on a slow and busy machine
HUB_LINKS = 40
ODD = {
    "lab:Q": 'He said "don\'t" `x` \\ back',
    "lab:S": '<script>document.title="pwned"</script><img src=x onerror=document.title="pwned">',
    "lab:M": "# *a* _b_ [c](http://evil.example) ![d](http://evil.example/x.png) "
    "$\\frac{a}{b}$ :red[e] :material/home: ",
    "lab:R": "مركب الاختبار עברית",
    "lab:L": "A very long name " * 600,
}
NODES: list[dict[str, Any]] = [
    {"id": "lab:X-1", "category": "Compound", "name": "Xanthonib", "smiles": "CC(=O)Oc1ccccc1C(=O)O"},
    {"id": "lab:B-1", "category": "Batch", "name": "X-1-B1", "purity": 98.6, "status": "withdrawn", "reason": "lead"},
    {"id": "lab:B-2", "category": "Batch", "name": "X-1-B2", "purity": 99.1, "status": "released"},
    {"id": "lab:S-1", "category": "Sample", "name": "vial of B1", "status": "in use"},
    {"id": "lab:P-1", "category": "Person", "name": "Maya Lind"},
    {"id": "lab:P-2", "category": "Person", "name": "Maya Oko"},
    {"id": "lab:M-1", "category": "Measurement", "name": "IC50 of B1", "endpoint": "IC50", "value": 12.5, "unit": "nM"},
    {"id": "lab:M-2", "category": "Measurement", "name": "IC50 of B1 again", "endpoint": "IC50", "value": 14.0},
    {"id": "lab:HUB", "category": "Disease", "name": "hub disease"},
    *({"id": f"lab:C-{n}", "category": "Compound", "name": f"spoke {n}"} for n in range(HUB_LINKS)),
    *({"id": id, "category": "Compound", "name": name} for id, name in ODD.items()),
]
EDGES = [
    ("lab:B-1", "batch_of", "lab:X-1"),
    ("lab:B-2", "batch_of", "lab:X-1"),
    ("lab:S-1", "derived_from", "lab:B-1"),
    ("lab:B-1", "attributed_to", "lab:P-1"),
    ("lab:B-2", "attributed_to", "lab:P-2"),
    ("lab:M-1", "measurement_of", "lab:X-1"),
    ("lab:M-2", "measurement_of", "lab:X-1"),
    *((f"lab:C-{n}", "treats", "lab:HUB") for n in range(HUB_LINKS)),
    *((id, "treats", "lab:HUB") for id in ODD),
]
PLATE = [("well", "signal", "flag"), ("A1", 10, "ok"), ("A2", 250, "bad"), ("B1", 30, "ok"), ("B2", 9, "bad")]


def as_csv(rows: list[tuple[object, ...]]) -> str:
    """Rows as comma-separated text."""
    return "".join(",".join(map(str, row)) + "\n" for row in rows)


def write_files(folder: Path) -> Path:
    """The files of the lab: registry, certificates, links, and tables in all their wrappings."""
    from openpyxl import Workbook

    folder.mkdir()
    (folder / "registry_nodes.jsonl").write_text("".join(json.dumps(node) + "\n" for node in NODES))
    other = {"id": "lab:B-1", "category": "Batch", "name": "X-1-B1", "purity": 94.9}
    (folder / "certificates_nodes.jsonl").write_text(json.dumps(other) + "\n")
    lines = ["\t".join(edge) for edge in [("subject", "predicate", "object"), *EDGES]]
    (folder / "registry_edges.tsv").write_text("\n".join(lines) + "\n")
    (folder / "plate.csv").write_text(as_csv(PLATE))
    with gzip.open(folder / "packed.csv.gz", "wt") as packed:
        packed.write(as_csv(PLATE[:3]))
    with zipfile.ZipFile(folder / "bundle.zip", "w") as bundle:
        bundle.writestr("inner/zipped.csv", as_csv(PLATE[:4]))
    book = Workbook()
    for name, rows in (("First plate", PLATE), ("People", [("who", "age"), ("Ana", 31), ("Bo", 44)])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(folder / "workbook.xlsx")
    return folder


def labkin(*arguments: str) -> str:
    """Run the command line; what it printed."""
    ran = subprocess.run([sys.executable, "-m", "labkin.app.cli", *arguments], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@contextmanager
def exploring(lab: Path) -> Iterator[str]:
    """The address of an explorer over this lab, stopped with the engine of the lab at the end."""
    from labkin.app.cli_explore import explorer_command, free_port

    port = free_port()
    log = lab.parent / f"{lab.name}.log"
    with log.open("wb") as out:
        server = subprocess.Popen(explorer_command(lab, port), stdout=out, stderr=out, cwd=lab.parent, env=os.environ)
    try:
        _await(f"http://127.0.0.1:{port}/_stcore/health", server, log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(PATIENCE)
        labkin("stop", "--lab", str(lab))
    assert "Traceback" not in log.read_text(errors="replace")


def _await(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            assert server.poll() is None and time.monotonic() < deadline, log.read_text(errors="replace")
            time.sleep(0.1)


class Visitor:
    """Someone at a browser. All that the pages ask of other machines is remembered in `outside`."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, url
        self.outside: list[str] = []
        page.on("request", self._see)
        page.set_default_timeout(PATIENCE * 1000)

    def _see(self, request: Any) -> None:
        if not re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:", request.url):
            self.outside.append(request.url)

    def go(self, path: str = "") -> Visitor:
        """Open a page of the explorer."""
        self.page.goto(self.url + path)
        return self.drawn()

    def drawn(self) -> Visitor:
        """Wait until the page is drawn. No page shows the insides of an error."""
        self.page.wait_for_function(
            """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
                 && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')
                 && document.querySelector('.stMainBlockContainer')?.innerText.trim()"""
        )
        assert "Traceback" not in self.text and "could not be drawn" not in self.text
        return self

    @property
    def text(self) -> str:
        """The words on the page."""
        return str(self.page.locator(".stMainBlockContainer").inner_text())

    def link(self, name: str) -> Visitor:
        """Follow the link of that name."""
        self.page.locator(".stMainBlockContainer").get_by_role("link", name=name).first.click()
        return self

    def sees(self, words: str) -> Visitor:
        """Wait until these words are on the page."""
        self.page.get_by_text(words).first.wait_for()
        return self.drawn()

    def heading(self, words: str) -> Visitor:
        """Wait until the page has this title."""
        self.page.get_by_role("heading", name=words, level=1).wait_for()
        return self.drawn()

    def tab(self, name: str) -> Visitor:
        """Open a tab."""
        self.page.get_by_role("tab", name=name, exact=True).click()
        return self

    def type(self, label: str, words: str) -> Visitor:
        """Type into a field and press Enter."""
        field = self.page.get_by_label(label).first
        field.fill(words)
        field.press("Enter")
        return self

    def download(self, button: str) -> bytes:
        """The file that a button gives."""
        with self.page.expect_download() as got:
            self.page.get_by_role("button", name=button).first.click()
        return Path(got.value.path()).read_bytes()
