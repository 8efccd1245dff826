"""Numbers written in words: "twenty-five", "two hundred", "half a million", "1.5 million"."""

from __future__ import annotations

_FIRST = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: number for number, word in enumerate(_FIRST.split())}
_TENS = {word: 10 * number for number, word in enumerate(_ROUND.split(), 2)}
_TIMES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "dozen": 12}
_ARTICLES = frozenset({"a", "an"})


def whole(word: str) -> int | None:
    """A whole number in figures or as one word; None for anything else, and for none (0) or too many.

    >>> whole("12"), whole("eight"), whole("twenty-five"), whole("0"), whole("several")
    (12, 8, 25, None, None)
    """
    if word.isascii() and word.isdigit():
        return int(word) if len(word) < 6 and int(word) else None
    return _below_hundred(word.lower()) or ({"hundred": 100, "dozen": 12} | dict.fromkeys(_ARTICLES, 1)).get(
        word.lower()
    )


def _below_hundred(word: str) -> int | None:
    if word in _SMALL or word in _TENS:
        return _SMALL.get(word, _TENS.get(word))
    tens, _, rest = word.partition("-")
    return _TENS[tens] + _SMALL[rest] if tens in _TENS and 0 < _SMALL.get(rest, 0) < 10 else None


def spelled(words: list[str]) -> tuple[int | float, int] | None:
    """A number in words at the start, and how many words it takes; an article counts only before a round number.

    >>> spelled("two hundred and five rows".split()), spelled("half a million".split()), spelled("a dozen".split())
    ((205, 4), (500000, 3), (12, 2))
    >>> spelled(["a", "compound"]), spelled(["and", "two"])
    (None, None)
    """
    low = [word.lower() for word in words[:12]]
    if low[:1] == ["half"] and low[1:2] and low[1] in _ARTICLES and low[2:3] and low[2] in _TIMES:
        return _TIMES[low[2]] // 2, 3
    total, group, at = 0, None, 0
    while at < len(low):
        word = low[at]
        number = _below_hundred(word)
        if number is not None and (group is None or _fits(group, number)):
            group = (group or 0) + number
        elif word in _TIMES and group:
            if _TIMES[word] > 100:
                total, group = total + group * _TIMES[word], 0
            else:
                group *= _TIMES[word]
        elif word in _TIMES and at == 0:
            group = _TIMES[word]
        elif word in _ARTICLES and at == 0 and low[1:2] and low[1] in _TIMES:
            group = 1
        elif not (
            word == "and" and at and low[at - 1] in _TIMES and low[at + 1 : at + 2] and _below_hundred(low[at + 1])
        ):
            break
        at += 1
    return (total + (group or 0), at) if group is not None else None


def _fits(group: int, number: int) -> bool:
    """Whether a smaller number goes on where the one before has room: twenty five, hundred five; not five five."""
    return (number < 10 and group % 10 == 0 and group % 100 >= 20) or group % 100 == 0


def scale(word: str) -> int:
    """What a word behind a number in figures multiplies it by; 1 for any other."""
    return {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}.get(word.lower(), 1)
