"""What is made of results: datasets, analyses, a model, reports, submissions, and what each rests on."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

from labkin.app.demo.maker.common import HAND, SEED, Graph, ours, read_tsv
from labkin.app.demo.maker.results import Result
from labkin.loaders.datasets import slug


class Made(NamedTuple):
    """A dataset: its number in the lab, its file without ending, when it was closed, who answers for it."""

    number: str
    stem: str
    date: str
    by: str
    about: str
    experiments: tuple[str, ...] = ()


DATASETS = (
    Made(
        "DS-01",
        "EGFR IC50 raw results",
        "2025-06-10",
        "jonas-wehrli",
        "Every EGFR kinase result, one row each",
        (
            "EXP-2023-001",
            "EXP-2023-002",
            "EXP-2024-001",
            "EXP-2024-002",
            "EXP-2025-001",
            "EXP-2025-002",
            "EXP-2025-003",
            "EXP-2025-009",
            "EXP-2025-010",
        ),
    ),
    Made(
        "DS-02",
        "hERG patch clamp sweeps",
        "2024-09-13",
        "daniel-achterberg",
        "Tail currents, cell by cell",
        ("EXP-2024-004", "EXP-2024-014"),
    ),
    Made(
        "DS-03",
        "Caco-2 permeability",
        "2024-03-22",
        "priya-raghunathan",
        "Both directions, with leak and recovery",
        ("EXP-2024-003",),
    ),
    Made(
        "DS-04",
        "Microsomal stability time course",
        "2025-05-16",
        "priya-raghunathan",
        "Parent left at five times",
        ("EXP-2024-005", "EXP-2024-006", "EXP-2025-011"),
    ),
    Made(
        "DS-05",
        "Kinetic solubility",
        "2025-03-14",
        "priya-raghunathan",
        "Solubility at pH 7.4, a sheet a project",
        ("EXP-2023-003", "EXP-2024-015", "EXP-2025-007"),
    ),
    Made(
        "DS-06",
        "Cell viability dose response",
        "2026-01-09",
        "maya-okonkwo",
        "Ten doses in three lung cancer lines",
        ("EXP-2024-008", "EXP-2025-005", "EXP-2026-001"),
    ),
    Made("DS-07", "LK-0042 stability twelve months", "2026-04-02", "elif-demir", "Two batches in three conditions"),
    Made("DS-08", "LK-0042 rat pharmacokinetics", "2025-01-31", "aiko-tanabe", "Plasma of 18 rats, three groups"),
    Made("DS-09", "Plate quality control", "2026-01-09", "kwame-boateng", "Z' and signal window of each plate"),
    Made("DS-10", "Instrument calibration log", "2025-11-04", "hanna-virtanen", "Calibrations and interim checks"),
    Made("DS-11", "Lantern library descriptors", "2025-03-28", "kwame-boateng", "Twelve descriptors and measured logD"),
    Made("DS-12", "LK-0042 potency across batches", "2025-06-11", "jonas-wehrli", "Geometric means, batch by batch"),
    Made(
        "DS-13",
        "TNF release in THP-1",
        "2025-07-18",
        "luc-moreau",
        "IC50 and counter-screen",
        ("EXP-2024-013", "EXP-2025-004"),
    ),
    Made("DS-14", "HPLC purity of all batches", "2025-12-22", "sofia-marchetti", "Purity at registration"),
    Made("DS-15", "LK-0042 dossier extract", "2025-10-20", "ruth-abelson", "Every result on LK-0042, with its batch"),
    Made("DS-16", "logD predictions", "2025-05-06", "kwame-boateng", "Predicted by models that had not seen them"),
    Made("DS-17", "EGFR IC50 summary", "2025-06-12", "kwame-boateng", "Geometric means of all compounds"),
)
# Analyses: what each used, made and followed, who did it, when.
ANALYSES = (
    ("AN-2025-01", "Extract for the dossier", (), "DS-15", "SOP-DAT-001-v2", "kwame-boateng"),
    ("AN-2025-02", "Potency of LK-0042 by batch", ("DS-15",), "DS-12", "SOP-DAT-001-v2", "jonas-wehrli"),
    (
        "AN-2025-03",
        "Training of the logD model, version 2",
        ("DS-11",),
        "MODEL-LOGD-v2",
        "SOP-DAT-002-v1",
        "kwame-boateng",
    ),
    ("AN-2025-04", "Prediction of logD", ("DS-11", "MODEL-LOGD-v2"), "DS-16", "SOP-DAT-002-v1", "kwame-boateng"),
    ("AN-2025-05", "Summary of EGFR results", ("DS-01",), "DS-17", "SOP-DAT-001-v2", "kwame-boateng"),
    ("AN-2025-06", "Collection of plate controls", (), "DS-09", "SOP-DAT-001-v2", "kwame-boateng"),
    ("AN-2025-07", "Calculation of descriptors", (), "DS-11", "SOP-DAT-002-v1", "kwame-boateng"),
    (
        "CAL-2025",
        "Calibration round",
        ("IN-PR-01", "IN-LC-01", "IN-LC-02"),
        "DS-10",
        "SOP-OPS-001-v2",
        "northgate-calibration",
    ),
    (
        "PUR-2025",
        "Purity measurements for the registry",
        ("IN-LC-02", "IN-LC-03"),
        "DS-14",
        "SOP-ANA-001-v3",
        "sofia-marchetti",
    ),
    (
        "STAB-2025",
        "Stability study of LK-0042",
        ("LK-0042-B03-S1", "LK-0042-B04-S1", "IN-ST-01", "IN-ST-02", "IN-LC-02", "IN-KF-01"),
        "DS-07",
        "SOP-ANA-009-v1",
        "elif-demir",
    ),
    # A planted gap: the protocol of this study was never received.
    (
        "PK-2024-12",
        "Rat pharmacokinetics of LK-0042",
        ("LK-0042-B02-S1", "LK-0042-B03-S1", "IN-LC-01"),
        "DS-08",
        "",
        "owen-pritchard",
    ),
)
WHEN = {"CAL-2025": "2025-11-04", "PUR-2025": "2025-12-22", "STAB-2025": "2026-04-02", "PK-2024-12": "2024-12-13"}
# What each document rests on.
SUPPORT = {
    "REP-2024-01": ("DS-01", "DS-17"),
    "REP-2024-02": ("DS-02",),
    "REP-2024-03": ("DS-04",),
    "REP-2024-04": ("REP-2024-01", "REP-2024-02", "REP-2024-03", "DS-03", "DS-05"),
    "REP-2025-01": ("DS-08",),
    "REP-2025-02": ("COA-LK-0042-B02", "DS-08", "ELN-2025-002"),
    "REP-2025-03": ("DS-12",),
    "REP-2026-01": ("DS-07",),
    "REP-2025-05": ("DS-11", "DS-16", "MODEL-LOGD-v2"),
    "REP-2025-06": ("DS-13", "REP-2025-08"),
    "REP-2025-07": ("DS-06", "DS-09"),
    "REP-2025-08": ("DS-13",),
    "MOD-2.6.2": ("REP-2025-03", "REP-2025-07", "REP-2025-02", "DS-15"),
    "MOD-2.6.4": ("REP-2025-01", "DS-15", "DS-16"),
    "MOD-3.2.S": ("COA-LK-0042-B03", "COA-LK-0042-B04", "LK-0042-B03", "LK-0042-B04", "REP-2025-02"),
    "LB-IND-001": ("MOD-2.6.2", "MOD-2.6.4", "MOD-3.2.S"),
    "LB-CTA-002": ("REP-2025-06",),
}
CITES = {
    "REP-2024-04": ("REP-2024-01", "REP-2024-02", "REP-2024-03"),
    "REP-2025-02": ("REP-2025-03", "REP-2025-01"),
    "MOD-2.6.2": ("REP-2024-01", "REP-2024-02", "REP-2025-03", "REP-2025-07"),
    "MOD-2.6.4": ("REP-2024-03", "REP-2025-01", "REP-2025-05"),
}
SUBMISSIONS = (
    (
        "LB-IND-001",
        "2025-11-14",
        "in review",
        "FDA",
        "LK-0042 in EGFR-mutant non-small cell lung carcinoma",
        "MONDO:0005233",
    ),
    ("LB-CTA-002", "2026-02-20", "draft", "CCMO", "LK-0107 in rheumatoid arthritis", "MONDO:0008383"),
)


def identifier(name: str) -> str:
    """The identifier of anything of the lab by its name in the tables above. Datasets go by their files."""
    stems = {made.number: made.stem for made in DATASETS}
    return f"dataset:{slug(stems[name])}" if name in stems else ours(name)


def make(results: list[Result], rows: dict[str, int], known: dict[str, str]) -> tuple[Graph, Graph]:
    """The records, and the edges of the hand-written documents. `known` maps what a text may name to identifiers."""
    records, documents = Graph(), Graph()
    for made in DATASETS:
        _dataset(records, made, results, rows[made.stem])
    for row in read_tsv(SEED / "lab_edges.tsv"):
        records.edge(row["subject"], row["predicate"], known.get(row["object"], row["object"]))
    _models(records)
    for analysis in ANALYSES:
        _analysis(records, *analysis)
    for submission in SUBMISSIONS:
        _submission(records, *submission)
    for relation, table in (("supported_by", SUPPORT), ("cites", CITES)):
        for subject, objects in table.items():
            for object in objects:
                records.edge(identifier(subject), relation, identifier(object))
    _affiliations(records)
    _documents(documents, known)
    return records, documents


def _dataset(graph: Graph, made: Made, results: list[Result], rows: int) -> None:
    id = identifier(made.number)
    graph.node(
        id,
        "Dataset",
        made.stem,
        synonyms=[made.number],
        description=made.about,
        date=made.date,
        rows=rows,
        licence="internal to Lantern Bio",
    )
    graph.edge(id, "attributed_to", ours(made.by))
    for experiment in made.experiments:
        graph.edge(id, "generated_by", ours(experiment))
    for result in results:
        chosen = (
            result.batch.compound.number == 42 if made.number == "DS-15" else result.campaign.id in made.experiments
        )
        if chosen and (made.number != "DS-15" or result.date <= made.date):
            graph.edge(id, "has_part", result.id)


def _models(graph: Graph) -> None:
    for version, when, status in ((1, "2024-05-20", "superseded"), (2, "2025-04-10", "in use")):
        id = ours(f"MODEL-LOGD-v{version}")
        graph.node(id, "Model", f"logD model, version {version}", version=str(version), date=when, status=status)
        graph.edge(id, "attributed_to", ours("kwame-boateng"))
    graph.edge(ours("MODEL-LOGD-v2"), "trained_on", identifier("DS-11"))


def _analysis(graph: Graph, name: str, title: str, used: tuple[str, ...], made: str, protocol: str, by: str) -> None:
    dates = {d.number: d.date for d in DATASETS} | {"MODEL-LOGD-v2": "2025-04-10"}
    ended = WHEN.get(name, dates[made])
    id = ours(name)
    kind = "study" if name.startswith(("STAB", "PK")) else "analysis"
    graph.node(id, "Activity", title, ended=ended, status="completed", activity_type=kind)
    graph.edge(identifier(made), "generated_by", id)
    graph.edge(id, "associated_with", ours(by))
    if protocol:
        graph.edge(id, "follows", ours(protocol))
    for what in used:
        graph.edge(id, "used", identifier(what))


def _submission(graph: Graph, name: str, when: str, status: str, authority: str, title: str, disease: str) -> None:
    id = ours(name)
    graph.node(id, "Submission", name, description=title, date=when, status=status, authority=authority)
    graph.edge(id, "attributed_to", ours("hanna-virtanen"))
    graph.edge(id, "attributed_to", ours("lantern-bio"))
    graph.edge(id, "mentions", disease)


def _affiliations(graph: Graph) -> None:
    for row in read_tsv(HAND / "lab" / "people_nodes.tsv"):
        outside = row["email"].endswith("brackenridge.example")
        graph.edge(row["id"], "affiliated_with", ours("brackenridge-preclinical" if outside else "lantern-bio"))


def _documents(graph: Graph, known: dict[str, str]) -> None:
    """Who wrote the documents and about what, and the other things that their texts name."""
    word = re.compile(
        "|".join(rf"(?<![\w-]){re.escape(name)}(?![\w-])" for name in sorted(known, key=len, reverse=True))
    )
    texts = {
        ours(document["_id"]): document["text"]
        for folder in ("notebook", "reports")
        for document in map(json.loads, (HAND / folder / "lantern.jsonl").read_text(encoding="utf-8").splitlines())
    }
    for row in read_tsv(SEED / "documents.tsv"):
        graph.edge(row["id"], "attributed_to", row["attributed_to"])
        for what in (described := row["describes"].split()):
            graph.edge(row["id"], "describes", what)
        for name in dict.fromkeys(word.findall(texts[row["id"]])):
            if known[name] not in described:
                graph.edge(row["id"], "mentions", known[name])


def write(records: Graph, documents: Graph, folder: Path) -> None:
    """Nodes and edges of the records, and the edges of the documents."""
    records.write_nodes(folder / "records" / "records_nodes.jsonl")
    records.write_edges(folder / "records" / "records_edges.tsv")
    documents.write_edges(folder / "records" / "documents_edges.tsv")
