"""Which concept each mention is: the linker, and the component `labkin_linker` that runs it on spaCy's documents.

A mention's candidates are the concepts that are called as the mention, as its long form, or nearly so, and those that
people said it is in annotated texts (`linker_candidates`). A small network weighs what speaks for each, including what
the rest of the text says, and gives probabilities (`linker_model`). docs/linking.md tells more, with figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Span

from labkin.nlp import linker_model, linker_taught
from labkin.nlp.annotations import TYPES, Link, Mention
from labkin.nlp.extensions import NESTED, declare, text_of
from labkin.nlp.linker_candidates import FEATURES, Candidate, candidates, names_of, taxon_of, with_context
from labkin.nlp.linker_forms import spelled_out
from labkin.nlp.linker_lines import is_line
from labkin.nlp.linker_model import Scorer
from labkin.nlp.linker_rules import TAXON_NAMES, hgvs, taxon, variant
from labkin.nlp.linker_species import plain, species_of_mentions, species_of_sentences, without_species
from labkin.nlp.linker_taught import Taught
from labkin.nlp.notorious import denied, is_notorious, meant, type_meant

_LINKS = 3  # the likeliest concepts that are told of a mention
_REMEMBERED = 20_000  # mentions whose candidates are kept for the next text
_DOUBTFUL = 0.3  # links less likely than this give way to what is called just so, and is in no corpus
# Links that are likelier than this are said to be what a mention is; others are only told. F1 is highest where the
# threshold is half of it (Lipton, Elkan, Naryanaswamy 2014): of genes it is about 0.66, of diseases and chemicals 0.8.
_SAID, _SAID_ELSE = {"Gene": 0.33}, 0.4
_SAID_NAMED = 0.1  # of types that no corpus has enough of to know better, where the name is right
_RULED = 0.97  # of what rules link, right on the training texts
_HGVS = 0.33  # of variants told otherwise than by their numbers: corpora write those of dbSNP where they know them
_TOLD = 0.85  # of what the words around a notorious short form tell
_MOSTLY = 0.3  # share of a name's mentions in training texts
_BESIDE = 40  # characters on either side of a name that tell whether it is a cell line's
_AROUND = 100  # characters on either side of a mention that tell whether it is a false one
_AND = re.compile(r",?\s*(?:\band/or\b|\band\b|\bor\b|,|/)\s+|(?<=\w{3})/(?=\w{3})")


Linked = tuple[tuple[Link, ...], tuple[str, ...]]  # the links of a mention, best first, and its identifiers


class Linker:
    """Links mentions. Without arguments with what ships; `taught` and `scorers` are others' knowledge instead.

    `fast` knows a mention by its name, its long form and what was taught, and looks for no names that are nearly its.
    """

    def __init__(
        self, taught: Taught | None = None, scorers: Mapping[str, Scorer] | None = None, fast: bool = False
    ) -> None:
        self.fast = fast
        self.taught = linker_taught.shipped() if taught is None else taught
        self.scorers = linker_model.shipped() if scorers is None else scorers
        self._found = lru_cache(maxsize=_REMEMBERED)(self._candidates)

    def link(
        self, text: str, mentions: Sequence[Mention], abbreviations: Mapping[str, str] | None = None
    ) -> list[Mention]:
        """The mentions with their links, best first, their identifiers and long forms, in the order given.

        `abbreviations` are short forms of the text and their long forms; found in the text where not given.
        """
        if abbreviations is None:
            from labkin.nlp.abbreviations_found import explained

            abbreviations = explained(text)
        own = species_of_mentions(text, mentions)
        named = []
        for at, m in enumerate(mentions):
            name, taxon = _gene(plain(m.text)) if m.type == "Gene" else (plain(m.text), "")
            named.append((name, m.type))
            if taxon:
                own.setdefault(at, taxon)
        long = {text: spelled_out(text, abbreviations) for text, _ in named}
        distinct = list(dict.fromkeys(named))
        linked = self.link_names(distinct, long, species_in(named))
        linked |= _by_context(text, linked, long)
        genes = [name for name in distinct if name[1] == "Gene"]
        of = {taxon: self.link_names(genes, long, {taxon: 1.0}, taxon) for taxon in sorted(set(own.values()))}
        beside = species_of_sentences(text, mentions) if genes else {}
        near = {taxa: self.link_names(genes, long, _shares(taxa)) for taxa in sorted(set(beside.values()), key=sorted)}
        told = (
            of[own[at]][name] if at in own else near[beside[at]][name] if at in beside else linked[name]
            for at, name in enumerate(named)
        )
        return [
            replace(m, links=links, ids=ids, long_form=long[name])
            for m, (name, _), (links, ids) in zip(mentions, named, told, strict=True)
        ]

    def link_names(
        self, named: Sequence[tuple[str, str]], long: Mapping[str, str], species: Mapping[str, float], only: str = ""
    ) -> dict[tuple[str, str], Linked]:
        """The links and identifiers of a text's distinct mentions, (text, type).

        `long` has their long forms, `species` the share of each taxon among the species that the text mentions. Of
        genes whose taxon is said, `only` those of it count, where there are any.
        """
        ruled = {name: found for name in named if (found := by_rule(*name))}
        rest = [name for name in named if name not in ruled]
        groups = self.weighed(rest, long, species)
        if only:
            groups = [[one for one in group if taxon_of(one.key) == only] or group for group in groups]
        told = dict(ruled)
        for name, group in zip(rest, groups, strict=True):
            links = self._ranked(name[1], group)
            several = self._several(*name, long.get(name[0], ""), links)
            told[name] = (links, several or tuple(link.curie for link in links[:1] if self._said(name[1], link)))
        return told

    def _said(self, type: str, link: Link) -> bool:
        """Whether the likeliest link is likely enough to be said."""
        named = type not in self.scorers and link.how != "ngram"
        return link.confidence >= (_SAID_NAMED if named else _SAID.get(type, _SAID_ELSE))

    def weighed(
        self, named: Sequence[tuple[str, str]], long: Mapping[str, str], species: Mapping[str, float]
    ) -> list[list[Candidate]]:
        """The candidates of a text's distinct mentions, with all that speaks for them, `species` among it."""
        groups = [
            [one.copy() for one in self._found(text, type, long.get(text, "")) if not denied(text, type, one.curie)]
            for text, type in named
        ]
        groups = [
            _of_species(group, species) if type == "Gene" else group
            for group, (_, type) in zip(groups, named, strict=True)
        ]
        with_context(groups, named, species)
        return groups

    def _candidates(self, text: str, type: str, long: str) -> list[Candidate]:
        return candidates(text, type, long, self.taught, near=not self.fast)

    def _ranked(self, type: str, group: list[Candidate]) -> tuple[Link, ...]:
        other, own = self.scorers["Other"], self.scorers.get(type)
        if own is None:  # of anatomy, cell types, assays no corpus has identifiers: it says nothing that they lack one
            return self._weighed(other, [_as_written(one) for one in group])
        links = self._weighed(own, group)
        if links and links[0].confidence >= _DOUBTFUL:
            return links
        return self._weighed(other, [_as_written(one) for one in group if _only_ours(one)]) or links

    def _weighed(self, scorer: Scorer, group: list[Candidate]) -> tuple[Link, ...]:
        if not group:
            return ()
        shares = scorer.shares(np.array([one.features for one in group], dtype=np.float32))
        order = np.argsort(-shares, kind="stable")
        best = scorer.calibrated(float(shares[order[0]]))
        if best < scorer.least:
            return ()
        links: list[Link] = []
        left = 1.0
        for place in order[:_LINKS]:
            sure = min(scorer.calibrated(float(shares[place])), left)
            if links and (sure < 0.02 or shares[place] < 0.02):
                break
            left = max(0.0, min(left - sure, sure))
            one = group[place]
            links.append(Link(one.curie, one.name, round(sure, 4), one.how))
        return tuple(links)

    def _several(self, text: str, type: str, long: str, links: tuple[Link, ...]) -> tuple[str, ...]:
        """The concepts of "colon and breast cancer", where the parts are surer than the whole."""
        parts = parted(long or text)
        if len(parts) < 2 or (links and links[0].confidence > 0.9):
            return ()
        found = []
        for part in parts:
            group = [one.copy() for one in self._found(part, type, "")]
            with_context([group], [(part, type)], {})
            best = self._ranked(type, group)
            if not best or best[0].confidence < max(0.25, 0.4 * (links[0].confidence if links else 0)):
                return ()
            found.append(best[0].curie)
        several = tuple(dict.fromkeys(found))
        return several if len(several) > 1 else ()


