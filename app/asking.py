"""Questions and lineage over a lab: the parts that `search.answer` and `graph.lineage` need, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from labkin.app.annotating_effects import MENTIONS
from labkin.app.annotating_models import withdrawn_models
from labkin.app.asking_help import no_data, not_understood
from labkin.app.asset import evidence, find_id, name_of
from labkin.app.lab import Lab
from labkin.app.words import names_of, taught
from labkin.graph.lineage import lineage
from labkin.graph.model import EVERYONE, Method, Viewer
from labkin.graph.schema import relation

if TYPE_CHECKING:
    from labkin.graph.profile import Profile
    from labkin.graph.query import Query
    from labkin.graph.store import EdgeKey
    from labkin.nlp.question import Reading
    from labkin.nlp.question_follow import Context
    from labkin.nlp.question_tree import NameHit
    from labkin.search.answer import Answer
    from labkin.search.answer_evidence import Limits
    from labkin.search.answer_llm import Proposer

MOST_TOLD = 10  # rows that rest on texts alone and are named
MEANINGS_SHOWN = 5  # of each span
MOST_CHECKED = 100  # things of an answer on which disagreeing sources are looked for


def answer(
    lab: Lab,
    question: str,
    today: date | None = None,
    viewer: Viewer = EVERYONE,
    *,
    context: Context | None = None,
    limits: Limits | None = None,
    llm: bool = False,
) -> dict[str, Any]:
    """The answer to a question, as `ask --json` prints it. Waits until graph and index are in step.

    `context` is the answer that the question may follow, `limits` say which statements it may rest on. With `llm` the
    model of the settings may propose a reading where there is none; what was sent to it stands under `model`.
    """
    from labkin.search.answer import ask
    from labkin.search.answer_evidence import Limits
    from labkin.search.answer_why import asked_why

    if context and (thing := asked_why(question)):
        return why_not(lab, thing, "", today, context=context, limits=limits)
    lab.make_ready()
    names, profile = names_of(lab), lab.profile()
    limits, day = limits or Limits(), today or date.today()

    proposer = _proposer(lab, profile, day) if llm else None

    def asked(text: str, context: Context | None = None, proven: bool = False) -> Answer:
        return ask(
            text,
            store=lab.store,
            profile=profile,
            names=names,
            beyond=names.beyond,
            evidence=lambda ids, keys: proofs(lab, ids, keys, limits, viewer) if proven else [],
            viewer=viewer,
            today=day,
            context=context,
            limit=(lambda reading: limited(lab, reading, limits)) if limits else None,
            taught=taught(lab).words,
            propose=proposer if proven else None,
        )

    found = asked(question, context, proven=True)
    said = dict(found.to_json()) | _helped(lab, found, day, limits, asked)
    sent = {"model": proposer.to_json()} if proposer and proposer.sent else {}
    return (
        said
        | sent
        | {
            "day": day.isoformat(),
            "limits": limits.to_json(),
            "read": _read_alone(said["evidence"], said["rows"]),
            "conflicts": _conflicts(lab, found.ids[:MOST_CHECKED], _asked_for(said["query"]), viewer),
        }
    )


def _proposer(lab: Lab, profile: Profile, day: date) -> Proposer:
    """What asks the model of the settings. Raises LabError for a setting that names none."""
    from labkin.search.answer_llm import Proposer, open_model, parse_address

    address = parse_address(lab.config.llm)
    return Proposer(address.model, lambda: open_model(address, lab.config.llm_keys), profile, day, where=address.where)


def _helped(lab: Lab, found: Answer, day: date, limits: Limits, again: Callable[[str], Answer]) -> dict[str, Any]:
    """What an answer without rows says more."""
    if found.status == "not_understood":
        return not_understood(lab, found, day, again)
    if found.status != "no_data":
        return {}
    said = no_data(lab, found, bool(limits))
    return said | {"text": " ".join((said["text"], *(f"{line}." for line in withdrawn_models(lab).values())))}


def limited(lab: Lab, reading: Reading, limits: Limits) -> Reading:
    """The reading, of which only what reliable statements support is met. Raises CannotLimit."""
    from labkin.search.answer_evidence import narrowed

    with lab.view(lab.store.mark()) as view:
        return narrowed(reading, limits, view, lab.store)


def proofs(
    lab: Lab, ids: Sequence[str], keys: Sequence[EdgeKey], limits: Limits, viewer: Viewer = EVERYONE
) -> list[dict[str, Any]]:
    """The statements behind nodes and edges that may be relied on."""
    return [one for one in evidence(lab, ids, keys, viewer) if limits.allow(one["method"], one["confidence"])]


def why_not(
    lab: Lab,
    thing: str,
    question: str = "",
    today: date | None = None,
    *,
    context: Context | None = None,
    limits: Limits | None = None,
) -> dict[str, Any]:
    """Why a thing, by its name or identifier, is not in the answer to a question, in the shape of an answer.

    Without a question it is asked of `context`. The rows are the conditions, each with whether the thing meets it.
    Raises NotFound, naming the nearest, for a thing that is not in the lab.
    """
    from labkin.nlp.question_follow import context_of
    from labkin.search.answer_evidence import Limits
    from labkin.search.answer_why import why

    limits = limits or Limits()
    base = answer(lab, question, today, context=context, limits=limits) if question.strip() else None
    context = context_of(base) if base else context
    if context is None:
        return base or {}
    lab.make_ready()
    reading = _reading(lab, context, str(base["reading"]) if base else "")
    bearer = _bearer(lab, thing, reading.kinds)
    told = why(reading, bearer, lab.store, limited(lab, reading, limits) if limits else None)
    return blank(context.question, today or date.today(), limits) | {
        "text": told.text,
        "ids": [bearer.id],
        "rows": [clause.to_json() for clause in told.clauses],
        "value": told.held,
        "reading": f"why {bearer.name} ({bearer.id}) is {'' if told.held else 'not '}among {reading.english}",
        "transaction": lab.store.mark(),
    }


def explained(lab: Lab, question: str, found: Mapping[str, Any], today: date | None = None) -> dict[str, Any]:
    """What each span of a question might have meant, and the readings to choose from."""
    from labkin.graph.query_json import from_json
    from labkin.nlp.question_explained import spans
    from labkin.search.answer import words_of

    words = words_of(
        question,
        store=lab.store,
        profile=lab.profile(),
        names=names_of(lab),
        today=today or date.today(),
        taught=taught(lab).words,
        nearest=True,
    )
    query = from_json(found["query"]) if found["context"] else None  # ways and comparisons are no such query
    return {
        "words": [token.text for token in words.tokens],
        "spans": [span.to_json() for span in spans(words, query)],
        "confidence": found["confidence"],
        "others": found["alternatives"],
    }


def meanings(told: Mapping[str, Any]) -> list[list[str]]:
    """What `explained` found as rows of a table: words, sort of meaning, which, cost, and whether it was taken."""
    rows = []
    for span in told["spans"]:
        for number, one in enumerate(span["candidates"][:MEANINGS_SHOWN]):
            means = f"{one['means']} [{one['id']}]" if one["id"] else one["means"]
            of = f"{means} of {one['kind']}" if one["kind"] and not one["id"] else means
            first = span["text"] if number == 0 else ""
            rows.append([first, one["what"], of, f"{one['cost']:g}", "taken" if one["used"] else ""])
    return rows


def _reading(lab: Lab, context: Context, text: str) -> Reading:
    """How the question of a context was read."""
    from labkin.graph.query_english import english
    from labkin.nlp.question import Reading

    names = _names(lab, context.query) | dict(context.names)
    said = text or english(context.query, names)
    return Reading(context.question, context.query, said, context.form, context.answer, context.kinds, 1.0, names=names)


def _names(lab: Lab, query: Query) -> dict[str, str]:
    """The names of the things that a query names by their identifiers."""
    from labkin.graph.query import Linked, conditions

    links = (leaf.node for leaf in conditions(query.where, inside=True) if isinstance(leaf, Linked))
    ids = {id for node in (*query.nodes, *links) for id in node.ids}
    with lab.view() as view:
        return {str(node.id): name_of(node) for node in view.nodes(sorted(ids))}


def _bearer(lab: Lab, thing: str, kinds: Sequence[str]) -> NameHit:
    """The thing that is meant: of several of a name that which is of the kinds asked for. Raises NotFound."""
    from labkin.nlp.question_tree import Hit

    hits = {hit.id: hit for hit in names_of(lab).lookup([thing], EVERYONE).get(thing, ())}
    alike = [hit for hit in hits.values() if hit.kind in kinds] or list(hits.values())
    if len(alike) == 1:
        return alike[0]
    id = find_id(lab, thing)
    with lab.view() as view:
        node = next(view.nodes([id]))
    return Hit(id, node.kind, name_of(node))


def blank(question: str, day: date, limits: Limits, status: str = "answered", text: str = "") -> dict[str, Any]:
    """An answer that no query gave, with no more than a sentence."""
    from labkin.search.answer import Answer

    sure = 1.0 if status == "answered" else 0.0
    return dict(Answer(question, status, text, confidence=sure).to_json()) | {
        "day": day.isoformat(),
        "limits": limits.to_json(),
        "read": [],
        "conflicts": [],
    }


def _read_alone(said: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The relations behind an answer that no file states, only what models read in texts; the surest of each.

    That a text mentions something is read by its nature, and not told.
    """
    names = {row[key]: row.get(key.removesuffix(" id")) for row in rows for key in row if key.endswith(" id")}
    by_edge: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for one in said:
        if one.get("relation") not in (None, MENTIONS):
            by_edge.setdefault((one["subject"], one["relation"], one["object"]), []).append(one)
    found = []
    for (subject, relation_name, object), ones in by_edge.items():
        if all(one["method"] == Method.TEXT_MINED for one in ones):
            surest = max(ones, key=lambda one: (one["confidence"], one["place"]))
            shown = next((id for id in (subject, object) if id in names), subject)
            found.append(
                {
                    "id": shown,
                    "name": names.get(shown) or shown,
                    "subject": subject,
                    "relation": relation_name,
                    "object": object,
                    "confidence": surest["confidence"],
                    "hedged": "hedged" in surest["place"],
                    "documents": sorted({str(one["props"].get("document", "")) for one in ones} - {""}),
                }
            )
    return found


