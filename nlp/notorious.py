"""Names that mislead: English words that are symbols of genes, short forms with several meanings, old aliases.

`is_notorious` says which finds of a recogniser to drop, `denied` which concepts a mention never is, and `meant` which
of its meanings a short form has where it stands. Every rule has its example in tests/nlp/test_notorious.py.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from labkin.nlp.linker_names import squashed
from labkin.nlp.notorious_places import is_out_of_place


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# English words that are approved symbols or aliases of human genes.
_GENE_WORDS = _words(
    "was set cat rest impact ctrl not but for had has and mice can large fast max camp arc art bad bag bar bid bite "
    "cad cap car card cart case cast cell chip clock cope coil crop damage dead dim dot end era face fat fate fit "
    "fix flap flower foxy frame gas gap gene gift gel grasp hint hole hook hot how ice inca ink iron kit lag lamp lark "
    "lime link lips loop mad man map mark mars mask maps met mice mild milk mint mist moral mother nail net nix "
    "nod node nov nude off pace pals pan part pass patch peg pen phase pigs pin plan plate plunc poem pop post "
    "prep prime prince probe raft rag ram ran rank rapid rat ret rig ring rip rod sad saga sand sea seal see ship "
    "shot sign six sky slit slope smart snail snap sons spark spin spine spot spring star stars step stop strap "
    "stress tag tail tank tap task tea the thin tip toll top track trail trap tube turn twist type via wars wave "
    "well who wish age aged ages aim all any are arm ask at be by do go he his if in is it its me no of on or our "
    "she so that them they this to up us we were what when why with you best better both dose each even from "
    "group had high low many mean more most much new old one only other same some such than then two use used "
    "very year years"
)
_GENE_CUE = re.compile(
    r"(?i)\b(?:genes?|proteins?|mrna|transcripts?|transcription|express\w*|mutat\w*|mutants?|alleles?|polymorphisms?|"
    r"variants?|promoters?|knock\w*|sirna|shrna|silenc\w*|deficien\w*|encod\w*|locus|loci|exons?|overexpress\w*|"
    r"phosphorylat\w*|catalase|kinase|isoforms?|homolog\w*|bind\w*|inhibit\w*|activat\w*|activity|null|"
    r"receptors?|oncogenes?|repress\w*|syndrome protein|antibod\w*|codons?|chromosom\w*|"
    r"interacts|associates with|suppresses|regulates|recruits|degrades|induces|methylat\w*)\b"
)
# Names of cell lines that are words or common short forms.
_LINE_WORDS = _words(
    "raji reh hel hope set car cat rat mac may tall lane kg max tur mars star pan meg oz zr ad ms pc sk ht no on "
    "we it was ros sup hop cal mel tt ca hd hs sas sat sun ali will ben dan fab fox gin god jar joy kate lucy "
    "mark mia ray rex sam see sign tom wax king dog ace age air arm art bay bed bet boss box boy bus cap case "
    "chin clay cook cow cry day control group model normal human mouse cells cell line lines tumor patient"
)
_LINE_CUE = re.compile(r"(?i)\b(?:cells?|cell[ -]lines?|cultur\w*|transfect\w*|xenograft\w*|passag\w*|confluen\w*)\b")
_NEVER = {
    "Disease": _words("aging ageing death risk onset stage toxic adverse autosomal dominant recessive"),
    "Chemical": _words("lead-in"),
    "Anatomy": _words("left right sample samples"),
    "CellType": _words("cell cells"),  # true, and said in every second sentence
}
_LINES_TOO = frozenset({"AGS"})  # gastric cancer; Aicardi-Goutieres and Alagille syndrome
_CELLS = re.compile(r"[ -](?:gastric |cancer |human )*cells?\b")
_INHERITED = re.compile(r"(?i)\b(?:autosomal|inherit\w*|pedigrees?|mode of|dominant|recessive|\(AR\)|X-linked)\b")
_NO_HAND = re.compile(r"(?i)\b(?:at|on(?: the)?(?: one| other)?|by|in|first) hand\b")
_SHOUTED_TOO = frozenset(("Disease", "CellLine", "Assay"))  # mice and iron are names in capitals too
_NO_AD = re.compile(r"(?i)autosomal|dominant|analog|adenovir")  # what AD is explained as too
_NO_NAMES = _words("pmid pmids pmcid doi isbn issn")  # of whatever type
_SHOUTED = 0.8  # of the letters around a word: in "The ELISA KIT FOR INSULIN WAS USED" it is one in capitals
_CAPITAL_WORD = re.compile(r"\b(?:THE|OF|FOR|WITH|IN|AND|TO|BY|FROM|AN|USED|WERE|NOT|ON|AT|OR)\b")
_NEAR = 60  # characters on either side that a cue may stand in

# (type, squashed mention, CURIE): aliases of old records that no text of today means.
_DENIED = frozenset(
    {
        ("Gene", b"igm", "HGNC:11935"),  # CD40LG, by hyper-IgM syndrome
        ("Gene", b"ana", "HGNC:1132"),  # BTG3; antinuclear antibodies
        ("Gene", b"anas", "HGNC:1132"),
        ("Gene", b"rnp", "HGNC:18666"),  # RNPC3
        ("Gene", b"antirnp", "HGNC:18666"),
        ("Gene", b"lsd", "HGNC:2959"),  # DNASE1L3
        ("Gene", b"ast", "HGNC:10933"),  # SLC17A5; aspartate aminotransferase
        ("Gene", b"ags", "HGNC:6188"),  # JAG1, by Alagille syndrome
        ("Chemical", b"statin", "MESH:D019821"),  # simvastatin: annotators took one for all, before MeSH had the class
        ("Chemical", b"statins", "MESH:D019821"),
    }
)
# Genes of bacteria: beta-lactamases (blaKPC-2, NDM-1), and well-known ones that are written as gyrB and mecA are.
_BACTERIAL = re.compile(
    r"bla[- ]?[A-Z]{2,4}.*|(?:KPC|NDM|CTX-M|OXA)-\d{1,3}|"
    r"(?:rec|gyr|par|rpo|kat|inh|mec|van|lac|omp|nor|erm|tet|sul|qnr|mcr|amp|fts|mut|uvr|lex|emb|pnc|mex|luk)[A-Z]\d?"
)


class Meaning(NamedTuple):
    """One meaning of a short form, and the words that go with it."""

    curie: str
    name: str
    cue: re.Pattern[str]


_UNTOLD = Meaning("", "", re.compile(r"(?!)"))


def _means(curie: str, name: str, cues: str) -> Meaning:
    return Meaning(curie, name, re.compile(rf"(?i)\b(?:{cues})"))


_MEANINGS: dict[tuple[str, str], tuple[Meaning, ...]] = {
    ("Disease", "AD"): (
        _means(
            "MONDO:0004975", "Alzheimer disease",
            r"alzheimer|dement|amyloid|a(?:bet|β)a?\b|tau\b|cogniti|apoe|plaque|memory|neuro|brain|presenil|psen|hippoc|"
            r"donepezil|memantine|galantamine|rivastigmine|tacrine|cholin|mci\b|senile|cerebr|cortex|down syndrome|"
            r"parkinson|lewy|secretase|caregiver|mini-mental|mmse|adas",
        ),
        _means(
            "MONDO:0004980", "atopic eczema",
            r"atop|dermat|eczema|skin|prurit|itch|dupilumab|keratinocyt|filaggrin|topical|tacrolimus|pimecrolimus|"
            r"emollient|ige\b|scorad|easi\b|allerg|asthma|th2|cutaneous|rhinitis|nemolizumab|tralokinumab|epiderm|il-?13",
        ),
    ),
    ("Disease", "MS"): (
        _means(
            "MONDO:0005301", "multiple sclerosis",
            r"multiple scler|myelin|relaps|interferon|autoimmun|lesion|eae\b",
        ),
        _means("", "", r"spectr|lc-|gc-|chromatog|m/z|ioni[sz]|proteom|tandem"),
    ),
    ("Disease", "RA"): (
        _means(
            "MONDO:0008383", "rheumatoid arthritis",
            r"rheumat|arthrit|joint|synovi|autoimmun|methotrexate|citrullin",
        ),
        _means("", "", r"retino|differentiat|vitamin a|right atri"),
    ),
    ("Disease", "PD"): (
        _means("MONDO:0005180", "Parkinson disease", r"parkinson|levodopa|l-dopa|dopamin|synuclein|tremor|nigr|motor"),
        _means("MONDO:0005383", "panic disorder", r"panic|anxi|agoraphob"),
        _means("", "", r"pharmacokinetic|pk/pd|peritoneal dial|progressive disease|stable disease"),
    ),
    ("Disease", "HD"): (
        _means("MONDO:0007739", "Huntington disease", r"hunting|chorea|cag\b|striat|polyglutamin"),
        _means("MONDO:0004952", "Hodgkins lymphoma", r"hodgkin|lymphom|reed-sternberg"),
        _means("", "", r"h(?:a)?emodialy|dialys|high dose"),
    ),
    ("Disease", "DM"): (
        _means("MONDO:0005015", "diabetes mellitus", r"diabet|insulin|gluc|glyc|hba1c"),
        _means("MONDO:0016107", "myotonic dystrophy", r"myoton|ctg|dmpk|repeat|dystroph"),
        _means("MONDO:0016367", "dermatomyositis", r"myosit|dermatomy|rash|anti-mi-?2"),
    ),
    ("Disease", "CD"): (
        _means("MONDO:0005011", "Crohn disease", r"crohn|bowel|ibd\b|colit|ileal|infliximab|nod2"),
        _means("MONDO:0005130", "celiac disease", r"c(?:o)?eliac|gluten|gliadin|transglutaminase|duoden"),
    ),
    ("Disease", "LSD"): (_means("MONDO:0002561", "lysosomal storage disease", r"lysosom|storage|enzyme replacement"),),
    ("Disease", "AGS"): (
        _means("MONDO:0018866", "Aicardi-Goutieres syndrome", r"aicardi|interferon|trex1|samhd1|rnaseh2|encephal"),
        _means("MONDO:0007318", "Alagille syndrome", r"alagille|jag1|notch|bile|cholesta"),
    ),
    ("Chemical", "LSD"): (_means("CHEBI:6605", "lysergic acid diethylamide", r"."),),
}  # fmt: skip


# Short forms that are too many things to mean one where neither the text explains them nor its words tell.
_BY_CONTEXT_ALONE = frozenset({("Disease", "AD")})


def is_notorious(text: str, type: str, context: str, at: int | None = None, long: str = "") -> bool:
    """Whether a mention is likely a false one: an English word, not a gene or a cell line; a way of inheritance.

    `context` is the text around the mention: its sentence, or a line of letters on either side. `at` is where in it the
    mention begins, where it first stands as a word if that is not said; `long` what the text explains it as.

    >>> is_notorious("WAS", "Gene", "THE DRUG WAS GIVEN"), is_notorious("WAS", "Gene", "mutations in WAS protein")
    (True, False)
    """
    plain = text.lower().strip()
    before, after = _sides(text, context, at)
    if plain in _NO_NAMES or is_out_of_place(text, type, before, after, long):
        return True
    if long and type == "Disease":  # the text says what it is
        return plain in _NEVER[type] or (text == "AD" and bool(_NO_AD.search(long)))
    shouted = text.isupper() and _is_shouted(before, after)
    around = f"{before[-_NEAR:]} {after[:_NEAR]}"
    if type in _SHOUTED_TOO and plain in _GENE_WORDS and shouted:
        return True
    if type == "Gene" and plain in _GENE_WORDS:
        return text == plain or shouted or not _GENE_CUE.search(around)
    if type == "CellLine" and plain in _LINE_WORDS:
        return not _LINE_CUE.search(around)
    if type == "Anatomy" and plain == "hand":
        return bool(_NO_HAND.search(context))
    if type == "Disease" and text == "AD" and meant(text, type, context) in (None, _UNTOLD):
        return bool(_INHERITED.search(around))
    return plain in _NEVER.get(type, ())


def type_meant(text: str, type: str, after: str) -> str:
    """The type of a mention by what stands behind it: a cell line that is called as a disease is a line before "cells".

    >>> type_meant("AGS", "Disease", " cells were grown"), type_meant("AGS", "Disease", " is inherited")
    ('CellLine', 'Disease')
    """
    return "CellLine" if type == "Disease" and text in _LINES_TOO and _CELLS.match(after) else type


def denied(text: str, type: str, curie: str) -> bool:
    """Whether a mention never means this concept, though a vocabulary calls it so.

    >>> denied("IgM", "Gene", "HGNC:11935"), denied("CD40L", "Gene", "HGNC:11935")
    (True, False)
    >>> denied("blaKPC-2", "Gene", "HGNC:30221"), denied("statins", "Chemical", "MESH:D019821")
    (True, True)
    """
    if type == "Gene" and _BACTERIAL.fullmatch(text):
        return curie.startswith(("HGNC:", "FPLX:"))
    return (type, squashed(text), curie) in _DENIED


def meant(text: str, type: str, context: str) -> Meaning | None:
    """Which of its meanings a short form has by the words around it; None where they do not tell.

    A Meaning without CURIE is none of the type: "MS" beside "LC-" is a method. Some forms are nothing where no word
    tells, whatever is likeliest: "AD" is not Alzheimer's everywhere.
    """
    meanings = _MEANINGS.get((type, text.removesuffix("s") if len(text) > 2 and text.endswith("s") else text), ())
    counts = sorted(((len(one.cue.findall(context)), -place) for place, one in enumerate(meanings)), reverse=True)
    if not counts or not counts[0][0] or (len(counts) > 1 and counts[0][0] == counts[1][0]):
        return _UNTOLD if (type, text) in _BY_CONTEXT_ALONE else None
    return meanings[-counts[0][1]]


def _sides(text: str, context: str, at: int | None) -> tuple[str, str]:
    """The words before and after a mention; all the context on either side where it does not stand there."""
    if at is None:
        found = re.search(rf"(?<!\w){re.escape(text)}(?!\w)", context)
        if not found:
            return context, context
        at = found.start()
    return context[:at], context[at + len(text) :]


def _is_shouted(before: str, after: str) -> bool:
    """Whether the words around a mention stand in capitals, so that its own capitals say nothing.

    Nearly all of them are enough where an English word is among them: names stand side by side in capitals too.
    """
    around = f"{before} {after}"
    if len(around.split()) < 2:
        return False
    if around.upper() == around:
        return any(letter.isalpha() for letter in around)
    letters = [letter for letter in around if letter.isalpha()]
    return sum(map(str.isupper, letters)) >= _SHOUTED * len(letters) and bool(_CAPITAL_WORD.search(around))
