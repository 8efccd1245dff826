"""Slips of the pen in the everyday words of a question: "avarage", "batchs", "intruments"; also "sideeffects", "CoAs".

Names have their own way to be found misspelt. Only a word that nobody writes is one, and only where one word of the
lexicon, or of those that questions are made of, is nearest to it.
"""

from __future__ import annotations

from functools import cache

from labkin.nlp import question_words as fixed
from labkin.nlp.common_words import is_form_of_english
from labkin.nlp.edits import edits
from labkin.nlp.lexicon import Lexicon, stem
from labkin.nlp.question_spelt_out import spelt_out
from labkin.nlp.question_tokens import Words

LEAST_LETTERS = 5
LONG = 8  # letters, from which on two slips are let pass


def respelt(words: Words, lexicon: Lexicon) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The question with its misspelt words put right, and which they were: (as typed, as meant). Else as it was."""
    known, changed, text = words.explained(), list[tuple[str, str]](), words.question
    vocabulary = _vocabulary(lexicon)
    for number in range(len(words.tokens) - 1, -1, -1):
        token = words.tokens[number]
        low = token.low
        if number in known or token.quoted or not low.isalpha():
            continue
        if meant := spelt_out(token.text, lexicon):
            text = text[: token.start] + meant + text[token.end :]
            changed.append((token.text, meant))
            continue
        if len(low) < LEAST_LETTERS:
            continue
        plural = low.endswith("s") and low[:-1] in vocabulary  # "batchs"
        if low in fixed.FUNCTION_WORDS or low in _everyday() or (is_form_of_english(low) and not plural):
            continue
        meant = low[:-1] if plural else _nearest(low, vocabulary) or _nearest_verb(low, lexicon)
        if meant:
            text = text[: token.start] + meant + text[token.end :]
            changed.append((token.text, meant))
    return text, tuple(reversed(changed))


def _nearest(word: str, vocabulary: frozenset[str]) -> str:
    """The one word that is nearest, if there is one within as many slips as the length lets pass."""
    most = 2 if len(word) >= LONG else 1
    near: dict[int, list[str]] = {}
    for one in vocabulary:
        if abs(len(one) - len(word)) <= most and one[0] == word[0]:
            far = edits(word, one, most)
            if far <= most:
                near.setdefault(far, []).append(one)
    best = near[min(near)] if near else []
    return best[0] if len(best) == 1 else ""


def _nearest_verb(word: str, lexicon: Lexicon) -> str:
    """The word of a relation that is nearest, in the same form: "preprared" is "prepared"."""
    own = frozenset(part for key in lexicon.relations for part in key if part.isalpha() and len(part) >= LEAST_LETTERS)
    said = stem(word)
    meant = _nearest(said, own) if len(said) >= LEAST_LETTERS and said not in own else ""
    ending = next((end for end in ("ing", "ed", "es", "s") if word.endswith(end)), "")
    return f"{meant}{ending}" if meant and stem(f"{meant}{ending}") == meant else meant


def _vocabulary(lexicon: Lexicon) -> frozenset[str]:
    own = (word for table in (lexicon.kinds, lexicon.props, lexicon.values) for form in table for word in form.split())
    return frozenset(word for word in own if word.isalpha() and len(word) >= LEAST_LETTERS) | _everyday()


@cache
def _everyday() -> frozenset[str]:
    """The words, of some length, that questions are made of."""
    tables = (
        fixed.COUNT_PHRASES, fixed.AGGREGATES, fixed.MOST, fixed.COMPARE, fixed.TIMES, fixed.PER, fixed.LIST_VERBS,
        fixed.FUNCTION_WORDS, fixed.ADJECTIVES,
    )  # fmt: skip
    found = (word for table in tables for phrase in table for word in phrase.split())
    return frozenset(word for word in found if word.isalpha() and len(word) >= LEAST_LETTERS)
