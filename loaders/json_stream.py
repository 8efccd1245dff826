"""Members of the arrays of one JSON document, read a piece at a time."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any

from labkin.loaders.base import Input

PIECE = 1 << 20
LARGEST = 32 * 1024 * 1024  # characters of one member; more is no record of anything
_SPACE = " \t\n\r"


def members_of_arrays(item: Input, keys: tuple[str, ...]) -> Iterator[tuple[str, str, Any]]:
    """(key, place, member) for each member of the arrays that stand under `keys` of the document's object.

    Members come in the order of the file; the other keys are counted in `item.unmapped`. A place reads "nodes[3]".
    Raises BadInput, naming the line, where the document is no JSON object or ends too early.
    """
    with item.open() as stream:
        yield from _Scanner(item, stream).walk(keys)


class _Scanner:
    def __init__(self, item: Input, stream: Any) -> None:
        self.item, self.stream = item, stream
        self.text, self.at, self.line, self.ended = "", 0, 1, False
        self.decode = codecs.getincrementaldecoder("utf-8-sig")().decode
        self.value = json.JSONDecoder().raw_decode

    def walk(self, keys: tuple[str, ...]) -> Iterator[tuple[str, str, Any]]:
        self._expect("{")
        if self._skip("}"):
            return
        while True:
            key = self._next_value()
            self._expect(":")
            if key in keys and self._skip("["):
                yield from self._members(str(key))
            elif key in keys:
                raise self._bad(f"{key!r} is no array; KGX JSON has arrays of nodes and edges")
            else:
                self._next_value()
                self.item.unmapped[str(key)] += 1
            if not self._skip(","):
                self._expect("}")
                return

    def _members(self, key: str) -> Iterator[tuple[str, str, Any]]:
        if self._skip("]"):
            return
        number = 0
        while True:
            yield key, f"{key}[{number}]", self._next_value()
            number += 1
            if not self._skip(","):
                self._expect("]")
                return

    def _read(self) -> None:
        """Read on, dropping what is behind. The piece grows with what is pending, so that retries stay cheap."""
        self.line += self.text.count("\n", 0, self.at)
        self.text, self.at = self.text[self.at :], 0
        if len(self.text) > LARGEST:
            raise self._bad(f"one value is longer than {LARGEST // 2**20} million characters")
        piece = self.stream.read(max(PIECE, len(self.text)))
        self.ended = not piece
        try:
            self.text += self.decode(piece, not piece)
        except UnicodeDecodeError:
            raise self._bad("this is not UTF-8; save the file as UTF-8 and load it again") from None

    def _peek(self) -> str:
        while True:
            while self.at < len(self.text) and self.text[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.text):
                return self.text[self.at]
            if self.ended:
                return ""
            self._read()

    def _skip(self, mark: str) -> bool:
        found = self._peek() == mark
        self.at += found
        return found

    def _expect(self, mark: str) -> None:
        if not self._skip(mark):
            found = self._peek()
            raise self._bad(f"expected {mark!r} and found {found!r}" if found else "the file ends too early")

    def _next_value(self) -> Any:
        while True:
            self._peek()
            try:
                value, end = self.value(self.text, self.at)
            except RecursionError:
                raise self._bad("values are nested too deeply") from None
            except json.JSONDecodeError as error:
                if self.ended:
                    self.at = error.pos
                    raise self._bad(f"no JSON: {error.msg}" if self._peek() else "the file ends too early") from None
            except ValueError:
                raise self._bad("a number has more digits than any number has") from None
            else:
                if end < len(self.text) or self.ended:  # else a number might go on in the next piece
                    self.at = end
                    return value
            self._read()

    def _bad(self, why: str) -> Exception:
        return self.item.bad(f"line {self.line + self.text.count(chr(10), 0, self.at)}", why)
