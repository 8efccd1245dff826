"""The search of a lab: its index, and the encoder that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labkin.app.lab import SWITCHED_OFF, Lab
from labkin.graph.errors import NotFound
from labkin.graph.model import EVERYONE, Viewer
from labkin.search.entries import entry_of
from labkin.search.finder import Finder, Found
from labkin.search.index import Request

if TYPE_CHECKING:
    from labkin.nlp.encoders import Encoder


def finder_of(lab: Lab) -> Finder:
    """What searches a lab; the encoder is loaded when first needed, and once in a process."""
    return Finder(lab.index, lambda: _encoder(lab.config.encoder))


def like(lab: Lab, id: str, request: Request, viewer: Viewer = EVERYONE) -> Found:
    """What is like this thing of the lab, by meaning and by the words of its name. Raises NotFound."""
    with lab.view(viewer=viewer) as view:
        nodes = list(view.nodes([id]))
    if not nodes:
        raise NotFound(f"there is nothing with the identifier {id!r} in this lab; `labkin search` finds identifiers")
    entry = entry_of(nodes[0])
    return finder_of(lab).like(id, entry.name, entry.text, request, viewer)


def _encoder(name: str) -> Encoder | None:
    from labkin.nlp.encoders import load

    return None if name == SWITCHED_OFF else load(name)
