"""The prose of a lab: which things have text to read, and what that text is.

Offsets of all that is read count characters of `title + one space + body`, as in PubTator.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from labkin.graph.ledger_view import View
from labkin.graph.model import Node, Statement
from labkin.nlp.annotations import NOTE, Sentence

# Kinds whose texts are read, and the properties that hold them: the first that says something is the body.
BODIES = {
    "Publication": ("text", "abstract", "description"),
    "Document": ("text", "abstract", "description"),
    "Dataset": ("description", "text"),
    "Experiment": ("description", "text"),
    "Protocol": ("text", "description", "title"),
    "Submission": ("description", "text"),
}
TITLES = ("name", "title")
TITLE_ALONE = ("Publication",)  # kinds of which a title is a text
PAPERS = ("Publication",)  # kinds of which the text is an abstract or a paper, for which the readers were made


@dataclass(frozen=True, slots=True)
class Prose:
    """The text of one thing. `groups` are those who may see it; none: everyone."""

    id: str
    kind: str
    title: str
    body: str
    body_prop: str
    groups: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What offsets count in.

        >>> Prose("D:1", "Document", "A title", "And a body.", "text").text
        'A title And a body.'
        """
        return f"{self.title} {self.body}" if self.body else self.title

    @property
    def sections(self) -> tuple[Sentence, ...]:
        """The title and the rest, so that no sentence reaches over the end of the title; what is no paper is a note."""
        title = len(self.title)
        parts = (Sentence(0, title, "title"), Sentence(title + 1, len(self.text), "" if self.kind in PAPERS else NOTE))
        return tuple(one for one in parts if one.start < one.end)

    @property
    def lines(self) -> str:
        """The text for people, with the same offsets: the title in a line of its own."""
        return f"{self.title}\n{self.body}" if self.body else self.title

    @property
    def sha256(self) -> str:
        """Of the text, as UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    def prop_at(self, start: int) -> str:
        """Which property a character of the text stands in."""
        return "name" if self.body and start < len(self.title) else self.body_prop


def prose_of(node: Node, groups: tuple[str, ...] = ()) -> Prose | None:
    """The text of a node, or None where there is nothing to read."""
    if node.kind not in BODIES:
        return None
    title = next((text for name in TITLES if (text := _text(node, name))), "")
    prop = next((name for name in BODIES[node.kind] if _text(node, name)), "")
    body = _text(node, prop) if prop else ""
    if title and body.startswith(title):  # where there was no title, loaders make the text's beginning one
        title = ""
    if not (body or (title and node.kind in TITLE_ALONE)):
        return None
    if not title or not body:
        return Prose(str(node.id), node.kind, title or body, "", prop or "name", groups)
    return Prose(str(node.id), node.kind, title, body, prop, groups)


def _text(node: Node, name: str) -> str:
    value = node.props.get(name)
    return value if isinstance(value, str) and value.strip() else ""


def all_prose(view: View) -> Iterator[Prose]:
    """Every text of the lab, by identifier."""
    return prose(view, view.ids_of_kinds(BODIES))


def prose(view: View, ids: Iterable[str]) -> Iterator[Prose]:
    """The texts of these things; those that have none are passed over."""
    wanted = list(ids)
    hidden = _who_may_see(view, view.restricted(wanted))
    for node in view.nodes(wanted):
        found = prose_of(node)
        if found is not None:
            yield replace(found, groups=hidden[found.id](found)) if found.id in hidden else found


def _who_may_see(view: View, ids: Iterable[str]) -> dict[str, Callable[[Prose], tuple[str, ...]]]:
    """For things of which not everyone may see all: who may see a text of theirs.

    Those who may see a source that says just this body; where only a title is read, just this title.
    """
    said: dict[str, list[Statement]] = {}
    for _, one in view.about(sorted(ids)):
        assert isinstance(one.fact, Node)
        said.setdefault(str(one.fact.id), []).append(one)
    return {id: partial(_seers, rows) for id, rows in said.items()}


def _seers(said: list[Statement], prose: Prose) -> tuple[str, ...]:
    wanted = prose.body or prose.title
    sayers = [one.source for one in said if wanted in one.fact.props.values()]
    if not sayers or any(not one.groups for one in sayers):
        return ()
    return tuple(sorted({group for one in sayers for group in one.groups}))
