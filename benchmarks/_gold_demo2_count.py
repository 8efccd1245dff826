"""Golds of counts, groups, superlatives and averages."""

from __future__ import annotations

import statistics
from collections.abc import Iterable

from benchmarks._gold_demo2_kit import (
    LK_0042,
    LK_0107,
    counted,
    documents,
    drugs,
    library,
    lots,
    most,
    of_kind,
    of_status,
    one,
    people,
    tested,
)
from benchmarks._gold_demo_data import (
    Answer,
    GoldFunction,
    drug,
    gene,
    geometric,
    ids,
    into_gold,
    lab,
    mean,
    of_compound,
    results,
    results_in,
    rows,
    value,
)

GOLD: dict[str, GoldFunction] = {}
entry = into_gold(GOLD)


def _runs() -> set[str]:
    return lab().where("Activity", lambda n: n["activity_type"] == "assay run")


def _by(relation: str, things: Iterable[str], kind: str) -> dict[str, int]:
    """How many of the things point at each of a kind."""
    return counted(o for t in things for o in of_kind(kind, lab().out(relation, t)))


def _pairs(numbers: dict[str, int]) -> list[tuple[str, float]]:
    return [(key, float(n) if isinstance(n, float) else n) for key, n in numbers.items()]


@entry("e076")
def diarrhea() -> Answer:
    return value(len(lab().into("causes", one("Diarrhea", "Phenotype"))))


@entry("e077")
def made_by_herrera() -> Answer:
    return value(len(_made("Tomás Herrera")))


def _made(name: str) -> set[str]:
    return of_kind("Batch", lab().into("attributed_to", one(name, "Person")))


@entry("e156")
def made_by_baptista() -> Answer:
    return value(len(_made("Ines Baptista")))


@entry("e157")
def of_these_withdrawn() -> Answer:
    return value(len(_made("Ines Baptista") & of_status("Batch", "withdrawn")))


@entry("e078")
def runs_on_juno() -> Answer:
    used = of_kind("Activity", lab().into("used", one("Juno", "Instrument")))
    return value(len(used & _runs()), value(len(used)))


@entry("e079")
def failed_certificates() -> Answer:
    return value(len(lab().where("Document", lambda n: n.get("result") == "does not conform")))


@entry("e080")
def flagged() -> Answer:
    return value(len(lab().where("Measurement", lambda n: n.get("flag") == "instrument past its calibration date")))


@entry("e081")
def ember_on_p38() -> Answer:
    return value(len(tested("A-P38") & library("Ember")))


@entry("e082")
def censored_jak2() -> Answer:
    return value(sum(r.qualifier == ">" for r in results_in("A-JAK2")))


@entry("e083")
def mapk_genes() -> Answer:
    return value(len(lab().into("participates", one("MAPK signaling pathway", "Pathway"))))


@entry("e084")
def left_of_42() -> Answer:
    solids = of_kind("Sample", lab().into("derived_from", *lab().into("batch_of", LK_0042)))
    found = solids | of_kind("Sample", lab().into("derived_from", *solids))
    available = found & of_status("Sample", "available")
    return value(len(available))


@entry("e085")
def prolific() -> Answer:
    written = _by("attributed_to", documents("study report"), "Person")
    return value(sum(n > 1 for n in written.values()))


@entry("e162")
def number_in_three_assays() -> Answer:
    found = tested("A-JAK1") & tested("A-JAK2") & tested("A-TNF")
    return value(len(found), value(len(found & library())))


@entry("e086")
def batches_by_chemist() -> Answer:
    made = _by("attributed_to", lab().kind("Batch"), "Person")
    return rows(_pairs(made), rows(_pairs({**made, **_by("attributed_to", lab().kind("Batch"), "Organization")})))


@entry("e087")
def assays_by_target() -> Answer:
    return rows(_pairs(_by("targets", lab().kind("Assay"), "Gene")))


@entry("e088")
def compounds_by_kinase_assay() -> Answer:
    kinases = lab().where("Assay", lambda n: "kinase" in n["name"])
    return rows((a, len(lab().into("tested_in", a))) for a in kinases)


@entry("e089")
def batches_by_status() -> Answer:
    return rows(_pairs(_states(lab().kind("Batch"))), rows(_pairs(_states(lab().kind("Batch") - lots()))))


def _states(found: set[str]) -> dict[str, int]:
    return counted(lab().nodes[i]["status"] for i in found)


@entry("e090")
def mutant_by_batch() -> Answer:
    found: dict[str, list[float]] = {}
    for r in of_compound(LK_0042, "A-EGFR-TM"):
        found.setdefault(r.batch, []).append(r.value)
    return rows(((b, mean(v)) for b, v in found.items()), rows((b, geometric(v)) for b, v in found.items()))


@entry("e091")
def viability_by_line() -> Answer:
    return rows(_pairs(counted(r.line for r in results_in("A-VIA"))))


@entry("e092")
def genes_by_pathway() -> Answer:
    return rows((p, len(lab().into("participates", p))) for p in lab().kind("Pathway"))


@entry("e093")
def effects_of_egfr_inhibitors() -> Answer:
    numbers = {c: len(lab().out("causes", c)) for c in lab().into("inhibits", gene("EGFR"))}
    some = {c: n for c, n in numbers.items() if n}
    approved = {c: n for c, n in numbers.items() if c in drugs()}
    return rows(_pairs(some), rows(_pairs(numbers)), rows(_pairs(approved)))


