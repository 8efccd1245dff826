"""The component `labkin_abbreviations`: what a document itself says its short forms stand for.

Ab3P (package pyab3p, rules and data inside) finds most; a plain check after Schwartz and Hearst (2003) adds those whose
letters all stand at the beginnings of words. Both look for "long form (SHORT)" and "SHORT (long form)".
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from spacy.language import Language

from labkin.nlp.extensions import declare, text_of
from labkin.nlp.pipeline_pieces import cuts

_SPACES = re.compile(r"[\s_]+")
_BRACKET = re.compile(r"[(\[]\s*([A-Za-z0-9α-ω][^()\[\];,]{0,11}?)\s*[)\];,]")
_SURE = 0.8  # of Ab3P's own estimate of being right
_LETTERS = re.compile(r"[^\W_]")
_STACK = 16 * 2**20  # bytes; each of Ab3P's nested calls takes one megabyte and more
_STARTING = threading.Lock()  # the size of stacks is set for all threads that start
T = TypeVar("T")
_ENDLESS = re.compile(r"\S{81,}")  # words longer than Ab3P has room for, twelve of which may stand in a bracket
_LONGEST = 4_000  # characters that Ab3P is given at once; a sentence of 70,000 makes it write over its memory


def explained(text: str) -> dict[str, str]:
    """Short forms to long forms, as the text explains them.

    >>> explained("Heart rate (HR) fell. The HR of rats with\\n tardive  dyskinesia (TD)")
    {'HR': 'Heart rate', 'TD': 'tardive dyskinesia'}
    """
    (found,) = explained_all([text])
    return found


def explained_all(texts: Sequence[str]) -> list[dict[str, str]]:
    """The same of several texts."""
    # Runs of blanks, underscores and ` make Ab3P lose its place; with endless words it writes beyond its tables, and
    # on standard output.
    flat = [_ENDLESS.sub("x", _SPACES.sub(" ", text).replace("`", "'")) for text in texts]
    told = [number for number, one in enumerate(flat) if "(" in one or "[" in one]
    found: list[dict[str, str]] = [{} for _ in flat]
    for number, said in zip(told, _in_room(lambda: [_said(flat[one]) for one in told]) if told else (), strict=True):
        for short, long in _initials(flat[number]):
            said.setdefault(short, long)
        found[number] = said
    return found


def _said(flat: str) -> dict[str, str]:
    """What Ab3P finds."""
    found: dict[str, str] = {}
    for start, end in cuts(flat, _LONGEST):
        part = flat[start:end]
        for one in _ab3p().get_abbrs(part) if "(" in part or "[" in part else ():
            if one.prec >= _SURE:
                found.setdefault(one.short_form, one.long_form)
    return found


def _in_room(run: Callable[[], T]) -> T:
    """What this gives, run in a thread with a large stack.

    Without one the process ends, and says nothing, where stacks are small: in other threads than the first on some
    systems, and in the first one itself once a Java machine runs in the process.
    """
    given: list[T] = []
    failed: list[BaseException] = []

    def work() -> None:
        try:
            given.append(run())
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work, name="abbreviations")
    with _STARTING:
        before = threading.stack_size(_STACK)
        try:
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    if failed:
        raise failed[0]
    return given[0]


@cache
def _ab3p() -> Any:
    from pyab3p import Ab3p

    return Ab3p()


def _initials(text: str) -> list[tuple[str, str]]:
    """Short forms in brackets whose letters begin the words before the bracket, in order."""
    found = []
    for match in _BRACKET.finditer(text):
        short = match[1]
        letters = "".join(_LETTERS.findall(short)).lower()
        if not 2 <= len(letters) <= 8 or not any(c.isupper() for c in short) or " " in short:
            continue
        before = text[max(0, match.start() - 120) : match.start()].rstrip()
        words = [(m.start(), m[0]) for m in re.finditer(r"[A-Za-z0-9α-ω]+", before)]
        stem = letters[:-1] if letters.endswith("s") and short.endswith("s") else letters
        tail = words[-len(stem) :]
        if len(tail) != len(stem) or "." in before[tail[0][0] :]:
            continue
        if all(word.lower().startswith(letter) for (_, word), letter in zip(tail, stem, strict=True)):
            found.append((short, before[tail[0][0] :]))
    return found


class Abbreviations:
    """Writes `doc._.abbreviations`. With `scispacy`, also those that scispaCy's detector finds and Ab3P does not."""

    def __init__(self, scispacy: bool = False) -> None:
        self.scispacy = scispacy

    def __call__(self, doc: Any) -> Any:
        """The document, with its abbreviations."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Any], batch_size: int = 64) -> Iterator[Any]:
        """Documents in batches: each is one thread's work, and threads take time to start."""
        docs = iter(docs)
        while batch := list(islice(docs, batch_size)):
            texts = [text_of(doc) for doc in batch]
            for doc, text, found in zip(batch, texts, explained_all(texts), strict=True):
                # What the whole of a long text explains is given already; what this part says itself comes first.
                doc._.abbreviations = {**doc._.abbreviations, **self._more(text), **found}
                yield doc

    def _more(self, text: str) -> dict[str, str]:
        if not self.scispacy:
            return {}
        from labkin.nlp.abbreviations import find_abbreviations

        return {one.short: one.long for one in find_abbreviations(text)}


@Language.factory("labkin_abbreviations", assigns=["doc._.abbreviations"], default_config={"scispacy": False})
def create(nlp: Any, name: str, scispacy: bool) -> Abbreviations:
    """What spaCy calls to make the component. Raises MissingExtra at the first text where `scispacy` is not there."""
    declare()
    return Abbreviations(scispacy)
