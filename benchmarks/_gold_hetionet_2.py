"""The gold of the Hetionet questions h051 to h100, each as the edges it stands for."""

from collections import Counter
from collections.abc import Callable

from benchmarks._gold_hetionet_graph import (
    Answer,
    ambiguous,
    bearers,
    disease,
    drug,
    drug_class,
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
    used_for,
)


def _h054() -> list[Answer]:
    binding = fro("CbG", gene("CYP3A4"))
    return things(binding & fro("CtD", disease("asthma")), binding & used_for("asthma"))


def _h055() -> list[Answer]:
    return things(to("DpS", disease("Parkinson's disease")) & to("DpS", disease("amyotrophic lateral sclerosis")))


def _h061() -> list[Answer]:
    nsaids = to("PCiC", drug_class("Nonsteroidal Anti-inflammatory Compounds"))
    return things(nsaids & fro("CpD", disease("osteoarthritis")))


def _h064() -> list[Answer]:
    nsaids = to("PCiC", drug_class("Nonsteroidal Anti-inflammatory Compounds"))
    return things(nsaids - fro("CpD", disease("osteoarthritis")))


def _h066() -> list[Answer]:
    bare = {each for each in used_for("osteoporosis") if not fro("PCiC", each)}
    return things(bare & fro("CtD", disease("osteoporosis")), bare)


def _h067() -> list[Answer]:
    linked = to("DaG", disease("Alzheimer's disease"))
    wider = linked | to("DuG", disease("Alzheimer's disease")) | to("DdG", disease("Alzheimer's disease"))
    return things(
        *({each for each in found if not fro("CbG", each) and not to("GpPW", each)} for found in (linked, wider))
    )


def _h068() -> list[Answer]:
    return things({each for each in near("DrD", disease("sarcoma")) if not fro("CtD", each) and not fro("CpD", each)})


def _h073() -> list[Answer]:
    return number(len(every("Gene") - {node for table in (hetionet().ahead, hetionet().back) for node, _ in table}))


def _h074() -> list[Answer]:
    cancer = disease("breast cancer")
    return number(len(to("CbG", fro("CtD", cancer))), len(to("CbG", fro("CtD", cancer) | fro("CpD", cancer))))


def _h080() -> list[Answer]:
    treating = fro("CtD", disease("gout"))
    return table(only(targets_each("CbG"), treating), {each: len(to("CbG", each)) for each in treating})


def _h090() -> list[Answer]:
    bleeding = fro("CcSE", named("Side Effect", "haemorrhag"))
    arthritis = {disease("osteoarthritis"), disease("rheumatoid arthritis")}
    return things(bleeding & fro("CtD", arthritis), bleeding & (fro("CtD", arthritis) | fro("CpD", arthritis)))


def _h093() -> list[Answer]:
    return ambiguous(bearers("Nausea"), things({each for node in bearers("Nausea") for each in neighbours(node)}))


def _h096() -> list[Answer]:
    return ambiguous(bearers("Notch signaling pathway"), things(fro("GpPW", bearers("Notch signaling pathway"))))


GOLD: dict[str, Callable[[], list[Answer]]] = {
    "h051": lambda: things(to("CtD", fro("CbG", to("DaG", disease("malaria"))))),
    "h052": lambda: things(fro("PCiC", fro("CbG", near("GiG", gene("GRIN2A"))))),
    "h053": lambda: things(fro("AeG", to("Gr>G", fro("Gr>G", gene("TBP"))))),
    "h054": _h054,
    "h055": _h055,
    "h056": lambda: things(to("DuG", disease("Crohn's disease")) & to("DuG", disease("ulcerative colitis"))),
    "h057": lambda: things(fro("CtD", disease("hypertension")) & fro("CtD", disease("coronary artery disease"))),
    "h058": lambda: things(fro("DlA", tissue("liver")) & fro("DpS", symptom("Jaundice"))),
    "h059": lambda: things(fro("CtD", disease("hypertension")) & fro("CcSE", effect("Cough"))),
    "h060": lambda: things(fro("CpD", disease("migraine")) | fro("CtD", disease("migraine"))),
    "h061": _h061,
    "h062": lambda: things(to("DaG", disease("schizophrenia")) & fro("GpCC", one("Cellular Component", "synapse"))),
    "h063": lambda: things(fro("CuG", gene("HMGCR")) - fro("CbG", gene("CYP3A4"))),
    "h064": _h064,
    "h065": lambda: things(fro("CtD", disease("epilepsy syndrome")) - fro("CcSE", effect("Dizziness"))),
    "h066": _h066,
    "h067": _h067,
    "h068": _h068,
    "h069": lambda: number(len(fro("CtD", disease("hypertension")))),
    "h070": lambda: number(len(to("DaG", disease("obesity")))),
    "h071": lambda: number(len(to("CcSE", drug("Aripiprazole")))),
    "h072": lambda: number(len(every("Compound"))),
    "h073": _h073,
    "h074": _h074,
    "h075": lambda: things(top(sources_each("CtD"))),
    "h076": lambda: ranked(top(targets_each("CtD"), 3)),
    "h077": lambda: things(top(targets_each("CbG"))),
    "h078": lambda: things(top(sources_each("DpS"))),
    "h079": lambda: things(top(only(targets_each("CcSE"), fro("CtD", disease("gout"))))),
    "h080": _h080,
    "h081": lambda: table(only(sources_each("CtD"), {disease("asthma"), disease("glaucoma"), disease("psoriasis")})),
    "h082": lambda: truth(disease("polycystic ovary syndrome") in to("CtD", drug("Metformin"))),
    "h083": lambda: truth(gene("NFKBIB") in to("Gr>G", gene("MYC"))),
    "h084": lambda: truth(drug("Warfarin") in to("PCiC", drug_class("Vitamin K Inhibitors"))),
    "h085": lambda: truth(effect("Hypertension") in to("CcSE", drug("Haloperidol"))),
    "h086": lambda: things(neighbours(drug("Fluoxetine")) & neighbours(drug("Citalopram"))),
    "h087": lambda: things({drug("Vandetanib")}),
    "h088": lambda: table(Counter(hetionet().kinds.values())),
    "h089": lambda: things(to("GpPW", {gene("MYC"), gene("ITCH")}) & named("Pathway", "Notch")),
    "h090": _h090,
    "h091": lambda: things(top(only(targets_each("CbG"), top(targets_each("CtD"), 3)))),
    "h092": lambda: ambiguous(bearers("DNA replication"), things(fro("GpPW", bearers("DNA replication")))),
    "h093": _h093,
    "h094": lambda: ambiguous(bearers("Progesterone"), things({drug("Progesterone")}, bearers("Progesterone"))),
    "h095": lambda: ambiguous(named("Disease", "diabetes"), things(fro("CtD", named("Disease", "diabetes")))),
    "h096": _h096,
    "h097": lambda: [*things(fro("CtD", disease("celiac disease"))), truth(False)[0]],
    "h098": lambda: means("no_data", "not_understood"),
    "h099": lambda: [*things(to("DaG", disease("ileum cancer"))), truth(False)[0]],
    "h100": lambda: means("not_understood", "no_data"),
}
