"""Which words of a query are names by accident, so that nothing is added for them.

Three rules. Words that are said of nearly everything in the field name no thing (PLAIN). An ordinary word in small
letters is no symbol: of a gene only its approved one, not an English word, and of four letters or with a digit or
without a vowel; of a cell line none, unless cells follow. A sign of up to three letters means what is written just so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from labkin.nlp.notorious import is_notorious
from labkin.ontologies import normal as singular
from labkin.search.tokens import STOP_WORDS


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


PLAIN = _words(
    """
    ability absence acid acids action activation activator activators activity addition adult adults affect age
    aged agent agents aids air all alpha analysis animal animals antibiotic antibiotics antibodies antibody
    antigen antigens arm assay assays association attack back bacteria base basis batch batches behavior
    behaviour beta binding biology body buffer carrier case cat cause causes cdna cell cells center change
    changes channel child children chromatin class clinical cohort common complex complexes component compound
    compounds concentration condition control controls cost culture cycle cycling damage data dataset datasets
    day days death deaths decline decrease defect deficiency degree delivery delta density development diet
    difference disease diseases disorder disorders dna document documents domain dose drug drugs ear effect
    effects element embryo emergencies emergency energy environment enzyme enzymes epsilon event evidence
    experiment experiments exposure expression eye eyes face factor factors failure family female females fiber
    field file files film finding food form formation fraction function functions gamma gas gel gels gene genes
    genome group groups growth hand head health hormone hormones host human humans identification illness impact
    increase individual individuals induction infant infants inhibition inhibitor inhibitors injury instrument
    instruments interaction ion ions isoform isoforms issue kinase kinases knockout lab laboratory lead leads
    leg level levels life ligand ligands light line lines link lipid lipids load loss male males mammal mammals
    man marker markers mass measurement meat mechanism medium member membrane men metal metals method methods
    milk mixture model models molecule molecules mrna mutant mutants mutation mutations nanoparticle
    nanoparticles neck network nucleotide nucleotides nucleus number oil oligomer oligomers onset organ organism
    organisms organs outcome outcomes oxygen pairs part pathway pathways patient patients people peptide
    peptides period person persons phase phenotype phenotypes plant plants plasma plate plates polymer
    population position presence pressure procedure process processes product production program progression
    project promoter property protein proteins protocol rate ratio reaction reagent receptor receptors reduction
    region regulation relation release repair replication report research residue resistance response rest
    result results risk rna role root run runs salt salts sample samples secretion section sensitivity sequence
    sequences series serum set severity sex shape side signal signaling signalling signals site sites size
    solution solvent solvents source spatial species specimen spindle spot spots stage state status step strain
    stress structure studies study subject subjects substance sugar surface survival symptom symptoms syndrome
    syndromes synthesis system systems table tables target targets term test tests therapy time tip tips tissue
    tissues total toxin toxins transcript transcription transcripts transport treatment treatments trial trials
    type types unit uptake use vaccine value values variant variants variation virus viruses volume was water
    weight well wells wildtype woman women work world year years
    """
)
# Names of parts, species, signs and genes of flies that are said of other things: a palm, a drill, to dilute, a date.
_OTHERWISE = _words(
    """
    acumen amelia angelica antenna application aquarius armor arranging aspiration ass atlas austin axis bagpipe ball
    bar bassoon bless bouncing broom bug bugs calf canary cappuccino capsule cary cebu cement chart clash cluster coco
    cola collecting comb comp corpse corpus crabs crest cricket crop crumb cutting cyclic daphne digit dilute donor
    drill enigma extension fall falls fin fisher flank followup fruitless gambling genie gremlin grip helix hells
    hinge hive horn hostility hunk ia imbalance inaction inactivity indicator indigo inheritance intact intensity
    intermittent inversion iris itch jasmine jerky juvenile keel label labelling lama lens linden lunar lynx mantle
    mario marking marrow mastermind measuring melissa mint mira mirage mirza mystique nags nectar nexus noir nonverbal
    olympia opera ordering organic organizer pad pads pair palm pan paris peat pest pike pile pillow piper pit plat
    plume pm polaris pomp porcelain porcupine pore pouch probe proc prodigy projection pupil quill quilt radial radius
    rape rapture rattle ray rays rehabilitation rhea roach rose rowan rubicon rue sable sacs sar satellite scale
    scraping scribble segment settle shank shell shield shorthand silk simplex skate skipper slingshot soggy sole
    sousa spare spinning splash splat spotting sprite stationary stripe sturdy sultan swallow tabular tear tearing
    temple torpedo trance tribe trunk tubby tung valve vector vent veronica vessel viola vishnu washing weighing
    whitehead wildfire
    """
)
_EVEN_LOUD = _words("dna rna mrna cdna")
_TYPES = {"Compound": "Chemical"}  # what readers of texts call a kind
_METHODS = frozenset({"Assay", "Instrument"})
_SHORT = 3
_VOWEL = re.compile(r"[aeiou]")


def is_plain(said: str) -> bool:
    """Whether words are too common, or too few letters, to name a thing.

    >>> is_plain("cells"), is_plain("Study"), is_plain("T cell"), is_plain("2"), is_plain("SET"), is_plain("set")
    (True, True, False, True, False, True)
    """
    folded = said.strip().lower()
    if len(folded) < 2 or not any(letter.isalpha() for letter in folded):
        return True
    if said.isupper() and len(said) > 1 and said.isalpha():  # a symbol, or a shouted word: others tell
        return folded in _EVEN_LOUD or (folded in STOP_WORDS and len(said) < _SHORT)
    return (
        any(word in listed for listed in (PLAIN, _OTHERWISE) for word in (folded, singular(folded)))
        or folded in STOP_WORDS
    )


def may_mean(said: str, kind: str, names: Sequence[str], of_cells: bool = False) -> bool:
    """Whether words of a query may mean a thing of this kind that has these names, the preferred one first.

    >>> may_mean("egfr", "Gene", ["EGFR", "ERBB1"]), may_mean("mice", "Gene", ["CASP14", "MICE"])
    (True, False)
    >>> may_mean("hela", "CellLine", ["HeLa"], of_cells=True), may_mean("age", "CellLine", ["AGE"])
    (True, False)
    """
    if said in names and said != said.lower():
        return True
    said = said.lower() if said.istitle() else said  # as it begins a sentence
    if kind == "CellLine":
        return of_cells or any(letter.isdigit() for letter in said)
    word = said.isalpha() and said.islower()
    if kind == "Gene" and word:
        return _is_symbol(said, names)
    if word and not _is_word(said, kind, names):
        return False
    if len(said) <= _SHORT and said.isalpha():
        return said in names or (said.islower() and any(name.lower() == said and name.istitle() for name in names))
    return True


def is_written(said: str, names: Sequence[str]) -> bool:
    """Whether one of the names is written so, but for capitals in what is no short form.

    >>> is_written("Mice", ["Mus musculus", "mice"]), is_written("Mice", ["MICE"])
    (True, False)
    """
    folded = said.lower()
    return any(name == said or (not name.isupper() and name.lower() == folded) for name in names)


def may_mean_here(said: str, kind: str, whole: str, at: int) -> bool:
    """Whether words mean a thing of this kind where they stand in the query, `at` characters from its beginning."""
    if said.isupper() and whole.strip() == said:  # alone, and written as a symbol
        return True
    return not is_notorious(said, _TYPES.get(kind, kind), whole, at)


def _is_word(said: str, kind: str, names: Sequence[str]) -> bool:
    """Whether a word in small letters is a name as it stands, not a short form; of a method its proper name or a long
    short form: "elisa", and neither "stem" (STEM) nor "proliferation"."""
    alike = [name for name in names if singular(name) == singular(said)]
    if kind in _METHODS:
        return names[0] in alike or any(name.isupper() and len(name) > _SHORT + 1 for name in alike)
    return any(not name.isupper() and not any(letter.isupper() for letter in name[1:]) for name in alike)


def _is_symbol(said: str, names: Sequence[str]) -> bool:
    if said in names[1:] or said == names[0]:  # a name that is written small
        return True
    return said == names[0].lower() and (len(said) > _SHORT or not _VOWEL.search(said))
