"""The compounds: real structures and measured values, chosen from public collections, with the lab's own numbers."""

from __future__ import annotations

import csv
import lzma
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labkin.app.demo.maker.common import SEED, Row, ours, read_tsv, write_rows
from labkin.loaders.chemistry import from_smiles

FIREFLY, EMBER = range(1, 91), range(91, 161)
# The compounds of the story and the ChEMBL compounds whose structures they borrow.
STARS = {
    13: "CHEMBL187007",
    17: "CHEMBL299672",
    29: "CHEMBL371888",
    42: "CHEMBL384699",
    58: "CHEMBL1562923",
    107: "CHEMBL1782167",
}
KINASE_LIKE = ("c1ccccc1[NH]c1ncnc2ccccc12", "c1ccccc1[NH]c1nccc(n1)")
EMBER_LIKE = ("O=C([NH]C1CC1)", "c1ccncc1-c1ccccc1", "O=C(N)c1cccnc1", "O=c1[nH]cccc1", "c1cnn(c1)-c1ccccc1")
REAGENTS = {  # building blocks of the syntheses: common names and structures
    "5-chloro-2-fluoroaniline": "Nc1cc(Cl)ccc1F",
    "4-chloro-7-methoxy-6-(3-morpholinopropoxy)quinazoline": "COc1cc2ncnc(Cl)c2cc1OCCCN1CCOCC1",
    "3-chloro-4-fluoroaniline": "Nc1ccc(F)c(Cl)c1",
    "4-chloro-6,7-dimethoxyquinazoline": "COc1cc2ncnc(Cl)c2cc1OC",
    "morpholine": "C1COCCN1",
    "6-chloronicotinic acid": "OC(=O)c1ccc(Cl)nc1",
    "cyclopropylmethanamine": "NCC1CC1",
    "2,4-dichloropyrimidine": "Clc1ccnc(Cl)n1",
    "sodium bicarbonate": "[Na+].OC([O-])=O",
    "propan-2-ol": "CC(C)O",
}


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound: its identifier and name, canonical SMILES, molecular weight in g/mol, one measured value."""

    id: str
    name: str
    smiles: str
    weight: float
    measured: float | None = None
    chembl: str = ""
    number: int = 0

    @property
    def project(self) -> str:
        """Which project a library compound belongs to."""
        return "Firefly" if self.number in FIREFLY else "Ember"


@dataclass(frozen=True, slots=True)
class Chemistry:
    """All compounds: the lab's library by number, drugs by name, reference compounds, reagents by name."""

    library: dict[int, Compound]
    drugs: dict[str, Compound]
    reference: list[Compound]
    reagents: dict[str, Compound]


def source(*parts: str) -> Path:
    """A file of the public collections. Raises KeyError when LABKIN_DATA is not set."""
    return Path(os.environ["LABKIN_DATA"], *parts)


def make() -> Chemistry:
    """Choose the compounds."""
    drugs = _drugs()
    library = _library()
    reagents: dict[str, Compound] = {}
    for name, smiles in REAGENTS.items():
        found = from_smiles(smiles)
        assert found is not None
        reagents[name] = Compound(found.id, name, found.smiles, found.molecular_weight)
    taken = {c.id for c in reagents.values()}
    return Chemistry(library, drugs, _reference(taken, {d.smiles for d in drugs.values()}), reagents)


