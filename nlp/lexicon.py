"""The words for what a graph holds: its kinds, relations, properties and values, from the schema and its profile."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.nlp import lexicon_everyday
from labkin.nlp.lexicon_countries import of_country
from labkin.nlp.lexicon_due import due_forms
from labkin.nlp.lexicon_events import done_in, sums_in
from labkin.nlp.lexicon_lineage import sort_of_lineage
from labkin.nlp.lexicon_parts import parts
from labkin.nlp.lexicon_relations import agents_in, made_words
from labkin.nlp.lexicon_sorts import sorting_kinds
from labkin.nlp.lexicon_verbal import verbal_forms
from labkin.nlp.lexicon_words import KIND_WORDS, RELATION_WORDS, VALUE_WORDS
from labkin.nlp.normal import normal
from labkin.nlp.prop_names import prop_name
from labkin.nlp.question_words import AGENT_KINDS, AUXILIARIES, DOWNSTREAM, NEARLY, NOMINALS, UPSTREAM

_SORTS = frozenset(("type", "kind", "sort"))  # of a kind's name: "by type" asks for no cell types
_SORTING = frozenset(("type", "kind", "sort", "subtype", "role", "genre", "format"))
LONGEST_VALUE = 40  # letters of a value that questions name
LONGEST_SORT = 80  # ... of one that says what sort of thing something is
CLOSURE = "*"  # in a Sense: not one relation but all of lineage, any number of steps

_IRREGULAR = {
    form: base
    for base, forms in {
        "make": "made", "run": "ran", "write": "wrote written", "take": "took taken", "give": "gave given",
        "lead": "led", "bind": "bound", "come": "came", "do": "did done does", "have": "has had having", "feed": "fed",
        "go": "went gone goes", "lie": "lies lying", "build": "built", "learn": "learnt", "fit": "fitted",
        "show": "shown", "hold": "held", "find": "found", "begin": "began", "sell": "sold", "buy": "bought",
        "draw": "drew drawn", "grow": "grew grown",
    }.items()
    for form in forms.split()
}  # fmt: skip
_BRITISH = re.compile(r"(?<=[a-z]{3})is(e|es|ed|ing)$")  # localise, localised
_ARTICLES = frozenset({"a", "an", "the"})
_PREPOSITIONS = frozenset({"of", "in", "to", "by", "for", "with", "from", "on", "at", "as", "into", "against"})
# What curators decided on repeats words of other things, which would otherwise mean these decisions too.
_OF_DECISIONS = frozenset(
    ("Decision", prop) for prop in ("text", "curie", "concept_name", "relation", "object", "note")
)
_WITH_PASSIVES = ("in", "with", "to", "for", "from", "on", "at")  # beside "by", behind a verb that nobody knows
_PARTICIPLE = re.compile(r"(ed|en|bound|made|done|run|split|found)$")


class Sense(NamedTuple):
    """One meaning of a relation's words. `forward`: the grammatical subject is the subject of the relation.

    `active` words may turn into a passive, which turns the meaning round. `rank` is 0 for the relation's own words,
    1 for synonyms, 2 for words made from them. `sort` is of lineage: MATERIAL is what things were made from,
    EVIDENCE what they rest on.
    """

    relation: str
    forward: bool
    active: bool
    rank: int
    sort: str = ""


class Meant(NamedTuple):
    """A kind and how well the word means it: 0 its own name, 1 a synonym, 2 the last word of its name."""

    kind: str
    rank: int


class Asked(NamedTuple):
    """A property of a kind, its type and unit, and how well the words mean it."""

    kind: str
    prop: str
    type: str
    unit: str
    rank: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words, in normal form, to what they mean. Relations are found by the stems of their words."""

    kinds: Mapping[str, tuple[Meant, ...]] = field(default_factory=dict)
    relations: Mapping[tuple[str, ...], tuple[Sense, ...]] = field(default_factory=dict)
    props: Mapping[str, tuple[Asked, ...]] = field(default_factory=dict)
    values: Mapping[str, tuple[tuple[str, str, object], ...]] = field(default_factory=dict)  # (kind, prop, value)
    longest: int = 1  # words of the longest entry
    agents: tuple[str, ...] = AGENT_KINDS  # the kinds that "who" asks for
    parts: Mapping[tuple[str, ...], tuple[Asked, ...]] = field(default_factory=dict)  # by stems, in alphabetical order

    sorting: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # as `lexicon_sorts.sorting_kinds`
    takings: tuple[Asked, ...] = ()  # what bills or orders come to, where the graph has such

    def dates(self) -> tuple[Asked, ...]:
        """The properties that "when" asks for."""
        return tuple(dict.fromkeys(a for items in self.props.values() for a in items if a.type == "date"))


