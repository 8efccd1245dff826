"""What everyday words are near among the words of a graph, by the thesaurus that ships, by the encoder, and by both.

    python -m benchmarks thesaurus                                          the table
    python -m benchmarks.thesaurus build --wordnet FOLDER --out FILE        the thesaurus

The words are those of data/near_words.tsv. By the encoder, the nearest is taken whose cosine is at least so much, and
by 0.05 better than that of any other; both are put as "what ... is it?". FOLDER holds WordNet 3.0 as Debian's package
wordnet-base has it (`/usr/share/wordnet`): data, indexes and lists of odd forms of nouns and verbs.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import _thesaurus_build
from labkin.graph import schema
from labkin.graph.profile import Profile, PropProfile
from labkin.nlp.encoders import Encoder, load
from labkin.nlp.question_nearest import Near, Nearest
from labkin.nlp.thesaurus import thesaurus

WORDS = Path(__file__).parent / "data" / "near_words.tsv"
LEASTS = (0.65, 0.7, 0.75, 0.8)  # cosines
MARGIN = 0.05
FRAME = "what {} is it?"
_DATES = ("date", "ended", "ed", "due", "founded")  # how properties end that are dates

Find = Callable[[Nearest, str], list[Near]]


class Case(NamedTuple):
    """A word asked of a graph, and the name that it means there, empty where it means nothing."""

    nearest: Nearest
    word: str
    means: str


def cases() -> Iterator[Case]:
    """The words of the file, each with its graph."""
    rows = [line.split("\t") for line in WORDS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    graphs: dict[str, dict[str, list[str]]] = {}
    for graph, what, words in rows:
        graphs.setdefault(graph, {})[what] = words.split(", ")
    for said in graphs.values():
        nearest = Nearest.of(_profile(said["kinds"], said["relations"], said["properties"]), thesaurus())
        for pair in said["mean"]:
            word, _, means = pair.partition(" = ")
            yield Case(nearest, word, means)
        yield from (Case(nearest, word, "") for word in said["mean nothing"])


def _profile(kinds: list[str], relations: list[str], props: list[str]) -> Profile:
    names = ["own:" + kind.title().replace(" ", "") for kind in kinds]
    held = {prop.replace(" ", "_"): PropProfile("date" if prop.endswith(_DATES) else "text", 1) for prop in props}
    triples = {(names[0], relation.replace(" ", "_"), names[1]): 1 for relation in relations}
    return Profile(dict.fromkeys(names, 1), triples, {names[0]: held})


def by_encoder(encoder: Encoder, least: float) -> Find:
    """What is nearest by the cosine of two vectors, if it is near enough and nothing else as near."""

    def find(nearest: Nearest, word: str) -> list[Near]:
        if not (nearest.book.bases(word, "n") or nearest.book.bases(word, "v")):
            return []
        vectors = encoder.encode([FRAME.format(text) for text in (word, *(near.word for near in nearest.known))])
        found = sorted(zip((vectors[1:] @ vectors[0]).tolist(), nearest.known, strict=True), reverse=True)
        other = next((far for far, near in found if near.name != found[0][1].name), 0.0)
        return [found[0][1]] if found[0][0] >= least and found[0][0] - other >= MARGIN else []

    return find


def either(first: Find, second: Find) -> Find:
    """What the first finds, else what the second finds."""
    return lambda nearest, word: first(nearest, word) or second(nearest, word)


def counts(find: Find, asked: list[Case]) -> tuple[int, int, int, int]:
    """How many words were taken for what they mean, for something else, for nothing; and of those that mean nothing."""
    right = wrong = missed = false = 0
    for case in asked:
        found = [schema.readable(near.name) for near in find(case.nearest, case.word)[:1]]
        right += found == [case.means]
        wrong += bool(case.means and found and found != [case.means])
        missed += bool(case.means and not found)
        false += bool(not case.means and found)
    return right, wrong, missed, false


def run(arguments: list[str]) -> None:
    """Print what each way takes the words for."""
    argparse.ArgumentParser(prog="python -m benchmarks thesaurus").parse_args(arguments)
    asked, encoder = list(cases()), load()
    ways: dict[str, Find] = {"thesaurus": Nearest.to}
    ways |= {f"encoder, {least}": by_encoder(encoder, least) for least in LEASTS}
    ways |= {f"thesaurus, else encoder, {least}": either(Nearest.to, by_encoder(encoder, least)) for least in LEASTS}
    means = sum(bool(case.means) for case in asked)
    print(f"{means} words that mean something, {len(asked) - means} that do not\n")
    print("| by | right | wrong | missed | something where there is nothing |\n|---|---:|---:|---:|---:|")
    for name, find in ways.items():
        print(f"| {name} | {' | '.join(map(str, counts(find, asked)))} |", flush=True)


def main(arguments: list[str]) -> None:
    """Make the file."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.thesaurus")
    build = parser.add_subparsers(required=True).add_parser("build")
    build.add_argument("--wordnet", type=Path, required=True)
    build.add_argument("--out", type=Path, required=True)
    given = parser.parse_args(arguments)
    for name, wanted in _thesaurus_build.ORIGINAL.items():
        if hashlib.sha256((given.wordnet / name).read_bytes()).hexdigest() != wanted:
            raise SystemExit(f"{given.wordnet / name} is not the file that Labkin's thesaurus was made from")
    given.out.write_bytes(_thesaurus_build.built(given.wordnet))
    print(hashlib.sha256(given.out.read_bytes()).hexdigest(), given.out.stat().st_size, given.out.name)


if __name__ == "__main__":
    main(sys.argv[1:])
