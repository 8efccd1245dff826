"""Mentions whose identifier follows from how they are written: everyday words for species, and variants."""

from __future__ import annotations

import re

_HUMAN = (
    "patient|patients|inpatient|inpatients|outpatient|outpatients|human|humans|man|men|woman|women|people|person|"
    "persons|participant|participants|child|children|boy|boys|girl|girls|infant|infants|newborn|newborns|neonate|"
    "neonates|adolescent|adolescents|volunteer|volunteers|proband|probands|homo sapiens|adult|adults|individual|"
    "individuals|subject|subjects|male|males|female|females|mother|mothers|father|fathers|baby|babies|case|cases|"
    "sibling|siblings|brother|brothers|sister|sisters|son|daughter|twin|twins|parents|carriers|families|family|"
    "population|donor|donors|survivor|survivors|veteran|veterans|teenager|teenagers|pedestrian|pedestrians"
)
_SPECIES = {
    9606: _HUMAN,
    10090: "mouse|mice|murine|mus musculus|mus|c57bl/6|balb/c|c57bl/6j|nude mice|transgenic mice|knockout mice",
    10116: "rat|rats|rattus norvegicus|rattus|wistar|sprague-dawley|sprague dawley|wistar rats|sprague-dawley rats",
    9986: "rabbit|rabbits|oryctolagus cuniculus",
    9615: "dog|dogs|canine|canines|canis familiaris|beagle|beagles",
    9685: "cat|cats|feline",
    9823: "pig|pigs|porcine|swine|piglet|piglets|sus scrofa|minipigs",
    9913: "cow|cows|bovine|cattle|calf|calves|bos taurus",
    9940: "sheep|ovine|lamb|lambs|ovis aries",
    9796: "horse|horses|equine",
    9925: "goat|goats|caprine",
    9031: "chicken|chickens|chick|chicks|gallus gallus|hen|hens",
    10141: "guinea pig|guinea pigs|guinea-pig|guinea-pigs|cavia porcellus",
    10036: "hamster|hamsters|golden hamster|syrian hamster|syrian hamsters",
    10029: "chinese hamster|chinese hamsters",
    9544: "rhesus monkey|rhesus monkeys|rhesus macaque|rhesus macaques|rhesus|macaca mulatta",
    9541: "cynomolgus monkey|cynomolgus monkeys|cynomolgus",
    9443: "primate|primates",
    7955: "zebrafish|danio rerio",
    7227: "drosophila|fruit fly|fruit flies|drosophila melanogaster|fly|flies",
    6239: "c. elegans|caenorhabditis elegans|worm|worms|nematode",
    8355: "xenopus|xenopus laevis|frog|frogs",
    4932: "yeast|saccharomyces cerevisiae|s. cerevisiae|budding yeast|baker's yeast",
    4896: "fission yeast|schizosaccharomyces pombe|s. pombe",
    562: "e. coli|escherichia coli|e coli",
    3702: "arabidopsis|arabidopsis thaliana|a. thaliana",
    2: "bacteria|bacterium|bacterial|eubacteria",
    10239: "virus|viruses|viral",
    4751: "fungi|fungus|fungal",
    11676: "hiv-1|hiv 1|human immunodeficiency virus 1|human immunodeficiency virus type 1|hiv1",
    12721: "hiv|human immunodeficiency virus",
    10407: "hbv|hepatitis b virus|hepatitis b",
    11103: "hcv|hepatitis c virus",
    10376: "ebv|epstein-barr virus|epstein barr virus",
    2697049: "sars-cov-2|2019-ncov",
}
_TAXON = {word: taxon for taxon, words in _SPECIES.items() for word in words.split("|")}
TAXON_NAMES = {
    9606: "Homo sapiens", 10090: "Mus musculus", 10116: "Rattus norvegicus", 9986: "Oryctolagus cuniculus",
    9615: "Canis lupus familiaris", 9685: "Felis catus", 9823: "Sus scrofa", 9913: "Bos taurus", 9940: "Ovis aries",
    9796: "Equus caballus", 9925: "Capra hircus", 9031: "Gallus gallus", 10141: "Cavia porcellus",
    10036: "Mesocricetus auratus", 10029: "Cricetulus griseus", 9544: "Macaca mulatta", 9541: "Macaca fascicularis",
    9443: "Primates", 7955: "Danio rerio", 7227: "Drosophila melanogaster", 6239: "Caenorhabditis elegans",
    8355: "Xenopus laevis", 4932: "Saccharomyces cerevisiae", 4896: "Schizosaccharomyces pombe",
    562: "Escherichia coli", 3702: "Arabidopsis thaliana", 2: "Bacteria", 10239: "Viruses", 4751: "Fungi",
    11676: "Human immunodeficiency virus 1", 12721: "Human immunodeficiency virus", 10407: "Hepatitis B virus",
    11103: "Hepatitis C virus", 10376: "Epstein-Barr virus",
    2697049: "Severe acute respiratory syndrome coronavirus 2",
}  # fmt: skip
_LAST = re.compile(r"(?:mice|mouse|rats?|patients?|rabbits?|dogs?|pigs?|hamsters?|monkeys?|women|men|children)$")


