"""Compounds from tables and SD files: structures, identity, measurements."""

from __future__ import annotations

import io
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from rdkit import Chem

from labkin.graph.errors import BadInput
from labkin.graph.model import Edge, Node, Source
from labkin.graph.values import Value
from labkin.loaders import compounds, sdf
from labkin.loaders.base import HEAD_BYTES, Input
from labkin.loaders.chemistry import from_inchi, from_mol_block, from_smiles
from labkin.loaders.inputs import hash_file, open_inputs, source_of
from labkin.loaders.measures import identify, parse_measure

DATA = Path(__file__).parents[1] / "data"
ASPIRIN = "BSYNRYMUTXBXSQ-UHFFFAOYSA-N"


def item(data: bytes, name: str = "c.csv") -> Input:
    source = Source(f"/lab/{name}", "5a", len(data), "x", "1")
    return Input(name, source, partial(io.BytesIO, data), data[:HEAD_BYTES])


class Loaded:
    """What a loader said of an input, by kind and relation."""

    def __init__(self, given: Input) -> None:
        load = sdf.load if given.name.endswith(".sdf") else compounds.load
        self.input, self.statements = given, list(load(given))
        facts = [statement.fact for statement in self.statements]
        self.nodes = [fact for fact in facts if isinstance(fact, Node)]
        self.edges = [fact for fact in facts if isinstance(fact, Edge)]

    def of(self, kind: str) -> dict[str, Node]:
        return {str(node.id): node for node in self.nodes if node.kind == kind}

    def pairs(self, relation: str) -> list[tuple[str, str]]:
        return [(str(edge.subject), str(edge.object)) for edge in self.edges if edge.relation == relation]

    def values(self, compound: str) -> list[tuple[Value | None, ...]]:
        of = {subject for subject, object in self.pairs("measurement_of") if object == compound}
        found = [node.props for id, node in self.of("Measurement").items() if id in of]
        return [tuple(props.get(key) for key in ("endpoint", "qualifier", "value", "unit")) for props in found]


@pytest.fixture(scope="module")
def solubility() -> Loaded:
    return Loaded(item((DATA / "compounds-csv/solubility.csv").read_bytes(), "solubility.csv"))


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("C1:C:C:C:C:C:1", "c1ccccc1"),
        ("CN1:C(CN2CCN(C3:C:C:C(Cl):C:C:3)CC2):N:C2:C:C:C:C:C:2:1", "Cn1c(CN2CCN(c3ccc(Cl)cc3)CC2)nc2ccccc21"),
        ("C1:C:C2:C:C:C:C:C:2:[NH]:1", "c1ccc2[nH]ccc2c1"),
        ("CC1:O:C:C:C:1C(=O)NC1:C:C:C:C:C:1", "Cc1occc1C(=O)Nc1ccccc1"),
        ("[Na+].CC(=O)[O-]", "CC(=O)[O-].[Na+]"),
    ],
)
def test_rings_of_capital_letters_with_aromatic_bonds_are_aromatic(written: str, canonical: str) -> None:
    structure = from_smiles(written)
    assert structure is not None
    assert structure.smiles == Chem.CanonSmiles(canonical)
    assert structure == from_smiles(canonical)


