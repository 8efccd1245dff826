"""Names that are none where they stand: "WAS" as a verb, "LSD" as a test, "NO" effect, "Silver et al.".

`is_out_of_place` looks at the words on either side of one mention. Each rule has its examples in
tests/nlp/test_notorious.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# The syndrome in other words, and what goes with it.
_WAS_COMPANY = re.compile(
    r"(?i)wiskott|\bWASP?\s+(?:was|is|genes?|proteins?|mutat\w+)\b|\bWASP\b|platelet|thrombocytop|eczema|x-linked|"
    r"immunodeficien|microthromb"
)
_WAS_OF = re.compile(
    r"(?i)\s+(?:famil\w+|phenotyp\w+|patients?|carriers?|genes?|locus|proteins?|mutations?|kindreds?|pedigrees?|boys)\b"
)
_SUBJECT = re.compile(r"[\w)\]%]\s+$")
_PREPOSITION = re.compile(r"(?i)(?:\b(?:with|of|in|for|and|or|from|to|by|classic|severe|the)\s+|\()$")
_VERB_GOES_ON = re.compile(
    r"(?i)\s+(?:\w+ed|\w+en|\w+ly|\w+er|not|no|a|an|the|also|then|only|found|seen|shown|done|made|kept|held|put|set|"
    r"less|more|most|least|due|similar|equal|normal|positive|negative|present|absent|significant|low|high|good|poor|"
    r"as|at|on|about|below|above|within|between|found|felt|run|drawn|so|very|still|well|\d\S*)\b"
)
_TEST_BEFORE = re.compile(
    r"(?i)(?:\bfisher\W{0,2}s?\s+(?:protected\s+)?|\bprotected\s+|\bleast[- ]significan(?:t|ce)[- ]differences?\W{1,3}|"
    r"\b(?:anova|analysis of variance|t-?tests?|post[- ]?hoc(?:\s(?:tests?|analysis|comparisons?))?|tukey\S*|duncan\S*|"
    r"bonferroni|scheff\S*|dunnett\S*|newman-keuls)(?:\s+tests?)?\W{1,3}"
    r"(?:(?:with|followed by|and|or|using|by|then|plus|tests?|a|an|the|protected|fisher\S{0,3}|post[- ]?hoc)\W{1,2})*|"
    r"\bmeans? (?:were |was )?(?:separated|compared) (?:by|using|with) (?:the )?)$"
)
_TEST_AFTER = re.compile(
    r"(?i)\W{0,2}(?:\(?p?\s?[=<(]?\s?0?\.\d+|post[- ]?hoc|tests?(?! (?:in|of|for) (?:urine|blood|hair))\b|multiple|"
    r"pairwise|comparisons?|procedures?|statistics?|"
    r"mean separation|(?:at )?(?:the )?\d ?%|at (?:the )?p\b)"
)
_NO_ALWAYS = re.compile(
    r"(?i)\s+(?:evidence|significan\w+|statistical\w*|differen\w+|other|one|patients?|more|longer|such|adverse|further|"
    r"association|correlation|relation\w*|cases?|reports?|studies|study|data|need|doubt|clear|major|obvious|apparent|"
    r"detectable|known|previous|prior|history|changes? (?:in|of|was|were)|mutations?|deaths?|signs?|symptoms?|"
    r"complications?|matter|conflicts?|competing|abnormal\w*|additional|increased|decreased)\b"
)
_NO_PERHAPS = re.compile(
    r"(?i)\s+(?:effects?|changes?|increases?|decreases?|reductions?|improvements?|responses?|benefits?|toxicity|"
    r"treatments?|drugs?|interactions?|influence|impact|inhibition|activity|activation|role|cells?|mice|rats?|animals?|"
    r"side[- ]effects?|tumou?rs?|losses|loss|bleeding|pain|"
    r"evidence)\b"
)
_NITRIC = re.compile(
    r"(?i)nitric|nitrite|nitrat|[ei]?NOS\b|synthase|\bNO\S* (?:donors?|releas\w+|produc\w+|synth\w+|levels?)|cGMP|"
    r"endotheli|arginine|L-NAME|vasodilat|vasorelax|vascular|guanyl|inhaled|nitroprusside|scaveng"
)
_SEDIMENTATION = re.compile(
    r"(?i)\bCRP\b|c-reactive|sediment|westergren|fibrinogen|ferritin|procalcitonin|\bWBC\b|white (?:blood )?cell|"
    r"leu[ck]ocyt|h(?:a)?emoglobin|h(?:a)?emat|fever|inflamm|rheumat|arthrit|arteritis|DAS\s?28|mm\s?/\s?(?:1st )?h|"
    r"\bspin\b|elevated|raised|\bEPR\b|erythrocyte"
)
_ESTROGEN = re.compile(
    r"(?i)estrogen|oestrogen|estradiol|breast|receptor|tamoxifen|fulvestrant|\bPG?R\b|endometri|\bgenes?\b|mRNA|"
    r"polymorphism|express|ligand|coactivat|transcription|luciferase"
)
_CHYMOTRYPSIN = re.compile(r"(?i)chymotryps|caldecrin|protease|pancrea")
_NUMBER = re.compile(
    r"(?i)\W{0,2}(?:(?:registry|reg\.?)\b|numbers?\b|nos?\b\.?|nr\b|rn\b|#|ids?\b|\[?\d{2,7}-\d\d-\d\b|index\b)"
)
_CONVERTER = re.compile(
    r"(?i)[ -]?(?:converters?|conversions?|cards?\b|vectors?\b)|-\d|\s?\d{1,2}\s(?:virus|infect|vector)"
)
_ADENOVIRUS = re.compile(r"(?i)adeno-?vir")
# A peak that is not parted from a larger one, in a chromatogram or a spectrum.
_MEASURED_PEAKS = re.compile(
    r"(?i)\b(?:HPLC|U[HP]+LC|LC-?(?:UV|MS)|GC-?MS|TLC|chromatogra\w+|elut\w+|retention times?|co-?elut\w+|UV[/-]vis|"
    r"absorption (?:band|maxim|spectr)\w*|spectrum|spectra|m/z|thermograms?|DSC|diffractograms?)\b"
)
_SHOULDER_SEEN = re.compile(r"(?i)\b(?:an?|one|no|small|slight|weak|broad|distinct|clear|second|minor)\s+$")
_SHOULDER_AT = re.compile(
    r"(?i)\s+(?:at|near|around)\s+(?:about |ca\.? |~ ?)?\d[\d.,]*\s*(?:min|s|nm|eV|cm|ppm|K|°|degrees|Cel)\b"
)
_SHOULDER_OF_PEAK = re.compile(
    r"(?i)\s+(?:of|on|to|in|at|before|behind|after|beside)\s+(?:\w+\s+){0,3}(?:peak|band|signal|maximum)\b"
)
_AUTHOR_GOES_ON = re.compile(r"(?:,? [A-Z]{1,2}\b\.?)?,? (?:et\.? al\b|and (?:colleagues|co-?workers|associates)\b)")
_SAYINGS = {
    "iron": re.compile(r"[ -](?:will(?!\s+be\b)|fist|curtain|lady|maiden|grip|rule)\b"),
    "silver": re.compile(r"[ -](?:bullets?|lining|screen|tongue\w*|spoon|medal\w*|age\b|surfer)"),
    "gold": re.compile(r"[ -](?:standards?|medal\w*|rush|mine)\b"),
    "lead": re.compile(r"[ -](?:authors?|time|compounds?|to|investigators?)\b"),
}


def is_out_of_place(text: str, type: str, before: str, after: str, long: str = "") -> bool:
    """Whether a mention is no name between these words. `long` is what the text explains it as, where it does.

    >>> is_out_of_place("WAS", "Disease", "Heart failure ", " less frequent")
    True
    """
    if text.istitle() and " " not in text and _AUTHOR_GOES_ON.match(after):
        return True
    saying = _SAYINGS.get(text.lower())
    if saying and saying.match(after):
        return True
    rule = _RULES.get((text, type)) or _RULES.get((text, ""))
    return bool(rule and rule(before, after, long))


def _was(before: str, after: str, long: str) -> bool:
    if _is_verb(before, after, ""):
        return True
    return not (long or after.startswith("-") or _WAS_OF.match(after) or _WAS_COMPANY.search(f"{before}WAS{after}"))


def _is_verb(before: str, after: str, _long: str) -> bool:
    """Whether WAS has a subject and goes on as a verb does."""
    if _PREPOSITION.search(before) or _WAS_OF.match(after):
        return False
    return bool(_SUBJECT.search(before) and _VERB_GOES_ON.match(after))


def _test(before: str, after: str, long: str) -> bool:
    if long:
        return "significan" in long.lower()
    return bool(_TEST_BEFORE.search(before) or _TEST_AFTER.match(after))


def _no(before: str, after: str, long: str) -> bool:
    if _NO_ALWAYS.match(after):
        return True
    return bool(_NO_PERHAPS.match(after)) and not (long or _NITRIC.search(before) or _NITRIC.search(after))


def _rate(before: str, after: str, long: str) -> bool:
    if long:
        return not _ESTROGEN.search(long)
    around = f"{before} {after}"
    return bool(_SEDIMENTATION.search(around)) or not _ESTROGEN.search(around)


def _control(before: str, after: str, long: str) -> bool:
    return not (_CHYMOTRYPSIN.search(long) or _CHYMOTRYPSIN.search(before) or _CHYMOTRYPSIN.search(after))


def _registry(_before: str, after: str, long: str) -> bool:
    return bool(_NUMBER.match(after)) or "abstracts" in long.lower()


def _converter(before: str, after: str, long: str) -> bool:
    return not long and bool(
        _CONVERTER.match(after) or _ADENOVIRUS.search(before) or re.match(r"\W*adeno-?vir", after, re.I)
    )


def _shoulder(before: str, after: str, _long: str) -> bool:
    if _SHOULDER_OF_PEAK.match(after) or (_SHOULDER_SEEN.search(before) and _SHOULDER_AT.match(after)):
        return True
    return bool(_MEASURED_PEAKS.search(before) or _MEASURED_PEAKS.search(after))


_RULES: dict[tuple[str, str], Callable[[str, str, str], bool]] = {
    ("WAS", "Disease"): _was,
    ("WAS", ""): _is_verb,
    ("LSD", ""): _test,
    ("NO", "Chemical"): _no,
    ("ESR", ""): _rate,
    ("ctrl", ""): _control,
    ("Ctrl", ""): _control,
    ("CTRL", ""): _control,
    ("CAS", ""): _registry,
    ("AD", "Disease"): _converter,
    ("shoulder", "Anatomy"): _shoulder,
    ("shoulders", "Anatomy"): _shoulder,
}
