"""The demo lab's files hold together: checked with pandas and plain Python, without Labkin's loaders."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from labkin.app.demo import DATA, TOUR
from labkin.app.folder_options import options_for
from labkin.graph.schema import LINEAGE, relation

SUBMISSION, WITHDRAWN = "lantern:LB-IND-001", "lantern:LK-0042-B02"
TERMS = {"Gene", "Disease", "Phenotype", "Anatomy", "Pathway", "Process", "CellLine", "Species"}


def read(path: Path) -> pd.DataFrame:
    if path.suffix == ".jsonl":
        return pd.DataFrame([json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])
    return pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False, quoting=3)


@pytest.fixture(scope="module")
def nodes() -> pd.DataFrame:
    """Every node that a KGX file states, once for each file that states it, with the file's folder."""
    frames = [read(path).assign(folder=path.parent.name) for path in sorted(DATA.rglob("*_nodes.*"))]
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def documents() -> pd.DataFrame:
    frames = [read(DATA / folder / "lantern.jsonl").assign(folder=folder) for folder in ("notebook", "reports")]
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def edges() -> pd.DataFrame:
    frames = [read(path) for path in sorted(DATA.rglob("*_edges.tsv"))]
    return pd.concat(frames, ignore_index=True)[["subject", "predicate", "object"]]


@pytest.fixture(scope="module")
def kinds(nodes: pd.DataFrame, documents: pd.DataFrame) -> dict[str, str]:
    """The kind of every identifier, those of documents and compound tables included."""
    known = dict(zip(nodes["id"], nodes["category"], strict=True))
    known |= {f"lantern:{id}": "Document" for id in documents["_id"]}
    drugs = pd.read_csv(DATA / "chemistry" / "approved_drugs.csv")
    return known | {f"chembl.compound:{id}": "Compound" for id in drugs["chembl_id"]}


def closure(edges: pd.DataFrame, start: str, down: bool = False) -> dict[str, int]:
    """What a thing rests on, or what rests on it, with the number of steps."""
    lineage = edges[edges["predicate"].isin(LINEAGE)]
    near, far = ("object", "subject") if down else ("subject", "object")
    steps = lineage.groupby(near)[far].agg(list).to_dict()
    found = {start: 0}
    queue = [start]
    for id in queue:
        for other in steps.get(id, []):
            if other not in found:
                found[other] = found[id] + 1
                queue.append(other)
    return {id: step for id, step in found.items() if step}


def table_files() -> list[Path]:
    return sorted((DATA / "datasets").glob("[!.]*"))


def tables() -> dict[str, pd.DataFrame]:
    readers: dict[str, Any] = {
        ".csv": pd.read_csv,
        ".tsv": lambda path: pd.read_csv(path, sep="\t"),
        ".parquet": pd.read_parquet,
        ".xlsx": lambda path: pd.concat(pd.read_excel(path, sheet_name=None, engine="openpyxl").values()),
    }
    return {path.stem: readers[path.suffix](path) for path in table_files()}


def test_it_is_as_large_as_promised(kinds: dict[str, str], edges: pd.DataFrame) -> None:
    assert len(kinds) >= 4000
    assert len(edges.drop_duplicates()) >= 14000
    terms = sum(kind in TERMS for kind in kinds.values())
    assert terms / len(kinds) <= 0.30
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 6_000_000


def test_no_edge_hangs_in_the_air(kinds: dict[str, str], edges: pd.DataFrame) -> None:
    structures = edges["object"].str.startswith("inchikey:")  # reagents: nodes made from their structures
    ends = set(edges["subject"]) | set(edges.loc[~structures, "object"])
    assert not ends - set(kinds)


def test_reagents_are_among_the_reference_compounds(edges: pd.DataFrame) -> None:
    chem: Any = import_module("rdkit.Chem")
    smiles = pd.read_csv(DATA / "chemistry" / "reference_compounds.csv")["smiles"]
    known = {"inchikey:" + chem.MolToInchiKey(chem.MolFromSmiles(text)) for text in smiles}
    assert {id for id in edges["object"] if id.startswith("inchikey:")} <= known


def test_relations_are_those_of_the_schema(edges: pd.DataFrame) -> None:
    strange = {name for name in edges["predicate"].unique() if not relation(name).known}
    assert strange == {"models"}  # the schema is open, and one relation shows it


def test_ends_of_lineage_relations_fit_the_schema(kinds: dict[str, str], edges: pd.DataFrame) -> None:
    for row in edges[edges["predicate"].isin(LINEAGE)].drop_duplicates().itertuples():
        ends = relation(str(row.predicate)).ends
        pair = kinds[str(row.subject)], kinds.get(str(row.object), "Compound")
        fits = not ends or any(a in ("*", pair[0]) and b in ("*", pair[1]) for a, b in ends)
        assert fits, (row.subject, row.predicate, row.object, pair)


