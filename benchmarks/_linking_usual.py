"""What the corpora write for a concept where its references say something else: numbers since replaced, OMIM's."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

import labkin.ontologies as ontologies
from benchmarks._linking import Text
from labkin.nlp.linker_candidates import names_of, term_of_key
from labkin.nlp.linker_forms import spelled_out
from labkin.nlp.linker_names import ADDED

_TYPES = ("Disease", "Chemical")
# MeSH has some drugs by the salt that is sold: erlotinib hydrochloride stands for erlotinib there.
_SALTS = (
    "hydrochloride", "dihydrochloride", "hydrobromide", "sodium", "potassium", "calcium", "maleate", "mesylate",
    "methanesulfonate", "tartrate", "citrate", "fumarate", "succinate", "phosphate", "sulfate", "acetate", "nitrate",
    "besylate", "tosylate", "bromide", "chloride", "disodium",
)  # fmt: skip


def usual(documents: Iterable[Text]) -> dict[tuple[str, str], str]:
    """{(type, CURIE of a term): what the documents write}, where more of them write that than what the term refers to.

    A written identifier that no term refers to belongs to the term that most of its mentions name.
    """
    written: Counter[tuple[str, str]] = Counter()
    named: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for document in documents:
        for mention in document.mentions:
            if mention.type in _TYPES and len(mention.keys) == 1:
                key = (mention.type, mention.keys[0])
                written[key] += 1
                named[key][spelled_out(mention.text, document.abbreviations) or mention.text] += 1
    found: dict[tuple[str, str], str] = {}
    for (type, key), count in sorted(written.items(), key=lambda item: item[1]):
        if term_of_key(key, type) >= 0:
            continue
        curie = _home(type, key, named[type, key])
        if curie and count > _count(written, type, curie):
            found[type, curie] = key
    return found


def _count(written: Counter[tuple[str, str]], type: str, curie: str) -> int:
    from labkin.nlp.crosswalk import printed

    return written[type, printed(curie, type).curie]


def _home(type: str, key: str, texts: Counter[str]) -> str:
    if term := ontologies.term(key):
        return term.curie if names_of(type).number(term.curie) is not None else ""
    votes: Counter[str] = Counter()
    names = names_of(type)
    for text, count in texts.items():
        for number, _ in names.exact(text)[:1]:
            votes[names.term(number).curie] += count
    best = votes.most_common(1)
    return best[0][0] if best and best[0][1] * 2 > sum(texts.values()) else ""


def salts() -> dict[tuple[str, str], str]:
    """{(type, CURIE of a drug that MeSH has as a salt only): the record of the salt}."""
    compounds = list(ontologies.terms("compounds"))
    sold: dict[str, str] = {}
    for term in compounds:
        *base, last = term.name.lower().split()
        record = next((one for one in term.xrefs if one.startswith("MESH:")), "")
        if base and last in _SALTS and record:
            sold.setdefault(" ".join(base), record)
    return {
        ("Chemical", term.curie): sold[term.name.lower()]
        for term in compounds
        if term.name.isalpha()
        and term.name.lower() in sold
        and any(one.startswith("DrugBank:") for one in term.xrefs)
        and not any(one.startswith("MESH:") for one in (*term.xrefs, *term.related))
    }


def renew(documents: Iterable[Text]) -> int:
    """Make the file that the crosswalk reads anew, and tell its rows. Nothing may have been linked before."""
    path = ADDED / "usual.tsv"
    path.write_text("", "utf-8")  # what it said would hide what it has to say
    rows = salts() | usual(documents)
    path.write_text("".join(f"{type}\t{curie}\t{key}\n" for (type, curie), key in sorted(rows.items())), "utf-8")
    return len(rows)
