"""Short names and everyday words, which vocabularies give to many things: which of their meanings a query may mean.

A name of up to five letters that is not the preferred one is mostly a short form: MONDO writes "read" for rectum
adenocarcinoma and "COLD" for a disease of the lung, HGNC "MRI" for a gene. Such a one means something where people are
known to write it so: where annotated texts do (`nlp.linker_taught`), where two vocabularies agree, or where it is
listed here. Longer names are doubted where they are words of English that hardly mean the thing: "docking", a gene.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from labkin.nlp.common_words import is_common, is_english
from labkin.nlp.linker_names import squashed
from labkin.nlp.linker_taught import shipped
from labkin.ontologies import Term
from labkin.ontologies import normal as singular


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Well known, though only one vocabulary has them and the annotated texts do not: by the first kind of a family.
_KNOWN = {
    "Disease": _words(
        "ALL ALS AKI ARDS BPH CKD CLL CML COPD DLBCL DVT ESRD FLU GBM GDM GERD GVHD HPV HSV IPF LUES MASH MASLD MCI "
        "MDS NAFLD NASH NSCLC OCD PCOS PTSD RASH RSV SCLC STD SLE TB TIA TNBC TUMOR TUMOUR UTI WOUND ZOSTER"
    ),
    "Compound": _words("ATP DMF DMSO EDTA GABA GSH GTP HEPES NADH NADPH PGE PMA PTFE SDS THC THF TPA"),
    "Anatomy": _words("BBB CNS CSF PNS"),
    "CellType": _words("NK PBMC VSMC"),
    "Gene": _words("BDNF ERK GLUT HERG JNK RANKL STING TAU TNF VEGF"),
    "Assay": _words("CABG CPAP ELISA FACS HPLC MALDI MRI NMR PAMPA PCR QPCR RTPCR"),
}
# Known for one thing to one trade and for another to the next: a solvent and a heart, eggs and hearts, a phage.
_NEVER = _words("DCM IVF KI-67 MS2")
_METHODS = frozenset({"Assay", "Instrument"})
_GENES = frozenset({"Gene", "Protein"})
_LONGEST = 5  # letters of a short form
_TAUGHT = 3  # times that texts have a name before they tell what it means
_MOSTLY = 0.8
_CAPITALS = re.compile(r"[A-Z]{2,5}s?")


def meant_by(said: str, called: Sequence[Term], families: Mapping[str, int], of_cells: bool = False) -> list[Term]:
    """Of the terms called so, those that a query may mean by it, `of_cells` where "cells" follows.

    `families` say which kinds are alike.

    >>> from labkin.ontologies import find
    >>> families = {"Disease": 0, "Phenotype": 0, "Gene": 1}
    >>> [[term.curie for term in meant_by(said, find(said), families)] for said in ("read", "ROS", "KRAS")]
    [[], [], ['HGNC:6407']]
    """
    sure = (one for one in called if one.kind != "CellLine" or _is_line(said, one, called, of_cells))
    return [one for one in sure if not _is_doubted(said, one) or _is_known(said, one, called, families)]


def is_listed(short: str) -> bool:
    """Whether a short form is among the well-known ones that are listed here."""
    return any(short in listed for listed in _KNOWN.values())


def _is_doubted(said: str, one: Term) -> bool:
    """Whether a term is called so only by the way: by a short form, or by a word that has another sense."""
    letters = re.sub(r"[\s\-]", "", said)
    alike = [name for name in one.names if singular(name) in (singular(said), singular(_single(said)))]
    if one.kind == "CellLine":
        return False
    if said.upper() in _NEVER:
        return True
    if one.name in alike and not (one.kind == "Compound" and len(letters) < 3 and not letters.isalpha()):
        return said.islower() and is_english(said) and _is_named_by_chance(one)
    if not letters.isalpha():  # "v2", "cm2", "MS2"
        return letters.isascii() and len(letters) <= (2 if one.kind in {"Gene", "Protein", "Compound"} else 3)
    if _CAPITALS.fullmatch(letters):
        return len(letters) <= 3 if letters != said else _is_short_form(one, alike)
    if letters.islower() or letters.istitle():
        return _is_doubted_word(said.lower(), one, alike)
    return False


def _is_named_by_chance(one: Term) -> bool:
    """Whether a preferred name says nothing in small letters where it is an English word: symbols, acronyms, trade
    names; and foods, which DrugBank has as allergens."""
    return one.kind == "Gene" or one.name.isupper() or one.curie.startswith(("MESH:C", "DrugBank:"))


def _is_short_form(one: Term, alike: Sequence[str]) -> bool:
    """Whether a name in capitals is not merely one in small letters, shouted; with diseases those are short forms."""
    return one.kind == "Disease" or not any(name[1:].islower() for name in alike)


def _is_doubted_word(said: str, one: Term, alike: Sequence[str]) -> bool:
    english = is_english(said)
    short = min(map(len, alike), default=0) <= (_LONGEST if english else _LONGEST - 1)
    if said.isalpha() and (len(said) < 8 or is_common(said)) and not any(name.isalpha() for name in alike):
        return True  # "alike", which is no A-like cell
    if one.kind == "Disease":
        return short
    if one.kind in _GENES:
        return english or len(said) <= 3
    if one.kind in _METHODS:
        return all(name.isupper() for name in alike)
    return len(said) <= 2 or (len(said) == 3 and not english)


def _is_line(said: str, one: Term, called: Sequence[Term], of_cells: bool) -> bool:
    """Whether a cell line may be meant. "3 T" is not 3T, cm2 not CM-2, the gene Bcp1 not the line BCP-1; Peter, CHO and
    A20, a gene too, are lines where cells follow."""
    if " " in said:
        return any(" " in name for name in one.names)
    if of_cells:
        return True
    few = len(said) <= 3 or (said.isalpha() and said.isupper() and len(said) <= 4)
    if few or is_english(said) or said.upper() in _NEVER:
        return False
    if any(term.kind == "Gene" and said in term.names for term in called):
        return False
    return not said.istitle() or any(re.sub(r"\W", "", name) == re.sub(r"\W", "", said) for name in one.names)


def _single(said: str) -> str:
    """A short form without the s of its plural: "MMPs"."""
    return said[:-1] if said.endswith("s") and said[:-1].isupper() else said


def _is_known(said: str, one: Term, called: Sequence[Term], families: Mapping[str, int]) -> bool:
    """Whether people are known to write this for it."""
    family, short = families.get(one.kind), _single(said)
    if any(families.get(kind) == family and short.upper() in listed for kind, listed in _KNOWN.items()):
        return True
    taught = _taught(short)
    if short.upper() in _NEVER or (taught and taught not in (one.curie, *one.xrefs)):
        return False
    bearers = [term for term in called if term.kind not in {"Gene", "CellLine"}]
    if {families.get(term.kind) for term in bearers} - {family}:
        return False
    if taught:
        return True
    return _is_likely(short, one, bearers) and (short.isupper() or not is_english(short))


def _is_likely(short: str, one: Term, bearers: Sequence[Term]) -> bool:
    """Whether a short form speaks for itself: the gene's symbol but for a number, or of a single substance or method,
    or of one name with two vocabularies."""
    if one.kind == "Gene":
        return short.isupper() and len(short) > 3 and one.name.removeprefix(short).isdigit() and not is_english(short)
    if one.kind in {"Compound", "Protein", *_METHODS}:
        alone = short.isupper() and len(bearers) == 1
        if alone and len(short) > (_LONGEST - 1 if one.kind in _METHODS else 3):
            return True
    return len({term.curie.partition(":")[0] for term in bearers}) > 1


def _taught(said: str) -> str | None:
    """What annotated texts nearly always mean by it, "?" where they do not agree; None where too few have it."""
    counts = [
        (count, key)
        for type in ("Disease", "Chemical", "Gene", "Species")
        for key, count in shipped().of(type, squashed(said)).items()
    ]
    count, key = max(counts, default=(0, ""))
    if count < _TAUGHT:
        return None
    return key if count >= _MOSTLY * sum(count for count, _ in counts) else "?"
