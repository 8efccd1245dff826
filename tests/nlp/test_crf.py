"""The conditional random field against an enumeration of all sequences of tags."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labkin.nlp.crf import FORBIDDEN, Field, allowed_pairs, best_paths, forward_backward, open_ends, tag_names

TYPES = ("Gene",)
NAMES = tag_names(TYPES)


def possible(tags: tuple[int, ...]) -> bool:
    """Whether the rules of begin, inside, end, single are kept."""
    allowed, (first, last) = allowed_pairs(TYPES), open_ends(TYPES)
    steps = all(allowed[a, b] for a, b in pairwise(tags))
    return bool(first[tags[0]] and last[tags[-1]] and steps)


def enumerated(scores: np.ndarray, pairs: np.ndarray) -> dict[tuple[int, ...], float]:
    """The weight of every possible sequence of tags."""
    found = {}
    for tags in product(range(len(NAMES)), repeat=len(scores)):
        if possible(tags):
            total = sum(scores[i, tag] for i, tag in enumerate(tags))
            total += sum(pairs[a, b] for a, b in pairwise(tags))
            found[tags] = float(np.exp(total))
    return found


def some_pairs(random: np.random.Generator, types: tuple[str, ...]) -> np.ndarray:
    """Transitions as a network might have learnt them."""
    allowed = allowed_pairs(types)
    return np.where(allowed, random.normal(size=allowed.shape), FORBIDDEN).astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=3), st.integers(0, 10_000))
def test_sums_and_best_paths_are_those_of_an_enumeration(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = random.normal(size=(len(lengths), max(lengths), len(NAMES))).astype(np.float32) * 2
    pairs = some_pairs(random, TYPES)
    sizes, field = np.array(sorted(lengths, reverse=True)), Field.of((TYPES, pairs))
    sums, (paths,) = forward_backward(scores, sizes, field), best_paths(scores, sizes, field)
    expected = np.zeros((5, 5))
    for row, length in enumerate(sizes):
        weights = enumerated(scores[row, :length], pairs)
        total = sum(weights.values())
        assert sums.log_z[row, 0] == pytest.approx(np.log(total), abs=1e-3)
        for place, tag in product(range(length), range(5)):
            share = sum(weight for tags, weight in weights.items() if tags[place] == tag) / total
            assert sums.tags[row, place, tag] == pytest.approx(share, abs=1e-3)
        for tags, weight in weights.items():
            for a, b in pairwise(tags):
                expected[a, b] += weight / total
        best = max(weights, key=weights.__getitem__)
        assert weights[tuple(paths[row, :length])] == pytest.approx(weights[best], rel=1e-4)
    assert sums.pairs == pytest.approx(expected, abs=1e-3)


def test_the_probability_of_a_span_is_that_of_all_sequences_with_it() -> None:
    random = np.random.default_rng(3)
    scores = random.normal(size=(1, 4, 5)).astype(np.float32)
    pairs = np.where(allowed_pairs(TYPES), 0.3, FORBIDDEN).astype(np.float32)
    weights = enumerated(scores[0], pairs)
    probability = forward_backward(scores, np.array([4]), Field.of((TYPES, pairs))).span_probability(0)
    begin, inside, end = (NAMES.index(f"{place}-Gene") for place in "BIE")
    share = sum(w for tags, w in weights.items() if tags[1:4] == (begin, inside, end)) / sum(weights.values())
    assert probability(1, [begin, inside, end]) == pytest.approx(share, abs=1e-4)


def test_long_texts_and_extreme_scores_neither_overflow_nor_vanish() -> None:
    scores = np.random.default_rng(0).normal(size=(1, 3_000, 5)).astype(np.float32) * 40
    pairs = np.where(allowed_pairs(TYPES), 0, FORBIDDEN).astype(np.float32)
    sums = forward_backward(scores, np.array([3_000]), Field.of((TYPES, pairs)))
    assert np.isfinite(sums.log_z).all()
    assert np.isfinite(sums.tags).all()
    assert sums.tags.sum(2) == pytest.approx(1, abs=1e-3)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=1, max_size=4), st.integers(0, 10_000))
def test_fields_side_by_side_say_what_each_says_alone(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    sizes = np.array(sorted(lengths, reverse=True))
    fields = [(types, some_pairs(random, types)) for types in (("Gene", "Disease"), ("Species",))]
    together = Field.of(*fields)
    # One field's scores may lie far below the other's.
    scores = random.normal(size=(len(sizes), sizes[0], len(together.pairs))).astype(np.float32) * 3
    scores[:, :, together.parts[1]] -= 90
    sums, paths = forward_backward(scores, sizes, together), best_paths(scores, sizes, together)
    for number, (field, part) in enumerate(zip(fields, together.parts, strict=True)):
        alone = forward_backward(scores[:, :, part], sizes, Field.of(field))
        assert sums.log_z[:, number] == pytest.approx(alone.log_z[:, 0], rel=1e-5)
        assert sums.alphas[:, :, part] == pytest.approx(alone.alphas, abs=1e-5)
        assert sums.betas[:, :, part] == pytest.approx(alone.betas, rel=1e-3)
        assert (paths[number] == best_paths(scores[:, :, part], sizes, Field.of(field))[0]).all()


def test_no_texts_have_no_tags() -> None:
    field = Field.of((TYPES, np.zeros((5, 5), np.float32)))
    nothing = np.zeros((0, 0, 5), np.float32)
    assert forward_backward(nothing, np.array([], int), field).log_z.shape == (0, 1)
    assert best_paths(nothing, np.array([], int), field).shape == (1, 0, 0)
