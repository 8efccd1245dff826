"""Loaders run over real folders and files, and what they say laid out for looking at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from labkin.graph import schema
from labkin.graph.model import Edge, Node, Statement
from labkin.loaders import load_all
from labkin.loaders.base import LOADERS, Input
from labkin.loaders.inputs import find_files, hash_file, open_inputs, source_of


@dataclass
class Said:
    """The nodes (their properties together) and edges of some statements."""

    kinds: dict[str, str] = field(default_factory=dict)
    props: dict[str, dict[str, object]] = field(default_factory=dict)
    edges: set[tuple[str, str, str]] = field(default_factory=set)
    statements: list[Statement] = field(default_factory=list)

    def of_kind(self, kind: str) -> set[str]:
        return {id for id, of in self.kinds.items() if of == kind}

    def named(self, name: str, kind: str = "") -> str:
        """The one node of this name (and kind)."""
        (found,) = (i for i, p in self.props.items() if p.get("name") == name and kind in ("", self.kinds[i]))
        return found

    def to(self, subject: str, relation: str) -> set[str]:
        return {o for s, r, o in self.edges if (s, r) == (subject, relation)}

    def ancestors(self, id: str) -> set[str]:
        """All that it depends on, along the relations of lineage."""
        up: dict[str, set[str]] = {}
        for subject, relation, object in self.edges:
            if relation in schema.LINEAGE:
                up.setdefault(subject, set()).add(object)
        met, todo = set[str](), [id]
        while todo:
            for further in up.get(todo.pop(), set()) - met:
                met.add(further)
                todo.append(further)
        return met


def inputs(path: Path) -> Iterator[Input]:
    for file in find_files([path]):
        for item in open_inputs(file, source_of(file, hash_file(file))):
            assert isinstance(item, Input), item
            yield item


def said(statements: Iterable[Statement]) -> Said:
    found = Said()
    for statement in statements:
        found.statements.append(statement)
        fact = statement.fact
        if isinstance(fact, Node):
            found.kinds[str(fact.id)] = fact.kind
            found.props.setdefault(str(fact.id), {}).update(fact.props)
        else:
            assert isinstance(fact, Edge)
            found.edges.add((str(fact.subject), fact.relation, str(fact.object)))
    return found


def read(path: Path, loader: str) -> Said:
    """What the loader says of every file at the path that it is sure of."""
    load_all()
    one = LOADERS[loader]
    return said(s for item in inputs(path) if one.detect(item) > 0.5 for s in one.load(item))
