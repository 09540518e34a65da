"""Findings and definitions: verdicts need evidence, numbers carry their sizes, every measure is defined."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import (
    SCHEMA,
    VERDICTS,
    Bound,
    Estimate,
    Finding,
    GroupValue,
    answer,
    sized,
    table,
    verdicts,
)
from glasshouse.metrics.measure import NEEDS, measure

IDS = [f"F{number}" for number in range(1, 32)] + ["CS"]


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.11, 0.19, "violated"),
        (0.05, 0.09, "not violated"),
        (0.05, 0.11, "not enough evidence"),
        (0.10, 0.12, "not enough evidence"),  # begins at the bound: it may lie just on it
        (0.08, 0.10, "not violated"),  # ends at the bound, which may be reached
        (math.nan, math.nan, "not enough evidence"),
    ],
)
def test_a_verdict_needs_the_whole_interval(low: float, high: float, verdict: str) -> None:
    middle = (low + high) / 2 if low == low else 0.5
    assert Bound("F5", 0.1).verdict(Estimate(middle, low, high, 100, 10)) == verdict
    mirrored = Estimate(-middle, -high, -low, 100, 10)
    assert Bound("F5", -0.1, "at least").verdict(mirrored) == verdict


def test_nobody_is_no_evidence() -> None:
    assert Bound("F5", 0.1).verdict(Estimate(0.5, 0.4, 0.6, 0, 0)) == "not enough evidence"
    assert Bound("F5", 0.1).verdict(Estimate.bare(math.nan, 10, 0)) == "not enough evidence"


def test_bounds_meet_the_findings_of_their_name() -> None:
    found = [
        finding("F5", Estimate(0.2, 0.15, 0.3, 40, 8)),
        finding("F10", Estimate(2, 0.5, 9, 40, 8), part="ratio"),
    ]
    answers = verdicts(found, [Bound("F10.ratio", 1.25), Bound("F5", 0.1)])
    assert [(bound.name, one.id, verdict) for bound, one, verdict in answers] == [
        ("F10.ratio", "F10", "not enough evidence"),
        ("F5", "F5", "violated"),
    ]


@given(
    st.floats(-5, 5),
    st.floats(0, 3),
    st.floats(0, 3),
    st.floats(-5, 5),
    st.sampled_from(("at most", "at least")),
)
def test_no_bound_is_both_violated_and_kept(
    value: float, down: float, up: float, limit: float, keep: str
) -> None:
    found = Estimate(value, value - down, value + up, 5, 1)
    verdict = Bound("F5", limit, keep).verdict(found)  # type: ignore[arg-type]
    assert verdict in VERDICTS
    if verdict != "not enough evidence":
        assert (verdict == "not violated") == Bound("F5", limit, keep).holds(value)  # type: ignore[arg-type]


def test_a_finding_prints_its_interval_and_sizes() -> None:
    found = finding("F5", Estimate(0.25, 0.2, 0.31, 1200, 300))
    assert (
        str(found)
        == "F5 Wrongful share of the list: 0.25 of months on a list (0.2 to 0.31; 1,200 persons, 300 events)"
    )
    assert sized(Estimate.bare(math.nan, 7, 0)) == "no figure (7 persons, 0 events)"
    assert sized(Estimate.bare(2.0, 7, 3), "months") == "2 months (7 persons, 3 events)"


def test_words_come_from_the_definition_and_caveats_add_up() -> None:
    assert finding("F4", Estimate(2, 1, 3, 40, 8), part="unable").note.startswith("Who was truly meant")
    yardstick = finding("F10", Estimate(0.9, 0.8, 1, 40, 8), part="favourable", note="By sex.")
    assert yardstick.note.startswith("Blind to rare harm") and yardstick.note.endswith("0.99. By sex.")
    found = finding("F10", Estimate(2, 1, 3, 40, 8), part="ratio", note="Value: men.")
    assert (found.name, found.side, found.worse, found.unit) == (
        "F10.ratio",
        "harm",
        "more",
        "ratio of risks",
    )
    assert found.note == "Value: men."
    with pytest.raises(InputError, match='did you mean "ratio"'):
        finding("F10", Estimate(2, 1, 3, 40, 8), part="ration")
    with pytest.raises(InputError, match="F99: not a measure"):
        finding("F99", Estimate(2, 1, 3, 40, 8))


def test_a_table_has_a_row_for_everybody_and_for_each_group() -> None:
    women = GroupValue.of("sex", "women", Estimate(0.1, 0.0, 0.2, 20, 2))
    found = table([finding("F5", Estimate(0.2, 0.1, 0.3, 40, 8), by_group=[women])])
    assert found.schema == SCHEMA
    rows = found.to_pylist()
    assert [(row["dim"], row["group"], row["value"], row["persons"]) for row in rows] == [
        ("all", "all", 0.2, 40),
        ("sex", "women", 0.1, 20),
    ]
    assert rows[0]["runs"] == 1


def test_another_unit_turns_the_interval_with_the_number() -> None:
    turned = Estimate(2, 1, 4, 10, 5).times(-10)
    assert (turned.value, turned.low, turned.high) == (-20, -40, -10)
    with pytest.raises(ValueError, match="not an estimate"):
        Estimate(1, 2, 0, 3, 3)


def test_every_measure_is_defined_with_unit_and_source() -> None:
    assert list(catalogue.numbered()) == IDS
    for entry in catalogue.shipped().values():
        assert entry.definition.endswith(".") and entry.source and entry.unit, entry.id
        assert entry.needs and set(entry.required) <= set(NEEDS), entry.id


def test_all_that_is_wrong_with_a_measure_is_named() -> None:
    with pytest.raises(InputError) as bad:
        measure(id="no id", title="", unit="u", worse="bad", side="harms", needs=("peoples",))(lambda data: 1)  # type: ignore[arg-type]
    said = str(bad.value)
    for what in ("no id", "title is empty", "worse: bad", "side: harms", 'did you mean "people"'):
        assert what in said
    assert f"{__file__}:" in said


def finding(id: str, found: Estimate, **words: Any) -> Finding:
    """A finding of a shipped measure."""
    return catalogue.finding(answer(id, found, **words))
