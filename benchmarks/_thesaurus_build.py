"""The packed thesaurus, out of the files of WordNet 3.0.

Kept are common words alone: those of the list of `nlp.common_words`, and those that WordNet found in texts; no names of
people and places; of each word the first few senses. The same files give the same bytes (with zstandard 0.25).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from labkin.nlp.common_words import is_english
from labkin.nlp.thesaurus import MOST_SENSES, Part, pack

PARTS: tuple[tuple[Part, str], ...] = (("n", "noun"), ("v", "verb"))
# SHA-256 of the files that were read.
ORIGINAL = {
    "data.noun": "fea17d2f9656611334eac790e5d69e47645fa180c4aa481fb4cd9b3520754ca2",
    "data.verb": "adcf43e35b581e8036d8b5a52d63d9cd3d3b4870b2720d3c03c799df44777bc2",
    "index.noun": "a490d99d93d017bf4822fe2f0ffa51fd73911ce271dc7535fade21f8814b5a04",
    "index.verb": "e2ac24816c3a8289dcb72aaa9cf8db81fdf25ec34d792bfc96ac5b7a20c8b4ae",
    "noun.exc": "2b5d675c380b39ecf595af9fa9d4e7feb1d58c643b0bff08c40ed5bfe41fab7a",
    "verb.exc": "dbbcf9a601b2d77e934e413b91d90e88ec7f933a8b77cfc00602a923b891b42c",
}
_WIDER = "@"  # the pointer from a sense to what is more general; of a person or place it is "@i"
_NAMED = "@i"


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="latin-1").splitlines():
        if not line.startswith(" "):  # the licence stands in front
            yield line.partition(" | ")[0].split()


def _pointers(row: list[str]) -> list[tuple[str, str]]:
    """The pointers of a line of data: (sign, part of speech and place of what it points to)."""
    first = 5 + 2 * int(row[3], 16)
    count = int(row[first - 1])
    return [(row[first + 4 * n], row[first + 4 * n + 2] + row[first + 4 * n + 1]) for n in range(count)]


def built(folder: Path) -> bytes:
    """The packed thesaurus of a folder of WordNet."""
    pointers = {part + row[0]: _pointers(row) for part, file in PARTS for row in _rows(folder / f"data.{file}")}
    words: dict[tuple[str, Part], list[str]] = {}
    for part, file in PARTS:
        for row in _rows(folder / f"index.{file}"):
            count = int(row[2])
            places = [part + place for place in row[len(row) - count :]]
            kept = [place for place in places if all(sign != _NAMED for sign, _ in pointers[place])]
            tagged = int(row[len(row) - count - 1])
            if kept and (tagged or is_english(row[0])):
                words[row[0].replace("_", " "), part] = kept[:MOST_SENSES]
    numbers = {place: number for number, place in enumerate(sorted({p for kept in words.values() for p in kept}))}
    wider = [
        sorted(numbers[to] for sign, to in pointers[place] if sign == _WIDER and to in numbers) for place in numbers
    ]
    irregular = {
        (row[0].replace("_", " "), part): bases
        for part, file in PARTS
        for row in _rows(folder / f"{file}.exc")
        if (bases := [base for base in row[1:] if (base, part) in words])
    }
    return pack({key: [numbers[place] for place in kept] for key, kept in words.items()}, wider, irregular)
