"""What a loader is: a pure generator, bytes in, statements out.

A loader opens nothing by itself, knows no database and no clock. It is given an `Input` and yields `Statement`s; the
running of loaders (hashing, staging, jobs, report) is the business of `app`. So a test is a few bytes and a list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from typing import BinaryIO, NamedTuple

from labkin.graph.errors import BadInput
from labkin.graph.model import Curie, Edge, Method, Node, Source, Statement
from labkin.graph.values import clean_props

HEAD_BYTES = 64 * 1024  # how much of a file detection may look at


class Remark(NamedTuple):
    """Something in a file that was passed over or repaired; the rest of the file was loaded."""

    place: str
    why: str


@dataclass(slots=True)
class Input:
    """One stream of bytes to be loaded: a file, a decompressed file, or a member of an archive.

    `name` is the path inside the load (for an archive member "a.zip/b.csv"), without the endings of compression.
    `open` gives the decompressed bytes from their start, every time it is called. `head` are the first HEAD_BYTES of
    them. `siblings` are the other files of the same folder or archive, by name, for formats made of several files.
    `raw`, where it is given, opens the bytes as they lie on disk or in the archive: those of `source.sha256`.
    """

    name: str
    source: Source
    open: Callable[[], BinaryIO]
    head: bytes
    siblings: Mapping[str, Callable[[], BinaryIO]] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    warnings: list[Remark] = field(default_factory=list)
    unmapped: Counter[str] = field(default_factory=Counter)  # fields of the file that no statement carries
    raw: Callable[[], BinaryIO] | None = None

    def warn(self, place: str, why: str) -> None:
        """Note that something at `place` was passed over or repaired."""
        self.warnings.append(Remark(place, why))

    def bad(self, place: str, why: str) -> BadInput:
        """The error to raise when the file cannot be read at `place`."""
        return BadInput(self.name, place, why)

    def node(self, place: str, id: str | Curie, kind: str, props: Mapping[str, object] | None = None) -> Statement:
        """A node statement of this file. Raises BadInput when the identifier is empty."""
        return Statement(Node(self._curie(place, id), kind, clean_props(props)), self.source, place)

    def edge(
        self,
        place: str,
        subject: str | Curie,
        relation: str,
        object: str | Curie,
        props: Mapping[str, object] | None = None,
        qualifiers: Mapping[str, object] | None = None,
    ) -> Statement:
        """An edge statement of this file. Raises BadInput when an identifier is empty."""
        start, end = self._curie(place, subject), self._curie(place, object)
        said, qualified = clean_props(props) if props else {}, clean_props(qualifiers) if qualifiers else {}
        return Statement(Edge(start, relation, end, qualified, said), self.source, place, Method.ASSERTED)

    def _curie(self, place: str, id: str | Curie) -> Curie:
        if isinstance(id, Curie):
            return id
        if not id or id.isspace():
            raise self.bad(place, "an identifier is empty")
        return Curie.parse(id)


class Loader(NamedTuple):
    """A registered loader. `detect` gives 0 (not mine) to 1 (certainly mine) from name and content.

    `context` gives, as a short text, what the loader takes from the files beside the input and writes into its
    statements: the name of the sibling that it is part of, then ": " and more, where there is more. A file whose
    context is another than when it was loaded is read again, though its bytes are the same.
    """

    name: str
    version: str
    summary: str
    detect: Callable[[Input], float]
    load: Callable[[Input], Iterator[Statement]]
    context: Callable[[Input], str] | None = None

    def version_for(self, input: Input) -> str:
        """What the source of this input notes as the loader's version: with its context, when it has one."""
        context = self.context(input) if self.context else ""
        return f"{self.version}{CONTEXT}{context}" if context else self.version


CONTEXT = " with "  # between the version of a loader and the context of the file


def part_of(source: Source) -> str:
    """The address of the file that a source was read as a part of, as its context says; empty for none."""
    sibling = source.loader_version.partition(CONTEXT)[2].partition(": ")[0]
    return f"{source.uri.rpartition('/')[0]}/{sibling}" if sibling else ""


LOADERS: dict[str, Loader] = {}


def loader(
    name: str,
    *,
    version: str,
    detect: Callable[[Input], float],
    context: Callable[[Input], str] | None = None,
) -> Callable[[Callable[[Input], Iterator[Statement]]], Callable[[Input], Iterator[Statement]]]:
    """Register a generator function under the name that users type: `labkin load FILE --as NAME`.

    Raises ValueError when the name is taken.
    """

    def keep(load: Callable[[Input], Iterator[Statement]]) -> Callable[[Input], Iterator[Statement]]:
        if name in LOADERS:
            raise ValueError(f"two loaders named {name!r}")
        summary = (load.__doc__ or "").strip().splitlines()[0] if load.__doc__ else ""
        LOADERS[name] = Loader(name, version, summary, detect, load, context)
        return load

    return keep


def add_outside_loaders() -> None:
    """Register loaders of other packages: entry points of the group `labkin.loaders`, each naming a module."""
    for entry in entry_points(group="labkin.loaders"):
        entry.load()
