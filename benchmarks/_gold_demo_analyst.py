"""Gold of the questions an analyst asks of the demo lab: potencies, units, dates, averages, groups."""

from __future__ import annotations

from collections import Counter, defaultdict

from benchmarks._gold_demo_data import (
    Answer,
    GoldFunction,
    Result,
    drug,
    geometric,
    ids,
    into_gold,
    lab,
    mean,
    nanomolar,
    of_compound,
    results,
    results_in,
    rows,
    value,
    weights,
)

GOLD: dict[str, GoldFunction] = {}
gold = into_gold(GOLD)

LEAD = "lantern:LK-0042"
EMBER = "lantern:LK-0107"


def compounds(found: list[Result]) -> set[str]:
    """The compounds of some results."""
    return {r.compound for r in found}


def below(assay: str, limit: float) -> set[str]:
    """Compounds with at least one result certainly below the limit (in the assay's own unit)."""
    return {r.compound for r in results_in(assay) if r.below(limit)}


def above(assay: str, limit: float) -> set[str]:
    """Compounds with at least one result certainly above the limit."""
    return {r.compound for r in results_in(assay) if r.above(limit)}


def best(assay: str, n: int) -> list[str]:
    """The n compounds with the lowest exact results."""
    lowest: dict[str, float] = {}
    for r in results_in(assay):
        if r.qualifier == "=":
            lowest[r.compound] = min(r.value, lowest.get(r.compound, r.value))
    return sorted(lowest, key=lambda compound: lowest[compound])[:n]


def best_on_average(assay: str, n: int) -> list[str]:
    """The n compounds with the lowest mean of exact results."""
    exact: dict[str, list[float]] = defaultdict(list)
    for r in results_in(assay):
        if r.qualifier == "=":
            exact[r.compound].append(r.value)
    return sorted(exact, key=lambda compound: mean(exact[compound]))[:n]


def project(name: str) -> set[str]:
    """The library compounds of a project."""
    return lab().where("Compound", lambda node: node.get("project") == name)


def tested(assay: str) -> set[str]:
    """Compounds tested in an assay."""
    return lab().into("tested_in", f"lantern:{assay}")


def averages(found: list[Result]) -> tuple[float, Answer]:
    """The arithmetic mean, and the geometric one as another fair answer."""
    return mean(r.value for r in found), {"value": float(f"{geometric(r.value for r in found):.6g}")}


@gold("d001")
def double_mutant_below_10_nm() -> Answer:
    return ids(below("A-EGFR-TM", 10))


@gold("d002")
def five_most_potent_on_p38() -> Answer:
    return ids(best("A-P38", 5), {"ids": sorted(best_on_average("A-P38", 5))})


@gold("d003")
def mean_of_the_lead_on_t790m() -> Answer:
    return value(*averages(of_compound(LEAD, "A-EGFR-TM")))


@gold("d004")
def mean_of_the_lead_on_wild_type() -> Answer:
    return value(*averages(of_compound(LEAD, "A-EGFR-WT")))


@gold("d005")
def number_of_wild_type_results_of_the_lead() -> Answer:
    return value(len(of_compound(LEAD, "A-EGFR-WT")))


@gold("d006")
def herg_below_2_micromolar() -> Answer:
    return ids(below("A-HERG", 2))


@gold("d007")
def herg_below_500_nanomolar() -> Answer:
    found = {r.compound for r in results_in("A-HERG") if r.below(nanomolar(r, 500))}
    return ids(found, {"value": True})


@gold("d008")
def herg_above_30_micromolar() -> Answer:
    return ids(above("A-HERG", 30))


@gold("d009")
def results_per_person() -> Answer:
    return rows(Counter(p for r in results() for p in lab().out("attributed_to", r.id)).items())


@gold("d010")
def compounds_per_kinase_assay() -> Answer:
    kinase = lab().where("Assay", lambda node: "kinase" in node["name"])
    return rows((assay, len(lab().into("tested_in", assay))) for assay in kinase)


@gold("d011")
def censored_jak1_results() -> Answer:
    return value(sum(r.qualifier == ">" for r in results_in("A-JAK1")))


@gold("d012")
def mean_solubility_of_ember() -> Answer:
    found = [r for r in results_in("A-SOL") if r.compound in project("Ember")]
    exact = [r.value for r in found if r.qualifier == "="]
    return value(mean(exact), {"value": float(f"{mean(r.value for r in found):.6g}")})


@gold("d013")
def fastest_in_human_microsomes() -> Answer:
    fastest = max(results_in("A-HLM"), key=lambda r: r.value)
    return ids({fastest.compound})


