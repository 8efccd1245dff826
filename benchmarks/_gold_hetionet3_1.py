"""The gold of the third Hetionet questions i001 to i043: relations in a row, sets, numbers, and what follows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from benchmarks._gold_hetionet_graph import (
    Answer,
    Ids,
    disease,
    drug,
    drug_class,
    every,
    falling,
    fro,
    gene,
    hetionet,
    near,
    neighbours,
    number,
    of_kind,
    only,
    over,
    sources_each,
    targets_each,
    things,
    to,
    top,
    used_for,
)

TOURETTE = "Gilles de la Tourette syndrome"
AIDS = "acquired immunodeficiency syndrome"


def treating(name: str) -> Ids:
    """The compounds that treat the disease of that name, without those that only palliate it."""
    return fro("CtD", disease(name))


def members(name: str) -> Ids:
    """The compounds of the pharmacologic class of that name."""
    return to("PCiC", drug_class(name))


def _for_gout() -> list[Answer]:
    return things(treating("gout"), used_for("gout"))


def _effects_of_pregabalin() -> list[Answer]:
    return things(to("CcSE", drug("Pregabalin")))


def _binders_of_slc6a4() -> list[Answer]:
    return things(fro("CbG", gene("SLC6A4")))


def _genes_of_tourette() -> list[Answer]:
    return things(to("DaG", disease(TOURETTE)))


def _sites_of_gout() -> list[Answer]:
    return things(to("DlA", disease("gout")))


def _symptoms_of_als() -> list[Answer]:
    return things(to("DpS", disease("amyotrophic lateral sclerosis")))


def _classes_of_phenytoin() -> list[Answer]:
    return things(fro("PCiC", drug("Phenytoin")))


def _partners_of_pdcd1() -> list[Answer]:
    return things(near("GiG", gene("PDCD1")))


def _regulated_by_hdac6() -> list[Answer]:
    return things(to("Gr>G", gene("HDAC6")))


def _effects_of_montelukast() -> list[Answer]:
    return things(to("CcSE", drug("Montelukast")))


def _that_raise_hmgcr() -> list[Answer]:
    return things(fro("CuG", gene("HMGCR")))


def _targets_in_leprosy() -> list[Answer]:
    return things(to("CbG", treating("leprosy")))


def _treated_with_platinum() -> list[Answer]:
    return things(to("CtD", members("Platinum-containing Compounds")))


def _pathways_of_conduct_disorder() -> list[Answer]:
    return things(to("GpPW", to("DaG", disease("conduct disorder"))))


def _narcolepsy_binders() -> Ids:
    return fro("CbG", to("DaG", disease("narcolepsy")))


def _binders_in_narcolepsy() -> list[Answer]:
    return things(_narcolepsy_binders())


def _effects_of_triptans() -> list[Answer]:
    return things(to("CcSE", members("Serotonin 1b Receptor Agonists")))


def _like_otosclerosis() -> list[Answer]:
    own = disease("otosclerosis")
    genes = to("DaG", own)
    others = of_kind("Disease", (other for each in genes for other in neighbours(each)))
    return things(fro("DaG", genes) - {own}, others - {own})


def _pathways_eased_in_tourette() -> list[Answer]:
    return things(to("GpPW", to("CbG", fro("CpD", disease(TOURETTE)))))


def _effects_beyond_narcolepsy() -> list[Answer]:
    return things(to("CcSE", _narcolepsy_binders()))


def _hepatitis_and_aids() -> list[Answer]:
    return things(treating("hepatitis B") & treating(AIDS)) + number(True)


def _vitiligo_and_diabetes() -> list[Answer]:
    return things(to("DaG", disease("vitiligo")) & to("DaG", disease("type 1 diabetes mellitus")))


def _malaria_or_leprosy() -> list[Answer]:
    return things(treating("malaria") | treating("leprosy"))


def _restless_and_narcoleptic() -> list[Answer]:
    return things(to("DpS", disease("restless legs syndrome")) & to("DpS", disease("narcolepsy")))


def _hepatitis_only() -> Ids:
    return treating("hepatitis B") - treating(AIDS)


def _hepatitis_without_aids() -> list[Answer]:
    return things(_hepatitis_only())


def _nsaids_without_ptgs2() -> list[Answer]:
    return things(members("Nonsteroidal Anti-inflammatory Compounds") - fro("CbG", gene("PTGS2")))


def _eased_never_treated() -> list[Answer]:
    return things(set(sources_each("CpD")) - set(sources_each("CtD")))


def _gout_without_effects() -> list[Answer]:
    return things(treating("gout") - set(targets_each("CcSE"))) + number(True)


def _treated_by_methotrexate() -> list[Answer]:
    return number(len(to("CtD", drug("Methotrexate"))))


def _for_nothing() -> list[Answer]:
    return number(len(every("Compound") - set(targets_each("CtD")) - set(targets_each("CpD"))))


def _pathways_of_akt1() -> list[Answer]:
    return number(len(to("GpPW", gene("AKT1"))))


def _effects_each_in_hepatitis() -> list[Answer]:
    return falling({each: len(to("CcSE", each)) for each in treating("hepatitis B")})


def _malaria_by_class() -> list[Answer]:
    return falling(Counter(kind for each in treating("malaria") for kind in fro("PCiC", each)))


def _most_effects_in_aids() -> list[Answer]:
    return things(top(only(targets_each("CcSE"), treating(AIDS))))


def _three_pathways() -> list[Answer]:
    counts = sources_each("GpPW")
    first = top(counts, 3)
    return things(first) + falling(only(counts, first))


def _largest_class() -> list[Answer]:
    return things(top(targets_each("PCiC")))


def _dapsone_and_thalidomide() -> list[Answer]:
    return things(neighbours(drug("Dapsone")) & neighbours(drug("Thalidomide")))


def _warfarin_and_vitamin_k() -> list[Answer]:
    return number(drug("Warfarin") in members("Vitamin K Inhibitors"))


def _citaloprams() -> list[Answer]:
    counts = [len(to("CcSE", drug(name))) for name in ("Escitalopram", "Citalopram")]
    return [{"status": "answered", "value": counts[0] > counts[1]}]


def _lacosamide() -> list[Answer]:
    return things([drug("Lacosamide")])


def _kinds() -> list[Answer]:
    return falling(Counter(hetionet().kinds.values()))


def _treated_by_three() -> list[Answer]:
    return things(to("CtD", [drug("Montelukast"), drug("Roflumilast"), drug("Zafirlukast")]))


def _of_these_with_effects() -> list[Answer]:
    return things(_hepatitis_only() & over(targets_each("CcSE"), 5))


def _targets_in_malaria() -> list[Answer]:
    return things(to("CbG", treating("malaria")))


GOLD: dict[str, Callable[[], list[Answer]]] = {
    "i001": _for_gout,
    "i002": _effects_of_pregabalin,
    "i003": _binders_of_slc6a4,
    "i004": _genes_of_tourette,
    "i005": _sites_of_gout,
    "i006": _symptoms_of_als,
    "i007": _classes_of_phenytoin,
    "i008": _partners_of_pdcd1,
    "i009": _regulated_by_hdac6,
    "i010": _effects_of_montelukast,
    "i011": _that_raise_hmgcr,
    "i012": _targets_in_leprosy,
    "i013": _treated_with_platinum,
    "i014": _pathways_of_conduct_disorder,
    "i015": _binders_in_narcolepsy,
    "i016": _effects_of_triptans,
    "i017": _like_otosclerosis,
    "i018": _pathways_eased_in_tourette,
    "i019": _effects_beyond_narcolepsy,
    "i020": _hepatitis_and_aids,
    "i021": _vitiligo_and_diabetes,
    "i022": _malaria_or_leprosy,
    "i023": _restless_and_narcoleptic,
    "i024": _hepatitis_without_aids,
    "i025": _nsaids_without_ptgs2,
    "i026": _eased_never_treated,
    "i027": _gout_without_effects,
    "i028": _treated_by_methotrexate,
    "i029": _for_nothing,
    "i030": _pathways_of_akt1,
    "i031": _effects_each_in_hepatitis,
    "i032": _malaria_by_class,
    "i033": _most_effects_in_aids,
    "i034": _three_pathways,
    "i035": _largest_class,
    "i036": _dapsone_and_thalidomide,
    "i037": _warfarin_and_vitamin_k,
    "i038": _citaloprams,
    "i039": _lacosamide,
    "i040": _kinds,
    "i041": _treated_by_three,
    "i042": _of_these_with_effects,
    "i043": _targets_in_malaria,
}
