"""Relations between the concepts of a text, with the words that say so: the component `labkin_relations`, and `find`.

Three readers, each with its own evidence:

- what a chemical causes, judged from the whole abstract (trained on BC5CDR's chemical-induced diseases);
- what is related and how, judged from the whole abstract (trained on BioRED, eight types);
- what one sentence says by its words (`relation_patterns`): inhibits, activates, binds, treats, causes, is associated.

What a sentence denies is kept and marked so. A long text is read in parts of an abstract's length.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from spacy.language import Language

from labkin.nlp.annotations import NOTE, Found
from labkin.nlp.extensions import declare, text_of
from labkin.nlp.relation_abstract import Judged, judge
from labkin.nlp.relation_cues import denied, doubted, undecided, without_effect
from labkin.nlp.relation_model import Model, load
from labkin.nlp.relation_pairs import RANK, gather
from labkin.nlp.relation_patterns import said
from labkin.nlp.relation_said import Said
from labkin.nlp.relation_text import Line, Marked, Passage, Place, passage
from labkin.nlp.relation_words import triggers
from labkin.nlp.weights import located

# BioRED's types under the names that relations have in the graph, in the order that the model was trained with.
BIORED = {
    "Association": "is_associated_with", "Positive_Correlation": "positively_correlates_with",
    "Negative_Correlation": "negatively_correlates_with", "Bind": "binds", "Cotreatment": "is_cotreated_with",
    "Comparison": "is_compared_with", "Drug_Interaction": "has_drug_interaction_with", "Conversion": "is_converted_to",
}  # fmt: skip
TYPED_PAIRS = frozenset({
    ("Chemical", "Chemical"), ("Chemical", "Disease"), ("Chemical", "Gene"), ("Disease", "Gene"), ("Gene", "Gene"),
    ("Disease", "Variant"), ("Chemical", "Variant"), ("Variant", "Variant"), ("Gene", "Variant"),
})  # fmt: skip
# Of BioRED's types, those that hold between some things only; between others the two are associated.
_CHEMICALS = frozenset({("Chemical", "Chemical")})
_ENDS = {
    "binds": frozenset({("Chemical", "Gene"), ("Gene", "Gene"), ("Chemical", "Variant"), ("Gene", "Variant")}),
    "is_cotreated_with": _CHEMICALS, "is_compared_with": _CHEMICALS, "has_drug_interaction_with": _CHEMICALS,
    "is_converted_to": _CHEMICALS,
}  # fmt: skip
_PART = 24  # sentences read as one abstract; those of BC5CDR have 10 on average
_SHORT = 3  # sentences up to which a text is a note
_CAUSING = re.compile(
    r"\b(?:caus\w*|induc\w*|produc\w*|provok\w*|trigger\w*|led|leads?|leading|result\w*|due|develop(?:s|ed|ing)?|"
    r"associated|precipitat\w*|elicit\w*|toxicity|toxic|adverse|side effects?|secondary|related|"
    r"attributed)\b"
)
# Families of words that may say a relation of BioRED's; others may be said by any.
_WORDS_FOR = {
    "positively_correlates_with": frozenset({"activate", "raise", "cause", "link"}),
    "negatively_correlates_with": frozenset({"inhibit", "lower", "treat"}),
    "binds": frozenset({"bind"}),
}
_OPPOSITES = "negatively_correlates_with"
_BESIDE = 4  # words before a pair in which a noun may say what there is between the two: "association of @g with"
_MOST_TOGETHER = 40  # mentions of one sentence that patterns look at: a longer list says nothing of its members
# Of the threshold that is best where people marked the mentions. What is likelier than half the F1 is worth keeping,
# and from raw text that is 0.54 rather than 0.67.
_LENIENCE = 0.85
_UNKNOWN = 0.5  # precision of a pattern that was never measured

Sentences = Sequence[tuple[int, int]]
Reader = Callable[[Line, Place, Place], Said | None]  # of two mentions of a sentence


@dataclass(frozen=True, slots=True)
class Readers:
    """Which readers to use. `sentence` is `relation_patterns.said`, or one that has a parser.

    `note`: the text is no abstract but a note, a report, a protocol. There what stands together need not belong
    together, so that what is judged from the whole text counts only where a sentence has a word for it. Texts of up to
    three sentences are notes whatever this says.
    """

    causes: bool = True
    typed: bool = True
    sentence: Reader | None = said
    note: bool = False


def find(
    text: str, mentions: Iterable[Marked], sentences: Sentences | None = None, readers: Readers = Readers()
) -> tuple[Found, ...]:
    """The relations of a text whose mentions are known, likeliest first.

    `sentences` are the bounds of its sentences, the first of which counts as its title; without them the text is cut
    here. Mentions without identifiers are no ends of relations.
    """
    found: dict[tuple[str, str, str, bool], Found] = {}
    known = sorted(mentions, key=lambda one: (one.start, -one.end))
    for part, spans in _parts(known, _cut(text) if sentences is None else sentences):
        for one in _read(text, part, spans, readers):
            key = (one.subject, one.relation, one.object, one.negated)
            if key not in found or found[key].confidence < one.confidence:
                found[key] = one
    return tuple(sorted(found.values(), key=lambda one: (-one.confidence, one.start, one.subject, one.object)))


def _cut(text: str) -> Sentences:
    from labkin.nlp.prose import sentences

    return [(one.start, one.end) for one in sentences(text)]


def _parts(mentions: list[Marked], sentences: Sentences) -> Iterator[tuple[list[Marked], Sentences]]:
    """Runs of sentences with their mentions; those with fewer than two mentions say nothing."""
    at = 0
    for start in range(0, len(sentences), _PART):
        spans = sentences[start : start + _PART]
        part = []
        while at < len(mentions) and mentions[at].start < spans[-1][1]:
            part.append(mentions[at])
            at += 1
        if len(part) > 1:
            yield part, spans


def _read(text: str, mentions: list[Marked], spans: Sentences, readers: Readers) -> Iterator[Found]:
    sure = _sureness(mentions)
    whole = passage(text, mentions, spans)
    note = readers.note or len(spans) <= _SHORT or _is_list(text, spans)
    asserted: set[frozenset[str]] = set()
    if readers.causes:
        for one in _causes(text, mentions, spans, whole, sure, note):
            asserted.add(frozenset((one.subject, one.object)))
            yield one
    if readers.sentence:
        for told in _sentences(whole, sure, readers.sentence):
            judged = readers.causes and (told.found.relation, told.subject_type) == ("causes", "Chemical")
            if judged and not told.found.negated and not note:
                continue  # an abstract is judged as a whole
            asserted.add(frozenset((told.found.subject, told.found.object)))
            yield told.found
    if readers.typed:
        for found in _typed(whole, sure, note):
            if frozenset((found.subject, found.object)) not in asserted:
                yield found


def _is_list(text: str, spans: Sentences) -> bool:
    """Whether most sentences end in no full stop: those of a list, a form, a table."""
    ended = sum(text[start:end].rstrip(" \n\"')]”’").endswith((".", "?", "!", ";")) for start, end in spans)
    return 2 * ended < len(spans)


def _sureness(mentions: list[Marked]) -> dict[str, float]:
    """How sure it is that each concept is mentioned at all: its surest mention, and that mention's link."""
    sure: dict[str, float] = {}
    for mention in mentions:
        links = {link.curie: link.confidence for link in getattr(mention, "links", ())}
        for id in mention.ids:
            value = getattr(mention, "confidence", 1.0) * links.get(id, 1.0)
            sure[id] = max(sure.get(id, 0.0), value)
    return sure


