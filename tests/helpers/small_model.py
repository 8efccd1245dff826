"""A recogniser that is trained in a second on a few made-up sentences, for tests of what is done with recognisers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from labkin.nlp.corpora import CorpusDocument, GoldMention
from labkin.nlp.gazetteer import Gazetteer
from labkin.nlp.recogniser import Recogniser, Settings
from labkin.nlp.recogniser_features import Knowledge
from labkin.nlp.recogniser_net import Net, Shape
from labkin.nlp.recogniser_training import Corpus, Plan, Trainer, example
from labkin.nlp.word_classes import BUCKETS, WIDTH, WordClasses
from labkin.nlp.word_vectors import WordVectors

TYPES = ("Chemical", "Disease")
DRUGS = ("aspirin", "ibuprofen", "naproxen", "codeine", "morphine", "digoxin")
ILLS = ("fever", "asthma", "breast cancer", "gout", "pain", "flu")
SAID = ("{0} helps against {1} .", "{1} is worse than {0} .", "we gave {0} for {1} today .")


def sentences() -> list[CorpusDocument]:
    """Each drug with each illness."""
    made = []
    for drug in DRUGS:
        for ill in ILLS:
            for said in SAID:
                text = said.format(drug, ill)
                spans = [(text.index(drug), drug, "Chemical"), (text.index(ill), ill, "Disease")]
                found = tuple(GoldMention(at, at + len(name), name, type) for at, name, type in spans)
                made.append(CorpusDocument(str(len(made)), "", text, found))
    return made


def small_model(folder: Path, version: str = "1") -> Path:
    """The folder, with a model in it that finds drugs and illnesses."""
    known = Knowledge(
        Gazetteer.of([("chemical", "aspirin"), ("disease", "breast cancer")]),
        WordClasses(np.zeros((BUCKETS, WIDTH), np.int8), np.zeros(WIDTH, np.float32)),
        WordVectors.of({"fever": np.ones(4, np.float32)}, 4),
    )
    heads = {"core": TYPES}
    net = Net(Shape(known.width, heads, width=32, depth=1, projected=16, rows=(500,) * 5, embedded=(16,) * 5), seed=1)
    texts = [example(one, TYPES, TYPES, known, {}) for one in sentences()]
    trainer = Trainer(net, [Corpus("made", "core", texts)], Plan(steps=150, rate=0.01, batch=120, warmup=5))
    trainer.run()
    trainer.average()
    settings = Settings("small", version, (net.shape,), ("net-0.npz",), (("core", {type: type for type in TYPES}),))
    Recogniser(settings, known, [net]).save(folder)
    return folder
