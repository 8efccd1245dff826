"""Golds of counts, groups, superlatives and averages."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks._gold_demo2_kit import counted, documents, most, of_kind, of_status, one
from benchmarks._gold_demo3_kit import (
    average,
    averages,
    each,
    entries,
    fro,
    groups,
    having,
    made_by,
    node,
    number,
    own,
    sharing,
    to,
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
    results_in,
)

GOLD: dict[str, GoldFunction] = {}
entry = into_gold(GOLD)


def _by(found: Iterable[str], name: str, length: int | None = None) -> dict[str, int]:
    """How many of the things have each value of a property, or its first characters."""
    return counted(node(i)[name][:length] for i in found)


def _first(found: Iterable[str], name: str) -> set[str]:
    """The things with the least value of a property."""
    listed = list(found)
    least = min(node(i)[name] for i in listed)
    return {i for i in listed if node(i)[name] == least}


def _last(found: Iterable[str], name: str) -> set[str]:
    """The things with the greatest value of a property; those without it count as having none."""
    known = [i for i in found if name in node(i)]
    greatest = max(node(i)[name] for i in known)
    return {i for i in known if node(i)[name] == greatest}


@entry("e009")
def experiments_by_project() -> Answer:
    return groups(_by(lab().kind("Experiment"), "project"))


@entry("e010")
def experiments_of_2025_by_project() -> Answer:
    found = {e for e in lab().kind("Experiment") if node(e)["date"][:4] == "2025"}
    return groups(_by(found, "project"))


@entry("e011")
def batches_by_chemist() -> Answer:
    return groups(sharing(lab().kind("Batch"), "attributed_to", "Person"))


@entry("e012")
def gi50_by_line() -> Answer:
    found = counted(r.line for r in with_endpoint("GI50"))
    return groups(found, groups({one(line, "CellLine"): n for line, n in found.items()}))


@entry("e013")
def most_batches() -> Answer:
    return ids(most(sharing(lab().kind("Batch"), "batch_of")), ids([own("LK-0042")]))


@entry("e014")
def biggest_batch() -> Answer:
    return ids(_last(lab().kind("Batch"), "amount_mg"))


def _largest() -> list[str]:
    return sorted(sorted(lab().kind("Dataset")), key=lambda d: -int(node(d)["rows"]))[:5]


@entry("e015")
def largest_datasets() -> Answer:
    return {"status": "answered", "ids": _largest(), "ordered": True}


@entry("e016")
def responsible_for_these() -> Answer:
    return ids(to("attributed_to", _largest()))


@entry("e051")
def clearance_of_42() -> Answer:
    return number(average(r.value for r in of_compound(own("LK-0042"), "A-HLM")))


@entry("e052")
def not_conforming() -> Answer:
    return number(len(having("Document", result="does not conform")))


@entry("e053")
def signed_for_baptista() -> Answer:
    certificates = made_by("sofia-marchetti") & documents("certificate of analysis")
    return number(len(certificates & fro("describes", made_by("ines-baptista", "Batch"))))


@entry("e058")
def documents_by_type() -> Answer:
    return groups(_by(documents(), "document_type"))


@entry("e059")
def measurements_of_withdrawn() -> Answer:
    return groups(each(of_status("Batch", "withdrawn"), "measurement_of", "Measurement"))


@entry("e074")
def entries_by_author() -> Answer:
    found = sharing(entries(), "attributed_to")
    return groups(found, groups({node(i)["name"]: n for i, n in found.items()}))


@entry("e075")
def instruments_by_place() -> Answer:
    return groups(_by(lab().kind("Instrument"), "location"))


@entry("e076")
def procedures_by_author() -> Answer:
    return groups(sharing(lab().kind("Protocol"), "attributed_to"))


@entry("e077")
def samples_by_status() -> Answer:
    return groups(_by(lab().kind("Sample"), "status"))


@entry("e078")
def batches_by_supplier() -> Answer:
    return groups(sharing(lab().kind("Batch"), "attributed_to", "Organization"))


@entry("e079")
def clearance_by_assay() -> Answer:
    found = with_endpoint("Clint")
    return groups(_means(found), groups(_means(r for r in found if r.qualifier == "=")))


def _means(found: Iterable[Result]) -> dict[str, float]:
    return averages((r.assay, r.value) for r in found)


@entry("e080")
def genes_by_pathway() -> Answer:
    return groups(sharing(lab().kind("Gene"), "participates", "Pathway"))


@entry("e081")
def drugs_of_the_joint() -> Answer:
    located = fro("localizes", one("skeletal joint", "Anatomy"), "Disease")
    return groups(each(located, "treats", "Compound"))


@entry("e082")
def experiments_by_year() -> Answer:
    return groups(_by(lab().kind("Experiment"), "date", 4))


@entry("e083")
def runs_by_reader() -> Answer:
    used = {i: fro("used", i, "Activity") for i in having("Instrument", model="plate reader")}
    runs = having("Activity", activity_type="assay run")
    return groups({i: len(a) for i, a in used.items()}, groups({i: len(a & runs) for i, a in used.items()}))


@entry("e084")
def well_bound() -> Answer:
    found = [(r.compound, r.value) for r in results_in("A-PPB")]
    first = {c: n for c, n in averages(found).items() if n > 98.5}
    return groups(first, groups(averages((c, n) for c, n in found if n > 98.5)))


@entry("e085")
def most_drugs() -> Answer:
    return ids(most(each(lab().kind("Disease"), "treats", "Compound")))


@entry("e086")
def most_entries() -> Answer:
    return ids(most(sharing(entries(), "attributed_to")))


@entry("e087")
def oldest_procedure() -> Answer:
    return ids(_first(lab().kind("Protocol"), "date"))


@entry("e088")
def lowest_on_p38() -> Answer:
    found = results_in("A-P38")
    low = min(r.value for r in found)
    best = [r for r in found if r.value == low]
    return ids((r.id for r in best), number(low), ids(r.compound for r in best))


@entry("e089")
def three_diseases() -> Answer:
    found = each(lab().kind("Disease"), "associates", "Gene")
    ranked = sorted(found, key=lambda d: -found[d])
    if len({found[d] for d in ranked[:4]}) < 4:
        raise ValueError("the first four diseases tie")
    return ids(ranked[:3], groups({d: found[d] for d in ranked[:3]}))


@entry("e090")
def most_side_effects() -> Answer:
    return ids(most({c: len(to("causes", c, "Phenotype")) for c in lab().kind("Compound")}))


@entry("e091")
def calibrated_last() -> Answer:
    return ids(_last(lab().kind("Instrument"), "calibrated"))


@entry("e100")
def used_up_of_herrera() -> Answer:
    solids = fro("derived_from", made_by("tomas-herrera", "Batch"), "Sample")
    return number(len(solids & of_status("Sample", "used up")))


@entry("e120")
def bound_without_warfarin() -> Answer:
    return number(average(r.value for r in results_in("A-PPB") if r.compound != drug("warfarin")))


@entry("e121")
def both_microsomes() -> Answer:
    both = of_kind("Compound", fro("tested_in", own("A-HLM")) & fro("tested_in", own("A-RLM")))
    return number(len(both), number(sum(c.startswith("lantern:LK-") for c in both)))
