"""What a few words of a question mean by themselves: a kind of things, a property, a part of a date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from labkin.nlp.lexicon import Asked, Lexicon
from labkin.nlp.question_elements import PARTS
from labkin.nlp.question_tokens import read_words
from labkin.nlp.question_tree import NameHit

if TYPE_CHECKING:
    from labkin.nlp.question_tokens import Words


class _Nobody:
    """Names that nobody bears."""

    def lookup(self, forms: Sequence[str], /) -> Mapping[str, Sequence[NameHit]]:
        """As `nlp.question_tree.Names`."""
        return {}


class Alone(NamedTuple):
    """What all of the words mean together: `kinds`, properties (`asked`), or a `part` of a date."""

    words: Words
    kinds: tuple[str, ...]
    asked: tuple[Asked, ...]
    part: bool

    @property
    def plain(self) -> bool:
        """Whether they are one word in small letters."""
        return len(self.words.tokens) == 1 and self.words.question.isalpha() and self.words.question.islower()


def alone(text: str, lexicon: Lexicon) -> Alone:
    """What some words mean, without any names."""
    words = read_words(text, lexicon, _Nobody(), None)
    end = len(words.tokens)
    kinds = next((kinds for kinds, after, _ in words.kinds.get(0, ()) if after == end), ())
    asked = next((asked for asked, after, _ in words.props.get(0, ()) if after == end), ())
    return Alone(words, tuple(dict.fromkeys(meant.kind for meant in kinds)), asked, text.lower() in PARTS)
