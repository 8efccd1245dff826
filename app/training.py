"""`train ner` in a lab: the decisions as lessons, training, measuring before and after, and the new model put in use.

A model that is worse than the one it began with is written down with its card, but not put in use unless told to.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labkin.app.annotating_texts import all_prose
from labkin.app.curation_export import counted, lessons
from labkin.app.drift import Seen, Spread
from labkin.app.lab import Lab
from labkin.app.models_kept import models_folder, use_model
from labkin.graph.errors import LabError, LabkinError
from labkin.graph.ledger import now
from labkin.nlp.annotations import TYPES
from labkin.nlp.lessons import Lesson, Scores, digest, score, split
from labkin.nlp.model_card import Card, Measured, write_card

if TYPE_CHECKING:
    from labkin.nlp.recogniser import Recogniser
    from labkin.nlp.training import Recipe

LEAST = 10  # settled spans, below which nothing can be learnt or measured
LOST = 0.01  # of F1 on texts that have nothing to do with the decisions, beyond which a model is worse
SOFTWARE = ("labkin", "spacy", "thinc", "numpy")

Say = Callable[[str, float], None]  # what is being done, and how much of it, 0 to 1


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of it."""

    folder: Path
    card: Card
    installed: bool


@dataclass(slots=True)
class _Set:
    name: str
    part: str
    lessons: list[Lesson]
    before: Scores | None = None
    after: Scores | None = None

    def measured(self) -> Measured:
        settled = sum(len(one.right) + len(one.wrong) for one in self.lessons)
        figures = [one.to_json() if one else {} for one in (self.before, self.after)]
        return Measured(self.name, self.part, len(self.lessons), settled, digest(self.lessons), *figures)


def train_ner(
    lab: Lab,
    base: Path,
    recipe: Recipe,
    corpora: Sequence[Path] = (),
    force: bool = False,
    author: str = "",
    say: Say = lambda *_: None,
) -> Trained:
    """Train the model in that folder on the lab's decisions; see the module. `corpora` are PubTator files to check on.

    Raises LabkinError where too little was decided, or a corpus cannot be read.
    """
    from labkin.nlp.recogniser import Recogniser
    from labkin.nlp.training import reader, train_further

    began = time.monotonic()
    sets = _sets(lab, corpora)
    train, held_out = sets[0], sets[1]
    old = Recogniser.load(base)
    for place, one in enumerate(sets):
        say("measuring the model as it is", place / len(sets))
        one.before = score(one.lessons, reader(old))
    name, number = old.settings.name, _next(lab, old)
    others = _others(lab, {one.id for one in [*train.lessons, *held_out.lessons]}, recipe)
    made = train_further(base, train.lessons, others, number, recipe, lambda share: say("training", share))
    folder = models_folder(lab) / f"{name}-{number}"
    _write(made, folder)
    new = Recogniser.load(folder)  # as it will be used: weights in half precision
    for place, one in enumerate(sets):
        say("measuring the new model", place / len(sets))
        one.after = score(one.lessons, reader(new))
    worse = tuple(_worse(sets))
    card = Card(
        name,
        number,
        old.model,
        _hash_of(base),
        now(),
        author or lab.config.author,
        round(time.monotonic() - began, 1),
        recipe.to_json(),
        counted(lab),
        tuple(one.measured() for one in sets),
        _versions(),
        worse=worse,
        forced=force,
    )
    write_card(folder, card)
    installed = not worse or force
    if installed:
        use_model(lab, folder.name)
    return Trained(folder, card, installed)


def _sets(lab: Lab, corpora: Sequence[Path]) -> list[_Set]:
    from labkin.nlp.training import corpus_lessons

    found = lessons(lab)
    settled = sum(len(one.right) + len(one.wrong) for one in found)
    if settled < LEAST or len(found) < 2:
        raise LabkinError(
            f"{settled} mentions in {len(found)} texts were decided on: it takes {LEAST} in 2 texts to learn from and "
            "to measure; `labkin curate next` offers more"
        )
    train, held_out = split(found)
    sets = [_Set("decisions", "train", train), _Set("decisions", "held-out", held_out)]
    for path in corpora:
        try:
            read = corpus_lessons(path, TYPES)
        except (OSError, UnicodeDecodeError) as error:
            raise LabkinError(f"the corpus {path} cannot be read: {error}") from error
        if not any(one.right for one in read):
            raise LabkinError(f"the corpus {path} marks nothing that we know: it must be PubTator, with our types")
        sets.append(_Set(path.name, "check", read))
    return sets


def _worse(sets: Iterable[_Set]) -> Iterable[str]:
    """On what the new model is worse: by however little on decisions it did not see, by more than LOST on the rest."""
    for one in sets:
        assert one.before and one.after
        lost = one.before.all.f1 - one.after.all.f1
        if (one.part == "held-out" and lost > 0) or (one.part == "check" and lost > LOST):
            what = "decisions that were held out" if one.part == "held-out" else one.name
            yield f"F1 on {what} fell from {100 * one.before.all.f1:.1f} to {100 * one.after.all.f1:.1f}"


def _next(lab: Lab, old: Recogniser) -> str:
    """A version after that of the base: its own, `+lab.`, and a number that no model of this lab has."""
    base = old.settings.version.partition("+")[0]
    number = 1
    while (models_folder(lab) / f"{old.settings.name}-{base}+lab.{number}").exists():
        number += 1
    return f"{base}+lab.{number}"


def _others(lab: Lab, known: set[str], recipe: Recipe) -> list[str]:
    """Texts that nobody decided on, the same ones every time."""
    with lab.view() as view:
        texts = [
            (hashlib.sha256(one.id.encode()).hexdigest(), one.text) for one in all_prose(view) if one.id not in known
        ]
    return [text for _, text in sorted(texts)[: recipe.others]]


def _write(model: Recogniser, folder: Path) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
        model.save(folder)
    except OSError as error:
        raise LabError(f"the model cannot be written into {folder}: {error.strerror or error}") from error


def _hash_of(folder: Path) -> str:
    """The SHA-256 over the names and contents of a model's files."""
    found = hashlib.sha256()
    for file in sorted(one for one in folder.iterdir() if one.is_file()):
        found.update(file.name.encode())
        with file.open("rb") as stream:
            found.update(hashlib.file_digest(stream, "sha256").digest())
    return found.hexdigest()


def _versions() -> Mapping[str, str]:
    found: dict[str, str] = {"python": platform.python_version()}
    for name in SOFTWARE:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def expect(lab: Lab, trained: Trained) -> None:
    """Write onto the card what the model's mentions are like on the texts of the lab, once it has read them."""
    from labkin.app.drift_read import seen

    spread = Spread()
    for one in seen(lab):
        spread.add(Seen(*one))
    write_card(trained.folder, replace(trained.card, expected=spread.to_json()))


def shown(trained: Trained) -> dict[str, Any]:
    """What `train ner --json` prints."""
    return {"folder": str(trained.folder), "installed": trained.installed, "card": trained.card.to_json()}