def sorts_of(values: Iterable[tuple[str, str, object]]) -> dict[str, tuple[tuple[str, str, object], ...]]:
    """Of the values that a word may be, those that say what sort of thing something is, by the kind of thing.

    >>> sorts_of([("Document", "document_type", "study report"), ("Batch", "status", "released")])
    {'Document': (('Document', 'document_type', 'study report'),)}
    """
    found: dict[str, list[tuple[str, str, object]]] = defaultdict(list)
    for value in values:
        if says_sort(value[1]):
            found[value[0]].append(value)
    return {kind: tuple(own) for kind, own in sorted(found.items())}


def many_of(values: Iterable[tuple[str, str, object]], text: str) -> dict[str, tuple[tuple[str, str, object], ...]]:
    """Of the values of which a text is the plural, what sort of things it names, by the kind of thing.

    >>> many_of([("Instrument", "model", "plate reader")], "plate readers")
    {'Instrument': (('Instrument', 'model', 'plate reader'),)}
    >>> many_of([("Instrument", "model", "plate reader")], "plate reader")
    {}
    """
    found: dict[str, list[tuple[str, str, object]]] = defaultdict(list)
    for value in values:
        said = normal(str(value[2]))
        if normal(text) != said and normal(text) == normal(schema.plural(str(value[2]))):
            found[value[0]].append(value)
    return {kind: tuple(own) for kind, own in sorted(found.items())}


def says_sort(prop: str) -> bool:
    """Whether values of a property say what sort of thing something is, so that they name it."""
    return prop.endswith(("_type", "_kind", "_category", "_format")) or prop in _SORTING


def stem(word: str) -> str:
    """A verb's or noun's stem, the same for its usual forms.

    >>> {stem(w) for w in ("treats", "treated", "treating", "treat")}, {stem(w) for w in ("caused", "causing")}
    ({'treat'}, {'caus'})
    >>> stem("expresses"), stem("carried"), stem("running"), stem("made"), stem("process")
    ('expres', 'carry', 'run', 'mak', 'proces')
    """
    word = _BRITISH.sub(r"iz\1", word.lower())
    word = _IRREGULAR.get(word, word)
    if len(word) > 3 and word.endswith(("ies", "ied")):
        word = word[:-3] + "y"
    elif len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    elif len(word) > 4 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 3 and word.endswith("ed"):
        word = word[:-2]
    if len(word) > 2 and word.endswith("e"):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


def is_participle(word: str) -> bool:
    """Whether a word may tell what was done to a thing: "cited", "made"."""
    return _PARTICIPLE.search(word) is not None


def stems(phrase: str) -> tuple[str, ...]:
    """The stems of a phrase; prepositions stay as they are."""
    return tuple(w if w in _PREPOSITIONS else stem(w) for w in phrase.lower().replace("-", " ").split())


def build(profile: Profile) -> Lexicon:
    """The lexicon of a graph. The schema's words are in it whether or not the graph has such things."""
    kinds = _kinds(profile)
    relations = _relations(profile)
    props, values = _props(profile)
    values = {form: _beyond_kind(form, found, kinds.get(form, ())) for form, found in values.items()}
    kinds = {form: _unsorted(found, sorts_of(values.get(form, ()))) for form, found in kinds.items()}
    kinds = {form: found for form, found in kinds.items() if found}
    longest = max((len(w.split()) for table in (kinds, props, values) for w in table), default=1)
    longest = max(longest, max(map(len, relations), default=1))
    takings = tuple(Asked(kind, prop, profile.props[kind][prop].type, "", 0) for kind, prop in sums_in(profile))
    known = _parts(profile, props)
    return Lexicon(kinds, relations, props, values, longest, agents_in(profile), known, sorting_kinds(profile), takings)


def _beyond_kind(
    form: str, values: tuple[tuple[str, str, object], ...], kinds: tuple[Meant, ...]
) -> tuple[tuple[str, str, object], ...]:
    """The values that a word may be without those of which it is but the kind's own word: runs are not assay runs."""
    own = {meant.kind for meant in kinds if meant.rank == 0}
    return tuple(v for v in values if v[0] not in own or not says_sort(v[1]) or normal(str(v[2])) == form)


def _unsorted(found: tuple[Meant, ...], sorts: Mapping[str, object]) -> tuple[Meant, ...]:
    """A kind's synonyms without those that name but a sort of it here: "report", where there are study reports."""
    return tuple(meant for meant in found if meant.rank == 0 or meant.kind not in sorts)


