"""What helps after a question that was not understood: words to teach, and questions near to it that have an answer."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from labkin.graph import schema
from labkin.graph.cypher import run
from labkin.graph.profile import Profile, Triple
from labkin.graph.query import Column, EdgePattern, NodePattern, Order, Query
from labkin.graph.query_english import english
from labkin.graph.store import GraphStore
from labkin.nlp.lexicon import CLOSURE, Sense
from labkin.nlp.question_tokens import Words
from labkin.nlp.question_tree import NameHit
from labkin.nlp.question_words import FUNCTION_WORDS

QUESTIONS = 3
MOST_TRIED = 8  # questions that are read and answered to find them
MOST_EDGES = 20_000  # of a relation of which the best known end is looked for
NAMES = 4  # that are given for what a word may stand for
UNASKED = frozenset(
    {"Measurement", "Table", "File", "Term", "Decision", "Activity", "Variant", "Document", "Species"}
)  # seldom asked about
_NOUN = re.compile(r"\b(are|have) (?!\w+(?:ed|en|ound|ade|un)\b)\w+( of)?\b")  # "are batch of", which nobody says
_PARTICIPLE = re.compile(r"^([^,]*?) that (\w+(?:ed|en|own|ung|ade) (?:in|by|to|at|on|for|from|with|as)\b)")
_PARTICLES = frozenset(["out", "up", "down", "off", "onto", "into", "with", "to", "by", "against", "on", "for", "in"])
_AMOUNT = frozenset(["below", "above", "under", "over", "at", "between", "of", "less", "more", "<", ">", "<=", ">="])
_ASKS = frozenset(["which", "what", "many", "list", "show", "all", "every", "each", "per", "no", "any"])


@dataclass(frozen=True, slots=True)
class Lesson:
    """Words that meant nothing, what they are likeliest to stand for, and names of the graph that this could be."""

    text: str
    sort: str  # relation, kind, property or thing
    names: tuple[str, ...] = ()

    def command(self) -> str:
        """The command that teaches them, with the name in capitals that is to be filled in."""
        said = shlex.quote(self.text) if '"' in self.text else f'"{self.text}"'
        return f"labkin curate word {said} --{self.sort} {'ID' if self.sort == 'thing' else 'NAME'}"

    def english(self) -> str:
        """What to do, in a sentence."""
        which = f" (such as {', '.join(map(schema.readable, self.names))})" if self.names else ""
        others = [f"--{sort}" for sort in ("relation", "kind", "property", "thing") if sort != self.sort]
        return f"If {self.text!r} is a {self.sort}{which}, teach it: {self.command()}; else by {', '.join(others)}."


def lesson(words: Words, unused: Collection[str], profile: Profile) -> Lesson | None:
    """The first words that meant nothing; None where all of them are known here, but not put together that way."""
    known = _known(words)
    found = words.tokens
    free = [
        n not in known and t.text in unused and not t.quoted and any(c.isalpha() for c in t.text)
        for n, t in enumerate(found)
    ]
    start = next((n for n, token in enumerate(found) if free[n] and token.low not in FUNCTION_WORDS), None)
    if start is None:
        return None
    end = start + 1
    while end < len(found) and free[end] and found[end].low not in FUNCTION_WORDS:
        end += 1
    sort = _sort(words, start, end)
    if sort == "relation" and end == start + 1 and end + 1 < len(found) and found[end].low in _PARTICLES:
        end += 1
    return Lesson(words.text(start, end), sort, _names(sort, words, profile))


def _known(words: Words) -> set[int]:
    """The places of words that the graph gives a meaning."""
    tables = (words.mentions, words.kinds, words.relations, words.props, words.values)
    return {n for table in tables for start, items in table.items() for item in items for n in range(start, item[1])}


def _sort(words: Words, start: int, end: int) -> str:
    """What words stand for, by those around them: the frob of, which frobs inhibit, X frobs Y, inhibit frob."""
    found = words.tokens
    before = found[start - 1].low if start else ""
    after = found[end].low if end < len(found) else "?"
    if after in _AMOUNT and before not in _ASKS:
        return "property"
    if end in words.mentions or (after in _PARTICLES and end + 1 in words.mentions):
        return "relation"
    if before in _ASKS:
        return "kind"
    if end in words.kinds:
        return "relation"
    return "thing"


def _names(sort: str, words: Words, profile: Profile) -> tuple[str, ...]:
    kinds = {*_kinds(words, profile), *(hit.kind for hit in _things(words))}
    if sort == "kind":
        return tuple(sorted(_asked(profile), key=lambda kind: (-profile.kinds[kind], kind))[:NAMES])
    if sort == "property":
        held = {prop: p.count for kind in kinds for prop, p in profile.props.get(kind, {}).items()}
        return tuple(sorted(held, key=lambda prop: (-held[prop], prop))[:NAMES])
    if sort == "relation":
        among = [t for t in _by_count(profile) if {t[0], t[2]} >= kinds] or [
            t for t in _by_count(profile) if kinds & {t[0], t[2]}
        ]
        return tuple(dict.fromkeys(relation for _, relation, _ in among))[:NAMES]
    return ()


# -- questions that have an answer -----------------------------------------------------------------------------------


class _Near(NamedTuple):
    """A way to ask: the things of `asked` that a relation joins with a thing, or with the best known of that kind."""

    triple: Triple
    forward: bool  # the subject is asked for
    thing: NameHit | None


def questions(words: Words, profile: Profile, store: GraphStore, answers: Callable[[str], bool]) -> tuple[str, ...]:
    """Questions made of what was understood and of what the graph holds, the nearest first, that `answers` accepts."""
    found: list[str] = []
    for tried, question in enumerate(_made(words, profile, store)):
        if question not in found and answers(question):
            found.append(question)
        if len(found) == QUESTIONS or tried >= MOST_TRIED:
            break
    return tuple(found)


def _made(words: Words, profile: Profile, store: GraphStore) -> Iterator[str]:
    count = words.tokens[:2] and words.tokens[0].low == "how" and words.tokens[1:2] and words.tokens[1].low == "many"
    done: set[tuple[str, str]] = set()
    for near in _nearest(words, profile):
        asked, relation = near.triple[0 if near.forward else 2], near.triple[1]
        if (asked, relation) not in done and (said := _said(near, profile, store)):
            done.add((asked, relation))
            yield f"How many {said}?" if count and not done - {(asked, relation)} else f"Which {said}?"
        if len(done) >= MOST_TRIED - QUESTIONS:
            break
    for kind in [*_kinds(words, profile), *sorted(_asked(profile), key=lambda k: (-profile.kinds[k], k))][:2]:
        yield f"How many {schema.kind(kind).plural} are there?"
    yield "What kinds of data do we have?"


def _nearest(words: Words, profile: Profile) -> list[_Near]:
    """Ways to ask, those first that keep the most of what was understood: things, then kinds, then relations."""
    kinds, things, relations = _kinds(words, profile), _things(words), _relations(words)
    found: list[tuple[float, int, _Near]] = []
    for triple, number in profile.triples.items():
        for forward in (True, False):
            asked, other = (triple[0], triple[2]) if forward else (triple[2], triple[0])
            if {asked, other} & UNASKED:
                continue
            thing = next((hit for hit in things if hit.kind == other), None)
            score = 3.0 * bool(thing) + (2 - 0.1 * kinds.index(asked) if asked in kinds else 0)
            score += 1.5 * (triple[1] in relations) + (other in kinds)
            found.append((-score, -number, _Near(triple, forward, thing)))
    found.sort(key=lambda one: (one[0], one[1], one[2].triple, not one[2].forward))
    return [near for _, _, near in found]


def _said(near: _Near, profile: Profile, store: GraphStore) -> str:
    """The question without its first word; empty where the relation has nothing of a name there."""
    subject, relation, object_ = near.triple
    asked, other = ("a", "b") if near.forward else ("b", "a")
    edge = EdgePattern("a", "b", (relation,))
    id, name = (near.thing.id, near.thing.name) if near.thing else _best_known(near, profile, store)
    if not id:
        return ""
    kind = subject if near.forward else object_
    query = Query((NodePattern(asked, (kind,)), NodePattern(other, ids=(id,))), (edge,), columns=(Column("x", asked),))
    said = _PARTICIPLE.sub(r"\1 that are \2", english(query))
    if _NOUN.search(said) or f" that {id} " in f"{said} ":  # "countries that X is located in"
        return ""
    return said.replace(id, name).replace(" that ", " ", 1)


def _best_known(near: _Near, profile: Profile, store: GraphStore) -> tuple[str, str]:
    """The thing at the other end that has the most such edges; for relations with very many, any."""
    subject, relation, object_ = near.triple
    asked, other = ("a", "b") if near.forward else ("b", "a")
    if profile.triples[near.triple] > MOST_EDGES:
        named = profile.props.get(object_ if near.forward else subject, {}).get("name")
        name = str(named.examples[0]) if named and named.examples else ""
        return name, name
    columns = Column("id", other), Column("name", other, "prop", "name"), Column("n", asked, agg="count", distinct=True)
    query = Query(
        (NodePattern("a", (subject,)), NodePattern("b", (object_,))),
        (EdgePattern("a", "b", (relation,)),),
        columns=columns,
        order=(Order("n", True), Order("id")),
        limit=1,
    )
    rows, _ = run(store, query)
    return (str(rows[0]["id"]), str(rows[0]["name"] or "")) if rows and rows[0]["name"] else ("", "")


def _by_count(profile: Profile) -> list[Triple]:
    return sorted(profile.triples, key=lambda triple: (-profile.triples[triple], triple))


def _asked(profile: Profile) -> list[str]:
    return [kind for kind in profile.kinds if kind not in UNASKED]


def _kinds(words: Words, profile: Profile) -> list[str]:
    """The kinds that the question names, in its order."""
    said = [meant.kind for start in sorted(words.kinds) for ones, _, _ in words.kinds[start][:1] for meant in ones]
    return [kind for kind in dict.fromkeys(said) if kind in profile.kinds]


def _things(words: Words) -> list[NameHit]:
    """The things that the question names, in its order: of names one in the other the longest."""
    found: list[NameHit] = []
    last = 0
    for start in sorted(words.mentions):
        mention, end, _ = words.mentions[start][0]
        if start >= last:
            found += mention.hits[:1]
            last = end
    return found


def _relations(words: Words) -> set[str]:
    return {sense.relation for sense in _senses(words) if sense.relation != CLOSURE}


def _senses(words: Words) -> Iterable[Sense]:
    for start, items in words.relations.items():
        for senses, end, _ in items:
            if not all(token.low in FUNCTION_WORDS for token in words.tokens[start:end]):
                yield from senses
