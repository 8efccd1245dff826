"""Gold of the questions that the demo lab cannot answer, must ask back about, or has nothing to do with.

`no_data` is computed like any other gold: the set is looked for and must be empty. What is ambiguous or out of scope
is a judgement; where a name is borne by several things, the gold computes them and fails if there is only one.
"""

from __future__ import annotations

from benchmarks._gold_demo_data import (
    Answer,
    GoldFunction,
    disease,
    gene,
    ids,
    into_gold,
    lab,
    person,
    results_in,
    status,
)

GOLD: dict[str, GoldFunction] = {}
gold = into_gold(GOLD)

LEAD = "lantern:LK-0042"


def nothing(found: set[str], *accept: Answer) -> Answer:
    """no_data, after looking; ValueError when there is something after all."""
    if found:
        raise ValueError(f"not empty: {sorted(found)}")
    return status("no_data", *accept)


def several(found: set[str], *accept: Answer) -> Answer:
    """ambiguous, because several things bear the name; an answer about all of them at once is fair, too."""
    if len(found) < 2:
        raise ValueError(f"not ambiguous: {sorted(found)}")
    return status("ambiguous", {"status": "answered", "ids": sorted(found)}, *accept)


def unread() -> Answer:
    """not_understood: nothing in the schema says such a thing."""
    return status("not_understood")


def named(category: str, part: str) -> set[str]:
    """Things of a kind with these words in their name or model."""
    return lab().where(category, lambda n: part in f"{n['name']} {n.get('model', '')}".lower())


@gold("d137")
def treatment_of_huntington() -> Answer:
    return nothing(lab().into("treats", disease("Huntington disease")), {"value": False})


@gold("d138")
def lead_before_2023() -> Answer:
    return nothing({b for b in lab().into("batch_of", LEAD) if lab().nodes[b]["date"] < "2023"})


@gold("d139")
def below_1_nm_on_wild_type() -> Answer:
    return nothing({r.compound for r in results_in("A-EGFR-WT") if r.below(1)})


@gold("d140")
def written_by_owen() -> Answer:
    return nothing(lab().into("attributed_to", person("Owen Pritchard")))


@gold("d141")
def mouse_lines() -> Answer:
    return nothing(lab().into("in_species", "NCBITaxon:10090") & lab().kind("CellLine"))


@gold("d142")
def purity_of_no_batch() -> Answer:
    return nothing({i for i in lab().nodes if "LK-0900" in i}, {"status": "not_understood"})


@gold("d143")
def withdrawn_in_2026() -> Answer:
    return nothing(lab().where("Batch", lambda n: str(n.get("withdrawn", "")).startswith("2026")))


@gold("d144")
def experiments_of_ruth() -> Answer:
    return nothing(lab().into("associated_with", person("Ruth Abelson")))


@gold("d145")
def filings_with_the_ema() -> Answer:
    return nothing(lab().where("Submission", lambda n: n["authority"] == "EMA"), {"value": False}, {"value": 0})


@gold("d146")
def btk_and_edema() -> Answer:
    return nothing(lab().into("inhibits", gene("BTK")) & lab().into("causes", lab().called("Edema", "Phenotype")))


@gold("d147")
def instruments_in_basel() -> Answer:
    return nothing(lab().where("Instrument", lambda n: "basel" in n["location"].lower()), {"status": "not_understood"})


@gold("d148")
def tested_against_jak3() -> Answer:
    return nothing(lab().into("tested_in", *lab().into("targets", gene("JAK3"))))


@gold("d149")
def training_of_the_first_model() -> Answer:
    return nothing(lab().out("trained_on", "lantern:MODEL-LOGD-v1"))


@gold("d150")
def mail_of_maya() -> Answer:
    return several(named("Person", "maya"))


@gold("d151")
def dataset_of_the_lead() -> Answer:
    found = named("Dataset", "lk-0042")
    return several(found, {"status": "answered", "ids": sorted(lab().out("attributed_to", *found))})


@gold("d152")
def one_of_two_versions() -> Answer:
    return several(named("Protocol", "sop-bio-004"))


@gold("d153")
def two_genes_called_htt() -> Answer:
    found = lab().where("Gene", lambda n: n["name"] == "HTT")
    return several(found, ids(lab().out("associates", *found)))


@gold("d154")
def clearance_in_which_microsomes() -> Answer:
    found = {r.id for r in results_in("A-HLM", "A-RLM") if r.compound == LEAD}
    return several(named("Assay", "liver microsome"), ids(found))


@gold("d155")
def which_stability_chamber() -> Answer:
    return several(named("Instrument", "stability chamber"))


@gold("d156")
def ic50_in_which_assay() -> Answer:
    assays = {a for a in lab().out("tested_in", LEAD) if lab().nodes[a]["endpoint"] == "IC50"}
    found = {r.id for r in results_in(*(a.removeprefix("lantern:") for a in assays)) if r.compound == LEAD}
    return several(assays, ids(found), ids([LEAD]))


@gold("d157")
def two_genes_called_lam() -> Answer:
    found = lab().where("Gene", lambda n: "LAM" in n.get("synonym", "").split("|"))
    return several(found, ids(lab().out("associates", *found)))


@gold("d158")
def which_p38_screen() -> Answer:
    return several(named("Experiment", "screen on p38 alpha"))


@gold("d159")
def which_egfr_assay() -> Answer:
    below = {r.compound for r in results_in("A-EGFR-WT", "A-EGFR-TM") if r.below(50)}
    return several(named("Assay", "egfr"), ids(below))


@gold("d160")
def which_balance() -> Answer:
    return several(named("Instrument", "analytical balance"))


for _identifier in ("d161", "d162", "d163", "d164", "d165", "d167", "d168", "d169", "d170"):
    GOLD[_identifier] = unread


@gold("d166")
def approval_of_the_ind() -> Answer:
    return status("not_understood", {"status": "no_data"})


@gold("d058")
def asthma_drugs_in_our_assays() -> Answer:
    treating = lab().into("treats", disease("asthma"))
    return nothing({c for c in treating if lab().out("tested_in", c)})
