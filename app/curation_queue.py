"""What curators should look at first: mentions that are doubtful, and names that stand in many texts.

Everything follows from the readings that are kept and the decisions that stand, so that what was decided is out of the
queue at once, and back in it when that is undone.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from labkin.app.annotating_effects import STATED, Context
from labkin.app.annotating_stored import from_json
from labkin.app.annotating_texts import Prose, prose
from labkin.app.lab import Lab
from labkin.graph.errors import LabkinError, NotFound
from labkin.graph.ledger_readings import Reading, Readings
from labkin.nlp.annotations import NOTE, TYPES, Annotations, Link, Mention
from labkin.nlp.lab_lexicon import CURATED, EXACT_CASE, key_of, sentence_at

DOUBTFUL, FREQUENT = "doubtful", "frequent"
KINDS = (DOUBTFUL, FREQUENT)
UNSURE = 0.8  # a confidence below which it is worth a look whether span and type are right
CLOSE = 0.25  # two meanings whose confidences differ by less are ambiguous
UNLINKED = 0.5  # doubt about a mention that no concept was found for
SHOWN = 50  # of a queue
AROUND = 300  # characters of a sentence that are shown on each side, where sentences are very long
LOT = 200  # documents read at a time


@dataclass(frozen=True, slots=True)
class Case:
    """One mention in its sentence, as a curator sees it.

    `start` and `end` count in the whole text of the document, `sentence` begins there at `at`. `doubt` is from 0 to 1,
    `reasons` say why. `decided` is the identifier of the decision that made it what it is, empty where a model did.
    """

    document: str
    title: str
    start: int
    end: int
    text: str
    type: str
    confidence: float
    links: tuple[Link, ...]
    model: str
    sentence: str
    at: int
    section: str = ""
    long_form: str = ""
    doubt: float = 0.0
    reasons: tuple[str, ...] = ()
    decided: str = ""

    @property
    def id(self) -> str:
        """How a mention is named on the command line: its document and its offsets."""
        return f"{self.document}@{self.start}-{self.end}"

    @property
    def link(self) -> Link | None:
        """The likeliest meaning."""
        return self.links[0] if self.links else None

    @property
    def stated(self) -> Link | None:
        """The likeliest meaning where the graph has it; None where that is only a guess, too weak to be stated."""
        link = self.link
        return link if link and self.sureness >= STATED else None

    @property
    def sureness(self) -> float:
        """How likely it is that span, type and the likeliest meaning are right."""
        return round(self.confidence * (self.link.confidence if self.link else 1.0), 4)

    @property
    def parts(self) -> tuple[str, str, str]:
        """The sentence before the mention, the mention, the sentence after it."""
        start, end = self.start - self.at, self.end - self.at
        return self.sentence[:start], self.sentence[start:end], self.sentence[end:]


@dataclass(frozen=True, slots=True)
class Group:
    """One name, taken for one type, that several texts have: one decision settles all of it."""

    name: str
    type: str
    documents: int
    cases: tuple[Case, ...]  # the most doubtful first

    @property
    def doubt(self) -> float:
        """How many of its mentions may be wrong, by what the models think of themselves."""
        return sum(one.doubt for one in self.cases)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why any of its mentions is in doubt, the commonest reason first."""
        said = Counter(reason for one in self.cases for reason in one.reasons)
        return tuple(reason for reason, _ in said.most_common())


def case_id(text: str) -> tuple[str, int, int]:
    """The document and the offsets in a mention's name. Raises LabkinError where it is none.

    >>> case_id("PMID:17@10-17")
    ('PMID:17', 10, 17)
    """
    document, at, span = text.rpartition("@")
    start, dash, end = span.partition("-")
    if not (document and at and dash and start.isdecimal() and end.isdecimal()):
        raise LabkinError(
            f"{text!r} is no mention: name one by its text and its characters, as `labkin curate queue` does, such as "
            "PMID:17@10-17; on a name wherever it stands decides `labkin curate forbid NAME`"
        )
    return document, int(start), int(end)


# -- the queue ---------------------------------------------------------------------------------------------------------


