"""Relations said by a participle without its preposition: "which samples were derived", "batches synthesised"."""

from __future__ import annotations

from labkin.graph import schema
from labkin.nlp.lexicon import CLOSURE, Lexicon, Sense, is_participle, stem, stems
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_words import words

_BEHIND = ("by", "from", "in", "on", "to", "with", "at")
_NEXT = words("and but or , ? .")


def add_bare(found: Words, lexicon: Lexicon) -> None:
    """Adds what participles mean that stand without the preposition, and the object, of their relation.

    Only where nothing else is known of the word, and no object, nor a time, follows.
    """
    for start, token in enumerate(found.tokens):
        tables = (found.relations, found.values, found.props, found.kinds, found.mentions)
        if token.quoted or not is_participle(token.low) or any(table.get(start) for table in tables):
            continue
        after = found.tokens[start + 1].low if start + 1 < len(found.tokens) else ""
        if after and after not in _NEXT:
            continue
        if senses := next(filter(None, (_without(token.low, word, lexicon) for word in _BEHIND)), ()):
            found.relations[start].append((senses, start + 1, 1.5))


def _without(participle: str, preposition: str, lexicon: Lexicon) -> tuple[Sense, ...]:
    """What a participle and a preposition mean, as said of their subject."""
    key = stem(participle), preposition
    senses = tuple(s._replace(active=False) for s in lexicon.relations.get(key, ()) if s.forward or s.active)
    if not any(sense.relation == CLOSURE for sense in senses):
        return senses
    own = (row.name for row in schema.RELATIONS if stems(row.english)[1:] == key)  # one step of all that lead there
    return tuple(Sense(name, True, False, 0) for name in own)
