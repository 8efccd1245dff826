"""Frictionless Data Packages (`datapackage.json`): files, and tables with their fields, types and units."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from labkin.graph.model import Statement
from labkin.loaders.base import Input, loader
from labkin.loaders.datasets import beside, dataset_id, file_name, slug, stem, table_id
from labkin.loaders.jats_front import doi_of
from labkin.loaders.json_whole import pointer, read_json
from labkin.loaders.profile import Column, columns_of
from labkin.loaders.publications import orcid_of
from labkin.loaders.text_rows import column_names

if TYPE_CHECKING:
    import pyarrow as pa

_PACKAGE = {"title": "name", "name": "package_name", "description": "description", "version": "version",
            "created": "date", "homepage": "url", "keywords": "keywords", "profile": "profile", "image": "image",
            "readme": "readme"}  # fmt: skip
_RESOURCE = {"title": "name", "description": "description", "format": "declared_format", "mediatype": "media_type",
             "encoding": "encoding", "bytes": "declared_bytes", "hash": "declared_hash"}  # fmt: skip
_FIELD = {"name", "type", "title", "description", "unit", "units", "format", "constraints", "rdfType"}


def detect(item: Input) -> float:
    """Sure of a JSON object with resources that have paths or data, and no other context."""
    if not item.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") or b'"resources"' not in item.head:
        return 0.0
    if b'"@context"' in item.head:
        return 0.0
    named = file_name(item).lower().endswith(("datapackage.json", "package.json"))
    try:
        found = json.loads(item.head)
    except (ValueError, RecursionError):  # cut, or broken
        return 0.8 if named or b'"fields"' in item.head else 0.0
    resources = found.get("resources")
    if not isinstance(resources, list) or not all(isinstance(one, dict) for one in resources):
        return 0.0
    return 0.95 if any(("path" in one or "data" in one) and "name" in one for one in resources) else 0.0


@loader("frictionless", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """Frictionless Data Packages (datapackage.json): tables with fields, types and units."""
    package = read_json(item)
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list):
        raise item.bad("", "a Data Package is a JSON object with a list of resources")
    doi = doi_of(_text(package.get("id"))) or doi_of(_text(package.get("homepage")))
    id = f"doi:{doi}" if doi else dataset_id(item)
    said = {ours: package[theirs] for theirs, ours in _PACKAGE.items() if _given(package.get(theirs))}
    said |= {"licence": _licences(package.get("licenses")), "sources": _titles(package.get("sources"))}
    said.setdefault("name", _text(package.get("name")) or stem(item))
    said |= {"file_name": file_name(item), "format": "datapackage", "sha256": item.source.sha256}
    yield item.node("/", id, "Dataset", {name: value for name, value in said.items() if _given(value)})
    read = {*_PACKAGE, "licenses", "sources", "id", "resources", "contributors", "$schema"}
    item.unmapped.update(str(key) for key in package if key not in read)
    yield from _people(item, package.get("contributors"), id)
    known: dict[str, str] = {}
    for number, resource in enumerate(resources):
        if isinstance(resource, dict):
            yield from _resource(item, resource, number, id, known)
        else:
            item.warn(pointer("resources", number), "this resource is no object and was passed over")
    yield from _keys(item, resources, known)


def _resource(
    item: Input, resource: dict[str, Any], number: int, id: str, known: dict[str, str]
) -> Iterator[Statement]:
    place, name = pointer("resources", number), _text(resource.get("name")) or f"resource {number + 1}"
    said = {ours: resource[theirs] for theirs, ours in _RESOURCE.items() if _given(resource.get(theirs))}
    said |= {"resource_name": name, "licence": _licences(resource.get("licenses"))}
    said = {key: value for key, value in said.items() if _given(value)}
    paths = resource.get("path")
    listed = [_text(path) for path in (paths if isinstance(paths, list) else [paths]) if _given(path)]
    table = ""
    for path in listed:
        if "://" in path:
            yield item.node(place, path, "File", {"name": name, "url": path, **said})
            yield item.edge(place, id, "has_part", path)
            continue
        other = beside(item, path)
        if other is None:
            item.warn(f"{place}/path", f"the path {path!r} leads out of the package's folder and was passed over")
            continue
        yield item.node(place, dataset_id(other), "Dataset", {"name": stem(other), "file_name": path, **said})
        yield item.edge(place, id, "has_part", dataset_id(other))
        table = table or table_id(other)
        if table == table_id(other):
            yield from _table(item, resource, place, table, dataset_id(other), {"name": stem(other), **said})
    if not listed:
        table = table_id(item, name)
        rows = resource.get("data")
        inline = {"name": name, "sheet": name, "rows": len(rows)} if isinstance(rows, list) else {"name": name}
        yield from _table(item, resource, place, table, id, {**inline, **said})
    if table:
        known[name] = table
    read = {*_RESOURCE, "name", "licenses", "path", "data", "schema", "profile", "dialect", "scheme", "type", "$schema"}
    item.unmapped.update(f"resource {key}" for key in resource if key not in read)


def _table(
    item: Input, resource: dict[str, Any], place: str, table: str, dataset: str, said: dict[str, Any]
) -> Iterator[Statement]:
    """The Table that the loader of the file also tells of: here with what its owner says of the columns."""
    schema = resource.get("schema")
    if isinstance(schema, str):
        schema = _schema_beside(item, schema, place)
    fields = schema.get("fields") if isinstance(schema, Mapping) else None
    fields = [one for one in fields if isinstance(one, dict)] if isinstance(fields, list) else []
    if not fields and "data" not in resource:
        return
    declared: dict[str, Any] = {
        "columns": [_text(one.get("name")) for one in fields],
        "declared_types": [_text(one.get("type")) or "any" for one in fields],
        "column_titles": [_text(one.get("title")) for one in fields],
        "column_descriptions": [_text(one.get("description")) for one in fields],
        "column_units": [_text(one.get("unit") or one.get("units")) for one in fields],
        "column_terms": [_text(one.get("rdfType")) for one in fields],
        "column_constraints": [_json(one.get("constraints")) for one in fields],
    }
    if isinstance(schema, Mapping):
        declared |= {"primary_key": schema.get("primaryKey"), "missing_values": schema.get("missingValues")}
    item.unmapped.update(f"field {key}" for one in fields for key in one if key not in _FIELD)
    kept = {
        key: value for key, value in declared.items() if _given(value) and (not isinstance(value, list) or any(value))
    }
    yield item.node(f"{place}/schema" if fields else place, table, "Table", {**said, **kept})
    yield item.edge(place, dataset, "has_part", table)


def read_tables(item: Input) -> Iterator[tuple[str, list[Column], Iterator[pa.RecordBatch]]]:
    """The tables that stand in the package itself, as `tables.read_tables` gives them."""
    from labkin.loaders.tables import batch_of

    package = read_json(item)
    resources = package.get("resources") if isinstance(package, dict) else None
    for number, one in enumerate(resources if isinstance(resources, list) else ()):
        rows = one.get("data") if isinstance(one, dict) else None
        if not isinstance(rows, list) or not rows:
            continue
        objects = [row for row in rows if isinstance(row, dict)]
        if objects:
            names = list(dict.fromkeys(str(key) for row in objects for key in row))
            cells = [[_text(row.get(name)) for name in names] for row in objects]
        else:
            lists = [row for row in rows if isinstance(row, list)]
            names = [_text(cell) for cell in lists[0]] if lists else []
            cells = [[_text(cell) for cell in (row + [""] * len(names))[: len(names)]] for row in lists[1:]]
        if names and cells:
            headers = column_names(names)
            sheet = _text(one.get("name")) or f"resource {number + 1}"
            yield sheet, columns_of(headers), iter([batch_of(cells, headers)])


def _schema_beside(item: Input, path: str, place: str) -> Any:
    if (opener := item.siblings.get(path)) is None:
        item.warn(f"{place}/schema", f"the schema {path!r} is not in the package's folder")
        return None
    with opener() as stream:
        try:
            return json.loads(stream.read(1 << 24))
        except (ValueError, RecursionError):
            item.warn(f"{place}/schema", f"the schema {path!r} cannot be read; it is no JSON")
            return None


def _keys(item: Input, resources: list[Any], known: dict[str, str]) -> Iterator[Statement]:
    """Foreign keys: one table refers to another."""
    for number, resource in enumerate(resources):
        schema = resource.get("schema") if isinstance(resource, dict) else None
        keys = schema.get("foreignKeys") if isinstance(schema, dict) else None
        for n, key in enumerate(keys if isinstance(keys, list) else ()):
            reference = key.get("reference") if isinstance(key, dict) else None
            if not isinstance(reference, dict):
                continue
            one, other = known.get(_text(resource.get("name"))), known.get(_text(reference.get("resource")))
            if one and other and one != other:
                said = {"fields": key.get("fields"), "foreign_fields": reference.get("fields")}
                yield item.edge(
                    pointer("resources", number, "schema", "foreignKeys", n), one, "related_to", other, said
                )


def _people(item: Input, contributors: Any, id: str) -> Iterator[Statement]:
    for number, one in enumerate(contributors if isinstance(contributors, list) else ()):
        name = _text(one.get("title") or one.get("name")) if isinstance(one, dict) else ""
        if not name:
            continue
        place, home = pointer("contributors", number), _text(one.get("organization"))
        orcid, roles = orcid_of(_text(one.get("path"))), one.get("roles") or one.get("role")
        person = f"orcid:{orcid}" if orcid else f"person:{slug(name)}@{id}"
        who = {"name": name, "email": _text(one.get("email")), "url": _text(one.get("path")), "orcid": orcid}
        yield item.node(place, person, "Person", {key: value for key, value in who.items() if value})
        yield item.edge(place, id, "attributed_to", person, {"role": roles, "position": number + 1})
        if home:
            organization = f"organization:{slug(home)}@{id}"
            yield item.node(place, organization, "Organization", {"name": home})
            yield item.edge(place, person, "affiliated_with", organization)


def _licences(given: Any) -> list[str]:
    listed = given if isinstance(given, list) else [given]
    found = (one.get("name") or one.get("path") or one.get("title") if isinstance(one, dict) else one for one in listed)
    return [_text(one) for one in found if _text(one)]


def _titles(given: Any) -> list[str]:
    found = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    return [": ".join(filter(None, (_text(one.get("title")), _text(one.get("path"))))) for one in found]


def _given(value: Any) -> bool:
    return value is not None and value not in ("", [], {})


def _text(value: Any) -> str:
    return (
        value.strip()
        if isinstance(value, str)
        else ""
        if value is None or isinstance(value, dict | list)
        else str(value)
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""