def _by_context(text: str, linked: Iterable[tuple[str, str]], long: Mapping[str, str]) -> dict[tuple[str, str], Linked]:
    """What notorious short forms mean in this text, where it does not explain them and its words tell."""
    found: dict[tuple[str, str], Linked] = {}
    for name, type in linked:
        meaning = None if long.get(name) else meant(name, type, text)
        if meaning and meaning.curie:
            found[name, type] = (Link(meaning.curie, meaning.name, _TOLD, "context"),), (meaning.curie,)
        elif meaning:
            found[name, type] = (), ()
    return found


def _gene(name: str) -> tuple[str, str]:
    """A gene's name without what says its species, and the taxon that says: "hEGFR", "human EGFR"."""
    return without_species(name, lambda called: bool(names_of("Gene").exact(called)))


def by_rule(text: str, type: str) -> Linked | None:
    """Links and identifiers that follow from how the mention is written."""
    if type == "Species" and (number := taxon(text)):
        link = Link(f"NCBITaxon:{number}", TAXON_NAMES[int(number)], _RULED, "exact")
    elif type == "Variant":
        told = variant(text)
        if not told:
            return (), ()
        link = Link(told, hgvs(told), _RULED if told.startswith("DBSNP") else _HGVS, "exact")
    else:
        return None
    return (link,), (link.curie,)


