"""What the search page shows: hits, counts of facets and concepts, looked up once for each state of the index."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

import streamlit as st

from labkin.app.explorer_parts import the_lab
from labkin.app.explorer_search_state import Asked
from labkin.app.finding import find, finder_of, like
from labkin.graph.errors import LabkinError
from labkin.graph.model import EVERYONE
from labkin.search.expansion import warm
from labkin.search.finder import Finder, Found
from labkin.search.index import HYBRID, KEYWORD, KIND, Also, Hit, Request

# Facets that say something of many kinds, in this order; of these, those with more than one value are offered.
FACETS = (
    "status", "project", "organism", "disease", "tissue", "cell line", "assay", "instrument", "experiment",
    "document_type", "endpoint", "format", "source", "author", "country",
)  # fmt: skip
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found, with `facets` to narrow it by; `removed` are concepts that the text could mean, and shall not."""

    found: Found
    facets: Mapping[str, Counts]
    removed: tuple[Also, ...] = ()


@st.cache_resource(show_spinner=False, max_entries=1)
def _finder(folder: str) -> Finder:
    return finder_of(the_lab())


@st.cache_resource(show_spinner=False)
def make_ready() -> None:
    """Once, while somebody types the first words: read the vocabularies and load the encoder."""
    threading.Thread(target=_make_ready, args=(_finder(str(the_lab().folder)),), daemon=True).start()


def _make_ready(finder: Finder) -> None:
    warm()
    with suppress(LabkinError):  # whoever searches is told
        finder.find(Request("heart attack", limit=0, mode=HYBRID))


def shown(asked: Asked) -> Shown:
    """What is found now. Raises BadRequest for filters that cannot be, NotFound for what is not there to be like."""
    index = the_lab().index
    return _shown(asked, (index.mark(), index.vectors_mark(), index.model()))


@st.cache_resource(max_entries=64, show_spinner=False)
def _shown(asked: Asked, state: object) -> Shown:  # the state is part of what is remembered
    fields = the_lab().index.fields()
    names = (KIND, *(name for name in FACETS if fields.get(name) == "text"))
    found = _find(asked, names)
    facets = dict(found.results.facets)
    for name in names:
        if asked.values(name):  # counted as if it were not chosen, so that more of its values can be
            facets[name] = _find(asked.choosing(name, ()), (name,), 0).results.facets[name]
    return Shown(found, facets, _removed(asked, found))


def _find(asked: Asked, facets: tuple[str, ...] = (), limit: int | None = None) -> Found:
    request = asked.request(facets) if limit is None else asked.request(facets, limit)
    if asked.like:
        return like(the_lab(), asked.like, request)
    finder, index = _finder(str(the_lab().folder)), the_lab().index
    return find(finder, index, request, EVERYONE, asked.expand, asked.without)


def _removed(asked: Asked, found: Found) -> tuple[Also, ...]:
    if not asked.without or asked.like or not asked.expand:
        return ()
    every = _find(replace(asked, without=(), mode=KEYWORD, page=1), limit=0).also
    taken = {id.casefold() for id in asked.without}
    return tuple(one for one in every if one.id.casefold() in taken)


def first_hits(asked: Asked, most: int) -> tuple[Hit, ...]:
    """The first of all pages."""
    return _find(replace(asked, page=1), limit=most).results.hits


def likes(id: str, most: int) -> Found:
    """What is like a thing."""
    index = the_lab().index
    return _likes(id, most, (index.mark(), index.vectors_mark(), index.model()))


@st.cache_resource(max_entries=64, show_spinner=False)
def _likes(id: str, most: int, state: object) -> Found:
    return _find(Asked(like=id), limit=most)
