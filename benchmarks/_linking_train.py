"""Teach the linker: count what mentions meant, fit and calibrate the scorers. `python -m benchmarks linking build`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks._linking import Gold, Text, teach, training_texts
from benchmarks._linking_fit import Case, fit
from labkin.nlp.linker import Linker, species_in
from labkin.nlp.linker_forms import spelled_out
from labkin.nlp.linker_model import Scorer
from labkin.nlp.linker_taught import Taught

FOLDS = 5
OWN = ("Disease", "Chemical", "Gene")  # types with a scorer of their own
ALL = (*OWN, "Species", "CellLine")
_UNTAUGHT = 0.15  # share of the mentions that also train the scorer of the types that no corpus teaches


def learn(data: Path, parts: Iterable[str] = ("train",), say: Any = print) -> tuple[Taught, dict[str, Scorer]]:
    """What the training parts teach: the counts, and the scorers by type.

    The scorers are fitted to features that were made with the counts of other folds (documents by number modulo five),
    and calibrated on folds that they were not fitted to.
    """
    documents = [one for _, one in training_texts(data, parts)]
    folds = [[one for one in documents if int(one.id) % FOLDS == fold] for fold in range(FOLDS)]
    cases: dict[str, list[list[tuple[Gold, Case]]]] = {type: [[] for _ in range(FOLDS)] for type in (*OWN, "Other")}
    for fold, held in enumerate(folds):
        began = time.time()
        taught = teach(one for other, group in enumerate(folds) if other != fold for one in group)
        linker = Linker(taught, {})
        for type in OWN:
            cases[type][fold] = list(_cases(linker, held, (type,)))
        cases["Other"][fold] = list(_cases(Linker(Taught(), {}), held[::6], ALL))
        say(f"fold {fold}: {time.time() - began:.0f} s")
    return teach(documents), {type: scorer(groups, type, say) for type, groups in cases.items()}


def scorer(groups: Sequence[Sequence[tuple[Gold, Case]]], type: str, say: Any = print) -> Scorer:
    """A scorer fitted to all folds, calibrated on each as others were fitted without it."""
    shares, rights, nothing = [], [], []
    for fold in range(FOLDS):
        part = fit([case for other, group in enumerate(groups) if other != fold for _, case in group], seeds=1)
        for gold, case in groups[fold]:
            best = part.shares(case.features) if len(case.features) else np.zeros(1)
            place = int(best.argmax())
            shares.append(float(best[place]))
            rights.append(bool(len(case.right)) and bool(case.right[place]) and len(gold.keys) == 1)
            nothing.append(not gold.keys)
    slope, shift = platt(np.array(shares), np.array(rights))
    whole = fit([case for group in groups for _, case in group])
    whole = replace(whole, slope=slope, shift=shift)
    least = _least(np.array([whole.calibrated(share) for share in shares]), np.array(rights), np.array(nothing))
    say(f"{type}: {sum(map(len, groups))} mentions, held-out accuracy {np.mean(rights):.4f}, none below {least:.2f}")
    return replace(whole, least=least)


def _cases(linker: Linker, documents: Iterable[Text], types: Sequence[str]) -> Iterable[tuple[Gold, Case]]:
    for document in documents:
        wanted = [m for m in document.mentions if m.type in types]
        named = list(dict.fromkeys((m.text, m.type) for m in wanted))
        long = {text: spelled_out(text, document.abbreviations) for text, _ in named}
        species = species_in((m.text, m.type) for m in document.mentions)
        groups = dict(zip(named, linker.weighed(named, long, species), strict=True))
        for mention in wanted:
            group = groups[mention.text, mention.type]
            features = np.array([one.features for one in group], dtype=np.float32)
            right = np.array([one.key in mention.keys for one in group], dtype=bool)
            yield mention, Case(features, right)


def platt(shares: Any, rights: Any) -> tuple[float, float]:
    """Slope and shift that make the logit of a share a calibrated one, by Newton's method."""
    clipped = np.clip(shares, 1e-6, 1 - 1e-6)
    logits = np.log(clipped / (1 - clipped))
    slope, shift = 1.0, 0.0
    for _ in range(50):
        sure = 1 / (1 + np.exp(-(slope * logits + shift)))
        weight = sure * (1 - sure) + 1e-9
        rest = rights - sure
        gradient = np.array([(rest * logits).sum(), rest.sum()])
        curve = np.array(
            [[(weight * logits**2).sum(), (weight * logits).sum()], [(weight * logits).sum(), weight.sum()]]
        )
        step = np.linalg.solve(curve + 1e-6 * np.eye(2), gradient)
        slope, shift = slope + step[0], shift + step[1]
    return float(slope), float(shift)


def _least(sure: Any, rights: Any, nothing: Any) -> float:
    """The threshold under which to say "none" makes most mentions right."""
    steps = np.arange(0.0, 0.5, 0.01)
    scores = [np.where(sure < step, nothing, rights).mean() for step in steps]
    return float(steps[int(np.argmax(scores))])
