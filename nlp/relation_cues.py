"""Whether a sentence denies or doubts what it says of two mentions."""

from __future__ import annotations

from collections.abc import Sequence

from labkin.nlp.relation_words import BREAKS, DENIALS, DOUBTS, FAINT

_REACH = 7  # words before the word that says the relation within which a denial holds
_AFTER = 4  # words behind it: "inhibited neither", "had no effect"
_ASIDE = frozenset({("but", "not"), ("rather", "than"), ("and", "not"), (",", "not")})
_NEAR = 6  # words around it within which faint doubts count


def denied(words: Sequence[str], at: int, first: int, second: int) -> bool:
    """Whether a word such as "not" rules over the word at `at`, which relates the mentions at `first` and `second`.

    "not only" denies nothing, and "but not @c" denies only what is said of that mention.
    """
    start = clause_start(words, min(at, first))
    for place in range(max(start, at - _REACH, 0), at):
        if _denies(words, place, at, first, second):
            return True
    for place in range(at + 1, min(at + 1 + _AFTER, max(second, at + 1))):
        if words[place] in BREAKS:
            break
        if _denies(words, place, at, first, second):
            return True
    return any(set_aside(words, place) for place in (first, second))


def _denies(words: Sequence[str], place: int, at: int, first: int, second: int) -> bool:
    word = words[place]
    if word not in DENIALS:
        return False
    if word == "t":  # of "didn't", "can't"
        return place > 1 and words[place - 1] in ("'", "’")
    following = words[place + 1] if place + 1 < len(words) else ""
    if word == "not" and following == "only":
        return False
    if word in ("no", "not") and following in ("longer", "matter", "doubt"):
        return following == "longer"
    if set_aside_at(words, place):  # "but not @c": of that mention alone, which `set_aside` sees
        return False
    return not (word in ("lack", "absence") and following != "of")


def set_aside(words: Sequence[str], mention: int) -> bool:
    """Whether a mention stands behind "but not" or "rather than"."""
    for back in (1, 2, 3):
        place = mention - back
        if place >= 1 and set_aside_at(words, place) and not any(word[0] == "@" for word in words[place + 1 : mention]):
            return True
    return False


def set_aside_at(words: Sequence[str], place: int) -> bool:
    """Whether "not" of "but not", or "than" of "rather than", stands there, with a mention soon behind."""
    if place < 1 or (words[place - 1], words[place]) not in (
        ("but", "not"),
        ("rather", "than"),
        ("and", "not"),
        (",", "not"),
    ):
        return False
    return any(word[0] == "@" for word in words[place + 1 : place + 4])


def doubted(words: Sequence[str], at: int, first: int, second: int) -> bool:
    """Whether a word such as "may" stands in the part of the sentence that the relation is said in."""
    start, end = clause_start(words, min(at, first)), max(at, second)
    for place in range(start, min(end + _NEAR, len(words))):
        word = words[place]
        if word in DOUBTS and (word not in FAINT or (place < at and at - place <= _NEAR)):
            if place > end and word not in ("whether", "unclear", "unknown"):
                continue
            return True
    return False


def clause_start(words: Sequence[str], at: int) -> int:
    """The word behind the last break before `at`."""
    for place in range(at - 1, -1, -1):
        if words[place] in BREAKS and not (words[place] == "but" and words[place + 1] == "not"):
            return place + 1
    return 0
