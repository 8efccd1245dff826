"""PubMed XML records a second, beside pubmed_parser on the same bytes in the same run.

python -m benchmarks pubmed [FILE...]

The files (records of PubMed as XML; by default those of `$LABKIN_DATA/publications`) are repeated until there are about
10,000 records. `pubmed_parser` (MIT) is measured where it is installed; it makes a dictionary of each record, Labkin
every statement: authors, headings, chemicals and citations as links.
"""

from __future__ import annotations

import gzip
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import psutil

from labkin.graph.model import Source
from labkin.loaders import load_all
from labkin.loaders.base import HEAD_BYTES, LOADERS, Input

RECORDS, TIMES = 10_000, 5
_RECORD = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)


def run(arguments: Sequence[str]) -> None:
    """Measure both and print a table."""
    load_all()
    records = [one for file in _files(arguments) for one in _RECORD.findall(file.read_bytes())]
    if not records:
        raise SystemExit("no PubmedArticle in these files; give files of PubMed XML, or set LABKIN_DATA")
    whole = b"<PubmedArticleSet>" + b"\n".join(records * (RECORDS // len(records))) + b"</PubmedArticleSet>"
    count = whole.count(b"<PubmedArticle>")
    print(f"{count:,} records ({len(records)} different), {len(whole) / 1e6:.0f} MB; {TIMES} runs each, taking turns\n")
    with tempfile.NamedTemporaryFile(suffix=".xml.gz") as file:
        file.write(gzip.compress(whole, 1))  # as PubMed gives its files away, and as pubmed_parser wants them
        file.flush()
        readers: dict[str, Callable[[], int]] = {"labkin": partial(_ours, Path(file.name), len(whole))}
        if theirs := _theirs():
            readers["pubmed_parser"] = partial(theirs, file.name)
        else:
            print("pubmed_parser is not installed here (pip install pubmed-parser): Labkin alone\n")
        seconds: dict[str, list[float]] = {name: [] for name in readers}
        made: dict[str, int] = {}
        for _ in range(TIMES):
            for name, read in readers.items():
                started = time.perf_counter()
                made[name] = read()
                seconds[name].append(time.perf_counter() - started)
    print("| reader | records a second, median | best | made |\n|---|---:|---:|---:|")
    for name, took in seconds.items():
        print(f"| {name} | {count / statistics.median(took):,.0f} | {count / min(took):,.0f} | {made[name]:,} |")
    print(f"\nresident memory at the end: {psutil.Process().memory_info().rss / 1e6:.0f} MB")


def _files(arguments: Sequence[str]) -> list[Path]:
    if arguments:
        return [Path(argument) for argument in arguments]
    data = os.environ.get("LABKIN_DATA")
    return sorted((Path(data) / "publications").glob("pubmed*.xml")) if data else []


def _ours(file: Path, size: int) -> int:
    with gzip.open(file) as stream:
        head = stream.read(HEAD_BYTES)
    source = Source(uri=str(file), sha256="0" * 64, size=size, loader="pubmed", loader_version="1")
    item = Input(file.name, source, partial(gzip.GzipFile, file), head)
    return sum(1 for _ in LOADERS["pubmed"].load(item))


def _theirs() -> Callable[[str], int] | None:
    try:
        import pubmed_parser
    except ImportError:
        return None
    return lambda path: sum(1 for _ in pubmed_parser.parse_medline_xml(path, year_info_only=False))
