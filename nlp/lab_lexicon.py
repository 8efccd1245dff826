"""What a lab's curators taught about names: names that mean something here, and names that do not mean it.

`Lexicon.apply` works on plain mentions, so that a decision changes texts that were read long ago as well as those that
the spaCy component `labkin_lab_lexicon` meets while they are read. It knows nothing of models: it is the same whichever
recogniser found the mentions.

Names of up to four characters are compared as they stand, for CAT is a gene and cat is an animal; longer ones without
regard to case. Spaces count once, and all dashes are alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

from labkin.nlp.annotations import Link, Mention, Sentence

NAME = "labkin_lab_lexicon"
CURATED = "curated"  # how such a link was found
EXACT_CASE = 4  # characters up to which case counts
_TOKEN = re.compile(r"\w+|[^\w\s]")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"), "-")

Key = tuple[str, ...]


class Token(NamedTuple):
    """A word or a sign of a text, with its offsets."""

    start: int
    end: int
    text: str  # as compared: without case


@dataclass(frozen=True, slots=True)
class Synonym:
    """A name that means one thing in this lab. `label` is the name that people know that thing by."""

    name: str
    curie: str
    type: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Ban:
    """A name that does not mean something here.

    Without `curie` the name is no mention at all, with it only that meaning is ruled out. `type` limits this to
    mentions of one type, and `near` to sentences in which one of these words stands; both may be empty.
    """

    name: str
    curie: str = ""
    type: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """The names of one lab, ready to be looked for."""

    synonyms: tuple[Synonym, ...] = ()
    bans: tuple[Ban, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.synonyms or self.bans)

    @cached_property
    def _known(self) -> dict[Key, list[Synonym]]:
        known: dict[Key, list[Synonym]] = {}
        for one in self.synonyms:
            known.setdefault(key_of(one.name), []).append(one)
        return known

    @cached_property
    def _banned(self) -> dict[Key, list[Ban]]:
        banned: dict[Key, list[Ban]] = {}
        for one in self.bans:
            banned.setdefault(key_of(one.name), []).append(one)
        return banned

    @cached_property
    def _sizes(self) -> dict[str, list[int]]:
        """By its first word: how many words the known names have, longest first."""
        sizes: dict[str, set[int]] = {}
        for key in self._known:
            if key:
                sizes.setdefault(key[0], set()).add(len(key))
        return {first: sorted(counts, reverse=True) for first, counts in sizes.items()}

    def apply(self, text: str, mentions: Sequence[Mention], sentences: Sequence[Sentence] = ()) -> tuple[Mention, ...]:
        """The mentions as this lab wants them, in order: forbidden ones gone, known names added.

        A known name takes the place of what a model found there, unless that is longer: "aspirin" is left alone inside
        "aspirin-induced asthma". A longer mention of the same type that nothing could be linked to gives way all the
        same. Where no sentences are given, the whole text counts as one.
        """
        if not self:
            return tuple(mentions)
        left = [kept for one in mentions if (kept := self._allowed(text, one, sentences)) is not None]
        for added in self.found(text, sentences):
            over = [one for one in left if one.start < added.end and added.start < one.end]
            if any(_stronger(one, added) for one in over):
                continue
            added = _with_alternatives(added, over)
            left = [one for one in left if one not in over] + [added]
        return tuple(sorted(left, key=lambda one: (one.start, one.end)))

    def found(self, text: str, sentences: Sequence[Sentence] = ()) -> list[Mention]:
        """The known names in a text, the longest from the left, but where they are forbidden."""
        if not self._known:
            return []
        found: list[Mention] = []
        words = tokens(text)
        at = 0
        while at < len(words):
            size = 0
            for size in self._sizes.get(words[at].text, ()):
                start, end = words[at].start, words[min(at + size, len(words)) - 1].end
                named = self._named(text[start:end], tuple(word.text for word in words[at : at + size]))
                made = self._allowed(text, _mention(text, start, end, named), sentences) if named else None
                if made is not None and made.links:
                    found.append(made)
                    break
            else:
                size = 1
            at += size
        return found

    def _named(self, said: str, key: Key) -> list[Synonym]:
        return [one for one in self._known.get(key, ()) if _same_case(one.name, said)]

    def _allowed(self, text: str, mention: Mention, sentences: Sequence[Sentence]) -> Mention | None:
        """The mention without the meanings that are forbidden here; None where it is forbidden as a whole."""
        for ban in self._banned.get(key_of(mention.text), ()) if self.bans else ():
            if not _same_case(ban.name, mention.text) or (ban.type and ban.type != mention.type):
                continue
            if ban.near and not _near(text, mention, ban.near, sentences):
                continue
            if not ban.curie:
                return None
            mention = replace(
                mention,
                links=tuple(link for link in mention.links if link.curie != ban.curie),
                ids=tuple(id for id in mention.ids if id != ban.curie),
            )
        return mention

    # -- as JSON, for the settings of a pipeline -----------------------------------------------------------------------

    def to_json(self) -> dict[str, list[dict[str, Any]]]:
        """Plain values that `from_json` reads."""
        return {"synonyms": [asdict(one) for one in self.synonyms], "bans": [asdict(one) for one in self.bans]}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Lexicon:
        """The lexicon that `to_json` wrote."""
        return cls(
            tuple(Synonym(**one) for one in kept.get("synonyms", ())),
            tuple(Ban(**{**one, "near": tuple(one.get("near", ()))}) for one in kept.get("bans", ())),
        )


def tokens(text: str) -> list[Token]:
    """The words and signs of a text as they are compared."""
    return [Token(found.start(), found.end(), _folded(found.group())) for found in _TOKEN.finditer(text)]


def key_of(name: str) -> Key:
    """What all spellings of a name that count as one have in common.

    >>> key_of("PC\u201312  cells") == key_of("pc-12 Cells")
    True
    """
    return tuple(_folded(word) for word in _TOKEN.findall(name))


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    return unicodedata.normalize("NFKC", word.translate(_DASHES)).casefold()


def same_name(one: str, other: str) -> bool:
    """Whether two texts are one name here: short ones letter by letter, long ones without regard to case.

    >>> same_name("CAT", "cat"), same_name("Aspirin", "aspirin"), same_name("PC 12", "PC  12")
    (False, True, True)
    """
    return key_of(one) == key_of(other) and _same_case(one, other)


def _same_case(one: str, other: str) -> bool:
    return len(one) > EXACT_CASE or "".join(one.split()) == "".join(other.split())


def _mention(text: str, start: int, end: int, named: Sequence[Synonym]) -> Mention:
    links = tuple(Link(one.curie, one.label or one.name, 1.0 / len(named), CURATED) for one in named)
    ids = (named[0].curie,)
    return Mention(start, end, text[start:end], named[0].type, 1.0, links, ids)


def _stronger(one: Mention, added: Mention) -> bool:
    """Whether what a model found stays where a known name would take its place."""
    longer = one.start <= added.start and added.end <= one.end and one.end - one.start > added.end - added.start
    return longer and (bool(one.links) or one.type != added.type)


def _with_alternatives(added: Mention, over: Iterable[Mention]) -> Mention:
    """The added mention, with what a model thought that the same words mean as further meanings."""
    known = {link.curie for link in added.links}
    same = (one for one in over if (one.start, one.end, one.type) == (added.start, added.end, added.type))
    more = tuple(link for one in same for link in one.links if link.curie not in known)
    return replace(added, links=added.links + more, long_form=next((one.long_form for one in over), ""))


def sentence_at(text: str, start: int, end: int, sentences: Sequence[Sentence]) -> tuple[int, int]:
    """The bounds of the sentence, or sentences, that these offsets lie in; of the whole text where none are known."""
    over = [one for one in sentences if one.start < end and start < one.end]
    return (over[0].start, over[-1].end) if over else (0, len(text))


def _near(text: str, mention: Mention, words: Sequence[str], sentences: Sequence[Sentence]) -> bool:
    start, end = sentence_at(text, mention.start, mention.end, sentences)
    around = [*_keys(text[start : mention.start]), "", *_keys(text[mention.end : end])]
    return any(_stands_in(key_of(word), around) for word in words)


def _keys(text: str) -> Iterator[str]:
    return (word.text for word in tokens(text))


def _stands_in(key: Key, words: Sequence[str]) -> bool:
    return bool(key) and any(tuple(words[at : at + len(key)]) == key for at in range(len(words) - len(key) + 1))