@entry("e094")
def lots_by_supplier() -> Answer:
    every = _by("attributed_to", lab().kind("Batch"), "Organization")
    return rows(_pairs(_by("attributed_to", lots(), "Organization")), rows(_pairs(every)))


@entry("e095")
def runs_by_instrument() -> Answer:
    done = {a for a in _runs() if lab().nodes[a]["started"][:4] == "2025"}
    return rows(_pairs(_by("used", done, "Instrument")))


@entry("e096")
def experiments_by_year() -> Answer:
    return rows(_pairs(counted(lab().nodes[e]["date"][:4] for e in lab().kind("Experiment"))))


@entry("e097")
def diseases_by_organ() -> Answer:
    found = _by("localizes", lab().kind("Disease"), "Anatomy")
    return rows(_pairs(found), rows(_pairs({**dict.fromkeys(lab().kind("Anatomy"), 0), **found})))


@entry("e098")
def entries_by_author() -> Answer:
    return rows(_pairs(_by("attributed_to", documents("notebook entry"), "Person")))


@entry("e099")
def most_potent_on_p38() -> Answer:
    values: dict[str, list[float]] = {}
    for r in results_in("A-P38"):
        if r.qualifier == "=":
            values.setdefault(r.compound, []).append(r.value)
    # The batch of the wrong isomer would spoil the mean of LK-0107: with and without it.
    right: dict[str, list[float]] = {}
    for r in results_in("A-P38"):
        if r.qualifier == "=" and r.batch != "lantern:LK-0107-B01":
            right.setdefault(r.compound, []).append(r.value)
    orders = [_first(values, min), _first(values, mean), _first(values, geometric)]
    orders += [_first(right, mean), _first(right, geometric)]
    kept = [o for at, o in enumerate(orders) if o not in orders[:at]]
    measured = sorted((r for r in results_in("A-P38") if r.qualifier == "="), key=lambda r: r.value)
    gold, *others = ({"status": "answered", "ids": o, "ordered": True} for o in kept)
    return gold | {"accept": [*others, ids(r.id for r in measured[:5])]}


def _first(values: dict[str, list[float]], figure: object) -> list[str]:
    assert callable(figure)
    return sorted(values, key=lambda c: figure(values[c]))[:5]


def _amounts() -> dict[str, float]:
    found = ((b, lab().nodes[b].get("amount_mg")) for b in lab().kind("Batch"))
    return {b: float(amount) for b, amount in found if amount is not None}


@entry("e100")
def largest() -> Answer:
    return ids(most(_amounts()))


@entry("e163")
def smallest() -> Answer:
    return ids(most({b: -amount for b, amount in _amounts().items()}))


@entry("e101")
def widest_use() -> Answer:
    return ids(most({c: len(lab().out("treats", c)) for c in drugs()}))


@entry("e102")
def most_linked_gene() -> Answer:
    return ids(most({g: len(lab().out("associates", g)) for g in lab().kind("Gene")}))


@entry("e103")
def worst_on_herg() -> Answer:
    ours = [r for r in results_in("A-HERG") if r.compound in library() and r.qualifier == "="]
    return ids({min(ours, key=lambda r: r.value).compound})


@entry("e104")
def busiest_instrument() -> Answer:
    return ids(most({i: len(lab().into("used", i)) for i in lab().kind("Instrument")}))


@entry("e105")
def busiest_lot() -> Answer:
    return ids(most({b: len(lab().into("used", b)) for b in lots()}))


@entry("e106")
def latest_batches() -> Answer:
    return ids(sorted(lab().kind("Batch"), key=lambda b: str(lab().nodes[b]["date"]))[-3:])


@entry("e107")
def commonest_effect() -> Answer:
    return ids(most({p: len(lab().into("causes", p)) for p in lab().kind("Phenotype")}))


@entry("e108")
def busiest_person() -> Answer:
    return ids(most(counted(p for r in results() for p in people(lab().out("attributed_to", r.id)))))


@entry("e109")
def oldest_protocol() -> Answer:
    days = {p: str(lab().nodes[p]["date"]) for p in lab().kind("Protocol")}
    return ids(p for p, day in days.items() if day == min(days.values()))


@entry("e110")
def terfenadine() -> Answer:
    found = [r.value for r in of_compound(drug("terfenadine"), "A-HERG")]
    return value(mean(found), value(geometric(found)))


@entry("e111")
def purity_in_quarantine() -> Answer:
    return value(mean(float(lab().nodes[b]["purity"]) for b in of_status("Batch", "quarantined")))


@entry("e112")
def amount_of_107() -> Answer:
    total = sum(_amounts()[b] for b in lab().into("batch_of", LK_0107))
    return value(total / 1000, value(total))


@entry("e113")
def verapamil() -> Answer:
    found = [r.value for r in of_compound(drug("verapamil"), "A-HLM")]
    return value(mean(found), value(geometric(found)))


@entry("e114")
def stated_2025() -> Answer:
    issued = [lab().nodes[d] for d in documents("certificate of analysis")]
    return value(mean(float(n["purity_stated"]) for n in issued if n["date"][:4] == "2025"))


@entry("e115")
def median_solubility() -> Answer:
    return value(float(statistics.median(r.value for r in of_compound(LK_0107, "A-SOL"))))
