"""Gold of the questions a scientist asks of the demo lab: what hangs together with what, and who made or wrote it."""

from __future__ import annotations

from collections import Counter

from benchmarks._gold_demo_data import (
    Answer,
    GoldFunction,
    disease,
    drug,
    gene,
    ids,
    into_gold,
    lab,
    person,
    rows,
    value,
    words,
)

GOLD: dict[str, GoldFunction] = {}
gold = into_gold(GOLD)

LEAD = "lantern:LK-0042"
KCNH2_BLOCKER_OF_A_REPORT = "lantern:LK-0017"  # REP-2024-02 says that it blocks hERG; the knowledge files do not


def compounds_that(relation: str, *objects: str) -> set[str]:
    """Compounds (not genes, which inhibit and activate too) that point at any of these."""
    return lab().into(relation, *objects) & lab().kind("Compound")


def neighbours(node: str) -> set[str]:
    """Everything one edge away, in either direction."""
    graph = lab()
    near = {o for (s, _), objects in graph.forward.items() if s == node for o in objects}
    return near | {s for (o, _), subjects in graph.backward.items() if o == node for s in subjects}


def writings(*objects: str) -> set[str]:
    """Notebook entries and reports that describe or mention any of these."""
    return (lab().into("describes", *objects) | lab().into("mentions", *objects)) & set(lab().texts)


@gold("d059")
def batches_of_the_ember_lead() -> Answer:
    return ids(lab().into("batch_of", "lantern:LK-0107"))


@gold("d060")
def maker_of_the_third_batch() -> Answer:
    return ids(lab().out("attributed_to", "lantern:LK-0107-B03"))


@gold("d061")
def maker_of_the_fourth_batch() -> Answer:
    return ids(lab().out("attributed_to", "lantern:LK-0107-B04"))


@gold("d062")
def protocol_of_the_herg_assay() -> Answer:
    return ids(lab().out("follows", "lantern:A-HERG"))


@gold("d063")
def lines_of_the_viability_assay() -> Answer:
    return ids(lab().out("used", "lantern:A-VIA"))


@gold("d064")
def harm_of_amiodarone() -> Answer:
    return ids(lab().out("causes", drug("amiodarone")))


@gold("d065")
def medicines_for_gout() -> Answer:
    return ids(compounds_that("treats", disease("gout")))


@gold("d066")
def drugs_on_melanoma_genes() -> Answer:
    return ids(compounds_that("inhibits", *lab().into("associates", disease("melanoma"))))


@gold("d067")
def datasets_of_priya() -> Answer:
    hers = lab().into("associated_with", person("Priya Raghunathan"))
    made = lab().into("generated_by", *hers) & lab().kind("Dataset")
    return ids(made)


@gold("d068")
def drugs_for_the_joints() -> Answer:
    return ids(compounds_that("treats", *lab().into("localizes", "UBERON:0000982")))


@gold("d069")
def tested_with_hek_cells() -> Answer:
    assays = lab().into("used", "CVCL:0045")
    return ids(lab().into("tested_in", *assays))


@gold("d070")
def where_long_qt_genes_are_expressed() -> Answer:
    genes = lab().into("associates", disease("long QT syndrome"))
    return ids(lab().into("expresses", *genes))


@gold("d071")
def harm_of_kcnh2_blockers() -> Answer:
    return ids(lab().out("causes", *compounds_that("inhibits", gene("KCNH2"))))


@gold("d072")
def inhibited_members_of_the_tnf_pathway() -> Answer:
    members = lab().into("participates", "KEGG:hsa04668")
    by_anything = {g for g in members if lab().into("inhibits", g)}
    return ids((g for g in members if compounds_that("inhibits", g)), {"ids": sorted(by_anything)})


@gold("d073")
def drugs_behind_the_apoptosis_genes() -> Answer:
    diseases = lab().out("associates", *lab().into("participates", "KEGG:hsa04210"))
    found = compounds_that("treats", *diseases)
    return ids(found, {"ids": sorted(found | {LEAD})})


@gold("d074")
def symptoms_of_what_egfr_inhibitors_treat() -> Answer:
    treated = lab().out("treats", *compounds_that("inhibits", gene("EGFR")))
    return ids(lab().out("presents", *treated))


@gold("d075")
def instruments_of_the_lead_syntheses() -> Answer:
    syntheses = lab().out("generated_by", *lab().into("batch_of", LEAD))
    return ids(lab().out("used", *syntheses) & lab().kind("Instrument"))


@gold("d076")
def pathways_behind_tofacitinib() -> Answer:
    genes = lab().into("associates", *lab().out("treats", drug("tofacitinib")))
    with_text = lab().out("participates", *genes, gene("MAPK14")) & lab().kind("Pathway")
    return ids(lab().out("participates", *genes) & lab().kind("Pathway"), {"ids": sorted(with_text)})


@gold("d077")
def both_jaks() -> Answer:
    return ids(compounds_that("inhibits", gene("JAK1")) & compounds_that("inhibits", gene("JAK2")))


@gold("d078")
def genes_of_asthma_or_copd() -> Answer:
    return ids(lab().into("associates", disease("asthma"), disease("chronic obstructive pulmonary disease")))


@gold("d079")
def asthma_drugs_with_tachycardia() -> Answer:
    return ids(
        compounds_that("treats", disease("asthma")) & lab().into("causes", lab().called("Tachycardia", "Phenotype"))
    )


@gold("d080")
def asthma_drugs_without_harm() -> Answer:
    return ids(d for d in compounds_that("treats", disease("asthma")) if not lab().out("causes", d))


