"""Structures of small molecules: from SMILES, InChI or a mol block to what the graph says of them.

RDKit does the chemistry. It complains on standard error about every structure it cannot read; here it is silent, and
a structure that cannot be read is None.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple


class Structure(NamedTuple):
    """What follows from a structure alone. `molecular_weight` is the average mass in g/mol.

    `inchikey` is empty for what InChI cannot say (polymers, attachment points).
    """

    smiles: str
    inchikey: str
    formula: str
    molecular_weight: float

    @property
    def id(self) -> str:
        """An identifier of the structure itself: its InChIKey, else the hash of its canonical SMILES."""
        if self.inchikey:
            return f"inchikey:{self.inchikey}"
        return f"smiles-sha256:{hashlib.sha256(self.smiles.encode()).hexdigest()[:24]}"

    def props(self) -> dict[str, object]:
        """As properties of a Compound node."""
        return {key: value for key, value in self._asdict().items() if value != ""}


def from_smiles(text: str) -> Structure | None:
    """The structure that a SMILES says, or None where it says none.

    Rings written with explicit aromatic bonds between capital letters (`C1:C:C:C:C:C:1`) are read as the aromatic rings
    that they mean.
    """
    text = text.strip()
    if not text or len(text) > 20_000:
        return None

    def parse() -> Any:
        from rdkit import Chem

        return Chem.MolFromSmiles(text)

    return _described(parse)


def from_inchi(text: str) -> Structure | None:
    """The structure that an InChI says, or None."""

    def parse() -> Any:
        from rdkit import Chem

        inchi: Any = Chem.MolFromInchi
        return inchi(text.strip())

    return _described(parse)


def from_mol_block(block: str) -> Structure | None:
    """The structure of a mol block (V2000 or V3000), or None. One without atoms is None too."""

    def parse() -> Any:
        from rdkit import Chem

        return Chem.MolFromMolBlock(block, sanitize=True, removeHs=True, strictParsing=False)

    return _described(parse)


def _described(parse: Callable[[], Any]) -> Structure | None:
    from rdkit import Chem, rdBase
    from rdkit.Chem import rdMolDescriptors

    to_inchikey: Any = Chem.MolToInchiKey
    with rdBase.BlockLogs():
        try:
            mol = parse()
            if mol is None or not mol.GetNumAtoms():
                return None
            return Structure(
                Chem.MolToSmiles(mol),
                to_inchikey(mol),
                rdMolDescriptors.CalcMolFormula(mol),
                round(rdMolDescriptors._CalcMolWt(mol), 4),
            )
        except (ValueError, RuntimeError):  # valences and rings that cannot be, RDKit's own invariants
            return None
