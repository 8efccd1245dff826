"""The corpora of the recogniser: where they lie, what they mark, which head learns them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from labkin.nlp.corpora import CorpusDocument, read_iob, read_pubtator
from labkin.nlp.recogniser_training import sentences

CORE = ("Chemical", "Disease", "Gene", "Species", "CellLine", "Variant")
CRAFT = ("GGP", "Taxon", "CHEBI", "CL", "GO", "SO")
HEADS = {"core": CORE, "craft": CRAFT, "anatomy": ("Anatomy",)}
# The order in which heads may claim tokens, and what is taken from each.
PRIORITY = (("core", {type: type for type in CORE}), ("craft", {"CL": "CellType"}), ("anatomy", {"Anatomy": "Anatomy"}))
_PARTS = {"train": "train", "dev": "devel"}


@dataclass(frozen=True, slots=True)
class Source:
    """A corpus: folder, the types it marks wherever they occur, its head, and how often its batches come.

    `tags` are those of its IOB files, with what they are called; a PubTator corpus has none.
    """

    folder: str
    types: tuple[str, ...]
    head: str = "core"
    weight: float = 1.0
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
    "bc5cdr": Source("bc5cdr", ("Chemical", "Disease"), weight=0.16),
    "ncbi": Source("ncbi_disease", ("Disease",), weight=0.17),
    "biored": Source("biored", CORE, weight=0.18),
    "bc2gm": Source("BC2GM", ("Gene",), weight=0.23, tags={"GENE": "Gene"}),
    "linnaeus": Source("linnaeus", ("Species",), weight=0.12, tags={"Species": "Species"}, together=6),
    "craft": Source("CRAFT", CRAFT, "craft", weight=0.08, tags={type: type for type in CRAFT}, together=6),
    "anatem": Source("AnatEM", ("Anatomy",), "anatomy", weight=0.06, tags={"Anatomy": "Anatomy"}),
}
