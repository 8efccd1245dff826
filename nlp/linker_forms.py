"""The forms of a mention under which its concept may be known: spelt out, in the singular, as a noun, less exactly.

"tumours of the colon" is known as "colon neoplasm", "hypertensive" as "hypertension", "PD patients" as "Parkinson
disease" in a document that explains PD.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from labkin.nlp.linker_names import squashed, words

RAW, LONG, NUMBER, SPELLED, REWRITTEN, CUT = range(6)
KINDS = ("raw", "long", "number", "spelled", "rewritten", "cut")
_MOST = 60  # forms of a mention


class Form(NamedTuple):
    """A form and how far it is from what is written: RAW the mention itself ... CUT words were left out."""

    text: str
    far: int
    key: bytes  # squashed

    @classmethod
    def of(cls, text: str, far: int) -> Form:
        return cls(text, far, squashed(text))


_BRITISH = (
    ("tumour", "tumor"), ("haem", "hem"), ("aemia", "emia"), ("oedema", "edema"), ("oesoph", "esoph"),
    ("aetio", "etio"),
    ("foet", "fet"), ("paed", "ped"), ("gynaec", "gynec"), ("leukaem", "leukem"), ("ischaem", "ischem"),
    ("caes", "ces"), ("rrhoea", "rrhea"), ("pnoea", "pnea"), ("orthopaed", "orthoped"), ("anaes", "anes"),
    ("sulph", "sulf"), ("colour", "color"), ("behaviour", "behavior"), ("fibre", "fiber"), ("oestr", "estr"),
    ("litre", "liter"), ("aluminium", "aluminum"), ("neurone", "neuron"), ("caemi", "cemi"), ("uraem", "urem"),
    ("faec", "fec"), ("dyspnoe", "dyspne"), ("titre", "titer"), ("glycaem", "glycem"), ("natraem", "natrem"),
    ("kalaem", "kalem"), ("mould", "mold"), ("amoeb", "ameb"), ("coeliac", "celiac"), ("goitre", "goiter"),
)  # fmt: skip
# Ends of adjectives, and of the nouns that they belong to.
_NOUNS = (
    ("ensive", ("ension",)), ("otic", ("osis",)), ("etic", ("esis", "etes", "etus", "ety")), ("emic", ("emia",)),
    ("eptic", ("epsy", "epsis")), ("toxic", ("toxicity",)), ("ective", ("ection",)), ("essive", ("ession",)),
    ("essed", ("ession",)), ("uric", ("uria",)), ("algesic", ("algesia",)), ("ytic", ("ysis",)), ("itic", ("itis",)),
    ("astic", ("asia",)), ("thenic", ("thenia",)), ("phrenic", ("phrenia",)), ("phobic", ("phobia",)),
    ("arrhythmic", ("arrhythmia",)), ("rrhagic", ("rrhage",)), ("trophic", ("trophy",)), ("pathic", ("pathy",)),
    ("plegic", ("plegia",)), ("cardic", ("cardia",)), ("tonic", ("tonia",)), ("kinetic", ("kinesia",)),
    ("kinetic", ("kinesis",)), ("obese", ("obesity",)), ("anxious", ("anxiety",)), ("manic", ("mania",)),
    ("ulsive", ("ulsion", "ulsions")), ("ctic", ("xis", "ctia")), ("ancerous", ("ancer",)),
    ("noma", ("nomas", "nomata")),
    ("itous", ("itus",)), ("omatous", ("oma",)), ("tumorous", ("tumor",)), ("tumorigenic", ("tumor",)),
    ("tumorigenesis", ("tumor",)), ("carcinogenic", ("carcinoma",)), ("carcinogenesis", ("carcinoma",)),
    ("ogenic", ("ogenesis",)), ("pressed", ("pression",)), ("orrheic", ("orrhea",)),
    ("spastic", ("spasm", "spasticity")),
    ("dystonic", ("dystonia",)), ("autistic", ("autism",)), ("icteric", ("icterus", "jaundice")),
    ("hypoxic", ("hypoxia",)), ("anorexic", ("anorexia",)), ("dementing", ("dementia",)), ("demented", ("dementia",)),
    ("amnesic", ("amnesia",)), ("amnestic", ("amnesia",)), ("ataxic", ("ataxia",)), ("febrile", ("fever",)),
    ("pyrexial", ("fever",)), ("delirious", ("delirium",)), ("comatose", ("coma",)), ("infarcted", ("infarction",)),
    ("parkinsonian", ("parkinsonism",)), ("cushingoid", ("cushing syndrome",)), ("septic", ("sepsis",)),
    ("suicidal", ("suicide",)), ("alcoholic", ("alcoholism",)), ("addicted", ("addiction",)), ("painful", ("pain",)),
    ("seizing", ("seizure",)), ("convulsant", ("convulsion",)), ("proteinuric", ("proteinuria",)),
    ("myopathic", ("myopathy",)), ("deficient", ("deficiency",)), ("insufficient", ("insufficiency",)),
    ("allergic", ("allergy",)), ("necrotizing", ("necrosis",)), ("fibrotic", ("fibrosis",)),
    ("cirrhotic", ("cirrhosis",)),
    ("metastatic", ("metastasis",)), ("metastases", ("metastasis",)), ("stenoses", ("stenosis",)),
    ("diagnoses", ("diagnosis",)), ("thromboses", ("thrombosis",)), ("necroses", ("necrosis",)),
    ("psychoses", ("psychosis",)),
    ("bleeding", ("hemorrhage",)), ("blind", ("blindness",)), ("deaf", ("deafness",)), ("retarded", ("retardation",)),
    ("paralyzed", ("paralysis",)), ("paralysed", ("paralysis",)), ("hypothyroid", ("hypothyroidism",)),
    ("hyperthyroid", ("hyperthyroidism",)), ("thyroid", ("thyroidism",)), ("adenomata", ("adenoma",)),
)  # fmt: skip
_ENDS = tuple(dict.fromkeys(end for end, _ in _NOUNS))
_ALIKE = (  # words that names of diseases use for one another
    (r"(?:cancer|carcinoma|tumor|malignanc|malignan|neoplasm|neoplasia)\w*",
     ("neoplasm", "cancer", "carcinoma", "tumor")),
    (r"(?:renal|nephr\w+|kidney)", ("kidney", "renal")),
    (r"(?:hepatic|liver)", ("liver", "hepatic")),
    (r"(?:cardiac|heart|myocardial)", ("heart", "cardiac", "myocardial")),
    (r"(?:pulmonary|lung)", ("lung", "pulmonary")),
    (r"(?:gastric|stomach)", ("stomach", "gastric")),
    (r"(?:cerebral|brain)", ("brain", "cerebral")),
    (r"(?:mammary|breast)", ("breast",)),
    (r"(?:ocular|eye)", ("eye",)),
    (r"(?:cutaneous|skin|dermal)", ("skin",)),
    (r"(?:muscular|muscle)", ("muscle", "muscular")),
    (r"(?:colonic|colon|colorectal)", ("colonic", "colon", "colorectal")),
    (r"(?:oesophageal|esophageal|esophagus)", ("esophageal",)),
    (r"(?:ovarian|ovary)", ("ovarian",)),
    (r"(?:prostatic|prostate)", ("prostatic", "prostate")),
    (r"(?:uterine|uterus|endometrial)", ("uterine", "endometrial")),
    (r"(?:pancreatic|pancreas)", ("pancreatic",)),
    (r"(?:vascular|vessel)", ("vascular",)),
    (r"(?:neuronal|nerve|neural|neurological|neurologic)", ("nervous system", "neurologic")),
    (r"(?:mental|psychiatric|psychological)", ("mental", "psychiatric")),
    (r"(?:dysfunction|impairment|failure|damage|injury|injuries|lesion|abnormalit(?:y|ies)|insufficiency|disturbance|"
     r"disorder|disease|toxicity|complication|defect|deficit|dysfunctions|impairments|illness|problem|symptom)s?",
     ("disease", "disorder", "injury", "failure", "insufficiency", "syndrome", "abnormality", "dysfunction", "toxicity",
      "impairment", "defect", "damage")),
    (r"(?:haemorrhag\w+|hemorrhag\w+|bleeding\w*)", ("hemorrhage", "bleeding")),
    (r"(?:memory|cognitive)", ("memory", "cognitive", "cognition")),
    (r"(?:nephrotoxic\w*)", ("kidney disease",)),
    (r"(?:neurotoxic\w*)", ("neurotoxicity syndrome",)),
    (r"(?:hepatotoxic\w*)", ("drug-induced liver injury",)),
    (r"(?:cardiotoxic\w*)", ("cardiotoxicity", "heart disease")),
    (r"(?:hepatocarcinogen\w*|hepatocarcinoma\w*)", ("hepatocellular carcinoma", "liver neoplasm")),
    (r"(?:deficiency|deficient|deficiencies|absence|lack)", ("deficiency",)),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern), others) for pattern, others in _ALIKE)
_HEADS = ("disease", "syndrome", "disorder", "neoplasm", "deficiency", "infection")
_TRAILING = re.compile(
    r"(?: (?:patients?|subjects?|famil(?:y|ies)|phenotypes?|cases?|carriers?|individuals?|probands?|children|symptoms?|"
    r"episodes?|attacks?|diseases?|syndromes?|disorders?|conditions?|cells?|cell lines?|gene|protein|levels?|"
    r"activity|states?|types?|risk|onset|like))+$"
)
_LEADING = re.compile(
    r"^(?:(?:severe|mild|moderate|acute|chronic|sporadic|familial|hereditary|inherited|congenital|idiopathic|primary|"
    r"secondary|early|late|onset|adult|juvenile|infantile|childhood|advanced|recurrent|persistent|transient|"
    r"progressive|"
    r"experimental|spontaneous|typical|atypical|classic|classical|human|symptomatic|asymptomatic|isolated|bilateral|"
    r"unilateral|generalized|focal|diffuse|invasive|metastatic|malignant|benign|end stage|stage|refractory|intractable|"
    r"complete|partial|total|true|fatal|lethal|massive|major|minor|postoperative|drug|induced|related|associated|"
    r"nonfamilial|non|the|a|an|of|with|from|autosomal|dominant|recessive|x|linked|germline|somatic|unexplained) )+"
)
_CHEMICAL_TAIL = re.compile(
    r"(?: (?:hydrochloride|hcl|hydrobromide|sodium|potassium|calcium|sulfate|sulphate|phosphate|acetate|citrate|"
    r"maleate|tartrate|mesylate|besylate|fumarate|succinate|chloride|bromide|nitrate|lactate|gluconate|analogs?|analogues?|"
    r"derivatives?|salts?|ions?|treatment|therapy|acid|compounds?|monohydrate|dihydrate|anhydrous|base|injection))+$"
)
_ISOMER = re.compile(
    r"^(?:\(?[+±−-]+/?[+−-]?\)?|\(?[dlrsDLRS]{1,2}\)?|trans|cis|rac|racemic|all trans|n|alpha|beta|anhydrous)[ -]+"
)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_THING = re.compile(r" (?:cells?|cell lines?|lines?|tissues?|strain|virus|species|assays?)$")
# What everybody calls a gene and no vocabulary does, by the squashed name: there MAPK14 is p38, as others are.
_USUAL = {b"p38alpha": "MAPK14", b"p38a": "MAPK14", b"p38alphakinase": "MAPK14"}
_KINDS_OF = {  # words behind a name that say what kind of thing it is
    "Gene": re.compile(r"(?<=\w) (?:genes?|oncogenes?|mrnas?)$"),
    "CellLine": re.compile(r"(?<=\w) (?:cells?|cell lines?)$"),
}
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:(?P<y>ies)|(?:(?<=[sxz])|(?<=[cs]h))(?P<es>es)|(?<=[^siu])s)\b")


def levels(text: str, type: str, long: str = "") -> Iterator[list[Form]]:
    """The forms of a mention, level after level, nearest first, each once; the first holds the mention itself.

    `long` is what its document says it stands for. Later levels cost more than earlier ones.
    """
    seen: set[bytes] = set()
    usual = [Form.of(_USUAL[key], RAW)] if type == "Gene" and (key := squashed(text)) in _USUAL else []
    yield _new([Form.of(text, RAW), *usual, *([Form.of(long, LONG)] if long else [])], seen)
    bases = [long, text] if long else [text]
    plain = list(dict.fromkeys(name for base in bases for name in _plain(base) if name))
    if (kind := _KINDS_OF.get(type)) is not None:
        plain = list(dict.fromkeys((*plain, *(kind.sub("", name) for name in plain))))
    numbers = [other for name in plain for other in _numbers(name)]
    yield from _level((Form.of(name, NUMBER) for name in (*plain, *numbers)), seen)
    names = list(dict.fromkeys((*plain, *numbers)))
    spelled = [other for name in names for other in _spellings(name)]
    names = list(dict.fromkeys((*names, *spelled)))
    if type == "Chemical":
        spelled += [other for name in names for other in _acids(name)]
    elif type == "CellType":
        spelled += [name.replace("+", " positive") for name in names if "+" in name]
    yield from _level((Form.of(name, SPELLED) for name in spelled), seen)
    yield from _level(_further(bases, names, type), seen)


def forms(text: str, type: str, long: str = "") -> list[Form]:
    """All forms of a mention, those of nearer levels first."""
    return [form for level in levels(text, type, long) for form in level]


def _level(found: Iterable[Form], seen: set[bytes]) -> Iterator[list[Form]]:
    new = _new(found, seen)
    if new:
        yield new


def _new(found: Iterable[Form], seen: set[bytes]) -> list[Form]:
    new = []
    for form in found:
        if form.key and form.key not in seen:
            seen.add(form.key)
            new.append(form)
            if len(seen) >= _MOST:
                break
    return new


def spelled_out(text: str, abbreviations: Mapping[str, str]) -> str:
    """A mention with the short forms in it written out as its document explains them; empty when there are none.

    >>> spelled_out("PD patients", {"PD": "Parkinson disease"}), spelled_out("PDs", {"PD": "Parkinson disease"})
    ('Parkinson disease patients', 'Parkinson disease')
    """
    if text in abbreviations:
        told = abbreviations[text]
        return spelled_out(told, {short: spelt for short, spelt in abbreviations.items() if short != text}) or told
    if text.endswith("s") and text[:-1] in abbreviations:
        return abbreviations[text[:-1]]
    if f"{text}s" in abbreviations:
        return abbreviations[f"{text}s"]
    parts = re.split(r"([\s/()]+|-(?=[a-z]))", text)
    if len(parts) < 3 and parts[0] not in abbreviations:
        return ""
    spelt = [abbreviations.get(part, part) if len(part) > 1 else part for part in parts]
    # "tardive dyskinesia (TD)" names it twice
    if spelt != parts and not any(abbreviations.get(part, "\0").lower() in text.lower() for part in parts):
        return "".join(spelt)
    return ""


def _plain(text: str) -> Iterator[str]:
    """A name in plain words, and without what stands in brackets."""
    yield " ".join(words(text).decode().split())
    outside = _BRACKETS.sub(" ", text).strip()
    if outside != text and len(outside) > 3:
        yield " ".join(words(outside).decode().split())


def _further(bases: Sequence[str], names: list[str], type: str) -> Iterator[Form]:
    if type == "Chemical":
        for text in bases:
            bare = _ISOMER.sub("", text)
            if bare != text and len(bare) > 3:
                yield Form.of(bare, CUT)
        yield from _chemical(names)
    elif type == "Disease":
        yield from _disease(names)
    elif type == "Gene":
        yield from _gene(names)
    elif type in ("CellLine", "CellType", "Anatomy", "Species", "Assay"):
        for name in names:
            cut = _THING.sub("", name)
            if cut != name:
                yield Form.of(cut, CUT)
            elif type == "CellType":
                yield Form.of(f"{name} cell", REWRITTEN)


def _numbers(name: str) -> Iterator[str]:
    single = _PLURAL.sub(lambda m: "y" if m["y"] else "", name)
    if single != name:
        yield single
        head, _, last = name.rpartition(" ")
        yield f"{head} {_PLURAL.sub(lambda m: 'y' if m['y'] else '', last)}".strip()
    if not name.endswith("s"):
        yield name + "s"


def _spellings(name: str) -> Iterator[str]:
    told = name
    for british, american in _BRITISH:
        told = told.replace(british, american)
    if told != name:
        yield told
    head, _, last = told.rpartition(" ")
    if last.endswith(_ENDS):
        for noun in _nouns(last):
            yield f"{head} {noun}".strip()
    first, _, rest = told.partition(" ")
    if rest and first.endswith(_ENDS):
        for noun in _nouns(first):
            yield f"{noun} {rest}"
            yield noun
    if " of " in told:
        left, _, right = told.partition(" of ")
        right = right.removeprefix("the ")
        yield f"{right} {left}"
        yield from _numbers(f"{right} {left}")
    if " in " in told:
        left, _, right = told.partition(" in ")
        yield f"{right.removeprefix('the ')} {left}"


def _nouns(adjective: str) -> Iterator[str]:
    for end, nouns in _NOUNS:
        if adjective.endswith(end):
            for noun in nouns:
                yield adjective[: -len(end)] + noun


def _disease(names: list[str]) -> Iterator[Form]:
    level = list(names)
    for name in names:
        for other in _alike(name):
            yield Form.of(other, REWRITTEN)
            level.append(other)
        if not name.endswith(_HEADS):
            for head in _HEADS[:3]:
                yield Form.of(f"{name} {head}", REWRITTEN)
    for name in dict.fromkeys(level):
        cut = _TRAILING.sub("", name)
        cuts = {cut, _LEADING.sub("", cut), _LEADING.sub("", name), re.sub(r"^\w+ induced ", "", name)} - {name, ""}
        for other in sorted(cuts):
            yield Form.of(other, CUT)
            for more in _numbers(other):
                yield Form.of(more, CUT)
            for more in _spellings(other):
                yield Form.of(more, CUT)


def _alike(name: str) -> Iterator[str]:
    """The name with one of its words, then two, exchanged for others that names use for it."""
    once = list(dict.fromkeys(_exchanged(name)))
    yield from once
    for other in once[:12]:
        yield from _exchanged(other)


def _exchanged(name: str) -> Iterator[str]:
    parts = name.split()
    for place, part in enumerate(parts):
        for pattern, others in _PATTERNS:
            if pattern.fullmatch(part):
                for other in others:
                    if other != part:
                        yield " ".join([*parts[:place], other, *parts[place + 1 :]])
                break


def _acids(name: str) -> Iterator[str]:
    if name.endswith("ate"):
        yield name[:-3] + "ic acid"
    if name.endswith("ic acid"):
        yield name[:-7] + "ate"
    if not name.endswith("e"):
        yield name + "e"


def _chemical(names: list[str]) -> Iterator[Form]:
    for name in names:
        cut = _CHEMICAL_TAIL.sub("", name)
        if cut != name and len(cut) > 2:
            yield Form.of(cut, CUT)
        bare = _ISOMER.sub("", name)
        if bare != name and len(bare) > 3:
            yield Form.of(bare, CUT)
        if name.endswith("ergic"):
            stem = name[:-5]
            yield Form.of({"dopamin": "dopamine", "cholin": "acetylcholine"}.get(stem, stem), REWRITTEN)


def _gene(names: list[str]) -> Iterator[Form]:
    for name in names:
        cut = re.sub(
            r"(?: (?:gene|protein|mrna|receptor|receptors|proteins|genes|promoter|human|cdna|subunit))+$", "", name
        )
        cut = re.sub(r"^(?:human|mouse|rat|murine|anti|wild type|mutant|recombinant|phospho|p) ", "", cut)
        if cut and cut != name:
            yield Form.of(cut, CUT)
        if re.fullmatch(r"[hmrp][a-z]{2,}\d*\w*", name):
            yield Form.of(name[1:], CUT)
        if not name.endswith(("receptor", "protein")):
            yield Form.of(f"{name} protein", REWRITTEN)
