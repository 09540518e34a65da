"""Formats: the same numbers in xarray, pandas and polars, with what they are of beside them."""

from __future__ import annotations

import numpy as np
import pyarrow.parquet
import pytest

from glasshouse.studies.designs import Design
from glasshouse.studies.members import Factor

from .standin import OUTCOME, Standin, between, study

pytest.importorskip("xarray")
FACTORS = (
    *between(0, 1, "a"),
    Factor("word", "lever", levels=("soft", "hard"), measured_in="month", meaning="how hard it is"),
)


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
    from glasshouse.studies.study import Study

    more = Study(made.plan.more(replicates=3), made.store).to_xarray()
    assert np.isnan(more[OUTCOME].sel(replicate=2)).all()


def test_frames_have_the_table(made):
    table = made.table().to_arrow()
    assert made.to_pandas()[OUTCOME].tolist() == table[OUTCOME].to_pylist()
    assert made.to_polars()[OUTCOME].to_list() == table[OUTCOME].to_pylist()
    assert made.to_polars().columns == table.column_names


def test_columns_say_unit_and_meaning_in_parquet_and_xarray(made, tmp_path):
    pyarrow.parquet.write_table(made.table().to_arrow(), tmp_path / "table.parquet")
    schema = pyarrow.parquet.read_schema(tmp_path / "table.parquet")
    told = {field.name: dict(field.metadata or {}) for field in schema}
    assert told[OUTCOME] == {
        b"unit": b"times per 1,000 persons a year",
        b"meaning": b"Looked at on the map",
    }
    assert told["word"] == {b"kind": b"lever", b"unit": b"month", b"meaning": b"how hard it is"}
    assert all(b"meaning" in words for name, words in told.items() if name != "a")
    assert schema.metadata[b"study"].decode() == made.plan.hash
    assert schema.metadata[b"persons"] == b"1"
    data = made.to_xarray()
    assert data[OUTCOME].attrs == {
        "units": "times per 1,000 persons a year",
        "long_name": "Looked at on the map",
    }
    assert data["word"].attrs["long_name"] == "how hard it is"
    assert data["point"].attrs["long_name"]


def test_other_tools_read_the_described_table_as_the_same_numbers(made, tmp_path):
    import pandas
    import polars

    file = tmp_path / "table.parquet"
    pyarrow.parquet.write_table(made.table().to_arrow(), file)
    pandas.testing.assert_frame_equal(pandas.read_parquet(file), made.to_pandas())
    assert polars.read_parquet(file).equals(made.to_polars())
    assert pyarrow.parquet.read_table(file).equals(made.table().to_arrow(), check_metadata=True)


def test_a_rulebook_without_the_lever_shows_null(tmp_path):
    from glasshouse.studies.planning import plan_from
    from glasshouse.studies.store import Store
    from glasshouse.studies.study import Study

    plan = plan_from(
        {"rulebooks": ["court-list-2013", "nothing"], "society": "toytown", "persons": 10, "months": 2,
         "vary": {"lists.defaulters.term": [6, None, "as written"], "fear.floor": [1, 2]},
         "design": "grid", "outcomes": [OUTCOME]}
    )  # fmt: skip
    made = Study(plan, Store(tmp_path)).run(Standin(lambda _values, _replicate: {OUTCOME: 1.0}), chunk=100)
    rows = made.table().to_pylist()
    terms = {
        book: [row["lists.defaulters.term"] for row in rows if row["rulebook"] == book]
        for book in plan.rulebooks
    }
    assert terms["nothing"] == [None] * 6
    assert terms["court-list-2013"] == ["6", "6", "no end", "no end", "as written", "as written"]
    assert {row["fear.floor"] for row in rows} == {1, 2}
    data = made.to_xarray()
    assert data["lists.defaulters.term"].dims == ("rulebook", "point")
    assert data["lists.defaulters.term"].sel(rulebook="nothing").values.tolist() == [""] * 6
    assert data["fear.floor"].dims == ("point",)
