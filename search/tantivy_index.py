"""The keyword index on disk, over tantivy: one process writes, any number read.

A folder holds `current`, which names the generation in use, and that generation's own folder. A rebuild makes the next
generation beside it and replaces `current` in one rename, so that readers see the old or the new. Each commit carries
the mark in the same segment files, so the mark is never ahead of the data, whenever the process dies.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import threading
import time
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from labkin.graph.errors import LabError, LabkinError
from labkin.graph.model import EVERYONE, Viewer
from labkin.nlp.normal import normal
from labkin.search.fields import counted_as
from labkin.search.hits import Near, bearers, made_hit, named_hit
from labkin.search.index import (
    KIND,
    ROLES,
    BadRequest,
    Entry,
    Hit,
    NameHit,
    Request,
    Results,
)
from labkin.search.query_text import Parsed, parse
from labkin.search.spelling import suggestions
from labkin.search.tantivy_layout import CURRENT, is_ours, rules
from labkin.search.tantivy_order import by_id, order_of, page_of, stored_of
from labkin.search.tantivy_query import Compiler
from labkin.search.tantivy_schema import (
    LIVE,
    PARTS,
    State,
    column_name,
    document,
    facet_of,
    json_key,
    make_schema,
    name_term,
    register,
    state_document,
    term,
)
from labkin.search.writer_lock import taken

HEAP_BYTES = 128_000_000  # of the writer, before it writes a segment
FACET_VALUES = 60_000  # different values of one facet that can be counted; the engine's own limit is 65,000
NAME_HITS = 100  # entries that bear one name, at most
LOOKS = 20  # at an index that is swapped again and again, until it holds still
NEAR_READ = 200  # entries that hold a word near to a misspelt one, whose names are read

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is being answered, and what the index was like when it came."""

    request: Request
    parsed: Parsed
    viewer: Viewer
    searcher: Any
    state: State
    compiler: Compiler
    exact: bool  # whether an entry bears the text as a name

    def scored(self) -> Any:
        """The engine's query, to rank by."""
        return self.compiler.scored(self.request, self.parsed, self.viewer, exact=self.exact)

    def matching(self) -> Any:
        """The engine's query, to count by."""
        return self.compiler.matching(self.request, self.parsed, self.viewer, exact=self.exact)

    def hit(self, stored: Mapping[str, Any], score: float, near: Near | None = None) -> Hit:
        """What is shown of one entry."""
        return made_hit(stored, score, self.request, self.parsed, near)