@pytest.mark.parametrize("bad", ["", "C1CC(", "xyz", "c1ccc1c", "F(C)(C)C", "C" * 30_000, "\0", "日本"])
def test_what_is_no_structure_is_none_and_nothing_is_printed(bad: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert from_smiles(bad) is None
    assert from_inchi(bad) is None
    assert from_mol_block(bad) is None
    assert capfd.readouterr() == ("", "")


@for_all(st.text(alphabet="CNOcn1234()[]=#:@+-.Hl\\/%", max_size=30))
def test_structures_round_trip_through_their_canonical_smiles(text: str) -> None:
    structure = from_smiles(text)
    if structure is not None:
        assert structure.molecular_weight >= 0
        assert from_smiles(structure.smiles) is not None


def test_a_polymer_without_inchikey_still_has_an_identifier() -> None:
    structure = from_smiles("*CC*")
    assert structure is not None
    assert structure.inchikey == ""
    assert structure.id.startswith("smiles-sha256:")


def test_a_row_becomes_a_compound_with_readable_properties(solubility: Loaded) -> None:
    aspirin = solubility.of("Compound")["LK-001"].props
    assert aspirin == {
        "name": "aspirin",
        "smiles": "CC(=O)Oc1ccccc1C(=O)O",
        "inchikey": ASPIRIN,
        "formula": "C9H8O4",
        "molecular_weight": 180.159,
        "polar_surface_area": 63.6,
        "lot": "007",
    }


def test_measured_columns_become_measurements_in_an_assay_of_their_own(solubility: Loaded) -> None:
    assert solubility.values("LK-001") == [("IC50", ">", 10000.0, "nM"), ("log solubility", "=", -1.72, "log mol/L")]
    assert solubility.values("LK-003") == [("log solubility", "=", -1.03, "log mol/L")]
    assays = {(node.props["endpoint"], node.props["unit"]) for node in solubility.of("Assay").values()}
    assert assays == {("IC50", "nM"), ("log solubility", "log mol/L")}


def test_replicates_are_facts_of_their_own(solubility: Loaded) -> None:
    assert [value[2] for value in solubility.values("LK-002") if value[0] == "IC50"] == [12.5, 14.0]
    assert [node.props["replicate"] for node in solubility.of("Measurement").values()].count(2) == 1


def test_nothing_is_a_dead_end(solubility: Loaded) -> None:
    linked = {id for edge in solubility.edges for id in (str(edge.subject), str(edge.object))}
    assert {str(node.id) for node in solubility.nodes} <= linked
    (dataset,) = solubility.of("Dataset")
    described = {object for subject, object in solubility.pairs("describes") if subject == dataset}
    assert described == {*solubility.of("Compound"), *solubility.of("Assay")}
    assert set(solubility.pairs("derived_from")) == {(id, dataset) for id in solubility.of("Measurement")}


def test_cross_references_and_equal_structures_say_why_they_are_the_same(solubility: Loaded) -> None:
    reasons = {
        (str(edge.subject), str(edge.object)): edge.props["reason"]
        for edge in solubility.edges
        if edge.relation == "same_as"
    }
    assert reasons == {
        ("LK-001", "chembl.compound:CHEMBL25"): "cross-reference in column ChEMBL ID",
        ("LK-003", "chembl.compound:CHEMBL112"): "cross-reference in column ChEMBL ID",
        ("LK-004", "chembl.compound:CHEMBL25"): "cross-reference in column ChEMBL ID",
        ("LK-004", "LK-001"): f"equal InChIKey {ASPIRIN}",
    }


def test_an_unreadable_structure_is_a_remark_and_its_compound_stays(solubility: Loaded) -> None:
    assert [(r.place, r.why) for r in solubility.input.warnings] == [
        ("line 6", "the structure cannot be read: 'C1CC('"),
    ]
    unreadable = solubility.of("Compound")["LK-005"].props
    assert unreadable["name"] == "unreadable"
    assert "smiles" not in unreadable


def test_a_compound_without_identifier_and_structure_is_passed_over_with_a_remark() -> None:
    loaded = Loaded(item(b"name,smiles\nethanol,CCO\nnothing,C1CC(\n"))
    assert list(loaded.of("Compound")) == ["inchikey:LFQSCWFLJHTTHZ-UHFFFAOYSA-N"]
    assert [remark.place for remark in loaded.input.warnings] == ["line 3", "line 3"]


def test_many_bad_rows_make_few_remarks() -> None:
    loaded = Loaded(item(b"id,smiles\n" + b"".join(b"X-%d,C1CC(\n" % n for n in range(100)) + b"X-900,CCO\n" * 101))
    assert len(loaded.input.warnings) == 21
    assert loaded.input.warnings[-1].why.endswith("80 more times")


def test_predicted_columns_are_properties_and_not_measurements() -> None:
    loaded = Loaded(
        item(b"smiles,hERG,Solubility_AqSolDB,measured logD\nCCO,0.13,-1.5,0.1\nCCC,0.97,-2.5,0.3\nC,0.5,1.5,2\n")
    )
    assert {node.props["endpoint"] for node in loaded.of("Measurement").values()} == {"logD"}
    assert next(iter(loaded.of("Compound").values())).props["herg"] == 0.13


def test_a_bare_header_takes_its_endpoint_from_the_name_of_the_file() -> None:
    loaded = Loaded(item(b"smiles,exp\nCCO,0.5\nCC,1.5\n", "Lipophilicity.csv"))
    assert {node.props["endpoint"] for node in loaded.of("Measurement").values()} == {"Lipophilicity"}


def test_a_table_without_structures_is_refused_with_advice() -> None:
    with pytest.raises(BadInput, match="--as table"):
        Loaded(item(b"a,b\n1,2\n3,4\n"))


@pytest.mark.parametrize(
    ("header", "cell", "id"),
    [
        ("x", "CHEMBL25", "chembl.compound:CHEMBL25"),
        ("x", "DB00945", "DRUGBANK:DB00945"),
        ("x", "drugbank:DB00945", "DRUGBANK:DB00945"),
        ("x", "CHEBI:15365", "CHEBI:15365"),
        ("x", "50-78-2", "cas:50-78-2"),
        ("x", "50-78-3", None),
        ("PubChem CID", "2244", "pubchem.compound:2244"),
        ("number", "2244", None),
        ("x", "ZINC03814457", "zinc:ZINC03814457"),
    ],
)
def test_identifiers_are_told_by_their_shape(header: str, cell: str, id: str | None) -> None:
    assert identify(header, cell) == id


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("5", (5.0, "=", "", None)),
        (" >= 1e-3 uM", (0.001, ">=", "uM", None)),
        ("≤5", (5.0, "<=", "", None)),
        ("~ 7", (7.0, "~", "", None)),
        ("−3.5", (-3.5, "=", "", None)),
        ("1.2 ± 0.3 nM", (1.2, "=", "nM", 0.3)),
        ("12,500", (12500.0, "=", "", None)),
    ],
)
def test_values_are_read_with_their_qualifier_unit_and_error(cell: str, wanted: tuple[object, ...]) -> None:
    assert parse_measure(cell) == wanted


