"""Golds of yes and no, of lineage, connections, texts and follow-ups, and of questions without an answer."""

from __future__ import annotations

from benchmarks._gold_demo2_kit import dated, documents, of_kind, one
from benchmarks._gold_demo_data import (
    Answer,
    GoldFunction,
    disease,
    drug,
    gene,
    ids,
    into_gold,
    lab,
    of_compound,
    status,
    value,
    words,
)

GOLD: dict[str, GoldFunction] = {}
entry = into_gold(GOLD)

NOT_UNDERSTOOD: Answer = {"status": "not_understood"}
NO_DATA: Answer = {"status": "no_data"}


@entry("e116")
def sotalol() -> Answer:
    return value(gene("KCNH2") in lab().out("inhibits", drug("sotalol")))


@entry("e117")
def herg_of_142() -> Answer:
    return value("lantern:A-HERG" in lab().out("tested_in", "lantern:LK-0142"), NO_DATA)


@entry("e118")
def microsomes_replaced() -> Answer:
    return value(bool(lab().into("supersedes", "lantern:SOP-ADM-001-v2")))


@entry("e165")
def analysis_replaced() -> Answer:
    return value(bool(lab().into("supersedes", "lantern:SOP-DAT-001-v1")))


@entry("e119")
def shared_target() -> Answer:
    first, second = (lab().out("inhibits", drug(name)) for name in ("caffeine", "theophylline"))
    return value(bool(first & second))


@entry("e120")
def anvil() -> Answer:
    return value(lab().nodes[one("Anvil", "Instrument")]["status"] == "in use", NO_DATA)


@entry("e121")
def propranolol() -> Answer:
    return value(disease("asthma") in lab().out("contraindicated_for", drug("propranolol")))


@entry("e123")
def minerva_in_submission() -> Answer:
    return value(one("Minerva", "Instrument") in lab().upstream("lantern:LB-IND-001"))


@entry("e124")
def behind_pf_1140() -> Answer:
    below = lab().downstream("lantern:PF-1140")
    found = of_kind("Document", below)
    return ids(found, ids(found | of_kind("Submission", below)))


@entry("e125")
def source_of_366() -> Answer:
    stock = lab().out("derived_from", "lantern:M-00366")
    solid = lab().out("derived_from", *stock)
    batch = lab().out("derived_from", *solid)
    return ids(stock | solid | batch, ids(stock | batch), ids(solid | batch))


@entry("e126")
def on_the_model() -> Answer:
    found = lab().downstream("lantern:MODEL-LOGD-v2")
    direct = lab().into("used", "lantern:MODEL-LOGD-v2") | lab().into("supported_by", "lantern:MODEL-LOGD-v2")
    return ids(found, ids(direct))


@entry("e127")
def submissions_on_b02() -> Answer:
    return ids(of_kind("Submission", lab().downstream("lantern:LK-0042-B02")))


@entry("e128")
def from_88120() -> Answer:
    return ids(of_kind("Batch", lab().into("generated_by", *lab().into("used", "lantern:MFC-88120"))))


@entry("e129")
def before_v2() -> Answer:
    return ids(lab().out("supersedes", "lantern:SOP-BIO-004-v2"))


@entry("e130")
def rat_samples() -> Answer:
    samples = of_kind("Sample", lab().out("used", "lantern:PK-2024-12"))
    batches = lab().out("derived_from", *samples)
    return ids(samples | batches, ids(batches))


@entry("e131")
def synthesis_of_107_b04() -> Answer:
    made = lab().out("generated_by", "lantern:LK-0107-B04")
    whom, what = lab().out("associated_with", *made), lab().out("used", *made)
    whole = whom | what
    return ids(whole, ids(whole | made), ids(whom | of_kind("Batch", what)), ids(made | whom | of_kind("Batch", what)))


@entry("e132")
def vhl_to_sunitinib() -> Answer:
    between = lab().out("associates", gene("VHL")) & lab().out("treats", drug("sunitinib"))
    return ids(between | {gene("VHL"), drug("sunitinib")}, ids(between))