@gold("d014")
def bound_between_98_and_99() -> Answer:
    return ids(r.compound for r in results_in("A-PPB") if 98 <= r.value <= 99)


@gold("d015")
def below_100_nm_on_both_egfr_forms() -> Answer:
    return ids(below("A-EGFR-TM", 100) & below("A-EGFR-WT", 100))


@gold("d016")
def three_batches() -> Answer:
    return ids(f"lantern:{batch}" for batch in ("LK-0042-B01", "LK-0042-B05", "LK-0107-B04"))


@gold("d017")
def ember_without_p38() -> Answer:
    return ids(project("Ember") - tested("A-P38"))


@gold("d018")
def size_of_ember() -> Answer:
    return value(len(project("Ember")))


@gold("d019")
def herg_results_of_september_2024() -> Answer:
    return value(sum(r.date.startswith("2024-09") for r in results_in("A-HERG")))


@gold("d020")
def t790m_after_may_2025() -> Answer:
    return ids(compounds([r for r in results_in("A-EGFR-TM") if r.date > "2025-05-31"]))


@gold("d021")
def assay_runs_since_november() -> Answer:
    return ids(lab().where("Activity", lambda n: n["activity_type"] == "assay run" and n["started"] >= "2025-10-30"))


@gold("d022")
def growth_inhibition_of_the_lead_per_line() -> Answer:
    per_line: dict[str, list[float]] = defaultdict(list)
    for r in of_compound(LEAD, "A-VIA"):
        per_line[r.line].append(r.value)
    return rows((line, mean(values)) for line, values in per_line.items())


@gold("d023")
def purest_batch_of_the_lead() -> Answer:
    return ids([max(lab().into("batch_of", LEAD), key=lambda b: lab().nodes[b]["purity"])])


@gold("d024")
def grams_of_the_lead() -> Answer:
    milligrams = sum(lab().nodes[b]["amount_mg"] for b in lab().into("batch_of", LEAD))
    return value(milligrams / 1000, {"value": milligrams})


@gold("d025")
def batches_over_2_grams() -> Answer:
    return ids(lab().where("Batch", lambda n: n.get("amount_mg", 0) > 2000))


@gold("d026")
def did_jak2_spare_the_ember_lead() -> Answer:
    return value(all(r.above(10000) for r in of_compound(EMBER, "A-JAK2")))


@gold("d027")
def was_0099_in_herg() -> Answer:
    return value("lantern:LK-0099" in tested("A-HERG"))


@gold("d028")
def osimertinib_results_on_t790m() -> Answer:
    return value(len(of_compound(drug("osimertinib"), "A-EGFR-TM")))


@gold("d029")
def lowest_p38_value_of_the_ember_lead() -> Answer:
    return value(min(r.value for r in of_compound(EMBER, "A-P38")))


@gold("d030")
def flagged_results() -> Answer:
    flagged = lab().where("Measurement", lambda n: n.get("flag") == "instrument past its calibration date")
    return value(len(flagged))


@gold("d031")
def permeability_of_the_lead() -> Answer:
    found = of_compound(LEAD, "A-CACO2")
    return ids((r.id for r in found), {"value": float(f"{mean(r.value for r in found):.6g}")})


@gold("d032")
def potent_on_p38_but_dead_in_cells() -> Answer:
    return ids(below("A-P38", 100) & above("A-TNF", 10000))


@gold("d033")
def firefly_over_500() -> Answer:
    found = {c for c in project("Firefly") if weights()[c] > 500}
    return ids(found)


@gold("d034")
def heaviest_of_ember() -> Answer:
    return ids([max(project("Ember"), key=lambda c: weights()[c])])


@gold("d035")
def longest_dataset() -> Answer:
    return ids([max(lab().kind("Dataset"), key=lambda d: lab().nodes[d]["rows"])])


@gold("d036")
def batches_per_status() -> Answer:
    own = Counter(lab().nodes[b]["status"] for b in lab().kind("Batch") if "lot_of" not in lab().nodes[b])
    every = Counter(lab().nodes[b]["status"] for b in lab().kind("Batch"))
    return rows(every.items(), rows(own.items()))


@gold("d037")
def batches_per_chemist() -> Answer:
    people = lab().kind("Person")
    makers = Counter(maker for b in lab().kind("Batch") for maker in lab().out("attributed_to", b))
    return rows((p, n) for p, n in makers.items() if p in people)


def _batches_between(first: str, last: str) -> Answer:
    dated = lab().where("Batch", lambda n: first <= n["date"] <= last)
    return value(len(dated), {"value": sum("lot_of" not in lab().nodes[b] for b in dated)})