@pytest.mark.parametrize("cell", ["", "high", "5-10", "1 to 2", "1,5", "2024-01-01", "<", "1.2.3"])
def test_what_is_no_value_is_none(cell: str) -> None:
    assert parse_measure(cell) is None


def test_records_of_an_sd_file_become_compounds_and_a_broken_one_is_told_by_number() -> None:
    loaded = Loaded(item((DATA / "sdf/two.sdf").read_bytes(), "two.sdf"))
    compounds = loaded.of("Compound")
    assert {id: node.props.get("formula") for id, node in compounds.items()} == {
        "cas:64-17-5": "C2H6O",
        "inchikey:VNWKTOKETHGBQD-UHFFFAOYSA-N": "CH4",
        "cas:71-43-2": None,
    }
    assert compounds["cas:64-17-5"].props["name"] == "ethanol"
    assert loaded.values("cas:64-17-5") == [("IC50", ">", 100.0, "uM")]
    assert [remark.place for remark in loaded.input.warnings] == ["record 3, line 33"]


def test_a_mol_file_without_separator_is_one_record() -> None:
    data = (DATA / "sdf/two.sdf").read_bytes()
    loaded = Loaded(item(data[: data.index(b"> <CAS>")], "one.sdf"))
    assert len(loaded.of("Compound")) == 1


REAL = {
    "ESOL_delaney-processed.csv": (1128, 1128),
    "Lipophilicity.csv": (4200, 4200),
    "BBBP.csv": (2039, 2039),
    "FreeSolv_SAMPL.csv": (642, 642),
    "tox21.csv": (7831, 7823),  # eight aluminium esters have five bonds to aluminium
}


@pytest.mark.parametrize("name", REAL)
def test_the_public_collections_load_with_their_structures(name: str, data: Path) -> None:
    path = data / "compounds" / name
    (given,) = open_inputs(path, source_of(path, hash_file(path)))
    assert isinstance(given, Input)
    rows = [node for node in Loaded(given).nodes if node.kind == "Compound"]
    assert (len(rows), sum("smiles" in node.props for node in rows)) == REAL[name]
    aromatic = Counter("c1" in str(node.props.get("smiles")) for node in rows)
    assert aromatic[True] > 100
    # The masses that the file itself gives say that every hydrogen was found.
    assert not any("reported_molecular_weight" in node.props for node in rows)
