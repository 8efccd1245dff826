"""RO-Crates: entries of notebooks with their texts and links, files, and runs of workflows with what they made."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.loaders.plain_text import plain_text
from loaded_files import Said, read

DATA = Path(__file__).parents[1] / "data" / "ro-crate"


@pytest.fixture(scope="module")
def run() -> Said:
    return read(DATA / "ro-crate-metadata.json", "ro-crate")


@pytest.fixture(scope="module")
def notebook() -> Said:
    return read(DATA / "notebook.json", "ro-crate")


# -- runs ---------------------------------------------------------------------------------------------------------


def test_a_run_used_its_inputs_and_instrument_and_generated_its_results(run: Said) -> None:
    id = run.named("Run of main")
    assert run.to(id, "used") == {run.named("in.csv"), run.named("main")}
    assert run.to(run.named("levels.csv"), "generated_by") == {id}
    assert run.to(id, "associated_with") == {"orcid:0000-0002-1825-0097"}
    props = run.props[id]
    assert (props["started"], props["status"], props["parameters"]) == (
        "2024-05-01T10:00:00Z",
        "completed",
        ("rate = 0.5",),
    )


def test_a_workflow_is_software_in_its_language(run: Said) -> None:
    assert run.kinds[run.named("main")] == "Software"
    assert run.props[run.named("main")]["language"] == ("Nextflow",)


def test_an_engine_steers_runs_and_does_not_make_their_results(run: Said) -> None:
    steering = run.named("Nextflow", "Activity")
    assert run.named("Run of main") in run.to(steering, "has_part")
    assert run.to(run.named("levels.csv"), "generated_by") == {run.named("Run of main")}


def test_the_crate_is_what_its_doi_names_and_has_a_licence(run: Said) -> None:
    root = run.named("A run")
    assert run.to(root, "same_as") == {"doi:10.1000/run.1"}
    assert run.props[root]["licence"] == "MIT"
    assert run.to("orcid:0000-0002-1825-0097", "affiliated_with") == {"ror:05sd8tv96"}


# -- notebooks ----------------------------------------------------------------------------------------------------


def test_entries_are_experiments_and_samples_with_plain_text(notebook: Said) -> None:
    entry = notebook.named("Aspirin")
    assert (notebook.kinds[entry], notebook.kinds[notebook.named("Salicylic acid")]) == ("Experiment", "Sample")
    props = notebook.props[entry]
    assert props["text"] == "Aim\nMake aspirin & salt."
    assert (props["keywords"], props["category"], props["status"]) == (("one", "two"), ("Synthesis",), "Success")
    assert props["steps"] == ("1. Weigh it. (finished)",)
    assert (props["yield"], props["yield_unit"], props["made_from"]) == (80.5, "%", "Salicylic acid")


def test_entries_link_to_people_comments_files_and_each_other(notebook: Said) -> None:
    entry, person = notebook.named("Aspirin"), notebook.named("Bo Diaz")
    assert notebook.to(entry, "attributed_to") == {person}
    assert notebook.to(entry, "mentions") == {notebook.named("Salicylic acid")}
    assert notebook.to(notebook.named("Well done."), "describes") == {entry}
    assert notebook.to(entry, "has_part") == {notebook.named("data.csv"), notebook.named("notes.bin")}


def test_the_export_made_the_crate(notebook: Said) -> None:
    assert notebook.to(notebook.named("Export", "Dataset"), "generated_by") == {notebook.named("Export", "Activity")}


# -- texts --------------------------------------------------------------------------------------------------------


@given(st.text())
def test_no_text_breaks_and_none_grows(text: str) -> None:
    assert len(plain_text(text, "text/html")) <= len(text) + text.count("&") * 4 + 8


@given(st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=1))
def test_words_between_tags_survive(words: list[str]) -> None:
    html = "".join(f"<p><b>{word}</b></p>" for word in words)
    assert plain_text(html).split("\n") == words


def test_scripts_are_no_text_and_rows_stay_apart() -> None:
    assert plain_text(
        "<p>a</p><script>alert(1)</script><table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>"
    ) == ("a\n1 2\n3")


def test_deep_nesting_is_no_trouble() -> None:
    assert plain_text("<div>" * 5000 + "x") == "x"


# -- real crates, counted by other means --------------------------------------------------------------------------


def graph(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["@id"]: one for one in document["@graph"]}


def of_type(entities: dict[str, dict[str, Any]], *types: str) -> list[dict[str, Any]]:
    def has(one: dict[str, Any]) -> bool:
        given = one["@type"]
        return any(type in ([given] if isinstance(given, str) else given) for type in types)

    return [one for one in entities.values() if has(one)]


def refs(value: Any) -> set[str]:
    return {one["@id"] for one in (value if isinstance(value, list) else [value] if value else [])}


def test_real_runs_keep_their_actions_results_and_files(data: Path) -> None:
    seen = 0
    for path in sorted((data / "ro_crate").glob("*/ro-crate-metadata.json")):
        entities, found = graph(json.loads(path.read_text())), read(path, "ro-crate")
        actions = of_type(entities, "CreateAction", "OrganizeAction", "ControlAction")
        assert len(found.of_kind("Activity")) == len(actions), path
        results = {
            (one["@id"], ref)
            for one in of_type(entities, "CreateAction")
            for ref in refs(one.get("result"))
            if of_type({"": entities.get(ref, {"@type": ""})}, "File", "Dataset", "Collection")
        }
        assert len([e for e in found.edges if e[1] == "generated_by"]) == len(results), path
        files = of_type(entities, "File")
        assert len(found.of_kind("File")) == len([f for f in files if not of_type({"": f}, "SoftwareSourceCode")]), path
        seen += 1
    assert seen == 8


def test_real_notebooks_keep_their_entries_people_comments_and_files(data: Path) -> None:
    seen = 0
    for path in sorted((data / "eln").glob("*.eln")):
        with zipfile.ZipFile(path) as archive:
            (name,) = (n for n in archive.namelist() if n.endswith("ro-crate-metadata.json"))
            entities = graph(json.loads(archive.read(name)))
        found = read(path, "ro-crate")
        for one in (entities[ref] for ref in refs(entities["./"].get("hasPart")) if ref in entities):
            if "Dataset" in one["@type"]:
                (entry,) = {
                    i for i, p in found.props.items() if found.kinds[i] != "Activity" and p.get("name") == one["name"]
                } - set(found.of_kind("Dataset")) or {found.named(one["name"], "Document")}
                assert len(found.to(entry, "has_part")) == len(refs(one.get("hasPart")) & entities.keys())
        assert len(found.of_kind("File")) == len(of_type(entities, "File"))
        assert len(found.of_kind("Person")) == len(of_type(entities, "Person"))
        comments = {one["text"].strip() for one in of_type(entities, "Comment")}
        assert comments <= {p.get("text") for p in found.props.values()}
        texts = [p["text"] for p in found.props.values() if "text" in p]
        assert not any("</p>" in str(text) for text in texts)
        seen += 1
    assert seen == 6
