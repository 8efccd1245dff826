"""The gold of the second Hetionet questions i037 to i072: sets and their differences, counts, tops and means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from benchmarks._gold_hetionet_graph import (
    Answer,
    disease,
    drug,
    drug_class,
    effect,
    every,
    fro,
    gene,
    named,
    near,
    number,
    of_kind,
    only,
    over,
    ranked,
    sources_each,
    symptom,
    table,
    targets_each,
    things,
    tissue,
    to,
    top,
    used_for,
)

NSAIDS = "Nonsteroidal Anti-inflammatory Compounds"
COPD = "chronic obstructive pulmonary disease"


def _mean(numbers: Iterable[float], of: int) -> float:
    return round(sum(numbers) / of, 6)


def _for_asthma_and_copd() -> list[Answer]:
    treating = fro("CtD", disease("asthma")) & fro("CtD", disease(COPD))
    return things(treating, used_for("asthma") & used_for(COPD))


def _up_in_both() -> list[Answer]:
    return things(to("DuG", disease("psoriasis")) & to("DuG", disease("ulcerative colitis")))


def _binders_of_htr2a_and_drd2() -> list[Answer]:
    return things(fro("CbG", gene("HTR2A")) & fro("CbG", gene("DRD2")))


def _up_in_lung_cancer_down_by_vorinostat() -> list[Answer]:
    return things(to("DuG", disease("lung cancer")) & to("CdG", drug("Vorinostat")))


def _hypertension_drugs_with_dysfunction() -> list[Answer]:
    causing = fro("CcSE", effect("Erectile dysfunction"))
    return things(fro("CtD", disease("hypertension")) & causing, used_for("hypertension") & causing)


def _htr2a_without_adra1a() -> list[Answer]:
    return things(fro("CbG", gene("HTR2A")) - fro("CbG", gene("ADRA1A")))


def _breast_cancer_alone() -> list[Answer]:
    return things(found for found in fro("CtD", disease("breast cancer")) if len(to("CtD", found)) == 1)


def _nsaids_without_ptgs2() -> list[Answer]:
    return things(to("PCiC", drug_class(NSAIDS)) - fro("CbG", gene("PTGS2")))


def _untreated() -> list[Answer]:
    untreated = every("Disease") - set(sources_each("CtD"))
    return things(untreated, untreated - set(sources_each("CpD")))


def _without_symptoms() -> list[Answer]:
    return things(every("Disease") - set(targets_each("DpS")))


def _like_asthma_without_prednisone() -> list[Answer]:
    return things(near("DrD", disease("asthma")) - to("CtD", drug("Prednisone")))


def _inhibitors_and_inducers() -> list[Answer]:
    classes = ("Cytochrome P450 3A4 Inhibitors", "Cytochrome P450 3A4 Inducers")
    inhibitors, inducers = (to("PCiC", drug_class(each)) for each in classes)
    return things(inhibitors & inducers)


def _malaria_drugs_without_effects() -> list[Answer]:
    return things(fro("CtD", disease("malaria")) - set(targets_each("CcSE")))


def _number_with_headache() -> list[Answer]:
    return number(len(fro("CcSE", effect("Headache"))))


def _number_in_the_pancreas() -> list[Answer]:
    return number(len(to("AeG", tissue("pancreas"))))


def _number_with_fever() -> list[Answer]:
    return number(len(fro("DpS", symptom("Fever"))))


def _number_of_cephalosporins() -> list[Answer]:
    return number(len(to("PCiC", drug_class("Cephalosporins"))))


def _number_treating_over_ten() -> list[Answer]:
    return number(len(over(targets_each("CtD"), 10)))


def _number_of_shared_symptoms() -> list[Answer]:
    return number(len(to("DpS", disease("melanoma")) & to("DpS", disease("skin cancer"))))


def _effects_per_h1_antagonist() -> list[Answer]:
    members = to("PCiC", drug_class("Histamine H1 Receptor Antagonists"))
    effects = targets_each("CcSE")
    return table(only(effects, members), {member: effects[member] for member in members})


def _large_classes() -> list[Answer]:
    members = targets_each("PCiC")
    return table(only(members, over(members, 14)))


def _upregulated_per_tissue() -> list[Answer]:
    return table(targets_each("AuG"))


def _classes_of_colitis_drugs() -> list[Answer]:
    treating = fro("CtD", disease("ulcerative colitis"))
    return table(Counter(found for each in treating for found in fro("PCiC", each)))


def _genes_per_disease_like_breast_cancer() -> list[Answer]:
    return table(only(targets_each("DaG"), near("DrD", disease("breast cancer"))))


def _palliated_per_benzodiazepine() -> list[Answer]:
    members = to("PCiC", drug_class("Benzodiazepines"))
    palliated = targets_each("CpD")
    return table(only(palliated, members), {member: palliated[member] for member in members})


def _most_effects() -> list[Answer]:
    return things(top(targets_each("CcSE")))


def _five_that_bind_most() -> list[Answer]:
    return ranked(top(targets_each("CbG"), 5))


def _commonest_symptom() -> list[Answer]:
    return things(top(sources_each("DpS")))


def _gene_of_most_diseases() -> list[Answer]:
    return things(top(sources_each("DaG")))


def _prostate_drug_that_binds_most() -> list[Answer]:
    bound = targets_each("CbG")
    return things(top(only(bound, fro("CtD", disease("prostate cancer")))))


def _three_sites_of_most_diseases() -> list[Answer]:
    return things(top(sources_each("DlA"), 3))


def _cancer_of_most_symptoms() -> list[Answer]:
    cancers = of_kind("Disease", named("Disease", "cancer", "sarcoma", "melanoma", "glioma", "neoplasm"))
    return things(top(only(targets_each("DpS"), cancers)))


def _gene_most_often_raised() -> list[Answer]:
    return things(top(sources_each("CuG")))


def _diseases_per_drug() -> list[Answer]:
    treated = targets_each("CtD")
    return number(_mean(treated.values(), len(treated)), _mean(treated.values(), len(every("Compound"))))


def _symptoms_per_disease() -> list[Answer]:
    symptoms = targets_each("DpS")
    return number(_mean(symptoms.values(), len(symptoms)), _mean(symptoms.values(), len(every("Disease"))))


def _effects_per_epilepsy_drug() -> list[Answer]:
    treating = fro("CtD", disease("epilepsy syndrome"))
    return number(_mean((len(to("CcSE", each)) for each in treating), len(treating)))


GOLD: dict[str, Callable[[], list[Answer]]] = {
    "i037": _for_asthma_and_copd,
    "i038": _up_in_both,
    "i039": _binders_of_htr2a_and_drd2,
    "i040": _up_in_lung_cancer_down_by_vorinostat,
    "i041": _hypertension_drugs_with_dysfunction,
    "i042": _htr2a_without_adra1a,
    "i043": _breast_cancer_alone,
    "i044": _nsaids_without_ptgs2,
    "i045": _untreated,
    "i046": _without_symptoms,
    "i047": _like_asthma_without_prednisone,
    "i048": _inhibitors_and_inducers,
    "i049": _malaria_drugs_without_effects,
    "i050": _number_with_headache,
    "i051": _number_in_the_pancreas,
    "i052": _number_with_fever,
    "i053": _number_of_cephalosporins,
    "i054": _number_treating_over_ten,
    "i055": _number_of_shared_symptoms,
    "i056": _effects_per_h1_antagonist,
    "i057": _large_classes,
    "i058": _upregulated_per_tissue,
    "i059": _classes_of_colitis_drugs,
    "i060": _genes_per_disease_like_breast_cancer,
    "i061": _palliated_per_benzodiazepine,
    "i062": _most_effects,
    "i063": _five_that_bind_most,
    "i064": _commonest_symptom,
    "i065": _gene_of_most_diseases,
    "i066": _prostate_drug_that_binds_most,
    "i067": _three_sites_of_most_diseases,
    "i068": _cancer_of_most_symptoms,
    "i069": _gene_most_often_raised,
    "i070": _diseases_per_drug,
    "i071": _symptoms_per_disease,
    "i072": _effects_per_epilepsy_drug,
}
