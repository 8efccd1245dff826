"""The gold of the Hetionet questions h151 to h205, each as the edges it stands for."""

from collections.abc import Callable

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
    fro,
    gene,
    hetionet,
    means,
    named,
    near,
    neighbours,
    number,
    one,
    only,
    symptom,
    table,
    things,
    tissue,
    to,
    used_for,
)


def _h153() -> list[Answer]:
    ways = {"binds": "CbG", "upregulates": "CuG", "downregulates": "CdG"}
    counts = edges_each()
    return table({verb: counts[edge] for verb, edge in ways.items()}, only(counts, ways.values()))


def _h154() -> list[Answer]:
    binding, name = fro("CbG", gene("CYP3A4")), "chronic obstructive pulmonary disease"
    return things(binding & fro("CtD", disease(name)), binding & used_for(name))


def _h156() -> list[Answer]:
    ringing = fro("CcSE", effect("Tinnitus"))
    return things(ringing & fro("CtD", disease("hypertension")), ringing & used_for("hypertension"))


def _h162() -> list[Answer]:
    return things(to("CtD", drug("Metformin")) - {disease("polycystic ovary syndrome")}, to("CtD", drug("Metformin")))


def _h165() -> list[Answer]:
    return things(to("DlA", near("DrD", to("CtD", to("PCiC", drug_class("Dipeptidyl Peptidase 4 Inhibitors"))))))


def _h171() -> list[Answer]:
    second = fro("Gr>G", fro("Gr>G", gene("MYC")))
    return things(second, second | fro("Gr>G", gene("MYC")))


def _h173() -> list[Answer]:
    return ambiguous(bearers("FFAR2"), things({each for node in bearers("FFAR2") for each in neighbours(node)}))


def _h174() -> list[Answer]:
    both = bearers("focal adhesion")
    return ambiguous(both, things(fro("GpCC", both) | fro("GpPW", both)))


def _h175() -> list[Answer]:
    both = bearers("mRNA processing")
    return ambiguous(both, things(fro("GpBP", both) | fro("GpPW", both)))


def _h199() -> list[Answer]:
    members = to("PCiC", drug_class("Cytochrome P450 2C9 Inhibitors"))
    return things(to("CtD", members), to("CtD", members) | to("CpD", members))


def _h205() -> list[Answer]:
    return things({each for each in fro("GpPW", one("Pathway", "Signaling by ERBB4")) if not fro("DaG", each)})


GOLD: dict[str, Callable[[], list[Answer]]] = {
    "h151": lambda: number(sum(map(len, hetionet().ahead.values()))),
    "h152": lambda: table(edges_each(), edges_each(by_verb=True)),
    "h153": _h153,
    "h154": _h154,
    "h155": lambda: number(sum(bool(fro("CtD", each)) for each in fro("DaG", gene("HLA-DRB1")))),
    "h156": _h156,
    "h157": lambda: things(fro("CuG", gene("BRCA1"))),
    "h158": lambda: things(to("CbG", to("PCiC", drug_class("Vinca Alkaloids")))),
    "h159": lambda: things(to("CbG", to("PCiC", drug_class("Vinca Alkaloids")) - {drug("Vincristine")})),
    "h160": lambda: things(to("DpS", disease("psoriatic arthritis"))),
    "h161": lambda: things(fro("AeG", gene("MTHFR"))),
    "h162": _h162,
    "h163": lambda: things(to("DpS", to("CtD", fro("CbG", gene("FDPS"))))),
    "h164": lambda: things(to("GpPW", to("CbG", near("CrC", to("PCiC", drug_class("mTOR Inhibitors")))))),
    "h165": _h165,
    "h166": lambda: things(fro("AdG", fro("Gr>G", gene("VEGFA")))),
    "h167": lambda: things(to("GpBP", near("GcG", gene("SPRED3")))),
    "h168": lambda: [*things(to("GpCC", to("CbG", drug("Acetaminophen")))), *means("no_data", "not_understood")],
    "h169": lambda: number(len(to("GpPW", gene("KRAS")) & to("GpPW", gene("EGFR")))),
    "h170": lambda: number(len(every("Anatomy") - {each for each in every("Anatomy") if to("AeG", each)})),
    "h171": _h171,
    "h172": lambda: ambiguous(bearers("Apoptosis"), things(bearers("Apoptosis"))),
    "h173": _h173,
    "h174": _h174,
    "h175": _h175,
    "h176": lambda: ambiguous(bearers("obesity"), things({disease("obesity")}, bearers("obesity"))),
    "h177": lambda: ambiguous(bearers("Cell Cycle"), things(fro("GpPW", bearers("Cell Cycle")))),
    "h178": lambda: ambiguous(bearers("hypertension"), things(neighbours(disease("hypertension")))),
    "h179": lambda: means("no_data", "not_understood"),
    "h180": lambda: things(fro("CtD", disease("schizophrenia")), fro("CpD", disease("schizophrenia"))),
    "h181": lambda: means("not_understood", "no_data"),
    "h182": lambda: means("not_understood", "no_data"),
    "h183": lambda: things(to("DpS", disease("pleural cancer"))),
    "h184": lambda: means("not_understood", "no_data"),
    "h185": lambda: means("not_understood", "no_data"),
    "h186": lambda: things(to("DuG", disease("azoospermia")) & to("DdG", disease("azoospermia"))),
    "h187": lambda: means("not_understood", "no_data"),
    "h188": lambda: things(to("CcSE", drug("Simvastatin")) & to("CcSE", drug("Lovastatin"))),
    "h189": lambda: means("not_understood"),
    "h190": lambda: means("not_understood"),
    "h191": lambda: means("not_understood", "ambiguous"),
    "h192": lambda: means("not_understood"),
    "h193": lambda: means("not_understood"),
    "h194": lambda: means("not_understood"),
    "h195": lambda: means("not_understood"),
    "h196": lambda: things(to("AeG", tissue("hair follicle"))),
    "h197": lambda: things(fro("CcSE", effect("Xanthopsia"))),
    "h198": lambda: number(len(near("GiG", gene("UBC")))),
    "h199": _h199,
    "h200": lambda: ambiguous(named("Gene", "BRCA"), things(named("Gene", "BRCA")), means("no_data")),
    "h201": lambda: means("no_data", "not_understood", "ambiguous"),
    "h202": lambda: means("not_understood", "no_data"),
    "h203": lambda: things(fro("DaG", gene("STAT4")) & fro("DlA", tissue("lung")) & fro("DpS", symptom("Dyspnea"))),
    "h204": lambda: things(to("CcSE", to("PCiC", drug_class("Glucosylceramide Synthase Inhibitors")))),
    "h205": _h205,
}
