"""The command line on public files of the real world: what it holds afterwards is what other code counts in them."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest

from command_line import CommandLine

HETIONET = ("nodes.tsv.xz", "edges-5k.sif.gz")
SMALL = (
    "id\tcategory\tname\n"
    "Compound::DB00331\tbiolink:SmallMolecule\tmetformin of the house\n"
    "HOUSE:1\tbiolink:Disease\thouse fever\n"
)
PAPERS = ("pubmed-29768149.xml", "pubmed1.xml", "pubmed2.xml", "pubmed7.xml")
# Column of the measurement, where a table has one. The two largest tables of the folder (tox21, chembl_5thresh: a
# million links) take minutes together and are left out here; the loader's own tests read the first of them.
TABLES = {
    "BBBP.csv": "p_np",
    "ESOL_delaney-processed.csv": "measured log solubility in mols per litre",
    "FreeSolv_SAMPL.csv": "expt",
    "Lipophilicity.csv": "exp",
    "chembl_drugs.csv": None,
    "drugbank_approved.csv": None,
}
STRUCTURES = {"cdk2.sdf": False, "membrane_permeability.sdf": True, "solubility.train.sdf": True}  # measured?
OF_A_COLLECTION = 2  # nodes: the dataset and the table or file in it
STATUSES = {"loaded", "part_of", "unchanged", "skipped", "failed"}


def by_name(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The lines of a report by the names of the files."""
    return {Path(file["path"]).name: file for file in report["files"]}


# -- a graph: Hetionet -----------------------------------------------------------------------------------------------


class Link(NamedTuple):
    source: str
    metaedge: str
    target: str


class Facts:
    """Hetionet, as its two files say it: names and kinds by identifier, and links."""

    def __init__(self, folder: Path) -> None:
        with lzma.open(folder / HETIONET[0], "rt", encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text, delimiter="\t"))
        self.names, self.kinds = ({row["id"]: row[key] for row in rows} for key in ("name", "kind"))
        with gzip.open(folder / HETIONET[1], "rt", encoding="utf-8") as text:
            self.links = [Link(*line.rstrip("\n").split("\t")) for line in text][1:]

    def named(self, name: str, kind: str) -> str:
        (found,) = (id for id, given in self.names.items() if given == name and self.kinds[id] == kind)
        return found

    def into(self, metaedge: str, target: str) -> set[str]:
        return {link.source for link in self.links if link.metaedge == metaedge and link.target == target}

    def out_of(self, source: str, metaedge: str) -> set[str]:
        return {link.target for link in self.links if link.metaedge == metaedge and link.source == source}


@dataclass(frozen=True)
class Filled:
    """A lab with Hetionet, what loading it reported, and what a check said then."""

    labkin: CommandLine
    files: list[Path]
    report: dict[str, Any]
    checked: dict[str, Any]


@pytest.fixture(scope="module")
def facts(data: Path) -> Facts:
    return Facts(data / "kg" / "hetionet")