@entry("e133")
def two_myelofibrosis_drugs() -> Answer:
    first, second = drug("ruxolitinib"), drug("fedratinib")
    return ids({o for r in ("inhibits", "treats", "causes") for o in lab().out(r, first) & lab().out(r, second)})


@entry("e134")
def erlotinib_to_hemoptysis() -> Answer:
    start, end = drug("erlotinib"), one("Hemoptysis", "Phenotype")
    between = lab().out("treats", start) & lab().into("presents", end)
    return ids(between | {start, end}, ids(between))


@entry("e135")
def common_diseases() -> Answer:
    return ids(lab().out("associates", gene("EGFR")) & lab().out("associates", gene("KRAS")))


@entry("e146")
def palladium() -> Answer:
    return ids(words("palladium") & documents("notebook entry"))


@entry("e147")
def virtanen_on_brackenridge() -> Answer:
    return ids(words("Brackenridge") & lab().into("attributed_to", one("Hanna Virtanen", "Person")))


@entry("e151")
def old_synge() -> Answer:
    return ids(words("Old Synge", "LC-03") & dated(documents("study report"), "2025", "2025"))


@entry("e152")
def itraconazole() -> Answer:
    return ids(words("itraconazole") & documents("dossier section"))


@entry("e153")
def lorlatinib() -> Answer:
    return ids(lab().out("inhibits", drug("lorlatinib")))


@entry("e154")
def ceritinib() -> Answer:
    return ids(lab().out("inhibits", drug("ceritinib")))


@entry("e155")
def liver() -> Answer:
    return ids(lab().into("treats", *lab().into("localizes", one("liver", "Anatomy"))))


@entry("e166")
def two_mayas() -> Answer:
    return status("ambiguous", ids(lab().where("Person", lambda n: n["name"].startswith("Maya "))))


@entry("e167")
def two_htts() -> Answer:
    both = lab().where("Gene", lambda n: n["name"] == "HTT")
    return status("ambiguous", ids(lab().out("associates", *both)))


@entry("e168")
def gefitinib_ic50() -> Answer:
    found = [r.id for r in of_compound(drug("gefitinib"), "A-EGFR-WT", "A-EGFR-TM")]
    return status("ambiguous", ids(found))


@entry("e169")
def hplc() -> Answer:
    return status("ambiguous", ids(lab().where("Instrument", lambda n: n["model"].startswith("HPLC"))))


@entry("e170")
def no_such_batch() -> Answer:
    return status(_nothing("lantern:LK-0211-B01" in lab().nodes), NOT_UNDERSTOOD)


def _nothing(found: object) -> str:
    """The status of an empty answer; ValueError when there is something to answer with."""
    if found:
        raise ValueError("the files answer this")
    return "no_data"


@entry("e171")
def metoprolol() -> Answer:
    return status(_nothing(lab().out("causes", drug("metoprolol"))))


@entry("e172")
def caspase() -> Answer:
    return status(_nothing(lab().out("associates", gene("CASP3"))))


@entry("e173")
def tnf_of_17() -> Answer:
    return status(_nothing(of_compound("lantern:LK-0017", "A-TNF")))


@entry("e174")
def zanubrutinib() -> Answer:
    return status(_nothing(lab().where("Compound", lambda n: n["name"] == "zanubrutinib")), NOT_UNDERSTOOD)


@entry("e175")
def entries_2022() -> Answer:
    return status(_nothing(dated(documents("notebook entry"), "2022", "2022")), {"value": 0})


@entry("e176")
def made_by_vellum() -> Answer:
    made = of_kind("Batch", lab().into("attributed_to", one("Vellum Analytical", "Organization")))
    return status(_nothing(made))


@entry("e177")
def price() -> Answer:
    return status("not_understood")


@entry("e178")
def opinion() -> Answer:
    return status("not_understood")


@entry("e179")
def deletion() -> Answer:
    return status("not_understood")


@entry("e180")
def booking() -> Answer:
    return status("not_understood")


@entry("e181")
def half_life() -> Answer:
    return status("not_understood", NO_DATA)


@entry("e182")
def translation() -> Answer:
    return status("not_understood")
