"""Agreement between two curators, on figures worked out by hand and on what must always hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labkin.app.curation_agreement import agreement, kappa


def test_only_what_both_decided_counts() -> None:
    found = agreement("ana", "ben", {"m1": "accept", "m2": "reject", "m3": "accept"}, {"m2": "accept", "m3": "accept"})
    assert (found.both, found.agreed, found.raw) == (2, 1, 0.5)
    assert found.differ == (("m2", "reject", "accept"),)


def test_kappa_is_what_one_reckons_by_hand() -> None:
    """Agreement in 25 + 2 + 2 of 100; the sums of rows are 50, 30, 20, those of columns 40, 30, 30."""
    table = [[25, 13, 12], [12, 2, 16], [3, 15, 2]]
    pairs = [(str(a), str(b)) for a, row in enumerate(table) for b, count in enumerate(row) for _ in range(count)]
    agreed, chance = 0.29, 0.50 * 0.40 + 0.30 * 0.30 + 0.20 * 0.30
    assert kappa(pairs) == pytest.approx((agreed - chance) / (1 - chance))


def test_without_anything_in_common_there_is_no_kappa() -> None:
    assert agreement("ana", "ben", {"m1": "accept"}, {}).kappa is None
    assert agreement("ana", "ben", {"m1": "accept"}, {"m1": "accept"}).kappa is None


VERDICTS = st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(("accept", "reject", "Gene HGNC:1")))


@given(VERDICTS, VERDICTS)
def test_it_does_not_matter_who_is_named_first(one: dict[str, str], other: dict[str, str]) -> None:
    left, right = agreement("a", "b", one, other), agreement("b", "a", other, one)
    assert (left.both, left.agreed, left.kappa) == (right.both, right.agreed, right.kappa)
    assert left.agreed == left.both - len(left.differ)
    assert left.kappa is None or -1 <= left.kappa <= 1
    assert left.kappa is None or (left.kappa == 1) == (left.agreed == left.both)
