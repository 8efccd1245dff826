"""Is the index what the ledger makes: every entry there and as it should be, its files whole, its vectors of its texts.

Bits rot without a sound: an index that is read wrongly answers all the same. Nothing is repaired here.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from labkin.graph.errors import LabkinError
from labkin.graph.ledger_view import View
from labkin.graph.values import clean_text
from labkin.search.embed import FEWEST_WORDS, digest_of
from labkin.search.entries import entry_of
from labkin.search.finder import Index
from labkin.search.hybrid_index import HybridIndex
from labkin.search.tantivy_index import TantivyIndex

ANEW = "build it anew with `labkin rebuild search`"
MAGIC = (1337).to_bytes(4, "little")  # at the end of each file that the engine wrote with a checksum
CHUNK = 1 << 20  # bytes that are read at once

Say = Callable[[str], None]


class Made(NamedTuple):
    """What the ledger makes: how many entries, what is shown of each, and the digests of the texts to be encoded."""

    entries: int
    shown: dict[int, str]  # the hash of identifier, kind and name: the identifier
    digests: dict[str, str]


def problems_of(index: Index, view: View, with_vectors: bool, say: Say = lambda _: None) -> list[str]:
    """What is wrong with an index that should show this view, in sentences that say what to do.

    `with_vectors` says whether the texts are to be encoded. Those that wait for it are no problem.
    """
    say("reading what the index should hold")
    made = _made(view, with_vectors)
    checks: list[Callable[[], Iterator[str]]] = [lambda: _of_entries(index, view, made)]
    if isinstance(index, TantivyIndex):
        checks.append(lambda: _of_files(index))
    if with_vectors:
        checks.append(lambda: _of_vectors(index, view, made))
    problems: list[str] = []
    for check in checks:
        say("reading the index")
        try:
            problems += check()
        except LabkinError as error:  # its files cannot be read: the text says what to do
            problems.append(str(error))
    return list(dict.fromkeys(problems))


def _made(view: View, with_vectors: bool) -> Made:
    count, shown, digests = 0, {}, {}
    for node in view.all_nodes():
        entry = entry_of(node)
        count += 1
        shown[_shown(entry.id, entry.kind, entry.name)] = entry.id
        if with_vectors and len(entry.text.split()) >= FEWEST_WORDS:
            digests[entry.id] = digest_of(entry)
    return Made(count, shown, digests)


def _shown(id: str, kind: str, name: str) -> int:
    return hash((clean_text(id), clean_text(kind), clean_text(name)))


def _of_entries(index: Index, view: View, made: Made) -> Iterator[str]:
    if (mark := index.mark()) != view.at:
        yield f"the search index shows transaction {mark} and not {view.at}: {ANEW}"
    if (count := index.count()) != made.entries:
        yield f"the search index holds {count:,} entries, but the ledger makes {made.entries:,}: {ANEW}"
    if isinstance(index, TantivyIndex):
        held = {_shown(stored["id"], stored["kind"], stored["name"]) for stored in index.stored()}
        wrong = sorted(id for said, id in made.shown.items() if said not in held)
        if wrong:
            yield f"the search index shows {_some(wrong, 'thing')} otherwise than the ledger, or not at all: {ANEW}"


def _of_files(index: TantivyIndex) -> Iterator[str]:
    names = [file.name for file in sorted(index.folder.glob("generation-*/*")) if not is_whole(file)]
    if names:
        yield f"the search index has damaged files ({', '.join(names)}): {ANEW}"


def is_whole(file: Path) -> bool:
    """Whether a file of the engine has the checksum that stands at its end. Its lists and locks have none."""
    if file.suffix in (".json", ".lock"):
        return True
    try:
        with file.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - 8))
            end = stream.read()
            left = size - 8 - int.from_bytes(end[:4], "little")
            if end[4:] != MAGIC or left < 0:
                return False
            stream.seek(left)
            crc = json.loads(stream.read()[:-8])["crc"]
            stream.seek(0)
            found = 0
            while left:
                some = stream.read(min(CHUNK, left))
                found, left = zlib.crc32(some, found), left - len(some)
            return bool(found == crc)
    except FileNotFoundError:  # the engine has written a better one meanwhile
        return True
    except (ValueError, KeyError, TypeError):
        return False


def _of_vectors(index: Index, view: View, made: Made) -> Iterator[str]:
    if not index.model() or index.vectors_mark() != view.at:
        return
    held = index.digests()
    other = sorted(id for id, digest in made.digests.items() if held.get(id) != digest)
    other += sorted(held.keys() - made.digests.keys())
    if other:
        yield f"the vectors of {_some(other, 'text')} are not those of the ledger's texts: {ANEW}"
    if isinstance(index, HybridIndex) and (names := index.damaged_vectors()):
        yield f"the vectors have damaged files ({', '.join(names)}): {ANEW}"


def _some(ids: list[str], noun: str) -> str:
    return f"1 {noun} ({ids[0]})" if len(ids) == 1 else f"{len(ids):,} {noun}s (the first: {ids[0]})"
