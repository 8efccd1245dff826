"""OpenLineage events: runs of jobs, what they read and wrote; and facets that stand alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from labkin.graph.model import Statement
from labkin.graph.schema import readable
from labkin.loaders.base import Input, loader
from labkin.loaders.datasets import key_of, readable_stem
from labkin.loaders.json_whole import head_keys, read_json
from labkin.loaders.lines import head_lines, text_lines

_STATES = {"START": "running", "RUNNING": "running", "COMPLETE": "completed", "ABORT": "aborted", "FAIL": "failed",
           "OTHER": ""}  # fmt: skip
_ENDED = ("COMPLETE", "ABORT", "FAIL")
_ASIDE = frozenset({"_producer", "_schemaURL", "_deleted"})
_SECRET = frozenset({"environmentVariables"})  # they hold passwords; nothing of them is kept
_SPEC = b"openlineage"


def detect(item: Input) -> float:
    """Certain by the schema that each event and facet names, or by the parts that an event needs."""
    keys = head_keys(item)
    if "$schema" in keys or "$defs" in keys or not keys:
        return 0.0
    event = "eventTime" in keys and ("job" in keys or "dataset" in keys)
    if _SPEC in item.head.lower() and (event or "_schemaURL" in keys):
        return 0.95
    return 0.85 if event and {"run", "job"} <= keys else 0.0


@loader("openlineage", version="1", detect=detect)
def load(item: Input) -> Iterator[Statement]:
    """OpenLineage: runs, jobs, datasets, and which run read and wrote which."""
    reader = _Reader(item)
    for place, event in _events(item):
        if not isinstance(event, dict):
            raise item.bad(place, "this is no JSON object; an event of OpenLineage is one")
        yield from reader.event(place, event)
    yield from reader.runs()


def _events(item: Input) -> Iterator[tuple[str, Any]]:
    """The events: one document, an array of them, or one a line."""
    first = head_lines(item, 2)
    try:
        alone = len(first) > 1 and isinstance(json.loads(first[0]), dict)
    except (ValueError, RecursionError):
        alone = False
    if not alone:
        whole = read_json(item)
        many = isinstance(whole, list)
        yield from ((f"/{n}" if many else "file", one) for n, one in enumerate(whole if many else [whole]))
        return
    for number, line in text_lines(item):
        try:
            yield f"line {number}", json.loads(line)
        except (ValueError, RecursionError):
            raise item.bad(f"line {number}", "this line is no JSON") from None


class _Reader:
    def __init__(self, item: Input) -> None:
        self.item = item
        self.seen: dict[str, tuple[str, dict[str, Any], list[tuple[str, str]]]] = {}  # runs, with all their events

    def event(self, place: str, event: dict[str, Any]) -> Iterator[Statement]:
        """A run event, a job event, a dataset event, or facets without one."""
        known = [name for name in ("run", "job", "dataset", "inputs", "outputs") if name in event]
        if not known or "eventTime" not in event:
            yield from self._facets_alone(place, event)
            return
        job = self._job(place, event["job"]) if "job" in event else None
        if job:
            yield job[1]
        run = self._run(place, event) if "run" in event else ""
        if run and job:
            yield self.item.edge(place, run, "follows", job[0])
        inputs = yield from self._datasets(place, event, "inputs")
        outputs = yield from self._datasets(place, event, "outputs")
        if isinstance(event.get("dataset"), dict):
            yield from self._dataset(place, event["dataset"])[1]
        for one in inputs:
            if run:
                yield self.item.edge(place, run, "used", one)
        for one in outputs:
            if run:
                yield self.item.edge(place, one, "generated_by", run)
        yield from self._parent(place, run, self._part(event, "run"))

    def _part(self, event: dict[str, Any], name: str) -> dict[str, Any]:
        value = event.get(name)
        return value if isinstance(value, dict) else {}

    def _named(self, place: str, part: Any, what: str) -> tuple[str, str]:
        if not isinstance(part, dict) or not str(part.get("name") or "").strip():
            raise self.item.bad(place, f"a {what} has no name; each has a namespace and a name")
        return str(part.get("namespace") or "").strip(), str(part["name"]).strip()

    def _job(self, place: str, part: Any) -> tuple[str, Statement]:
        namespace, name = self._named(place, part, "job")
        id = f"job:{namespace}/{name}"
        props = {"name": name, "namespace": namespace, **self._facets(part)}
        return id, self.item.node(place, id, "Protocol", props)

    def _datasets(self, place: str, event: dict[str, Any], side: str) -> Any:
        """Yields the datasets of one side; returns their identifiers."""
        ids = []
        listed = event.get(side)
        for number, part in enumerate(listed if isinstance(listed, list) else []):
            id, statements = self._dataset(f"{place}/{side}/{number}" if place != "file" else f"/{side}/{number}", part)
            yield from statements
            ids.append(id)
        return ids

    def _dataset(self, place: str, part: Any) -> tuple[str, list[Statement]]:
        namespace, name = self._named(place, part, "dataset")
        id = f"{namespace.rstrip('/')}/{name.lstrip('/')}" if "://" in namespace else f"dataset:{namespace}/{name}"
        facets = {**self._facets(part), **self._facets(part, "inputFacets"), **self._facets(part, "outputFacets")}
        return id, [self.item.node(place, id, "Dataset", {"name": name, "namespace": namespace, **facets})]

    def _run(self, place: str, event: dict[str, Any]) -> str:
        run = self._part(event, "run")
        id = self._run_id(place, run)
        _, props, times = self.seen.setdefault(id, (place, {}, []))
        times.append((str(event.get("eventTime", "")), str(event.get("eventType", "OTHER"))))
        job = self._part(event, "job")
        props |= {"name": f"{job.get('name', 'run')} {str(run.get('runId', ''))[:8]}".strip(), **self._facets(run)}
        if event.get("producer"):
            props["producer"] = str(event["producer"])
        return id

    def _run_id(self, place: str, run: dict[str, Any]) -> str:
        given = str(run.get("runId") or "").strip()
        if not given:
            raise self.item.bad(place, "a run has no runId")
        return f"urn:uuid:{given.lower()}" if re.fullmatch(r"[0-9a-fA-F-]{36}", given) else f"run:{given}"

    def _parent(self, place: str, run: str, part: dict[str, Any]) -> Iterator[Statement]:
        """The run that this one is a part of, and the one at the root of them all."""
        parent = self._part(self._part(part, "facets"), "parent")
        for above in (parent, self._part(parent, "root")):
            if not isinstance(above.get("run"), dict):
                continue
            job = self._part(above, "job")
            id = self._run_id(place, above["run"])
            self.seen.setdefault(id, (place, {"name": str(job.get("name", "run"))}, []))
            if run and run != id:
                yield self.item.edge(place, run, "part_of", id)
            if job.get("name"):
                job_id, node = self._job(place, job)
                yield node
                yield self.item.edge(place, id, "follows", job_id)
            run = id

    def runs(self) -> Iterator[Statement]:
        """Each run once, with what all its events say."""
        for id, (place, props, times) in self.seen.items():
            times.sort()
            said = {"status": next((_STATES[type] for _, type in reversed(times) if _STATES.get(type)), "")}
            said["started"] = next((at for at, type in times if type == "START"), "")
            said["ended"] = next((at for at, type in reversed(times) if type in _ENDED), "")
            yield self.item.node(place, id, "Activity", {**props, **{key: text for key, text in said.items() if text}})

    # -- facets ----------------------------------------------------------------------------------------------------

    def _facets(self, part: dict[str, Any], key: str = "facets") -> dict[str, Any]:
        """The facets as properties: "schema" of a dataset gives its columns, the others `facet_field`."""
        props: dict[str, Any] = {}
        facets = part.get(key)
        for name, facet in facets.items() if isinstance(facets, dict) else ():
            if name in _SECRET or not isinstance(facet, dict):
                self.item.unmapped[str(name)] += 1
            elif name != "parent":
                props |= _flat(str(name), facet)
        return props

    def _facets_alone(self, place: str, event: dict[str, Any]) -> Iterator[Statement]:
        if not any(isinstance(facet, dict) and "_schemaURL" in facet for facet in event.values()):
            raise self.item.bad(
                place, "this is no event of OpenLineage: it has no eventTime with a run, job or dataset"
            )
        props = self._facets({"facets": event})
        yield self.item.node(
            place, f"facets:{key_of(self.item)}", "Document", {"name": readable_stem(self.item), **props}
        )
        yield from self._parent(place, "", {"facets": event})


def _flat(name: str, facet: dict[str, Any]) -> dict[str, Any]:
    if name == "schema" and isinstance(facet.get("fields"), list):
        fields = [field for field in facet["fields"] if isinstance(field, dict)]
        columns, types = ([str(field.get(part, "")) for field in fields] for part in ("name", "type"))
        return {"columns": columns, "column_types": types}
    if name == "documentation" and "description" in facet:
        return {"description": str(facet["description"])}
    if name == "sql" and "query" in facet:
        return {"sql": str(facet["query"])}
    words = readable(name).replace(" ", "_").lower()
    return {
        f"{words}_{readable(str(key)).replace(' ', '_').lower()}": value
        for key, value in facet.items()
        if key not in _ASIDE and value is not None
    }
