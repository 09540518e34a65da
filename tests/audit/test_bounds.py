"""Bounds: every shipped one says where it comes from, and a file of one's own is refused with all its faults."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from glasshouse.auditing.bounds import load_bounds, names, parse
from glasshouse.checking import check
from glasshouse.errors import InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Estimate
from glasshouse.specs import reading

BAD = """\
schema: glasshouse/bounds@1
bounds:
  F99: {at_most: 1, source: law}
  F5: {at_most: lots, at_least: 0.1, source: ""}
  F4: {at_mots: 1, assumption: mine}
  F7: {at_most: 0.1}
"""


def test_every_shipped_bound_has_a_source_or_is_marked() -> None:
    bounds = load_bounds()
    assert {"F5", "F10.favourable", "F6.open_1", "F28.repaid"} <= {bound.name for bound in bounds}
    assert all(bound.source or bound.assumption for bound in bounds)
    assert all(bound.unit == names(catalogue.all_measures())[bound.name] for bound in bounds)


def test_the_yardstick_stands_with_its_caveat() -> None:
    yardstick = next(bound for bound in load_bounds() if bound.name == "F10.favourable")
    assert yardstick.limit == "at least 0.8 ratio of shares unharmed"
    assert "1607.4(D)" in yardstick.basis
    assert "Blind to rare harm" in yardstick.caveat


def test_all_faults_of_a_file_are_named_at_once() -> None:
    with pytest.raises(InputError) as bad:
        parse(reading.parse(BAD, "bounds.yaml"))
    said = str(bad.value)
    for words in (
        "bounds.F99: not a finding",
        "bounds.F5: has 2 limits",
        "bounds.F5.at_most: lots is not a number",
        "bounds.F5.source: is not a text",
        'did you mean "at_most"',
        "bounds.F7: has no source",
    ):
        assert words in said
    assert all(diagnostic.file == "bounds.yaml" and diagnostic.line for diagnostic in bad.value.diagnostics)


def test_an_empty_or_foreign_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"names no bound"):
        parse(reading.parse("schema: glasshouse/bounds@1\nbounds: {}\n"))
    with pytest.raises(InputError, match=r"is not glasshouse/bounds@1"):
        parse(reading.parse("schema: glasshouse/study@1\nbounds: {F5: {at_most: 1, source: x}}\n"))
    mine = tmp_path / "mine.yaml"
    mine.write_text("schema: glasshouse/bounds@1\nbounds: {F5: {at_most: 0.2, assumption: mine}}\n")
    assert check(mine).schema == "glasshouse/bounds@1"


@pytest.mark.parametrize(
    ("low", "value", "high", "verdict"),
    [
        (0.06, 0.08, 0.1, "violated"),
        (0.01, 0.02, 0.05, "not violated"),
        (0.01, 0.06, 0.1, "not enough evidence"),
        (math.nan, 0.5, math.nan, "not enough evidence"),
    ],
)
def test_three_verdicts(low: float, value: float, high: float, verdict: str) -> None:
    limit = next(bound for bound in load_bounds() if bound.name == "F5")
    assert limit.bound.limit == 0.05
    assert limit.bound.verdict(Estimate(value, low, high, 10, 1)) == verdict
