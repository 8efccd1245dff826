"""Where things are, as questions say it: "Calgary based staff", "what is in the box"."""

from __future__ import annotations

from labkin.nlp.question_tokens import Words

_PLACES = frozenset({"city", "town", "country", "state", "region", "location", "place", "site"})


def placed_there(words: Words, pos: int) -> bool:
    """Whether the "based" that stands here follows the place where something is, and so says no more."""
    if words.tokens[pos].low != "based":
        return False
    before = (values for items in words.values.values() for values, end, _ in items if end == pos)
    return any(prop.split("_")[-1] in _PLACES for values in before for _, prop, _ in values)


def contents_asked(words: Words) -> bool:
    """Whether it was asked what is in or on something, not what that is."""
    lows = [token.low for token in words.tokens[:3]]
    return lows[:1] == ["what"] and lows[1:2] in (["is"], ["are"], ["'s"]) and lows[2:] in (["in"], ["on"])
