"""Golds of lineage, yes and no, texts, names, connections, and of what has no answer or several."""

from __future__ import annotations

from benchmarks._gold_demo2_kit import documents, one
from benchmarks._gold_demo3_kit import (
    NO_DATA,
    NOT_UNDERSTOOD,
    RAT_STUDY,
    entries,
    fro,
    having,
    made_by,
    node,
    nothing,
    number,
    own,
    to,
)
from benchmarks._gold_demo_data import Answer, GoldFunction, drug, gene, ids, into_gold, lab, status, words

GOLD: dict[str, GoldFunction] = {}
entry = into_gold(GOLD)
_BATCH, _LOT, _REPORT = own("LK-0042-B02"), own("PF-1140"), own("REP-2024-01")


def _not_there() -> Answer:
    return status("not_understood")


# Orders, predictions and what the data have no word for.
for _each in ("e048", "e122", "e123", "e128"):
    entry(_each)(_not_there)


@entry("e047")
def approver() -> Answer:
    return status("not_understood", NO_DATA)


@entry("e129")
def enrolled() -> Answer:
    return status("not_understood", NO_DATA)


@entry("e030")
def made_from() -> Answer:
    lots = to("used", to("generated_by", _BATCH), "Batch")
    of = to("batch_of", lots)
    return ids(lots, {"ids": sorted(of)}, {"ids": sorted(lots | to("generated_by", _BATCH))})


@entry("e031")
def made_of_the_lot() -> Answer:
    return ids(fro("generated_by", fro("used", _LOT, "Activity"), "Batch"))


@entry("e032")
def successor() -> Answer:
    return ids(fro("supersedes", own("SOP-BIO-004-v1")))


@entry("e033")
def superseded() -> Answer:
    return ids(p for p in lab().kind("Protocol") if fro("supersedes", p))


@entry("e034")
def basis_of_report() -> Answer:
    first = to("supported_by", own("REP-2024-04"))
    return ids(first, ids(first | to("supported_by", first)))


@entry("e035")
def measured_by() -> Answer:
    return ids(to("attributed_to", fro("measurement_of", _BATCH, "Measurement"), "Person"))


@entry("e036")
def origin_of_dataset() -> Answer:
    return ids(to("generated_by", "dataset:microsomal-stability-time-course", "Experiment"))


@entry("e041")
def tested_against_egfr() -> Answer:
    return number(bool(to("tested_in", own("LK-0107")) & fro("targets", gene("EGFR"))))


@entry("e042")
def made_by_tomas() -> Answer:
    return number(own("LK-0042-B05") in made_by("tomas-herrera"))


@entry("e044")
def rests_on_report() -> Answer:
    return number(own("REP-2025-06") in to("supported_by", having("Submission", authority="CCMO")))


@entry("e045")
def two_mayas() -> Answer:
    return status("ambiguous")


@entry("e046")
def two_htt() -> Answer:
    return status("ambiguous", ids(to("associates", having("Gene", symbol="HTT"), "Disease")))


@entry("e049")
def no_such_compound() -> Answer:
    return nothing({own("LK-0171")} & lab().nodes.keys(), NOT_UNDERSTOOD)


@entry("e054")
def palladium() -> Answer:
    found = words("palladium")
    strict = found & documents("study report")
    return ids(strict, ids(strict | (found & documents("dossier section"))))


@entry("e055")
def dataset_12() -> Answer:
    return ids(["dataset:lk-0042-potency-across-batches"])


@entry("e057")
def kestrel_and_rat_study() -> Answer:
    paths = [_path(own("LK-0042-B02")), _path(own("LK-0042-B03"))]
    ends = {own("kestrel-reagents"), RAT_STUDY}
    return ids(ends, *(ids(path) for path in (*paths, paths[0] | paths[1])))


def _path(batch: str) -> set[str]:
    """From the supplier by its lot, a synthesis, the batch and its sample to the study; ValueError where one lacks."""
    supplier, synthesis, sample = own("kestrel-reagents"), own(f"SYN-{batch.removeprefix('lantern:')}"), f"{batch}-S1"
    holds = supplier in to("attributed_to", _LOT) and _LOT in to("used", synthesis)
    holds = holds and synthesis in to("generated_by", batch) and batch in to("derived_from", sample)
    if not holds or sample not in to("used", RAT_STUDY):
        raise ValueError(f"no path from {supplier} by {batch} to {RAT_STUDY}")
    return {supplier, _LOT, synthesis, batch, sample, RAT_STUDY}


@entry("e105")
def citing() -> Answer:
    return ids(fro("cites", _REPORT))


@entry("e106")
def authors_of_citing() -> Answer:
    return ids(to("attributed_to", fro("cites", _REPORT)))


@entry("e107")
def datasets_behind() -> Answer:
    found: set[str] = set()
    front = {own("LB-CTA-002")}
    while front:
        front = to("supported_by", front) - found
        found |= front
    return ids(found & lab().kind("Dataset"))


@entry("e108")
def batch_of_measurement() -> Answer:
    measurement = own("M-01708")
    batch, stock = to("measurement_of", measurement, "Batch"), to("derived_from", measurement, "Sample")
    return ids(batch, ids(batch | stock), ids(batch | stock | to("derived_from", stock)))


@entry("e109")
def datasets_with_batch() -> Answer:
    return ids(fro("has_part", fro("measurement_of", own("LK-0058-B01"), "Measurement"), "Dataset"))


@entry("e115")
def made_on_old_synge() -> Answer:
    return number(one("Old Synge", "Instrument") in to("used", to("generated_by", _BATCH)))


@entry("e116")
def shared_target() -> Answer:
    shared = to("inhibits", drug("crizotinib"), "Gene") & to("inhibits", drug("ceritinib"), "Gene")
    return number(bool(shared), {"ids": sorted(shared)})


@entry("e118")
def kinds() -> Answer:
    return status("answered")


@entry("e119")
def mentions_of_old_synge() -> Answer:
    return ids(words("Old Synge", "LC-03") & entries())


@entry("e125")
def many_second_batches() -> Answer:
    if sum(b.endswith("-B02") for b in lab().kind("Batch")) < 2:
        raise ValueError("no two batches end in B02")
    return status("ambiguous", NOT_UNDERSTOOD)


@entry("e130")
def no_such_gene() -> Answer:
    found = {i for i in lab().kind("Gene") if "blorvase" in str(node(i).get("name", "")).lower()}
    return nothing(found, NOT_UNDERSTOOD)
