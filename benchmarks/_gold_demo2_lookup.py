"""Golds of look-ups, of questions over two and three relations, of lists, definitions and what the lab holds."""

from __future__ import annotations

import csv

from benchmarks._gold_demo2_kit import LK_0017, documents, drugs, of_kind, of_status, one, people
from benchmarks._gold_demo_data import (
    DATA,
    Answer,
    GoldFunction,
    disease,
    drug,
    gene,
    ids,
    into_gold,
    lab,
    of_compound,
    value,
)

GOLD: dict[str, GoldFunction] = {}
entry = into_gold(GOLD)


@entry("e001")
def crizotinib() -> Answer:
    return ids(lab().out("inhibits", drug("crizotinib")))


@entry("e002")
def apoptosis() -> Answer:
    return ids(lab().into("participates", one("Apoptosis", "Pathway")))


@entry("e003")
def maker_of_29() -> Answer:
    return ids(lab().out("attributed_to", "lantern:LK-0029-B01"))


@entry("e004")
def herg_protocol() -> Answer:
    return ids(lab().out("follows", "lantern:A-HERG"))


@entry("e005")
def martin_due() -> Answer:
    return value(lab().nodes[one("Martin", "Instrument")]["calibration_due"])


@entry("e006")
def tnf_line() -> Answer:
    return ids(lab().out("used", "lantern:A-TNF"))


@entry("e007")
def docetaxel() -> Answer:
    return ids(lab().out("causes", drug("docetaxel")))


@entry("e008")
def cftr_expressed() -> Answer:
    return ids(lab().into("expresses", gene("CFTR")))


@entry("e009")
def owner_of_ops() -> Answer:
    return ids(lab().out("attributed_to", "lantern:SOP-OPS-003-v1"))


@entry("e010")
def pritchard() -> Answer:
    return ids(lab().out("affiliated_with", one("Owen Pritchard", "Person")))


@entry("e011")
def microsome_author() -> Answer:
    return ids(lab().out("attributed_to", one("Which compounds survive liver microsomes", "Document")))


@entry("e012")
def reason_58() -> Answer:
    return value(lab().nodes["lantern:LK-0058-B01"]["reason"])


@entry("e013")
def origin_of_13() -> Answer:
    return ids(lab().out("generated_by", "dataset:tnf-release-in-thp-1"))


@entry("e014")
def gout() -> Answer:
    return ids(lab().out("presents", disease("gout")))


@entry("e015")
def from_ostrava() -> Answer:
    return ids(of_kind("Batch", lab().into("attributed_to", one("Ostrava Synthesis", "Organization"))))


@entry("e016")
def h1_blockers() -> Answer:
    return ids(lab().into("inhibits", gene("HRH1")))


@entry("e017")
def trametinib_pathways() -> Answer:
    joined = lab().out("participates", *lab().out("inhibits", drug("trametinib")))
    return ids(of_kind("Pathway", joined))


@entry("e018")
def kidney() -> Answer:
    return ids(lab().into("treats", *lab().into("localizes", one("kidney", "Anatomy"))))


@entry("e019")
def moreau_compounds() -> Answer:
    done = of_kind("Measurement", lab().into("attributed_to", one("Luc Moreau", "Person")))
    found = of_kind("Compound", lab().out("measurement_of", *done))
    return ids(found, ids(found - drugs()))


@entry("e020")
def instruments_of_14() -> Answer:
    used = lab().out("used", *lab().into("part_of", "lantern:EXP-2024-014"))
    return ids(of_kind("Instrument", used))


@entry("e021")
def alectinib_lines() -> Answer:
    return ids(lab().into("models", *lab().out("treats", drug("alectinib"))))


@entry("e022")
def certificates_of_withdrawn() -> Answer:
    return ids(lab().into("describes", *of_status("Batch", "withdrawn")) & documents("certificate of analysis"))


@entry("e023")
def wheezing_genes() -> Answer:
    return ids(lab().into("associates", *lab().into("presents", one("Wheezing", "Phenotype"))))


@entry("e024")
def lots_of_b03() -> Answer:
    made = lab().out("generated_by", "lantern:LK-0042-B03")
    return ids(of_kind("Batch", lab().out("used", *made)))


@entry("e025")
def juno_calibrated() -> Answer:
    rounds = {a for a in lab().into("used", one("Juno", "Instrument")) if "CAL-" in a}
    return ids(lab().out("associated_with", *rounds))


@entry("e026")
def heart_blockers() -> Answer:
    found = lab().into("inhibits", *lab().out("expresses", one("heart", "Anatomy")))
    return ids(found, ids({*found, LK_0017}))