@gold("d081")
def untreated_lung_diseases() -> Answer:
    return ids(d for d in lab().into("localizes", "UBERON:0002048") if not compounds_that("treats", d))


@gold("d082")
def kcnh2_blockers_without_long_qt() -> Answer:
    causing = lab().into("causes", lab().called("Prolonged QT interval", "Phenotype"))
    found = compounds_that("inhibits", gene("KCNH2")) - causing
    return ids(found, {"ids": sorted(found | {KCNH2_BLOCKER_OF_A_REPORT})})


@gold("d083")
def gefitinib_and_h1975() -> Answer:
    between = neighbours(drug("gefitinib")) & neighbours("CVCL:1511")
    with_texts = between | (words("gefitinib") & words("H1975"))
    return ids(between, {"ids": sorted(with_texts)}, *({"ids": [one]} for one in sorted(between)))


@gold("d084")
def common_targets_of_imatinib_and_sunitinib() -> Answer:
    return ids(lab().out("inhibits", drug("imatinib")) & lab().out("inhibits", drug("sunitinib")))


@gold("d085")
def from_a_batch_to_its_supplier() -> Answer:
    syntheses = lab().out("generated_by", "lantern:LK-0042-B02")
    lots = lab().out("used", *syntheses) & lab().into("attributed_to", "lantern:kestrel-reagents")
    return ids(syntheses | lots, {"ids": sorted(lots)})


@gold("d086")
def what_the_jaks_share() -> Answer:
    shared = neighbours(gene("JAK1")) & neighbours(gene("JAK2"))
    known = shared - set(lab().texts)
    human = {"NCBITaxon:9606"}
    pathways = shared & lab().kind("Pathway")
    return ids(shared, *({"ids": sorted(part)} for part in (known, known - human, pathways)))


@gold("d087")
def most_treated_disease() -> Answer:
    counted = Counter(d for c in lab().kind("Compound") for d in lab().out("treats", c))
    top = max(counted.values())
    return ids(d for d, n in counted.items() if n == top)


@gold("d088")
def size_of_the_mapk_pathway() -> Answer:
    return value(len(lab().into("participates", "KEGG:hsa04010")))


@gold("d089")
def number_of_arthritis_drugs() -> Answer:
    return value(len(compounds_that("treats", disease("rheumatoid arthritis"))))


@gold("d090")
def arthritis_drugs_on_ptgs2() -> Answer:
    found = compounds_that("treats", disease("rheumatoid arthritis")) & compounds_that("inhibits", gene("PTGS2"))
    return ids(found, {"value": len(found)})


@gold("d091")
def what_the_lead_is() -> Answer:
    return ids([LEAD])


@gold("d092")
def who_elif_is() -> Answer:
    return ids([person("Elif Demir")])


@gold("d093")
def what_cox2_is() -> Answer:
    return ids(lab().where("Gene", lambda n: "COX2" in n.get("synonym", "").split("|")))


@gold("d094")
def what_tswett_is() -> Answer:
    return ids(lab().where("Instrument", lambda n: n["name"] == "Tswett"))


@gold("d095")
def targets_of_three_alk_inhibitors() -> Answer:
    return ids(lab().out("inhibits", *(drug(d) for d in ("crizotinib", "ceritinib", "lorlatinib"))))


@gold("d096")
def owners_of_three_protocols() -> Answer:
    owned = ("SOP-ANA-001-v3", "SOP-OPS-003-v1", "SOP-INV-004-v1")
    return ids(lab().out("attributed_to", *(f"lantern:{protocol}" for protocol in owned)))


@gold("d097")
def herg_entries_on_washout() -> Answer:
    about = writings("lantern:A-HERG", gene("KCNH2"))
    return ids(about & words("washout") & lab().where("Document", _is_entry))


def _is_entry(node: dict[str, object]) -> bool:
    return node.get("document_type") == "notebook entry"


@gold("d098")
def entries_on_teer() -> Answer:
    return ids(words("TEER"))


@gold("d099")
def lps_by_luc() -> Answer:
    return ids(words("LPS", "lipopolysaccharide") & lab().into("attributed_to", person("Luc Moreau")))


@gold("d100")
def lead_and_form_two() -> Answer:
    return ids(words("form II") & writings(LEAD))


@gold("d101")
def written_by_peter() -> Answer:
    return ids(lab().into("attributed_to", person("Peter Novak")) & set(lab().texts))


@gold("d102")
def writings_on_met() -> Answer:
    return ids(writings(gene("MET")))


@gold("d103")
def writers_on_met() -> Answer:
    return ids(lab().out("attributed_to", *writings(gene("MET"))))


@gold("d104")
def inhibitors_per_lung_cancer_gene() -> Answer:
    genes = lab().into("associates", disease("non-small cell lung carcinoma"))
    counted = [(g, len(compounds_that("inhibits", g))) for g in genes]
    return rows([(g, n) for g, n in counted if n], rows(counted))


@gold("d105")
def abcb1_in_caco2() -> Answer:
    return value(gene("ABCB1") in lab().out("expresses", "CVCL:0025"))


@gold("d106")
def kinds_of_things() -> Answer:
    return ids({str(node["category"]) for node in lab().nodes.values()})


@gold("d107")
def fields_of_a_batch() -> Answer:
    batches = [lab().nodes[b] for b in lab().kind("Batch")]
    found = {name for node in batches for name in node} - {"id", "category"}
    core = {"name", "date", "status", "purity", "amount_mg"}
    return ids(found, {"ids": sorted(core)}, {"ids": sorted(core - {"name"})})