def doubtful(lab: Lab, type: str = "", most: int = SHOWN) -> list[Case]:
    """The mentions in doubt that nobody decided on: the most doubtful first, of those as doubtful the most frequent."""
    return doubtful_of(lab, type, most)[0]


def doubtful_of(lab: Lab, type: str = "", most: int = SHOWN) -> tuple[list[Case], int]:
    """As `doubtful`, and how many there are in all."""
    places: list[_Place] = []
    texts: dict[tuple[str, str], int] = {}
    last: dict[tuple[str, str], str] = {}
    for one in undecided(lab, type):
        name = spelling(one.text), one.type
        if last.get(name) != one.document:  # they come by document
            last[name], texts[name] = one.document, texts.get(name, 0) + 1
        if one.reasons:
            places.append(_Place(name, one.doubt, one.document, one.start, one.end))

    def rank(one: _Place) -> tuple[object, ...]:
        return -round(one.doubt, 1), -texts[one.name], -one.doubt, one.document, one.start

    first = heapq.nsmallest(most, places, key=rank)
    found = {(one.document, one.start, one.end): one for one in cases(lab, {one.document for one in first})}
    return [found[one[2:]] for one in first if one[2:] in found], len(places)


class _Place(NamedTuple):
    """Where a mention stands: of the many that are in doubt no more is held than this."""

    name: tuple[str, str]  # spelling and type
    doubt: float
    document: str
    start: int
    end: int


def frequent(lab: Lab, type: str = "", most: int = SHOWN, sure: bool = False) -> list[Group]:
    """The names of several texts, of which something is in doubt (or not, with `sure`): first those that are in doubt
    in most texts.
    """
    return frequent_of(lab, type, most, sure)[0]


def frequent_of(lab: Lab, type: str = "", most: int = SHOWN, sure: bool = False) -> tuple[list[Group], int]:
    """As `frequent`, and how many there are in all."""
    groups: dict[tuple[str, str], list[Case]] = {}
    for one in undecided(lab, type):
        groups.setdefault((spelling(one.text), one.type), []).append(one)
    found = [_group(cases) for cases in groups.values() if sure or any(one.reasons for one in cases)]
    several = [one for one in found if one.documents > 1]
    return heapq.nsmallest(most, several, key=_usefulness), len(several)


def _usefulness(one: Group) -> tuple[object, ...]:
    unsure = len({case.document for case in one.cases if case.reasons})
    return -unsure, -one.doubt, -one.documents, one.name, one.type


def spelling(name: str) -> str:
    """What the spellings of a name have in common that count as one, see `lab_lexicon`."""
    return " ".join(key_of(name)) if len(name) > EXACT_CASE else name


def _group(cases: Sequence[Case]) -> Group:
    ranked = tuple(sorted(cases, key=lambda one: (-one.doubt, one.document, one.start)))
    return Group(ranked[0].text, ranked[0].type, len({one.document for one in cases}), ranked)


def undecided(lab: Lab, type: str = "") -> Iterator[Case]:
    """Every mention of the lab that a model found and no curator said anything about."""
    _check_type(type)
    for case in cases(lab):
        taught = case.link is not None and case.link.how == CURATED
        if not case.decided and not taught and type in ("", case.type):
            yield case


def cases(lab: Lab, documents: Iterable[str] | None = None) -> Iterator[Case]:
    """Every mention that stands, those of curators included, by document and offset.

    Where two models read a text, a span that both found is there once, as the surer one has it.
    """
    with lab.view() as view:
        context = Context.of(view)
        for some in _lots(lab, documents):
            texts = {one.id: one for one in prose(view, some)}
            for text, readings in _paired(lab, texts):
                yield from _cases(text, readings, context)


def _lots(lab: Lab, documents: Iterable[str] | None) -> Iterator[list[str]]:
    ids = sorted({one.document for one in Readings(lab.ledger).heads()} if documents is None else set(documents))
    return (ids[start : start + LOT] for start in range(0, len(ids), LOT))


