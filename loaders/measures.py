"""What the columns of a compound table mean, told from their headers and values: identifiers, structures, results."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from labkin.loaders.profile import Column, split_unit
from labkin.loaders.text_rows import is_null

# Namespaces by the shape of their identifiers, in the order in which they are preferred as a compound's identity.
# Prefixes are spelled as the Bioregistry does (chembl.compound, cas), DRUGBANK and CHEBI as their owners do.
NAMESPACES: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("chembl.compound", re.compile(r"(?:chembl(?:\.compound)?:)?(CHEMBL\d+)$", re.IGNORECASE), ""),
    ("DRUGBANK", re.compile(r"(?:drugbank:)?(DB\d{5})$", re.IGNORECASE), ""),
    ("CHEBI", re.compile(r"CHEBI:(\d+)$", re.IGNORECASE), ""),
    ("cas", re.compile(r"(?:cas:)?(\d{2,7}-\d\d-\d)$", re.IGNORECASE), ""),
    ("zinc", re.compile(r"(?:zinc:)?(ZINC\d{4,})$", re.IGNORECASE), ""),
    ("pubchem.compound", re.compile(r"(?:(?:pubchem\.compound|cid):)?(\d+)$", re.IGNORECASE), r"pubchem|^cid$"),
    ("unii", re.compile(r"([A-Z0-9]{10})$"), r"^unii$"),
)
_ID_HEADER = re.compile(
    r"^(?:(?:compound|cmpd|mol|molecule|substance|drug|chem|registry|reg|entry|sample)[ _-]*)?"
    r"(?:id|identifier|no|number|code|key)$|_id$|chemblid$",
    re.IGNORECASE,
)
_OWN_ID = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9][\w.:/-]{1,63}$")  # "LK-000123": letters and digits, no space
_NAME = ("name", "compound name", "preferred name", "drug name", "molecule name", "title", "iupac", "iupac name")
_SMILES = ("smiles", "canonical smiles", "isomeric smiles", "canonical_smiles", "isosmiles", "structure", "molecule")

_NUMBER = r"[+-]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_MEASURE = re.compile(rf"\s*(<=|>=|<|>|≤|≥|~|≈|=)?\s*({_NUMBER})\s*(?:(?:±|\+/-)\s*({_NUMBER}))?\s*([^\d\s.,].*)?$")
_QUALIFIERS = {"≤": "<=", "≥": ">=", "≈": "~", "": "="}

_ENDPOINT = re.compile(
    r"\b(?:p?(?:IC|EC|AC|GI|CC|LD|LC|ED|TD)[ _]?50|p?K[id]|Kb|MIC|Emax|Tm|logS|logP|logD|log[ _]?(?:solubility|d|p|s)|"
    r"solubility|sol|clearance|half[ _-]?life|inhibition|viability|permeability|papp|caco2?|bioavailability|"
    r"affinity|potency|activity|melting[ _]point|pka|efflux|cytotoxicity|toxicity|penetration)\b|"
    r"^(?:p_np|NR-[A-Za-z-]+|SR-[A-Za-z0-9-]+|CHEMBL\d+)$",
    re.IGNORECASE,
)
# Headers that say only that something was measured: the file's own name says what.
_BARE = re.compile(
    r"^(?:exp|expt|experimental|measured|value|activity|y|label|target|result)(?:[ _]value)?$", re.IGNORECASE
)
_MEASURED = re.compile(r"^(?:measured|experimental|exp|expt)\b[ _]*", re.IGNORECASE)
_SAID_MEASURED = re.compile(r"measured|experimental|\bexpt?\b", re.IGNORECASE)
# Outcomes of the public toxicity and ADMET collections: 0 or 1 where measured, a probability where predicted.
_OUTCOME = re.compile(r"(?:NR|SR)-|AMES\b|hERG\b|DILI\b|ClinTox\b|BBB_|HIA_|Pgp_|CYP\w+_", re.IGNORECASE)
# Not results of an assay: computed from the structure, predicted, or about another value.
_COMPUTED = re.compile(
    r"predict|\bcalc|computed|estimated|\bpred\b|classification|\bclass\b|\bstd\b|stderr|\berror\b|\bsd\b|\bunits?\b|"
    r"relation|comment|^[xas]?logp\d?$|clogp|alogp",
    re.IGNORECASE,
)


class Measure(NamedTuple):
    """A value as it stands in a cell. `qualifier` is one of = < > <= >= ~; `error` is what follows a ±."""

    value: float
    qualifier: str = "="
    unit: str = ""
    error: float | None = None


def parse_measure(cell: str, decimal_comma: bool = False) -> Measure | None:
    """The value in a cell, or None when it is no value.

    >>> parse_measure(">10,000")
    Measure(value=10000.0, qualifier='>', unit='', error=None)
    >>> parse_measure("≤ 0.5 nM"), parse_measure("5 to 10")
    (Measure(value=0.5, qualifier='<=', unit='nM', error=None), None)
    """
    if decimal_comma:
        cell = cell.replace(",", ".")
    found = _MEASURE.match(cell.replace("−", "-"))
    if not found or (found[4] and re.match(r"(?:to|and|or)\b|[-–]", found[4])) or _odd_commas(found[2]):
        return None
    mark = found[1] or ""
    error = float(found[3].replace(",", "")) if found[3] else None
    return Measure(float(found[2].replace(",", "")), _QUALIFIERS.get(mark, mark), (found[4] or "").strip(), error)


def _odd_commas(number: str) -> bool:
    return "," in number and not re.match(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$", number)


def identify(header: str, cell: str) -> str | None:
    """The identifier that a cell holds in one of the known namespaces, with its prefix.

    >>> identify("CMPD_CHEMBLID", "CHEMBL25"), identify("num", "2244"), identify("PubChem CID", "2244")
    ('chembl.compound:CHEMBL25', None, 'pubchem.compound:2244')
    """
    cell = cell.strip()
    for prefix, shape, wanted in NAMESPACES:
        found = shape.match(cell)
        if not found or (wanted and not re.search(wanted, header.strip(), re.IGNORECASE)):
            continue
        if prefix != "cas" or _is_cas(found[1]):
            local = found[1].upper()
            return f"{prefix}:{local}"
    return None


def _is_cas(text: str) -> bool:
    digits = text.replace("-", "")
    return sum(i * int(d) for i, d in enumerate(reversed(digits[:-1]), 1)) % 10 == int(digits[-1])


@dataclass(slots=True)
class Role:
    """What a column is for.

    `what` is structure, inchi, inchikey, xref, own_id, name, synonyms, index, measure or property.
    """

    index: int
    column: Column
    what: str
    key: str  # the name of the property, or of the endpoint for a measure
    unit: str = ""


def roles(columns: list[Column], samples: list[list[str]], stem: str) -> list[Role]:
    """What each column is for, from its header, its type and the cells of the first rows."""
    found = [
        _role(i, column, [row[i] for row in samples if not is_null(row[i])], stem) for i, column in enumerate(columns)
    ]
    if _predicted(columns):
        for role in found:
            if role.what == "measure" and not _SAID_MEASURED.search(role.column.name):
                role.what, role.key = "property", property_key(*split_unit(role.column.name))
    _keep_first(found, "structure", "property")
    _keep_first(found, "own_id", "property")
    _keep_first(found, "name", "property")
    return found


def _predicted(columns: list[Column]) -> bool:
    """Whether the table holds predictions: an outcome that is yes or no when measured lies between there."""
    return any(
        _OUTCOME.match(c.name) and c.type == "number" and (c.distinct is None or c.distinct > 2) for c in columns
    )


def _keep_first(found: list[Role], what: str, otherwise: str) -> None:
    for role in [role for role in found if role.what == what][1:]:
        role.what = otherwise


def _role(index: int, column: Column, cells: list[str], stem: str) -> Role:
    header = column.name.strip()
    label, unit = split_unit(header)
    plain = re.sub(r"[_\s]+", " ", header.lower()).strip()
    key = property_key(label, unit)

    def role(what: str, key: str = key) -> Role:
        return Role(index, column, what, key, unit)

    if is_structure(header, cells):
        return role("structure")
    if plain in ("inchi", "standard inchi", "std inchi"):
        return role("inchi")
    if plain in ("inchikey", "inchi key", "standard inchikey", "standard inchi key"):
        return role("inchikey", "reported_inchikey")
    if cells and sum(identify(header, cell) is not None for cell in cells) > len(cells) // 2:
        return role("xref")
    if header.lower() in ("unnamed: 0", "index") or (header == "column_1" and index == 0 and column.type == "integer"):
        return role("index")
    if _ID_HEADER.search(header) and cells:
        if all(_OWN_ID.match(cell.strip()) for cell in cells) and column.type == "text":
            return role("own_id")
        return role("property" if column.type == "integer" else "name", "local_id")
    if plain in _NAME:
        return role("name")
    if plain in ("synonyms", "aliases", "other names"):
        return role("synonyms", "synonyms")
    endpoint = endpoint_of(label, stem) if _is_measure(column, label) else ""
    if not endpoint:
        return role("property")
    if unit and re.search(r"\blog", label, re.IGNORECASE) and not unit.startswith("log"):
        unit = f"log {unit}"  # the logarithm of a quantity is not in the unit of the quantity
    return role("measure", endpoint)


def is_structure(header: str, cells: list[str]) -> bool:
    """Whether a column holds SMILES: its header says so, and its first cells could be."""
    plain = re.sub(r"[_\s]+", " ", header.lower()).strip()
    if plain not in _SMILES and "smiles" not in plain:
        return False
    good = sum(could_be_smiles(cell) for cell in cells)
    return bool(cells) and good * 2 >= len(cells)


def could_be_smiles(cell: str) -> bool:
    """Whether the text is made of what SMILES are made of."""
    return bool(re.match(r"[A-Za-z0-9@+\-\[\]()=#$:/\\.%*~>]+(?:\s*\|.*\|)?$", cell.strip())) and bool(
        re.search(r"[BCNOPSFIbcnops*]|\[", cell)
    )


def _is_measure(column: Column, label: str) -> bool:
    if column.type not in ("integer", "number") or not column.filled or _COMPUTED.search(label.replace("_", " ")):
        return False
    return bool(_BARE.match(label) or _ENDPOINT.search(re.sub(r"_", " ", label)) or _ENDPOINT.search(label))


_ENDPOINTS = {
    "p_np": "blood-brain barrier penetration",
    "sol": "solubility",
}


def endpoint_of(label: str, stem: str) -> str:
    """The name of what a column measures; the file's name where the header says only that it was measured.

    >>> endpoint_of("exp", "Lipophilicity"), endpoint_of("measured log solubility", "x"), endpoint_of("IC50", "x")
    ('Lipophilicity', 'log solubility', 'IC50')
    """
    if _BARE.match(label):
        return stem
    return _ENDPOINTS.get(label.lower()) or _MEASURED.sub("", label).strip() or label


def property_key(label: str, unit: str = "") -> str:
    """The name of a property from a header: small words joined by underscores, the unit last.

    >>> property_key("Polar Surface Area", "Å2"), property_key("NumberOfRings"), property_key("hERG")
    ('polar_surface_area_å2', 'number_of_rings', 'herg')
    """
    words = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", label) + (f" {unit}" if unit else "")
    return re.sub(r"\W+", "_", words.lower()).strip("_") or "value"
