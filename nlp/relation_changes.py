"""What is done to a gene by changing what happens to it: "reduced phosphorylation of @g" is that it is inhibited."""

from __future__ import annotations

from collections.abc import Sequence

from labkin.nlp.relation_words import BE, DETERMINERS, triggers, words_of

SIGNS = {"activate": 1, "raise": 1, "inhibit": -1, "lower": -1}
_AXES = {"activate": ("inhibit", "activate"), "inhibit": ("inhibit", "activate"),
         "raise": ("lower", "raise"), "lower": ("lower", "raise")}  # fmt: skip
_EVENTS = {"dephosphorylation": "inhibit", "autophosphorylation": "activate", "transactivation": "activate",
           "hyperphosphorylation": "activate"}  # fmt: skip
_PARTS = words_of("kinase kinases receptor receptors protein proteins pathway tyrosine serine mrna gene")
_OF = words_of("of in")


def changed(words: Sequence[str], family: str, at: int, first: int, last: int) -> str | None:
    """What a verb at `at` does to the mention from `first` to `last` by changing an event of it; None without one.

    >>> changed("@c reduced phosphorylation of @g".split(), "lower", 1, 4, 4)
    'inhibit'
    >>> changed("inhibition of @g was reduced by @c".split(), "lower", 4, 2, 2)
    'activate'
    >>> changed("@c reduced the secretion of @g".split(), "lower", 1, 5, 5)
    """
    event = (_before if at < first else _passive)(words, at, first, last)
    return combined(family, event) if event else None


def combined(family: str, event: str) -> str:
    """The family that says what a change of an event comes to: less inhibition is activation."""
    return _AXES[event][SIGNS[family] * SIGNS[event] > 0]


def ruled(words: Sequence[str], at: int) -> str | None:
    """The family of the word that changes the event at `at`; None without one, or where it is a subject's verb.

    >>> ruled("reduced @g phosphorylation by @c".split(), 2), ruled("inhibition of the phosphorylation".split(), 3)
    ('lower', 'inhibit')
    >>> ruled("@c reduced @g phosphorylation by @g".split(), 3)
    """
    places = [place for place in range(max(0, at - 5), at) if words[place] not in DETERMINERS]
    while places and words[places[-1]][0] == "@":
        places.pop()
    if not places or any(word[0] == "@" for word in words[: places[-1]]):
        return None
    if words[places[-1]] in _OF:
        return _event(words[places[-2]]) if len(places) > 1 else None
    said = triggers().get(words[places[-1]], ())
    return next((one.family for one in said if one.family in SIGNS and one.form in ("past", "adj")), None)


def changes(words: Sequence[str]) -> int:
    """Whether a verb or adjective among the words makes more (1) or less (-1) of what follows; 0 where none does."""
    for word in reversed(words):
        for one in triggers().get(word, ()):
            if _rules(one.family, one.form):
                return SIGNS[one.family]
    return 0


def _rules(family: str, form: str) -> bool:
    return family in SIGNS and form not in ("noun", "agent")


def _event(word: str) -> str | None:
    named = (one.family for one in triggers().get(word, ()) if one.form == "noun" and one.family in SIGNS)
    return _EVENTS.get(word) or next(named, None)


def _before(words: Sequence[str], at: int, first: int, last: int) -> str | None:
    """The event of what an active verb is done to: "phosphorylation of @g", "@g kinase activation"."""
    between = words[at + 1 : first]
    for place, word in enumerate(between):
        if (event := _event(word)) and _OF & set(between[place + 1 :]) and between[-1] != "by":
            return "inhibit" if between[place - 1 : place] == ["inhibitory"] else event
    behind = words[last + 1 : last + 4]
    for place, word in enumerate(behind):
        if event := _event(word):
            return None if behind[place + 1 : place + 2] == ["of"] else event
        if word not in _PARTS:
            break
    return None


def _passive(words: Sequence[str], at: int, first: int, last: int) -> str | None:
    """The event of what a passive is said of: "@g phosphorylation was reduced", "inhibition of @g was reduced"."""
    for word in words[last + 1 : at]:
        if word in BE:
            break
        if event := _event(word):
            return event
    before = [word for word in words[max(0, first - 4) : first] if word not in DETERMINERS]
    return _event(before[-2]) if len(before) > 1 and before[-1] == "of" else None