@gold("d038")
def batches_of_the_first_quarter() -> Answer:
    return _batches_between("2025-01-01", "2025-03-31")


@gold("d039")
def batches_of_the_quarter_before() -> Answer:
    return _batches_between("2024-10-01", "2024-12-31")


@gold("d040")
def newest_batches() -> Answer:
    latest = max(lab().nodes[b]["date"] for b in lab().kind("Batch"))
    return ids(lab().where("Batch", lambda n: n["date"] == latest))


@gold("d041")
def cyp3a4_below_1_micromolar() -> Answer:
    return ids(below("A-CYP3A4", 1))


@gold("d042")
def cyp3a4_below_100_nanomolar() -> Answer:
    return ids(r.compound for r in results_in("A-CYP3A4") if r.below(nanomolar(r, 100)))


@gold("d043")
def three_slowest_in_rat_microsomes() -> Answer:
    return ids(best("A-RLM", 3))


@gold("d044")
def mean_purity_of_released_ember_lead() -> Answer:
    nodes = [lab().nodes[b] for b in lab().into("batch_of", EMBER)]
    return value(mean(n["purity"] for n in nodes if n["status"] == "released"))


@gold("d045")
def assay_runs_per_plate_reader() -> Answer:
    readers = lab().where("Instrument", lambda n: n["model"] == "plate reader")
    runs = lab().where("Activity", lambda n: n["activity_type"] == "assay run")
    every = [(r, len(lab().into("used", r))) for r in readers]
    return rows(((r, len(lab().into("used", r) & runs)) for r in readers), rows(every))


@gold("d046")
def gefitinib_beside_osimertinib() -> Answer:
    pair = [(c, of_compound(c, "A-EGFR-TM")) for c in (drug("gefitinib"), drug("osimertinib"))]
    geometrical = rows((c, geometric(r.value for r in found)) for c, found in pair)
    return rows(((c, mean(r.value for r in found)) for c, found in pair), geometrical, {"ids": [c for c, _ in pair]})


@gold("d047")
def first_result_of_the_lead() -> Answer:
    own = [r for r in results() if r.compound == LEAD]
    first = min(r.date for r in own)
    return ids((r.id for r in own if r.date == first), {"value": first})


@gold("d048")
def anything_below_10_nm_on_jak1() -> Answer:
    found = below("A-JAK1", 10)
    return value(bool(found), {"ids": sorted(found)})


@gold("d049")
def results_per_year() -> Answer:
    return rows(Counter(r.date[:4] for r in results()).items())


@gold("d050")
def tnf_without_p38() -> Answer:
    return ids(tested("A-TNF") - tested("A-P38"))


@gold("d051")
def three_controls_on_wild_type() -> Answer:
    controls = [drug(name) for name in ("gefitinib", "erlotinib", "osimertinib")]
    found = [(c, of_compound(c, "A-EGFR-WT")) for c in controls]
    average = rows((c, mean(r.value for r in own)) for c, own in found)
    return ids((r.id for _, own in found for r in own), average, {"ids": sorted(controls)})


@gold("d052")
def batches_below_5_nm() -> Answer:
    return ids(r.batch for r in results_in("A-EGFR-TM") if r.below(5))


@gold("d053")
def fields_of_a_measurement() -> Answer:
    found = {name for m in lab().kind("Measurement") for name in lab().nodes[m]} - {"id", "category"}
    core = {"name", "value", "unit", "qualifier", "endpoint", "replicate", "date"}
    return ids(found, {"ids": sorted(core)}, {"ids": sorted(core - {"name"})})


@gold("d054")
def below_100_nm_anywhere() -> Answer:
    found = {r.compound for r in results() if r.unit in ("nM", "uM") and _is_ic50(r) and r.below(nanomolar(r, 100))}
    return value(len(found), {"ids": sorted(found)})


def _is_ic50(result: Result) -> bool:
    return bool(lab().nodes[result.id]["endpoint"] == "IC50")


@gold("d055")
def most_measured_compound() -> Answer:
    counted = Counter(r.compound for r in results())
    top = max(counted.values())
    return ids(c for c, n in counted.items() if n == top)


@gold("d056")
def solubility_under_5_um() -> Answer:
    return ids(below("A-SOL", 5))


@gold("d057")
def cytotoxic_on_all_three_lines() -> Answer:
    lines = {r.line for r in results_in("A-VIA")}
    per_line = [{r.compound for r in results_in("A-VIA") if r.line == line and r.below(1000)} for line in lines]
    return ids(set.intersection(*per_line))