def test_nothing_rests_on_itself(edges: pd.DataFrame) -> None:
    lineage = edges[edges["predicate"].isin(LINEAGE)][["subject", "object"]].drop_duplicates()
    steps = lineage.groupby("subject")["object"].agg(set).to_dict()
    waiting = Counter(lineage["object"])
    free = [id for id in steps if not waiting[id]]
    seen = 0
    while free:
        seen += 1
        for other in steps.get(free.pop(), ()):
            waiting[other] -= 1
            if waiting[other] == 0:
                free.append(other)
    assert seen == len(set(lineage["subject"]) | set(lineage["object"]))


def test_a_thing_has_one_kind_and_one_name(nodes: pd.DataFrame) -> None:
    assert (nodes.groupby("id")["category"].nunique() == 1).all()
    assert (nodes.groupby("id")["name"].nunique() == 1).all()


def test_the_submission_rests_on_many_generations_of_many_kinds(kinds: dict[str, str], edges: pd.DataFrame) -> None:
    found = closure(edges, SUBMISSION)
    assert max(found.values()) >= 5
    assert len({kinds.get(id, "Compound") for id in found}) >= 8


def test_the_withdrawn_batch_reaches_the_submission(nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    assert set(nodes.loc[nodes["id"] == WITHDRAWN, "status"].dropna()) == {"withdrawn"}
    assert WITHDRAWN in closure(edges, SUBMISSION)
    touched = closure(edges, WITHDRAWN, down=True)
    assert SUBMISSION in touched
    assert sum(id.startswith("lantern:M-") for id in touched) == 15


@pytest.mark.parametrize("batch", ["LK-0042-B02", "LK-0029-B01", "LK-0131-B01"])
def test_registry_and_certificate_disagree_on_purity(nodes: pd.DataFrame, batch: str) -> None:
    said = nodes[nodes["id"] == f"lantern:{batch}"].set_index("folder")["purity"]
    assert said["registry"] != said["certificates"]


def test_they_agree_on_all_other_batches(nodes: pd.DataFrame) -> None:
    counts = nodes[nodes["category"] == "Batch"].groupby("id")["purity"].nunique()
    assert set(counts[counts > 1].index) == {f"lantern:{b}" for b in ("LK-0042-B02", "LK-0029-B01", "LK-0131-B01")}


def test_salts_are_registered_with_another_weight_than_their_structure(nodes: pd.DataFrame) -> None:
    chem: Any = import_module("rdkit.Chem")
    weight = import_module("rdkit.Chem.Descriptors").MolWt
    library = pd.read_csv(DATA / "chemistry" / "lantern_library.csv").set_index("id")["smiles"]
    salts = nodes[(nodes["category"] == "Compound") & nodes["molecular_weight"].notna()]
    assert set(salts["id"]) == {"lantern:LK-0017", "lantern:LK-0107"}
    for row in salts.itertuples():
        drawn = weight(chem.MolFromSmiles(library[row.id]))
        assert row.molecular_weight - drawn == pytest.approx(36.46, abs=0.02)  # HCl


def test_batches_without_certificate(nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    described = edges[edges["subject"].str.startswith("lantern:COA-") & (edges["predicate"] == "describes")]["object"]
    registry = nodes[(nodes["folder"] == "registry") & (nodes["category"] == "Batch")]
    made = registry[registry["lot_of"].isna()]["id"]
    assert set(made) - set(described) == {"lantern:LK-0107-B02", "lantern:LK-0073-B01"}


def test_one_dataset_has_no_protocol(nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    made_by = edges[(edges["predicate"] == "generated_by") & edges["subject"].str.startswith("dataset:")]
    following = set(edges[edges["predicate"] == "follows"]["subject"])
    without = set(made_by[~made_by["object"].isin(following)]["subject"])
    assert "dataset:lk-0042-rat-pharmacokinetics" in without
    assert without == {"dataset:lk-0042-rat-pharmacokinetics"}


def test_measurements_without_a_person_are_of_one_run(nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    measured = set(nodes[nodes["category"] == "Measurement"]["id"])
    signed = set(edges[edges["predicate"] == "attributed_to"]["subject"])
    unsigned = measured - signed
    runs = edges[(edges["predicate"] == "generated_by") & edges["subject"].isin(unsigned)]["object"]
    assert unsigned
    assert set(runs) == {"lantern:RUN-2024-004-2"}


def test_minerva_was_used_past_its_calibration_date(nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    due = nodes.set_index("id").loc["lantern:IN-PR-02", "calibration_due"]
    runs = set(edges[(edges["predicate"] == "used") & (edges["object"] == "lantern:IN-PR-02")]["subject"])
    late = nodes[nodes["id"].isin(runs) & (nodes["started"] > due)]
    assert len(late) == 3


def test_there_are_ten_tables_of_a_hundred_rows(nodes: pd.DataFrame) -> None:
    found = tables()
    assert sum(len(table) > 100 for table in found.values()) >= 10
    assert {path.suffix for path in table_files()} == {".csv", ".tsv", ".parquet", ".xlsx"}
    stated = nodes[nodes["category"] == "Dataset"].set_index("name")["rows"]
    assert {name: len(table) for name, table in found.items()} == stated.astype(int).to_dict()


def test_tables_speak_of_batches_that_exist(kinds: dict[str, str]) -> None:
    for name, table in tables().items():
        for column in {"batch", "compound", "run", "measurement"} & set(table.columns):
            ids = table[column].map(lambda text: f"lantern:{text}")
            drugs = table[column].str.match(r"[a-z]+(-B\d\d)?$") if column == "compound" else False
            assert set(ids[~drugs] if column == "compound" else ids) <= set(kinds), (name, column)


def test_documents_are_prose_of_the_promised_length(documents: pd.DataFrame) -> None:
    words = documents["text"].str.split().str.len()
    entries, reports = words[documents["folder"] == "notebook"], words[documents["folder"] == "reports"]
    assert len(documents) >= 40
    assert entries.between(80, 250).all()
    assert reports.between(195, 500).all()
    assert documents["_id"].is_unique


def test_what_documents_name_exists(documents: pd.DataFrame, kinds: dict[str, str], edges: pd.DataFrame) -> None:
    for row in documents.itertuples():
        named = set(re.findall(r"\bLK-\d{4}(?:-B\d\d)?\b", str(row.text)))
        named |= set(re.findall(r"\b(?:SOP-[A-Z]{3}-\d{3}|REP-\d{4}-\d\d|LB-(?:IND|CTA)-\d{3})\b", str(row.text)))
        for name in named:
            assert any(id == f"lantern:{name}" or id.startswith(f"lantern:{name}-v") for id in kinds), (row._1, name)
        linked = set(edges[edges["subject"] == f"lantern:{row._1}"]["predicate"])
        assert {"describes", "attributed_to"} <= linked


def test_folder_options_name_the_datasets_that_edges_point_at(kinds: dict[str, str]) -> None:
    from labkin.loaders.datasets import slug

    named = {f"dataset:{slug(options_for(path)['dataset'])}" for path in table_files()}
    assert named == {id for id, kind in kinds.items() if kind == "Dataset"}


# -- the tour ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tour() -> dict[str, dict[str, Any]]:
    return {step["id"]: step for step in json.loads(TOUR.read_text(encoding="utf-8"))}


def linked(edges: pd.DataFrame, predicate: str, *, to: str = "", of: str = "") -> set[str]:
    chosen = edges[edges["predicate"] == predicate]
    return set(chosen[chosen["object"] == to]["subject"]) if to else set(chosen[chosen["subject"] == of]["object"])


def test_seventeen_questions_of_three_people(tour: dict[str, dict[str, Any]]) -> None:
    assert len(tour) == 17
    assert sum(step.get("from") == "texts" for step in tour.values()) == 5
    assert {step["asked_by"] for step in tour.values()} == {"analyst", "scientist", "officer"}
    assert {step["status"] for step in tour.values()} == {"answered", "no_data", "not_understood", "ambiguous"}


def test_answers_of_one_hop(tour: dict[str, dict[str, Any]], nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    asthma = nodes[(nodes["category"] == "Disease") & (nodes["name"] == "asthma")]["id"].item()
    assert set(tour["t01"]["ids"]) == linked(edges, "tested_in", to="lantern:A-HERG")
    assert set(tour["t03"]["ids"]) == linked(edges, "treats", to=asthma)
    assert tour["t05"]["ids"] == ["lantern:tomas-herrera"]
    assert linked(edges, "attributed_to", of="lantern:LK-0042-B03") == {"lantern:tomas-herrera"}
    gene = nodes[nodes["symbol"] == "BRCA1"]["id"].item()
    assert tour["t11"]["ids"] == []
    assert not linked(edges, "targets", to=gene)


def test_answers_of_counting_and_filtering(tour: dict[str, dict[str, Any]], nodes: pd.DataFrame) -> None:
    batches = nodes[(nodes["category"] == "Batch") & (nodes["status"] == "withdrawn")]
    assert tour["t02"]["value"] == batches["id"].nunique() == 4
    large = {name for name, table in tables().items() if len(table) > 500}
    names = nodes[nodes["category"] == "Dataset"].set_index("id")["name"]
    assert {names[id] for id in tour["t07"]["ids"]} == large
    early = nodes[(nodes["category"] == "Instrument") & (nodes["calibrated"] < "2024-01-01")]
    assert set(tour["t09"]["ids"]) == set(early["id"])
    mayas = nodes[(nodes["category"] == "Person") & nodes["name"].str.match("Maya ")]
    assert set(tour["t10"]["alternatives"]) == set(mayas["id"])
    assert len(mayas) == 2


def test_answers_of_lineage(tour: dict[str, dict[str, Any]], edges: pd.DataFrame) -> None:
    found = set(closure(edges, SUBMISSION))
    behind = {id.replace("dataset:", "table:", 1) for id in found if id.startswith("dataset:")}
    assert set(tour["t04"]["ids"]) == found | behind
    assert set(tour["t06"]["ids"]) == set(closure(edges, WITHDRAWN, down=True))


def test_answers_that_only_texts_give(
    tour: dict[str, dict[str, Any]], documents: pd.DataFrame, edges: pd.DataFrame
) -> None:
    said = documents["title"] + " " + documents["text"]
    ids = "lantern:" + documents["_id"]
    palladium = set(ids[said.str.contains(r"\bpalladium\b", case=False)])
    assert set(tour["t13"]["ids"]) == palladium
    wrote = edges[edges["subject"].isin(palladium) & (edges["predicate"] == "attributed_to")]["object"]
    assert set(tour["t14"]["ids"]) == set(wrote)
    assert set(tour["t15"]["ids"]) == set(ids[said.str.contains(r"\bverapamil\b", case=False)])
    stated = linked(edges, "inhibits", to="HGNC:6251")
    assert set(tour["t16"]["ids"]) - stated == {"lantern:LK-0017"}
    (summary,) = said[documents["_id"] == "MOD-3.2.S"]
    batches = {f"lantern:{one}" for one in re.findall(r"LK-\d{4}-B\d\d", summary)}
    assert set(tour["t17"]["ids"]) == batches
    mentioned = edges[edges["predicate"] == "mentions"]  # said by files, so that no text need be read for it
    for name, of, to in (("t15", "", "chembl.compound:CHEMBL6966"), ("t17", "lantern:MOD-3.2.S", "")):
        assert not set(tour[name]["ids"]) <= linked(mentioned, "mentions", of=of, to=to)
    assert not (mentioned["object"] == "CHEBI:33363").any()


def test_the_answer_that_needs_units(tour: dict[str, dict[str, Any]], nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
    measured = nodes[(nodes["endpoint"] == "IC50") & (nodes["category"] == "Measurement")]
    nanomolar = measured["value"].astype(float) * measured["unit"].map({"nM": 1, "uM": 1000})
    chosen = set(measured[(nanomolar < 50) & (measured["qualifier"] != ">") & (measured["date"] > "2024-03-31")]["id"])
    of = edges[(edges["predicate"] == "measurement_of") & edges["subject"].isin(chosen)]["object"]
    gene = nodes[nodes["symbol"] == "EGFR"]["id"].item()
    inhibitors = linked(edges, "inhibits", to=gene)
    assert set(tour["t08"]["ids"]) == inhibitors & set(of)
    careless = set(measured[(measured["value"] < 50) & (measured["date"] > "2024-03-31")]["id"])
    of_careless = edges[(edges["predicate"] == "measurement_of") & edges["subject"].isin(careless)]["object"]
    assert set(tour["t08"]["ids"]) < inhibitors & set(of_careless)  # leaving units out gives too many


def test_building_again_gives_the_same_files(tmp_path: Path) -> None:
    if "LABKIN_DATA" not in os.environ:
        pytest.skip("needs data: LABKIN_DATA names the folder of the public collections")
    from labkin.app.demo.build import build

    build(tmp_path)
    made = sorted(path for path in tmp_path.rglob("*") if path.is_file())
    by_hand = {"lab", "notebook", "reports"}
    shipped = [path for path in DATA.rglob("[!.]*") if path.is_file()]
    kept = {path.relative_to(DATA) for path in shipped if path.parent.name not in by_hand}
    assert {path.relative_to(tmp_path) for path in made} == kept
    for path in made:
        other = DATA / path.relative_to(tmp_path)
        if path.suffix == ".parquet":
            pd.testing.assert_frame_equal(pd.read_parquet(path), pd.read_parquet(other))
        elif path.suffix == ".xlsx":
            sheets = pd.read_excel(other, sheet_name=None, engine="openpyxl")
            for name, frame in pd.read_excel(path, sheet_name=None, engine="openpyxl").items():
                pd.testing.assert_frame_equal(frame, sheets[name])
        else:
            assert path.read_bytes() == other.read_bytes(), path.name