def _paired(lab: Lab, texts: dict[str, Prose]) -> Iterator[tuple[Prose, list[Reading]]]:
    by_document: dict[str, list[Reading]] = {}
    for one in Readings(lab.ledger).of(texts):
        if texts[one.document].sha256 == one.sha256:
            by_document.setdefault(one.document, []).append(one)
    return ((text, by_document.get(id, [])) for id, text in texts.items())


def _cases(text: Prose, readings: Sequence[Reading], context: Context) -> Iterator[Case]:
    found: dict[tuple[int, int], Case] = {}
    read = Annotations(text.text)
    for reading in readings:
        read = from_json(reading.content, text.text)
        for mention in context.held(read, text.id).mentions:
            if mention.type not in TYPES:  # a thing of this lab, found by its own name
                continue
            case = _case(text, read, mention, reading.model)
            before = found.get((case.start, case.end))
            if before is None or before.confidence < case.confidence:
                found[case.start, case.end] = case
    for decision, mention in context.held(read, text.id).curated:
        found[mention.start, mention.end] = _case(text, read, mention, decision.model, decision.id)
    yield from (found[span] for span in sorted(found))


def as_read(lab: Lab, places: Mapping[str, set[tuple[int, int]]]) -> Iterator[Case]:
    """What models found at these spans of these documents, whatever was decided since."""
    with lab.view() as view:
        texts = {one.id: one for one in prose(view, sorted(places))}
    for text, readings in _paired(lab, texts):
        seen: set[tuple[int, int]] = set()
        for reading in readings:
            read = from_json(reading.content, text.text)
            for mention in read.mentions:
                span = (mention.start, mention.end)
                if span in places[text.id] and span not in seen:
                    seen.add(span)
                    yield _case(text, read, mention, reading.model)


def _case(text: Prose, read: Annotations, mention: Mention, model: str, decided: str = "") -> Case:
    start, end = sentence_at(text.text, mention.start, mention.end, read.sentences)
    start, end = max(start, mention.start - AROUND), min(end, mention.end + AROUND)
    section = next((one.section for one in read.sentences if one.start <= mention.start < one.end), "")
    section = "" if section == NOTE else section  # which says nothing to people
    reasons, doubt = ((), 0.0) if decided else doubts(mention)
    return Case(
        text.id,
        text.title,
        mention.start,
        mention.end,
        mention.text,
        mention.type,
        mention.confidence,
        mention.links,
        model,
        text.text[start:end],
        start,
        section,
        mention.long_form,
        doubt,
        reasons,
        decided,
    )


def doubts(one: Mention) -> tuple[tuple[str, ...], float]:
    """Why a mention may be wrong, and how much so: the greatest of its doubts.

    >>> doubts(Mention(0, 2, "AD", "Disease", 0.95, (Link("A:1", "x", 0.5, "ngram"), Link("A:2", "y", 0.4, "ngram"))))
    (('ambiguous', 'weak link'), 0.9)
    """
    said = []
    if one.confidence < UNSURE:
        said.append(("unsure", min(1.0, 2 * (1 - one.confidence))))
    if not one.links:
        said.append(("unlinked", UNLINKED))
    else:
        first = one.links[0].confidence
        apart = first - one.links[1].confidence if len(one.links) > 1 else 1.0
        if apart < CLOSE:
            said.append(("ambiguous", 1 - apart))
        if first < UNSURE:
            said.append(("weak link", min(1.0, 1 - first)))
    left = max((weight for _, weight in said), default=1 - one.confidence)
    return tuple(name for name, _ in said), round(left, 4)


def case_of(lab: Lab, id: str) -> Case:
    """The mention of that name as it stands. Raises NotFound where none stands there."""
    document, start, end = case_id(id)
    found = next((one for one in cases(lab, [document]) if (one.start, one.end) == (start, end)), None)
    if found is None:
        with lab.view() as view:
            if next(prose(view, [document]), None) is None:
                raise NotFound(f"there is no text of {document} in this lab; `labkin curate queue` names mentions")
        raise NotFound(f"nothing is mentioned at {id}; `labkin show {document}` shows what is")
    return found


def _check_type(type: str) -> None:
    if type and type not in TYPES:
        raise LabkinError(f"there is no type {type!r} of mentions; there are {', '.join(TYPES)}")
