"""Which edges of a graph a relation's words may mean between two kinds of things, and how far-fetched each is.

An edge that the graph has costs little; one that the schema allows but the graph lacks costs ABSENT or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.nlp.lexicon import CLOSURE, Asked, Lexicon, Sense, stems
from labkin.nlp.lexicon_events import MARK
from labkin.nlp.lexicon_lineage import EVIDENCE, MATERIAL, SUPPORT, is_of_sort
from labkin.nlp.question_chains import ABOUT_ONE, PLACED, Chain, Chains, says_within
from labkin.nlp.question_events import doings
from labkin.nlp.question_meaning import Joined, Spec
from labkin.nlp.question_tree import DONE, WHOLLY, Link, Phrase
from labkin.nlp.question_ways import Ways

ABSENT = 100.0  # what the schema allows and the graph does not have
INVALID = 200.0  # what the schema does not even allow
PART_OF = ("batch_of", "measurement_of", "part_of")  # from a part to its whole
PLAIN = "associates"  # that one has to do with the other, and no more
AIM = "targets"  # from an assay to what it is directed at
FAR = 0.8  # the price of each kind in between, where no relation joins two kinds
FURTHER = 0.2  # and of each beyond what a verb says
OF_LIFE = ("birth", "born", "death", "died")  # dates of a person that a time is hardly meant of unsaid
WITHIN = 0.9  # the price of any relation that says that one is in the other
HUB = 2.0  # and where these have but things of a third kind in common
WHO = "person"  # the head of a phrase that "who" makes
# What a short word stands for when the graph has the long way only: source -> via -> target, each edge turned or not.
VIA: dict[str, tuple[tuple[str, tuple[str, bool], tuple[str, bool]], ...]] = {
    "tested_in": (
        ("Measurement", ("measurement_of", False), ("measured_in", True)),
        ("Assay", ("tested_in", True), (AIM, True)),  # tested against a target: in an assay directed at it
        ("Measurement", ("measurement_of", False), ("attributed_to", True)),  # who tested it
    ),
    "measured_in": (("Measurement", ("attributed_to", False), ("measured_in", True)),),
    "measurement_of": (("Measurement", ("attributed_to", False), ("measurement_of", True)),),
    "attributed_to": (("Activity", ("generated_by", True), ("associated_with", True)),),
    "used": (("Activity", ("associated_with", False), ("used", True)),),  # who used an instrument: in a run
    "associated_with": (("Activity", ("used", False), ("associated_with", True)),),
    "generated_by": (("Activity", ("generated_by", True), ("associated_with", True)),),
}


@dataclass(slots=True)
class Edges:
    """Finds the edges of one graph that words mean."""

    profile: Profile
    lexicon: Lexicon
    _between: dict[tuple[str, str], list[str]] = field(default_factory=dict)  # relations by (source kind, target kind)
    _chains: Chains = field(init=False)
    _ways: Ways = field(init=False)
    _lineage: tuple[str, ...] = ()
    _above: dict[str, frozenset[str]] = field(default_factory=dict)  # by kind: those it may come from
    _in_units: dict[str, frozenset[Asked]] = field(default_factory=dict)  # by kind: what is measured in a unit

    def __post_init__(self) -> None:
        self._chains = Chains(self.profile)
        self._ways = Ways(self.profile)
        for source, relation, target in self.profile.triples:
            self._between.setdefault((source, target), []).append(relation)
        present = {relation for _, relation, _ in self.profile.triples}
        self._lineage = tuple(r for r in schema.LINEAGE if r in present) or schema.LINEAGE
        units: dict[str, set[Asked]] = {}
        for items in self.lexicon.props.values():
            for asked in items:
                if asked.unit:
                    units.setdefault(asked.kind, set()).add(asked._replace(rank=0))
        self._in_units = {kind: frozenset(found) for kind, found in units.items()}

    def _specs(self, phrase: Phrase, kind: str, other: str, link: Link) -> Iterator[tuple[float, Spec]]:
        if not link.senses:
            yield from self._any_relation(phrase, kind, other, link)
            return
        direct = any(
            self._has(*ends) for s in link.senses for ends in ((kind, s.relation, other), (other, s.relation, kind))
        )
        said = _said(phrase), _said(link.other)
        ends = (kind, other) if link.subject else (other, kind)
        for sense in link.senses:
            if link.word == DONE and sense.active and not link.passive and not self._is_state(sense, *ends):
                for far, forward in ((0.0, not sense.forward), (0.3, sense.forward)):
                    outward = forward == link.subject
                    for cost, spec in self._one(sense, kind, other, outward, said if outward else said[::-1]):
                        yield cost + far, spec
                continue
            forward = sense.forward != (link.passive and sense.active and not self._is_state(sense, *ends))
            outward = forward == link.subject
            if sense.relation == CLOSURE:
                cost, spec = self._closure(kind, other, outward)
                if (found := self._sorted(sense, kind, other, outward, said)) is not None:
                    yield from found
                    continue
                yield (
                    cost + (1.0 if direct else 0.2 * (len(link.senses) > 1)),
                    spec,
                )  # what a relation of the two says needs no lineage
            else:
                yield from self._one(sense, kind, other, outward, said if outward else said[::-1])

    def about_one(self, kind: str, found: tuple[float, Joined] | None) -> bool:
        """Whether each of the others has about one thing of the kind at most, by one relation of the graph's own."""
        spec = found[1].spec if found and not found[1].link.count else None
        others = found[1].other.kinds if found and found[1].other else ()
        if spec is None or not others or spec.via or spec.either or len(spec.relations) != 1:
            return False
        if schema.relation(spec.relations[0]).known:
            return False
        for other in others:
            ends = (kind, spec.relations[0], other) if spec.outward else (other, spec.relations[0], kind)
            each = self.profile.triples.get(ends, 0) / max(1, self.profile.kinds.get(other, 0))
            if not 1 / ABOUT_ONE <= each <= ABOUT_ONE:  # where many have none, some may have several
                return False
        return True

    def _assayed(self, kind: str) -> bool:
        """Whether things of the kind have measurements that know their assay."""
        triples = self.profile.triples
        return ("Measurement", "measured_in", "Assay") in triples and ("Measurement", "measurement_of", kind) in triples

    def _is_lot(self, kind: str) -> bool:
        """Whether things of the kind are lots of what is measured too: "anything below 5 nM" means that, each once."""
        wholes = (other for lot, relation, other in self.profile.triples if (lot, relation) == (kind, "batch_of"))
        return any(map(self._assayed, wholes))

    def main_date(self, kind: str) -> str:
        """The property that a time said of such things is compared with; empty for none."""
        return next(iter(self._dates(kind)), "")

    def _dates(self, kind: str) -> list[str]:
        held = self.profile.props.get(kind, {})
        rows = {p.name: p.type for p in schema.kind(kind).props}
        dates = [
            name
            for name in ("date", *rows, *sorted(held))
            if (held[name].type if name in held else rows.get(name)) == "date"
        ]
        if "year" in held and all(held["year"].count > held[name].count for name in dates if name in held):
            dates.insert(0, "year")
        elif "year" in rows or "year" in held:
            dates.append("year")
        here = [name for name in dates if name in held]
        whole = max((held[name].count for name in here), default=0)  # what lacks on some is hardly meant of all
        here.sort(key=lambda name: (name.startswith(OF_LIFE), held[name].count < whole and name != "date"))
        return [*here, *dates[:1]]

    def wholes(self, kind: str, kinds: Iterable[str]) -> list[tuple[str, str]]:
        """Those of the kinds of which things of a kind are parts or lots, with the relation that says so."""
        found = ((of, relation) for of in dict.fromkeys(kinds) for relation in PART_OF if self._has(kind, relation, of))
        return list(found)

    def _closure(self, kind: str, other: str, outward: bool) -> tuple[float, Spec]:
        down, up = (kind, other) if outward else (other, kind)
        return (0.0 if up in self._upstream(down) else ABSENT), Spec(self._lineage, outward, closure=True)

    def _sorted(
        self, sense: Sense, kind: str, other: str, outward: bool, said: tuple[bool, bool]
    ) -> list[tuple[float, Spec]] | None:
        """What was made from what, or rests on what, where nothing says of what kind that is; None for any lineage."""
        down, up = (kind, other) if outward else (other, kind)
        if sense.sort == EVIDENCE and not said[0 if not outward else 1]:
            fits = is_of_sort(sense.sort, down, up, self.profile.triples)
            return None if fits is None else [(0.0, Spec((SUPPORT,), outward))] if fits else []
        if sense.sort == MATERIAL and not all(said):
            ends = (down, up) if said[1 if not outward else 0] else (up, down)
            fits = is_of_sort(sense.sort, *ends, self.profile.triples)
            return None if fits is None or fits else []
        return None

    def _upstream(self, kind: str) -> frozenset[str]:
        """The kinds of things from which those of a kind may come, by one step of lineage or several."""
        if kind not in self._above:
            found, queue = set[str](), [kind]
            while queue:
                at = queue.pop()
                for source, relation, target in self.profile.triples:
                    if source == at and relation in schema.LINEAGE and target not in found:
                        found.add(target)
                        queue.append(target)
            self._above[kind] = frozenset(found)
        return self._above[kind]

    def _is_state(self, sense: Sense, subject: str, other: str) -> bool:
        """ "Films are rated R", of a relation "rated" from films to ratings: the participle says it of its subject."""
        row = schema.relation(sense.relation)
        if row.known or not schema.readable(row.name).endswith("ed"):
            return False
        return self._has(subject, row.name, other) and not self._has(other, row.name, subject)

    def _one(
        self, sense: Sense, kind: str, other: str, outward: bool, said: tuple[bool, bool]
    ) -> Iterator[tuple[float, Spec]]:
        """`said`: whether it is said of what kind the source is, and the target."""
        if sense.relation.startswith(MARK):
            ends = (kind, other) if outward else (other, kind)
            if chain := doings(self.profile, self._ways, sense.relation, ends, said[0]):
                yield 0.3 * sense.rank + FURTHER * len(chain.steps[1:]), _by(chain, outward)
            return
        row = schema.relation(sense.relation)
        ends = (kind, other) if outward else (other, kind)
        rank = sense.rank * 0.3
        spec = Spec((sense.relation,), outward or row.symmetric, row.symmetric)
        if self._has(ends[0], row.name, ends[1]) or (row.symmetric and self._has(ends[1], row.name, ends[0])):
            yield rank, spec
            return
        for via, first, second in VIA.get(sense.relation, ()):
            if self._edge(ends[0], first, via) and self._edge(via, second, ends[1]):
                yield rank + 1, replace(spec, via=(via,), steps=(first, second))
                return
        chain = self._chains.carried(ends[0], row.name, ends[1])
        if chain and said[chain.steps[0][0] == row.name]:
            yield rank + FAR * len(chain.between), replace(spec, via=chain.between, steps=chain.steps)
            return
        allowed = not row.known or not row.ends or any(_fits(end, ends) for end in row.ends)
        yield rank + (ABSENT if allowed else INVALID), spec

    def _has(self, source: str, relation: str, target: str) -> bool:
        return (source, relation, target) in self.profile.triples

    def _edge(self, source: str, step: tuple[str, bool], target: str) -> bool:
        relation, forward = step
        return self._has(source, relation, target) if forward else self._has(target, relation, source)

    def _any_relation(self, phrase: Phrase, kind: str, other: str, link: Link) -> Iterator[tuple[float, Spec]]:
        """Whatever joins the two, those first that the words hint at."""
        if link.word == WHOLLY:
            chain = self._ways.leading(kind, other)
            yield (0.0, _by(chain, True)) if chain else (INVALID, Spec((), True, True))
            return
        joined = (kind, other) in self._between or (other, kind) in self._between
        hints = self._hints(phrase, link) if joined else {}
        found: dict[tuple[str, bool], float] = {}
        for outward, ends in ((True, (kind, other)), (False, (other, kind))):
            for relation in self._between.get(ends, ()):
                found[relation, outward] = min(1.0, hints.get((relation, outward), 1.0))
        within = [key for key in found if says_within(*key, link.word)]
        if len(within) == 1:
            found[within[0]] = min(found[within[0]], WITHIN)  # "cities in Chad" are rather in it than its capital
        plain = [key for key in found if key[0] == PLAIN]
        if len(plain) == 1 and link.word in ("of", "for"):
            found[plain[0]] = min(found[plain[0]], 0.9)  # "asthma genes" are rather associated than up in it
        for (relation, outward), cost in sorted(found.items()):
            symmetric = schema.relation(relation).symmetric
            if not (symmetric and not outward and (relation, True) in found):
                yield cost, Spec((relation,), outward or symmetric, symmetric)
        if (
            not found
            and kind == "Measurement"
            and self._has(kind, "measured_in", "Assay")
            and self._has("Assay", AIM, other)
        ):  # "JAK2 measurements"
            yield 1.0, Spec((AIM,), True, via=("Assay",), steps=(("measured_in", True), (AIM, True)))
        elif not found:
            yield from self._through(phrase, kind, other, link) if _said(phrase) and link.other else ()
            yield INVALID, Spec((), True, True)

    def _through(self, phrase: Phrase, kind: str, other: str, link: Link) -> Iterator[tuple[float, Spec]]:
        """One in the other, through kinds in between; else what both have in common."""
        there = link.other
        if there is None or not _said(there):
            return
        for outward, ends in ((True, (kind, other)), (False, (other, kind))):
            if chain := self._chains.inside(*ends):
                yield FAR * len(chain.between), _by(chain, outward)
                return
        if WHO in (phrase.head, there.head) and not there.mention:
            return  # "who" may be the word of a clause
        found = next(self._short(kind, other), None)
        if found and (link.word not in PLACED or says_within(*found[1].steps[-1], link.word)):
            yield found[0], _by(found[1], True)  # nobody lives in a song
        elif chain := self._chains.hub(kind, other):
            yield HUB, _by(chain, True)

    def _short(self, kind: str, other: str) -> Iterator[tuple[float, Chain]]:
        """The way between two kinds by which each thing has one of the next, or what lies between has one of each."""
        if chain := self._ways.leading(kind, other):
            yield FAR * len(chain.between), chain
        elif chain := self._ways.leading(other, kind):
            yield FAR * len(chain.between), chain.back
        elif chain := self._ways.between(kind, other):
            yield HUB, chain

    def _hints(self, phrase: Phrase, link: Link) -> Mapping[tuple[str, bool], float]:
        """What the noun with its preposition says ("batches of"), then the preposition alone."""
        there = link.other.head if link.other else ""
        keys = [(stems(f"{phrase.head} {link.word}"), 0.3), (stems(f"have {there}"), 0.3), (stems(link.word), 0.6)]
        if link.word in ("of", "for"):  # "asthma meds" are drugs for asthma
            heads = {phrase.head, *(word for meant in phrase.kinds for word in schema.kind(meant.kind).synonyms)}
            keys += [(stems(f"{head} for"), 0.4) for head in sorted(heads)]
        if link.word == "have":
            keys[0] = stems(f"{there} of"), 0.3
        found: dict[tuple[str, bool], float] = {}
        for number, (key, cost) in enumerate(keys):
            for sense in self.lexicon.relations.get(key, ()):
                forward = sense.forward == link.subject
                if link.word == "have" and number == 0:
                    forward = not forward
                found.setdefault((sense.relation, forward), cost)
        return found


def measured_by(spec: Spec) -> bool:
    """Whether it is told who measured something: where it was measured is then said of that measurement."""
    return spec.via == ("Measurement",) and any(relation == "attributed_to" for relation, _ in spec.steps)


def _by(chain: Chain, outward: bool) -> Spec:
    if not chain.between:
        return Spec((chain.steps[0][0],), outward == chain.steps[0][1])
    return Spec((chain.steps[0][0],), outward, via=chain.between, steps=chain.steps)


def _said(phrase: Phrase | None) -> bool:
    """Whether it is said of what kind a thing is, or which."""
    return phrase is not None and bool(phrase.kinds or phrase.mention or phrase.many)


def _fits(ends: tuple[str, str], kinds: tuple[str, str]) -> bool:
    return all(end in ("*", kind) for end, kind in zip(ends, kinds, strict=True))