def _kinds(profile: Profile) -> dict[str, tuple[Meant, ...]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)

    def add(words: str, kind: str, rank: int) -> None:
        for form in {normal(words), normal(schema.plural(words))}:
            found[form][kind] = min(rank, found[form].get(kind, 9))

    rows = [*schema.KINDS, *(schema.kind(name) for name in profile.kinds)]
    for row in rows:
        add(row.english, row.name, 0)
        found[normal(row.plural)].setdefault(row.name, 0)
        add(schema.readable(row.name), row.name, 0)
        for synonym in row.synonyms:
            add(synonym, row.name, 1)
        words = schema.readable(row.name).split()
        if row.name in profile.kinds and len(words) > 1 and words[-1] not in _SORTS:
            add(words[-1], row.name, 2)
    for everyday, alike in (*KIND_WORDS, *lexicon_everyday.KIND_WORDS):
        present = [kind for kind in profile.kinds if schema.readable(kind) in alike]
        for word in everyday:
            here = [kind for form in (normal(word),) for kind in found.get(form, ()) if kind in profile.kinds]
            for kind in () if here else present:
                add(word, kind, 1)
    return {
        form: tuple(Meant(kind, rank) for kind, rank in sorted(kinds.items(), key=lambda item: (item[1], item[0])))
        for form, kinds in found.items()
    }


def _relations(profile: Profile) -> dict[tuple[str, ...], tuple[Sense, ...]]:
    found: dict[tuple[str, ...], dict[Sense, None]] = defaultdict(dict)
    for name in {*(r.name for r in schema.RELATIONS), *(relation for _, relation, _ in profile.triples)}:
        row = schema.relation(name)
        for phrase, forward, rank in (
            (row.english, True, 0),
            ("" if row.inverse.startswith("is object of ") else row.inverse, False, 0),
            (schema.readable(row.name), True, 0 if not row.known else 1),
            *((synonym, True, 1) for synonym in row.synonyms),
            *((synonym, False, 1) for synonym in row.inverse_synonyms),
        ):
            for key, sense in phrase_senses(phrase, row.name, forward, rank):
                if not any(sense[:3] == other[:3] and other.rank <= sense.rank for other in found[key]):
                    found[key].setdefault(sense)
        if not row.known and len(key := stems(schema.readable(row.name))) == 1:  # "incriminated in"
            for word in _WITH_PASSIVES:
                found[*key, word].setdefault(Sense(row.name, False, False, 1))
    for made in made_words(profile):
        found[stems(made.phrase)].setdefault(Sense(made.relation, made.forward, made.active, made.rank))
    for phrase, name in NEARLY:
        for key, sense in phrase_senses(phrase, name, not phrase.startswith(("is ", "belongs ")), 2):
            found[key].setdefault(sense)
    for phrase, name, subject in NOMINALS:
        found[stems(phrase)].setdefault(Sense(name, subject, False, 1))
    for upstream, phrases in ((False, UPSTREAM), (True, DOWNSTREAM)):
        for phrase in phrases:
            key = tuple(s for s in stems(phrase) if s not in AUXILIARIES)
            found[key] = {Sense(CLOSURE, upstream, False, 0, sort_of_lineage(phrase)): None}
    present = {relation for _, relation, _ in profile.triples}
    for everyday, alike in RELATION_WORDS:
        for name in sorted(present):
            if schema.readable(name) in alike or name in alike:
                for word in everyday:
                    known = {sense.relation for sense in found[stems(word)]}
                    for forward in (True, False) if name not in known else ():
                        found[stems(word)].setdefault(Sense(name, forward, not word.endswith(" of"), 1))
    for everyday, alike, forward in lexicon_everyday.DIRECTED:
        for name in sorted(name for name in present if schema.readable(name) in alike):
            for word in everyday:
                found[stems(word)].setdefault(Sense(name, forward, False, 1))
    for done in done_in(profile):
        for key, sense in phrase_senses(done.verb, done.marked, True, 1):
            found[key].setdefault(sense)
    for phrase in ("used for", "used in"):  # instruments used for a submission: where nothing nearer is meant
        found[stems(phrase)].setdefault(Sense(CLOSURE, False, False, 2))
    return {
        key: tuple(sorted(senses, key=lambda s: (s.rank, s.relation, not s.forward))) for key, senses in found.items()
    }


