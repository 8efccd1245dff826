"""Whose gene a mention says it is by the words at it, "human EGFR", "murine Tnf", "hEGFR", and by its sentence.

What stands at the name itself tells more than its sentence, and that more than which species the text speaks of.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Sequence

from labkin.nlp.annotations import Mention
from labkin.nlp.linker_genes import HUMAN
from labkin.nlp.linker_rules import taxon as taxon_of_words

MOUSE, RAT, ZEBRAFISH = "10090", "10116", "7955"  # in NCBI Taxonomy: those whose genes are known here
_WORDS = {
    "human": HUMAN, "humanized": HUMAN, "humanised": HUMAN, "mouse": MOUSE, "murine": MOUSE, "rat": RAT,
    "zebrafish": ZEBRAFISH,
}  # fmt: skip
_LETTERS = {"h": HUMAN, "m": MOUSE, "r": RAT}
_NAMED = "|".join(_WORDS)
# Words that may stand between the two: "human wild-type EGFR".
_SORTS = (
    r"recombinant|wild[ -]?type|mutant|soluble|endogenous|full[ -]length|native|purified|active|total|transgenic|the|"
    r"orthologue|ortholog|homologue|homolog"
)
_BEFORE = re.compile(rf"(?i)(?<![\w-])({_NAMED})(?:[ -](?:{_SORTS}))*[ -]$")
_LISTED = re.compile(rf"(?i)(?:{_NAMED}|rats?|mice|humans?)(?: ?,| ?/| and| or) ?(?:{_NAMED})[ -][\w -]*$")
_INSIDE = re.compile(rf"(?i)^({_NAMED})[ -](?=\S)")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9-]*[A-Z0-9](?![a-z])")
_AROUND = 48  # characters before a mention that are looked at


def plain(text: str) -> str:
    """A name in the letters it stands for: full-width ones, ligatures and the like are written as all are.

    >>> plain("ＴＰ５３"), plain("TNF-α")
    ('TP53', 'TNF-α')
    """
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def own_species(text: str, mention: Mention) -> str:
    """The taxon that the words at a gene's name say; empty where they say none, or several.

    >>> own_species("In mice human EGFR grew.", Mention(14, 18, "EGFR", "Gene"))
    '9606'
    >>> own_species("Rat and human EGFR.", Mention(14, 18, "EGFR", "Gene"))
    ''
    """
    if found := _INSIDE.match(mention.text):
        return _WORDS[found[1].lower()]
    before = text[max(0, mention.start - _AROUND) : mention.start]
    found = _BEFORE.search(before)
    return _WORDS[found[1].lower()] if found and not _LISTED.search(before) else ""


def species_of_mentions(text: str, mentions: Sequence[Mention]) -> dict[int, str]:
    """By the places of genes in `mentions`, the taxa that the words at them say.

    What is said once of a name holds for it wherever it stands alone, unless the text says it of several species.
    """
    own = {at: own_species(text, one) for at, one in enumerate(mentions) if one.type == "Gene"}
    said: dict[str, set[str]] = {}
    for at, taxon in own.items():
        if taxon:
            said.setdefault(mentions[at].text, set()).add(taxon)
    for at, taxon in own.items():
        others = said.get(mentions[at].text, set())
        if not taxon and len(others) == 1:
            own[at] = next(iter(others))
    return {at: taxon for at, taxon in own.items() if taxon}


def species_of_sentences(text: str, mentions: Sequence[Mention]) -> dict[int, frozenset[str]]:
    """By the places of genes in `mentions`: the taxa that count for them, where those of the whole text do not.

    A symbol in capitals, as people's genes are written, is of no animal that only other sentences name, where the text
    speaks of people or has no animal before its last sentence; else authors write so of their animals too. A symbol
    in small letters is of the one animal that its sentence names.
    """
    from labkin.nlp.prose import sentences

    named = [(one.start, taxon) for one in mentions if one.type == "Species" and (taxon := taxon_of_words(one.text))]
    if all(taxon == HUMAN for _, taxon in named):
        return {}
    starts = [one.start for one in sentences(text)]
    taxa: dict[int, set[str]] = {}
    for start, taxon in named:
        taxa.setdefault(bisect_right(starts, start), set()).add(taxon)
    people = any(HUMAN in there for there in taxa.values())
    aside = people or {at for at, there in taxa.items() if there - {HUMAN}} == {len(starts)}
    found: dict[int, frozenset[str]] = {}
    for place, one in enumerate(mentions):
        there = taxa.get(bisect_right(starts, one.start), set()) if one.type == "Gene" else set()
        if one.type == "Gene" and aside and in_capitals(one.text) and not there - {HUMAN}:
            found[place] = frozenset({HUMAN} if people else ())
        elif len(there) == 1 and HUMAN not in there and not in_capitals(one.text):
            found[place] = frozenset(there)
    return found


def in_capitals(name: str) -> bool:
    """Whether a name is written as symbols of people's genes are.

    >>> in_capitals("IL-10"), in_capitals("HTT genes"), in_capitals("Il10"), in_capitals("p53")
    (True, True, False, False)
    """
    return _CAPITALS.match(name) is not None


def without_species(name: str, known: Callable[[str], bool]) -> tuple[str, str]:
    """A gene's name without the word or letter of its species, and the taxon; the name itself where it has none.

    `known` says whether something is called so: mTOR and hERG are names.

    >>> known = {"EGFR", "mTOR"}.__contains__
    >>> without_species("hEGFR", known), without_species("murine EGFR", known), without_species("mTOR", known)
    (('EGFR', '9606'), ('EGFR', '10090'), ('mTOR', ''))
    """
    found = _INSIDE.match(name)
    rest = name[found.end() :] if found else name[1:]
    taxon = _WORDS[found[1].lower()] if found else _LETTERS.get(name[:1], "") if rest[:1].isupper() else ""
    if taxon and len(rest) > 2 and not known(name) and known(rest):
        return rest, taxon
    return name, ""
