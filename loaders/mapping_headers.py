"""What the words of a header mean: kinds, identifiers, endpoints with units, replicates and conditions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from labkin.graph.schema import KINDS as SCHEMA
from labkin.loaders.profile import UNITS, is_unit, split_unit

if TYPE_CHECKING:
    from labkin.loaders.mapping_columns import Use

ID_WORDS = frozenset(
    (
        "id",
        "ids",
        "identifier",
        "no",
        "nr",
        "number",
        "num",
        "code",
        "key",
        "barcode",
        "ref",
        "reference",
        "accession",
        "#",
    )
)
NAME_WORDS = frozenset(("name", "names", "label", "title"))
PLAIN_IDS = frozenset(("id", "no", "number", "code", "key", "identifier", "entry", "ref", "barcode", "registry", ""))
_ALSO: dict[str, str] = {
    **dict.fromkeys(("cmpd", "cpd", "mol", "chem", "registration", "ligand", "test article", "inhibitor"), "Compound"),
    **dict.fromkeys(("batch lot", "lot batch", "salt batch", "preparation"), "Batch"),
    **dict.fromkeys(("vial", "tube", "well sample", "specimen", "aliquot", "biospecimen"), "Sample"),
    **dict.fromkeys(("target", "target gene", "gene symbol", "symbol", "hgnc symbol"), "Gene"),
    **dict.fromkeys(("target protein", "uniprot", "protein target"), "Protein"),
    **dict.fromkeys(("strain", "animal species", "host"), "Species"),
    **dict.fromkeys(("cells", "cell", "celline"), "CellLine"),
    **dict.fromkeys(("sop", "method", "protocol version"), "Protocol"),
    **dict.fromkeys(("instrument serial", "device", "reader"), "Instrument"),
    **dict.fromkeys(("eln", "notebook", "notebook page", "eln page", "eln entry", "notebook entry"), "Document"),
    **dict.fromkeys(("doi", "pmid", "paper", "reference doi"), "Publication"),
    **dict.fromkeys(("assay", "screen", "assay protocol"), "Assay"),
    **dict.fromkeys(("experiment", "study", "exp"), "Experiment"),
    **dict.fromkeys(("vendor", "supplier", "manufacturer", "cro", "site", "provider"), "Organization"),
}  # fmt: skip
PERSON = re.compile(
    r"^(?:\w+ )?by$|^(?:person|scientist|analyst|operator|chemist|biologist|researcher|technician|author|owner|user|"
    r"submitter|investigator|pi|experimenter|responsible|tester|contact)$"
)
# Synonyms of kinds that are, as headers, something else: "value" is a number, "line" may be anything.
_NOT_HEADERS = frozenset(
    (
        *("value", "result", "reading", "test", "line", "data", "record", "note", "report", "study", "entry", "group"),
        *("team", "run", "who", "cell", "cells", "job", "condition", "function", "analysis", "application", "abstract"),
        *("term", "concept", "method", "author"),
    )
)
KINDS = {
    word.lower(): row.name
    for row in reversed(SCHEMA)
    for word in (row.name, row.english, *row.synonyms)
    if word.lower() not in _NOT_HEADERS
} | _ALSO
CURIES: dict[str, str] = {
    "DOID": "Disease", "MONDO": "Disease", "HP": "Phenotype", "HGNC": "Gene", "NCBIGENE": "Gene", "ENSEMBL": "Gene",
    "UNIPROT": "Protein", "UNIPROTKB": "Protein", "CL": "CellType", "CVCL": "CellLine", "UBERON": "Anatomy",
    "NCBITAXON": "Species", "GO": "Process", "CHEBI": "Compound", "BAO": "Assay", "MESH": "Term",
}  # fmt: skip

_REPLICATE = re.compile(
    r"[\s_\-]*[(\[]?(?:rep(?:licate|eat)?|run|n)[\s_\-.=#]*(\d{1,2})[)\]]?$|[\s_]*#(\d{1,2})$", re.I
)
NUMBERED = re.compile(r"^(.*\S)[\s_]+([1-9]\d?)$")
CONDITION = re.compile(r"\s*(?:@|\bat\b)\s*([\d.,]+\s*[^\W\d]\w*(?:/\w+)*)", re.IGNORECASE)
ENDPOINT = re.compile(
    r"(?<![A-Za-z])p?(?:IC|EC|AC|GI|CC|LD|LC|ED|TD|DC|TC|SC)[ _]?(?:50|80|90)|"
    r"(?<![A-Za-z])p?K[id](?:app)?\b|\bKb\b|\bKm\b|k(?:cat|on|off)\b|"
    r"\bMIC(?:50|90)?\b|\bE_?max\b|\bDmax\b|\bTm\b|\bΔ?Tm\b|log[ _]?(?:solubility|[SPD])(?:[ _]?7\.?4)?\b|"
    r"solubility|\bCL_?int\b|clearance|half[ _-]?life|\bt[ _]?1/2\b|(?:%|percent)? ?inh(?:ib(?:ition)?)?\b|viability|"
    r"permeability|\bPapp\b|efflux(?: ratio)?|bioavailability|\bCmax\b|\bTmax\b|\bAUC\b|affinity|potency|"
    r"melting[ _]point|\bpKa\b|cytotoxicity|absorbance|fluorescence|luminescence|\bOD ?\d{3}\b|\bCt\b|fold[ _]change|"
    r"plasma[ _]protein[ _]binding|\bPPB\b|%? ?remaining|%? ?activity|%? ?response|titre|titer|"
    r"\bfu\b|hill[ _]?slope|\bRFU\b|\bRLU\b|signal|intensity",
    re.IGNORECASE,
)
COMPUTED = re.compile(r"predict|\bcalc|comput|estimated|\bpred\b|clogp|alogp|xlogp|slogp|hill", re.IGNORECASE)
ERROR = re.compile(r"\b(?:sd|sem|std|stdev|std dev|std err|stderr|standard deviation|standard error|error|±)\b")
INCHIKEY = re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]$")
QUALIFIER_CELLS = re.compile(r"'?(?:=|<|>|<=|>=|≤|≥|~|≈|==|<<|>>)?'?$")
LONG: dict[str, Use] = {
    **dict.fromkeys(("endpoint", "parameter", "standard type", "measurement type", "readout", "result type", "analyte",
                     "activity type", "type of result", "test", "test name"), "endpoint"),
    **dict.fromkeys(("unit", "units", "standard units", "uom", "result unit", "result units", "value unit"), "unit"),
    **dict.fromkeys(("relation", "qualifier", "operator", "modifier", "standard relation", "prefix", "sign"),
                    "qualifier"),
    **dict.fromkeys(("rep", "replicate", "replicate no", "replicate number", "repeat", "rep no", "replicate id", "n"),
                    "replicate"),
}  # fmt: skip
VALUES = frozenset(
    (
        "exp",
        "expt",
        "experimental",
        "measured",
        "value",
        "result",
        "standard value",
        "measured value",
        "reading",
        "result value",
        "activity value",
    )
)
MEASURED_DATE = re.compile(r"test|assay|measur|experiment|run|screen|read|^date$|^day$|^when$")


def plain_words(header: str) -> str:
    """A header as small words: "CompoundID_no." is "compound id no"."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", header)
    return " ".join(re.sub(r"[^\w#±]+|_+", " ", spaced).lower().split())


