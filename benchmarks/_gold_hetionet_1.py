"""The gold of the Hetionet questions h001 to h050, each as the edges it stands for."""

from collections.abc import Callable

from benchmarks._gold_hetionet_graph import (
    Answer,
    disease,
    drug,
    drug_class,
    effect,
    fro,
    gene,
    ill,
    near,
    one,
    symptom,
    things,
    tissue,
    to,
)


def _h047() -> list[Answer]:
    partners = near("GiG", gene("SNCA"))
    return things(fro("DaG", partners), ill(partners))


GOLD: dict[str, Callable[[], list[Answer]]] = {
    "h001": lambda: things(to("CbG", drug("Miglustat"))),
    "h002": lambda: things(to("CtD", drug("Imatinib"))),
    "h003": lambda: things(to("CcSE", drug("Polythiazide"))),
    "h004": lambda: things(to("DlA", disease("celiac disease"))),
    "h005": lambda: things(to("DpS", disease("gout"))),
    "h006": lambda: things(near("CrC", drug("Reboxetine"))),
    "h007": lambda: things(near("GiG", gene("SMAD9"))),
    "h008": lambda: things(to("Gr>G", gene("GMPS"))),
    "h009": lambda: things(fro("Gr>G", gene("KIF18B"))),
    "h010": lambda: things(to("GpMF", gene("CFTR"))),
    "h011": lambda: things(to("GpCC", gene("SMG6"))),
    "h012": lambda: things(to("GpBP", gene("LRSAM1"))),
    "h013": lambda: things(fro("CpD", disease("restless legs syndrome"))),
    "h014": lambda: things(to("PCiC", drug_class("Vinca Alkaloids"))),
    "h015": lambda: things(fro("PCiC", drug("Eltrombopag"))),
    "h016": lambda: things(fro("DaG", gene("HLA-DRB1"))),
    "h017": lambda: things(near("GcG", gene("LRRC36"))),
    "h018": lambda: things(to("CuG", drug("Amodiaquine"))),
    "h019": lambda: things(to("DuG", disease("ovarian cancer"))),
    "h020": lambda: things(fro("AeG", gene("HMGCR"))),
    "h021": lambda: things(fro("AuG", gene("TGIF1"))),
    "h022": lambda: things(to("AeG", tissue("retina"))),
    "h023": lambda: things(near("DrD", disease("psoriasis"))),
    "h024": lambda: things(fro("CcSE", effect("Tinnitus"))),
    "h025": lambda: things(fro("DpS", symptom("Tremor"))),
    "h026": lambda: things(fro("CtD", disease("osteoporosis"))),
    "h027": lambda: things(near("CrC", drug("Sildenafil"))),
    "h028": lambda: things(fro("GpBP", one("Biological Process", "mitophagy"))),
    "h029": lambda: things(fro("GpCC", one("Cellular Component", "Lewy body"))),
    "h030": lambda: things(fro("GpMF", one("Molecular Function", "peptide receptor activity"))),
    "h031": lambda: things(fro("GpPW", one("Pathway", "Signaling by Wnt"))),
    "h032": lambda: things(fro("CdG", gene("BRCA1"))),
    "h033": lambda: things(fro("CbG", gene("OPRM1"))),
    "h034": lambda: things(fro("AdG", gene("HSDL2"))),
    "h035": lambda: things(fro("DdG", gene("ABCB1"))),
    "h036": lambda: things(to("CbG", fro("CtD", disease("gout")))),
    "h037": lambda: things(to("CcSE", to("PCiC", drug_class("Vinca Alkaloids")))),
    "h038": lambda: things(fro("PCiC", fro("CtD", disease("acquired immunodeficiency syndrome")))),
    "h039": lambda: things(to("CtD", fro("CbG", gene("TPMT")))),
    "h040": lambda: things(to("CtD", to("PCiC", drug_class("Platinum-containing Compounds")))),
    "h041": lambda: things(fro("CbG", to("CbG", drug("Riluzole"))) - {drug("Riluzole")}),
    "h042": lambda: things(to("GpPW", to("CbG", drug("Imatinib")))),
    "h043": lambda: things(fro("DaG", to("AeG", tissue("retina")))),
    "h044": lambda: things(to("DpS", to("CpD", drug("Monobenzone")))),
    "h045": lambda: things(to("DlA", to("CtD", drug("Methoxsalen")))),
    "h046": lambda: things(fro("CtD", near("DrD", disease("gestational diabetes")))),
    "h047": _h047,
    "h048": lambda: things(to("CcSE", near("CrC", drug("Caffeine")))),
    "h049": lambda: things(to("GpMF", to("CuG", drug("Stanozolol")))),
    "h050": lambda: things(to("GpPW", to("CbG", fro("CtD", disease("leprosy"))))),
}
