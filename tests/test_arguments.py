"""Arguments of public functions: what equals a plain value is taken, all else is refused by name."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import glasshouse as gh
from glasshouse import arguments, simulation
from glasshouse.linting.simulated import replicate
from glasshouse.simulation.repeating import life
from glasshouse.studies.executors import executor

SMALL: dict[str, Any] = {"persons": 100, "months": 1, "threads": 1}


@pytest.mark.parametrize(
    "value",
    [
        3,
        3.0,
        np.int64(3),
        np.uint8(3),
        np.float32(3),
        np.array(3),
        Decimal(3),
        Fraction(3),
        pd.Series([3])[0],
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_equals_a_whole_number_is_one(value: Any) -> None:
    found = arguments.whole("x", value, 0, 5)
    assert found == 3 and type(found) is int


@pytest.mark.parametrize(
    "value",
    [1.5, None, True, np.bool_(True), "3", b"3", np.array([3]), math.nan, math.inf, 3j, pd.NA, pd.NaT,
     [], {}, object(), Decimal("sNaN"), Fraction(1, 3), np.datetime64("2014-01"), int],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_does_not_is_refused_with_name_and_range(value: Any) -> None:
    with pytest.raises(gh.InputError) as bad:
        arguments.whole("persons", value, 1, 5_000)
    assert str(bad.value).startswith("persons: ")
    assert str(bad.value).endswith(" is not a whole number (give a whole number from 1 to 5,000)")


@pytest.mark.parametrize(
    "value",
    [-1, 6, 10**400, -(10**5000), 1e300, Decimal(6)],
    ids=lambda value: str(value)[:5] if not isinstance(value, int) or abs(value) < 10**9 else "huge",
)
def test_a_number_out_of_range_is_refused(value: Any) -> None:
    with pytest.raises(gh.InputError, match=r"x: .* is outside 0 \.\. 5"):
        arguments.whole("x", value, 0, 5)


@given(
    value=st.integers() | st.floats() | st.decimals() | st.fractions() | st.booleans() | st.text() | st.none()
)
def test_whole_numbers_are_exactly_those_python_says_are_equal(value: Any) -> None:
    low, high = -1000, 1000
    numeric = not isinstance(value, (bool, str)) and value is not None
    finite = numeric and not (isinstance(value, Decimal) and value.is_nan()) and value == value
    if finite and low <= value <= high and value == int(value):
        assert arguments.whole("x", value, low, high) == value
    else:
        with pytest.raises(gh.InputError, match=r"^x: "):
            arguments.whole("x", value, low, high)


@given(value=st.floats() | st.integers() | st.booleans() | st.text() | st.none())
def test_numbers_are_finite_and_in_range(value: Any) -> None:
    fine = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1
    if fine:
        assert arguments.number("share", value, 0, 1) == value
    else:
        with pytest.raises(gh.InputError, match=r"^share: "):
            arguments.number("share", value, 0, 1)


@pytest.mark.parametrize(
    "value",
    ["2014-02", "2014-02-28", datetime.date(2014, 2, 3), datetime.datetime(2014, 2, 3, 4),
     np.datetime64("2014-02"), np.datetime64("2014-02-03T04:05", "ns"), pd.Timestamp("2014-02-03", tz="UTC"),
     pd.Period("2014-02"), pd.Series(pd.to_datetime(["2014-02-01"]))[0]],
    ids=lambda value: f"{type(value).__name__} {value}",
)  # fmt: skip
def test_a_month_may_be_any_kind_of_date(value: Any) -> None:
    assert arguments.month("start", value) == "2014-02"


@pytest.mark.parametrize(
    "value",
    [
        "2014",
        "2014-13",
        "2014-2",
        "2014-02-30",
        "",
        2014,
        2014.5,
        None,
        True,
        pd.NaT,
        np.datetime64("NaT"),
        pd.NA,
    ],
)
def test_what_is_no_month_is_refused(value: Any) -> None:
    with pytest.raises(gh.InputError, match=r"^start: .* is not a month \(give a text such as"):
        arguments.month("start", value)


@pytest.mark.parametrize("value", ["0001-01", "1899-12", datetime.date(2201, 1, 1)])
def test_a_run_starts_in_a_year_of_this_calendar(value: Any) -> None:
    with pytest.raises(gh.InputError, match="is not between 1900 and 2200"):
        arguments.month("start", value)


def test_several_values_are_refused_together_each_with_its_place() -> None:
    assert arguments.several("seeds", np.array([1, 2]), arguments.seed) == [1, 2]
    assert arguments.several("seeds", pd.Series([1, 2]), arguments.seed) == [1, 2]
    with pytest.raises(gh.InputError) as bad:
        arguments.several("seeds", [1, -1, "x"], arguments.seed)
    assert [diagnostic.what.split(":")[0] for diagnostic in bad.value.diagnostics] == ["seeds[1]", "seeds[2]"]
    for value in ("12", 12, {1: 2}, None, np.array(3)):
        with pytest.raises(gh.InputError, match="is not a list"):
            arguments.several("seeds", value, arguments.seed)


def test_numpy_and_pandas_give_the_run_that_plain_values_give() -> None:
    plain = gh.run(
        "nothing",
        "toytown",
        persons=100,
        months=2,
        seed=3,
        threads=1,
        start="2014-01",
        parameters={"credit.lapse": 0.01},
    )
    other = gh.run(
        "nothing", "toytown", persons=np.int64(100), months=np.float64(2), seed=pd.Series([3])[0],
        threads=np.uint8(1), start=pd.Timestamp("2014-01-31"), parameters={"credit.lapse": np.float32(0.01).astype(float).round(2)},
        twin=np.bool_(False),
    )  # fmt: skip
    assert plain.digest() == other.digest()
    assert type(other.config.seed) is int and other.config.start == "2014-01"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"threads": 999}, "threads: 999 is outside 0 .. 512"),
        ({"threads": 1.5}, "threads: 1.5 is not a whole number"),
        ({"threads": -1}, "or None for one per core"),
        ({"persons": {"toyland": 1.5}}, "persons['toyland']: 1.5 is not"),
        ({"twin": 2}, "twin: 2 is neither True nor False"),
        ({"every": 0}, "every: 0 is outside 1 .. 1,200"),
        ({"parameters": 3}, "parameters: 3 is not a map"),
        ({"parameters": {3: 4}}, "parameters: 3 is not a name"),
        ({"provinces": 3}, "provinces: 3 is not a map"),
        ({"provinces": {"toyland": 3}}, "rulebook: 3 is not a rulebook"),
        ({"practice": 3}, "practice: 3 is not a path"),
        ({"mechanisms": 3}, "mechanisms: 3 is not a list"),
        ({"checkpoint": 3}, "checkpoint: 3 is not a path"),
        ({"government": {"unify_after": 1.5}, "provinces": {"*": "nothing"}}, "government.unify_after: 1.5"),
        ({"government": {"unify": 1}, "provinces": {"*": "nothing"}}, 'did you mean "unify_into"?'),
    ],
    ids=str,
)
def test_a_run_refuses_by_name(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(gh.InputError) as bad:
        gh.run("nothing", "toytown", **{**SMALL, **wrong})
    assert said in str(bad.value)


def test_all_wrong_numbers_of_a_run_are_told_together() -> None:
    with pytest.raises(gh.InputError) as bad:
        gh.run("nothing", "toytown", persons="x", months=None, seed=1.5, start=3, threads=True, twin="no")  # type: ignore[arg-type]
    names = {diagnostic.what.split(":")[0] for diagnostic in bad.value.diagnostics}
    assert names == {"persons", "months", "seed", "start", "threads", "twin"}


@pytest.mark.parametrize(
    "call",
    [
        lambda: gh.run(3, "toytown"),  # type: ignore[arg-type]
        lambda: gh.run("nothing", None),  # type: ignore[arg-type]
        lambda: gh.society(3),  # type: ignore[arg-type, operator]
        lambda: gh.society("toytown").draw(seed="x"),  # type: ignore[operator]
        lambda: gh.rulebook(None),  # type: ignore[arg-type, operator]
        lambda: gh.rulebook(""),  # type: ignore[operator]
        lambda: gh.rulebook("nothing").law(0, 3),  # type: ignore[operator]
        lambda: gh.lint("nothing", norms="eu"),  # type: ignore[operator]
        lambda: gh.lint("nothing", select=[3]),  # type: ignore[operator]
        lambda: gh.practice(3),  # type: ignore[arg-type]
        lambda: gh.audit(3),  # type: ignore[arg-type, operator]
        lambda: gh.compare(3, 4),  # type: ignore[arg-type]
        lambda: simulation.CheckpointPolicy("x", every=0.5),  # type: ignore[arg-type]
        lambda: simulation.resume(3),  # type: ignore[arg-type]
        lambda: simulation.map_privacy("x", seed=-1),
        lambda: simulation.map_privacy("x", targets=0),
        lambda: simulation.map_privacy("x", apart=None),  # type: ignore[arg-type]
        lambda: simulation.compare_histories({"a": {}}, "toytown", seeds=3),  # type: ignore[arg-type]
        lambda: replicate(gh.rulebook("nothing"), runs=2),  # type: ignore[operator]
        lambda: executor("processes", workers=1.5),  # type: ignore[arg-type]
        lambda: executor("clouds"),
        lambda: life("x", -1),
    ],
)  # fmt: skip
def test_every_public_function_refuses_with_bad_input(call: Any) -> None:
    with pytest.raises(gh.InputError):
        call()