def _causes(
    text: str, mentions: list[Marked], spans: Sentences, whole: Passage, sure: dict[str, float], note: bool
) -> Iterator[Found]:
    model = causes_model()
    kept = [one for one in mentions if one.type in ("Chemical", "Disease")]
    own = whole if len(kept) == len(mentions) else passage(text, kept, spans)
    concepts = gather(own, lambda one, other: (one, other) == ("Chemical", "Disease"))
    least = model.threshold * _LENIENCE
    for judged in judge(concepts, model, least):
        one, other = (concepts.concepts[end].id for end in (judged.candidate.one, judged.candidate.other))
        confidence = judged.probability * min(sure[one], sure[other])
        if note and not _said_to_cause(own, judged):
            continue  # an abstract tells what goes with what; a note has to say it
        if confidence >= least and not _only_denied(own, judged):
            yield _found(own, judged, one, "causes", other, confidence)


def _said_to_cause(text: Passage, judged: Judged) -> bool:
    """Whether a sentence with both ends has a word for causing, and not that one helps against the other."""
    for one, other in judged.candidate.where:
        first, second = (one, other) if one.at < other.at else (other, one)
        line = text.lines[one.sentence]
        says = said(line, first, second)
        near = line.words[max(0, first.at - _BESIDE) : second.at]
        causing = _CAUSING.search(" ".join(line.words)) or {"after", "following"} & set(near)
        if causing and not (says and says.relation in ("treats", "prevents")):
            return True
    return False


def _only_denied(text: Passage, judged: Judged) -> bool:
    """Whether sentences deny that the chemical causes the disease, and none says that it does."""
    denials = []
    for one, other in judged.candidate.where:
        first, second = (one, other) if one.at < other.at else (other, one)
        line = text.lines[one.sentence]
        chemical = one if one.type == "Chemical" else other
        if without_effect(line.words, chemical.at):
            denials.append(True)
        elif (says := said(line, first, second)) and says.relation == "causes":
            denials.append(denied(line.words, says.at, first.at, second.at))
    return bool(denials) and all(denials)


