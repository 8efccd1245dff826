"""Identifiers of datasets, structures, articles, trials, products that a text cites, as the loaders write them.

So the series that a paper names, GEO:GSE12345, is the node that its SOFT file made. What other things look like too
(four letters and digits, a page range, six capitals) is taken only where the words before it say what it is, or where
its check digit is right. Variants (rs numbers) are the recogniser's.

Prefixes are those of `loaders` (GEO, bioproject, biosample, insdc.sra, doi, PMID, PMCID, orcid, chembl.compound, cas,
UniProt); where no loader makes such nodes, those of the Bioregistry (CC0), from which the forms are too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from spacy.language import Language

from labkin.nlp.annotations import KINDS, Accession
from labkin.nlp.extensions import declare, text_of
from labkin.nlp.pieces_of import inside, touches
from labkin.ontologies import canonical


class _Form(NamedTuple):
    """A form of identifiers: what it looks like (group 1), its prefix and kind. `right` says no to chance hits."""

    pattern: re.Pattern[str]
    prefix: str
    kind: str
    right: Callable[[str], bool] = bool
    local: Callable[[str], str] = str.upper


def _form(pattern: str, prefix: str, kind: str, **more: Any) -> _Form:
    return _Form(re.compile(pattern), prefix, kind, **more)


def is_cas(number: str) -> bool:
    """Whether a CAS number's last digit is the check of the others.

    >>> is_cas("50-78-2"), is_cas("50-78-3"), is_cas("2012-05-3")
    (True, False, False)
    """
    digits = number.replace("-", "")
    if re.match(r"(?:19|20)\d\d-(?:0\d|1[0-2])-", number):
        return False  # a date
    return sum(place * int(digit) for place, digit in enumerate(digits[-2::-1], 1)) % 10 == int(digits[-1])


def is_orcid(text: str) -> bool:
    """Whether the last character of an ORCID is the check of the others (ISO 7064, mod 11-2).

    >>> is_orcid("0000-0002-1825-0097"), is_orcid("0000-0002-1825-0098")
    (True, False)
    """
    total = 0
    for digit in text.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == text[-1].upper()


_B, _E = r"(?<![\w.-])", r"(?![\w-])"  # not within a longer word
_DATA = ("10.5281/", "10.5061/", "10.6084/", "10.7910/", "10.17632/", "10.15468/", "10.25387/", "10.6075/", "10.17605/")
_UNITS = r"(?:[nµμmk]?g|[nµμm]?M|[µμm]?[lL]|ppm|MHz|%)(?!\w)"


def _closed(number: str) -> str:
    return re.sub(r"\s", "", number).upper()


_FORMS = (
    _form(r"\b(GSE\d{2,9})\b", "GEO", "Experiment"),
    # With a blank where the number is long and no unit follows: GSE is grape seed extract too, GSM a telephone's band.
    _form(rf"\b(GSE[ \u00a0]\d{{4,9}})\b(?!\s?{_UNITS}|[.,]\d)", "GEO", "Experiment", local=_closed),
    _form(rf"\b(GSM[ \u00a0]\d{{5,9}})\b(?!\s?{_UNITS}|[.,]\d)", "GEO", "Sample", local=_closed),
    _form(r"\b([NX][MRTGCW]_\d{6,9}(?:\.\d{1,3})?)(?!\w)", "refseq", "Dataset"),
    _form(r"\b([NXYW]P_\d{6,9}(?:\.\d{1,3})?)(?!\w)", "refseq", "Protein"),
    _form(r"\b(ENS[A-Z]{0,4}T\d{11})(?:\.\d{1,3})?\b", "Ensembl", "Dataset"),
    _form(r"\b(ENS[A-Z]{0,4}P\d{11})(?:\.\d{1,3})?\b", "Ensembl", "Protein"),
    _form(r"\b(GSM\d{3,9})\b", "GEO", "Sample"),
    _form(r"\b(GPL\d{2,9})\b", "GEO", "Instrument"),
    _form(r"\b(GDS\d{2,9})\b", "GEO", "Dataset"),
    _form(r"\b([SED]R[APRSXZ]\d{6,9})\b", "insdc.sra", "Dataset"),
    _form(r"\b(PRJ(?:NA|EB|DB|CA)\d{2,9})\b", "bioproject", "Experiment"),
    _form(r"\b(SAM(?:N|EA|D)[AG]?\d{5,12})\b", "biosample", "Sample"),
    _form(r"\b(PXD\d{6})\b", "pride.project", "Dataset"),
    _form(r"\b(MTBLS\d{1,6})\b", "metabolights", "Experiment"),
    _form(r"\b(E-(?:MTAB|GEOD|MEXP|PROT|ERAD|HCAD)-\d{1,6})\b", "arrayexpress", "Experiment"),
    _form(r"\b(EGAS\d{11})\b", "ega.study", "Experiment"),
    _form(r"\b(EGAD\d{11})\b", "ega.dataset", "Dataset"),
    _form(r"\b(phs\d{6}(?:\.v\d+(?:\.p\d+)?)?)\b", "dbgap", "Experiment", local=str.lower),
    _form(r"\b(EMD-\d{4,5})\b", "emdb", "Dataset"),
    _form(r"\b(NCT\d{8})\b", "clinicaltrials", "Experiment"),
    _form(r"\bISRCTN ?(\d{8})\b", "isrctn", "Experiment", local=lambda text: f"ISRCTN{text}"),
    _form(r"\b(CHEMBL\d{1,8})\b", "chembl.compound", "Compound"),
    _form(r"\b(ENSG\d{11})\b", "Ensembl", "Gene"),
    _form(r"\b(PMC\d{5,9})\b", "PMCID", "Publication"),
    _form(r"\bpubmed\.ncbi\.nlm\.nih\.gov/(\d{1,8})\b", "PMID", "Publication"),
    _form(r"\bPMIDs?[:\s]{1,3}(\d{1,8})\b", "PMID", "Publication"),
    _form(r"(?i:\bPubMed (?:ID|identifier)s?[:\s]{1,3})(\d{1,8})\b", "PMID", "Publication"),
    _form(r"(?i:\barXiv[:\s]{1,2})(\d{4}\.\d{4,5})(?:v\d+)?\b", "arXiv", "Publication"),
    _form(rf"{_B}(\d{{2,7}}-\d\d-\d){_E}", "cas", "Compound", right=is_cas),
    _form(rf"{_B}(\d{{4}}-\d{{4}}-\d{{4}}-\d{{3}}[\dX]){_E}", "orcid", "Person", right=is_orcid),
    _form(
        r"\bAddgene(?: plasmids?)?[,:]?\s{0,2}(?:(?:ID|no\.?|number)[:\s]{1,2})?#?\s?(\d{4,6})\b", "addgene", "Product"
    ),
)
_RRID = re.compile(r"\bRRID\s?:\s?([A-Za-z]{2,10}[_:][A-Za-z]{0,6}[_:]?[\w-]*\d[\w-]*)")
# The old ones of Wiley's have a serial item's code in them: "...<1661::AID-SIM968>3.0.CO;2-2".
_DOI = re.compile(
    r"\b10\.\d{4,9}/(?:[^\s\"<>“”]{1,200}?(?:<|&lt;)[A-Z]?\d+:[^\s\"<>“”]{1,50}?(?:>|&gt;)\d\.\d\.[^\s\"<>“”]+|"
    r"[^\s\"<>“”]+)"
)
# Forms that are nothing without the words before them; more of the same may follow.
_PDB_ID = r"(?:pdb_0{4})?[1-9](?=[A-Za-z0-9]{0,2}[A-Za-z])[A-Za-z0-9]{3}"
_UNIPROT_ID = r"(?:[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})(?:-\d{1,2})?"
_LEAD = r"(?:\s*(?:accessions?|entry|entries|IDs?|ids?|codes?|identifiers?|numbers?|no\.?))*"
_NEXT = r"(?:\s*(?:,|;|/|and|or|,\s*and)\s*|[:#(\s]+)"


class _Led(NamedTuple):
    lead: re.Pattern[str]
    one: re.Pattern[str]
    prefix: str
    kind: str


def _led(lead: str, one: str, prefix: str, kind: str) -> _Led:
    return _Led(re.compile(rf"(?:{lead}){_LEAD}"), re.compile(rf"{_NEXT}({one})\b(?!-)"), prefix, kind)


_LEDS = (
    _led(r"\b(?:RCSB )?PDB\b|\bwwPDB\b|[Pp]rotein [Dd]ata ?[Bb]ank(?: \(PDB\))?", _PDB_ID, "PDB", "Dataset"),
    _led(r"\bGen[Bb]ank\b|\bNCBI(?= accessions?)", r"[A-Z]\d{5}(?:\.\d)?|[A-Z]{2}\d{6}(?:\.\d)?", "insdc", "Dataset"),
    _led(r"\bUni[Pp]rot(?:KB)?(?:/Swiss-?Prot|/TrEMBL)?\b|\bSwiss-?Prot\b", _UNIPROT_ID, "UniProt", "Protein"),
)
_VENDORS = (
    "Abcam|Sigma[- ]Aldrich|Sigma|Invitrogen|Thermo ?Fisher|Cell Signall?ing|Santa Cruz|Millipore|Merck|BD Biosciences|"
    "R&D Systems|Roche|Qiagen|QIAGEN|Promega|BioLegend|Gibco|Corning|Tocris|Selleck(?:chem)?|MedChemExpress|Cayman|"
    "Bio-Rad|Agilent|Illumina|New England Biolabs|NEB|Takara|Lonza|VWR|Dako|Enzo|Novus|Proteintech|eBioscience|"
    "Pepro[Tt]ech|Miltenyi|Jackson ImmunoResearch|Vector Laboratories|Life Technologies|Bethyl|Active Motif|ATCC|TCI"
)
_CATALOGUE = re.compile(
    rf"(?:\b(?P<vendor>{_VENDORS})\b[^.;()\n]{{0,40}}?)?"
    r"(?:\b(?i:cat(?:alog(?:ue)?)?\.?\s?(?:nos?|number|numbers|nr|#)|(?:product|order|article|art\.)\s(?:no|number|code|nr))"
    r"(?![a-z])[.:\s]{0,3}#?\s?"
    r"|(?<=\s)#\s?(?=\w{4})"
    r"|(?<=[\s,])(?=ab\d{4,6}\b)"
    r"|(?<=, )(?=[A-Z]{1,2}\d{4,6}\b|\d{5,7}\b))"
    r"(?P<number>[A-Za-z]{0,6}[-.]?\d[\w-]{2,15}(?:/\d+)?)"
)
# One look at a text that has none of them, as most have.
_HINT = re.compile(
    r"\b(?:G(?:SE|SM)[ \u00a0]\d|G(?:SE|SM|PL|DS)\d|[NXYW][MRTGCWP]_\d|Gen[Bb]ank|NCBI acc"
    r"|[SED]R[APRSXZ]\d|PRJ|SAM[NED]|PXD|MTBLS|E-[MGPEH]|EGA[SD]|phs\d|EMD-|NCT\d|ISRCTN|CHEMBL"
    r"|ENS[A-Z]|PMC\d|PMID|[Pp]ub[Mm]ed|arXiv|Addgene|RRID|10\.\d{4}|PDB|wwPDB|[Pp]rotein [Dd]ata|Uni[Pp]rot|Swiss"
    r"|\d{2,7}-\d\d-\d\b|\d{4}-\d{4}-\d{4}|[Cc]at(?:alog|\.| no)|CAT|Catalog|[Pp]roduct |[Oo]rder |[Aa]rt\.)|#\s?\w"
    rf"|\b(?:{_VENDORS}), |\bab\d{{4}}"
)


def find(text: str) -> list[Accession]:
    """The identifiers in a text, in order and without overlaps.

    >>> [one.curie for one in find("RNA-seq (GSE12345, doi:10.1000/ABC.7) of the structure PDB 1ABC and 6LU7.")]
    ['GEO:GSE12345', 'doi:10.1000/abc.7', 'PDB:1ABC', 'PDB:6LU7']
    """
    if not _HINT.search(text):
        return []
    found = sorted(_all(text), key=lambda one: (one.start, -one.end))
    kept: list[Accession] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _all(text: str) -> Iterator[Accession]:
    yield from _dois(text)
    for form in _FORMS:
        for hit in form.pattern.finditer(text):
            if form.right(hit[1]):
                yield _accession(hit, 1, f"{form.prefix}:{form.local(hit[1])}", form.kind)
    for led in _LEDS:
        yield from _after_lead(text, led)
    for hit in _RRID.finditer(text):
        yield _rrid(hit)
    for hit in _CATALOGUE.finditer(text):
        if hit["vendor"] or (
            hit[0][0].isalpha() and not hit[0].startswith(hit["number"])
        ):  # else a bare "#12" or "ab12"
            vendor = re.sub(r"\W+", "-", (hit["vendor"] or "").lower())
            curie = f"catalog:{vendor}/{hit['number']}" if vendor else f"catalog:{hit['number']}"
            yield _accession(hit, "number", curie, "Product")


def _accession(hit: re.Match[str], group: int | str, curie: str, kind: str) -> Accession:
    return Accession(hit.start(group), hit.end(group), hit[group], curie, kind)


def _dois(text: str) -> Iterator[Accession]:
    for hit in _DOI.finditer(text):
        doi = hit[0]
        while doi[-1] in ".,;:!?'\"’)]}" and not (doi[-1] == ")" and doi.count("(") >= doi.count(")")):
            doi = doi[:-1]
        if not doi.endswith("/"):
            kind = "Dataset" if doi.startswith(_DATA) else "Publication"
            local = doi.lower().replace("&lt;", "<").replace("&gt;", ">")
            yield Accession(hit.start(), hit.start() + len(doi), doi, f"doi:{local}", kind)


def _after_lead(text: str, led: _Led) -> Iterator[Accession]:
    for lead in led.lead.finditer(text):
        at = lead.end()
        while hit := led.one.match(text, at):
            yield _accession(hit, 1, f"{led.prefix}:{hit[1].upper().removeprefix('PDB_0000')}", led.kind)
            at = hit.end()


def _rrid(hit: re.Match[str]) -> Accession:
    local = hit[1].rstrip("-:")
    curie = canonical(local) if local.upper().startswith("CVCL") else f"RRID:{local}"
    kind = "CellLine" if curie.startswith("CVCL:") else "Software" if local.startswith("SCR_") else "Product"
    return _accession(hit, 1, curie, kind)


class AccessionFinder:
    """The component: writes `doc._.accessions`, and takes out entities that are but a piece of one."""

    def __call__(self, doc: Any) -> Any:
        """Find them in the text of the document. GSE12345 is no gene, whatever the linker says of GSE."""
        doc._.accessions = tuple(find(text_of(doc)))
        doc.ents = [ent for ent in doc.ents if not _is_piece(ent, doc._.accessions)]
        return doc


def _is_piece(ent: Any, found: Sequence[Accession]) -> bool:
    """Whether an entity is but an identifier or a piece of one. "RRID:CVCL_0030" may be a cell line, of that kind."""
    if not ent._.ids:
        return touches(ent, found)
    kind = KINDS.get(ent.label_, ent.label_)
    return inside(ent, [one for one in found if one.kind != kind])


@Language.factory("labkin_accessions")
def create(nlp: Any, name: str) -> AccessionFinder:
    """What spaCy calls to make the component."""
    declare()
    return AccessionFinder()
