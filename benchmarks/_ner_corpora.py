"""The corpora of the recogniser: where they lie, what they mark, which head learns them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from labkin.nlp.corpora import CorpusDocument, read_iob, read_pubtator
from labkin.nlp.recogniser_training import sentences

CORE = ("Chemical", "Disease", "Gene", "CellLine", "Variant")
CRAFT = ("GGP", "Taxon", "CHEBI", "CL", "GO", "SO")
# Species have a head of their own: some corpora take "human" into "human RAD52 protein", others mark it by itself.
HEADS = {"core": CORE, "species": ("Species",), "craft": CRAFT, "anatomy": ("Anatomy",)}
# The order in which heads may claim tokens, and what is taken from each.
PRIORITY = (
    ("core", {type: type for type in CORE}),
    ("species", {"Species": "Species"}),
    ("craft", {"CL": "CellType"}),
    ("anatomy", {"Anatomy": "Anatomy"}),
)
_PARTS = {"train": "train", "dev": "devel"}


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus: folder, the types it marks wherever they occur, and how often its batches come, by head.

    `tags` are those of its IOB files, with what they are called; a PubTator corpus has none.
    """

    folder: str
    types: tuple[str, ...]
    weights: Mapping[str, float]
    tags: Mapping[str, str] = field(default_factory=dict)
    together: int = 1  # sentences that follow one another in the paper are read together

    def read(self, data: Path, part: str) -> list[CorpusDocument]:
        """The documents of a part, "train" or "dev"."""
        if not self.tags:
            return read_pubtator(data / "ner" / self.folder / f"{part}.pubtator.txt")
        found = read_iob(data / "ner" / "iob" / f"{self.folder}-IOB" / f"{_PARTS[part]}.tsv", dict(self.tags))
        return list(sentences(found, self.together))


# The weights are in proportion to the count of tokens to the power 0.75, raised for the abstracts and lowered for what
# only helps the encoder.
CORPORA = {
    "bc5cdr": Source("bc5cdr", ("Chemical", "Disease"), {"core": 0.16}),
    "ncbi": Source("ncbi_disease", ("Disease",), {"core": 0.17}),
    "biored": Source("biored", (*CORE, "Species"), {"core": 0.18, "species": 0.05}),
    "bc2gm": Source("BC2GM", ("Gene",), {"core": 0.23}, {"GENE": "Gene"}),
    "linnaeus": Source("linnaeus", ("Species",), {"species": 0.10}, {"Species": "Species"}, 6),
    "craft": Source("CRAFT", CRAFT, {"craft": 0.07}, {type: type for type in CRAFT}, 6),
    "anatem": Source("AnatEM", ("Anatomy",), {"anatomy": 0.06}, {"Anatomy": "Anatomy"}),
}
