"""Golds of conjunctions and exclusions, of comparisons of properties and of dates."""

from __future__ import annotations

from benchmarks._gold_demo2_kit import (
    LK_0042,
    LK_0107,
    dated,
    documents,
    library,
    lots,
    of_kind,
    of_status,
    one,
    passing,
    people,
    tested,
    threshold,
)
from benchmarks._gold_demo_data import (
    Answer,
    GoldFunction,
    disease,
    gene,
    ids,
    into_gold,
    lab,
    of_compound,
    value,
    weights,
)

GOLD: dict[str, GoldFunction] = {}
entry = into_gold(GOLD)


@entry("e035")
def both_cox() -> Answer:
    return ids(lab().into("inhibits", gene("PTGS1")) & lab().into("inhibits", gene("PTGS2")))


@entry("e036")
def asthma_and_copd() -> Answer:
    return ids(lab().into("treats", disease("asthma")) & lab().into("treats", one(_COPD, "Disease")))


_COPD = "chronic obstructive pulmonary disease"


@entry("e037")
def arthritis_without_cox() -> Answer:
    inhibitors = lab().into("inhibits", gene("PTGS1"), gene("PTGS2"))
    return ids(lab().into("treats", disease("rheumatoid arthritis")) - inhibitors)


@entry("e038")
def jak_and_tnf() -> Answer:
    found = tested("A-JAK1") & tested("A-JAK2") & tested("A-TNF")
    return ids(found, ids(found & library()))


@entry("e039")
def ember_without_tnf() -> Answer:
    return ids(library("Ember") - tested("A-TNF"))


@entry("e040")
def firefly_without_microsomes() -> Answer:
    return ids(library("Firefly") - (tested("A-HLM") | tested("A-RLM")))


@entry("e041")
def uncertified_2024() -> Answer:
    certified = lab().out("describes", *documents("certificate of analysis"))
    found = dated(lab().kind("Batch"), "2024", "2024") - certified
    return ids(found - lots(), ids(found))


@entry("e042")
def unused_instruments() -> Answer:
    return ids(i for i in lab().kind("Instrument") if not lab().into("used", i))


@entry("e043")
def without_protocol() -> Answer:
    return ids(a for a in lab().kind("Activity") if not lab().out("follows", a))


@entry("e044")
def asthma_or_eczema() -> Answer:
    return ids(lab().into("associates", disease("asthma"), disease("atopic eczema")))


@entry("e045")
def untreated() -> Answer:
    found = {d for d in lab().kind("Disease") if not lab().into("treats", d)}
    only_in_texts = {"MESH:D003643", "MESH:D007249", "MESH:D064420", "MONDO:0001673", "MONDO:0021117"}
    return ids(found, ids(found | only_in_texts))


@entry("e046")
def gentle_breast_drugs() -> Answer:
    harsh = lab().into("causes", one("Neutropenia", "Phenotype"), one("Alopecia", "Phenotype"))
    return ids(lab().into("treats", disease("breast carcinoma")) - harsh)


@entry("e047")
def neither_wrote_nor_made() -> Answer:
    staff = lab().into("affiliated_with", one("Lantern Bio", "Organization"))
    wrote = lab().out("attributed_to", *documents("notebook entry"))
    return ids(staff - wrote - lab().out("attributed_to", *lab().kind("Batch")))


@entry("e048")
def bad_batches_of_42() -> Answer:
    return ids(lab().into("batch_of", LK_0042) & of_status("Batch", "quarantined", "withdrawn"))


@entry("e049")
def potent_and_soluble() -> Answer:
    found = passing("A-P38", lambda r: r.below(100)) & passing("A-SOL", lambda r: r.above(150))
    return ids(found)


@entry("e050")
def tnf_and_nf_kappa() -> Answer:
    first, second = (one(f"{name} signaling pathway", "Pathway") for name in ("TNF", "NF-kappa B"))
    return ids(lab().into("participates", first) & lab().into("participates", second))


@entry("e051")
def herg_below_one() -> Answer:
    return threshold("A-HERG", lambda r: r.below(1), lambda x: x < 1, lab().kind("Compound"))


@entry("e052")
def permeable() -> Answer:
    return threshold("A-CACO2", lambda r: r.above(15), lambda x: x > 15, library())


@entry("e053")
def insoluble_ember() -> Answer:
    return threshold("A-SOL", lambda r: r.below(10), lambda x: x < 10, library("Ember"))


@entry("e054")
def impure() -> Answer:
    found = lab().where("Batch", lambda n: float(n["purity"]) < 95)
    return ids(found, ids({*found, "lantern:LK-0042-B02"}))