def _typed(whole: Passage, sure: dict[str, float], note: bool) -> Iterator[Found]:
    model = types_model()
    concepts = gather(whole, lambda one, other: (one, other) in TYPED_PAIRS)
    for judged in judge(concepts, model, model.threshold):
        one, other = (concepts.concepts[end] for end in (judged.candidate.one, judged.candidate.other))
        likely = judged.probability * min(sure[one.id], sure[other.id])
        if likely < model.threshold:
            continue
        if one.type == "Disease":  # the graph says it of the gene or variant
            one, other = other, one
        relation = BIORED[model.types[judged.type]]
        if relation in _ENDS and (one.type, other.type) not in _ENDS[relation]:
            relation = "is_associated_with"
        if not any(_worded(whole, relation, *places) for places in judged.candidate.where):
            if note:
                continue
            if relation == _OPPOSITES:  # of those without a word for it one in six is right, on BioRED's dev part
                relation = "is_associated_with"
        yield _found(whole, judged, one.id, relation, other.id, likely * judged.type_probability)


def _worded(text: Passage, relation: str, one: Place, other: Place) -> bool:
    """Whether a sentence has a word for a relation of these two: between them, or a noun beside them."""
    first, second = (one, other) if one.at < other.at else (other, one)
    words = text.lines[one.sentence].words
    nouns = words[max(0, first.at - _BESIDE) : first.at] + words[second.at + 1 : second.at + 2]
    said = [trigger for word in words[first.at + 1 : second.at] for trigger in triggers().get(word, ())]
    said += [one for word in nouns for one in triggers().get(word, ()) if one.form in ("noun", "agent")]
    fitting = _WORDS_FOR.get(relation)
    return any(fitting is None or trigger.family in fitting for trigger in said)


def _found(text: Passage, judged: Judged, subject: str, relation: str, object: str, confidence: float) -> Found:
    first, second = sorted(judged.nearest, key=lambda place: place.start)
    start, end = text.lines[first.sentence].start, text.lines[second.sentence].end
    line = text.lines[first.sentence]
    together = first.sentence == second.sentence
    hedged = together and doubted(line.words, first.at, first.at, second.at)
    return Found(subject, relation, object, round(confidence, 4), start, end, text.text[start:end], False, hedged)


@dataclass(frozen=True, slots=True)
class _Told:
    found: Found
    subject_type: str


def _sentences(text: Passage, sure: dict[str, float], reader: Reader) -> Iterator[_Told]:
    for line in text.lines:
        places = [place for place in line.places if place.type in RANK and place.ids][:_MOST_TOGETHER]
        for at, first in enumerate(places):
            for second in places[at + 1 :]:
                if not set(first.ids) & set(second.ids) and (says := reader(line, first, second)):
                    yield from _told(text.text, line, first, second, says, sure)


def _told(text: str, line: Line, first: Place, second: Place, says: Said, sure: dict[str, float]) -> Iterator[_Told]:
    if undecided(line.words, says.at, first.at, second.at):
        return
    subject, object = (first, second) if says.forward else (second, first)
    negated = denied(line.words, says.at, first.at, second.at)
    hedged = doubted(line.words, says.at, first.at, second.at)
    precision = precisions().get(f"{says.pattern}|{says.relation}", _UNKNOWN)
    for one in subject.ids:
        for other in object.ids:
            confidence = round(precision * min(sure[one], sure[other]), 4)
            found = Found(
                one,
                says.relation,
                other,
                confidence,
                line.start,
                line.end,
                text[line.start : line.end],
                negated,
                hedged,
            )
            yield _Told(found, subject.type)


@cache
def causes_model() -> Model:
    """The reader of what chemicals cause."""
    return load(located("relation_causes.npz"))


@cache
def types_model() -> Model:
    """The reader of what is related and how."""
    return load(located("relation_types.npz"))


@cache
def precisions() -> dict[str, float]:
    """The measured precision of each pattern."""
    return dict(json.loads(located("relation_patterns.json").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class _Entity:
    start: int
    end: int
    type: str
    ids: tuple[str, ...]
    confidence: float
    links: tuple[Any, ...]


class Relations:
    """The component: reads `doc.ents` with their identifiers, writes `doc._.relations`."""

    def __init__(self, readers: Readers) -> None:
        self.readers = readers

    def __call__(self, doc: Any) -> Any:
        """The same document with its relations."""
        entities = [
            _Entity(ent.start_char, ent.end_char, ent.label_, tuple(ent._.ids), ent._.confidence, tuple(ent._.links))
            for ent in doc.ents
        ]
        spans = [(one.start, one.end) for one in doc._.sections] or None
        readers = replace(self.readers, note=True) if any(one.section == NOTE for one in doc._.marked) else self.readers
        doc._.relations = find(text_of(doc), entities, spans, readers)
        return doc


@Language.factory(
    "labkin_relations",
    assigns=["doc._.relations"],
    requires=["doc.ents"],
    default_config={"fast": False, "typed": True, "parser": False},
)
def create(nlp: Language, name: str, fast: bool, typed: bool, parser: bool) -> Relations:
    """`fast` leaves out the typed reader of whole abstracts; `parser` reads sentences by their grammar."""
    declare()
    sentence: Any = said
    if parser:
        from labkin.nlp.relation_grammar import reader

        sentence = reader()
    return Relations(Readers(typed=typed and not fast, sentence=sentence))
