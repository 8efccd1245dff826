"""What curators do with the queue: decide on mentions and names, for one mention or for all of a name, and undo.

Each call is one transaction, in force at once; graph and index follow by `lab.catch_up()`, which is the caller's. What
is recorded, and what follows from it, is the matter of `annotating_curated`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from labkin.app.annotating_curated import decide
from labkin.app.annotating_decisions import (
    ACCEPT,
    AROUND,
    CORRECT,
    FORBID,
    OF_MENTIONS,
    OF_NAMES,
    OF_RELATIONS,
    REJECT,
    SYNONYM,
    WORD,
    Decision,
    decisions,
)
from labkin.app.annotating_effects import follow
from labkin.app.config import author_named
from labkin.app.curation_meant import MEANT_BY, checked, known, type_of
from labkin.app.curation_queue import Case, case_of
from labkin.app.highlight import called
from labkin.app.lab import Lab
from labkin.app.settling import settle
from labkin.graph.errors import LabkinError, NotFound
from labkin.graph.ledger import now
from labkin.nlp.annotations import KINDS, TYPES, Link
from labkin.nlp.lab_lexicon import key_of

UNDONE = (*OF_MENTIONS, *OF_NAMES, *OF_RELATIONS, WORD)  # by `undo` without a name
CANDIDATES = 12  # concepts that are offered for a name
_WORD = re.compile(r"\w+")
_LONGEST = 250  # characters of a name


# -- deciding ----------------------------------------------------------------------------------------------------------


def accept(lab: Lab, cases: Sequence[Case], author: str = "", note: str = "") -> list[Decision]:
    """Span, type and meaning of these mentions are right; of those whose meaning is not stated, span and type."""
    return _decide(lab, cases, author, note, lambda one: one)


def reject(lab: Lab, cases: Sequence[Case], author: str = "", note: str = "") -> list[Decision]:
    """These are no mentions."""
    return _decide(lab, cases, author, note, lambda one: replace(one, action=REJECT))


def link(
    lab: Lab, cases: Sequence[Case], curie: str, author: str = "", note: str = "", force: bool = False
) -> list[Decision]:
    """These mentions mean this concept; none that is known where the identifier is empty.

    Raises NotFound and LabkinError as `curation_meant.checked`, but not for what a model offered.
    """
    curie = curie.strip()
    name = ""
    for type in sorted({one.type for one in cases}) if curie else ():
        offered = [link.name for one in cases if one.type == type for link in one.links if link.curie == curie]
        name = name_of(lab, curie) or offered[0] if offered else checked(lab, curie, type, force)
    return _decide(lab, cases, author, note, lambda one: replace(one, action=CORRECT, curie=curie, name=name))


def retype(lab: Lab, cases: Sequence[Case], type: str, author: str = "", note: str = "") -> list[Decision]:
    """These mentions are of another type; what they meant as the old one does not hold any more."""
    type = type_named(type)

    def changed(one: Decision) -> Decision:
        return one if one.type == type else replace(one, action=CORRECT, type=type, curie="", name="")

    return _decide(lab, cases, author, note, changed)


def respan(lab: Lab, case: Case, start: int, end: int, author: str = "", note: str = "") -> list[Decision]:
    """The mention stands at these offsets of the whole text, without blanks at their ends. A stated meaning stays.

    Raises LabkinError where they are outside its sentence, or only blanks.
    """
    last = case.at + len(case.sentence)
    if not case.at <= start < end <= last:
        raise LabkinError(f"the sentence of this mention is {case.at}-{last}: {start}-{end} is no span in it")
    start, end = trimmed(case, start, end)
    return _decide(lab, [case], author, note, lambda one: replace(one, action=CORRECT, new_start=start, new_end=end))


def trimmed(case: Case, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks at its ends. Raises LabkinError where nothing is left."""
    words = case.sentence[start - case.at : end - case.at]
    if not words.strip():
        raise LabkinError(f"at {start}-{end} there are only blanks")
    start += len(words) - len(words.lstrip())
    return start, start + len(words.strip())


