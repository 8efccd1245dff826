"""The domain: identifiers, nodes, edges, where they come from. Frozen, typed, no input or output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from labkin.graph.errors import BadCurie
from labkin.graph.values import Props, clean_props, clean_text


class Curie(NamedTuple):
    """An identifier, kept exactly as it was loaded: `str` gives back the text that was parsed.

    Most are prefix:local, such as `CL:0000084`; an identifier without a colon has an empty prefix.

    >>> Curie.parse("CL:0000084")
    Curie(prefix='CL', local='0000084')
    >>> str(Curie.parse("Gene::9021")), str(Curie.parse("batch 7"))
    ('Gene::9021', 'batch 7')
    """

    prefix: str
    local: str

    @classmethod
    def parse(cls, text: str) -> Curie:
        """Read an identifier; white space around it is dropped. Raises BadCurie when nothing is left."""
        return _parsed(text)

    def __str__(self) -> str:
        return f"{self.prefix}:{self.local}" if self.prefix else self.local


@lru_cache(maxsize=65_536)  # a node is named again by each of its edges
def _parsed(text: str) -> Curie:
    text = clean_text(text.strip())
    if not text:
        raise BadCurie(text)
    prefix, colon, local = text.partition(":")
    return Curie(prefix, local) if colon and prefix else Curie("", text)


class Method(StrEnum):
    """How a statement came to be. Where values conflict, `curated` wins, and `text-mined` gives way, see merge.py."""

    ASSERTED = "asserted"
    TEXT_MINED = "text-mined"
    INFERRED = "inferred"
    CURATED = "curated"


@dataclass(frozen=True, slots=True)
class Node:
    """A thing with an identifier. Its fact is the identifier alone; kind and properties are what is said of it.

    `props` is cleaned by `values.clean_props`; the property `name` is the one shown to people.
    """

    id: Curie
    kind: str
    props: Props = field(default_factory=dict)

    @classmethod
    def of(cls, id: str, kind: str, **props: object) -> Node:
        """A node from plain values.

        >>> Node.of("DOID:1612", "Disease", name="breast cancer").props
        {'name': 'breast cancer'}
        """
        return cls(Curie.parse(id), kind, clean_props(props))


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two things. Its fact is (subject, relation, object, qualifiers); `props` are said of it."""

    subject: Curie
    relation: str
    object: Curie
    qualifiers: Props = field(default_factory=dict)
    props: Props = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        subject: str,
        relation: str,
        object: str,
        qualifiers: Mapping[str, Any] | None = None,
        **props: Any,
    ) -> Edge:
        """An edge from plain values."""
        return cls(Curie.parse(subject), relation, Curie.parse(object), clean_props(qualifiers), clean_props(props))


@dataclass(frozen=True, slots=True)
class Source:
    """Where statements come from: one file (or one curator, one vocabulary) read once, by one loader.

    `uri` names it for people and for `unload`; `sha256` is of its bytes as they lie on disk, before any
    decompression. `groups` are those who may see it; empty means everyone.
    """

    uri: str
    sha256: str
    size: int
    loader: str
    loader_version: str
    author: str = ""
    at: str = ""  # ISO 8601, UTC
    groups: tuple[str, ...] = ()
    id: int = 0  # its number in the ledger; 0 before it is recorded


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact as one source says it.

    `place` is where in the source: "line 12", "row 3", "record 29768149", "Sheet1!B4", "chars 40-58".
    `confidence` is between 0 and 1.
    """

    fact: Node | Edge
    source: Source
    place: str
    method: Method = Method.ASSERTED
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads. Every read takes one; `graph.viewer` decides what it may see. `groups=None` sees everything."""

    name: str = "local"
    groups: frozenset[str] | None = None


EVERYONE = Viewer()