class Measured(NamedTuple):
    """What the header of a column of results says: "EGFR IC50 rep 2 (nM)"."""

    assay: str
    endpoint: str
    unit: str
    replicate: str
    conditions: str


def read_header(header: str, doubled: bool = False) -> Measured:
    """The parts of the header of a column of results. `doubled`: whether a number at its end tells columns apart.

    >>> read_header("EGFR IC50 rep 2 (nM)")
    Measured(assay='EGFR IC50', endpoint='IC50', unit='nM', replicate='2', conditions='')
    >>> read_header("% inhibition @ 10uM")
    Measured(assay='inhibition @ 10uM', endpoint='inhibition', unit='%', replicate='', conditions='10uM')
    >>> read_header("Ki_uM").endpoint, read_header("Clint").endpoint
    ('Ki', 'Clint')
    """
    label, unit, replicate = header.strip(), "", ""
    for _ in range(2):  # "IC50 (nM) rep 2" and "IC50 rep 2 (nM)"
        found = _REPLICATE.search(label)
        if found and found.start():
            label, replicate = label[: found.start()], found[1] or found[2]
        elif doubled and not replicate and (numbered := NUMBERED.match(label)):
            label, replicate = numbered[1], numbered[2]
        if not unit:
            label, unit = unit_of(label)
    if percent := re.match(r"(?:%|(?:percent(?:age)?|pct)\b)\s*(.+)", label, re.IGNORECASE):
        label, unit = percent[1], unit or "%"
    condition = CONDITION.search(label)
    bare = CONDITION.sub("", label)
    endpoint = ENDPOINT.search(bare.replace("_", " "))
    name = endpoint[0].strip(" %") if endpoint else bare.strip()
    return Measured(label.replace("_", " ").strip(), name, unit, replicate, condition[1] if condition else "")


def unit_of(label: str) -> tuple[str, str]:
    name, unit = split_unit(label)
    if unit:
        return name, unit
    if (found := re.match(r"(.*\S)\s*[(\[]\s*%[^)\]]*[)\]]\s*$", label)) or (found := re.match(r"(.*\S)\s*%$", label)):
        return found[1], "%"
    if (
        (found := re.match(r"(.*\S)[\s_]+(\S+)$", label))
        and len(found[2]) > 1
        and (found[2] in UNITS or ("/" in found[2] and is_unit(found[2])))
    ):
        return found[1], found[2]
    return label, ""


def kind_in(words: str) -> tuple[str, str]:
    """The kind that a header names, and how: "id", "name" or "" after it. Empty for none."""
    if PERSON.match(words) or PERSON.match(words.removesuffix(" name")):
        return "Person", ""
    parts = words.split()
    said = ""
    while parts and (parts[-1] in ID_WORDS or parts[-1] in NAME_WORDS):
        said = said or ("id" if parts[-1] in ID_WORDS else "name")
        parts.pop()
    if parts and parts[0] in ("internal", "our", "lab", "parent", "test"):
        parts = parts[1:] or parts
    return KINDS.get(" ".join(parts), ""), said
