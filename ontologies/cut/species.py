"""Species: the part of NCBI Taxonomy that MeSH, medicine or a laboratory speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from labkin.ontologies.cut import merge, read
from labkin.ontologies.cut.entry import Entry
from labkin.ontologies.names import normal

# What laboratories call their organisms; NCBI's own common names are more formal ("house mouse").
_LABORATORY = {
    "9606": ("human", "humans", "H. sapiens"),
    "10090": ("mouse", "mice", "murine", "laboratory mouse", "M. musculus"),
    "10116": ("rat", "rats", "laboratory rat", "R. norvegicus"),
    "10029": ("Chinese hamster", "hamster"),
    "10036": ("golden hamster", "Syrian hamster"),
    "10141": ("guinea pig", "guinea pigs"),
    "9986": ("rabbit", "rabbits"),
    "9615": ("dog", "dogs", "canine", "beagle"),
    "9685": ("cat", "cats", "feline"),
    "9823": ("pig", "pigs", "porcine", "swine", "minipig"),
    "9913": ("cow", "cattle", "bovine"),
    "9940": ("sheep", "ovine"),
    "9925": ("goat", "caprine"),
    "9796": ("horse", "equine"),
    "9031": ("chicken", "chick", "chickens"),
    "9544": ("rhesus monkey", "rhesus macaque", "rhesus monkeys"),
    "9541": ("cynomolgus monkey", "cynomolgus macaque", "crab-eating macaque", "cyno"),
    "9483": ("marmoset", "common marmoset"),
    "9598": ("chimpanzee",),
    "7955": ("zebrafish", "D. rerio"),
    "8355": ("African clawed frog", "Xenopus", "X. laevis"),
    "8364": ("western clawed frog", "X. tropicalis"),
    "7227": ("fruit fly", "Drosophila", "D. melanogaster"),
    "6239": ("C. elegans", "nematode worm"),
    "4932": ("yeast", "budding yeast", "baker's yeast", "S. cerevisiae"),
    "4896": ("fission yeast", "S. pombe"),
    "3702": ("thale cress", "A. thaliana", "Arabidopsis"),
    "562": ("E. coli",),
    "1280": ("S. aureus",),
    "287": ("P. aeruginosa",),
    "1773": ("M. tuberculosis", "tubercle bacillus"),
    "1423": ("B. subtilis",),
    "5476": ("C. albicans",),
    "5833": ("P. falciparum", "malaria parasite"),
    "2697049": ("SARS-CoV-2", "2019-nCoV"),
    "11676": ("HIV-1",),
}  # fmt: skip
_AT_HOME = {normal(name): taxon for taxon, names in _LABORATORY.items() for name in names}
_ROOT = "131567"  # cellular organisms: nothing above it tells anything
_HOST_RANKS = read.Taxonomy.SPECIES


def species(data: Path, wheel: Path, scratch: Path) -> list[Entry]:
    """Taxa that MeSH names, species that live on people, mammals with a common name, laboratory organisms; and what
    is above them."""
    taxonomy = read.Taxonomy(wheel, scratch)
    descriptors = read.mesh_descriptors(data / "lexicons").values()
    records = {record.id: record for record in descriptors if record.under("B01", "B02", "B03", "B04")}
    by_name = _taxa_called(taxonomy, {name.casefold() for record in records.values() for name in record.names})
    wanted = {taxon for taxa in by_name.values() for taxon in taxa} | set(_LABORATORY)
    wanted |= {
        taxon
        for taxon in taxonomy.numbers("host")
        if taxonomy.rank(taxon) == _HOST_RANKS and "human" in taxonomy.value("host", taxon).split(",")
    }
    wanted |= _mammals(taxonomy)
    entries = _entries(taxonomy, wanted)
    names = {f"MESH:{record.id}": record.names for record in records.values()}
    accepted, _ = merge.accept([*_laboratory_claims(names), *merge.claims_by_name(entries, names)])
    for record_curie, curie in sorted(accepted.items()):
        entries[curie].synonyms += names[record_curie]
        entries[curie].xrefs.append(record_curie)
    return list(entries.values())


def _taxa_called(taxonomy: read.Taxonomy, names: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for column in ("scientific_name", "common_name"):
        for taxon in taxonomy.numbers(column):
            name = taxonomy.value(column, taxon).casefold()
            if name in names:
                found[name].append(taxon)
    return found


def _laboratory_claims(records: Mapping[str, tuple[str, ...]]) -> list[merge.Claim]:
    """MeSH's Mice are the laboratory's, though NCBI Taxonomy gives that name to the genus."""
    return [
        merge.Claim(merge.NAMED_ALIKE, f"NCBITaxon:{_AT_HOME[form]}", curie)
        for curie, names in records.items()
        if (form := normal(names[0])) in _AT_HOME
    ]


def _mammals(taxonomy: read.Taxonomy) -> set[str]:
    def is_mammal(taxon: str) -> bool:
        while taxon and taxon not in ("1", "40674"):
            taxon = taxonomy.parent(taxon)
        return taxon == "40674"

    named = taxonomy.numbers("common_name")
    return {taxon for taxon in named if taxonomy.rank(taxon) == read.Taxonomy.SPECIES and is_mammal(taxon)}


def _entries(taxonomy: read.Taxonomy, wanted: set[str]) -> dict[str, Entry]:
    entries: dict[str, Entry] = {}
    queue = sorted(wanted)
    while queue:
        taxon = queue.pop()
        curie = f"NCBITaxon:{taxon}"
        name = taxonomy.value("scientific_name", taxon)
        if curie in entries or not name or taxon in ("1", _ROOT):
            continue
        above = taxonomy.parent(taxon)
        common = [taxonomy.value("common_name", taxon), *_LABORATORY.get(taxon, ())]
        common = [other for other in common if _AT_HOME.get(normal(other), taxon) == taxon]
        parents = [f"NCBITaxon:{above}"] if above not in ("1", _ROOT, "") else []
        entries[curie] = Entry(curie, "Species", name, [other for other in common if other], parents)
        queue.append(above)
    return entries
