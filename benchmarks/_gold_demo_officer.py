"""Gold of the questions a regulatory officer asks of the demo lab: lineage, versions, certificates, calibration."""

from __future__ import annotations

from collections import Counter

from benchmarks._gold_demo_data import (
    Answer,
    GoldFunction,
    ids,
    into_gold,
    lab,
    results,
    rows,
    table,
    value,
)

GOLD: dict[str, GoldFunction] = {}
gold = into_gold(GOLD)

LEAD = "lantern:LK-0042"
BAD = "lantern:LK-0042-B02"
IND = "lantern:LB-IND-001"
CTA = "lantern:LB-CTA-002"
EXTRACT = "dataset:lk-0042-dossier-extract"
TODAY = "2026-06-30"


def withdrawn() -> set[str]:
    """The withdrawn batches."""
    return lab().where("Batch", lambda n: n.get("status") == "withdrawn")


def certificates() -> set[str]:
    """The certificates of analysis."""
    return lab().where("Document", lambda n: n.get("document_type") == "certificate of analysis")


def reports(found: set[str]) -> set[str]:
    """Those of the things that are study reports."""
    return found & lab().where("Document", lambda n: n.get("document_type") == "study report")


@gold("d108")
def lead_batches_behind_the_ind() -> Answer:
    return ids(lab().upstream(IND) & lab().into("batch_of", LEAD))


@gold("d109")
def batches_made_with_a_lot() -> Answer:
    syntheses = lab().into("used", "lantern:MFC-88120")
    return ids(lab().into("generated_by", *syntheses))


@gold("d110")
def submissions_a_lot_reaches() -> Answer:
    return ids(lab().downstream("lantern:MFC-88120") & lab().kind("Submission"))


@gold("d111")
def reports_resting_on_the_bad_batch() -> Answer:
    return ids(reports(lab().downstream(BAD)))


@gold("d112")
def does_the_cta_rest_on_a_withdrawn_batch() -> Answer:
    return value(bool(lab().upstream(CTA) & withdrawn()))


@gold("d113")
def withdrawn_batches_behind_the_ind() -> Answer:
    return ids(lab().upstream(IND) & withdrawn())


@gold("d114")
def batches_without_certificate() -> Answer:
    bare = lab().kind("Batch") - lab().out("describes", *certificates())
    return ids(bare, {"ids": sorted(b for b in bare if "lot_of" not in lab().nodes[b])})


@gold("d115")
def runs_past_calibration() -> Answer:
    reader = lab().called("Minerva", "Instrument")
    due = lab().nodes[reader]["calibration_due"]
    return ids(r for r in lab().into("used", reader) if lab().nodes[r]["started"] > due)


@gold("d116")
def people_behind_the_extract() -> Answer:
    measured = lab().out("attributed_to", *lab().out("has_part", EXTRACT))
    return ids(measured)


@gold("d117")
def model_behind_the_predictions() -> Answer:
    runs = lab().out("generated_by", "dataset:logd-predictions")
    return ids(lab().out("used", *runs) & lab().kind("Model"))


@gold("d118")
def models_trained_on_nothing() -> Answer:
    return ids(m for m in lab().kind("Model") if not lab().out("trained_on", m))


@gold("d119")
def activities_without_protocol() -> Answer:
    return ids(a for a in lab().kind("Activity") if not lab().out("follows", a))


@gold("d120")
def suppliers_behind_the_third_batch() -> Answer:
    syntheses = lab().out("generated_by", "lantern:LK-0042-B03")
    lots = lab().out("used", *syntheses) & lab().kind("Batch")
    return ids(lab().out("attributed_to", *lots))


@gold("d121")
def successor_of_a_protocol() -> Answer:
    return ids(lab().into("supersedes", "lantern:SOP-BIO-004-v1"))


@gold("d122")
def day_of_the_withdrawal() -> Answer:
    return value(str(lab().nodes[BAD]["withdrawn"]), {"ids": [BAD]})


@gold("d123")
def reason_of_the_withdrawal() -> Answer:
    return ids([BAD], {"value": str(lab().nodes[BAD]["reason"])})


@gold("d124")
def certificates_that_do_not_conform() -> Answer:
    return ids(c for c in certificates() if lab().nodes[c]["result"] == "does not conform")


@gold("d125")
def certificates_of_january() -> Answer:
    return value(sum("2025-01-01" <= lab().nodes[c]["date"] <= "2025-01-31" for c in certificates()))


@gold("d126")
def protocols_of_2024() -> Answer:
    return ids(lab().where("Protocol", lambda n: n["date"].startswith("2024")))


@gold("d127")
def overdue_instruments() -> Answer:
    return ids(lab().where("Instrument", lambda n: n["calibration_due"] < TODAY))


@gold("d128")
def overdue_instruments_in_use() -> Answer:
    return ids(lab().where("Instrument", lambda n: n["calibration_due"] < TODAY and n["status"] == "in use"))


@gold("d129")
def filings_with_the_fda() -> Answer:
    return ids(lab().where("Submission", lambda n: n["authority"] == "FDA"))


@gold("d130")
def support_of_the_kinetics_summary() -> Answer:
    return ids(lab().out("supported_by", "lantern:MOD-2.6.4"))


@gold("d131")
def cited_but_no_support() -> Answer:
    section = "lantern:MOD-2.6.2"
    return ids(lab().out("cites", section) - lab().out("supported_by", section))


@gold("d132")
def reports_of_spring() -> Answer:
    return ids(r for r in reports(lab().kind("Document")) if "2025-02-01" <= lab().nodes[r]["date"] <= "2025-06-30")


@gold("d133")
def extract_per_batch() -> Answer:
    parts = lab().out("has_part", EXTRACT)
    in_table = Counter(f"lantern:{row['batch']}" for row in table("LK-0042 dossier extract.csv"))
    return rows(Counter(r.batch for r in results() if r.id in parts).items(), rows(in_table.items()))


@gold("d134")
def are_all_lead_batches_released() -> Answer:
    return value(all(lab().nodes[b]["status"] == "released" for b in lab().into("batch_of", LEAD)))


@gold("d135")
def lots_of_kestrel_in_2024() -> Answer:
    supplied = lab().into("attributed_to", "lantern:kestrel-reagents") & lab().kind("Batch")
    dated = {b for b in supplied if lab().nodes[b]["date"].startswith("2024")}
    return ids(dated, {"ids": sorted(b for b in dated if "lot_of" in lab().nodes[b])})


@gold("d136")
def columns_of_the_permeability_table() -> Answer:
    (header,) = {tuple(row) for row in table("Caco-2 permeability.tsv")}
    return ids(header, {"ids": ["table:caco-2-permeability"]}, {"ids": ["dataset:caco-2-permeability"]})
