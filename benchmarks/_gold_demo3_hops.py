"""Golds of one relation, two and three in a row, of what follows them, and of where they meet or do not."""

from __future__ import annotations

from benchmarks._gold_demo2_kit import LK_0042, of_status, one
from benchmarks._gold_demo3_kit import (
    HERG,
    NO_DATA,
    RAT_STUDY,
    done_by,
    entries,
    fro,
    having,
    made_by,
    node,
    nothing,
    number,
    own,
    to,
)
from benchmarks._gold_demo_data import Answer, GoldFunction, disease, drug, gene, ids, into_gold, lab

GOLD: dict[str, GoldFunction] = {}
entry = into_gold(GOLD)


@entry("e001")
def who_did_herg() -> Answer:
    return ids(to("associated_with", fro("used", HERG, "Experiment")))


@entry("e002")
def who_did_tnf() -> Answer:
    return ids(to("associated_with", fro("used", own("A-TNF"), "Experiment")))


@entry("e003")
def suppliers_of_batch_3() -> Answer:
    lots = to("used", to("generated_by", own("LK-0042-B03")), "Batch")
    return ids(to("attributed_to", lots, "Organization"))


@entry("e004")
def lines_of_priyas_assays() -> Answer:
    return ids(to("used", fro("follows", made_by("priya-raghunathan", "Protocol"), "Assay"), "CellLine"))


@entry("e005")
def effects_of_alk_inhibitors() -> Answer:
    return nothing(to("causes", fro("inhibits", gene("ALK"))))


@entry("e006")
def effects_of_egfr_inhibitors() -> Answer:
    return ids(to("causes", fro("inhibits", gene("EGFR")), "Phenotype"))


@entry("e007")
def pathways_against_melanoma() -> Answer:
    return ids(to("participates", to("inhibits", fro("treats", disease("melanoma")), "Gene"), "Pathway"))


@entry("e008")
def tissues_of_verapamil() -> Answer:
    genes = to("inhibits", drug("verapamil"), "Gene")
    found, lines = fro("expresses", genes, "Anatomy"), fro("expresses", genes, "CellLine")
    return ids(found, *([ids(found | lines)] if lines else []))


def _cdk_inhibitors() -> set[str]:
    return fro("inhibits", gene("CDK4"), "Compound") & fro("inhibits", gene("CDK6"), "Compound")


@entry("e017")
def both_cdk() -> Answer:
    return ids(_cdk_inhibitors())


@entry("e018")
def what_both_cdk_treat() -> Answer:
    return ids(to("treats", _cdk_inhibitors(), "Disease"))


@entry("e019")
def long_qt_without_herg() -> Answer:
    return ids(fro("causes", one("Prolonged QT interval", "Phenotype")) - fro("inhibits", gene("KCNH2")))


@entry("e020")
def runs_without_protocol() -> Answer:
    return ids(a for a in lab().kind("Activity") if not to("follows", a))


@entry("e021")
def synthesised_without_certificate() -> Answer:
    certified = to("describes", having("Document", document_type="certificate of analysis"))
    made = {b for b in lab().kind("Batch") if to("generated_by", b)}
    return ids(made - certified, number(True))


@entry("e022")
def never_followed() -> Answer:
    doers = lab().kind("Activity") | lab().kind("Experiment")
    return ids(lab().kind("Protocol") - to("follows", doers))


@entry("e024")
def quarantined_by_baptista() -> Answer:
    return ids(_quarantined())


def _quarantined() -> set[str]:
    return made_by("ines-baptista", "Batch") & of_status("Batch", "quarantined")


@entry("e025")
def of_these_over_100_mg() -> Answer:
    return ids(b for b in _quarantined() if node(b)["amount_mg"] > 100)


@entry("e029")
def entries_about_42() -> Answer:
    mine = {d for d in made_by("sofia-marchetti") & entries() if node(d)["date"][:4] == "2025"}
    wide = {d for d in mine if any(end.startswith(LK_0042) for end in to("describes", d))}
    return ids(mine & fro("describes", LK_0042), ids(wide))


@entry("e060")
def behind_the_modules() -> Answer:
    modules = to("supported_by", own("LB-IND-001"))
    near = to("supported_by", modules, "Dataset")
    far = near | to("supported_by", to("supported_by", modules, "Document"), "Dataset")
    return ids(to("attributed_to", near), ids(to("attributed_to", far)))


