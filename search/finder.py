"""Searching as people do it: words, the concepts they mean, and meaning, in one call.

The index speaks in vectors and identifiers; here a text becomes both. Nobody waits for what is not there yet: before
the texts of a lab are encoded, or without an encoder, words alone are searched and the answer says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from labkin.graph.errors import LabkinError
from labkin.graph.model import EVERYONE, Viewer
from labkin.search.expansion import expand
from labkin.search.identifiers import identifier_in
from labkin.search.index import HYBRID, KEYWORD, Also, Request, Results, SearchIndex, VectorIndex
from labkin.search.spelling import corrections

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from labkin.nlp.encoders import Encoder

SPELLING = "spelling"  # in place of a vocabulary's prefix
SPELT_WEIGHT = 0.7  # of a word as it was probably meant, against the words that were typed
KEPT = 1000  # queries whose vectors are kept
NOT_ENCODED = "the texts of this lab are not encoded yet: searched by words alone"
OTHER_MODEL = "the texts of this lab are being encoded by another model: searched by words alone"
SWITCHED_OFF = "this lab has no encoder (`encoder = none`): searched by words alone"


class Index(SearchIndex, VectorIndex, Protocol):
    """An index of words and vectors."""


@dataclass(frozen=True, slots=True)
class Found:
    """An answer: `mode` is how it was searched in fact, `note` why not as asked, or what of it was asked in vain;
    `also` the concepts it was read as.

    `did_you_mean` are other spellings, where nothing here has a word of the query. The first of them is searched for
    too where it can hardly be wrong: it is among `also`, with an identifier that begins with SPELLING.
    """

    results: Results
    mode: str
    note: str = ""
    also: tuple[Also, ...] = ()
    did_you_mean: tuple[str, ...] = ()


class Finder:
    """Searches one index. `encoder` gives the encoder of the lab, or None; it is called when first needed."""

    def __init__(self, index: Index, encoder: Callable[[], Encoder | None] = lambda: None) -> None:
        self._index = index
        self._load = lru_cache(maxsize=1)(encoder)
        self._encode = lru_cache(maxsize=KEPT)(self._encoded)

    def find(
        self, request: Request, viewer: Viewer = EVERYONE, *, expand_it: bool = True, without: Sequence[str] = ()
    ) -> Found:
        """Search as the request says, by `mode` where that can be; `without` are concepts that are not meant.

        Raises BadRequest for filters, facets or an order that cannot be, never for the words.
        """
        spelt: tuple[str, ...] = ()
        also: tuple[Also, ...] = ()
        if id := identifier_in(request.text, lambda: self._index.fields(viewer)):
            request = replace(request, text=f'"{id}"', mode=KEYWORD)  # nothing is near to it in meaning
        meant, note = request.text, ""
        if expand_it and request.text.strip():
            spelt = () if id else tuple(self._index.suggest(request.text, viewer))
            words = _as_meant(request.text, spelt, without)
            meant = _respelt(request.text, words)
            also = self._meant(meant, viewer, without) + words
            note = self._in_vain(request.text, meant, spelt, viewer, without)
        request = replace(request, also=also)
        if request.mode != KEYWORD and request.text.strip():
            hindrance = self.hindrance()
            request = replace(request, mode=KEYWORD) if hindrance else replace(request, vector=self._encode(meant))
            note = "; ".join(filter(None, (hindrance, note)))
        return Found(self._index.search(request, viewer), request.mode, note, also, spelt)

    def like(self, id: str, name: str, text: str, request: Request, viewer: Viewer = EVERYONE) -> Found:
        """What is like this entry, by meaning and by the words of its name; the entry itself is left out."""
        wanted = replace(request, text=name, mode=HYBRID, expert=False, but=(*request.but, id))
        note = self.hindrance()
        wanted = replace(wanted, mode=KEYWORD) if note else replace(wanted, vector=self._encode(f"{name}. {text}"))
        return Found(self._index.search(wanted, viewer), wanted.mode, note)

    def _meant(self, text: str, viewer: Viewer, without: Sequence[str]) -> tuple[Also, ...]:
        return expand(text, lambda forms: self._index.lookup(forms, viewer), without)

    def _in_vain(self, text: str, meant: str, spelt: Sequence[str], viewer: Viewer, without: Sequence[str]) -> str:
        """Which of the concepts that are not meant the query was not taken for anyway; empty where there are none."""
        if not without:
            return ""
        words = _as_meant(text, spelt, ())
        readings = {meant, _respelt(text, words)}  # with a slip of the pen as it was taken, and as it would have been
        read = {one.id.casefold() for one in chain(words, *(self._meant(each, viewer, ()) for each in readings))}
        odd = [id for id in without if id.casefold() not in read]
        return f"taking out {', '.join(odd)} changed nothing: the query was not read as that" if odd else ""

    def hindrance(self) -> str:
        """Why meaning cannot be asked for now; empty when it can."""
        model = self._index.model()
        if not model:
            return NOT_ENCODED
        try:
            encoder = self._load()
        except LabkinError as error:
            return f"{error}; searched by words alone"
        if encoder is None:
            return SWITCHED_OFF
        return "" if encoder.name == model else OTHER_MODEL

    def _encoded(self, text: str) -> NDArray[np.float32]:
        encoder = self._load()
        assert encoder is not None  # `hindrance` has seen it
        vector: NDArray[np.float32] = encoder.encode([text])[0]
        return vector


def _as_meant(text: str, spelt: Sequence[str], without: Sequence[str]) -> tuple[Also, ...]:
    """Words that nothing here has, as the words that they are but a slip away from."""
    if not spelt:
        return ()
    meant = (
        Also(f"{SPELLING}:{right}", right, typed, (right,), weight=SPELT_WEIGHT)
        for typed, right in corrections(text, spelt[0])
    )
    unwanted = {id.casefold() for id in without}
    return tuple(one for one in meant if one.id.casefold() not in unwanted)


def _respelt(text: str, words: Sequence[Also]) -> str:
    """The text with words as they were probably meant: a misspelt one has no meaning of its own."""
    for one in words:
        text = text.replace(one.said, one.label)
    return text
