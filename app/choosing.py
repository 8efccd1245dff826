"""One of the readings, or of the questions, that an answer offers: chosen by its number, and asked again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from labkin.graph.errors import LabkinError

OFFERS = ("ambiguous", "not_understood")  # the answers that offer something to choose from
_NUMBER = re.compile(r"\s*(?:#|no\.?\s*|number\s+)?(\d{1,2})[.)]?\s*", re.IGNORECASE)
_WORD = re.compile(r"'(.+?)' may mean")
Ask = Callable[[str], dict[str, Any]]


def number_of(text: str) -> int | None:
    """The number that a text is, if it is no more than a number.

    >>> number_of(" 2. "), number_of("#3"), number_of("2 drugs")
    (2, 3, None)
    """
    match = _NUMBER.fullmatch(text)
    return int(match[1]) if match else None


def asked_again(found: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """The question that one of the `alternatives` of an answer stands for; empty where only its reading tells it.

    Of things of one name it is the question with the identifier in the place of the name.
    """
    if question := other.get("question"):
        return str(question)
    word, id = _WORD.search(str(found.get("text") or "")), str(other.get("id") or "")
    place = str(found["question"]).casefold().find(word[1].casefold()) if word and id else -1
    if word is None or place < 0:
        return ""
    named = f'"{id}"' if " " in id else id
    return f"{found['question'][:place]}{named}{found['question'][place + len(word[1]) :]}"


def chosen(found: Mapping[str, Any], number: int, ask: Ask) -> dict[str, Any]:
    """The answer to the alternative of that number, counted from 1. Raises LabkinError where there is none."""
    offered = found["alternatives"]
    if not 1 <= number <= len(offered):
        raise LabkinError(f"answer {found.get('id', '')} offers {len(offered)} to choose from, not {number}")
    other = offered[number - 1]
    if text := asked_again(found, other):
        again = ask(text)
        if again["status"] not in OFFERS or other.get("question"):
            return again
    reading = str(other.get("reading") or "")
    again = ask(reading)
    if again["reading"] != reading:
        raise LabkinError(f"“{reading}” cannot be asked by its number; ask it in other words")
    return again
