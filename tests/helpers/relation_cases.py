"""The sentences written by hand with what each says: tests/data/relations/sentences.txt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from labkin.nlp.relations import Readers, find

FILE = Path(__file__).parents[1] / "data" / "relations" / "sentences.txt"
_TYPES = {"C": "Chemical", "D": "Disease", "G": "Gene", "V": "Variant"}
_MENTION = re.compile(r"\[([^|\]]+)\|([CDGV])\]")
_SYMMETRIC = frozenset({"binds", "is_associated_with"})


class Span(NamedTuple):
    """A mention, whose identifier is its own text."""

    start: int
    end: int
    type: str
    ids: tuple[str, ...]


@dataclass(slots=True)
class Case:
    """A sentence; `said` maps (subject, relation, object) to whether it is denied, and whether it is doubted."""

    part: str
    text: str
    mentions: list[Span]
    said: dict[tuple[str, str, str], tuple[bool, bool]] = field(default_factory=dict)


def cases(path: Path = FILE) -> list[Case]:
    """The sentences in order."""
    found: list[Case] = []
    part = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            part = line[3:]
        elif line.startswith("  "):
            found[-1].said |= _expected(line.strip(), found[-1])
        elif line and line[0] != "#":
            found.append(_case(part, line))
    return found


def _case(part: str, line: str) -> Case:
    return Case(part, *marked(line))


def marked(line: str) -> tuple[str, list[Span]]:
    """The plain text of a line with its mentions; what differs in capitals alone is one concept, by its first name."""
    text, at = "", 0
    spans: list[Span] = []
    names: dict[str, str] = {}
    for mention in _MENTION.finditer(line):
        text += line[at : mention.start()]
        start = len(text)
        text += mention[1]
        id = names.setdefault(mention[1].lower(), mention[1])
        spans.append(Span(start, len(text), _TYPES[mention[2]], (id,)))
        at = mention.end()
    return text + line[at:], spans


def _expected(line: str, case: Case) -> dict[tuple[str, str, str], tuple[bool, bool]]:
    names = "|".join(sorted((re.escape(one.ids[0]) for one in case.mentions), key=len, reverse=True))
    found = re.fullmatch(rf"({names}) (\w+) ({names})( no)?( maybe)?", line)
    if not found:
        raise ValueError(f"{line!r} says nothing of the mentions in {case.text!r}")
    return {(found[1], found[2], found[3]): (bool(found[4]), bool(found[5]))}


def found_in(case: Case, readers: Readers) -> dict[tuple[str, str, str], tuple[bool, bool]]:
    """What the readers find in a sentence, in the shape of `Case.said`."""
    found = {}
    for one in find(case.text, case.mentions, None, readers):
        key = (one.subject, one.relation, one.object)
        turned = (one.object, one.relation, one.subject)
        if one.relation in _SYMMETRIC and turned in case.said:
            key = turned
        found[key] = (one.negated, one.hedged)
    return found


def measured(part: str, readers: Readers) -> Counter[str]:
    """How many relations are said, found, right; and of the right ones, whose denial and doubt are right too."""
    count: Counter[str] = Counter()
    for case in cases():
        if case.part == part:
            found = found_in(case, readers)
            count["sentences"] += 1
            count["said"] += len(case.said)
            count["found"] += len(found)
            for key, (negated, hedged) in case.said.items():
                if key in found:
                    count["right"] += 1
                    count["negation"] += found[key][0] == negated
                    count["hedging"] += found[key][1] == hedged
    return count


def differences(part: str, readers: Readers) -> Iterator[tuple[str, Sequence[object], Sequence[object]]]:
    """The sentences that are read wrongly, with what they say and what was found."""
    for case in cases():
        if case.part == part and (found := found_in(case, readers)) != case.said:
            yield case.text, list(case.said.items()), list(found.items())
