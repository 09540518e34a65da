"""Passes that stand in for set functions of NumPy: the same arrays, and nobody uses the functions again."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.engine import counting

SOURCES = Path(counting.__file__).parents[1]
SET_FUNCTIONS = {
    "unique",
    "unique_counts",
    "unique_inverse",
    "isin",
    "in1d",
    "intersect1d",
    "setdiff1d",
    "setxor1d",
    "union1d",
}
OF_FEW = {
    "simulation/inert/conditions.py": "values of laws",
    "simulation/ledger.py": "stays on lists and rights lost, not persons",
    "simulation/lives.py": "the lives that are told",
}
"""Modules that may use them, and on what."""

numbers = st.lists(st.integers(0, 255), max_size=60).map(lambda values: np.array(values, np.uint8))


@given(numbers)
def test_codes_are_counted_as_unique_counts_them(codes):
    for ours, theirs in zip(counting.count_codes(codes), np.unique(codes, return_counts=True), strict=True):
        assert np.array_equal(ours, theirs)


def test_codes_are_counted_over_all_blocks(monkeypatch):
    monkeypatch.setattr(counting, "_AT_ONCE", 3)
    present, counts = counting.count_codes(np.array([2, 2, 9, 2, 9, 0, 2], np.uint8))
    assert (present.tolist(), counts.tolist()) == ([0, 2, 9], [1, 4, 2])


@given(numbers)
def test_runs_are_numbered_as_unique_numbers_sorted_keys(keys):
    ordered = np.sort(keys)
    assert np.array_equal(counting.run_numbers(ordered), np.unique(ordered, return_inverse=True)[1])


@given(numbers, numbers)
def test_marks_are_those_of_isin(known, chosen):
    ascending = np.unique(known)
    assert np.array_equal(counting.mark(ascending, chosen), np.isin(ascending, chosen))
    assert np.array_equal(counting.are_in(chosen, ascending), np.isin(chosen, ascending))


def modules():
    for package in ("engine", "model", "population", "simulation"):
        for path in sorted((SOURCES / package).rglob("*.py")):
            yield path.relative_to(SOURCES).as_posix()


def uses(source: str) -> set[str]:
    """Set functions that a source takes from NumPy, or from what goes by one of its names."""
    nodes = list(ast.walk(ast.parse(source)))
    found = {
        one.attr
        for one in nodes
        if isinstance(one, ast.Attribute) and ast.unparse(one.value) in ("np", "numpy")
    }
    imports = (one for one in nodes if isinstance(one, ast.ImportFrom) and one.module == "numpy")
    return (found | {name.name for one in imports for name in one.names}) & SET_FUNCTIONS


@pytest.mark.parametrize("source", ["np.isin(a, b)", "numpy.unique(a)", "from numpy import union1d"])
def test_a_use_is_found(source):
    assert uses(source)


def test_no_set_functions_where_everybody_passes():
    found = {module for module in modules() if uses((SOURCES / module).read_text("utf-8"))}
    assert found == set(OF_FEW)