@pytest.fixture(scope="module")
def filled(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Tests leave its facts as they were; its engine may run or not."""
    labkin = CommandLine(tmp_path_factory.mktemp("hetionet") / "lab", LABKIN_HEAP="512m")
    labkin("init", "lab")
    files = [data / "kg" / "hetionet" / name for name in HETIONET]
    try:
        yield Filled(labkin, files, labkin.json("load", *files), labkin.json("check"))
    finally:
        labkin("stop")


def test_every_node_and_edge_of_hetionet_is_there_once(filled: Filled, facts: Facts) -> None:
    assert (len(facts.names), len(set(facts.links)), len(facts.links)) == (47_031, 99_676, 99_676)
    loaded = by_name(filled.report)
    assert {name: (file["status"], file["nodes"], file["edges"]) for name, file in loaded.items()} == {
        HETIONET[0]: ("loaded", 47_031, 0),
        HETIONET[1]: ("loaded", 0, 99_676),
    }
    status = filled.labkin.json("status")
    assert (status["nodes"], status["edges"], status["waiting_edges"]) == (47_031, 99_676, 0)
    kinds = list(facts.kinds.values())
    assert status["kinds"] == {kind: kinds.count(kind) for kind in set(kinds)}


def test_the_graph_holds_what_the_ledger_says(filled: Filled) -> None:
    assert (filled.checked["ok"], filled.checked["problems"]) == (True, [])
    assert filled.checked["graph_digest"] == filled.checked["ledger_digest"]


def test_questions_to_hetionet_are_answered_as_its_files_say(filled: Filled, facts: Facts, tmp_path: Path) -> None:
    hypertension, melanoma = facts.named("hypertension", "Disease"), facts.named("melanoma", "Disease")
    metformin, nausea = facts.named("Metformin", "Compound"), facts.named("Nausea", "Side Effect")
    braf, cervix = facts.named("BRAF", "Gene"), facts.named("uterine cervix", "Anatomy")
    treating = facts.into("CtD", hypertension)
    lists = {
        "Which compounds treat hypertension?": treating,
        "Which compounds palliate hypertension?": facts.into("CpD", hypertension),
        "Which diseases does Metformin treat?": facts.out_of(metformin, "CtD"),
        "Which side effects does Metformin cause?": facts.out_of(metformin, "CcSE"),
        "Which compounds bind BRAF?": facts.into("CbG", braf),
        "Which genes are associated with melanoma?": facts.out_of(melanoma, "DaG"),
        "Which genes are expressed in the uterine cervix?": facts.out_of(cervix, "AeG"),
        "Which compounds that treat hypertension cause Nausea?": treating & facts.into("CcSE", nausea),
    }
    values = {
        "How many compounds treat hypertension?": len(treating),
        "Does Metformin treat hypertension?": metformin in treating,
    }
    asked, told = tmp_path / "asked.jsonl", tmp_path / "told.jsonl"
    questions = [*lists, *values]
    asked.write_text("".join(json.dumps({"id": n, "question": text}) + "\n" for n, text in enumerate(questions)))
    filled.labkin("ask", "--batch", asked, "--out", told)
    answers = [json.loads(line) for line in told.read_text().splitlines()]
    assert {answer["status"] for answer in answers} == {"answered"} and all(answer["complete"] for answer in answers)
    said = {answer["question"]: answer for answer in answers}
    assert all(len(said[text]["ids"]) == len(set(said[text]["ids"])) for text in lists), "each once"
    assert {text: set(said[text]["ids"]) for text in lists} == lists
    assert all(lists.values()), "questions whose answer is nobody would show little"
    assert {text: said[text]["value"] for text in values} == values


def test_what_is_shown_has_every_link_and_the_line_of_the_file(filled: Filled, facts: Facts) -> None:
    metformin = facts.named("Metformin", "Compound")
    shown = filled.labkin.json("show", metformin)
    assert (shown["id"], shown["kind"], shown["name"]) == (metformin, "Compound", "Metformin")
    out = [link.target for link in facts.links if link.source == metformin]
    into = [link.source for link in facts.links if link.target == metformin]
    expected = sorted([*(("out", other) for other in out), *(("in", other) for other in into)])
    assert sorted((link["direction"], link["id"]) for link in shown["links"]) == expected
    (evidence,) = shown["evidence"]
    assert Path(evidence["source"]) == filled.files[0]
    line = lzma.decompress(filled.files[0].read_bytes()).decode().splitlines()[int(evidence["place"].split()[1]) - 1]
    assert line.split("\t")[0] == metformin


def test_a_search_finds_every_name_with_the_word(filled: Filled, facts: Facts) -> None:
    found = filled.labkin.json("search", "metformin", "--mode", "keyword")
    assert found["hits"][0]["id"] == facts.named("Metformin", "Compound"), "the whole name comes first"
    with_word = {id for id, name in facts.names.items() if "metformin" in name.lower().split()}
    assert {hit["id"] for hit in found["hits"]} == with_word and found["total"] == len(with_word)
    only = filled.labkin.json("search", "metformin", "--mode", "keyword", "--kind", "Compound")
    assert [hit["id"] for hit in only["hits"]] == [id for id in with_word if facts.kinds[id] == "Compound"]


def test_a_small_table_comes_and_goes_and_nothing_else_changes(filled: Filled, tmp_path: Path) -> None:
    table = tmp_path / "small_nodes.tsv"
    table.write_text(SMALL)
    assert filled.labkin.json("load", table)["loaded"] == 1
    assert filled.labkin.json("show", "Compound::DB00331")["conflicts"]
    assert filled.labkin.json("search", "house fever", "--mode", "keyword")["hits"][0]["id"] == "HOUSE:1"
    assert filled.labkin.json("status")["nodes"] == 47_032
    assert len(filled.labkin.json("unload", table)["unloaded"]) == 1
    after = filled.labkin.json("check")
    assert (after["ok"], after["problems"]) == (True, [])
    assert after["graph_digest"] == after["ledger_digest"] == filled.checked["graph_digest"]
    assert after["transaction"] == filled.checked["transaction"] + 2


def test_loading_it_again_changes_nothing_and_starts_no_engine(filled: Filled) -> None:
    filled.labkin("stop")
    before = filled.labkin.json("status")
    again = filled.labkin.json("load", *filled.files)
    assert {file["status"] for file in again["files"]} == {"unchanged"} and again["unchanged"] == 2
    after = filled.labkin.json("status")
    assert (after["transaction"], after["chain"]) == (before["transaction"], before["chain"])
    assert (after["nodes"], after["edges"]) == (47_031, 99_676)
    assert filled.labkin.owner is None


# -- tables, structures, papers ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Collected:
    """A lab with compounds, papers and documents: what was reported, and the counts of the lab afterwards."""

    labkin: CommandLine
    paths: list[Path]
    files: dict[str, dict[str, Any]]
    status: dict[str, Any]


@pytest.fixture(scope="module")
def collected(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Collected:
    """Its projections are left to later, so that no engine runs."""
    labkin = CommandLine(tmp_path_factory.mktemp("collections") / "lab")
    labkin("init", "lab")
    compounds = [data / "compounds" / name for name in (*TABLES, *STRUCTURES, "admet.csv")]
    paths = [*compounds, data / "publications", data / "retrieval"]
    report = labkin.json("load", "--no-wait", "--workers", 2, *paths)
    return Collected(labkin, paths, by_name(report), labkin.json("status"))


def test_every_file_is_in_the_report_with_what_became_of_it(collected: Collected) -> None:
    listed = [file for path in collected.paths for file in ([path] if path.is_file() else path.rglob("*"))]
    assert set(collected.files) == {file.name for file in listed if file.is_file()}
    assert {file["status"] for file in collected.files.values()} <= STATUSES
    for name, file in collected.files.items():
        if file["status"] == "skipped":
            assert "--as" in file["error"], f"{name} is passed over, with what to do"
        if file["status"] == "failed":
            assert file["error"] and file["place"], name
    assert not [name for name, file in collected.files.items() if file["status"] == "failed"]


def test_the_known_formats_are_read_by_their_loaders(collected: Collected) -> None:
    expected = {
        **dict.fromkeys(TABLES, "compounds-csv"),
        **dict.fromkeys(STRUCTURES, "sdf"),
        **dict.fromkeys(PAPERS, "pubmed"),
        "pubmed_result1.txt": "medline",
        "corpus.jsonl.xz": "jsonl",
        "train.tsv": "table",
        "admet.csv": "table",
    }
    loaded = {name: file["loader"] for name, file in collected.files.items() if file["status"] == "loaded"}
    assert loaded | expected == loaded


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_a_table_is_a_compound_or_a_warning(collected: Collected, data: Path, name: str) -> None:
    with (data / "compounds" / name).open(encoding="utf-8", newline="") as text:
        reader = csv.DictReader(text)
        rows = [(reader.line_num, row) for row in reader]
    file, column = collected.files[name], TABLES[name]
    without = [line for line, row in rows if not row["smiles"].strip()]
    said = [warning.split(":")[0] for warning in file["warnings"]]
    assert said == [f"line {line}" for line in without][: len(said)]
    assert len(said) + file["more_warnings"] == len(without)
    kept = [row for _, row in rows if row["smiles"].strip()]
    measured = [row for row in kept if column and row[column].strip()]
    assert file["nodes"] == len(kept) + len(measured) + (column is not None) + OF_A_COLLECTION


@pytest.mark.parametrize("name", STRUCTURES)
def test_every_record_of_an_sd_file_is_a_compound(collected: Collected, data: Path, name: str) -> None:
    lines = (data / "compounds" / name).read_text(encoding="utf-8", errors="replace").splitlines()
    records, measured = lines.count("$$$$"), STRUCTURES[name]
    assert collected.files[name]["nodes"] == records * (1 + measured) + measured + OF_A_COLLECTION


def test_compounds_of_several_files_are_held_once_and_every_measurement_for_itself(
    collected: Collected, data: Path
) -> None:
    measured = 0
    for name in filter(TABLES.get, TABLES):
        with (data / "compounds" / name).open(encoding="utf-8", newline="") as text:
            measured += sum(bool(row["smiles"] and row[str(TABLES[name])]) for row in csv.DictReader(text))
    for name in filter(STRUCTURES.get, STRUCTURES):
        measured += (data / "compounds" / name).read_text(errors="replace").splitlines().count("$$$$")
    kinds, relations = collected.status["kinds"], collected.status["relations"]
    assert kinds["Measurement"] == relations["measurement_of"] == relations["measured_in"] == measured
    assert 0 < kinds["Compound"] < sum(collected.files[name]["nodes"] for name in (*TABLES, *STRUCTURES)) - measured
    assert collected.status["nodes"] == sum(kinds.values())


def nodes_in(root: ElementTree.Element) -> int:
    """Papers, their people and groups, and the terms of a file of PubMed's."""
    papers = list(root.iter("PubmedArticle"))
    authors = [(number, author) for number, paper in enumerate(papers) for author in paper.iter("Author")]
    people = {(number, author.findtext("LastName"), author.findtext("ForeName")) for number, author in authors}
    groups = sum(author.find("CollectiveName") is not None for _, author in authors)
    terms = {term.get("UI") for term in root.iterfind(".//MeshHeading/DescriptorName")}
    return len(papers) + len([one for one in people if one[1]]) + groups + len(terms)


def test_every_paper_author_and_term_of_the_publications_is_there(collected: Collected, data: Path) -> None:
    roots = {name: ElementTree.parse(data / "publications" / name).getroot() for name in PAPERS}
    assert {name: collected.files[name]["nodes"] for name in PAPERS} == {n: nodes_in(r) for n, r in roots.items()}
    medline = (data / "publications" / "pubmed_result1.txt").read_text(encoding="utf-8").splitlines()
    people = {line for line in medline if line[:4] == "FAU "}
    assert collected.files["pubmed_result1.txt"]["nodes"] >= 1 + len(people)
    papers = [paper for root in roots.values() for paper in root.iter("PubmedArticle")]
    terms = {term.get("UI") for paper in papers for term in paper.iterfind(".//MeshHeading/DescriptorName")}
    assert collected.status["kinds"]["Term"] == len(terms)
    title = "".join(papers[0].find(".//ArticleTitle").itertext())  # type: ignore[union-attr]
    (found,) = [papers[0].findtext("MedlineCitation/PMID")]
    assert collected.labkin.json("show", f"PMID:{found}")["name"] == title


def test_every_document_of_the_corpus_is_there(collected: Collected, data: Path) -> None:
    with lzma.open(data / "retrieval" / "scifact" / "corpus.jsonl.xz", "rt", encoding="utf-8") as text:
        lines = sum(1 for line in text if line.strip())
    assert collected.files["corpus.jsonl.xz"]["nodes"] == lines + 1, "the documents and the collection"


def test_loading_all_again_finds_it_unchanged(collected: Collected) -> None:
    again = by_name(collected.labkin.json("load", "--no-wait", *collected.paths))
    before = {name: file["status"] for name, file in collected.files.items()}
    assert {name: file["status"] for name, file in again.items()} == {
        name: "unchanged" if status == "loaded" else status for name, status in before.items()
    }
    after = collected.labkin.json("status")
    assert (after["transaction"], after["chain"]) == (collected.status["transaction"], collected.status["chain"])
    assert collected.labkin.owner is None
