"""Whether a sentence denies or doubts what it says of two mentions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from labkin.nlp.relation_words import (
    BREAKS,
    DENIALS,
    DENYING,
    DOUBTS,
    FAINT,
    FALSITY,
    OF_NOUNS,
    REFUTED,
    SCANT,
    UNPROVEN,
    triggers,
    words_of,
)

_REACH = 7  # words before the word that says the relation within which a denial holds
_AFTER = 4  # words behind it: "inhibited neither", "had no effect"
_NEAR = 6  # words around it within which faint doubts count
_ASIDE = frozenset({("but", "not"), ("rather", "than"), ("and", "not"), (",", "not")})
_ONLY = words_of("only merely just simply solely")  # "not only" denies nothing
_SHOWN = words_of("shown proven proved confirmed demonstrated established")
_AUXILIARIES = words_of("did does do was were is are has had have could can would")
_STANDS = words_of("is are was were remains remain remained seems")
_COORDINATES = words_of("and but")
_SUBORDINATE = words_of("although though while because since unless")
_EFFECTS = words_of("effect effects influence impact benefit")
_OF = words_of("of from by with for")
_HAVE = words_of("had has have showed exerted")
_LOOKS = words_of("look looks looked sounds sounded feels")
_SURE = words_of("sure certain clear convinced")
_DOUBT = words_of("doubt doubts doubted doubtful")
_DASHES = frozenset("-–—‐‑")
_CONTRAST = (("unlike",), ("contrast", "to"), ("contrast", "with"), ("opposed", "to"), ("contrary", "to"))
_NOT_PLAIN = words_of("not no never cannot nobody none nor t")  # what takes a denial back
_BACK = 3  # words between the two


def without_effect(words: Sequence[str], at: int) -> bool:
    """Whether the mention at `at` is said to have done nothing: "no effect of @c", "@c had no effect".

    >>> without_effect("there was no clear effect of @c on @d".split(), 6)
    True
    >>> without_effect("the effect of @c on @d".split(), 3)
    False
    """
    before, after = words[max(0, at - _REACH) : at], words[at + 1 : at + 1 + _REACH]
    if before and before[-1] in _OF and _nothing(reversed(before[:-1])):
        return True
    ahead = list(after)
    verb = ahead[0] if ahead else ""
    return verb in _HAVE and "no" in ahead[1:2] and any(word in _EFFECTS for word in ahead[2:5])


def _nothing(back: Iterable[str]) -> bool:
    """Of words read backwards: whether an effect is named before the clause ends, with "no" soon behind it."""
    words = list(back)
    for place, word in enumerate(words):
        if word in BREAKS:
            return False
        if word in _EFFECTS:
            return bool({"no", "without", "nor"} & set(words[place + 1 : place + 4]))
    return False


def undecided(words: Sequence[str], at: int, first: int, second: int) -> bool:
    """Whether two denials meet: "@c , unlike @c , inhibits @g but not @g" tells little of the latter two."""
    return contrasted(words, first, at) and set_aside(words, second)


def denied(words: Sequence[str], at: int, first: int, second: int) -> bool:
    """Whether a word such as "not" rules over the word at `at`, which relates the mentions at `first` and `second`.

    "not only" denies nothing, and "but not @c" denies only what is said of that mention.
    """
    if contrasted(words, first, at):  # what holds of the one does not of the other
        return not _said_not(words, at, first, second)
    return _said_not(words, at, first, second)


def contrasted(words: Sequence[str], mention: int, at: int) -> bool:
    """Whether a mention is set against the one that acts at `at`: "unlike @c, @c inhibits @g"."""
    start = mention
    while start and words[start - 1] in (words[mention], ",", "and", "or"):  # of a list
        start -= 1
    size = next((len(cue) for cue in _CONTRAST if tuple(words[max(0, start - len(cue)) : start]) == cue), 0)
    behind = words[mention + 1 : at]
    if not size or "," not in behind:
        return False
    ahead = [word for word in words[max(0, start - size - 3) : start - size] if word not in ("in", "as")]
    return words[mention] in behind[behind.index(",") :] or ahead[-2:] == [words[mention], ","]  # "@c , unlike @c ,"


def _said_not(words: Sequence[str], at: int, first: int, second: int) -> bool:
    if words[at] in DENYING:
        return True
    start = clause_start(words, min(at, first))
    if _refuted(words, start, at, second):
        return True
    reached = max(start, at - _REACH, 0)
    if any(_denies(words, place) and _rules(words, place, at, first) for place in range(reached, at)):
        return True
    for place in range(at + 1, min(at + 1 + _AFTER, max(second, at + 1))):
        if words[place] in BREAKS:
            break
        if _denies(words, place):
            return True
    return any(set_aside(words, place) for place in (first, second)) or left_out(words, second)


def _refuted(words: Sequence[str], start: int, at: int, second: int) -> bool:
    """Whether the sentence goes on to say that what it tells is not so: "the claim that @c causes @d is false"."""
    if "that" not in words[start:at]:
        return False
    for place in range(second + 1, min(second + 1 + _NEAR, len(words))):
        if words[place] in BREAKS or words[place] == ",":
            return False
        if words[place] in REFUTED and (_STANDS | {"been"}) & set(words[max(second, place - 3) : place]):
            return not _NOT_PLAIN & set(words[second + 1 : place])
    return False


def _denies(words: Sequence[str], place: int) -> bool:
    word = words[place]
    if word in FALSITY or (word in ("rule", "rules", "ruled", "ruling") and words[place + 1 : place + 2] == ["out"]):
        return not _NOT_PLAIN & set(words[max(0, place - _BACK) : place])
    if word == "excluded":
        return words[place + 1 : place + 2] == ["as"]
    if word not in DENIALS:
        return False
    if word in _NOT_PLAIN and FALSITY & set(words[place + 1 : place + 1 + _BACK]):  # "it cannot be denied that"
        return False
    if word == "t":  # of "didn't", "can't"
        return place > 1 and words[place - 1] in ("'", "’")
    following = words[place + 1] if place + 1 < len(words) else ""
    if word == "not" and following in _ONLY:
        return False
    if word in ("no", "not", "without") and following in ("longer", "matter", "doubt"):
        return following == "longer"
    if word == "not" and following in _SURE:  # "not sure that" doubts
        return False
    if set_aside_at(words, place):  # "but not @c": of that mention alone, which `set_aside` sees
        return False
    if (
        word == "not" and place and words[place - 1] == "but" and following in _SHOWN
    ):  # "suggested, but not shown, that"
        return False
    return not (word in ("lack", "absence") and following != "of")


def _rules(words: Sequence[str], place: int, at: int, first: int) -> bool:
    """Whether a denial before the word at `at` reaches it, and is not spent on another one between them."""
    between = words[place + 1 : at]
    if words[place] in OF_NOUNS and "," in between:
        return False
    if words[place] in ("absence", "lack") and place < first <= place + 3 and _is_verb(words[at], "s", "past"):
        return False  # the want of a gene is what does it
    if BREAKS & set(between) and words[place] != "neither":
        return False
    if place < first < at <= first + 2 and words[first + 1] in _DASHES:  # "did not prevent @c - induced @d"
        return not any(_is_verb(word) for word in words[place + 1 : first])
    return not _begins_anew(words, place, at)


def _begins_anew(words: Sequence[str], place: int, at: int) -> bool:
    """Whether the word is a verb of its own behind "and": "is not toxic and lowers @d"."""
    joined = at - 1 if words[at - 1] in _COORDINATES else at - 2
    if joined <= place or words[joined] not in _COORDINATES or words[place] not in ("not", "t"):
        return False
    by = words[at + 1 : at + 2] == ["by"]
    return _is_verb(words[at], "s") or (_is_verb(words[at], "past") and not by)


def _is_verb(word: str, *forms: str) -> bool:
    return any(trigger.form in (forms or ("base", "s", "past", "ing")) for trigger in triggers().get(word, ()))


def set_aside(words: Sequence[str], mention: int) -> bool:
    """Whether a mention stands behind "but not" or "rather than"."""
    for back in (1, 2, 3):
        place = mention - back
        if place >= 1 and set_aside_at(words, place) and not any(word[0] == "@" for word in words[place + 1 : mention]):
            return True
    return False


def set_aside_at(words: Sequence[str], place: int) -> bool:
    """Whether "not" of "but not", or "than" of "rather than", stands there, with a mention soon behind."""
    if place < 1 or (words[place - 1], words[place]) not in _ASIDE:
        return False
    return any(word[0] == "@" for word in words[place + 1 : place + 4])


def left_out(words: Sequence[str], mention: int) -> bool:
    """Whether the verb behind a mention is left out and denied: "@c caused @d , but @c did not ."."""
    behind = words[mention + 1 : mention + 5]
    if len(behind) < 2 or behind[0] not in _AUXILIARIES:
        return False
    size = 2 if behind[1] == "not" else 4 if behind[2:4] in (["'", "t"], ["’", "t"]) else 0
    return size > 0 and (
        len(behind) == size or words[mention + 1 + size : mention + 2 + size] in ([], ["."], [","], [";"])
    )


def doubted(words: Sequence[str], at: int, first: int, second: int) -> bool:
    """Whether a word such as "may" stands in the part of the sentence that the relation is said in."""
    start, end = clause_start(words, min(at, first)), max(at, second)
    if words[-1] == "?":
        return True
    for place in range(start, min(end + _NEAR, len(words))):
        word = words[place]
        if place > end:
            if word in BREAKS or word == ",":
                break
            if word in UNPROVEN and (word == "whether" or _STANDS & set(words[place - 3 : place])):
                return True
        elif _doubts(words, place, at):
            return True
    return False


def _doubts(words: Sequence[str], place: int, at: int) -> bool:
    word = words[place]
    if word == "evidence":
        return place > 0 and words[place - 1] in SCANT
    if word == "like" and place and words[place - 1] in _LOOKS:
        return True
    if word in _SURE:
        return place > 0 and words[place - 1] == "not"
    if word in _DOUBT:
        return not {"no", "without", "beyond"} & set(words[max(0, place - 2) : place])
    if word not in DOUBTS or (word in FAINT and not 0 < at - place <= _NEAR):
        return False
    return word not in ("could", "would") or words[place + 1 : place + 2] != ["not"]  # what could not be did not


def clause_start(words: Sequence[str], at: int) -> int:
    """The word behind the last break before `at`, or behind the comma that ends what such a break began."""
    for place in range(at - 1, -1, -1):
        if words[place] in BREAKS and not (words[place] == "but" and words[place + 1] == "not"):
            if words[place] in _SUBORDINATE and "," in words[place + 1 : at] and "neither" not in words[place + 1 : at]:
                return at - words[place + 1 : at][::-1].index(",")
            return place + 1
    return 0
