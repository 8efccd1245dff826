"""The words by which sentences and sections are told: abbreviations, words that open sentences, labels of sections."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Before these a full stop never ends a sentence; in small letters, without the last full stop.
NEVER_LAST = _words(
    """
    fig figs vs cf ca approx dr prof mr mrs ms st eq eqs eqn ref refs tab tabs sect chap e.g i.e eg ie al.e viz subsp
    ssp var cv resp vol pp ser nos cat assoc dept univ ed.by gen.nov jan feb aug sept oct nov
    """
)
# Before these it may: where a word follows that opens sentences.
ENDING = _words(
    """
    al etc inc ltd co corp sp spp no i.v i.p s.c i.m p.o i.c.v i.n i.t i.a p.c b.i.d t.i.d q.i.d q.d b.w d.w u.s u.k
    u.s.a e.u ph.d m.d d.c a.m p.m wt mol conc temp max min avg std dev hr hrs sec exp dis mar apr jun jul sep dec
    gmbh jr sr
    """
)
# After these a single letter is a name's last word, not an initial: "amphotericin B. Lung".
LETTERED = _words(
    """
    amphotericin appendix arm case class cohort complex complement condition cyclosporin degree cyclosporine factor
    figure grade group hemophilia hepatitis haemophilia immunoglobulin influenza kinase lane method model panel part
    patient phase phenotype plan protein site stage state step strain subtype table type vitamin
    """
)
# Words that open sentences, and are hardly part of a name after an initial or an abbreviation.
STARTERS = _words(
    """
    The In We This These Those It A An However Our To For Although After As At Both By Conclusion Conclusions Data
    Despite During Each Finally Four From Furthermore Here Hence If Moreover Most No None On One Only Patients Results
    Methods Since Six Some Such Taken That There Therefore They Thus Three Treatment Two Under Until Using When While
    With Within Additionally Also Although All Among Because Before Between But Compared Conversely Five He She His
    Her Importantly Interestingly Nevertheless Notably Overall Subsequently Their Then Through Unlike Upon Whereas
    Whether Which Yet
    """
)

_SECTIONS = {
    "background": "background and purpose; background and aim; background and aims; background and objectives; "
    "background and objective; background aims; background objectives; context; rationale; study background; "
    "importance; scientific background; setting the scene",
    "introduction": "intro",
    "objective": "objectives; aim; aims; purpose; goal; goals; aim of the study; aims of the study; purpose of study; "
    "purpose of the study; study objective; study objectives; objective s; hypothesis; research question; "
    "purpose of review; question; aims and objectives; aims and background; objective and design; aim and method",
    "methods": "method; materials and methods; material and methods; materials methods; patients and methods; "
    "methods and materials; methodology; study design; design; setting; participants; patients; subjects; "
    "subjects and methods; interventions; intervention; main outcome measures; main outcome measure; "
    "outcome measures; outcomes; measurements; procedure; procedures; experimental procedures; "
    "experimental section; experimental; experimental design; experimental approach; design and methods; "
    "design and setting; research design and methods; methods and analysis; data sources; data source; "
    "study selection; data extraction; data synthesis; search strategy; statistical analysis; data "
    "collection; main measures; setting and participants; design setting and participants; search "
    "methods; selection criteria; data collection and analysis; protocol; online methods; star methods; "
    "patients or participants; study design and methods; animals; sample; methods and subjects; method "
    "and materials; materials; reagents; chemicals; cell culture; approach; animals and methods; methods "
    "study design",
    "results": "result; findings; main results; results and findings; key results; principal findings; main findings; "
    "methods and results; methods and findings; methodology principal findings; observations; outcome; key findings; "
    "measurements and main results; main outcomes and results; results and discussion; methods results; "
    "case; case report; case reports; case presentation; case summary; case description; cases; recent findings",
    "discussion": "comment; interpretation; comments; discussion and conclusion; discussion and conclusions",
    "conclusions": "conclusion; concluding remarks; conclusions and relevance; conclusions significance; summary; "
    "conclusion s; conclusions and implications; conclusions and significance; significance; implications; "
    "conclusions interpretation; authors conclusions; author s conclusions; clinical relevance; relevance; "
    "clinical significance; clinical implications; practical implications; conclusion and clinical relevance; "
    "translational relevance; novelty; impact; perspective; perspectives; summary and conclusions; key points; "
    "what is new and conclusion",
    "abstract": "structured abstract",
    "title": "",
    "keywords": "key words; index terms",
    "funding": "sources of funding; funding sources; financial support; grant support",
    "registration": "trial registration; clinical trial registration; systematic review registration; registration; "
    "clinicaltrials gov; registration number; trial registration number; clinicaltrials gov identifier",
    "acknowledgements": "acknowledgments; acknowledgement; acknowledgment",
    "references": "bibliography; literature cited; literature",
    "data availability": "data availability statement; availability of data and materials; availability; "
    "data and code availability; code availability; accession numbers; accession codes; "
    "availability and implementation",
    "supplementary": "supplementary information; supplementary material; supplementary materials; "
    "supporting information; supplementary data; electronic supplementary material",
    "competing interests": "conflict of interest; conflicts of interest; conflict of interest statement; disclosures; "
    "disclosure; declaration of interests; competing interest; declaration of competing interest",
    "contributions": "author contributions; authors contributions; contributors",
    "figure": "figure legends; figure legend; figure captions",
    "table": "tables",
    "appendix": "appendices",
    "motivation": "",
    "safety": "safety notes; safety precautions; hazards",
    "observations": "notes",
}
# A label in small letters, without punctuation, to the name of its section.
LABELS = {
    form: section for section, others in _SECTIONS.items() for form in (section, *filter(None, others.split("; ")))
}