def over_a_gram() -> set[str]:
    """Batches of more than 1,000 mg."""
    return lab().where("Batch", lambda n: float(n.get("amount_mg", 0)) > 1000)


@entry("e055")
def big_batches() -> Answer:
    return ids(over_a_gram())


@entry("e056")
def bound() -> Answer:
    return threshold("A-PPB", lambda r: r.above(98.5), lambda x: x > 98.5, lab().kind("Compound"))


@entry("e057")
def heavy_firefly() -> Answer:
    return ids(c for c in library("Firefly") if weights()[c] > 500)


@entry("e058")
def potent_on_mutant() -> Answer:
    return threshold("A-EGFR-TM", lambda r: r.below(10), lambda x: x < 10, library())


@entry("e059")
def fast_in_rat() -> Answer:
    return threshold("A-RLM", lambda r: r.value >= 500, lambda x: x >= 500, lab().kind("Compound"))


@entry("e060")
def cyp_inhibitors() -> Answer:
    everything = lab().kind("Compound")
    return threshold("A-CYP3A4", lambda r: r.qualifier != ">" and r.value <= 1, lambda x: x <= 1, everything)


@entry("e061")
def growth_in_pc9() -> Answer:
    return threshold("A-VIA", lambda r: r.below(50), lambda x: x < 50, lab().kind("Compound"), "PC-9")


@entry("e062")
def pure_certificates() -> Answer:
    return ids(lab().where("Document", lambda n: float(n.get("purity_stated", 0)) >= 99.4))


@entry("e063")
def thin_stocks() -> Answer:
    return ids(lab().where("Sample", lambda n: n.get("concentration_um") == 5000))


@entry("e064")
def due_soon() -> Answer:
    return ids(dated(lab().kind("Instrument"), "2026-06-30", "2026-09-30", "calibration_due"))


@entry("e065")
def lapsed_this_year() -> Answer:
    return ids(dated(lab().kind("Instrument"), "2026-01-01", "2026-06-30", "calibration_due"))


@entry("e066")
def october() -> Answer:
    found = dated(documents(), "2025-10", "2025-10")
    return ids(found, ids(found - documents("certificate of analysis")))


@entry("e067")
def late_batches() -> Answer:
    return ids(dated(lab().kind("Batch"), "2025-10-01", "2026-06-30"))


@entry("e068")
def first_quarter() -> Answer:
    return ids(dated(lab().kind("Experiment"), "2025-01", "2025-03"))


@entry("e069")
def withdrawn_2024() -> Answer:
    return ids(dated(lab().kind("Batch"), "2024", "2024", "withdrawn"))


@entry("e070")
def early_protocols() -> Answer:
    return ids(dated(lab().kind("Protocol"), "2000-01-01", "2022-12-31"))


@entry("e071")
def lots_of_late_2024() -> Answer:
    return ids(dated(lots(), "2024-07", "2024-12"))


@entry("e072")
def datasets_this_year() -> Answer:
    return ids(dated(lab().kind("Dataset"), "2026", "2026"))


@entry("e073")
def december_syntheses() -> Answer:
    found = lab().where("Activity", lambda n: n["activity_type"] == "synthesis")
    return ids(dated(found, "2024-12", "2024-12", "ended"))


@entry("e074")
def first_on_p38() -> Answer:
    return value(min(r.date for r in of_compound(LK_0107, "A-P38")))


@entry("e075")
def spring_entries() -> Answer:
    return ids(dated(documents("notebook entry"), "2024-01-01", "2024-04-30"))


@entry("e150")
def recent_reports() -> Answer:
    return ids(dated(documents("study report"), "2025-06-30", "2026-06-30"))


@entry("e158")
def big_and_quarantined() -> Answer:
    return ids(over_a_gram() & of_status("Batch", "quarantined"))


@entry("e159")
def their_makers() -> Answer:
    found = lab().out("attributed_to", *over_a_gram() & of_status("Batch", "quarantined"))
    return ids(found, ids(people(found)))


@entry("e160")
def firefly_blockers() -> Answer:
    return threshold("A-HERG", lambda r: r.below(1), lambda x: x < 1, library("Firefly"))


@entry("e161")
def october_authors() -> Answer:
    found = dated(documents(), "2025-10", "2025-10")
    without = lab().out("attributed_to", *found - documents("certificate of analysis"))
    return ids(people(lab().out("attributed_to", *found)), ids(without))


@entry("e164")
def november() -> Answer:
    found = dated(documents(), "2025-11", "2025-11")
    return ids(found, ids(found - documents("certificate of analysis")))


@entry("e122")
def of_b05() -> Answer:
    found = of_kind("Measurement", lab().into("measurement_of", "lantern:LK-0042-B05"))
    return value(bool(found), {"status": "no_data"})
