"""From a question's tree and its meaning to the query that asks it, and to the words that say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from labkin.graph import schema
from labkin.graph.profile import Profile
from labkin.graph.query import Column, Order, Over, Query
from labkin.graph.query_english import english, prop_words
from labkin.nlp import question_plan as plan
from labkin.nlp.lexicon import Meant
from labkin.nlp.question_edges import ABSENT
from labkin.nlp.question_folded import SAME
from labkin.nlp.question_meaning import Held, Meaning, Spec, Tie
from labkin.nlp.question_once import once
from labkin.nlp.question_sense import BY_WHOLE, Senses
from labkin.nlp.question_tree import Among, Asking
from labkin.nlp.question_units import units_assumed


def of_kind(asking: Asking, senses: Senses) -> Asking:
    """What is counted for each of another kind, where but a relation says what it is: "members per club"."""
    phrase, per = asking.phrase, asking.per
    if per is None or phrase.kinds or phrase.mention or phrase.many or not per.senses:
        return asking
    found = {kind: way[0] for kind in senses.meanings(phrase) if (way := senses.join(phrase, kind, per))}
    least = min(found.values(), default=ABSENT)
    kinds = [kind for kind, cost in found.items() if cost < least + SAME]
    if len(kinds) != 1 or least >= ABSENT:
        return asking
    return replace(asking, phrase=replace(phrase, kinds=(Meant(kinds[0], 0),)))


_Made = tuple[Query, float, tuple[Tie, ...], str, tuple[str, ...]]


def query_of(asking: Asking, meaning: Meaning, senses: Senses) -> _Made | None:
    """The query of a tree with its meaning; None where there is none. Raises NotSaid and BadQuery.

    With it what it costs beyond the meaning, what is undecided, the node that is the answer and the kinds of things.
    """
    draft = plan.Draft()
    if asking.form == "define":
        return plan.defining(meaning, senses.profile), 0.0, (), "a", meaning.kinds
    var = draft.add(meaning)
    match asking.form:
        case "list" | "yes_no" | "members":
            return plan.listing(meaning, draft, var), 0.0, (), var, meaning.kinds
        case "count":
            return plan.counting(draft, var, meaning.kinds), 0.0, (), var, meaning.kinds
        case "per" if asking.by:
            return _aggregate_by(asking, meaning, senses, draft, var)
        case "per" if asking.per is None:
            return _per_value(asking, meaning, senses, draft, var)
        case "per" | "aggregate" if asking.per is not None:
            return _per(asking, meaning, senses, draft, var)
        case "prop" | "aggregate":
            return _prop(asking, meaning, senses, draft, var)
    return None


def _per_value(asking: Asking, meaning: Meaning, senses: Senses, draft: plan.Draft, var: str) -> _Made | None:
    """ "Batches by status", "measurements per year": of several dates by the one that is spoken of."""
    if draft.ranked:
        return None
    rows = [row for kind in meaning.kinds[:1] for row in senses.asked(kind, asking.asked)]
    if asking.part:
        rows = [row for row in rows if row[1].type == "date" and row[0] < ABSENT]
        told = {test[0] for part in meaning.parts if isinstance(part, Held) for test in part.tests}
        told |= {str(v) for mod in asking.phrase.mods if isinstance(mod, Among) for _, _, v in mod.values}
        first = senses.main_date(meaning.kinds[0])
        rows.sort(key=lambda row: (row[1].prop not in told, row[1].prop != first))
    if rows:
        cost, by = rows[0]
        return plan.per_value(draft, var, meaning, by.prop, asking.part), cost, (), "", meaning.kinds
    wholes = senses.wholes(meaning.kinds[0], (asked.kind for asked in asking.asked))
    if len(wholes) != 1 or len(meaning.kinds) != 1 or asking.part:
        return None
    (whole, relation), *_ = wholes  # "batches per project": the project of what they are batches of
    of = draft.edge(var, Spec((relation,), True), Meaning(0.0, (whole,)))
    cost, by = next(senses.asked(whole, asking.asked))
    return plan.per_value(draft, var, meaning, by.prop, of=of), cost + BY_WHOLE, (), "", meaning.kinds


def _aggregate_by(asking: Asking, meaning: Meaning, senses: Senses, draft: plan.Draft, var: str) -> _Made | None:
    """ "Average purity by status", "mean purity per project", which is that of what they are batches of."""
    agg = _of_numbers(asking, meaning, senses, var)
    made = _per_value(replace(asking, asked=asking.by, by=()), meaning, senses, draft, var)
    if agg is None or made is None:
        return None
    query, cost, ties, answer, kinds = made
    key, column = query.columns[0], agg[1]
    query = replace(query, columns=(key, column), order=(Order(column.name, True), Order(key.name)))
    return once(query, var) if asking.aggregate in ("sum", "avg") else query, cost + agg[0], ties, answer, kinds


def _of_numbers(asking: Asking, meaning: Meaning, senses: Senses, var: str) -> tuple[float, Column] | None:
    """The column with an aggregate of a property, and what it costs to take that property."""
    rows = list(senses.asked(meaning.kinds[0], asking.asked))
    if asking.aggregate in ("sum", "avg"):
        rows = [row for row in rows if row[1].type in ("number", "integer")]
    if not rows:
        return None
    cost, asked = rows[0]
    name = f"{_said(asking.aggregate)} {prop_words(asked.prop)[0]}"
    return cost, Column(name, var, "prop", asked.prop, agg=asking.aggregate)


def _per(asking: Asking, meaning: Meaning, senses: Senses, draft: plan.Draft, var: str) -> _Made | None:
    assert asking.per is not None
    if draft.ranked:
        return None  # "the purest batch per compound" asks for no number
    found = senses.join(asking.phrase, meaning.kinds[0], asking.per) if len(meaning.kinds) == 1 else None
    if found is None or found[1].other is None:
        return None
    per, agg = found[1].other, None
    cost, kinds = found[0], per.kinds
    if asking.aggregate:
        of = _of_numbers(asking, meaning, senses, var)
        if of is None:
            return None
        more, agg = of
        cost += more
    query = plan.per_kind(draft, var, meaning, found[1].spec, per, agg)
    group = query.columns[0].var
    counted = query.columns[-1].name
    if asking.over:
        query = replace(query, over=Over(asking.over, counted), order=())
    elif asking.top:
        order = (Order(counted, asking.top.more), *query.order[1:])
        query = replace(query, order=order, limit=asking.top.count, ties=asking.top.count == 1)
    return query, cost, per.ties, group, kinds


def _prop(asking: Asking, meaning: Meaning, senses: Senses, draft: plan.Draft, var: str) -> _Made | None:
    ranked = draft.ranked is not None and (asking.aggregate or not draft.ranked.prop)
    if len(meaning.kinds) != 1 or draft.counted or ranked:
        return None
    rows = [(cost, a) for cost, a in senses.asked(meaning.kinds[0], asking.asked)]
    if asking.aggregate in ("sum", "avg"):
        rows = [row for row in rows if row[1].type in ("number", "integer")]
    if not rows:
        return None
    cost, asked = rows[0]
    prop, name = asked.prop, prop_words(asked.prop)[0]
    query = plan.listing(meaning, draft, var)
    if asking.aggregate in ("sum", "avg"):
        query = once(query, var)
    if asking.aggregate:
        column = Column(f"{_said(asking.aggregate)} {name}", var, "prop", prop, agg=asking.aggregate)
        return replace(query, columns=(column,), distinct=False, order=()), cost, (), "", meaning.kinds
    columns = query.columns
    if all(column.prop != prop for column in columns):
        columns = (*columns, Column(name if name not in {c.name for c in columns} else f"{name} ", var, "prop", prop))
    return replace(query, columns=columns), cost, (), var, meaning.kinds


def _said(aggregate: str) -> str:
    return {"avg": "average", "sum": "total", "min": "lowest", "max": "highest"}[aggregate]


def reading_of(asking: Asking, query: Query, names: Mapping[str, str]) -> str:
    """A query in English, as the answer to what was asked."""
    text = english(query, names) + units_assumed(asking, query)
    if asking.form == "yes_no":
        return f"whether there is: {text}"
    if asking.form == "prop" and not asking.aggregate:
        return f"the {query.columns[-1].name} of {text}"
    return f"all that is known of {text}" if asking.form == "define" else text


def absent(query: Query, profile: Profile) -> str:
    """What the graph lacks of a query's pattern, in words."""
    for node in query.nodes:
        missing = [kind for kind in node.kinds if kind not in profile.kinds]
        if missing and len(missing) == len(node.kinds):
            return f"the graph has no {schema.kind(missing[0]).plural}"
    for edge in query.edges:
        if edge.hops != (1, 1):
            return "no lineage is recorded between such things"
        known = {relation for _, relation, _ in profile.triples}
        if edge.relations and not known & set(edge.relations):
            return f"the graph has no relation {schema.relation(edge.relations[0]).english!r}"
        if edge.relations:
            return f"nothing in the graph is joined by {schema.relation(edge.relations[0]).english!r} in that way"
        return "the graph has no relation between the two"
    return "the graph does not hold that property of such things"