@entry("e061")
def inputs_of_kwame() -> Answer:
    return ids(to("used", fro("associated_with", own("kwame-boateng"), "Activity")))


@entry("e062")
def signs_of_kras() -> Answer:
    return ids(to("presents", to("associates", gene("KRAS"), "Disease"), "Phenotype"))


@entry("e063")
def lines_of_two_drugs() -> Answer:
    treated = to("treats", [drug("tamoxifen"), drug("sorafenib")], "Disease")
    return ids(fro("models", treated, "CellLine"))


@entry("e064")
def conditions_of_kit() -> Answer:
    return ids(to("treats", fro("inhibits", gene("KIT"), "Compound"), "Disease"))


@entry("e065")
def protocols_of_jak_stat() -> Answer:
    genes = fro("participates", one("JAK-STAT signaling pathway", "Pathway"), "Gene")
    return ids(to("follows", fro("targets", genes, "Assay"), "Protocol"))


@entry("e066")
def stocks_of_withdrawn() -> Answer:
    solids = fro("derived_from", of_status("Batch", "withdrawn"), "Sample")
    return ids(s for s in fro("derived_from", solids, "Sample") if "DMSO stock" in node(s)["name"])


@entry("e067")
def machines_of_008() -> Answer:
    return ids(to("used", fro("part_of", own("EXP-2024-008"), "Activity"), "Instrument"))


@entry("e068")
def authors_of_ember() -> Answer:
    protocols = to("follows", having("Experiment", project="Ember"), "Protocol")
    return ids(to("attributed_to", protocols, "Person"))


@entry("e069")
def genes_of_upadacitinib() -> Answer:
    found = fro("associates", to("treats", drug("upadacitinib")), "Gene")
    return ids(found, ids(found | {gene("MAPK14")}))


@entry("e070")
def reports_from_moreau() -> Answer:
    return ids(fro("supported_by", fro("generated_by", done_by("luc-moreau"), "Dataset"), "Document"))


@entry("e071")
def employer_of_rat_study() -> Answer:
    return ids(to("affiliated_with", to("associated_with", RAT_STUDY, "Person"), "Organization"))


@entry("e072")
def meds_for_the_skin() -> Answer:
    located = fro("localizes", one("skin of body", "Anatomy"), "Disease")
    return ids(fro("treats", located, "Compound"))


@entry("e073")
def makers_of_what_was_measured() -> Answer:
    measured = fro("generated_by", fro("part_of", own("EXP-2024-014"), "Activity"), "Measurement")
    return ids(to("attributed_to", to("measurement_of", measured, "Batch")))


@entry("e092")
def arthritis_without_jak() -> Answer:
    treating = fro("treats", disease("rheumatoid arthritis"), "Compound")
    return ids(treating - fro("inhibits", [gene("JAK1"), gene("JAK2")]))


@entry("e093")
def melanoma_and_colorectal() -> Answer:
    both = (disease("melanoma"), disease("colorectal carcinoma"))
    return ids(fro("associates", both[0], "Gene") & fro("associates", both[1], "Gene"))


@entry("e094")
def lines_without_disease() -> Answer:
    return ids(line for line in lab().kind("CellLine") if not to("models", line))


@entry("e095")
def firefly_without_herg() -> Answer:
    firefly = having("Compound", project="Firefly")
    return ids((firefly & fro("tested_in", own("A-CACO2"))) - fro("tested_in", HERG))


@entry("e101")
def egfr_and_diarrhoea() -> Answer:
    treating = fro("treats", disease("non-small cell lung carcinoma"))
    causing = fro("causes", one("Diarrhea", "Phenotype"))
    return ids(fro("inhibits", gene("EGFR")) & treating & causing)


@entry("e126")
def for_cystic_fibrosis() -> Answer:
    return nothing(fro("treats", disease("cystic fibrosis")), {"value": False})


@entry("e050")
def experiments_of_virtanen() -> Answer:
    return nothing(done_by("hanna-virtanen"))


@entry("e117")
def protocol_of_rat_study() -> Answer:
    return number(bool(to("follows", RAT_STUDY)), NO_DATA)
