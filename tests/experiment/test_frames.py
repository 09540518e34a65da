"""Formats: the same numbers in xarray, pandas and polars, with what they are of beside them."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse.experiment.designs import Design
from glasshouse.experiment.factors import Factor

from .standin import OUTCOME, between, study

pytest.importorskip("xarray")
FACTORS = (*between(0, 1, "a"), Factor("word", "lever", levels=("soft", "hard"), unit=""))


@pytest.fixture
def made(tmp_path):
    return study(tmp_path, lambda v, r: v.get("a", 9) + 10 * r, FACTORS, Design("list", 3), replicates=2)


def test_outcomes_lie_over_rulebook_point_and_replicate(made):
    data = made.to_xarray()
    assert data[OUTCOME].dims == ("rulebook", "point", "replicate")
    assert data[OUTCOME].sel(rulebook="book", point=1, replicate=1).item() == pytest.approx(1 / 6 + 10)
    assert np.isnan(data["a"].values[0])
    assert data["a"].values[1:4] == pytest.approx([1 / 6, 1 / 2, 5 / 6])
    assert list(data["word"].values[-2:]) == ["soft", "hard"]
    assert data["word"].attrs["kind"] == "lever"
    assert data.attrs["study"] == made.plan.hash
    assert data.attrs["glasshouse"]


def test_what_was_not_lived_is_no_number(made):
    from glasshouse.experiment.study import Study

    more = Study(made.plan.more(replicates=3), made.store).to_xarray()
    assert np.isnan(more[OUTCOME].sel(replicate=2)).all()


def test_frames_have_the_table(made):
    table = made.table()
    assert made.to_pandas()[OUTCOME].tolist() == table[OUTCOME].to_pylist()
    assert made.to_polars()[OUTCOME].to_list() == table[OUTCOME].to_pylist()
    assert made.to_polars().columns == table.column_names
