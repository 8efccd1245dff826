"""The search of a lab: its index, and the encoder that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from labkin.app.lab import SWITCHED_OFF, Lab
from labkin.graph.errors import NotFound
from labkin.graph.model import EVERYONE, Viewer
from labkin.search.entries import entry_of
from labkin.search.finder import SWITCHED_OFF as NO_ENCODER
from labkin.search.finder import Finder, Found, Index
from labkin.search.index import HYBRID, KEYWORD, Request

if TYPE_CHECKING:
    from labkin.nlp.encoders import Encoder

NEAR_ONLY = "no entry holds these words; these are near in meaning"


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
    found = finder_of(lab).like(id, entry.name, entry.text, request, viewer)
    return _noted(found, request.mode)


def find(
    finder: Finder,
    index: Index,
    request: Request,
    viewer: Viewer = EVERYONE,
    expand_it: bool = True,
    without: Sequence[str] = (),
) -> Found:
    """As `Finder.find`, with a note where no entry holds the words. That a lab has no encoder is its own choice."""
    found = _noted(finder.find(request, viewer, expand_it=expand_it, without=without), request.mode)
    if found.mode != HYBRID or not found.results.hits or any(hit.parts.get(KEYWORD) for hit in found.results.hits):
        return found
    by_words = replace(request, mode=KEYWORD, also=found.also, facets=(), limit=0, offset=0, sort=None)
    if index.search(by_words, viewer).total:
        return found
    return replace(found, note="; ".join(filter(None, (NEAR_ONLY, found.note))))


def _noted(found: Found, mode: str) -> Found:
    """An answer that does not say at each search what `labkin status` says once, where nobody asked for more."""
    told = found.note.removeprefix(NO_ENCODER).removeprefix("; ") if mode == HYBRID else found.note
    return replace(found, note=told)


def _encoder(name: str) -> Encoder | None:
    from labkin.nlp.encoders import load

    return None if name == SWITCHED_OFF else load(name)
