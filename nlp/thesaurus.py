"""Which everyday words mean the same, and which mean more: common nouns and verbs of WordNet, in one small file.

The file is read when a first word is asked for, and stays text: a word is found in it by halving, nothing is parsed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

import zstandard

from labkin.graph.errors import LabkinError
from labkin.nlp.weights import located

Part = Literal["n", "v"]  # of speech: a noun, a verb
MOST_SENSES = 6  # of one word that are kept, the most usual first
_FILE = "thesaurus", "words.zst"
_BETWEEN = "\f"  # what is wider than each sense, a line for each, and the words
_ENDINGS: dict[str, tuple[tuple[str, str], ...]] = {
    "n": (("ies", "y"), ("men", "man"), ("es", ""), ("s", "")),
    "v": (("ies", "y"), ("ied", "y"), ("es", ""), ("es", "e"), ("s", ""), ("ed", "e"), ("ed", ""), ("ing", "e"),
          ("ing", "")),
}  # fmt: skip
_DOUBLED = re.compile(r"(.+)([bdfglmnprt])\2(?:ed|ing)")


class Thesaurus:
    """Words with their senses, which are numbers: words that share one mean the same. Made of what `pack` gives.

    Raises LabkinError for anything else.
    """

    def __init__(self, packed: bytes) -> None:
        try:
            whole = zstandard.ZstdDecompressor().decompress(packed).decode("utf-8")
            wider, _, words = whole.partition(_BETWEEN)
        except (zstandard.ZstdError, UnicodeDecodeError) as error:
            raise LabkinError(f"the thesaurus cannot be read ({error}): install labkin again") from error
        self._wider = wider.split("\n") if wider else []
        self._words = words.split("\n") if words else []

    def senses(self, word: str, part: Part) -> tuple[int, ...]:
        """The senses of a word in its basic form, the most usual first; none for a word that is not known."""
        return tuple(int(number) for number in self._said(word, part) if number[0] != ">")

    def wider(self, sense: int) -> tuple[int, ...]:
        """The senses that are one step more general: of an alphabet that of a script."""
        return tuple(map(int, self._wider[sense].split())) if 0 <= sense < len(self._wider) else ()

    def bases(self, word: str, part: Part) -> tuple[str, ...]:
        """The basic forms that a word may be a form of, among those that are known; itself first."""
        found = [word, *(form[1:] for form in self._said(word, part) if form[0] == ">")]
        found += [word.removesuffix(end) + base for end, base in _ENDINGS[part] if word.endswith(end)]
        if part == "v" and (match := _DOUBLED.fullmatch(word)):
            found.append(match[1] + match[2])
        return tuple(form for form in dict.fromkeys(found) if self.senses(form, part))

    def _said(self, word: str, part: Part) -> list[str]:
        head = f"{word}\t{part}\t"
        place = bisect_left(self._words, head)
        found = self._words[place] if place < len(self._words) else ""
        return found.removeprefix(head).split() if word and found.startswith(head) else []


def pack(
    words: Mapping[tuple[str, Part], Sequence[int]],
    wider: Sequence[Sequence[int]],
    irregular: Mapping[tuple[str, Part], Sequence[str]],
) -> bytes:
    """A thesaurus as bytes: the senses of words, what is wider than each sense, and the basic forms of odd ones.

    No word has white space in it. The same gives the same bytes.
    """
    rows = [
        "\t".join((*key, " ".join([*map(str, words.get(key, ())), *(f">{base}" for base in irregular.get(key, ()))])))
        for key in {*words, *irregular}
    ]
    whole = "\n".join(" ".join(map(str, more)) for more in wider) + _BETWEEN + "\n".join(sorted(rows))
    return zstandard.ZstdCompressor(level=19).compress(whole.encode("utf-8"))


@cache
def thesaurus() -> Thesaurus:
    """The one that ships. Raises LabkinError where its file is missing or damaged."""
    path = located(*_FILE)
    try:
        return Thesaurus(path.read_bytes())
    except OSError as error:
        raise LabkinError(f"{path} cannot be read ({error}): install labkin again") from error