@entry("e027")
def joint_side_effects() -> Answer:
    given = lab().into("treats", *lab().into("localizes", one("skeletal joint", "Anatomy")))
    return ids(lab().out("causes", *given))


@entry("e028")
def jak_pathways() -> Answer:
    assays = of_kind("Assay", lab().into("follows", "lantern:SOP-BIO-007-v1"))
    return ids(of_kind("Pathway", lab().out("participates", *lab().out("targets", *assays))))


@entry("e029")
def users_of_marlowe() -> Answer:
    lots = of_kind("Batch", lab().into("attributed_to", one("Marlowe Fine Chemicals", "Organization")))
    found = lab().out("associated_with", *lab().into("used", *lots))
    return ids(people(found), ids(found))


@entry("e030")
def section_authors() -> Answer:
    return ids(people(lab().out("attributed_to", *lab().out("supported_by", "lantern:LB-IND-001"))))


@entry("e031")
def section_datasets() -> Answer:
    sections = lab().out("supported_by", "lantern:LB-IND-001")
    return ids(of_kind("Dataset", lab().out("supported_by", *sections)))


@entry("e032")
def vegf_diseases() -> Answer:
    genes = of_kind("Gene", lab().into("participates", one("VEGF signaling pathway", "Pathway")))
    return ids(lab().out("treats", *lab().into("inhibits", *genes)))


@entry("e033")
def kestrel_controls() -> Answer:
    batches = of_kind("Batch", lab().into("attributed_to", one("Kestrel Reagents", "Organization")))
    controls = {b for b in batches if lab().out("batch_of", b) & drugs()}
    return ids(lab().out("batch_of", *controls), ids(controls))


@entry("e034")
def herg_results_of_17() -> Answer:
    runs = lab().out("generated_by", *(r.id for r in of_compound(LK_0017, "A-HERG")))
    return ids(lab().out("follows", *runs))


@entry("e136")
def targets_of_three() -> Answer:
    return ids(lab().out("inhibits", drug("imatinib"), drug("dasatinib"), drug("nilotinib")))


@entry("e137")
def makers_of_three() -> Answer:
    return ids(lab().out("attributed_to", "lantern:LK-0017-B01", "lantern:LK-0029-B01", "lantern:LK-0058-B01"))


@entry("e138")
def four_in_caco2() -> Answer:
    named = {"lantern:LK-0013", "lantern:LK-0017", "lantern:LK-0029", "lantern:LK-0099"}
    return ids(named & lab().into("tested_in", "lantern:A-CACO2"))


@entry("e139")
def batches_of_107() -> Answer:
    return ids(f"lantern:LK-0107-B0{n}" for n in range(1, 5))


@entry("e140")
def cereblon() -> Answer:
    return ids({gene("CRBN")})


@entry("e141")
def meadow() -> Answer:
    return ids({one("Meadow", "Instrument")})


@entry("e142")
def ds_07() -> Answer:
    return ids(lab().where("Dataset", lambda n: "DS-07" in n["synonyms"]))


@entry("e143")
def kinds() -> Answer:
    found = {n["category"] for n in lab().nodes.values()}
    return ids(found, ids(found | {"Table", "Term", "CellType", "Variant", "Protein"}))


@entry("e144")
def instrument_properties() -> Answer:
    with (DATA / "lab" / "instruments_nodes.tsv").open(encoding="utf-8") as stream:
        columns = set(next(csv.reader(stream, delimiter="\t")))
    spelled = columns - {"synonym"} | {"synonyms"}
    left = ({"category"}, {"id"}, {"id", "category"}, {"id", "category", "name"}, {"id", "category", "name", "synonym"})
    return ids(columns, ids(spelled), *(ids(each - out) for out in left for each in (columns, spelled)))


@entry("e145")
def document_types() -> Answer:
    found = {n["document_type"] for n in (lab().nodes[d] for d in documents())}
    return ids(found) | {"accept": [ids(documents()), *_as_rows(found)]}


def _as_rows(found: set[str]) -> list[Answer]:
    return [{"rows": [[kind, len(documents(kind))] for kind in sorted(found)]}]


@entry("e148")
def joint_swelling() -> Answer:
    return ids(lab().into("treats", *lab().into("presents", one("Joint swelling", "Phenotype"))))


@entry("e149")
def jak_people() -> Answer:
    assays = of_kind("Assay", lab().into("targets", gene("JAK1"), gene("JAK2"), gene("JAK3")))
    done = lab().into("used", *assays)
    return ids(people(lab().out("associated_with", *done)))
