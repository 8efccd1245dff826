"""A name in parentheses says which thing the words before it describe: "the serotonin transporter (SLC6A4)"."""

from __future__ import annotations

import re

from labkin.nlp.lexicon import Lexicon, stems
from labkin.nlp.normal import normal
from labkin.nlp.question_tree import Names
from labkin.nlp.question_words import FUNCTION_WORDS

MOST_DESCRIBED = 5  # words of a description
_ASIDE = re.compile(r"\s*\(\s*([^()]{2,60}?)\s*\)")


def without_descriptions(question: str, names: Names, lexicon: Lexicon) -> str:
    """The question with the name alone, where it stood in parentheses behind a description of what it names.

    What stands in parentheses and is no name is left as it is, and so is a name behind a noun for its kind.
    """
    asides = list(_ASIDE.finditer(question))
    forms = {match[1]: (match[1], normal(match[1])) for match in asides}
    known = names.lookup([form for pair in forms.values() for form in pair]) if forms else {}
    for match in reversed(asides):
        if not any(form in known for form in forms[match[1]]):
            continue
        start = _begins(question[: match.start()], lexicon)
        if start < match.start():
            question = f"{question[:start]}{match[1]}{question[match.end() :]}"
    return question


def _begins(text: str, lexicon: Lexicon) -> int:
    """Where the description at the end of a text begins: behind the last word that holds the sentence together."""
    described: list[re.Match[str]] = []
    for word in reversed(list(re.finditer(r"\S+", text))):
        low = word[0].casefold()
        if low in FUNCTION_WORDS or low[-1] in ",;:" or stems(low) in lexicon.relations:
            break
        described.append(word)
    only_kind = len(described) == 1 and described[0][0].casefold() in lexicon.kinds
    return len(text) if only_kind or not 0 < len(described) <= MOST_DESCRIBED else described[-1].start()
