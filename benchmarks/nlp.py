"""How many abstracts a second are read, with how much memory, and how soon the first one is.

python -m benchmarks nlp            the whole pipeline and --fast, on one process and on two, each started afresh
python -m benchmarks nlp 300        with so many abstracts (all 700 if not said)

Texts are titles and abstracts of the development parts of BC5CDR, NCBI-disease and BioRED (LABKIN_DATA/ner). Beside
them, in the same run, scispaCy's parts that work offline, where its extra is installed in an environment of its own
(`make test-extras EXTRAS=scispacy`, or LABKIN_SCISPACY, the path of a Python that has it): its AbbreviationDetector on
the same texts, and its candidate generator on the same names of diseases, asked for the same mentions.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
CHILD, OTHER = "benchmarks._nlp_child", HERE / "_nlp_scispacy.py"
TARGETS = "targets: 40 abstracts a second on two cores, 80 wished; --fast 150; below 1.5 GB; first document within 6 s"


def run(arguments: list[str]) -> None:
    """Measure and print; the argument is the number of abstracts."""
    root = os.environ.get("LABKIN_DATA")
    if not root:
        print("needs LABKIN_DATA, the folder with ner/")
        return
    texts = abstracts(Path(root) / "ner")[: int(arguments[0]) if arguments else None]
    characters = sum(map(len, texts))
    print(f"{len(texts):,} abstracts, {characters / len(texts):,.0f} characters each, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "texts.json"
        given.write_text(json.dumps(texts), encoding="utf-8")
        _ours(given)
        mentions = disease_mentions(Path(root) / "ner")
        names = Path(folder) / "names.json"
        _abbreviations_and_candidates(given, names, mentions)
    print(TARGETS)


def abstracts(folder: Path) -> list[str]:
    """Titles and abstracts of the development parts, title and abstract joined by a blank."""
    found = []
    for corpus in ("bc5cdr", "ncbi_disease", "biored"):
        title = ""
        for line in (folder / corpus / "dev.pubtator.txt").read_text(encoding="utf-8").split("\n"):
            id, mark, text = line.partition("|t|")
            if mark and id.isdigit():
                title = text
            elif (parts := line.partition("|a|"))[1] and parts[0].isdigit():
                found.append(f"{title} {parts[2]}")
    return found


def disease_mentions(folder: Path) -> list[str]:
    """The different names of diseases that people marked in the development parts."""
    found: dict[str, None] = {}
    for corpus in ("bc5cdr", "ncbi_disease", "biored"):
        for line in (folder / corpus / "dev.pubtator.txt").read_text(encoding="utf-8").split("\n"):
            cells = line.split("\t")
            if len(cells) > 5 and "Disease" in cells[4]:
                found.setdefault(cells[3])
    return list(found)


def _ours(given: Path) -> None:
    cold = [_asked([sys.executable, "-m", CHILD, "cold"])["seconds"] for _ in range(3)]
    print(f"\nfrom the start of Python to the first document read: {', '.join(f'{one:.1f}' for one in cold)} s\n")
    print("| pipeline | processes | abstracts/s | memory MB (shared counted once) | largest process MB |")
    print("|---|---|---|---|---|")
    for fast in (False, True):
        for workers in (1, 2):
            said = _asked([sys.executable, "-m", CHILD, "read", str(given), str(int(fast)), str(workers)])
            name = "--fast" if fast else "whole"
            print(
                f"| {name} | {workers} | {said['rate']:.1f} | {said['pss']:,.0f} | {said['rss']:,.0f} |",
                flush=True,
            )
    said = _asked([sys.executable, "-m", CHILD, "parts", str(given)])
    parts = ", ".join(f"{name.removeprefix('labkin_')} {ms:.2f}" for name, ms in said["ms"].items())
    print(f"\nmilliseconds an abstract by component, one process: {parts}")


def _abbreviations_and_candidates(given: Path, names: Path, mentions: list[str]) -> None:
    names.write_text(json.dumps(mentions), encoding="utf-8")
    mine = _asked([sys.executable, "-m", CHILD, "linking", str(given), str(names)])
    print("\n| part | build s | a second |\n|---|---|---|")
    print(f"| Labkin: abbreviations, abstracts | | {mine['abbreviations']:,.0f} |")
    print(f"| Labkin: candidates for {len(mentions):,} mentions | {mine['build']:.1f} | {mine['candidates']:,.0f} |")
    python = os.environ.get("LABKIN_SCISPACY") or str(HERE.parent / ".venv-scispacy" / "bin" / "python")
    if not Path(python).exists():
        print("| scispaCy | | not run: no environment has it; `make test-extras EXTRAS=scispacy` makes one |")
        return
    other = _asked([python, str(OTHER), str(given), str(names), str(names.with_suffix(".kb.json"))])
    print(f"| scispaCy {other['version']}: AbbreviationDetector, abstracts | | {other['abbreviations']:,.0f} |")
    said = f"| scispaCy: candidates among {other['names']:,} names"
    print(f"{said} | {other['build']:.1f} | {other['candidates']:,.0f} |")


def _asked(command: list[str]) -> dict[str, Any]:
    """What a process printed last as JSON, with its and its children's memory at the highest, in MB."""
    started = time.perf_counter()
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=HERE.parent) as process:
        memory = _Memory(process.pid)
        out, _ = process.communicate()
        memory.stop()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return {"seconds": time.perf_counter() - started, "pss": memory.pss, "rss": memory.rss} | json.loads(
        out.splitlines()[-1]
    )


class _Memory:
    """Looks at the memory of a process and its children five times a second."""

    def __init__(self, pid: int) -> None:
        self.pss = self.rss = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, args=(pid,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._ended.set()
        self._thread.join()

    def _watch(self, pid: int) -> None:
        import psutil

        while not self._ended.wait(0.2):
            try:
                process = psutil.Process(pid)
                all_ = [one.memory_full_info() for one in (process, *process.children(recursive=True))]
            except psutil.Error:
                continue
            self.pss = max(self.pss, sum(getattr(one, "pss", one.rss) for one in all_) / 1e6)
            self.rss = max(self.rss, max(one.rss for one in all_) / 1e6)
