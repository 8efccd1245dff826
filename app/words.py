"""Words that a lab was taught for questions: which thing, kind, relation or property they stand for.

Each is a decision like those on texts (see `annotating_decisions`): in the ledger, by its author, undone like any
other. Of several on the same words and sort of meaning the last counts. Names that were taught for texts count too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from labkin.app.annotating_curated import decide
from labkin.app.annotating_decisions import SYNONYM, WORD, Decision, decisions
from labkin.app.curation_meant import known
from labkin.app.lab import Lab
from labkin.graph import schema
from labkin.graph.errors import LabkinError, NotFound
from labkin.nlp.lexicon import stems
from labkin.nlp.lexicon_taught import Word
from labkin.nlp.normal import normal
from labkin.nlp.question_words import FUNCTION_WORDS

if TYPE_CHECKING:
    from labkin.search.synonyms import WithSynonyms

THING, KIND, RELATION, REVERSED, PROPERTY = "thing", "kind", "relation", "reversed relation", "property"
SORTS = (THING, KIND, RELATION, REVERSED, PROPERTY)
MOST_WORDS = 8  # of what is taught
NEAR = 3  # names that are offered for one that is not known


@dataclass(frozen=True, slots=True)
class Taught:
    """What a lab was taught: words for what its graph holds, and by normal form the identifiers that a name means."""

    words: tuple[Word, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_KEPT: dict[Path, tuple[int, Taught]] = {}  # by the lab's folder: at which transaction, what


def taught(lab: Lab) -> Taught:
    """What this lab was taught. Read anew when the ledger has moved on."""
    head = lab.ledger.head()
    if lab.folder not in _KEPT or _KEPT[lab.folder][0] != head:
        _KEPT[lab.folder] = head, _taught(standing(lab))
    return _KEPT[lab.folder][1]


def names_of(lab: Lab) -> WithSynonyms:
    """Who bears a name in this lab, also one that was taught."""
    from labkin.search.synonyms import WithSynonyms

    return WithSynonyms(lab.index, taught(lab).names)


def standing(lab: Lab) -> list[Decision]:
    """The decisions on words and names that count, oldest first."""
    with lab.view() as view:
        made = [one for one in decisions(view) if one.action in (WORD, SYNONYM)]
    last: dict[tuple[str, str], Decision] = {}
    for one in made:
        key = normal(one.text), _family(one)
        last.pop(key, None)
        last[key] = one
    return list(last.values())


def _family(one: Decision) -> str:
    """The sort of meaning, of which the words have one: a relation reversed is a relation."""
    if one.action == SYNONYM:
        return THING
    return RELATION if one.type == REVERSED else one.type


def _taught(made: Iterable[Decision]) -> Taught:
    words: list[Word] = []
    names: dict[str, tuple[str, ...]] = {}
    for one in made:
        if _family(one) == THING:
            names[normal(_bare(one.text))] = (one.curie,)
        else:
            words.append(Word(one.text, one.type, one.curie))  # type: ignore[arg-type]
    return Taught(tuple(words), names)


def teach(lab: Lab, text: str, sort: str, means: str, author: str = "", note: str = "") -> Decision:
    """From now on these words stand in questions for that thing, kind, relation or property.

    `sort` is one of SORTS; `means` names it, in any case and as it reads ("molecular weight"). Raises LabkinError for
    words that cannot be taught, NotFound for what is not in the lab, naming the nearest.
    """
    text = _words(text)
    if sort == THING:
        kind, name = known(lab, means.strip())
        if not kind:
            raise NotFound(
                f"there is no {means!r}: neither this lab nor its vocabularies have that identifier; `labkin search` "
                "finds things by their names"
            )
        return _record(lab, Decision(WORD, text=text, type=sort, curie=means.strip(), name=name), author, note)
    found = _found(means, names_by_sort(lab)[RELATION if sort == REVERSED else sort], _called(sort))
    return _record(lab, Decision(WORD, text=text, type=sort, curie=found), author, note)


def _record(lab: Lab, made: Decision, author: str, note: str) -> Decision:
    return decide(lab, [replace(made, author=author, note=note)])[0]


def _words(text: str) -> str:
    text = _bare(text)
    parts = normal(text).split()
    if not parts or len(parts) > MOST_WORDS:
        raise LabkinError(f"give the words that are to be taught, {MOST_WORDS} at most")
    if all(part in FUNCTION_WORDS for part in parts):
        raise LabkinError(f"{text!r} holds questions together, so it cannot be taught another meaning")
    return text


def _bare(text: str) -> str:
    """Words without an article before them, which questions may put there or leave out."""
    return re.sub(r"^(a|an|the) (?=.)", "", " ".join(text.split()), flags=re.IGNORECASE)


def _called(sort: str) -> str:
    return RELATION if sort == REVERSED else sort


def names_by_sort(lab: Lab) -> dict[str, list[str]]:
    """The kinds, relations and properties that the lab's graph has, and those of the schema after them."""
    profile = lab.profile()
    held = {prop for props in profile.props.values() for prop in props}
    return {
        KIND: list(dict.fromkeys((*sorted(profile.kinds), *(row.name for row in schema.KINDS)))),
        RELATION: list(
            dict.fromkeys((*sorted({one for _, one, _ in profile.triples}), *(row.name for row in schema.RELATIONS)))
        ),
        PROPERTY: list(
            dict.fromkeys((*sorted(held), *sorted(prop.name for row in schema.KINDS for prop in row.props)))
        ),
    }


def _found(said: str, there: Sequence[str], sort: str) -> str:
    """The name that is meant: as it is, in another case, or as it reads. Raises NotFound."""
    if said.strip() in there:
        return said.strip()
    forms = {" ".join(stems(reading)): name for name in reversed(there) for reading in (name, schema.readable(name))}
    if (form := " ".join(stems(said))) in forms:
        return forms[form]
    near = [forms[one] for one in get_close_matches(form, sorted(forms), NEAR, 0.6)]
    offered = f": do you mean {' or '.join(dict.fromkeys(near))}?" if near else f"; there are {', '.join(there[:12])}"
    raise NotFound(f"there is no {sort} {said!r} in this lab{offered}")
