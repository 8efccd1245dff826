"""One thing with everything known of it, for `labkin show` and the explorer's asset page. Reads the ledger alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from labkin.app.lab import Lab
from labkin.graph.errors import NotFound
from labkin.graph.identity import concept
from labkin.graph.ledger_view import View
from labkin.graph.merge import Conflict
from labkin.graph.model import EVERYONE, Edge, Node, Statement, Viewer
from labkin.graph.project import edge_key
from labkin.graph.schema import relation
from labkin.graph.store import EdgeKey

DECIDES_ON = "decides_on"  # from what a curator decided to the text


@dataclass(frozen=True, slots=True)
class Link:
    """One edge seen from the asset: to (`outgoing`) or from the other thing. `reads` is the relation in English."""

    relation: str
    outgoing: bool
    reads: str
    other: Node
    edge: Edge

    @property
    def key(self) -> EdgeKey:
        """The identity of the edge."""
        return edge_key(self.edge)


@dataclass(frozen=True, slots=True)
class Asset:
    """One thing. `evidence` are (number, statement) about itself; `waiting` counts links whose other end is unknown."""

    node: Node
    identifiers: tuple[str, ...]
    links: tuple[Link, ...]
    conflicts: tuple[Conflict, ...]
    evidence: tuple[tuple[int, Statement], ...]
    waiting: int
    transaction: int

    @property
    def name(self) -> str:
        """The name shown to people."""
        return name_of(self.node)

    @property
    def decisions(self) -> tuple[Link, ...]:
        """The links from what curators decided on its text; `asset_read.decided` says what that is."""
        return tuple(link for link in self.links if link.relation == DECIDES_ON and not link.outgoing)

    def by_relation(self) -> dict[tuple[str, bool], list[Link]]:
        """The links in groups that read alike, by those words and direction, each in order of the other's name.

        A symmetric relation has one direction. Decisions of curators are no links for people.
        """
        groups: dict[tuple[str, bool], list[Link]] = {}
        for link in self.links:
            if link.relation != DECIDES_ON or link.outgoing:
                outgoing = link.outgoing or relation(link.relation).symmetric
                groups.setdefault((link.reads, outgoing), []).append(link)
        return groups


def name_of(node: Node) -> str:
    """The name of a node, or its identifier when it has none."""
    name = node.props.get("name")
    return str(name) if name else str(node.id)


def asset(lab: Lab, id: str, at: int | None = None, viewer: Viewer = EVERYONE) -> Asset:
    """The thing of that identifier, or the only one of that name. Raises NotFound, naming the nearest."""
    with lab.view(at, viewer) as view:
        node = next(view.nodes([_found(lab, view, id, viewer)]), None)
        if node is None:
            raise NotFound(f"there was no {id} as of transaction {view.at}")
        return _asset(view, node)


def find_id(lab: Lab, text: str, viewer: Viewer = EVERYONE) -> str:
    """The identifier of what a user calls so, by identifier or name. Raises NotFound, naming the nearest."""
    with lab.view(None, viewer) as view:
        return _found(lab, view, text, viewer)


def _found(lab: Lab, view: View, text: str, viewer: Viewer) -> str:
    return text if next(view.nodes([text]), None) else _by_name(lab, text, viewer)


def _by_name(lab: Lab, name: str, viewer: Viewer) -> str:
    hits = lab.index.lookup([name], viewer).get(name, [])
    ids = list(dict.fromkeys(hit.id for hit in hits))
    if len(ids) == 1:
        return ids[0]
    if ids:
        choices = "; ".join(f"{hit.id} ({hit.kind})" for hit in hits[:8])
        raise NotFound(f"{len(ids)} things are called {name}: {choices}. Give the identifier of one")
    nearest = lab.index.suggest(name, viewer)
    hint = f" Did you mean {' or '.join(nearest[:3])}?" if nearest else " `labkin search` finds things by words."
    raise NotFound(f"nothing in this lab is called {name}.{hint}")


def _asset(view: View, node: Node) -> Asset:
    id = str(node.id)
    keys = view.incident([id])
    edges = list(view.edges(sorted(keys)))
    others = {other for edge in edges for other in (str(edge.subject), str(edge.object))}
    nodes = {str(found.id): found for found in view.nodes(sorted(others))}
    links = [link for edge in edges for link in _links(id, edge, nodes)]
    links.sort(key=lambda link: (not relation(link.relation).lineage, link.reads, name_of(link.other).casefold()))
    return Asset(
        node,
        concept(view, id),
        tuple(links),
        tuple(view.conflicts([id])),
        tuple(view.about([id])),
        len(keys) - len(edges),
        view.at,
    )


def _links(id: str, edge: Edge, nodes: dict[str, Node]) -> list[Link]:
    row = relation(edge.relation)
    if str(edge.subject) == id:
        return [Link(edge.relation, True, row.english, nodes[str(edge.object)], edge)]
    return [Link(edge.relation, False, row.inverse, nodes[str(edge.subject)], edge)]


def link_evidence(lab: Lab, found: Asset, viewer: Viewer = EVERYONE) -> list[tuple[int, Statement]]:
    """The live statements behind the links of a thing, by number."""
    with lab.view(found.transaction, viewer) as view:
        return view.supporting([link.key for link in found.links])


def statement_json(number: int, one: Statement) -> dict[str, Any]:
    """A statement as JSON: what it says, where from, how, how sure."""
    fact = one.fact
    said: dict[str, Any]
    if isinstance(fact, Edge):
        said = {"subject": str(fact.subject), "relation": fact.relation, "object": str(fact.object)}
        if fact.qualifiers:
            said["qualifiers"] = dict(fact.qualifiers)
    else:
        said = {"id": str(fact.id), "kind": fact.kind}
    return {
        "statement": number,
        **said,
        "props": dict(fact.props),
        "source": one.source.uri,
        "place": one.place,
        "sha256": one.source.sha256,
        "loader": f"{one.source.loader} {one.source.loader_version}",
        "author": one.source.author,
        "at": one.source.at,
        "method": one.method.value,
        "confidence": one.confidence,
    }


def asset_json(found: Asset) -> dict[str, Any]:
    """An asset as JSON, without what lies behind its links."""
    return {
        "id": str(found.node.id),
        "kind": found.node.kind,
        "name": found.name,
        "identifiers": list(found.identifiers),
        "props": dict(found.node.props),
        "links": [
            {
                "relation": link.relation,
                "direction": "out" if link.outgoing else "in",
                "reads": link.reads,
                "id": str(link.other.id),
                "kind": link.other.kind,
                "name": name_of(link.other),
                "props": dict(link.edge.props) | dict(link.edge.qualifiers),
            }
            for link in found.links
        ],
        "conflicts": [
            {"prop": c.prop, "values": [{"value": value, "statement": number} for value, number in c.values]}
            for c in found.conflicts
        ],
        "evidence": [statement_json(number, one) for number, one in found.evidence],
        "waiting_links": found.waiting,
        "transaction": found.transaction,
    }


def evidence(
    lab: Lab, node_ids: Sequence[str], keys: Sequence[EdgeKey], viewer: Viewer = EVERYONE
) -> list[dict[str, Any]]:
    """The live statements behind these nodes and edges; what a text says comes with its `sentence`."""
    from labkin.app.quoting import quotes

    with lab.view(viewer=viewer) as view:
        found = view.about(node_ids) + view.supporting(keys)
        said = quotes(lab, view, found)
    return [
        statement_json(number, one) | ({"sentence": said[number]} if number in said else {}) for number, one in found
    ]
