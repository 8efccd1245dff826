"""The gold of the Hetionet questions h101 to h150, each as the edges it stands for."""

from collections import Counter
from collections.abc import Callable

from benchmarks._gold_hetionet_graph import (
    Answer,
    common,
    disease,
    drug,
    drug_class,
    effect,
    ends_each,
    every,
    fro,
    gene,
    hetionet,
    ill,
    means,
    named,
    near,
    neighbours,
    number,
    of_kind,
    one,
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
    truth,
)


def _h105() -> list[Answer]:
    cytochrome = to("PCiC", drug_class("Cytochrome P450 3A4 Inhibitors"))
    return things(cytochrome & to("PCiC", drug_class("P-Glycoprotein Inhibitors")))


def _h109() -> list[Answer]:
    return things({each for each in to("PCiC", drug_class("Protein Kinase Inhibitors")) if not to("CtD", each)})


def _h111() -> list[Answer]:
    partners = near("GiG", gene("GRB2"))
    unlinked = {each for each in partners if not of_kind("Disease", neighbours(each))}
    return things({each for each in partners if not fro("DaG", each)}, unlinked)


def _h117() -> list[Answer]:
    return [*things(top(sources_each("DaG"))), *things(top(Counter({each: len(ill(each)) for each in every("Gene")})))]


def _h120() -> list[Answer]:
    crohn = disease("Crohn's disease")
    return things(top(common(fro("DaG", each) - {crohn} for each in to("DaG", crohn))))


def _h122() -> list[Answer]:
    counts = only(targets_each("CcSE"), fro("CtD", disease("malaria")))
    return things({each for each in counts if counts[each] == min(counts.values())})


def _h133() -> list[Answer]:
    return [*truth(gene("PTGS2") in to("CbG", drug("Acetylsalicylic acid"))), *means("no_data", "not_understood")]


def _h135() -> list[Answer]:
    both = to("DuG", disease("psoriasis")) & to("CdG", drug("Methotrexate"))
    return [*truth(bool(both)), *things(both)]


def _h139() -> list[Answer]:
    between = neighbours(drug("Sorafenib")) & of_kind("Gene", neighbours(disease("liver cancer")))
    return things(between, to("CbG", drug("Sorafenib")) & to("DaG", disease("liver cancer")))


def _h140() -> list[Answer]:
    return [*things(neighbours(gene("PINK1")) & neighbours(drug("L-DOPA"))), *means("no_data", "not_understood")]


def _h141() -> list[Answer]:
    return things(to("DuG", disease("lung cancer")) & to("DuG", disease("chronic obstructive pulmonary disease")))


GOLD: dict[str, Callable[[], list[Answer]]] = {
    "h101": lambda: means("not_understood", "no_data"),
    "h102": lambda: means("not_understood"),
    "h103": lambda: means("not_understood"),
    "h104": lambda: means("not_understood"),
    "h105": _h105,
    "h106": lambda: things(fro("DlA", tissue("brainstem")) & fro("DpS", symptom("Muscle Weakness"))),
    "h107": lambda: things(to("DaG", disease("Parkinson's disease")) & to("DdG", disease("Parkinson's disease"))),
    "h108": lambda: things(to("AuG", tissue("trachea")) & to("AuG", tissue("bronchus"))),
    "h109": _h109,
    "h110": lambda: things(to("PCiC", drug_class("Full Opioid Agonists")) - fro("CbG", gene("OPRM1"))),
    "h111": _h111,
    "h112": lambda: things(to("DpS", disease("vitiligo")) - to("DpS", disease("psoriasis"))),
    "h113": lambda: things(over(sources_each("CtD"), 20)),
    "h114": lambda: things(over(sources_each("CbG"), 99)),
    "h115": lambda: things(over(targets_each("PCiC"), 9) - over(targets_each("PCiC"), 13)),
    "h116": lambda: things(over(targets_each("CtD"), 3) - over(targets_each("CtD"), 4)),
    "h117": _h117,
    "h118": lambda: things(top(targets_each("PCiC"))),
    "h119": lambda: ranked(top(sources_each("CcSE"), 5)),
    "h120": _h120,
    "h121": lambda: things(top(ends_each("CrC"))),
    "h122": _h122,
    "h123": lambda: table(Counter(hetionet().kinds[each] for each in neighbours(gene("APP")))),
    "h124": lambda: table(common(fro("PCiC", each) for each in fro("CtD", disease("malaria")))),
    "h125": lambda: table(only(targets_each("AuG"), {tissue("bronchus"), tissue("lung"), tissue("trachea")})),
    "h126": lambda: table(only(sources_each("DpS"), to("DpS", disease("vitiligo")))),
    "h127": lambda: number(targets_each("CcSE").total() / len(targets_each("CcSE"))),
    "h128": lambda: number(sum(len(to("CbG", each)) for each in to("PCiC", drug_class("Vinca Alkaloids"))) / 3),
    "h129": lambda: [*number(max(targets_each("DpS").values())), *things(top(targets_each("DpS")))],
    "h130": lambda: [*truth(disease("breast cancer") in fro("DaG", gene("TP53")))],
    "h131": lambda: truth(disease("vitiligo") in near("DrD", disease("psoriasis"))),
    "h132": lambda: truth(bool(fro("CtD", disease("cleft lip")))),
    "h133": _h133,
    "h134": lambda: truth(drug("Ibuprofen") in to("PCiC", named("Pharmacologic Class", "Opioid Agonists"))),
    "h135": _h135,
    "h136": lambda: truth({drug("Citalopram"), drug("Sertraline")} <= fro("CcSE", effect("Tremor"))),
    "h137": lambda: things(neighbours(gene("BRCA1")) & neighbours(drug("Tamoxifen"))),
    "h138": lambda: things(to("CcSE", drug("Risperidone")) & to("CcSE", drug("Aripiprazole"))),
    "h139": _h139,
    "h140": _h140,
    "h141": _h141,
    "h142": lambda: things(every("Disease")),
    "h143": lambda: things(to("PCiC", drug_class("Dipeptidyl Peptidase 4 Inhibitors"))),
    "h144": lambda: things(to("PCiC", drug_class("Sodium-Glucose Transporter 2 Inhibitors"))),
    "h145": lambda: things(named("Pathway", "telomer")),
    "h146": lambda: things({each for each in every("Compound") if hetionet().names[each].lower().endswith("pril")}),
    "h147": lambda: things(named("Compound", "acid") & fro("CbG", gene("ALB"))),
    "h148": lambda: things(to("CcSE", drug("Pazopanib")) & named("Side Effect", "increased")),
    "h149": lambda: things({one("Cellular Component", "MLL1 complex")}),
    "h150": lambda: things({disease("Kawasaki disease")}),
}
