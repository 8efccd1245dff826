"""Answers about the lab itself, most of them from the profile of the graph, which counts it all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from labkin.graph import schema
from labkin.graph.cypher import run
from labkin.graph.profile import Profile, PropProfile, Triple
from labkin.graph.query import Query
from labkin.graph.store import GraphStore
from labkin.nlp.question_about_asked import About, LabQuery

MAX_VALUES = 1_000
JOINS_SHOWN = 3
Parts = dict[str, Any]


def about_lab(asked: About, profile: Profile) -> Parts:
    """What the graph as a whole holds."""
    query = asked.query
    assert isinstance(query, LabQuery)
    match query.what:
        case "kinds":
            return _kinds(profile)
        case "relations":
            return _relations(profile)
        case "ways":
            return _ways(query, profile)
        case "properties":
            return _properties(query, profile)
        case "nodes":
            number, of = sum(profile.kinds.values()), "things"
        case "edges":
            number, of = sum(profile.triples[triple] for triple in _between(query, profile)), "edges"
        case "number of kinds":
            number, of = len(profile.kinds), "kinds of things"
        case "number of relations":
            number, of = len({relation for _, relation, _ in profile.triples}), "different relations"
    return {"status": "answered", "value": number, "text": f"{number:,} {of}.", "rows": ({of: number},)}


def _kinds(profile: Profile) -> Parts:
    counts = sorted(profile.kinds.items(), key=lambda item: (-item[1], item[0]))
    rows = tuple({"kind": schema.readable(kind), "number": count} for kind, count in counts)
    text = f"{len(rows)} kinds of things: {', '.join(str(row['kind']) for row in rows)}."
    return _listed(rows, [kind for kind, _ in counts], text, "No data: the graph is empty.")


def _relations(profile: Profile) -> Parts:
    counts: dict[str, int] = defaultdict(int)
    joins: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for (one, relation, other), count in profile.triples.items():
        counts[relation] += count
        joins[relation].append((-count, f"{schema.readable(one)} to {schema.readable(other)}"))
    rows = []
    for relation, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        ends = [text for _, text in sorted(joins[relation])]
        more = f" and {len(ends) - JOINS_SHOWN} more" if len(ends) > JOINS_SHOWN else ""
        reads = schema.relation(relation).english
        rows.append(
            {"relation": relation, "number": count, "reads": reads, "joins": "; ".join(ends[:JOINS_SHOWN]) + more}
        )
    text = f"{len(rows)} relations, {sum(counts.values()):,} edges in all."
    return _listed(rows, [str(row["relation"]) for row in rows], text, "No data: the graph has no edges.")


def _between(query: LabQuery, profile: Profile) -> list[Triple]:
    """What joins the two sets of kinds, in either direction; all where no kind is asked for."""

    def fits(one: str, other: str) -> bool:
        return (not query.kinds or one in query.kinds) and (not query.others or other in query.others)

    return [triple for triple in profile.triples if fits(triple[0], triple[2]) or fits(triple[2], triple[0])]


def _ways(query: LabQuery, profile: Profile) -> Parts:
    triples = sorted(_between(query, profile), key=lambda triple: (-profile.triples[triple], triple))
    rows = [
        {
            "relation": relation,
            "from": schema.readable(one),
            "to": schema.readable(other),
            "number": profile.triples[one, relation, other],
        }
        for one, relation, other in triples
    ]
    ids = dict.fromkeys(relation for _, relation, _ in triples)
    text = f"{len(ids)} {'relation' if len(ids) == 1 else 'relations'}: {', '.join(ids)}."
    return _listed(rows, ids, text, f"No data: the graph has none of {query.english()}.")


def _properties(query: LabQuery, profile: Profile) -> Parts:
    rows, ids = [], []
    for kind in query.kinds:
        held = {name: prop for name, prop in profile.props.get(kind, {}).items() if not _is_kind(kind, prop)}
        known = [prop.name for prop in (*schema.COMMON, *schema.kind(kind).props) if prop.name in held]
        for name in dict.fromkeys((*known, *sorted(held))):
            prop = held[name]
            row: dict[str, Any] = {"kind": schema.readable(kind)} if len(query.kinds) > 1 else {}
            examples = "; ".join(_short(one) for one in prop.examples)
            rows.append(row | {"property": name, "type": prop.type, "number": prop.count, "such as": examples})
            ids.append(name)
    named = ", ".join(dict.fromkeys(ids))
    count = len(set(ids))
    text = f"{count} {'property' if count == 1 else 'properties'}: {named}."
    return _listed(rows, ids, text, "No data: things of this kind have no properties here.")


def _short(value: Any) -> str:
    return (", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value))[:60]


def _is_kind(kind: str, prop: PropProfile) -> bool:
    """Whether a property only says again what kind the thing is of, as `category` does in KGX files."""
    said = [item for one in prop.examples for item in (one if isinstance(one, tuple | list) else (one,))]
    return bool(said) and all(schema.kind_of_biolink(str(item)) == kind for item in said)


def _listed(rows: Iterable[dict[str, Any]], ids: Iterable[str], text: str, none: str) -> Parts:
    found = tuple(rows)
    if not found:
        return {"status": "no_data", "text": none}
    return {"status": "answered", "text": text, "ids": tuple(dict.fromkeys(ids)), "rows": found}


# -- values and columns ----------------------------------------------------------------------------------------------


def values(asked: About, store: GraphStore) -> Parts:
    """The values that a property takes, most frequent first."""
    assert isinstance(asked.query, Query)
    found, statement = run(store, asked.query)
    rows, cut = tuple(found[:MAX_VALUES]), len(found) > MAX_VALUES
    said = [str(row[asked.query.columns[0].name]) for row in rows]
    text = f"{len(found):,} {'value' if len(found) == 1 else 'values'}: {', '.join(said[:10])}"
    more = f" and {len(found) - 10:,} more." if len(found) > 10 else "."
    return _listed(rows, said, text + more, "No data: nothing has such a value.") | {
        "statement": statement,
        "complete": not cut,
        "why_not": f"only the {MAX_VALUES:,} most frequent values are given" if cut else "",
    }


def columns(asked: About, store: GraphStore) -> Parts:
    """The columns of one table, or of each table of one dataset."""
    query = asked.query
    assert isinstance(query, Query)
    found, statement = run(store, query)
    named = next((leaf for leaf in [getattr(query.where, "value", None)] if leaf), None)
    if named:  # asked with "contains": other files may have longer names
        wanted = str(named).casefold()
        found = [row for row in found if wanted in _names_of(str(row["file"]))]
    if len({row["file"] for row in found if "file" in row}) > 1:
        files = tuple({"reading": row["file"], "means": row["file"], "id": row["table id"]} for row in found)
        return {
            "status": "ambiguous",
            "text": f"{named!r} may mean {len(files)} files: say which",
            "alternatives": files,
        }
    tables = sorted(found, key=lambda row: (str(row["table"]), row["table id"]))
    rows = [row for table in tables for row in _columns_of(table, len(tables) > 1)]
    ids = dict.fromkeys(str(row["column"]) for row in rows)
    text = f"{len(rows)} columns: {', '.join(ids)}."
    parts = _listed(rows, ids, text, "No data: there is no table of that name whose columns are known.") | {
        "statement": statement
    }
    return parts | ({"value": len(rows)} if asked.form == "columns count" and rows else {})


def _names_of(file: str) -> set[str]:
    path = PurePath(file.casefold())
    return {str(path), path.name, path.stem}


def _columns_of(table: dict[str, Any], several: bool) -> Iterable[dict[str, Any]]:
    names = table["columns"] or []
    more = {
        title: table.get(prop) or []
        for title, prop in (("type", "column_types"), ("unit", "column_units"), ("values", "column_values"))
    }
    for number, name in enumerate(names):
        row: dict[str, Any] = {"table": table["table"]} if several else {}
        row["column"] = name
        yield row | {title: of[number] for title, of in more.items() if len(of) == len(names)}
