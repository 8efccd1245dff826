"""What a phrase means on a given graph: which kinds, nodes, relations and properties, and how far-fetched that is.

A meaning that the graph has costs little; one that the schema allows but the graph lacks costs ABSENT or more, so that
it is taken only where there is no other, and then as "no data", never as another relation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from labkin.graph import schema
from labkin.nlp.lexicon import Asked, Meant, Sense
from labkin.nlp.lexicon_lineage import MATERIALS
from labkin.nlp.lexicon_parts import SEVERAL
from labkin.nlp.question_bench import TESTED, BenchWork, bench_work, tells_assay
from labkin.nlp.question_edges import ABSENT, AIM, INVALID, PART_OF, Edges, measured_by
from labkin.nlp.question_events import done_when
from labkin.nlp.question_folded import (
    SAME,
    Folded,
    apart,
    bearers,
    besides,
    denied_then,
    folded,
    is_far,
    is_plain,
    of_each,
    others_of,
    topped,
)
from labkin.nlp.question_meaning import (
    Any,
    Held,
    Joined,
    Meaning,
    Part,
    Ranked,
    Result,
    Spec,
    Tie,
    in_period,
    number_tests,
    tests_of,
    texts_holding,
)
from labkin.nlp.question_tree import ANY, Among, Besides, Either, Link, Measured, Mod, Phrase, Saying, Top, When, Where
from labkin.nlp.question_units import by_unit, in_its_unit
from labkin.nlp.question_values import Number, Period, convert, short_unit

INCLUDES = "includes"  # from a class to what is in it
BY_WHOLE = 0.5  # the price of saying of a part what is said of its whole
IN_CLASS = 0.6  # the price of taking the name of a class for what is in it
_Parts = tuple[float, list[Part]] | None


@dataclass(slots=True)
class Senses(Edges):
    """Finds meanings on one graph."""

    _kept: dict[Phrase, dict[str, Meaning]] = field(default_factory=dict)

    def best(self, phrase: Phrase) -> Meaning | None:
        """The cheapest meaning of a phrase, over all its kinds; None when it has none."""
        found = self.meanings(phrase)
        if not found:
            return None
        least = min(meaning.cost for meaning in found.values())
        tied = [m for m in found.values() if m.cost < least + SAME]
        return None if apart(phrase, tied) else self._union(phrase, tied)

    def _union(self, phrase: Phrase, tied: list[Meaning]) -> Meaning:
        first = tied[0]
        same = [m for m in tied if m.parts == first.parts]
        kinds = tuple(sorted({kind for m in same for kind in m.kinds}))
        if phrase == Phrase(mods=phrase.mods) and not set(kinds) <= MATERIALS and any(map(is_far, first.parts)):
            kinds = ()  # whatever the walk meets
        ids = tuple(sorted({i for m in same for i in m.ids}))
        names = tuple(sorted({n for m in same for n in m.names}))
        ties = tuple(dict.fromkeys(t for m in same for t in m.ties))
        if phrase.mention and len(tied) > 1:
            held = {i for m in tied for i in m.ids}
            ties = (*ties, Tie(phrase.mention, tuple(h for h in phrase.mention.hits if h.id in held)))
        return Meaning(first.cost, kinds, ids, first.parts, ties, names)

    def meanings(self, phrase: Phrase) -> dict[str, Meaning]:
        """The meanings of a phrase, for each kind that it may be of."""
        if phrase not in self._kept:
            self._kept[phrase] = {}
            for kind, start in self._candidates(phrase).items():
                whole = self._with_parts(phrase, kind, start)
                if whole is not None:
                    self._kept[phrase][kind] = whole
        return self._kept[phrase]

    def _candidates(self, phrase: Phrase) -> dict[str, Meaning]:
        if phrase.many:
            return self._several(phrase)
        if phrase.mention:
            allowed = {m.kind for m in phrase.kinds}
            kinds = dict.fromkeys(h.kind for h in phrase.mention.hits if not allowed or h.kind in allowed)
            named = {kind: bearers(phrase.mention, kind) for kind in kinds}
            return self._in_classes(named, allowed) | named
        if phrase.kinds:
            here = [m for m in phrase.kinds if m.kind in self.profile.kinds]
            absent = 0.0 if here else ABSENT
            return {m.kind: Meaning(absent + m.rank / 2, (m.kind,)) for m in here or phrase.kinds if here or m.rank < 2}
        return {kind: Meaning(0.0, (kind,)) for kind in self.profile.kinds}

    def members(self, phrase: Phrase) -> Meaning | None:
        """What is in the class of that name: "list the vinca alkaloids". None where it is no class."""
        assert phrase.mention is not None
        named = {kind: bearers(phrase.mention, kind) for kind in dict.fromkeys(h.kind for h in phrase.mention.hits)}
        return next((replace(found, cost=0.0) for found in self._in_classes(named, set()).values()), None)

    def _in_classes(self, named: Mapping[str, Meaning], allowed: Collection[str]) -> dict[str, Meaning]:
        """Of the classes among what bears a name, what is in them, by its kind."""
        found: dict[str, Meaning] = {}
        for source, relation, target in self.profile.triples:
            if relation == INCLUDES and source in named and target not in named and (not allowed or target in allowed):
                group = named[source]
                link = Link((Sense(INCLUDES, False, False, 0),), True, Phrase())
                part = Joined(link, Spec((INCLUDES,), False), replace(group, cost=0.0))
                found[target] = Meaning(group.cost + IN_CLASS, (target,), (), (part,), group.ties, group.names)
        return found

    def _several(self, phrase: Phrase) -> dict[str, Meaning]:
        """Names: the kinds that all have. Kinds: each of them."""
        each = [self.meanings(one) for one in phrase.many]
        if not all(one.mention for one in phrase.many):
            dearest = max((m.cost for one in each for m in one.values() if m.cost < ABSENT), default=ABSENT)
            return {
                kind: replace(meaning, cost=max(meaning.cost, dearest))
                for one in reversed(each)
                for kind, meaning in one.items()
            }
        found = {}
        for kind in each[0]:
            if all(kind in one for one in each):
                parts = [one[kind] for one in each]
                found[kind] = Meaning(
                    sum(m.cost for m in parts),
                    (kind,),
                    tuple(dict.fromkeys(i for m in parts for i in m.ids)),
                    (),
                    tuple(t for m in parts for t in m.ties),
                    tuple(n for m in parts for n in m.names),
                )
        return found

    # -- what is said of it -----------------------------------------------------------------------------------------

    def _with_parts(self, phrase: Phrase, kind: str, start: Meaning) -> Meaning | None:
        if any(denied_then(first, then) for first, then in pairwise(phrase.mods)):
            return None
        cost, parts, ties, names = start.cost, list(start.parts), list(start.ties), list(start.names)
        bench = bench_work(phrase.mods, self._is_assay) if self._assayed(kind) else None
        mods: list[Folded] = list(folded(self._dated_values(kind, bench[1] if bench else phrase.mods)))
        if phrase.top:
            mods = topped(phrase.top, mods)
        if bench:
            mods += bench[0]
        for mod in mods:
            said = self._said(phrase, kind, mod)
            if said is None:
                return None
            more, found = said
            cost += more
            parts += found
            if isinstance(mod, Besides):
                names += [(hit.id, hit.name) for hit in mod.mention.hits]
            for part in found:
                for other in others_of(part):
                    ties += other.ties
                    names += other.names
        return Meaning(cost, start.kinds, start.ids, tuple(parts), tuple(ties), tuple(names))

    def _said(self, phrase: Phrase, kind: str, mod: Folded) -> _Parts:
        match mod:
            case Link():
                if (others := besides(phrase, kind, mod)) is not None:
                    return 0.1, [others]
                return self._link(phrase, kind, mod)
            case Where():
                if (value := self._value_of(kind, mod)) is not None:
                    return value
                held = self._where(kind, mod)
                return (held[0], [held[1]]) if held else None
            case Among():
                tests = tuple((prop, "=", value) for k, prop, value in mod.values if k == kind)
                return (0.0, [Held(tests, mod.negated, any_of=True)]) if tests else self._of_whole(phrase, kind, mod)
            case When():
                found = self._when(kind, mod)
                known = 0.0 if phrase.kinds or not phrase.mention else 1.5  # it is known which one
                return (found[0] + known, found[1]) if found else None
            case Either():
                return self._either(phrase, kind, mod)
            case Besides():
                ids = tuple(("id", "!=", hit.id) for hit in mod.mention.hits if hit.kind == kind)
                return 0.0, [Held(ids)] if ids else []
            case Saying():
                tests = texts_holding(self.profile.props, kind, mod.text, alone=bool(phrase.kinds))
                return (1.0, [Held(tests, mod.negated, any_of=True)]) if tests else None
            case Top():
                return self._top(phrase, kind, mod)
            case Measured(at=Phrase() as place):
                work = BenchWork(Link((), True, place, word="in"), (replace(mod, at=None),), None)
                return self._benched(kind, work) if self._assayed(kind) else None
            case Measured():
                return self._measured(kind, mod, None) if mod.values else None
            case (Link() as link, When() as when):
                return self._done_when(phrase, kind, link, when)
            case (Measured() as measured, When() as when):
                return self._measured(kind, measured, when) if measured.values else None
            case BenchWork():
                return self._benched(kind, mod)

    def _of_whole(self, phrase: Phrase, kind: str, mod: Among) -> _Parts:
        """ "Ember batches": a value that only that has of which they are part."""
        wholes = self.wholes(kind, (of for of, _, _ in mod.values))
        if mod.negated or len(wholes) != 1:
            return None
        (whole, relation), *_ = wholes
        other = Phrase((Meant(whole, 0),), mods=(mod,))
        found = self._link(phrase, kind, Link((Sense(relation, True, True, 0),), True, other))
        return (found[0] + BY_WHOLE, found[1]) if found else None

    def _either(self, phrase: Phrase, kind: str, mod: Either) -> _Parts:
        """One of several links; each must be one that can be asked of a thing without naming the other."""
        cost, joined = 0.0, list[Joined]()
        for link in mod.links:
            found = self.join(phrase, kind, link)
            if found is None or link.count or found[1].spec.via or not is_plain(found[1].other or Meaning(0.0, ())):
                return None
            cost += found[0]
            joined.append(found[1])
        return cost, [Any(tuple(joined))]

    def _is_assay(self, link: Link) -> bool:
        if link.other is None or not tells_assay(link):
            return False
        return self._assay_of(link.other) is not None or self._measured_with(link.other) is not None

    def _measured_with(self, other: Phrase) -> Held | None:
        """What is named stands in a property of measurements that is called after its kind: "in PC-9 cells"."""
        held = self.profile.props.get("Measurement", {})
        tests = tuple(
            (prop, "=", hit.name)
            for hit in (other.mention.hits if other.mention and not other.mods else ())
            for prop in (schema.readable(hit.kind).replace(" ", "_"),)
            if prop in held and hit.name in held[prop].values
        )
        return Held(tests, any_of=True) if tests else None

    def _assay_of(self, other: Phrase) -> Meaning | None:
        """The assay that a phrase means: by its name, or by what it is directed at ("on JAK2")."""
        meanings = self.meanings(other)
        least = min((meaning.cost for meaning in meanings.values()), default=ABSENT)
        if "Assay" in meanings and meanings["Assay"].cost < least + SAME:
            return meanings["Assay"]
        aimed = self._aimed(other)
        return self.meanings(aimed).get("Assay") if aimed else None

    def _aimed(self, other: Phrase) -> Phrase | None:
        """The assays that are directed at what is named; None where there are none, or it names an assay itself."""
        meanings = self.meanings(other)
        least = min((meaning.cost for meaning in meanings.values()), default=ABSENT)
        near = [kind for kind in meanings if meanings[kind].cost < least + SAME]
        if other.kinds or "Assay" in near or least >= ABSENT or not any(self._has("Assay", AIM, k) for k in near):
            return None
        directed = Link((Sense(AIM, True, True, 0),), True, other)
        return Phrase((Meant("Assay", 0),), "assay", mods=(directed,))

    def _benched(self, kind: str, bench: BenchWork) -> _Parts:
        """Values measured in an assay: it is the Measurement that was in the assay, not only the thing."""
        link, other = bench.link, bench.link.other
        assert other is not None
        if link.negated or link.count or other.joined == "and":
            return None
        assay, parts = self._assay_of(other), list[Part]()
        held = self._measured_with(other) if assay is None else None
        if assay is None and held is None:
            return None
        cost = (assay.cost if assay else 0.0) + (0.1 if self._is_lot(kind) else 0.0)
        for measured in bench.measured:
            found = self._measured(kind, measured, bench.when)
            if found is None:
                return None
            cost += found[0]
            parts += found[1]
        if not bench.measured:
            dated = self._result(kind, self._dated("Measurement", bench.when))
            if dated is None:
                return None
            parts += dated[1]
        more = (held,) if held else ()
        return cost, [
            replace(part, assay=assay, held=(*part.held, *more)) if isinstance(part, Result) else part for part in parts
        ]

    def _done_when(self, phrase: Phrase, kind: str, link: Link, when: When) -> _Parts:
        """ "tested after March": the date of a result; else of the thing itself, when it has one."""
        if any(s.relation in ("tested_in", "measured_in", "measurement_of") for s in link.senses):
            result = self._result(kind, self._dated("Measurement", when))
            if result is not None:
                return result
        own = self._when(kind, when)
        return (own[0] + 0.2, own[1]) if own else None

    def _dated_values(self, kind: str, mods: tuple[Mod, ...]) -> tuple[Mod, ...]:
        """ "Were withdrawn in 2024": where that has a date of its own, it is this date and not that of the thing."""
        held = self.profile.props.get(kind, {})
        found: list[Mod] = []
        for mod in done_when(mods, self.profile):
            last = found[-1] if found else None
            if isinstance(mod, When) and isinstance(last, Among) and not last.negated:
                same = {str(value) for k, _, value in last.values if k == kind}
                own = next((prop for prop in sorted(same) if prop in held and held[prop].type == "date"), None)
                if own is not None:
                    found[-1] = Where((Asked(kind, own, "date", "", 0),), mod.op, mod.period, upto=mod.upto)
                    continue
            found.append(mod)
        return tuple(found)

    def _when(self, kind: str, when: When) -> _Parts:
        held = self.profile.props.get(kind, {})
        for name in self._dates(kind):
            as_number = name == "year" and (name not in held or held[name].type in ("integer", "number"))
            tests = in_period(name, when.op, when.period, when.upto, as_number)
            if tests:
                return (0.0 if name in held else ABSENT), [Held(tests)]
        return ABSENT + 50, [Held(in_period("date", when.op, when.period, when.upto, False))]

    def _dated(self, kind: str, when: When | None) -> list[Held]:
        found = self._when(kind, when) if when else None
        return [part for part in (found[1] if found and found[0] < ABSENT else []) if isinstance(part, Held)]

    def asked(self, kind: str, asked: tuple[Asked, ...]) -> Iterator[tuple[float, Asked]]:
        held = self.profile.props.get(kind, {})
        rows = sorted((a for a in asked if a.kind == kind), key=lambda a: (a.prop not in held, a.rank, a.prop))
        if rows and rows[0].rank == SEVERAL and len({row.prop for row in rows}) > 1:
            return  # "gross" of what has several
        for row in rows:
            yield (0.0 if row.prop in held else ABSENT) + row.rank / 5, row

    def _where(self, kind: str, where: Where) -> tuple[float, Held] | None:
        held = self.profile.props.get(kind, {})
        for cost, asked in self.asked(kind, where.asked or by_unit(kind, where, self._in_units, held)):
            tests = tests_of(in_its_unit(asked, where, held.get(asked.prop)), where)
            if tests is not None:
                return cost + (0.0 if where.asked else 0.5), Held(tests, where.negated)
        return None

    def _value_of(self, kind: str, where: Where) -> _Parts:
        """A measured value with a unit, which stands beside it in a property of its own."""
        number = where.value
        if kind != "Measurement" or not isinstance(number, Number) or not number.unit or where.negated:
            return None
        if where.asked and all(a.prop != "value" for a in where.asked if a.kind == kind):
            return None
        units = self._by_units(number, where.op, where.upto)
        return (0.2, [Result((), units, own=True)]) if units else None

    def _by_units(self, number: Number, op: str, upto: Number | Period | None) -> tuple[tuple[str, str, object], ...]:
        known = self.profile.props.get("Measurement", {}).get("unit")
        said = [str(unit) for unit in (known.values if known else ()) if short_unit(str(unit))]
        bounds = [(">=", number), ("<=", upto)] if isinstance(upto, Number) else [(op, number)]
        values = [(unit, sign, convert(bound, short_unit(unit))) for unit in said for sign, bound in bounds]
        return tuple(item for item in values if item[2] is not None)

    def _top(self, phrase: Phrase, kind: str, top: Top) -> _Parts:
        if top.link:
            found = self._link(phrase, kind, top.link)
            if found is None:
                return None
            return found[0], [Ranked(top, joined=part) for part in found[1] if isinstance(part, Joined)]
        for cost, asked in self.asked(kind, top.asked):
            if asked.type in ("number", "integer", "date"):
                return cost, [Ranked(top, asked.prop)]
        return (0.0, [Ranked(top)]) if not top.asked else None

    # -- measured values --------------------------------------------------------------------------------------------

    def _measured(self, kind: str, mod: Measured, when: When | None) -> _Parts:
        tests = tuple((prop, "=", value) for k, prop, value in mod.values if k == "Measurement")
        if (mod.values and not tests) or mod.op == "outside":
            return None
        held = [*([Held(tests, any_of=True)] if tests else []), *self._dated("Measurement", when)]
        units = self._by_units(mod.number, mod.op, mod.upto) if mod.number.unit else ()
        if mod.number.unit and not units:
            return None
        if not units:
            held.append(Held(number_tests("value", mod.op, mod.number, mod.upto)))
        if kind == "Assay":  # rather the thing that was tested in it
            cost, parts = self._result(kind, held, units) or (INVALID, [])
            return cost + 2.0, parts
        if kind == "Measurement":
            return 0.5, [*held, *([Result((), units, own=True)] if units else [])]
        return self._result(kind, held, units)

    def _result(self, kind: str, held: list[Held], units: tuple[tuple[str, str, object], ...] = ()) -> _Parts:
        for relation in ("measurement_of", "measured_in"):
            if ("Measurement", relation, kind) in self.profile.triples and (held or units):
                return 0.5, [Result(tuple(held), units, relation)]
        return None

    # -- relations --------------------------------------------------------------------------------------------------

    def _link(self, phrase: Phrase, kind: str, link: Link) -> _Parts:
        others: tuple[Phrase | None, ...] = (link.other,)
        many = link.other.many if link.other and link.other.joined == "and" and not link.negated else ()
        if many and not (len(many) > 2 and all(one.mention for one in many) and self._of_each(phrase, kind, link)):
            others = tuple(one.plus(*link.other.mods) for one in many) if link.other else many
        if many and len(others) > 1 and self._of_one(phrase, kind, replace(link, other=many[0])):
            others = (link.other,)  # nothing is a measurement of two compounds: of either, then
        cost, parts = 0.0, list[Part]()
        for other in others:
            found = self.join(phrase, kind, replace(link, other=other))
            if found is None:
                return None
            cost += found[0]
            parts.append(found[1])
        return cost, parts

    def _of_each(self, phrase: Phrase, kind: str, link: Link) -> bool:
        """Whether a list of names asks about each: of things that have one such at most, none can be that of all."""
        return of_each(link) or self.about_one(kind, self.join(phrase, kind, link))

    def _of_one(self, phrase: Phrase, kind: str, link: Link) -> bool:
        """Whether a link leads from a part to its whole, of which it has but one."""
        found = self.join(phrase, kind, link)
        return found is not None and found[1].spec.outward and set(found[1].spec.relations) <= set(PART_OF)

    def join(self, phrase: Phrase, kind: str, link: Link) -> tuple[float, Joined] | None:
        other = link.other or Phrase()
        if link.negated and not link.senses and not other.mention and kind in {meant.kind for meant in other.kinds}:
            return None  # "that are not comedies": not those that lead to one
        if (other.mention or other.many) and any(s.relation in TESTED for s in link.senses):
            other = self._aimed(other) or other  # "tested in hERG": the assay, not the gene
        found = [
            (cost + there.cost, spec, there)
            for there_kind, there in self.meanings(other).items()
            for cost, spec in self._specs(phrase, kind, there_kind, link)
            if not (measured_by(spec) and any(isinstance(m, Link) and self._is_assay(m) for m in other.mods))
        ]
        if kind == "Measurement" and any(
            isinstance(m, Link) and not m.senses and self._is_assay(m) for m in other.mods
        ):
            found = [(cost + 2.0, spec, there) for cost, spec, there in found]  # it was measured there: "of X in Y"
        if not found:
            return None
        least = min(cost for cost, _, _ in found)
        tied = [(spec, there) for cost, spec, there in found if cost < least + SAME]
        if link.negated and any(
            not is_plain(there) or (spec.via and other and not link.senses) for spec, there in tied
        ):
            return None
        return least, self._settled(link, other, tied)

    def _settled(self, link: Link, other: Phrase, tied: list[tuple[Spec, Meaning]]) -> Joined:
        """One meaning out of those that cost the same; what cannot be one is a tie."""
        shapes = dict.fromkeys(replace(spec, relations=()) for spec, _ in tied)
        relations = tuple(sorted({r for spec, _ in tied for r in spec.relations}))
        ties: list[Tie] = []
        together = link.word == ANY and not link.senses
        if len(shapes) > 1 and together:
            tied = [(replace(spec, either=True), there) for spec, there in tied]
        elif len(shapes) > 1 or (not link.senses and len(relations) > 1 and not together):
            options = dict.fromkeys((r, spec.outward) for spec, _ in tied for r in spec.relations)
            ties.append(Tie(link=link, specs=tuple(options)))
        meaning = self._union(other, list({m.kinds: m for _, m in tied}.values()))
        spec = replace(tied[0][0], relations=relations)
        open_ = link.other is None
        meaning = replace(meaning, kinds=() if open_ else meaning.kinds, ties=(*meaning.ties, *ties))
        return Joined(link, spec, meaning)
