"""Biolink categories and predicates to our kinds and relations, and back, losing nothing.

What our schema cannot say is kept: the categories of a node in its property `category`, the predicate of an edge in
its property `predicate`. Both are absent where kind and relation alone give them back.

Source of the class tree: Biolink Model 4.4.6 (CC0), classes under `named thing` and the mixins above them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from labkin.graph.schema import KINDS, kind, kind_of_biolink, relation, relation_of_biolink

PREFIX = "biolink:"
ANYTHING = (PREFIX + "NamedThing",)
RELATED = PREFIX + "related_to"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TREE = """
Activity: Study
AdministrativeEntity: Agent
AnatomicalEntity: Cell CellularComponent GrossAnatomicalStructure PathologicalAnatomicalStructure
Article: JournalArticle
Attribute: BiologicalSex ChemicalRole ClinicalAttribute OrganismAttribute SeverityValue SocioeconomicAttribute Zygosity
BiologicalEntity: BiologicalProcessOrActivity CodingSequence DiseaseOrPhenotypicFeature Exon Gene GeneFamily
BiologicalEntity: GeneticInheritance Genome Genotype Haplotype MacromolecularComplex NucleicAcidSequenceMotif
BiologicalEntity: NucleosomeModification OrganismalEntity Polypeptide PosttranslationalModification ProteinDomain
BiologicalEntity: ProteinFamily ReagentTargetedGene RegulatoryRegion SequenceVariant Transcript
BiologicalProcess: Behavior PathologicalProcess Pathway PhysiologicalProcess
BiologicalProcessOrActivity: BiologicalProcess MolecularActivity
BiologicalSex: GenotypicSex PhenotypicSex
CellularOrganism: Fungus Invertebrate Mammal Plant Vertebrate
ChemicalEntity: ChemicalMixture EnvironmentalFoodContaminant FoodAdditive MolecularEntity
ChemicalExposure: DrugExposure
ChemicalMixture: ComplexMolecularMixture Food MolecularMixture ProcessedMaterial
ClinicalAttribute: ClinicalCourse ClinicalMeasurement ClinicalModifier
ClinicalCourse: Onset
ClinicalEntity: ClinicalIntervention
ClinicalIntervention: Hospitalization
DiseaseOrPhenotypicFeature: Disease PhenotypicFeature
DrugExposure: DrugToGeneInteractionExposure
EnvironmentalExposure: GeographicExposure
ExposureEvent: BehavioralExposure BioticExposure ChemicalExposure ComplexChemicalExposure
ExposureEvent: DiseaseOrPhenotypicFeatureExposure EnvironmentalExposure GenomicBackgroundExposure
ExposureEvent: PathologicalAnatomicalExposure PathologicalProcessExposure SocioeconomicExposure Treatment
GeographicLocation: GeographicLocationAtTime
IndividualOrganism: Case
InformationContentEntity: CommonDataElement ConfidenceLevel Dataset DatasetDistribution DatasetSummary
InformationContentEntity: DatasetVersion Evidence Publication RetrievalSource StudyVariable
Mammal: Human
MolecularEntity: NucleicAcidEntity SmallMolecule
MolecularMixture: Drug
NamedThing: Activity AdministrativeEntity Attribute BiologicalEntity ChemicalEntity ClinicalEntity Device
NamedThing: DiagnosticAid Event EvidenceType ExposureEvent InformationContentEntity OrganismTaxon Phenomenon
NamedThing: PhysicalEntity PlanetaryEntity Procedure StudyResult
NoncodingRNAProduct: MicroRNA SiRNA
OrganismAttribute: PhenotypicQuality
OrganismalEntity: AnatomicalEntity Bacterium CellLine CellularOrganism IndividualOrganism LifeStage
OrganismalEntity: PopulationOfIndividualOrganisms Virus
PhenotypicFeature: BehavioralFeature ClinicalFinding
PhysicalEntity: MaterialSample
PlanetaryEntity: EnvironmentalFeature EnvironmentalProcess GeographicLocation
Polypeptide: Protein
PopulationOfIndividualOrganisms: StudyPopulation
Protein: ProteinIsoform
Publication: Article Book BookChapter DrugLabel Patent PreprintPublication Serial WebPage
RNAProduct: NoncodingRNAProduct RNAProductIsoform
RegulatoryRegion: AccessibleDnaRegion TranscriptionFactorBindingSite
SequenceVariant: Snv
Study: ClinicalTrial
StudyPopulation: Cohort
StudyResult: ChiSquaredAnalysisResult ConceptCountAnalysisResult IceesStudyResult LogOddsAnalysisResult
StudyResult: ObservedExpectedFrequencyAnalysisResult ProteinLigandAssayResult RelativeFrequencyAnalysisResult
StudyResult: TextMiningStudyResult
Transcript: RNAProduct
"""

_MIXINS = _words(
    """
    ActivityAndBehavior ChemicalEntityOrGeneOrGeneProduct ChemicalEntityOrProteinOrPolypeptide
    ChemicalOrDrugOrTreatment EpigenomicEntity GeneGroupingMixin GeneOrGeneProduct GeneOrGeneProductOrGeneFamily
    GeneProductIsoformMixin GeneProductMixin GenomicEntity MacromolecularMachineMixin MacromolecularMachine
    Occurrent OntologyClass PathologicalEntityMixin PhysicalEssence PhysicalEssenceOrOccurrent
    SubjectOfInvestigation ThingWithTaxon
    """
)
_PARENT = {
    child: parent
    for parent, _, children in (line.partition(":") for line in _TREE.split("\n") if line)
    for child in children.split()
}
_OURS = frozenset(category for row in KINDS for category in row.biolink)
_WRITTEN = {"associates": "associated_with"}  # the others of its predicates read in one direction only
# Wider than the relation that the schema gives for them: a compound affects a gene, a plant produces a compound.
_WIDER = frozenset({"affects", "produces"})
_OPEN_KIND = re.compile(r"[A-Z][A-Za-z0-9]*")
_OPEN_RELATION = re.compile(r"[a-z][a-z0-9_]*")


@lru_cache(maxsize=4096)
def kind_of(categories: tuple[str, ...]) -> str:
    """Our kind for the categories of one node, in any order, ancestors included or not; `Term` for none.

    The most specific one counts. Where several are (a gene that is also its protein), the first that our schema knows.

    >>> kind_of(("biolink:NamedThing", "biolink:ChemicalEntity", "biolink:SmallMolecule"))
    'Compound'
    """
    if not categories:
        return kind_of_biolink(ANYTHING[0])
    above = {ancestor for category in categories for ancestor in _ancestors(_local(category))}
    leaves = [category for category in categories if _local(category) not in above] or list(categories)
    return kind_of_biolink(min(leaves, key=_rank))


def _local(category: str) -> str:
    return category.removeprefix(PREFIX)


def _ancestors(local: str) -> set[str]:
    found = set()
    while local in _PARENT:
        local = _PARENT[local]
        found.add(local)
    return found


def _rank(category: str) -> int:
    """How little a most specific category says; 0 says most."""
    local = _local(category)
    if local in ("NamedThing", "Entity"):
        return 4
    if local in _MIXINS:
        return 3
    if local in _OURS:
        return 0
    return 1 if local in _PARENT else 2


@lru_cache(maxsize=4096)
def categories_of(name: str) -> tuple[str, ...]:
    """The categories that stand for a kind. `kind_of` gives the kind back unless they are `ANYTHING`."""
    for category in kind(name).biolink:
        if category in _PARENT:  # the schema also knows names that Biolink has dropped
            return (PREFIX + category,)
    if not kind(name).known and _OPEN_KIND.fullmatch(name) and kind_of_biolink(name) == name:
        return (PREFIX + name,)
    return ANYTHING


@lru_cache(maxsize=4096)
def predicate_of(name: str) -> str:
    """The predicate that stands for a relation: it reads back as the relation unless it is `RELATED`."""
    row = relation(name)
    if name in _WRITTEN or row.biolink:
        return PREFIX + _WRITTEN.get(name, name if name in row.biolink else row.biolink[0])
    if not row.known and _OPEN_RELATION.fullmatch(name) and relation_of(PREFIX + name) == name:
        return PREFIX + name
    return RELATED


def relation_of(predicate: str) -> str:
    """Our relation for a predicate, or the predicate's own name when none of ours says the same.

    A name without Biolink's prefix that is one of ours means ours: the PROV relation `associated_with` is not
    `biolink:associated_with`.

    >>> relation_of("biolink:subclass_of"), relation_of("biolink:affects"), relation_of("biolink:treated_by")
    ('is_a', 'affects', 'treated_by')
    >>> relation_of("associated_with"), relation_of("biolink:associated_with")
    ('associated_with', 'associates')
    """
    local = predicate.removeprefix(PREFIX)
    if local == predicate and relation(local).known:
        return local
    return local if local in _WIDER else relation_of_biolink(predicate)


def read_kind(categories: tuple[str, ...], own: str = "") -> tuple[str, tuple[str, ...]]:
    """The kind, and the categories to keep as a property: empty when writing the kind gives them back.

    `own` is the kind's exact name where the writer had to give it beside the categories.
    """
    name = own or kind_of(categories)
    given_back = categories == categories_of(name) or (own and categories == ANYTHING)
    return name, () if given_back else categories


def read_relation(predicate: str, own: str = "") -> tuple[str, str]:
    """The relation, and the predicate to keep as a property, if any; as `read_kind`."""
    name = own or relation_of(predicate)
    given_back = predicate == predicate_of(name) or (own and predicate == RELATED)
    return name, "" if given_back else predicate