def taxon(text: str) -> str:
    """The number in NCBI Taxonomy of what everyday words name; empty where they name none.

    >>> taxon("Patients"), taxon("transgenic mice"), taxon("Wistar rats"), taxon("Panax ginseng")
    ('9606', '10090', '10116', '')
    """
    plain = " ".join(text.lower().split())
    if plain in _TAXON:
        return str(_TAXON[plain])
    last = _LAST.search(plain)
    return str(_TAXON[last[0]]) if last and last[0] in _TAXON else ""


# Amino acids by their three letters; X and Ter are stops.
_THREE = {
    "ala": "A", "arg": "R", "asn": "N", "asp": "D", "cys": "C", "gln": "Q", "glu": "E", "gly": "G", "his": "H",
    "ile": "I", "leu": "L", "lys": "K", "met": "M", "phe": "F", "pro": "P", "ser": "S", "thr": "T", "trp": "W",
    "tyr": "Y", "val": "V", "ter": "X", "stop": "X",
}  # fmt: skip
_ACID = "|".join(_THREE)
_RS = re.compile(r"(?i)\brs\s?#?(\d{2,})\b")
_LETTERS = "ACDEFGHIKLMNPQRSTVWYX*"
_SUB3 = re.compile(rf"(?i)^\(?(?:p\.)?\(?({_ACID})[\s-]*(\d+)[\s-]*(?:-->|->|→|>|to|/|-)?\s*({_ACID}|\*)\)?$")
_SUB1 = re.compile(rf"^(?:p\.)?\(?([{_LETTERS}])\s?-?(\d+)\s?-?([{_LETTERS}])\)?$")
_TO3 = re.compile(rf"(?i)^({_ACID})\s*(?:-->|->|→|>|/|to)\s*({_ACID})\s*(?:at\s*)?(?:codon\s*|position\s*)?(\d+)$")
_FRAME3 = re.compile(rf"(?i)^(?:p\.)?\(?({_ACID})(\d+)({_ACID})?fs(?:\s?\*|x|ter)?(\d*)\)?$")
_FRAME1 = re.compile(rf"^(?:p\.)?\(?([{_LETTERS}])(\d+)([{_LETTERS}])?fs(?:\*|X|ter)?(\d*)\)?$")
_BASES = re.compile(
    r"(?i)^(c\.|g\.|m\.)?\(?(-?\*?\d+(?:\s?[+-]\s?\d+)?)\s?([ACGT])\s?(?:-->|->|→|>|/|to)\s?([ACGT])\)?$"
)
_BASES_FIRST = re.compile(r"^(?:c\.|nt\s?)?([ACGT])\s?\(?([-+]?\d+(?:[+-]\d+)?)\)?\s?(?:-->|->|→|>|/|to)?\s?([ACGT])$")
_CHANGED = re.compile(
    r"(?i)^(?:(c|g|m)\.)?\s?(-?\d+(?:[+-]\d+)?(?:[_-]-?\d+(?:[+-]\d+)?)?)\s?-?\s?(del|ins|dup|delins)\s?-?\s?([ACGT]*|\d+)$"
)