class TantivyIndex:
    """A `SearchIndex` in a folder. Safe to share between threads for reading; writing is for one thread."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._schema = make_schema()
        self._index: Any = None
        self._at = self.folder
        self._opening = threading.Lock()
        self._seen: tuple[object, ...] = ()  # what the files looked like when they were last read
        self._searcher: Any = None
        self._state = State()
        self._sights: dict[frozenset[str], State] = {}  # of the state, what viewers of limited sight know

    # -- writing

    def apply(self, entries: Iterable[Entry], removed_ids: Iterable[str], mark: int) -> None:
        """See `SearchIndex.apply`. One commit; until then nobody sees anything of it."""
        with self._writing():
            if not self._see():
                self._rebuild((), 0)
                self._see()
            with self._engine("cannot be written"):
                writer = self._index.writer(HEAP_BYTES, 1)
            try:
                self._put(writer, self._state.copy(), entries, removed_ids, mark)
            except BaseException:
                writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()
            self._see()

    def rebuild(self, entries: Iterable[Entry], mark: int) -> None:
        """See `SearchIndex.rebuild`. Works on a damaged index too, and removes what killed rebuilds left behind."""
        with self._writing():
            self._rebuild(entries, mark)
            self._see()

    def _rebuild(self, entries: Iterable[Entry], mark: int) -> None:
        name = f"generation-{uuid.uuid4().hex[:12]}"
        target = self.folder / name
        target.mkdir()
        try:
            with self._engine("cannot be written"):
                index = tantivy.Index(self._schema, path=str(target), reuse=False)
                register(index)
                writer = index.writer(HEAP_BYTES, 1)
            self._put(writer, State(), entries, (), mark)
            writer.wait_merging_threads()
        except BaseException:
            shutil.rmtree(target, ignore_errors=True)
            raise
        self._publish(name)
        for old in self.folder.glob("generation-*"):
            if old.name != name:  # where a reader elsewhere keeps its files from going, they go with the next rebuild
                shutil.rmtree(old, ignore_errors=True)

    def _put(self, writer: Any, state: State, entries: Iterable[Entry], removed_ids: Iterable[str], mark: int) -> None:
        for id in removed_ids:
            writer.delete_documents_by_term("id", term(id))
        last = None
        for entry in entries:
            if entry.id != last or not (entry.sees or entry.unseen):  # such are one thing to different viewers
                writer.delete_documents_by_term("id", term(entry.id))
            last = entry.id
            state.note(entry)
            writer.add_document(document(entry, state, normal))
        state.mark = mark
        writer.delete_documents_by_term("meta", "state")
        writer.add_document(state_document(state))
        with self._engine("cannot be written"):
            writer.commit()

    def _publish(self, name: str) -> None:
        new = self.folder / f"current.{os.getpid()}"
        new.write_text(json.dumps({"folder": name, **rules()}), encoding="utf-8")
        new.replace(self.folder / CURRENT)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Alone among writers; the system lets go of the lock when the process dies."""
        lock = taken(self.folder, f"the search index in {self.folder} is")
        try:
            yield
        finally:
            lock.release()

    def close(self) -> None:
        """See `SearchIndex.close`. May be called twice."""
        with self._opening:
            self._index = self._searcher = None
            self._seen = ()

    # -- seeing what is there

    def _refresh(self) -> bool:
        """Open or reload when somebody has committed or swapped. False when there is no index at all."""
        with self._opening:
            for _ in range(LOOKS):
                before = _stamp_of(self.folder / CURRENT)
                try:
                    return self._look(before)
                except Exception:
                    if _stamp_of(self.folder / CURRENT) == before:
                        raise
                    self._seen = ()  # a rebuild swept away what was about to be opened: there is a newer one
            return self._look(_stamp_of(self.folder / CURRENT))

    def _look(self, stamp: Stamp | None) -> bool:
        if stamp is None:
            self._index = self._searcher = None
            self._seen, self._state = (), State()
            return False
        if not self._seen or self._seen[0] != stamp:
            self._open(self.folder / CURRENT)
        meta = _stamp_of(self._at / "meta.json")
        if self._seen != (stamp, meta):
            self._index.reload()
            self._searcher = self._index.searcher()
            self._state, self._sights = self._read_state(), {}
            self._seen = (stamp, meta)
        return True

    def _open(self, pointer: Path) -> None:
        named = json.loads(pointer.read_text(encoding="utf-8"))
        if not is_ours(named):
            raise LabError(
                f"the search index in {self.folder} was made by another version of Labkin: run `labkin rebuild search`"
            )
        self._at = self.folder / named["folder"]
        self._index = tantivy.Index.open(str(self._at))
        register(self._index)
        self._index.config_reader("manual")

    def _read_state(self) -> State:
        query = tantivy.Query.term_query(self._schema, "meta", "state")
        found = self._searcher.search(query, limit=1, count=False).hits
        if not found:
            raise ValueError("it has lost its mark")
        return State.parse(bytes(self._searcher.doc(found[0][1]).get_first("state")))

    def _see(self) -> bool:
        with self._engine("is damaged"):
            return self._refresh()

    @contextlib.contextmanager
    def _engine(self, what: str) -> Iterator[None]:
        """Errors of the engine, which mean broken files or a full disk, as an error that says what to do."""
        try:
            yield
        except LabkinError:
            raise
        except (ValueError, OSError, KeyError, TypeError) as error:
            raise self._broken(what, error) from error
        except BaseException as error:
            if type(error).__name__ == "PanicException":  # the engine's own class, which nothing exports
                raise self._broken(what, error) from error
            raise

    def _broken(self, what: str, error: BaseException) -> LabError:
        said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        return LabError(f"the search index in {self.folder} {what} ({said}): `labkin rebuild search` makes it anew")

    # -- reading

    def mark(self) -> int:
        """See `SearchIndex.mark`."""
        return self._state.mark if self._see() else 0

    def stored(self) -> Iterator[dict[str, Any]]:
        """What hits are made of, of each entry, in no order; see `tantivy_schema.stored_form`."""
        if not self._see():
            return
        searcher, query = self._searcher, tantivy.Query.term_query(self._schema, "meta", LIVE)
        with self._engine("is damaged"):
            found = searcher.search(query, limit=max(1, searcher.num_docs), count=False).hits
            for _, address in found:
                yield stored_of(searcher, address)

    def count(self, viewer: Viewer = EVERYONE) -> int:
        """See `SearchIndex.count`."""
        if not self._see():
            return 0
        query = Compiler(self._schema, self._state, normal).everything(viewer)
        with self._engine("is damaged"):
            return int(self._searcher.search(query, limit=1).count)

    def fields(self, viewer: Viewer = EVERYONE) -> Mapping[str, str]:
        """See `SearchIndex.fields`."""
        return _fields(self._state_for(viewer)) if self._see() else _fields(State())

    def _state_for(self, viewer: Viewer) -> State:
        """The state, without the fields that only entries have which the viewer may not see."""
        state, searcher, sights = self._state, self._searcher, self._sights
        if viewer.groups is None or not (state.guarded or state.restricted):
            return state
        if viewer.groups not in sights:
            facets = {f"f {name}": {"terms": {"field": f"facet.{json_key(name)}", "size": 1}} for name in state.facets}
            numbers = {f"n {name}": {"value_count": {"field": column_name(at)}} for name, at in state.columns.items()}
            with self._engine("is damaged"):
                query = Compiler(self._schema, state, normal).everything(viewer)
                found = searcher.aggregate(query, facets | numbers)
            known = {name for name in state.facets if found[f"f {name}"]["buckets"]}
            sights[viewer.groups] = state.only(known, {name for name in state.columns if found[f"n {name}"]["value"]})
        return sights[viewer.groups]

    def search(self, request: Request, viewer: Viewer) -> Results:
        """See `SearchIndex.search`."""
        started = time.perf_counter()
        asked = self._asked(request, viewer)
        if asked is None:
            return Results(facets={name: {} for name in request.facets})
        order = order_of(request, asked.state)
        with self._engine("is damaged"):
            total, facets = self._counted(asked, asked.matching())
            page = page_of(asked.searcher, asked.scored(), request, order, total)
            hits = tuple(asked.hit(stored_of(asked.searcher, address), score) for score, address in page)
        return Results(hits, total, facets, (time.perf_counter() - started) * 1000)

    def _asked(self, request: Request, viewer: Viewer) -> Asked | None:
        """A request as this index reads it now; None when there is no index. Raises BadRequest."""
        if request.limit < 0 or request.offset < 0:
            raise BadRequest("limit and offset cannot be negative")
        if not self._see():
            return None
        state = self._state_for(viewer)
        parsed = parse(request.text, _fields(state), request.expert)
        compiler = Compiler(self._schema, state, normal, self._searcher.num_docs)
        with self._engine("is damaged"):  # hardly any text is a name, and without that the rest is quicker
            exact = bool(self._searcher.search(compiler.exactly(request, parsed), limit=1, count=False).hits)
        return Asked(request, parsed, viewer, self._searcher, state, compiler, exact)

    def _counted(self, asked: Asked, query: Any) -> tuple[int, dict[str, dict[str, int]]]:
        """How many entries a query finds, and their values of the facets asked for; in one pass."""
        state = asked.state
        known = counted_as(asked.request.facets, state.facets, {*state.columns, *PARTS}) if state.mark else {}
        wanted: dict[str, Any] = {"total": {"value_count": {"field": "key"}}}
        for name, facet in known.items():
            terms = {"field": f"facet.{json_key(facet)}", "size": FACET_VALUES, "segment_size": FACET_VALUES}
            wanted[f"facet {name}"] = {"terms": terms}
        found = asked.searcher.aggregate(query, wanted)
        facets = {name: _values(name, found[f"facet {name}"]) if name in known else {} for name in asked.request.facets}
        return int(found["total"]["value"]), facets

    def lookup(self, forms: Sequence[str], viewer: Viewer = EVERYONE) -> dict[str, list[NameHit]]:
        """See `SearchIndex.lookup`. At most NAME_HITS entries a form, the first by identifier."""
        answer: dict[str, list[NameHit]] = {}
        if not self._see():
            return answer
        compiler, searcher = Compiler(self._schema, self._state, normal), self._searcher
        for form in dict.fromkeys(form for form in forms if form.strip() and _is_borne(searcher, form)):
            query = compiler.visible(compiler.named(form), viewer)
            with self._engine("is damaged"):
                found = [stored_of(searcher, address) for address in by_id(searcher, query, NAME_HITS)]
            if found:
                hits = (named_hit(stored, form) for stored in found)
                answer[form] = sorted(hits, key=lambda hit: (not hit.exact, ROLES.index(hit.role), hit.id))
        return answer

    def bearing(self, words: Sequence[Collection[str]], viewer: Viewer = EVERYONE) -> list[NameHit]:
        """See `SearchIndex.bearing`."""
        if not self._see() or not words:
            return []
        compiler, searcher = Compiler(self._schema, self._state, normal), self._searcher
        query = compiler.visible(compiler.worded(words), viewer)
        with self._engine("is damaged"):
            found = searcher.search(query, limit=NEAR_READ, count=False).hits
            return bearers([stored_of(searcher, address) for _, address in found], words)

    def suggest(self, text: str, viewer: Viewer = EVERYONE) -> list[str]:
        """See `SearchIndex.suggest`."""
        if not self._see():
            return []
        compiler, searcher = Compiler(self._schema, self._state, normal), self._searcher

        def known(word: str) -> bool:
            return bool(searcher.search(compiler.visible(compiler.spelt(word), viewer), limit=1, count=False).hits)

        def near(word: str, distance: int) -> list[str]:
            query = compiler.visible(compiler.spelt(word, distance), viewer)
            found = searcher.search(query, limit=NEAR_READ, count=False).hits
            return [name for _, address in found for _, name in stored_of(searcher, address)["labels"]]

        with self._engine("is damaged"):
            return suggestions(text, known, near)


def _is_borne(searcher: Any, form: str) -> bool:
    """Whether any entry ever bore a name; most forms of a query are none, and to see that is much cheaper."""
    terms = [name_term(role, form) for role in ROLES]
    return any(searcher.doc_freq(field, one) for field in ("label", "norm") for one in terms)


def _values(name: str, found: Mapping[str, Any]) -> dict[str, int]:
    if found.get("sum_other_doc_count"):
        raise BadRequest(f"{name} has more than {FACET_VALUES:,} different values here: narrow the search first")
    counts = {facet_of(str(bucket["key"])): int(bucket["doc_count"]) for bucket in found["buckets"]}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _fields(state: State) -> dict[str, str]:
    return {
        **dict.fromkeys(sorted({KIND, *PARTS, *state.facets}), "text"),
        **dict.fromkeys(sorted(state.columns), "number"),
    }


def _stamp_of(path: Path) -> Stamp | None:
    """What tells one writing of a file from another; None where there is no such file."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
