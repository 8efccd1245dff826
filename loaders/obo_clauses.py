"""Frames of an OBO file, their clauses parsed by fastobo one frame at a time, each with its line.

fastobo follows the specification to the letter and stops at the first clause that does not. Real files have such
clauses, so a frame that fails is read clause by clause, and what fastobo refuses is read by plain rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from labkin.graph.errors import BadInput
from labkin.loaders.base import Input
from labkin.loaders.lines import text_lines

_HEADER = re.compile(r"\[(\w+)\]\s*(?:!.*)?$")
_COMMENT = re.compile(r"(?<!\\)\s+!\s.*$")
_MODIFIERS = re.compile(r"\s*(?<!\\)\{(?:[^{}\"]|\"(?:[^\"\\]|\\.)*\")*\}\s*$")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(.*)$')
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "t": "\t", "W": " "}
_KINDS = {"Term": "term", "Typedef": "typedef", "Instance": "instance"}


class Clause(NamedTuple):
    """One line of a frame. `parsed` is fastobo's clause, None where it refused; `value` the text after the tag."""

    line: int
    tag: str
    value: str
    parsed: Any


@dataclass(slots=True)
class Frame:
    """One stanza: the header (kind ""), a Term, a Typedef or an Instance."""

    kind: str
    line: int
    clauses: list[Clause] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The identifier as it is written, without escapes; empty where there is none."""
        return next((unescape(plain(clause.value)) for clause in self.clauses if clause.tag == "id"), "")


def frames(item: Input) -> Iterator[Frame]:
    """The frames of the file, the header first. Raises BadInput, naming the line, for what is no OBO at all."""
    frame = Frame("", 1)
    lines: list[tuple[int, str, str]] = []
    for number, line in text_lines(item):
        text = line.strip()
        if not text or text.startswith("!"):
            continue
        if found := _HEADER.match(text):
            yield _filled(frame, lines)
            frame, lines = Frame(_KINDS.get(found[1], found[1].lower()), number), []
            continue
        tag, colon, value = text.partition(":")
        if not colon or not re.fullmatch(r"[\w.-]+", tag):
            raise item.bad(f"line {number}", f"this line is no clause of OBO: {text[:60]!r}; a clause is `tag: value`")
        lines.append((number, tag, value.strip()))
    yield _filled(frame, lines)


def _filled(frame: Frame, lines: list[tuple[int, str, str]]) -> Frame:
    parsed = _parse(frame.kind, [f"{tag}: {value}" for _, tag, value in lines]) if frame.kind in _TITLES else []
    for index, (number, tag, value) in enumerate(lines):
        frame.clauses.append(Clause(number, tag, value, parsed[index] if parsed else None))
    return frame


_TITLES = {"term": "[Term]", "typedef": "[Typedef]", "instance": "[Instance]"}


def _parse(kind: str, lines: list[str]) -> list[Any]:
    """fastobo's clause for each line, None for those it refuses and for the identifier."""
    start = next((index for index, line in enumerate(lines) if line.startswith("id:")), None)
    if start is None:
        return [None] * len(lines)
    rest = [line for index, line in enumerate(lines) if index != start]
    clauses = _loaded(kind, lines[start], rest)
    if clauses is None:  # some clause is refused: find out which
        clauses = [(_loaded(kind, lines[start], [line]) or [None])[0] for line in rest]
    clauses.insert(start, None)
    return clauses


def _loaded(kind: str, id: str, lines: list[str]) -> list[Any] | None:
    import fastobo

    try:
        document = fastobo.loads("\n".join((_TITLES[kind], id, *lines, "")))
        clauses = list(document[0])
    except BaseException as error:  # a panic of the parser is no Exception
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        return None
    return clauses if len(clauses) == len(lines) else None


def plain(value: str) -> str:
    """A value without its comment and trailing modifiers."""
    return _MODIFIERS.sub("", _COMMENT.sub("", value)).strip()


def unescape(text: str) -> str:
    """The text that OBO's escapes stand for."""
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), text) if "\\" in text else text


def quoted(value: str) -> tuple[str, str]:
    """The text in quotation marks that a value begins with, and what follows it; all of it where there are none."""
    found = _QUOTED.match(value)
    return (unescape(found[1]), found[2]) if found else (unescape(plain(value)), "")


def listed(rest: str) -> list[str]:
    """The identifiers in a list of cross-references, `[PMID:1, url "why"]`.

    >>> listed('EXACT [PMID:1, http://x.org/a "see, there"]')
    ['PMID:1', 'http://x.org/a']
    """
    found = re.search(r"\[(.*)\]", rest)
    if not found:
        return []
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", found[1])
    return [unescape(part.strip()) for part in re.split(r"(?<!\\),", bare) if part.strip()]


def no_obo(item: Input) -> BadInput:
    """The error for a file that has not one frame."""
    return item.bad("", "there is no [Term], [Typedef] or [Instance] in this file; is it OBO?")