def _rows(name: str) -> list[dict[str, str]]:
    with source("compounds", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _drugs() -> dict[str, Compound]:
    """The drugs that the facts speak of, with their ChEMBL identifiers."""
    wanted = {row["subject"] for row in read_tsv(SEED / "facts.tsv")}
    with lzma.open(source("lexicons", "drugbank_mappings.tsv.xz"), "rt", encoding="utf-8") as file:
        chembl = {r["DRUGBANK_ID"]: r["ID"] for r in csv.DictReader(file, delimiter="\t") if r["NAMESPACE"] == "CHEMBL"}
    with lzma.open(source("lexicons", "chembl_tas.csv.xz"), "rt", encoding="utf-8", newline="") as file:
        by_name = {row["pref_name"].lower(): row["chembl_id"] for row in csv.DictReader(file)}
    found: dict[str, Compound] = {}
    for row in _rows("drugbank_approved.csv"):
        name = row["name"].lower()
        key = by_name.get(name) or chembl.get(row["id"], "") if name in wanted else ""
        structure = from_smiles(row["smiles"]) if key else None
        if structure is not None:
            id = f"chembl.compound:{key}"
            found[name] = Compound(id, name, structure.smiles, structure.molecular_weight, None, key)
    return dict(sorted(found.items()))


def _library() -> dict[int, Compound]:
    """160 compounds of the lipophilicity collection: kinase-like ones first, the stars in their places.

    Approved drugs are left out: nobody should read an invented result as one of a medicine.
    """
    from rdkit import Chem

    patterns = [[Chem.MolFromSmarts(s) for s in group] for group in (KINASE_LIKE, EMBER_LIKE)]
    drugs = {s.inchikey[:14] for row in _rows("drugbank_approved.csv") if (s := from_smiles(row["smiles"]))}
    rows: dict[str, tuple[str, float, float]] = {}
    groups: tuple[list[str], list[str]] = ([], [])
    for row in sorted(_rows("Lipophilicity.csv"), key=lambda r: int(r["CMPD_CHEMBLID"][6:])):
        structure = from_smiles(row["smiles"])
        if (
            structure is None
            or structure.inchikey[:14] in drugs
            or structure.molecular_weight > 520
            or "." in structure.smiles
        ):
            continue
        key = row["CMPD_CHEMBLID"]
        rows[key] = (structure.smiles, structure.molecular_weight, float(row["exp"]))
        mol: Any = Chem.MolFromSmiles(structure.smiles)
        group = next((i for i, ps in enumerate(patterns) if any(mol.HasSubstructMatch(p) for p in ps)), None)
        if group is not None and key not in STARS.values():
            groups[group].append(key)
    library: dict[int, Compound] = {}
    streams = [iter(group[:: max(1, len(group) // 120)]) for group in groups]
    for number in (*FIREFLY, *EMBER):
        key = STARS.get(number) or next(streams[0] if number in FIREFLY else streams[1])
        name = f"LK-{number:04}"
        library[number] = Compound(ours(name), name, *rows[key], key, number)
    return library


def _reference(taken: set[str], drugs: set[str]) -> list[Compound]:
    """Every ninth compound of the solubility collection that has a plain name, with its measured log solubility."""
    found: dict[str, Compound] = {}
    for row in _rows("ESOL_delaney-processed.csv"):
        name, structure = row["Compound ID"].strip(), from_smiles(row["smiles"])
        plain = name.replace(" ", "").replace("-", "").replace(",", "").isalnum() and not name[:3].isupper()
        if structure is None or not plain or structure.id in taken or structure.smiles in drugs:
            continue
        value = float(row["measured log solubility in mols per litre"])
        found.setdefault(
            structure.id, Compound(structure.id, name.lower(), structure.smiles, structure.molecular_weight, value)
        )
    chosen = sorted(found.values(), key=lambda c: (c.name, c.id))
    return [c for i, c in enumerate(chosen) if i % 8 == 0]


def write(chemistry: Chemistry, folder: Path) -> None:
    """The four files of compounds."""
    library = [
        {
            "id": c.id,
            "name": c.name,
            "smiles": c.smiles,
            "structure_from": f"record {c.chembl}",
            "project": c.project,
            "measured_logD": c.measured,
        }
        for c in chemistry.library.values()
    ]
    write_rows(folder / "lantern_library.csv", library)
    drugs: list[Row] = [{"chembl_id": c.chembl, "name": c.name, "smiles": c.smiles} for c in chemistry.drugs.values()]
    write_rows(folder / "approved_drugs.csv", drugs)
    reference: list[Row] = [
        {"name": c.name, "smiles": c.smiles, "measured_log_solubility": c.measured} for c in chemistry.reference
    ] + [{"name": c.name, "smiles": c.smiles, "measured_log_solubility": ""} for c in chemistry.reagents.values()]
    write_rows(folder / "reference_compounds.csv", reference)
    _write_sdf([chemistry.library[n] for n in (*STARS, 99, 131, 142)], folder / "lead_series.sdf")


def _write_sdf(compounds: list[Compound], path: Path) -> None:
    from rdkit import Chem
    from rdkit.Chem import rdDepictor

    blocks: list[str] = []
    for compound in compounds:
        mol: Any = Chem.MolFromSmiles(compound.smiles)
        rdDepictor.Compute2DCoords(mol)
        fields = {"compound_id": compound.id, "project": compound.project}
        if compound.number == 42:
            fields["melting_onset_cel"] = "190"  # the registry says 186: form II against form I
        data = "".join(f">  <{key}>\n{value}\n\n" for key, value in fields.items())
        mol.SetProp("_Name", compound.name)
        blocks.append(Chem.MolToMolBlock(mol) + data + "$$$$\n")
    path.write_text("".join(blocks), encoding="utf-8", newline="\n")
