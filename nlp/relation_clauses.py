"""Who acts in a sentence of several verbs: what is behind "and" is said of the subject, not of the object before it.

"Fluconazole is an inhibitor of CYP2C9 and a moderate inhibitor of CYP3A4" says both of fluconazole. Without a parser,
so only where the words leave little doubt: the subject is followed by its verb, and no other subject follows.
"""

from __future__ import annotations

from collections.abc import Sequence

from labkin.nlp.relation_words import BE, BREAKS, DETERMINERS, triggers, words_of

TARGETS = frozenset({"@c", "@d", "@g", "@v"})
DASH = frozenset({"-", "–", "—", "‐", "‑"})
_FINITE = ("base", "s", "past")
# Verbs that say no relation of ours, but have a subject.
_OTHER_VERBS = words_of(
    "targets targeted has had have acts acted hits hit recognizes recognises recognized recognised affects affected "
    "modulates modulated regulates regulated spares spared contains contained requires required needs enters entered"
)
_MODALS = words_of(
    "to may might could can cannot will would not does did do also only even then thereby thus instead t"
)
_FAILS = words_of("fails failed lacks lacked has have had shows showed displays displayed exhibits exhibited")
_CONTRAST = (("unlike",), ("in", "contrast", "to"), ("in", "contrast", "with"), ("as", "opposed", "to"),
             ("contrary", "to"))  # fmt: skip


def acted(words: Sequence[str]) -> bool:
    """Whether a mention among the words does or is something there: "@c targets @g".

    >>> acted("we gave @c".split()), acted("@c rescues the".split()), acted("@c targets".split())
    (False, True, True)
    """
    if not TARGETS & set(words):
        return False
    if (BE | _OTHER_VERBS) & set(words) or any(_is_finite(word) for word in words):
        return True
    return any(_verb_between(words, at) for at, word in enumerate(words) if word in TARGETS)


def _verb_between(words: Sequence[str], at: int) -> bool:
    """Whether all that follows a mention is a word that looks like a verb, and a determiner: "@c rescues the"."""
    behind = [word for word in words[at + 1 :] if word not in DETERMINERS]
    return len(behind) == 1 and behind[0].isalpha() and len(behind[0]) > 4 and behind[0].endswith(("s", "ed"))


def _is_finite(word: str) -> bool:
    return any(trigger.form in _FINITE for trigger in triggers().get(word, ()))


def further(words: Sequence[str], left: int, right: int) -> int | None:
    """Where the words start that are said of the mention at `left`, after others that were: the word before them.

    That word is the "and" of "@c inhibits @g and activates @g", or the comma of "@c , unlike @c , inhibits @g".

    >>> further("@g inhibits @g and activates @g".split(), 0, 5)
    3
    >>> further("@g inhibits @g and its loss activates @g".split(), 0, 7)
    """
    inner = words[left + 1 : right]
    if inner[:1] == [","]:
        return _beyond_contrast(inner, left)
    if not _acts(inner):
        return None
    place = next((at for at in range(len(inner) - 1, 0, -1) if inner[at] in ("and", "but", ",")), 0)
    front, behind = inner[:place], inner[place + 1 :]
    if not TARGETS & set(front) or TARGETS & set(behind) or (BREAKS | {"which", "that", "who"}) & set(front):
        return None
    return left + 1 + place if _has_no_subject(behind) else None


def _beyond_contrast(inner: Sequence[str], left: int) -> int | None:
    for cue in _CONTRAST:
        end = 1 + len(cue)
        if tuple(inner[1:end]) == cue and len(inner) > end + 2 and inner[end] in TARGETS and inner[end + 1] == ",":
            return left + 1 + end + 1
    return None


def _acts(inner: Sequence[str]) -> bool:
    """Whether the mention before these words is the subject of the verb that they begin with."""
    verb = next((word for word in inner if word not in _MODALS and not word.endswith("ly")), "")
    return verb in BE | _OTHER_VERBS | _FAILS or _is_finite(verb)


def _has_no_subject(behind: Sequence[str]) -> bool:
    """Whether words begin with a verb, or with "an inhibitor": their subject stands before."""
    rest = [word for word in behind if word not in _MODALS and not word.endswith("ly")]
    if not rest:
        return False
    if rest[0] in ("a", "an"):
        return True
    return rest[0] in BE | _FAILS or _is_finite(rest[0])