def read_line(read: Sequence[dict[str, Any]]) -> str:
    """Which rows of an answer rest on texts alone, in a sentence; empty where none does."""
    if not read:
        return ""
    ones = [f"{one['name']} ({one['confidence']:.2f}{', hedged' if one['hedged'] else ''})" for one in read]
    more = f" and {len(ones) - MOST_TOLD:,} more" if len(ones) > MOST_TOLD else ""
    return f"read in texts, in no file: {', '.join(ones[:MOST_TOLD])}{more}"


def _asked_for(query: Any) -> set[str]:
    """The properties that a query, as JSON, compares or gives back."""
    if isinstance(query, list):
        return set().union(*map(_asked_for, query))
    if not isinstance(query, dict):
        return set()
    own = {query["prop"]} if isinstance(query.get("prop"), str) else set[str]()
    return own.union(*map(_asked_for, query.values()))


def _conflicts(lab: Lab, ids: Sequence[str], props: set[str], viewer: Viewer) -> list[dict[str, Any]]:
    """Where sources differ on what an answer shows or was chosen by. Names and identifiers are not asked for."""
    props = props - {"name", "id"}
    if not (ids and props):
        return []
    with lab.view(viewer=viewer) as view:
        found = [one for one in view.conflicts(ids) if one.prop in props]
        said = dict(view.about(sorted({one.subject for one in found}))) if found else {}
    return [
        {
            "id": one.subject,
            "prop": one.prop,
            "values": [
                {"value": value, "source": said[number].source.uri, "place": said[number].place}
                for value, number in one.values
            ],
        }
        for one in found
    ]