def phrase_senses(phrase: str, name: str, forward: bool, rank: int) -> Iterable[tuple[tuple[str, ...], Sense]]:
    """What a phrase means that names a relation, by its stems: it, its passive, and the noun for who does it.

    `forward`: the phrase's grammatical subject is the subject of the relation.
    """
    words = re.sub(r"[^\w\s]", " ", phrase).split()
    turned = bool(words) and words[0].lower() in AUXILIARIES - {"has", "have", "did"}
    words = [w for w in (words[1:] if turned else words) if w.lower() not in _ARTICLES]
    if not words:
        return
    key = stems(" ".join(words))
    noun = words[-1] == "of" or words[0] in _PREPOSITIONS
    participle = len(words) > 1 and _PARTICIPLE.search(words[0]) and words[-1] in _PREPOSITIONS
    active = not (turned or noun or participle or words[-1] == "by")
    yield key, Sense(name, forward, active, rank)
    if not active:
        return
    yield (*key, "by"), Sense(name, not forward, False, rank)
    if len(key) == 1:
        base = words[0].lower().removesuffix("s")
        for agent in {base.removesuffix("e") + "or", base.removesuffix("e") + "er"}:
            yield (stem(agent), "of"), Sense(name, forward, False, rank + 1)


def _props(profile: Profile) -> tuple[dict[str, tuple[Asked, ...]], dict[str, tuple[tuple[str, str, object], ...]]]:
    found: dict[str, dict[tuple[str, str], Asked]] = defaultdict(dict)
    values: dict[str, dict[tuple[str, str, object], None]] = defaultdict(dict)
    for kind in sorted({*(row.name for row in schema.KINDS), *profile.kinds}):
        held = profile.props.get(kind, {})
        rows = {row.name: row for row in (*schema.COMMON, *schema.kind(kind).props)}
        for name in sorted({*rows, *held}):
            row = rows.get(name) or schema.Prop(name)
            words, unit = prop_name(name)
            type_ = held[name].type if name in held else row.type
            forms = [(row.english, 0), (words, 0), (schema.readable(name), 1), *((s, 1) for s in row.synonyms)]
            if len(pair := words.split()) == 2:  # "due for calibration"
                forms += [(f"{pair[1]} {word} {pair[0]}", 1) for word in ("of", "for")]
                forms += [(f"{pair[1]} {pair[0]}", 1)] if pair[1].endswith("ed") else []  # "the stated purity"
            forms += [(form, 1) for form in due_forms(words)] if type_ == "date" else []
            for text, rank in forms:
                for form in {normal(text), normal(schema.plural(text))} if text else ():
                    asked = Asked(kind, name, type_, row.unit or unit, rank)
                    if (kind, name) not in found[form] or rank < found[form][kind, name].rank:
                        found[form][kind, name] = asked
            for value in held[name].values if name in held and (kind, name) not in _OF_DECISIONS else ():
                longest = LONGEST_SORT if says_sort(name) else LONGEST_VALUE
                if isinstance(value, str) and len(value) <= longest and normal(value):
                    said = {*_value_forms(value, says_sort(name)), *map(normal, of_country(name, value))}
                    for form in said | verbal_forms(value, held[name].values):
                        values[form].setdefault((kind, name, value))
    return (
        {form: tuple(sorted(asked.values(), key=lambda a: (a.rank, a.kind, a.prop))) for form, asked in found.items()},
        {form: tuple(items) for form, items in values.items()},
    )


def _parts(profile: Profile, props: Mapping[str, tuple[Asked, ...]]) -> dict[tuple[str, ...], tuple[Asked, ...]]:
    """What words of the names of properties mean, of those that the graph has."""
    known = {(asked.kind, asked.prop): asked for items in props.values() for asked in items}
    held = {(kind, prop): prop_name(prop)[0] for kind, own in profile.props.items() for prop in own}
    return {
        key: tuple(known[part.kind, part.prop]._replace(rank=part.rank) for part in found)
        for key, found in parts(held, stem).items()
    }


def _value_forms(value: str, sort: bool = False) -> set[str]:
    """A value as questions write it, also in the plural; of a sort of things its noun alone ("reports") too.

    >>> sorted(_value_forms("study report", True))
    ['report', 'reports', 'study report', 'study reports']
    """
    head, of, rest = value.partition(" of ")
    forms = {value, *VALUE_WORDS.get(value.lower(), ()), schema.plural(value), schema.plural(head) + of + rest}
    if sort and len(head.partition(",")[0].split()) > (0 if of else 1):
        noun = head.partition(",")[0].split()[-1]
        forms |= {noun, schema.plural(noun)}
    return {normal(form) for form in forms if normal(form)}
