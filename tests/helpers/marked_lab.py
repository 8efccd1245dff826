"""A lab with one text that holds what is hard to show: overlaps, markup, brackets, emoji; read by a made-up model."""

from __future__ import annotations

from pathlib import Path

from labkin.app.annotating import look, state
from labkin.app.annotating_texts import all_prose
from labkin.app.lab import Lab
from labkin.app.loading import load_paths
from labkin.app.settling import settle
from labkin.nlp.annotations import Annotations, Found, Link, Mention

TITLE = "Colon and breast cancer <b>bold</b>"
BODY = "Gefitinib may inhibit EGFR. It does not treat asthma. 🧪 Röntgen & [MDM2] were seen."
TEXT = f"{TITLE} {BODY}"
LINKS = {
    "Colon and breast cancer": ("Disease", ("MONDO:0021063", "MONDO:0007254")),
    "breast cancer": ("Disease", ("MONDO:0007254",)),
    "Gefitinib": ("Chemical", ("CHEBI:49668",)),
    "EGFR": ("Gene", ("HGNC:3236",)),
    "asthma": ("Disease", ("MONDO:0004979",)),
    "Röntgen": ("Disease", ()),
    "MDM2": ("Gene", ("HGNC:6973",)),
}


def mention(words: str) -> Mention:
    """What the model says of these words."""
    start, (type, ids) = TEXT.index(words), LINKS[words]
    links = tuple(Link(id, words, 0.9, "exact") for id in ids[:1])
    return Mention(start, start + len(words), words, type, 0.5 if not ids else 1.0, links, ids)


def between(sentence: str, relation: str, first: str, second: str, **how: bool) -> Found:
    """A relation that the model finds in a sentence."""
    start = TEXT.index(sentence)
    return Found(first, relation, second, 0.8, start, start + len(sentence), sentence, **how)


def fill(folder: Path) -> Lab:
    """Make it; the caller closes it."""
    lab = Lab.create(folder)
    file = folder.parent / "texts.txt"
    file.write_text(f"7|t|{TITLE}\n7|a|{BODY}\n\n", encoding="utf-8")
    load_paths(lab, [file])
    relations = (
        between("Gefitinib may inhibit EGFR.", "inhibits", "CHEBI:49668", "HGNC:3236", hedged=True),
        between("It does not treat asthma.", "treats", "CHEBI:49668", "MONDO:0004979", negated=True),
    )
    look(lab)
    with lab.view() as view:
        (text,) = all_prose(view)
    with lab.ledger.batch() as batch:
        state(lab, batch, [(text, Annotations(TEXT, "toy@1", (), tuple(map(mention, LINKS)), relations))])
    settle(lab)
    return lab
