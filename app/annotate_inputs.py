"""The documents in files that are to be read: PubTator, BioC, JATS, PubMed and Medline, else plain text.

Compression and archives are taken off as when loading. What cannot be read is a `Problem`; the rest is read.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from labkin.app.cli_annotate import STDIN
from labkin.graph.errors import BadInput
from labkin.graph.model import Node, Source
from labkin.graph.values import clean_text
from labkin.loaders import bioc, jats, load_all, medline, pubmed, pubtator
from labkin.loaders.base import Input
from labkin.loaders.inputs import open_inputs
from labkin.loaders.jats_front import front_of
from labkin.loaders.jats_text import sections
from labkin.loaders.lines import BOM, MAX_LINE
from labkin.loaders.text_rows import looks_like_text
from labkin.loaders.xml import records
from labkin.nlp import documents
from labkin.nlp.documents import Document, Problem

_NO_BIOC = (
    "this is no BioC in JSON, which has documents with passages, or it is cut off before its first passage; write the "
    "texts as BioC, PubTator or plain text, or give the file to `labkin load`, which knows more kinds of JSON"
)
LARGEST = 200_000_000  # bytes of a plain text, which is held in memory
_SURE = 0.3
Read = Iterator[Document | Problem]


def documents_of(path: Path) -> Read:
    """The documents of a file, or of the members of an archive."""
    source = Source(path.as_posix(), "", path.stat().st_size if path.is_file() else 0, loader="", loader_version="")
    for item in open_inputs(path, source):
        if isinstance(item, BadInput):
            yield Problem(item.place, item.why)
            continue
        if not item.head.strip():
            yield Problem("", "this file is empty: there is no text to read in it")
            continue
        reader = _reader(item)
        empty = True
        try:
            for found in documents.once(reader(item)):
                empty = False
                yield found
        except BadInput as error:
            empty = False
            yield Problem(error.place, error.why)
        if empty:
            yield Problem("", "there is no document in this file")


@contextmanager
def paths_of(names: list[str]) -> Iterator[list[tuple[str, Path]]]:
    """The files by the names that the user gave; what comes by standard input is kept in a file meanwhile."""
    if STDIN not in names:
        yield [(name, Path(name)) for name in names]
        return
    with tempfile.TemporaryDirectory(prefix="labkin-annotate-") as folder:
        kept = Path(folder) / "stdin.txt"
        with kept.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
        yield [("standard input" if name == STDIN else name, kept if name == STDIN else Path(name)) for name in names]


def _reader(item: Input) -> Callable[[Input], Read]:
    """What reads the input, by its content."""
    load_all()
    known: tuple[tuple[Any, Callable[[Input], Read]], ...] = (
        (pubtator, _pubtator), (bioc, _bioc), (jats, _jats), (pubmed, _papers(pubmed)), (medline, _papers(medline)),
    )  # fmt: skip
    sure = [(module.detect(item), reader) for module, reader in known]
    best = max(sure, key=lambda one: one[0])
    return best[1] if best[0] > _SURE else _plain


def _pubtator(item: Input) -> Read:
    bad: list[Problem] = []
    for found in documents.pubtator(_lines(item, bad)):
        yield from bad
        bad.clear()
        yield found
    yield from bad


def _lines(item: Input, bad: list[Problem]) -> Iterator[tuple[int, str]]:
    """The lines with their numbers; those that are not UTF-8 or too long are noted instead."""
    with item.open() as stream:
        number = 0
        while raw := stream.readline(MAX_LINE + 1):
            number += 1
            raw = raw.removeprefix(BOM) if number == 1 else raw
            try:
                yield number, raw.decode().rstrip("\r\n")
            except UnicodeDecodeError as error:
                why = f"byte {error.start + 1} of this line is not UTF-8; save the file as UTF-8"
                bad.append(Problem(f"line {number}", why))


def _bioc(item: Input) -> Read:
    for number, record in enumerate(bioc.documents(item), 1):
        yield documents.bioc(record, number)
        if problem := documents.misplaced(record, number):
            yield problem


def _jats(item: Input) -> Read:
    for number, article in enumerate(records(item, ("article", "{*}article")), 1):
        jats.bare_names(article)
        front = front_of(item, article, f"article {number}")
        if front is None:
            why = "this article has no DOI, PMID or PMCID; write one into its article-meta, or give it as plain text"
            yield Problem(f"article {number}", why)
            continue
        parts = [("title", "", str(front.props.get("name") or "")), ("abstract", "", front.abstract)]
        parts += [(one.type, one.title, one.text) for one in sections(article, "")]
        yield documents.of_sections(front.pmid or front.id, parts)


def _papers(module: Any) -> Callable[[Input], Read]:
    """Papers as their loader states them: the nodes that have a text."""

    def read(item: Input) -> Read:
        for statement in module.load(item):
            fact = statement.fact
            if (
                isinstance(fact, Node)
                and fact.kind == "Publication"
                and (fact.props.get("name") or "text" in fact.props)
            ):
                title, text = str(fact.props.get("name") or ""), str(fact.props.get("text") or "")
                yield documents.of_parts(fact.id.local, title, text)
        yield from (Problem(*remark, read=True) for remark in item.warnings)

    return read


def _plain(item: Input) -> Read:
    if not looks_like_text(item.head):
        yield Problem("", "this is neither text nor a kind of document that Labkin reads: PubTator, BioC, JATS, PubMed")
        return
    if Path(item.name).suffix.lower() in (".json", ".jsonl"):
        yield Problem("", _NO_BIOC)
        return
    with item.open() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        yield Problem("", f"this text is longer than {LARGEST:,} bytes; cut it into several files")
        return
    name = clean_text(Path(item.name).stem)
    data = data.removeprefix(BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = "this line is not UTF-8; such lines are read as Windows-1252: save the file as UTF-8 if that is wrong"
        yield Problem(f"line {line}", why, read=True)
        text = "".join(map(_line, data.splitlines(keepends=True)))
    yield documents.of_text(name, text)


def _line(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
