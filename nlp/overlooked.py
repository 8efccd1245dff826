"""Names that networks pass over because they are English words too: the metal lead, the genes REST, SET and IMPACT.

Only what stands in a phrase that the word as such does not is taken: "blood lead levels", "REST represses ... genes".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CONFIDENCE = 0.95  # all 37 that stand in the training and development texts of the corpora are right

# Metals and the like that stand beside lead, and what it is in, or does.
_METALS = r"(?:cadmium|mercury|arsenic|zinc|copper|chromium|nickel|Cd|Hg|As|Zn|Cu|Cr|Ni|manganese|aluminium|aluminum)"
_LEAD_BEFORE = (
    r"(?:blood|bone|serum|urinary|urine|plasma|dust|soil|environmental|tetraethyl|inorganic|dietary|airborne|maternal|"
    r"exposed to|exposures? to|exposure of \w+ to|(?:levels?|concentrations?|amounts?|traces|toxicity|intake|content)"
    rf" of|{_METALS}(?:,|,? and|,? or)?)"
)
_LEAD_AFTER = (
    r"(?:poisoning|exposures?|toxicity|intoxication|neurotoxicity|nephropathy|encephalopathy|contamination|pollution|"
    r"pollutants?|concentrations?|burdens?|ions?|smelters?|absorption|accumulation|"
    r"levels? (?:in|of|above|below|over|were|was|and|\d)|levels?(?=[.,;)])|"
    rf"in (?:the )?(?:blood|bones?|teeth|water|soil|serum|urine|paint|air|dust|hair|drinking)|"
    rf"(?:,|,? and|,? or) {_METALS}|"
    r"(?:was|is|were) (?:found|detected|measured|determined|present) in|"
    r"(?:was|is) (?:an? )?(?:heavy |toxic |ubiquitous |environmental |known )*(?:metal|toxic|toxin|neurotoxi\w+|"
    r"pollutant|contaminant|element)|(?:acetate|nitrate|chloride|oxide|carbonate|sulfide|sulphide|chromate|arsenate)s?)"
)
_NO_METAL = (
    r"(?!\s+(?:to|us|them|me|authors?|time|compounds?|candidates?|investigators?|wires?|electrodes?|placement|ECG)\b)"
)
_LEAD = re.compile(
    rf"(?<!\w)(?i:{_LEAD_BEFORE} |blood-)(?P<behind>[Ll]ead)\b(?!-\w){_NO_METAL}"
    rf"|(?<![\w-])(?P<ahead>[Ll]ead)(?: (?={_LEAD_AFTER}(?!\w))|(?=, {_METALS}\b)|(?=-(?:exposed|poison|contamin)))"
)
# Approved symbols of human genes that are English words, yet hardly ever stand for those before such words.
_SYMBOLS = r"(?P<gene>REST|SET|IMPACT|CAT|KIT|MET|MAX|CLOCK|RAN|CAST)"
_THING = r"(?:gene|protein|mRNA|transcript|promoter|expression|overexpression|knockdown|knockout|deficiency|mutations?)"
_DOES = (
    r"(?:(?:directly|specifically|also|strongly|potently) )?(?:represses|inhibits|activates|binds|suppresses|silences|"
    r"phosphorylates|dephosphorylates|regulates|induces|recruits|degrades|interacts with|associates with)"
)
_GENE = re.compile(rf"(?<![\w-]){_SYMBOLS} (?:(?P<thing>{_THING})|{_DOES})(?!\w)")
_OTHER = re.compile(r"\b(?:genes?|proteins?|transcription|promoters?|mRNAs?|(?:[A-Z][A-Za-z]*\d\w*|[A-Z]{3,}))\b")
_SENTENCE = re.compile(r"[^.!?]*")


def overlooked(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and type of each such name in a text.

    >>> list(overlooked("Blood lead levels")), list(overlooked("SET inhibits PP2A")), list(overlooked("A lead"))
    ([(6, 10, 'Chemical')], [(0, 3, 'Gene')], [])
    """
    for hit in _LEAD.finditer(text):
        which = "behind" if hit["behind"] else "ahead"
        yield hit.start(which), hit.end(which), "Chemical"
    for hit in _GENE.finditer(text):
        sentence = _SENTENCE.match(text, hit.end())
        if hit["thing"] or (sentence and _OTHER.search(sentence[0])):
            yield hit.start("gene"), hit.end("gene"), "Gene"
