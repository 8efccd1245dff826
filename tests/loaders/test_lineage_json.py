"""PROV-JSON and OpenLineage: things, activities and what joins them; incomplete records; nothing secret is kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from labkin.graph.model import Edge, Node, Statement
from labkin.loaders import load_all
from labkin.loaders.base import Input
from labkin.loaders.detect import pick
from labkin.loaders.inputs import hash_file, open_inputs, source_of
from labkin.loaders.prov_json import RELATIONS

DATA = Path(__file__).parents[1] / "data"
RUN, PARENT = "urn:uuid:f99310b4-3c3c-1a1a-2b2b-c1b95c24ff11", "urn:uuid:a0000000-3c3c-1a1a-2b2b-c1b95c24ff11"

load_all()


def loaded(path: Path, loader: str) -> tuple[dict[str, Node], set[tuple[str, str, str]], Input, list[Statement]]:
    item = next(iter(open_inputs(path, source_of(path, hash_file(path)))))
    assert isinstance(item, Input)
    picked = pick(item)
    assert picked is not None and picked.name == loader
    statements = list(picked.load(item))
    facts = [s.fact for s in statements]
    links = {(str(f.subject), f.relation, str(f.object)) for f in facts if isinstance(f, Edge)}
    return {str(f.id): f for f in facts if isinstance(f, Node)}, links, item, statements


def test_prov_becomes_lineage() -> None:
    nodes, links, item, _ = loaded(DATA / "prov-json" / "run.json", "prov-json")
    ex = "http://example.org/"
    assert nodes[ex + "table"].props == {"name": "results", "name_de": "Ergebnisse", "rows": 12}
    assert (nodes[ex + "run"].kind, nodes[ex + "ada"].kind, nodes[ex + "sop"].kind) == (
        "Activity",
        "Person",
        "Protocol",
    )
    assert links == {
        (ex + "run", "used", ex + "raw"),
        (ex + "table", "generated_by", ex + "run"),
        (ex + "run", "associated_with", ex + "ada"),
        (ex + "run", "follows", ex + "sop"),
        (ex + "inner", "part_of", ex + "b"),
    }
    assert [remark.place for remark in item.warnings] == ["/wasGeneratedBy/_:g2"]


def test_events_of_one_run_become_one_run() -> None:
    nodes, links, item, _ = loaded(DATA / "openlineage" / "runs.json", "openlineage")
    run = nodes[RUN].props
    assert (run["status"], run["started"], run["ended"]) == (
        "completed",
        "2024-03-01T10:00:00Z",
        "2024-03-01T11:00:00Z",
    )
    assert nodes["s3://bucket/raw.csv"].props["columns"] == ("well", "signal")
    assert nodes["job:lab/fit"].props["sql"] == "SELECT 1"
    assert links == {
        (RUN, "used", "s3://bucket/raw.csv"),
        ("dataset:lab/curves", "generated_by", RUN),
        (RUN, "follows", "job:lab/fit"),
        (RUN, "part_of", PARENT),
        (PARENT, "follows", "job:lab/nightly"),
    }
    assert "PASSWORD" not in str(nodes)
    assert item.unmapped["environmentVariables"] == 2


def test_every_real_prov_file_loads_with_all_its_elements_and_whole_relations(data: Path) -> None:
    paths = sorted((data / "prov").glob("*.json"))
    assert paths
    for path in paths:
        document = json.loads(path.read_text(encoding="utf-8"))
        nodes, _, item, statements = loaded(path, "prov-json")
        elements, whole, broken = counted(document)
        assert elements <= len(nodes), path.name
        edges = [s for s in statements if isinstance(s.fact, Edge) and s.fact.relation not in ("part_of", "follows")]
        assert len(edges) == whole, path.name
        assert len(item.warnings) == broken, path.name


def counted(document: dict[str, object]) -> tuple[int, int, int]:
    """The elements of a document and its bundles, relations with both ends, and those without."""
    elements = sum(len(document.get(name, {})) for name in ("entity", "activity", "agent"))  # type: ignore[arg-type]
    whole = broken = 0
    for name, (first, second, *_) in RELATIONS.items():
        for said in document.get(name, {}).values():  # type: ignore[attr-defined]
            for one in said if isinstance(said, list) else [said]:
                ends = one.get(f"prov:{first}"), one.get(f"prov:{second}")
                whole += (len(ends[1]) if isinstance(ends[1], list) else 1) if None not in ends else 0
                broken += None in ends
    for inner in document.get("bundle", {}).values():  # type: ignore[attr-defined]
        more = counted(inner)
        elements, whole, broken = elements + more[0], whole + more[1], broken + more[2]
    return elements, whole, broken


def test_every_real_openlineage_file_loads(data: Path) -> None:
    paths = [path for path in sorted((data / "openlineage").rglob("*.json")) if path.name != "OpenLineage.json"]
    assert paths
    for path in paths:
        nodes, _, _, _ = loaded(path, "openlineage")
        assert nodes, path


@pytest.mark.parametrize("name", ["OpenLineage.json"])
def test_the_schema_of_openlineage_is_no_event(name: str, data: Path) -> None:
    path = data / "openlineage" / name
    item = next(iter(open_inputs(path, source_of(path, hash_file(path)))))
    assert isinstance(item, Input)
    picked = pick(item)
    assert picked is None or picked.name != "openlineage"