def parted(text: str) -> list[str]:
    """The names that a mention of several things stands for; only itself where it names one.

    >>> parted("colon and breast cancer"), parted("renal or hepatic failure"), parted("breast cancer")
    (['colon cancer', 'breast cancer'], ['renal failure', 'hepatic failure'], ['breast cancer'])
    """
    parts = [part.strip() for part in _AND.split(text) if part.strip()]
    if len(parts) < 2 or len(parts) > 5:
        return [text]
    last = parts[-1].split()
    for tail in range(1, len(last)):
        head = " ".join(last[-tail:])
        if all(len(part.split()) <= len(last) - tail for part in parts[:-1]):
            return [*(f"{part} {head}" for part in parts[:-1]), parts[-1]]
    first = parts[0].split()
    if len(first) > 1 and all(len(part.split()) == 1 for part in parts[1:]):
        return parts
    return parts


def _only_ours(one: Candidate) -> bool:
    """Whether a candidate is called just so, and is nothing that corpora have identifiers for."""
    return bool(one.get("unprinted") and (one.get("exact_raw") or one.get("exact_long")))


def _as_written(one: Candidate) -> Candidate:
    """A candidate as if corpora had an identifier for it: as they have none (of IgM), it never was right there."""
    other = one.copy()
    other.features[FEATURES.index("unprinted")] = 0.0
    return other


def species_in(named: Iterable[tuple[str, str]]) -> dict[str, float]:
    """The share of each taxon among a text's mentions of species."""
    found = Counter(number for text, type in named if type == "Species" and (number := taxon(text)))
    return {number: count / found.total() for number, count in found.items()}


