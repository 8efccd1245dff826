"""The gold of the third Hetionet questions i044 to i100: what the first forty-three ask, and what has no answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from benchmarks._gold_hetionet3_1 import AIDS, members, treating
from benchmarks._gold_hetionet_graph import (
    Answer,
    ambiguous,
    bearers,
    disease,
    drug,
    drug_class,
    edges_each,
    effect,
    every,
    falling,
    fro,
    gene,
    hetionet,
    means,
    named,
    near,
    neighbours,
    number,
    of_kind,
    one,
    only,
    sources_each,
    targets_each,
    things,
    tissue,
    to,
    top,
    truth,
    used_for,
)

_VERBS = {"CbG": "binds", "CdG": "downregulates", "CuG": "upregulates"}

_lacking = partial(means, "not_understood", "no_data")
"""What the data have no word for: that nothing is recorded is fair as well."""

_not_asked = partial(means, "not_understood")
"""An order, a prediction, or no question at all."""


def _unknown(name: str) -> list[Answer]:
    """The answer about a name that nothing bears; raises ValueError where something does."""
    if bearers(name):
        raise ValueError(f"{name} is there.")
    return means("no_data", "not_understood")


def _linked_to_hypertension() -> list[Answer]:
    ways = [used_for("hypertension"), fro("CcSE", effect("Hypertension"))]
    return ambiguous({disease("hypertension"), effect("Hypertension")}, things(ways[0] | ways[1]))


def _regulators_of_vegfa() -> list[Answer]:
    return things(fro("Gr>G", gene("VEGFA")))


def _tissues_of_chrnb2() -> list[Answer]:
    return things(fro("AeG", gene("CHRNB2")))


def _that_cost_hair() -> list[Answer]:
    alike = [effect(name) for name in ("Alopecia", "Diffuse alopecia", "Alopecia reversible")]
    return things(fro("CcSE", alike[0]), fro("CcSE", alike))


def _xanthine_oxidase() -> list[Answer]:
    name = "Xanthine Oxidase Inhibitors"
    return things([drug_class(name)], members(name))


def _lowered_in_glaucoma() -> list[Answer]:
    return things(to("DdG", disease("glaucoma")))


def _targets_of_imatinib() -> list[Answer]:
    return things(to("CbG", drug("Imatinib")))


def _uses_of_sildenafil() -> list[Answer]:
    return things(to("CtD", drug("Sildenafil")) | to("CpD", drug("Sildenafil")))


def _functions_of_hcn4() -> list[Answer]:
    return things(to("GpMF", gene("HCN4")))


def _genes_of_kit_signaling() -> list[Answer]:
    return things(fro("GpPW", one("Pathway", "Kit receptor signaling pathway")))


def _classes_of_three() -> list[Answer]:
    return things(fro("PCiC", [drug("Clopidogrel"), drug("Ticagrelor"), drug("Acetylsalicylic acid")]))


def _sites_of_what_tiludronate_treats() -> list[Answer]:
    return things(to("DlA", to("CtD", drug("Tiludronate"))))


def _diseases_of_mtor() -> list[Answer]:
    return things(fro("DaG", fro("GpPW", one("Pathway", "mTOR signaling pathway"))))


def _diseases_of_the_cochlea() -> list[Answer]:
    return things(fro("DlA", tissue("cochlea")))


def _classes_of_drd3_binders() -> list[Answer]:
    return things(fro("PCiC", fro("CbG", gene("DRD3"))))


def _symptoms_beyond_glyburide() -> list[Answer]:
    return things(to("DpS", to("CtD", near("CrC", drug("Glyburide")))))


def _processes_beyond_gout() -> list[Answer]:
    return things(to("GpBP", to("Gr>G", to("DaG", disease("gout")))))


def _pressure_drugs_with_gout() -> list[Answer]:
    return things(treating("hypertension") & fro("CcSE", effect("Gout")))


def _psoriasis_and_cyclosporine() -> list[Answer]:
    return things(to("DuG", disease("psoriasis")) & to("CdG", drug("Cyclosporine")))


def _benzos_for_both() -> list[Answer]:
    both = treating("epilepsy syndrome") & fro("CpD", disease("panic disorder"))
    return things(members("Benzodiazepines") & both) + number(True)


def _epilepsy_without_benzos() -> set[str]:
    return treating("epilepsy syndrome") - members("Benzodiazepines")


def _epilepsy() -> list[Answer]:
    return things(_epilepsy_without_benzos())


def _how_many_is_that() -> list[Answer]:
    return number(len(_epilepsy_without_benzos()))


def _asthma_without_copd() -> list[Answer]:
    agonists = members("Adrenergic beta2-Agonists")
    return things((agonists & treating("asthma")) - treating("chronic obstructive pulmonary disease"))


def _citalopram_alone() -> list[Answer]:
    return things(to("CbG", drug("Citalopram")) - to("CbG", drug("Escitalopram")))


def _ten_to_twelve_drugs() -> list[Answer]:
    return things(each for each, count in sources_each("CtD").items() if 10 <= count <= 12)


def _vegf_pathways() -> list[Answer]:
    found, names = named("Pathway", "vegf"), hetionet().names
    return things(found, (each for each in found if "vegf" in names[each].lower().replace("-", " ").split()))


def _hla_in_celiac() -> list[Answer]:
    found = to("DaG", disease("celiac disease"))
    return things(each for each in found if hetionet().names[each].startswith("HLA"))


def _psoriasis_and_arthritis() -> list[Answer]:
    return number(len(treating("psoriasis") & treating("rheumatoid arthritis")))


def _bound_by_benzos() -> list[Answer]:
    return number(len(to("CbG", members("Benzodiazepines"))))


def _bound_each_by_agonists() -> list[Answer]:
    agonists = members("Adrenergic beta2-Agonists")
    return falling({each: len(to("CbG", each)) for each in agonists}, only(targets_each("CbG"), agonists))


def _mean_effects_in_aids() -> list[Answer]:
    drugs = treating(AIDS)
    counts = only(targets_each("CcSE"), drugs)
    return number(round(counts.total() / len(drugs), 4), round(counts.total() / len(counts), 4))


def _benzo_with_most_targets() -> list[Answer]:
    return things(top(only(targets_each("CbG"), members("Benzodiazepines"))))


def _gene_of_most_diseases() -> list[Answer]:
    return things(top(sources_each("DaG")))


def _riluzole_and_gout() -> list[Answer]:
    return things(neighbours(drug("Riluzole")) & neighbours(disease("gout")))


def _shared_by_fluoxetine_and_sertraline() -> list[Answer]:
    return things(to("CbG", drug("Fluoxetine")) & to("CbG", drug("Sertraline")))


def _warfarin_and_vkorc1() -> list[Answer]:
    return truth(gene("VKORC1") in to("CbG", drug("Warfarin")))


def _compounds_to_genes() -> list[Answer]:
    counts = edges_each()
    return falling({verb: counts[edge] for edge, verb in _VERBS.items()}) + number(len(_VERBS))


def _raised_in_glaucoma() -> list[Answer]:
    return things(to("DuG", disease("glaucoma")))


def _for_fuchs_dystrophy() -> list[Answer]:
    return things(used_for("Fuchs' endothelial dystrophy"))


def _progesterone() -> list[Answer]:
    return ambiguous(bearers("Progesterone"), things(bearers("Progesterone")))


def _dna_replication() -> list[Answer]:
    found = bearers("DNA replication")
    counts = Counter({each: len(fro("GpPW", each) | fro("GpBP", each)) for each in found})
    return ambiguous(found, falling(counts, only(counts, of_kind("Pathway", found))))


def _for_diabetes() -> list[Answer]:
    found = {each for each in every("Disease") if "diabetes" in hetionet().names[each]}
    return ambiguous(found, things(fro("CtD", found), fro("CtD", found) | fro("CpD", found)))


GOLD: dict[str, Callable[[], list[Answer]]] = {
    "i044": _lacking,
    "i045": _lacking,
    "i046": partial(_unknown, "zorbatinib"),
    "i047": partial(means, "not_understood", "ambiguous"),
    "i048": _linked_to_hypertension,
    "i049": _not_asked,
    "i050": _not_asked,
    "i051": _regulators_of_vegfa,
    "i052": _tissues_of_chrnb2,
    "i053": _that_cost_hair,
    "i054": _xanthine_oxidase,
    "i055": _lowered_in_glaucoma,
    "i056": _targets_of_imatinib,
    "i057": _uses_of_sildenafil,
    "i058": _functions_of_hcn4,
    "i059": _genes_of_kit_signaling,
    "i060": _classes_of_three,
    "i061": _sites_of_what_tiludronate_treats,
    "i062": _diseases_of_mtor,
    "i063": _diseases_of_the_cochlea,
    "i064": _classes_of_drd3_binders,
    "i065": _symptoms_beyond_glyburide,
    "i066": _processes_beyond_gout,
    "i067": _pressure_drugs_with_gout,
    "i068": _psoriasis_and_cyclosporine,
    "i069": _benzos_for_both,
    "i070": _epilepsy,
    "i071": _asthma_without_copd,
    "i072": _citalopram_alone,
    "i073": _ten_to_twelve_drugs,
    "i074": _vegf_pathways,
    "i075": _hla_in_celiac,
    "i076": _psoriasis_and_arthritis,
    "i077": _bound_by_benzos,
    "i078": _bound_each_by_agonists,
    "i079": _mean_effects_in_aids,
    "i080": _benzo_with_most_targets,
    "i081": _gene_of_most_diseases,
    "i082": _riluzole_and_gout,
    "i083": _shared_by_fluoxetine_and_sertraline,
    "i084": _warfarin_and_vkorc1,
    "i085": _compounds_to_genes,
    "i086": _how_many_is_that,
    "i087": _raised_in_glaucoma,
    "i088": _lacking,
    "i089": _lacking,
    "i090": _lacking,
    "i091": _for_fuchs_dystrophy,
    "i092": partial(_unknown, "quelzomab"),
    "i093": partial(_unknown, "grolman-ives syndrome"),
    "i094": _progesterone,
    "i095": _dna_replication,
    "i096": partial(means, "ambiguous", "not_understood"),
    "i097": _for_diabetes,
    "i098": _not_asked,
    "i099": _not_asked,
    "i100": _not_asked,
}