def cut_words(case: Case, start: int, end: int) -> list[str]:
    """The words of its sentence that a span begins or ends in the middle of."""
    inside = (match.span() for match in _WORD.finditer(case.sentence))
    places = [(first, last) for first, last in inside if any(first < at - case.at < last for at in (start, end))]
    return [case.sentence[first:last] for first, last in places]


def synonym(
    lab: Lab, name: str, curie: str, type: str = "", author: str = "", note: str = "", force: bool = False
) -> Decision:
    """In this lab this name means that concept. Without a type, it is that of the concept.

    Raises LabkinError where there is no name, or no type can be told.
    """
    name, curie = _said(name), curie.strip()
    if not curie:
        raise LabkinError(f"say what {name!r} means: an identifier such as MESH:D001241")
    type = type_named(type) if type else ""
    label = checked(lab, curie, type, force)
    kind = known(lab, curie)[0]
    if not type or (kind and kind not in MEANT_BY and not force):
        type = type_of(lab, curie)
    made = Decision(SYNONYM, text=name, type=type, curie=curie, name=label, author=author, note=note)
    return decide(lab, [made])[0]


def forbid(
    lab: Lab,
    name: str,
    near: Sequence[str] = (),
    type: str = "",
    curie: str = "",
    author: str = "",
    note: str = "",
    force: bool = False,
) -> Decision:
    """In this lab this name is no mention, or does not mean this concept, see `lab_lexicon.Ban`."""
    words = tuple(dict.fromkeys(word.strip() for word in near if key_of(word)))
    if near and not words:
        raise LabkinError("no word was said near which the name is forbidden; leave that out to forbid it everywhere")
    kept, curie = type_named(type) if type else "", curie.strip()
    if curie:
        checked(lab, curie, force=force)
    made = Decision(FORBID, text=_said(name), type=kept, curie=curie, near=words, author=author, note=note)
    return decide(lab, [made])[0]


def undo(lab: Lab, ids: Sequence[str] = (), author: str = "") -> list[Decision]:
    """Take decisions back, in one transaction. Without identifiers: the last that this author made, with those of the
    same keystroke. Raises NotFound where there is none.
    """
    author = author_named(author) or lab.config.author
    with lab.view() as view:
        made = decisions(view)
        gone = _meant(made, ids) if ids else _last(made, author)
        numbers = [info.source.id for one in gone for info in view.sources(one.id)]
    note = f"undo {gone[0].label}" if len(gone) == 1 else f"undo {len(gone)} decisions"
    with lab.ledger.batch(author, note) as batch:
        for number in numbers:
            batch.withdraw(number)
        follow(lab, batch, gone=gone)
        batch.commit()
    settle(lab)
    return gone


def _meant(made: Sequence[Decision], ids: Sequence[str]) -> list[Decision]:
    found = {one.id: one for one in made}
    known = [id if id in found else f"curation:{id}" for id in ids]
    if missing := [id for id, whole in zip(ids, known, strict=True) if whole not in found]:
        raise NotFound(f"no decision {', '.join(missing)} stands; `labkin curate log` lists those that do")
    return [found[id] for id in dict.fromkeys(known)]


def _last(made: Sequence[Decision], author: str) -> list[Decision]:
    own = [one for one in made if one.author == author and one.action in UNDONE]
    if not own:
        raise NotFound(f"there is no decision of {author} to undo")
    return [one for one in own if one.at == own[-1].at]


def _decide(
    lab: Lab, cases: Sequence[Case], author: str, note: str, change: Callable[[Decision], Decision]
) -> list[Decision]:
    if not cases:
        raise LabkinError("there is no mention to decide on")
    at = now()  # one for all, by which they are undone together
    made = [change(_of_case(case)) for case in cases]
    return decide(lab, [replace(one, author=author or lab.config.author, note=note, at=at) for one in made])


