"""Drift: what is read today, against what was read at first."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from command_line import CommandLine
from labkin.app.drift import LEAST, Limits, Seen, Spread, by_chance, by_month, drift_of, periods, stability
from labkin.app.drift_read import drift, drift_for_status
from labkin.graph.ledger import now
from labkin.graph.model import Node, Source, Statement
from read_lab import read, read_lab

MIX = ("Chemical", "Disease", "Gene")


def month(name: str, count: int, seed: int, unlinked: float = 0.2, low: float = 0.5, types: tuple[str, ...] = MIX):
    drawn = random.Random(seed)
    return [Seen(name, drawn.choice(types), drawn.uniform(low, 1.0), drawn.random() >= unlinked) for _ in range(count)]


def steady(*more: Seen) -> list[Seen]:
    return [seen for number in range(1, 7) for seen in month(f"2026-0{number}", 200, number)] + list(more)


def test_months_that_are_alike_raise_no_alarm() -> None:
    found = drift_of(by_month(steady()), Limits())
    assert [one.alarms for one in found.months] == [()] * 6
    assert found.compared_with == "2026-01 to 2026-03" and found.reference.mentions == 600
    assert found.line.startswith("none: 2026-06 is like 2026-01 to 2026-03")


def test_more_unlinked_mentions_raise_an_alarm_from_ten_points_on() -> None:
    few = drift_of(by_month(steady(*month("2026-07", 400, 9, unlinked=0.22))), Limits())
    assert few.alarms == ()
    many = drift_of(by_month(steady(*month("2026-07", 400, 9, unlinked=0.45))), Limits())
    assert len(many.alarms) == 1 and many.alarms[0].startswith("in 2026-07 ")
    assert "could not be linked" in many.line and many.to_json()["alarm"] is True
    assert drift_of(by_month(steady(*month("2026-07", 400, 9, unlinked=0.45))), Limits(unlinked=30.0)).alarms == ()


def test_other_confidences_and_other_types_raise_one_alarm_each() -> None:
    unsure = drift_of(by_month(steady(*month("2026-07", 200, 9, low=0.1))), Limits())
    assert [alarm.split(" of mentions")[0] for alarm in unsure.alarms] == ["in 2026-07 the confidences"]
    other = drift_of(by_month(steady(*month("2026-07", 200, 9, types=("Species", "Gene")))), Limits())
    assert [alarm.split(" of mentions")[0] for alarm in other.alarms] == ["in 2026-07 the types"]


def test_an_alarm_of_an_old_month_is_kept_with_it_and_is_not_todays() -> None:
    found = drift_of(by_month(steady(*month("2026-07", 200, 9, low=0.0), *month("2026-08", 200, 8))), Limits())
    assert found.months[6].alarms and not found.alarms


def test_a_month_of_few_mentions_is_judged_with_those_before_it() -> None:
    found = drift_of(by_month(steady(*month("2026-07", LEAST - 1, 9, unlinked=1.0))), Limits())
    assert found.months[-1].alarms == () and found.months[-1].types_index is None
    assert found.recent is not None and found.recent.month == "2026-06 to 2026-07"
    assert [alarm.split(" mentions")[0][:27] for alarm in found.alarms] == ["in 2026-06 to 2026-07 38 of"]


def test_months_are_shown_together_until_they_are_enough() -> None:
    few = [seen for number in range(1, 8) for seen in month(f"2026-0{number}", 20, number)]
    shown = periods(drift_of(by_month(few), Limits()).months)
    assert [(name, one.mentions) for name, one in shown] == [("2026-01 to 2026-04", 80), ("2026-05 to 2026-07", 60)]
    assert sum((one for _, one in shown), Spread()) == sum(by_month(few).values(), Spread())
    assert [name for name, _ in periods(drift_of(by_month(steady()), Limits()).months)] == [
        f"2026-0{number}" for number in range(1, 7)
    ]
    assert periods([]) == []


def test_where_there_are_few_mentions_besides_the_reference_nothing_is_said() -> None:
    few = [seen for number in range(1, 4) for seen in month(f"2026-0{number}", 200, number)]
    found = drift_of(by_month([*few, *month("2026-07", LEAST - 1, 9, unlinked=1.0)]), Limits())
    assert found.alarms == () and found.line == f"2026-07 has {LEAST - 1} mentions, too few to compare"
    assert drift_of(by_month(few), Limits()).line.startswith("none: 2026-03 is like 2026-01 to 2026-03")


def test_a_model_card_takes_the_place_of_the_first_months() -> None:
    card = Spread()
    for one in month("", 500, 3, low=0.0):
        card.add(one)
    found = drift_of(by_month(steady()), Limits(), Spread.from_json(card.to_json()), "ours-2")
    assert found.compared_with == "the card of ours-2"
    assert all(one.alarms for one in found.months)


def test_a_lab_that_read_nothing_has_no_drift() -> None:
    found = drift_of({}, Limits())
    assert found.line == "nothing was read yet" and found.to_json()["months"] == [] and not found.alarms


@given(st.lists(st.integers(0, 500), min_size=2, max_size=9), st.data())
def test_the_index_is_never_negative_and_nothing_where_shares_are_equal(counts: list[int], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.integers(0, 500), min_size=len(counts), max_size=len(counts)))
    assert stability(counts, other) >= 0
    assert abs(stability(counts, other) - stability(other, counts)) < 1e-9
    assert stability(counts, counts) == 0


def test_what_is_granted_to_chance_is_seldom_exceeded_by_chance() -> None:
    """Of 2,000 pairs of samples of one spread the index exceeds it in one of a hundred, give or take."""
    drawn, granted, over = random.Random(1), by_chance(5, 200, 600), 0
    for _ in range(2000):
        one, other = (Counter(drawn.choices(range(5), k=size)) for size in (200, 600))
        over += stability([one[bin] for bin in range(5)], [other[bin] for bin in range(5)]) > granted
    assert 8 <= over <= 40


def test_the_drift_of_a_lab_goes_by_the_dates_of_its_texts(tmp_path: Path) -> None:
    with read_lab(tmp_path / "lab") as lab:
        with lab.ledger.batch("ana", "dates") as batch:
            source = batch.add_source(Source("dates", "", 0, "test", "1"))
            batch.add(Statement(Node.of("PMID:101", "Publication", published="2026-01-31"), source, "line 1"))
            batch.add(Statement(Node.of("PMID:102", "Publication", date="2026-03"), source, "line 2"))
            batch.commit()
        found = drift(lab)
        assert [one.month for one in found.months][:2] == ["2026-01", "2026-03"]
        this = found.months[2]
        assert this.month == now()[:7] and this.spread.types == {"Disease": 2, "Gene": 1}
        first = found.months[0].spread
        assert (first.mentions, first.unlinked, first.types["CellLine"]) == (6, 1, 1)
        read(lab, "toy@2", {})
        assert drift(lab).months == ()


def test_status_tells_of_drift(tmp_path: Path) -> None:
    with read_lab(tmp_path / "lab") as lab:
        expected = drift_for_status(lab)
    said = CommandLine(tmp_path / "lab").json("status")
    assert said["drift"]["alarm"] is False and said["drift"]["line"] == expected.line
    assert said["drift"]["months"][0]["mentions"] == 14
    text = CommandLine(tmp_path / "lab", LABKIN_DRIFT_INDEX="0.3")("status").out
    assert f"drift: {expected.line}" in text
    wrong = CommandLine(tmp_path / "lab", LABKIN_DRIFT_MONTHS="few")("status", code=1).err
    assert "drift_months (LABKIN_DRIFT_MONTHS) must be a number of months, not few" in wrong
