"""The gold of the second Hetionet questions i073 to i114: yes or no, connections, lists, schema, follow-ups, none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from benchmarks._gold_hetionet_graph import (
    Answer,
    Ids,
    ambiguous,
    bearers,
    disease,
    drug,
    edges_each,
    effect,
    every,
    fro,
    gene,
    hetionet,
    means,
    named,
    near,
    neighbours,
    number,
    of_kind,
    ranked,
    symptom,
    table,
    targets_each,
    things,
    tissue,
    to,
    top,
    truth,
    used_for,
)

BETWEEN = ("CbG", "CuG", "CdG")
"""The edges from a compound to a gene, in the order of `_LONG` and `_VERBS`."""
_LONG = ["Compound - binds - Gene", "Compound - upregulates - Gene", "Compound - downregulates - Gene"]
_VERBS = ["binds", "upregulates", "downregulates"]


def _clozapine_and_drd4() -> list[Answer]:
    return truth(gene("DRD4") in to("CbG", drug("Clozapine")))


def _metformin_and_polycystic_ovaries() -> list[Answer]:
    return truth(disease("polycystic ovary syndrome") in to("CtD", drug("Metformin")))


def _sildenafil_and_pressure() -> list[Answer]:
    return truth(disease("hypertension") in to("CtD", drug("Sildenafil")))


def _ibuprofen_and_pancreatitis() -> list[Answer]:
    return truth(effect("Pancreatitis") in to("CcSE", drug("Ibuprofen")))


def _brca2_and_ovaries() -> list[Answer]:
    return truth(gene("BRCA2") in to("DaG", disease("ovarian cancer")))


def _alike_statins() -> list[Answer]:
    return truth(drug("Pravastatin") in near("CrC", drug("Simvastatin")))


def _any_on_tp53() -> list[Answer]:
    binders = fro("CbG", gene("TP53"))
    return truth(bool(binders)) + things(binders)


def _shared(*nodes: str) -> Ids:
    return set.intersection(*(neighbours(node) for node in nodes))


def _leprosy_and_malaria() -> list[Answer]:
    shared = _shared(disease("leprosy"), disease("malaria"))
    return things(shared, *(of_kind(kind, shared) for kind in ("Compound", "Gene", "Symptom")))


def _thalidomide_to_tnf() -> list[Answer]:
    ends = {drug("Thalidomide"), gene("TNF")}
    shared = _shared(*ends)
    return things(shared, *({each} for each in sorted(shared)), shared | ends)


def _warfarin_and_phenprocoumon() -> list[Answer]:
    ends = (drug("Warfarin"), drug("Phenprocoumon"))
    shared = _shared(*ends)
    return things(shared, of_kind("Pharmacologic Class", shared), of_kind("Compound", shared))


def _metformin_to_alzheimer() -> list[Answer]:
    ends = {drug("Metformin"), disease("Alzheimer's disease")}
    shared = _shared(*ends)
    return [*things(shared, shared | ends), *truth(bool(shared))]


def _effects_of_three() -> list[Answer]:
    return things(to("CcSE", (drug(each) for each in ("Ibuprofen", "Naproxen", "Celecoxib"))))


def _treated_by_three() -> list[Answer]:
    return things(to("CtD", (drug(each) for each in ("Dapsone", "Doxycycline", "Quinine"))))


def _diseases_of_three_oncogenes() -> list[Answer]:
    return things(fro("DaG", (gene(each) for each in ("KRAS", "BRAF", "NRAS"))))


def _classes_of_three() -> list[Answer]:
    return things(fro("PCiC", (drug(each) for each in ("Carbamazepine", "Efavirenz", "Ritonavir"))))


def _warfarin() -> list[Answer]:
    return things({drug("Warfarin")})


def _braf() -> list[Answer]:
    return things({gene("BRAF")})


def _kinds() -> list[Answer]:
    counts = Counter(hetionet().kinds.values())
    return [*table(counts), {"status": "answered", "ids": sorted(counts)}]


def _compound_to_gene() -> list[Answer]:
    counts = edges_each()
    answers: list[Answer] = [{"status": "answered", "ids": sorted(each)} for each in (_VERBS, BETWEEN, _LONG)]
    numbers = [counts[each] for each in BETWEEN]
    rows = [dict(zip(keys, numbers, strict=True)) for keys in (_VERBS, BETWEEN, _LONG)]
    return answers + table(*rows)


def _treating_malaria() -> Ids:
    return fro("CtD", disease("malaria"))


def _for_malaria() -> list[Answer]:
    return things(_treating_malaria())


def _those_that_bind_cyp3a4() -> Ids:
    return _treating_malaria() & fro("CbG", gene("CYP3A4"))


def _malaria_drugs_at_cyp3a4() -> list[Answer]:
    return things(_those_that_bind_cyp3a4())


def _number_at_cyp3a4() -> list[Answer]:
    return number(len(_those_that_bind_cyp3a4()))


def _bound_by_phenprocoumon() -> list[Answer]:
    return things(to("CbG", drug("Phenprocoumon")))


def _diseases_of_what_phenprocoumon_binds() -> list[Answer]:
    return things(fro("DaG", to("CbG", drug("Phenprocoumon"))))


def _also_in_restless_legs() -> list[Answer]:
    return things(to("DpS", disease("narcolepsy")) & to("DpS", disease("restless legs syndrome")))


def _haloperidol_and_drd4() -> list[Answer]:
    return truth(gene("DRD4") in to("CbG", drug("Haloperidol")))


def _two_that_bind_most() -> list[Answer]:
    return ranked(top(targets_each("CbG"), 2))


def _those_with_headache() -> list[Answer]:
    return things(fro("CcSE", effect("Headache")))


def _not_in_the_schema() -> list[Answer]:
    return means("not_understood")


def _unknown(kind: str, part: str) -> list[Answer]:
    if found := named(kind, part):
        raise ValueError(f"The data has {kind.lower()} {sorted(found)} of a name that none should bear.")
    return means("no_data", "not_understood")


def _zanubrutinib() -> list[Answer]:
    return _unknown("Compound", "zanubrutinib")


def _for_huntington() -> list[Answer]:
    return _unknown("Disease", "huntington")


def _effects_of_ketamine() -> list[Answer]:
    return things(to("CcSE", drug("Ketamine")))


def _down_in_the_retina() -> list[Answer]:
    return things(to("AdG", tissue("retina")))


def _for_celiac_disease() -> list[Answer]:
    return things(used_for("celiac disease"))


def _in_apoptosis() -> list[Answer]:
    pathways = of_kind("Pathway", bearers("Apoptosis"))
    return ambiguous(pathways, things(fro("GpPW", pathways)))


def _linked_with_tinnitus() -> list[Answer]:
    causing, presenting = fro("CcSE", effect("Tinnitus")), fro("DpS", symptom("Tinnitus"))
    return ambiguous(bearers("Tinnitus"), things(causing | presenting))


def _in_dna_replication() -> list[Answer]:
    meant = bearers("DNA replication")
    return ambiguous(meant, things(fro("GpPW", meant) | fro("GpBP", meant)))


def _things_named_narcolepsy() -> list[Answer]:
    narcolepsy = bearers("narcolepsy")
    return ambiguous(narcolepsy, things(narcolepsy, narcolepsy & every("Disease")))


GOLD: dict[str, Callable[[], list[Answer]]] = {
    "i073": _clozapine_and_drd4,
    "i074": _metformin_and_polycystic_ovaries,
    "i075": _sildenafil_and_pressure,
    "i076": _ibuprofen_and_pancreatitis,
    "i077": _brca2_and_ovaries,
    "i078": _alike_statins,
    "i079": _any_on_tp53,
    "i080": _leprosy_and_malaria,
    "i081": _thalidomide_to_tnf,
    "i082": _warfarin_and_phenprocoumon,
    "i083": _metformin_to_alzheimer,
    "i084": _effects_of_three,
    "i085": _treated_by_three,
    "i086": _diseases_of_three_oncogenes,
    "i087": _classes_of_three,
    "i088": _warfarin,
    "i089": _braf,
    "i090": _kinds,
    "i091": _compound_to_gene,
    "i092": _for_malaria,
    "i093": _malaria_drugs_at_cyp3a4,
    "i094": _number_at_cyp3a4,
    "i095": _bound_by_phenprocoumon,
    "i096": _diseases_of_what_phenprocoumon_binds,
    "i097": _also_in_restless_legs,
    "i098": _haloperidol_and_drd4,
    "i099": _two_that_bind_most,
    "i100": _those_with_headache,
    "i101": _not_in_the_schema,
    "i102": _zanubrutinib,
    "i103": _for_huntington,
    "i104": _effects_of_ketamine,
    "i105": _down_in_the_retina,
    "i106": _for_celiac_disease,
    "i107": _in_apoptosis,
    "i108": _linked_with_tinnitus,
    "i109": _in_dna_replication,
    "i110": _not_in_the_schema,
    "i111": _not_in_the_schema,
    "i112": _not_in_the_schema,
    "i113": _not_in_the_schema,
    "i114": _things_named_narcolepsy,
}