def _of_case(case: Case) -> Decision:
    """What stands now, to be changed: a guess too weak to be stated is no meaning, unless the decision names it."""
    before, _, after = case.parts
    meant = case.stated
    return Decision(
        ACCEPT,
        case.document,
        case.start,
        case.end,
        case.text,
        type=case.type,
        curie=meant.curie if meant else "",
        name=meant.name if meant else "",
        was_type=case.type,
        was_curie=case.link.curie if case.link else "",
        was_confidence=case.sureness,
        model=case.model,
        before=before[-AROUND:],
        after=after[:AROUND],
    )


# -- names and types ---------------------------------------------------------------------------------------------------


def type_named(text: str) -> str:
    """The type that a user means, by its name in any case, its beginning, or that of its kind.

    >>> type_named("gene"), type_named("compound"), type_named("dis"), type_named("anatomical structure")
    ('Gene', 'Chemical', 'Disease', 'Anatomy')
    """
    said = text.strip().replace(" ", "").casefold()
    names = {
        type: tuple(name.replace(" ", "").casefold() for name in (type, KINDS.get(type, type), called(type)))
        for type in TYPES
    }
    whole = [type for type, known in names.items() if said in known]
    found = whole or [type for type, known in names.items() if said and any(name.startswith(said) for name in known)]
    if len(found) != 1:
        raise LabkinError(f"there is no type {text!r} of mentions; there are {', '.join(TYPES)}")
    return found[0]


def name_of(lab: Lab, curie: str) -> str:
    """What people call this concept; empty where nobody knows."""
    return known(lab, curie)[1] if curie else ""


def candidates(lab: Lab, text: str, type: str = "", most: int = CANDIDATES) -> list[Link]:
    """Concepts that these words may mean: an identifier, a name of the vocabularies, or what the lab's index finds.

    `confidence` is only an order here: 1 for an identifier or an exact name, less for what was merely found.
    """
    from labkin.ontologies import find, term

    text = text.strip()
    kinds = _kinds_of(type)
    found: dict[str, Link] = {}
    if ":" in text and (known := term(text)):
        found[known.curie] = Link(known.curie, known.name, 1.0, "identifier")
    for one in find(text):
        if not kinds or one.kind in kinds:
            found.setdefault(one.curie, Link(one.curie, one.name, 1.0, "exact"))
    for id, name in _in_index(lab, text, kinds, most):
        found.setdefault(id, Link(id, name, 0.5, "search"))
    return list(found.values())[:most]


def _kinds_of(type: str) -> tuple[str, ...]:
    more = {"Gene": ("Protein",), "Disease": ("Phenotype",)}
    return (KINDS.get(type, type), *more.get(type, ())) if type else ()


def _in_index(lab: Lab, text: str, kinds: tuple[str, ...], most: int) -> Iterable[tuple[str, str]]:
    from labkin.graph.model import EVERYONE
    from labkin.search.index import Request

    if not (lab.folder / "search").is_dir():
        return
    wanted = Request(text, kinds=kinds, limit=most, expert=False, snippets=False)
    for hit in lab.index.search(wanted, EVERYONE).hits:
        if kinds or hit.kind in {KINDS.get(type, type) for type in TYPES}:
            yield hit.id, hit.name


def _said(name: str) -> str:
    name = " ".join(name.split())
    if not key_of(name):
        raise LabkinError("there is no name: give the words that stand in the texts")
    if not any(map(str.isalnum, name)) or len(name) > _LONGEST:
        raise LabkinError(
            f"{name[:40]!r} is no name: it needs a letter or a digit, and has {_LONGEST} characters at most"
        )
    return name


def cases_of(lab: Lab, ids: Iterable[str]) -> list[Case]:
    """The mentions of these names. Raises NotFound where one stands nowhere."""
    return [case_of(lab, id) for id in dict.fromkeys(ids)]
