"""Words of a question that stand for several of the lexicon: written together ("sideeffects"), as initials ("CoAs")."""

from __future__ import annotations

from collections.abc import Iterator

from labkin.graph import schema
from labkin.nlp.lexicon import Lexicon, stem

LEAST_JOINED = 7  # letters of words written together
LEAST_INITIALS, MOST_INITIALS = 2, 6
_SMALL = frozenset({"of", "the", "and", "for", "in", "to", "on", "at", "a"})


def spelt_out(word: str, lexicon: Lexicon) -> str:
    """The words of the lexicon that one word stands for; empty where there are none, or several to choose from."""
    return _initials(word, lexicon) or _joined(word.lower(), lexicon)


def _joined(word: str, lexicon: Lexicon) -> str:
    if len(word) < LEAST_JOINED:
        return ""
    forms = (form for table in (lexicon.kinds, lexicon.props, lexicon.values) for form in table)
    found = {form for form in forms if " " in form and form.replace(" ", "") == word}
    for cut in range(3, len(word) - 2):
        key = (stem(word[:cut]), stem(word[cut:]))
        if any((*key, *small) in lexicon.relations for small in ((), ("of",))):
            found.add(f"{word[:cut]} {word[cut:]}")
    return found.pop() if len(found) == 1 else ""


def _initials(word: str, lexicon: Lexicon) -> str:
    """ "CoAs": certificates of analysis. Initials are written in capitals, all but those of small words."""
    single = word.removesuffix("s")
    letters = single.lower()
    if sum(letter.isupper() for letter in single) < LEAST_INITIALS or len(single) > MOST_INITIALS:
        return ""
    found = {form for form in _phrases(lexicon) if letters in _initials_of(form)}
    if len(found) != 1:
        return ""
    meant = found.pop()
    if single == word:
        return meant
    head, of, rest = meant.partition(" of ")
    return schema.plural(head) + of + rest


def _phrases(lexicon: Lexicon) -> Iterator[str]:
    """The kinds and values of several words, each in one form."""
    rows = (schema.kind(meant.kind).english for found in lexicon.kinds.values() for meant in found if meant.rank == 0)
    values = (str(value).lower() for found in lexicon.values.values() for _, _, value in found)
    yield from (phrase for phrase in (*rows, *values) if " " in phrase)


def _initials_of(phrase: str) -> tuple[str, str]:
    """With and without those of small words.

    >>> _initials_of("certificate of analysis")
    ('coa', 'ca')
    """
    parts = phrase.split()
    return "".join(p[0] for p in parts), "".join(p[0] for p in parts if p not in _SMALL)
