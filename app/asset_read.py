"""What models read in texts, and curators decided on them, behind the links of an asset.

Only of links that are asked for: a hub may have a hundred thousand. Reads the ledger alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from labkin.app.annotating_decisions import KIND, Decision, of_node
from labkin.app.annotating_decisions import SCHEME as DECIDED
from labkin.app.annotating_effects import MENTIONS
from labkin.app.annotating_effects import SCHEME as READ
from labkin.app.asset import Asset, Link, asset_json
from labkin.app.lab import Lab
from labkin.app.quoting import quotes
from labkin.graph.ledger_view import View
from labkin.graph.model import EVERYONE, Edge, Method, Node, Statement, Viewer
from labkin.graph.project import edge_key
from labkin.graph.store import EdgeKey

QUOTED = 200  # texts that are opened for the sentences in which something is mentioned; relations bring theirs


@dataclass(frozen=True, slots=True)
class ReadIn:
    """One text that says so: in which sentence ("" where it was not looked up), and who read it so.

    `model` is name@version, empty where a curator says so; `author` the curator, else empty. `place` counts characters
    of the whole text.
    """

    document: str
    sentence: str
    model: str
    author: str
    confidence: float
    method: str
    place: str

    def to_json(self) -> dict[str, Any]:
        """As `labkin show --json` has it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ReadLink:
    """The texts that say so, the surest first. `elsewhere`: a file says it too; `at_home`: a text is an end of it."""

    texts: tuple[ReadIn, ...]
    elsewhere: bool
    at_home: bool

    @property
    def documents(self) -> list[str]:
        """The texts that say so, each once."""
        return list(dict.fromkeys(one.document for one in self.texts))

    @property
    def how(self) -> str:
        """How sure it is, or which curator says so."""
        first = self.texts[0]
        if first.method != Method.CURATED:
            return f"{first.confidence:.2f}"
        return f"curated by {first.author}" if first.author else "curated"

    @property
    def mark(self) -> str:
        """It in a few words, empty where a file says it too."""
        if self.elsewhere:
            return ""
        if self.at_home:
            return self.how if self.texts[0].method == Method.CURATED else f"read, {self.how}"
        first, *more = self.documents
        others = f" and {len(more):,} more text{'s' if len(more) > 1 else ''}" if more else ""
        return f"read in {first}{others}, {self.how}"


def read_in(
    lab: Lab, found: Asset, links: Iterable[Link], viewer: Viewer = EVERYONE, quoted: bool = True
) -> dict[EdgeKey, ReadLink]:
    """What texts say of these links of an asset; links that no text says are left out."""
    # A relation that was read names its text, so what files say alone costs nothing.
    keys = [link.key for link in links if link.relation == MENTIONS or "document" in link.edge.props]
    if not keys:
        return {}
    with lab.view(found.transaction, viewer) as view:
        said = view.supporting(keys)
        sentences = _sentences(lab, view, said) if quoted else {}
    by_key: dict[EdgeKey, list[tuple[int, Statement]]] = {}
    for number, one in said:
        by_key.setdefault(edge_key(_edge(one)), []).append((number, one))
    told = ((key, _read_link(key, ones, sentences)) for key, ones in by_key.items())
    return {key: one for key, one in told if one is not None}


def _sentences(lab: Lab, view: View, said: Sequence[tuple[int, Statement]]) -> dict[int, str]:
    opened: set[str] = set()
    wanted = []
    for number, one in said:
        if is_read(one):
            document = _document(one)
            if "evidence" in one.fact.props or document in opened or len(opened) < QUOTED:
                wanted.append((number, one))
                opened.update([document] if "evidence" not in one.fact.props else ())
    return quotes(lab, view, wanted)


def _read_link(key: EdgeKey, said: Sequence[tuple[int, Statement]], sentences: dict[int, str]) -> ReadLink | None:
    texts = [_read_in(one, sentences.get(number, "")) for number, one in said if is_read(one)]
    if not texts:
        return None
    texts.sort(key=lambda one: (-one.confidence, one.document, one.place))
    elsewhere = len(texts) < len(said)
    return ReadLink(tuple(texts), elsewhere, all(one.document in (key.subject, key.object) for one in texts))


def _read_in(one: Statement, sentence: str) -> ReadIn:
    by_curator = one.source.uri.startswith(DECIDED)
    model, author = ("", one.source.author) if by_curator else (one.source.loader_version, "")
    return ReadIn(_document(one), sentence, model, author, one.confidence, one.method.value, one.place)


def is_read(one: Statement) -> bool:
    """Whether it was read in a text, or a curator says that a text says so."""
    return one.source.uri.startswith((READ, DECIDED))


def _document(one: Statement) -> str:
    return str(one.fact.props.get("document") or _edge(one).subject)


def _edge(one: Statement) -> Edge:
    assert isinstance(one.fact, Edge)
    return one.fact


def decided(lab: Lab, found: Asset, viewer: Viewer = EVERYONE) -> list[Decision]:
    """What curators decided on the text of an asset, the last first."""
    ids = [str(link.other.id) for link in found.decisions]
    if not ids:
        return []
    with lab.view(found.transaction, viewer) as view:
        said = view.about(ids)
    made = [of_node(one.fact, one.source) for _, one in said if isinstance(one.fact, Node) and one.fact.kind == KIND]
    return sorted(made, key=lambda one: (one.at, one.start, one.id), reverse=True)


def asset_with_texts(lab: Lab, found: Asset, viewer: Viewer = EVERYONE) -> dict[str, Any]:
    """An asset as `labkin show --json` prints it: with what texts say of its links, and what curators decided."""
    whole = asset_json(found)
    texts = read_in(lab, found, found.links, viewer)
    for link, shown in zip(found.links, whole["links"], strict=True):
        if link.key in texts:
            shown["read"] = [one.to_json() for one in texts[link.key].texts]
    return whole | {"decisions": [one.to_json() for one in decided(lab, found, viewer)]}
