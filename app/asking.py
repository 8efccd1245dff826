"""Questions and lineage over a lab: the parts that `search.answer` and `graph.lineage` need, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from labkin.app.annotating_effects import MENTIONS
from labkin.app.annotating_models import withdrawn_models
from labkin.app.asset import evidence, find_id
from labkin.app.lab import Lab
from labkin.graph.lineage import lineage
from labkin.graph.model import EVERYONE, Method, Viewer
from labkin.graph.schema import relation

MOST_TOLD = 10  # rows that rest on texts alone and are named
MOST_CHECKED = 100  # things of an answer on which disagreeing sources are looked for


def answer(lab: Lab, question: str, today: date | None = None, viewer: Viewer = EVERYONE) -> dict[str, Any]:
    """The answer to a question, as `ask --json` prints it. Waits until graph and index are in step."""
    from labkin.search.answer import ask
    from labkin.search.synonyms import WithSynonyms

    lab.make_ready()
    names = WithSynonyms(lab.index)
    found = ask(
        question,
        store=lab.store,
        profile=lab.profile(),
        names=names,
        beyond=names.beyond,
        evidence=lambda ids, keys: evidence(lab, ids, keys, viewer),
        viewer=viewer,
        today=today,
    )
    said = dict(found.to_json())
    if found.status == "no_data":
        said["text"] = " ".join((found.text, *(f"{line}." for line in withdrawn_models(lab).values())))
    return said | {
        "read": _read_alone(said["evidence"], said["rows"]),
        "conflicts": _conflicts(lab, found.ids[:MOST_CHECKED], _asked_for(said["query"]), viewer),
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
