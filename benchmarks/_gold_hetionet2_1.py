"""The gold of the second Hetionet questions i001 to i036: one, two and three relations in a row."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks._gold_hetionet_graph import (
    Answer,
    disease,
    drug,
    drug_class,
    effect,
    fro,
    gene,
    near,
    symptom,
    things,
    to,
    used_for,
)


def _bound_by_warfarin() -> list[Answer]:
    return things(to("CbG", drug("Warfarin")))


def _for_leprosy() -> list[Answer]:
    return things(fro("CtD", disease("leprosy")))


def _symptoms_of_narcolepsy() -> list[Answer]:
    return things(to("DpS", disease("narcolepsy")))


def _drugs_with_tinnitus() -> list[Answer]:
    return things(fro("CcSE", effect("Tinnitus")))


def _sites_of_kawasaki() -> list[Answer]:
    return things(to("DlA", disease("Kawasaki disease")))


def _places_of_snca() -> list[Answer]:
    return things(to("GpCC", gene("SNCA")))


def _like_gout() -> list[Answer]:
    return things(near("DrD", disease("gout")))


def _effects_of_digoxin() -> list[Answer]:
    return things(to("CcSE", drug("Digoxin")))


def _regulated_by_hdac6() -> list[Answer]:
    return things(to("Gr>G", gene("HDAC6")))


def _regulators_of_vegfa() -> list[Answer]:
    return things(fro("Gr>G", gene("VEGFA")))


def _classes_of_phenytoin() -> list[Answer]:
    return things(fro("PCiC", drug("Phenytoin")))


def _thiazides() -> list[Answer]:
    return things(to("PCiC", drug_class("Thiazides")))


def _covarying_with_sp7() -> list[Answer]:
    return things(near("GcG", gene("SP7")))


def _like_sildenafil() -> list[Answer]:
    return things(near("CrC", drug("Sildenafil")))


def _functions_of_lrrk2() -> list[Answer]:
    return things(to("GpMF", gene("LRRK2")))


def _that_raise_hmgcr() -> list[Answer]:
    return things(fro("CuG", gene("HMGCR")))


def _pathways_of_imatinib() -> list[Answer]:
    return things(to("GpPW", to("CbG", drug("Imatinib"))))


def _diseases_of_what_vandetanib_binds() -> list[Answer]:
    return things(fro("DaG", to("CbG", drug("Vandetanib"))))


def _effects_of_alzheimer_drugs() -> list[Answer]:
    treating = fro("CtD", disease("Alzheimer's disease"))
    return things(to("CcSE", treating), to("CcSE", used_for("Alzheimer's disease")))


def _genes_of_cataplectic() -> list[Answer]:
    return things(to("DaG", fro("DpS", symptom("Cataplexy"))))


def _classes_in_glaucoma() -> list[Answer]:
    return things(fro("PCiC", fro("CtD", disease("glaucoma"))), fro("PCiC", used_for("glaucoma")))


def _like_what_treats_hepatitis_b() -> list[Answer]:
    return things(near("CrC", fro("CtD", disease("hepatitis B"))))


def _processes_of_nephrolithiasis() -> list[Answer]:
    return things(to("GpBP", to("DaG", disease("nephrolithiasis"))))


def _effects_of_h2_antagonists() -> list[Answer]:
    return things(to("CcSE", to("PCiC", drug_class("Histamine H2 Receptor Antagonists"))))


def _relieved_by_what_binds_drd2() -> list[Answer]:
    binders = fro("CbG", gene("DRD2"))
    return things(to("CpD", binders), to("CpD", binders) | to("CtD", binders))


def _others_treated_like_gout() -> list[Answer]:
    gout = disease("gout")
    treated = to("CtD", fro("CtD", gout))
    return things(treated - {gout}, treated, to("CtD", used_for("gout")) - {gout})


def _sites_of_what_penicillamine_treats() -> list[Answer]:
    return things(to("DlA", to("CtD", drug("Penicillamine"))))


def _partners_of_what_caffeine_binds() -> list[Answer]:
    return things(near("GiG", to("CbG", drug("Caffeine"))))


def _symptoms_of_what_riluzole_treats() -> list[Answer]:
    return things(to("DpS", to("CtD", drug("Riluzole"))))


def _tissues_of_imatinib_targets() -> list[Answer]:
    return things(fro("AeG", to("CbG", drug("Imatinib"))))


def _symptoms_beyond_hmgcr() -> list[Answer]:
    return things(to("DpS", to("CtD", fro("CbG", gene("HMGCR")))))


def _pathways_beyond_dapsone() -> list[Answer]:
    return things(to("GpPW", to("DaG", to("CtD", drug("Dapsone")))))


def _effects_beyond_narcolepsy() -> list[Answer]:
    return things(to("CcSE", fro("CbG", to("DaG", disease("narcolepsy")))))


def _sites_beyond_aminosalicylates() -> list[Answer]:
    return things(to("DlA", to("CtD", to("PCiC", drug_class("Aminosalicylic Acids")))))


def _classes_beyond_gout() -> list[Answer]:
    return things(fro("PCiC", fro("CbG", to("DaG", disease("gout")))))


def _diseases_beyond_imatinib() -> list[Answer]:
    return things(fro("DaG", near("GiG", to("CbG", drug("Imatinib")))))


GOLD: dict[str, Callable[[], list[Answer]]] = {
    "i001": _bound_by_warfarin,
    "i002": _for_leprosy,
    "i003": _symptoms_of_narcolepsy,
    "i004": _drugs_with_tinnitus,
    "i005": _sites_of_kawasaki,
    "i006": _places_of_snca,
    "i007": _like_gout,
    "i008": _effects_of_digoxin,
    "i009": _regulated_by_hdac6,
    "i010": _regulators_of_vegfa,
    "i011": _classes_of_phenytoin,
    "i012": _thiazides,
    "i013": _covarying_with_sp7,
    "i014": _like_sildenafil,
    "i015": _functions_of_lrrk2,
    "i016": _that_raise_hmgcr,
    "i017": _pathways_of_imatinib,
    "i018": _diseases_of_what_vandetanib_binds,
    "i019": _effects_of_alzheimer_drugs,
    "i020": _genes_of_cataplectic,
    "i021": _classes_in_glaucoma,
    "i022": _like_what_treats_hepatitis_b,
    "i023": _processes_of_nephrolithiasis,
    "i024": _effects_of_h2_antagonists,
    "i025": _relieved_by_what_binds_drd2,
    "i026": _others_treated_like_gout,
    "i027": _sites_of_what_penicillamine_treats,
    "i028": _partners_of_what_caffeine_binds,
    "i029": _symptoms_of_what_riluzole_treats,
    "i030": _tissues_of_imatinib_targets,
    "i031": _symptoms_beyond_hmgcr,
    "i032": _pathways_beyond_dapsone,
    "i033": _effects_beyond_narcolepsy,
    "i034": _sites_beyond_aminosalicylates,
    "i035": _classes_beyond_gout,
    "i036": _diseases_beyond_imatinib,
}