def lineage_of(lab: Lab, id: str, direction: str, depth: int, viewer: Viewer = EVERYONE) -> dict[str, Any]:
    """What a thing, called by identifier or name, depends on ("up") or what depends on it ("down"), step by step."""
    lab.make_ready()
    id = find_id(lab, id, viewer)
    found = lineage(lab.store, id, "down" if direction == "down" else "up", depth)
    names = {step.id: step.name or step.id for step in found.nodes}
    depths = {step.id: step.depth for step in found.nodes}
    through: dict[str, str] = {}
    for edge in found.edges:
        row = relation(edge.relation)
        near, far, reads = (
            (edge.subject, edge.object, row.english) if direction == "up" else (edge.object, edge.subject, row.inverse)
        )
        if depths[near] == depths[far] - 1:  # the link that leads there, not one from farther on
            through.setdefault(far, f"{names.get(near, near)} {reads}")
    steps = [asdict(step) | {"through": through.get(step.id, "")} for step in found.nodes]
    return {
        "id": id,
        "name": steps[0]["name"] or id,
        "direction": direction,
        "nodes": steps[1:],
        "edges": [{"subject": e.subject, "relation": e.relation, "object": e.object} for e in found.edges],
        "complete": found.complete,
        "why_not_complete": found.why_not,
        "transaction": lab.store.mark(),
    }
