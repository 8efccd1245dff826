"""Everyday words for what graphs of the life sciences hold, beside those of the schema. English only.

They name kinds and relations by how those read ("side effect"), so that they serve any graph that has such a kind,
however it spells it.
"""

from __future__ import annotations

from labkin.nlp.question_words import phrases


def rows(text: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Lines of "words = names", each a list with bars in between; a line that is indented goes on with the last."""
    lines = (line.partition("=") for line in text.replace("\n    ", " ").strip().splitlines())
    return tuple((phrases(words), phrases(names)) for words, _, names in lines)


# A word counts for these kinds only where the graph has no kind that the schema gives that word to.
KIND_WORDS = rows(
    """
side effect | adverse effect | adverse reaction | adverse event | adverse drug reaction | ADR | undesirable
    effect | toxicity | side fx | side-effect = side effect | phenotype | clinical finding
symptom | sign | sign and symptom | symptom and sign | clinical sign | complaint | clinical feature | signs and
    symptoms = symptom | phenotype
disease | illness | condition | disorder | indication | malady | ailment = disease | disease or phenotypic
    feature
med | medication | medicine | cmpd | agent | substance | chemical | molecule | pill | therapeutic | drug
    candidate | ligand | small molecule = compound | drug | small molecule | chemical entity | chemical
gene | protein | target gene | kinase | receptor | enzyme | locus = gene | protein | gene or gene product
where in the body | part of the body |
    tissue | organ | body part | anatomical site | body site | anatomy | site = anatomy | anatomical structure |
    anatomical entity
class | drug class | pharmacological class | category | drug category = pharmacologic class
process | bioprocess | biological process = biological process | process
function | activity = molecular function
where in the cell | part of the cell |
    component | organelle | compartment | subcellular location | cell component | location = cellular component
pathway | signalling pathway | signaling pathway | cascade = pathway
person | people | colleague | scientist | researcher | chemist | biologist | analyst | staff member | team
    member = person | people
material | starting material | raw material | ingredient = batch | sample
input | input data = dataset | model | table | file | batch | sample | document
machine | equipment | device | apparatus | instrument = instrument | device
"""
)

# Either way round: the kinds of the two things decide which is the subject.
RELATION_WORDS = rows(
    """
up | go up under | go up | goes up | raised | raised in | push up | pushed up | turn up | turns up | increased
    in | elevated | elevated in | increased expression in | elevated expression in | higher expression in | raised
    expression in |
    increased expression | elevated expression | overexpressed | overexpressed in | induced | induced by | knocks
    up | up in |
    up under = upregulates
down | go down under | go down | goes down | pull down | pulled down | knock down | knocked down | turn down |
    turns down | push down | decreased in | reduced in | suppressed | suppressed by | silenced by | down in |
    reduced expression in | decreased expression in | lower expression in | lowered expression in |
    reduced expression | decreased expression | down under | lowered in | underexpressed in = downregulates
localise to | localised to | found in | occurs in | located in | affects | strike | sit in | manifest in |
    manifests in | manifest itself in | manifest itself | manifests itself | occurs |
    occur | occur in | arises in = localizes
interacting with | interaction partner of | partner of | interactor of | interact with = interacts
annotated to | annotated with | part of | take part in | takes part in | sit at | sits at | sit in | involved in
    | plays a part in | in | hold | holds | member of | belong to | belongs to | contain | active in | function
    in | at = participates
similar to | resemble | structurally resemble | structurally similar to | look like | looks like | analogue of |
    analog of | alike = resembles
make people | makes people | give you | gives you | lead to | leads to | trigger | triggers | provoke | induce |
    reported with | reported for = causes
linked to | linked with | tied to | association with | connected to | implicated in | behind | involved in |
    play a role in = associates
used for | used in | used against | prescribed for | given for | works against | indicated for | approved for |
    help with | treat | cure | good for | taken for | given against | work in | works in = treats
ease | eases | relieve | relieves | soothe | alleviates | give relief in = palliates
come with | comes with | show | shows | shown by | manifest as | feature = presents
stick to | latch onto | act on | acts on | hit | hits | attach to | docks to = binds
hit | hits | act on | acts on | block | blocks | blocked by | shut down | shuts down = inhibits
control | controls | controlled by | regulator of | regulated by = regulates
run against | run on | tested on | tested against | screened in | screened on | screened against | profiled in |
    profiled against | assayed in | assayed against | tried on | measured against |
    went into | go into | goes into | put into | put through | went through | go through | run through | run in |
    tried in = tested in | tested_in
made by | synthesised by | prepared by | produced by = generated by | attributed to
fall into | falls into | fall in | falls in | fall under | falls under | come under | comes under | classed as |
    classified as | class of = includes
made in | on in | active in | switched on in | present in = expresses
join | joins | joined | belong to | belongs to = member of | member | has member
neighbour | neighbor | neighbours | neighbour of | neighbor of | neighbouring | neighboring | next to | adjacent to |
    adjacent | bordering | border | border with | border on | share a border | share a border with | land neighbour |
    land border with | land neighbour of | around | adjoin | abut | touch = borders | adjacent to | next to |
    neighbours | neighbour of | shares border with | bordering | border | neighbors | neighbor of
"""
)

# What else measured endpoints, and other values, are called.
VALUE_WORDS = {
    name: words
    for words, names in rows(
        """
soluble | aqueous solubility | kinetic solubility = solubility
permeable | permeability | apparent permeability = papp
lipophilic | lipophilicity = logd | logp
plasma protein binding | protein binding | fraction bound | bound to plasma proteins | PPB = bound fraction
clearance | intrinsic clearance | microsomal clearance | metabolic stability | microsomal stability = clint
growth inhibition = gi50
potency = ic50
"""
    )
    for name in names
}
