"""Golds of limits, properties, several conditions at once, and dates."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks._gold_demo2_kit import LK_0042, dated, documents, of_status, one
from benchmarks._gold_demo3_kit import (
    HERG,
    done_by,
    flagged,
    fro,
    having,
    made_by,
    node,
    nothing,
    number,
    own,
    with_endpoint,
)
from benchmarks._gold_demo_data import (
    Answer,
    GoldFunction,
    Result,
    drug,
    ids,
    into_gold,
    lab,
    of_compound,
    results,
    results_in,
)

GOLD: dict[str, GoldFunction] = {}
entry = into_gold(GOLD)


def _of(found: Iterable[Result]) -> Answer:
    return ids(r.id for r in found)


@entry("e023")
def pure_and_released() -> Answer:
    released = fro("batch_of", LK_0042) & of_status("Batch", "released")
    return ids(b for b in released if node(b)["purity"] > 99)


@entry("e026")
def mutant_below() -> Answer:
    return _of(r for r in of_compound(LK_0042, "A-EGFR-TM") if r.value < 3.5)


@entry("e027")
def fast_in_rat() -> Answer:
    clint = {r.id for r in with_endpoint("Clint")}
    return _of(r for r in results_in("A-RLM") if r.id in clint and r.value >= 200)


@entry("e028")
def due_in_analytics() -> Answer:
    found = having("Instrument", location="analytics", status="in use")
    return ids(i for i in found if node(i)["calibration_due"] < "2026-06-01")


@entry("e096")
def unflagged_pc9() -> Answer:
    found = (r for r in with_endpoint("GI50") if r.line == "PC-9" and r.value < 15)
    return _of(r for r in found if not flagged(r))


@entry("e097")
def ember_of_priya() -> Answer:
    completed = having("Experiment", project="Ember", status="completed")
    return ids(dated(completed & done_by("priya-raghunathan"), "2025", "2025"))


@entry("e098")
def acid_from_marlowe() -> Answer:
    lots = having("Batch", lot_of="6-chloronicotinic acid")
    return ids(dated(lots & made_by("marlowe-fine-chemicals"), "2024", "2024"))


@entry("e099")
def herg_between() -> Answer:
    return _of(r for r in of_compound(LK_0042, "A-HERG") if 13 <= r.value <= 15)


@entry("e102")
def flagged_osimertinib() -> Answer:
    tested = drug("osimertinib")
    return _of(r for r in results() if r.compound == tested and r.line == "NCI-H1975" and flagged(r))


@entry("e103")
def permeable_but_propranolol() -> Answer:
    found = [r for r in results_in("A-CACO2") if r.value > 20 and r.compound != drug("propranolol")]
    return ids((r.id for r in found), ids(r.compound for r in found))


@entry("e104")
def bound_and_soluble() -> Answer:
    bound = {r.compound for r in results_in("A-PPB") if r.value > 98.5}
    return ids(bound & {r.compound for r in results_in("A-SOL") if r.value > 100})


@entry("e124")
def below_5_nm_on_egfr() -> Answer:
    found = [r for r in results_in("A-EGFR-WT", "A-EGFR-TM") if r.value < 5]
    accepted = [ids(r.compound for r in found), ids(r.id for r in found)]
    return {"status": "ambiguous", "accept": accepted}


@entry("e127")
def herg_of_150() -> Answer:
    return nothing(r.id for r in of_compound(own("LK-0150"), "A-HERG"))


@entry("e114")
def gefitinib_in_herg() -> Answer:
    tested = drug("gefitinib") in fro("tested_in", HERG)
    return number(tested or bool(of_compound(drug("gefitinib"), "A-HERG")))


@entry("e037")
def procedures_of_2024() -> Answer:
    return ids(dated(lab().kind("Protocol"), "2024", "2024"))


@entry("e038")
def day_of_withdrawal() -> Answer:
    batch = own("LK-0042-B02")
    return ids([batch], {"value": node(batch)["withdrawn"]})


@entry("e039")
def begun_early_2025() -> Answer:
    return ids(dated(lab().kind("Experiment"), "2025-01", "2025-03"))


@entry("e040")
def closed_in_summer() -> Answer:
    return ids(dated(lab().kind("Dataset"), "2025-06", "2025-09"))


@entry("e110")
def due_in_third_quarter() -> Answer:
    return ids(dated(lab().kind("Instrument"), "2026-07", "2026-09", "calibration_due"))


@entry("e111")
def registered_last_year() -> Answer:
    found = dated(lab().kind("Batch"), "2025", "2025")
    return number(len(found), number(sum(b.startswith("lantern:LK-") for b in found)))


@entry("e112")
def certified_before() -> Answer:
    return ids(d for d in documents("certificate of analysis") if node(d)["date"] < "2023-08-15")


@entry("e113")
def latest_report() -> Answer:
    reports = documents("study report")
    last = max(node(d)["date"] for d in reports)
    return ids(dated(reports, last, last), {"value": last})


@entry("e056")
def three_states() -> Answer:
    found = [own(f"LK-0042-B0{at}") for at in (1, 3, 5)]
    return ids(found, {"rows": [[b, node(b)["status"]] for b in found]})


@entry("e043")
def propranolol_and_asthma() -> Answer:
    against = fro("contraindicated_for", one("asthma", "Disease"))
    return number(drug("propranolol") in against, {"status": "ambiguous"})
