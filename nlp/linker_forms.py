"""The forms of a mention under which its concept may be known: spelt out, in the singular, as a noun, less exactly.

"tumours of the colon" is known as "colon neoplasm", "hypertensive" as "hypertension", "PD patients" as "Parkinson
disease" in a document that explains PD.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from labkin.nlp.linker_names import words

RAW, LONG, NUMBER, SPELLED, REWRITTEN, CUT = range(6)
KINDS = ("raw", "long", "number", "spelled", "rewritten", "cut")
_MOST = 60  # forms of a mention


class Form(NamedTuple):
    """A form and how far it is from what is written: RAW the mention itself ... CUT words were left out."""

    text: str
    far: int


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
_PLURAL = re.compile(r"(?<=[a-z]{3})(?:(?P<y>ies)|(?:(?<=[sxz])|(?<=[cs]h))(?P<es>es)|(?<=[^siu])s)\b")


def forms(text: str, type: str, long: str = "") -> list[Form]:
    """The forms of a mention, nearest first, each once. `long` is what its document says it stands for."""
    found: dict[bytes, Form] = {}
    for one in _all(text, type, long):
        key = words(one.text).replace(b" ", b"")
        if key and (key not in found or found[key].far > one.far):
            found[key] = one
        if len(found) >= _MOST:
            break
    return sorted(found.values(), key=lambda form: form.far)


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


def _all(text: str, type: str, long: str) -> Iterator[Form]:
    yield Form(text, RAW)
    if long:
        yield Form(long, LONG)
    for base in [long, text] if long else [text]:
        yield from _of(base, type)


def _of(text: str, type: str) -> Iterator[Form]:
    outside = re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*", " ", text).strip()
    plain = " ".join(words(text).decode().split())
    start = {plain: None}
    if outside and outside != text and len(outside) > 3:
        start[" ".join(words(outside).decode().split())] = None
    for name in list(start):
        yield Form(name, SPELLED if name != plain else NUMBER)
        for other in _numbers(name):
            yield Form(other, NUMBER)
            start[other] = None
    for name in list(start):
        for other in _spellings(name):
            yield Form(other, SPELLED)
            start[other] = None
    if type == "Chemical":
        yield from _chemical(text, list(start))
    elif type == "Disease":
        yield from _disease(list(start))
    elif type == "Gene":
        yield from _gene(list(start))
    elif type in ("CellLine", "CellType", "Anatomy", "Species", "Assay"):
        for name in start:
            cut = re.sub(r" (?:cells?|cell lines?|lines?|tissues?|strain|virus|species|assays?)$", "", name)
            if cut != name:
                yield Form(cut, CUT)
            elif type == "CellType":
                yield Form(f"{name} cell", REWRITTEN)


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
    first, _, rest = told.partition(" ")
    for end, nouns in _NOUNS:
        for noun in nouns:
            if last.endswith(end):
                yield f"{head} {last[: -len(end)]}{noun}".strip()
            if rest and first.endswith(end):
                yield f"{first[: -len(end)]}{noun} {rest}"
                yield f"{first[: -len(end)]}{noun}"
    if " of " in told:
        left, _, right = told.partition(" of ")
        right = right.removeprefix("the ")
        yield f"{right} {left}"
        yield from _numbers(f"{right} {left}")
    if " in " in told:
        left, _, right = told.partition(" in ")
        yield f"{right.removeprefix('the ')} {left}"


def _disease(names: list[str]) -> Iterator[Form]:
    level = list(names)
    for name in names:
        for other in _alike(name):
            yield Form(other, REWRITTEN)
            level.append(other)
        if not name.endswith(_HEADS):
            for head in _HEADS[:3]:
                yield Form(f"{name} {head}", REWRITTEN)
    for name in dict.fromkeys(level):
        cut = _TRAILING.sub("", name)
        cuts = {cut, _LEADING.sub("", cut), _LEADING.sub("", name), re.sub(r"^\w+ induced ", "", name)} - {name, ""}
        for other in sorted(cuts):
            yield Form(other, CUT)
            for more in _numbers(other):
                yield Form(more, CUT)
            for more in _spellings(other):
                yield Form(more, CUT)


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


def _chemical(text: str, names: list[str]) -> Iterator[Form]:
    bare = _ISOMER.sub("", text)
    if bare != text and len(bare) > 3:
        yield Form(bare, CUT)
    for name in names:
        cut = _CHEMICAL_TAIL.sub("", name)
        if cut != name and len(cut) > 2:
            yield Form(cut, CUT)
        bare = _ISOMER.sub("", name)
        if bare != name and len(bare) > 3:
            yield Form(bare, CUT)
        if name.endswith("ate"):
            yield Form(name[:-3] + "ic acid", SPELLED)
        if name.endswith("ic acid"):
            yield Form(name[:-7] + "ate", SPELLED)
        if name.endswith("ergic"):
            stem = name[:-5]
            yield Form({"dopamin": "dopamine", "cholin": "acetylcholine"}.get(stem, stem), REWRITTEN)
        if not name.endswith("e"):
            yield Form(name + "e", SPELLED)


def _gene(names: list[str]) -> Iterator[Form]:
    for name in names:
        cut = re.sub(
            r"(?: (?:gene|protein|mrna|receptor|receptors|proteins|genes|promoter|human|cdna|subunit))+$", "", name
        )
        cut = re.sub(r"^(?:human|mouse|rat|murine|anti|wild type|mutant|recombinant|phospho|p) ", "", cut)
        if cut and cut != name:
            yield Form(cut, CUT)
        if re.fullmatch(r"[hmrp][a-z]{2,}\d*\w*", name):
            yield Form(name[1:], CUT)
        if not name.endswith(("receptor", "protein")):
            yield Form(f"{name} protein", REWRITTEN)
