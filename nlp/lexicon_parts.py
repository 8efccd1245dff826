"""Words of a property's name that mean it by themselves: "worldwide", "grossed worldwide" for `worldwide_gross`.

They are kept by the stems of the words, in no order, and count only where nothing else is called so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from labkin.nlp.question_words import phrases, words

OTHER_FORM, PART, EVERYDAY, SEVERAL = 3, 4, 5, 9  # how well such words mean a property; SEVERAL: one of many
MOST_WORDS = 4  # of a name that is taken apart
SMALL = words("the a an of on in at by for its their all 's '")  # between the words of a name
Stem = Callable[[str], str]

# Words that say too little of a property to mean it alone.
_VAGUE = words(
    """date id ids name type number value code time text list kind status note notes count unit units title url version
    label key index level flag total file source in is has main other per and or no of by to at"""
)
_WHOLE = frozenset({"total", "overall", "worldwide", "global", "altogether"})  # of several, the one that takes in all


def _rows(text: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    lines = (line.partition("=") for line in text.replace("\n    ", " ").strip().splitlines())
    return tuple((phrases(said), tuple(names.split())) for said, _, names in lines)


# What people say for a word of a property's name.
_SAID = _rows(
    """
come out | came out | comes out | coming out | hit cinemas | hit the cinemas | hit theaters | hit theatres | hit the
    shelves | appeared | launched | released | publish | launch = release released publication published launched
sold | sell | seller | selling | sells = sales sold
earned | earn | earnings | earning | take in | took in | taken in | takes in | brought in | bring in | box office |
    takings | revenue | turnover | gross = gross revenue income earnings turnover
cost | costs | price = budget price cost
inhabitant | people | resident | populace = population
reviewed | review | rated | score | critic = score rating
start | started | begin | began | introduced | founded | established = introduced founded established started
start | started | began | hired | joined | recruited | employed since = hire hired joined
born = birth
died = death
surface | cover | covers = area
long | length | duration | run time | runtime | run | lasts = running_time duration runtime
"""
)


class Part(NamedTuple):
    """A property that words may mean, and how well: `rank` as in a lexicon's `Asked`."""

    kind: str
    prop: str
    rank: int


def key_of(said: list[str], stem: Stem) -> tuple[str, ...]:
    """What words are kept by: the stems of those that say something, in order of the alphabet."""
    return tuple(sorted({stem(word) for word in said if word not in SMALL}))


def parts(names: Mapping[tuple[str, str], str], stem: Stem) -> dict[tuple[str, ...], tuple[Part, ...]]:
    """By the stems of words, the properties that they may mean. `names` has by kind and property its name in words.

    >>> found = parts({("Film", "us_gross"): "us gross", ("Film", "dvd_sales"): "dvd sales"}, lambda word: word)
    >>> found["dvd",], found["gross", "us"][0].rank, found["gross",][0].prop
    ((Part(kind='Film', prop='dvd_sales', rank=4),), 3, 'us_gross')
    """
    owners: dict[tuple[tuple[str, ...], str], dict[str, int]] = defaultdict(dict)
    for (kind, prop), name in names.items():
        for key, rank in _keys(name, stem):
            held = owners[key, kind]
            held[prop] = min(rank, held.get(prop, SEVERAL))
    found: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    for (key, kind), props in owners.items():
        found[key] += [Part(kind, prop, rank) for prop, rank in _told_apart(props, names, kind)]
    return {key: tuple(sorted(items)) for key, items in found.items()}


def _keys(name: str, stem: Stem) -> Iterator[tuple[tuple[str, ...], int]]:
    own = [word for word in name.lower().split() if word not in SMALL]
    for size in range(1, len(own) + 1) if len(own) <= MOST_WORDS else ():
        for chosen in combinations(own, size):
            if size == len(own) or not set(chosen) <= _VAGUE:
                yield key_of(list(chosen), stem), OTHER_FORM if size == len(own) else PART
            for word, phrase in _said_for(chosen, "_".join(own)):
                yield key_of([*phrase.split(), *(other for other in chosen if other != word)], stem), EVERYDAY


def _said_for(chosen: tuple[str, ...], whole: str) -> Iterator[tuple[str, str]]:
    """What people say for one of the words, or, in place of the first, for the whole name."""
    for said, meant in _SAID:
        for word in chosen:
            if word in meant or (whole in meant and chosen == (word,)):
                yield from ((word, phrase) for phrase in said)


def _told_apart(props: Mapping[str, int], names: Mapping[tuple[str, str], str], kind: str) -> list[tuple[str, int]]:
    """Of the properties of a kind that words may mean, the one that they mean best; else all, as one of several."""
    best = [prop for prop, rank in props.items() if rank == min(props.values())]
    if len(best) > 1:
        whole = [prop for prop in best if _WHOLE & set(names[kind, prop].lower().split())]
        if len(whole) != 1:
            return [(prop, SEVERAL) for prop in best]
        return [*((prop, EVERYDAY + 1) for prop in whole), *((prop, SEVERAL) for prop in best if prop not in whole)]
    return [(prop, props[prop]) for prop in best]