def variant(text: str) -> str:
    """A variant as tmVar and BioRED write it, or its number in dbSNP as a CURIE; empty where it is told otherwise.

    >>> variant("rs6232"), variant("p.Val204Asp"), variant("D401H"), variant("c.474delA"), variant("Y329fs")
    ('DBSNP:rs6232', 'p|SUB|V|204|D', 'p|SUB|D|401|H', 'c|DEL|474|A', 'p|FS|Y|329||')
    >>> variant("c.35G>A"), variant("-930A>G"), variant("Lys198Asn"), variant("5382insC"), variant("the variant")
    ('c|SUB|G|35|A', 'c|SUB|A|-930|G', 'p|SUB|K|198|N', 'c|INS|5382|C', '')
    """
    plain = " ".join(text.split())
    if found := _RS.search(plain):
        return f"DBSNP:rs{found[1]}"
    if found := _SUB3.match(plain):
        return f"p|SUB|{_one(found[1])}|{found[2]}|{_one(found[3])}"
    if found := _TO3.match(plain):
        return f"p|SUB|{_one(found[1])}|{found[3]}|{_one(found[2])}"
    if found := _FRAME3.match(plain):
        return f"p|FS|{_one(found[1])}|{found[2]}|{_one(found[3] or '')}|{found[4]}"
    if found := _FRAME1.match(plain):
        return f"p|FS|{found[1]}|{found[2]}|{found[3] or ''}|{found[4]}"
    if found := _BASES.match(plain):
        kind = (found[1] or "c.")[0].lower()
        return f"{kind}|SUB|{found[3].upper()}|{found[2].replace(' ', '')}|{found[4].upper()}"
    if found := _CHANGED.match(plain):
        kind, change = (found[1] or "c").lower(), {"delins": "INDEL"}.get(found[3].lower(), found[3].upper())
        place = re.sub(r"(?<=\d)-(?=\d)", "_", found[2])
        ending = "|" if change == "DUP" else ""
        return f"{kind}|{change}|{place}|{found[4].upper()}{ending}"
    if (found := _BASES_FIRST.match(plain)) and (len(found[2]) >= 3 or not found[2].isdigit()):
        return f"c|SUB|{found[1]}|{found[2].replace('+', '')}|{found[3]}"
    if found := _SUB1.match(plain):
        return f"p|SUB|{found[1].replace('*', 'X')}|{found[2]}|{found[3].replace('*', 'X')}"
    return ""


def hgvs(tm: str) -> str:
    """A variant of tmVar's form as HGVS writes it; itself where that is not known.

    >>> hgvs("p|SUB|V|600|E"), hgvs("c|SUB|G|35|A"), hgvs("c|DEL|474|A"), hgvs("p|FS|Y|329||"), hgvs("DBSNP:rs1")
    ('p.V600E', 'c.35G>A', 'c.474delA', 'p.Y329fs', 'DBSNP:rs1')
    """
    parts = tm.split("|")
    if len(parts) >= 5 and parts[1] == "SUB":
        kind, _, old, place, new = parts[:5]
        new = new.replace("X", "*")
        return f"p.{old}{place}{new}" if kind == "p" else f"{kind}.{place}{old}>{new}"
    if len(parts) >= 4 and parts[1] == "FS":
        return f"p.{parts[2]}{parts[3]}fs"
    if len(parts) >= 4 and parts[1] in ("DEL", "INS", "DUP", "INDEL"):
        return f"{parts[0]}.{parts[2]}{ {'INDEL': 'delins'}.get(parts[1], parts[1].lower()) }{parts[3]}"
    return tm


def _one(acid: str) -> str:
    return "X" if acid == "*" else _THREE.get(acid.lower(), acid)
