"""Organisms that files name in Latin: their number in NCBI Taxonomy, for files that do not give it."""

from __future__ import annotations

# Source: NCBI Taxonomy (public domain), the organisms with the most series in GEO.
_TAXA = {
    "homo sapiens": 9606,
    "mus musculus": 10090,
    "rattus norvegicus": 10116,
    "danio rerio": 7955,
    "drosophila melanogaster": 7227,
    "caenorhabditis elegans": 6239,
    "saccharomyces cerevisiae": 4932,
    "schizosaccharomyces pombe": 4896,
    "arabidopsis thaliana": 3702,
    "escherichia coli": 562,
    "bos taurus": 9913,
    "sus scrofa": 9823,
    "gallus gallus": 9031,
    "macaca mulatta": 9544,
    "macaca fascicularis": 9541,
    "pan troglodytes": 9598,
    "canis lupus familiaris": 9615,
    "equus caballus": 9796,
    "ovis aries": 9940,
    "oryctolagus cuniculus": 9986,
    "cricetulus griseus": 10029,
    "xenopus laevis": 8355,
    "xenopus tropicalis": 8364,
    "oryza sativa": 4530,
    "zea mays": 4577,
    "glycine max": 3847,
    "bacillus subtilis": 1423,
    "staphylococcus aureus": 1280,
    "pseudomonas aeruginosa": 287,
    "mycobacterium tuberculosis": 1773,
    "plasmodium falciparum": 5833,
    "candida albicans": 5476,
}


def taxon_of(name: str, number: str = "") -> str:
    """The identifier of an organism, "NCBITaxon:9606", from its number or its Latin name; empty for an unknown one.

    >>> taxon_of("Homo sapiens"), taxon_of("x", "562"), taxon_of("human")
    ('NCBITaxon:9606', 'NCBITaxon:562', '')
    """
    if number.strip().isdecimal():
        return f"NCBITaxon:{int(number)}"
    known = _TAXA.get(" ".join(name.lower().split()))
    return f"NCBITaxon:{known}" if known else ""