def _shares(taxa: frozenset[str]) -> dict[str, float]:
    return {taxon: 1 / len(taxa) for taxon in taxa}


def _of_species(group: list[Candidate], species: Mapping[str, float]) -> list[Candidate]:
    """Without the genes of animals that the text does not speak of, unless mostly they were meant in training texts."""
    return [
        one for one in group if not one.get("animal") or taxon_of(one.key) in species or one.get("taught") > _MOSTLY
    ]  # fmt: skip


class LinkerComponent:
    """Writes `links`, `ids` and `long_form` onto the entities of a document, and their `kb_id_`."""

    def __init__(self, vocab: Any, linker: Linker) -> None:
        self.vocab, self.linker = vocab, linker

    def __call__(self, doc: Any) -> Any:
        """The document with its entities, nested ones too, linked; without those that only look like names."""
        text = text_of(doc)
        named = (_retyped(text, ent) for ent in _of_one_line(doc))
        doc.ents = [ent for ent in named if not _misleads(text, ent)]
        nested = list(doc.spans.get(NESTED, ()))
        ents = [ent for ent in (*doc.ents, *nested) if ent.label_ in TYPES]
        mentions = [Mention(e.start_char, e.end_char, e.text, e.label_, e._.confidence) for e in ents]
        linked = self.linker.link(text, mentions, doc._.abbreviations)
        for ent, mention in zip(ents, linked, strict=True):
            ent._.links, ent._.ids, ent._.long_form = mention.links, mention.ids, mention.long_form
        if ents:
            _identify(doc, dict(zip(((e.start, e.end) for e in ents), linked, strict=True)))
        return doc


def _of_one_line(doc: Any) -> Iterator[Any]:
    """The entities without those that go on in the next item of a list, which is another thing.

    One of which only a sign or number stands there ends before it.
    """
    ends = [one.end for one in doc._.sections]
    for ent in doc.ents:
        end = next((end for end in ends if ent.start_char < end < ent.end_char), 0) if "\n" in ent.text else 0
        if not end:
            yield ent
        elif not any(c.isalpha() for c in text_of(doc)[end : ent.end_char]):
            cut = doc.char_span(ent.start_char, end, ent.label_)
            if cut is not None:
                cut._.confidence = ent._.confidence
                yield cut


def _retyped(text: str, ent: Any) -> Any:
    type = type_meant(ent.text, ent.label_, text[ent.end_char : ent.end_char + _AROUND])
    if type not in ("CellLine", "Variant") and is_line(
        ent.text, text[max(0, ent.start_char - _BESIDE) : ent.end_char + _BESIDE]
    ):
        type = "CellLine"
    return ent if type == ent.label_ else Span(ent.doc, ent.start, ent.end, type)


def _misleads(text: str, ent: Any) -> bool:
    """Whether an entity only looks like a name, by what stands around it and what the text explains."""
    start = max(0, ent.start_char - _AROUND)
    context = text[start : ent.end_char + _AROUND]
    return is_notorious(
        ent.text, ent.label_, context, ent.start_char - start, ent.doc._.abbreviations.get(ent.text, "")
    )


def _identify(doc: Any, linked: Mapping[tuple[int, int], Mention]) -> None:
    """Set the identifiers that spaCy itself knows of; entities are values there, so they are put anew."""
    renewed = []
    for ent in doc.ents:
        mention = linked.get((ent.start, ent.end))
        if mention and mention.ids:
            ent = Span(doc, ent.start, ent.end, ent.label, kb_id=mention.ids[0])
        renewed.append(ent)
    doc.ents = tuple(renewed)


@Language.factory(
    "labkin_linker", assigns=["span._.links", "span._.ids", "span._.long_form"], default_config={"fast": False}
)
def create(nlp: Any, name: str, fast: bool) -> LinkerComponent:
    """What spaCy calls to make the component."""
    declare()
    return LinkerComponent(nlp.vocab, Linker(fast=fast))
