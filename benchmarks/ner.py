"""What the recogniser finds in the development parts of its corpora, and how its weights are made.

    python -m benchmarks ner [MODEL]                              the table, from raw text: exact span and type
    python -m benchmarks.ner know --vectors FILE --out DIR        names, classes of words, vectors (5 minutes)
    python -m benchmarks.ner train --know DIR --out DIR [--with-dev] [--seed N] [--steps N]
                                  [--without CORPUS] [--hide names|classes|vectors] [--width N] [--depth N]
                                  [--teacher MODEL]
    python -m benchmarks.ner join DIR DIR --out DIR --version V   several networks as one model, calibrated on dev
    python -m benchmarks.ner vectors --model DIR --out FILE       word vectors (_ner_vectors.py says what it needs)

LABKIN_DATA names the folder of the corpora. Figures of the development parts are of networks trained without
them: `train` leaves out every article that is in one of them, unless told `--with-dev`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks import _ner_measure, _ner_train
from benchmarks._measures import corpora
from benchmarks._ner_train import Choice
from labkin.nlp.recogniser import SHIPPED, Recogniser
from labkin.nlp.recogniser_features import Knowledge
from labkin.nlp.recogniser_net import Net, Shape
from labkin.nlp.word_vectors import WordVectors


def run(arguments: list[str]) -> None:
    """Print the table of a model, of the shipped one where none is named."""
    folder = Path(arguments[0]) if arguments else SHIPPED
    _ner_measure.table(Recogniser.load(folder), corpora())


def _know(given: argparse.Namespace) -> None:
    from benchmarks import _ner_lexica

    given.out.mkdir(parents=True, exist_ok=True)
    _ner_lexica.build(corpora(), WordVectors.load(given.vectors)).save(given.out)


def _train(given: argparse.Namespace) -> None:
    knowledge = _ner_train.without_knowledge(Knowledge.load(given.know), given.hide)
    choice = Choice(given.with_dev, tuple(given.without), given.steps, given.seed, given.width, given.depth)
    found = _ner_train.examples(corpora(), knowledge, choice)
    if given.teacher:
        found += _ner_train.taught(corpora(), Recogniser.load(given.teacher), knowledge)
    net = _ner_train.train(found, knowledge, choice)
    given.out.mkdir(parents=True, exist_ok=True)
    net.save(given.out / "net.npz")
    (given.out / "shape.json").write_text(json.dumps(net.shape.to_json()), encoding="utf-8")
    if not given.with_dev:
        _ner_measure.table(_ner_train.recogniser([net], knowledge, "training"), corpora(), given.measure)


def _join(given: argparse.Namespace) -> None:
    knowledge = Knowledge.load(given.know)
    nets = []
    for folder in given.nets:
        shape = Shape.of_json(json.loads((folder / "shape.json").read_text(encoding="utf-8")))
        nets.append(Net.load(folder / "net.npz", shape))
    model = _ner_train.recogniser(nets, knowledge, given.version)
    if given.calibration:
        model = _ner_measure.calibrated_like(model, Recogniser.load(given.calibration))
    else:
        model = _ner_measure.calibrated(model, corpora(), given.plot)
    model.save(given.out)


def _vectors(given: argparse.Namespace) -> None:
    from benchmarks import _ner_vectors

    _ner_vectors.build(corpora(), given.model).save(given.out)


def main(arguments: list[str]) -> None:
    """Run one of the commands."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ner")
    commands = parser.add_subparsers(required=True)
    know = commands.add_parser("know", help="build names, classes of words and vectors")
    know.add_argument("--vectors", type=Path, required=True)
    know.set_defaults(run=_know)
    train = commands.add_parser("train", help="train one network")
    train.add_argument("--know", type=Path, default=SHIPPED)
    train.add_argument("--with-dev", action="store_true")
    train.add_argument("--without", action="append", default=[], metavar="CORPUS")
    train.add_argument("--steps", type=int, default=2_400)
    train.add_argument("--seed", type=int, default=0)
    train.add_argument("--width", type=int, default=192)
    train.add_argument("--depth", type=int, default=4)
    train.add_argument("--teacher", type=Path, help="a model whose findings in unmarked abstracts are learnt too")
    train.add_argument("--measure", action="append", default=[], metavar="CORPUS", help="measure on these only")
    train.add_argument("--hide", action="append", default=[], choices=["names", "classes", "vectors"])
    train.set_defaults(run=_train)
    join = commands.add_parser("join", help="make one model of several networks")
    join.add_argument("nets", type=Path, nargs="+")
    join.add_argument("--know", type=Path, default=SHIPPED)
    join.add_argument("--version", required=True)
    join.add_argument("--calibration", type=Path, help="a model whose calibration to take instead of measuring one")
    join.add_argument("--plot", type=Path, help="a picture of how reliable confidence is")
    join.set_defaults(run=_join)
    vectors = commands.add_parser("vectors", help="make word vectors")
    vectors.add_argument("--model", type=Path, required=True)
    vectors.set_defaults(run=_vectors)
    for command in (know, train, join, vectors):
        command.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    given.run(given)


if __name__ == "__main__":
    main(sys.argv[1:])
