"""Tables of results: what is printed, and what pandas, polars and xarray get."""

from __future__ import annotations

import sys

import numpy as np
import pyarrow as pa
import pytest

from glasshouse.data_table import Table
from glasshouse.errors import InputError


def table(rows: int = 3) -> Table:
    fields = [
        pa.field("month", pa.int32(), metadata={"unit": "month", "meaning": "Month of the run, from 0"}),
        pa.field("sex", pa.dictionary(pa.int32(), pa.string()), metadata={"unit": "name"}),
        pa.field("income", pa.float64(), metadata={"unit": "CNY a year", "meaning": "Income"}),
        pa.field("listed", pa.bool_()),
    ]
    months = np.repeat(np.arange(rows), 2)
    columns = [
        pa.array(months, pa.int32()),
        pa.array(["men", "women"] * rows).dictionary_encode(),
        pa.array([None if k == 1 else 1234.5 * k for k in range(2 * rows)]),
        pa.array([k == 0 for k in range(2 * rows)]),
    ]
    return Table(pa.Table.from_arrays(columns, schema=pa.schema(fields)), keys=("month", "sex"))


def test_columns_are_aligned_under_names_and_units() -> None:
    assert str(table(2)).splitlines() == [
        "month  sex        income  listed",
        "month         CNY a year",
        "    0  men             0  yes",
        "    0  women           -  no",
        "    1  men         2,469  no",
        "    1  women       3,704  no",
    ]


def test_a_long_table_is_folded_in_the_middle() -> None:
    lines = str(table(50)).splitlines()
    assert len(lines) == 2 + 12 + 1 + 1
    assert lines[8].split() == ["…"] * 4
    assert lines[-1] == "100 rows, 4 columns"
    assert lines[-2].split()[0] == "49"


@pytest.mark.parametrize("columns", [40, 60, 100])
def test_a_wide_table_is_folded_to_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    wide = Table(pa.table({f"column_{k}": [k * 1000] for k in range(30)}), folds=("column_0",))
    lines = str(wide).splitlines()
    assert max(map(len, lines)) <= columns
    assert lines[0].split().count("…") == 1 and lines[0].endswith("column_29")
    assert "column_0 " not in lines[0]
    assert lines[-1] == "1 rows, 30 columns"


def test_notebooks_get_html_with_every_column_and_nothing_unescaped() -> None:
    shown = Table(pa.table({"a<b": ["<script>"]}))._repr_html_()
    assert "<th>a&lt;b</th>" in shown and "<td>&lt;script&gt;</td>" in shown
    assert table(50)._repr_html_().count("<tr>") == 2 + 13


def test_units_and_meanings_are_those_of_the_columns() -> None:
    assert table().units == {"month": "month", "sex": "name", "income": "CNY a year"}
    assert table().meanings == {"month": "Month of the run, from 0", "income": "Income"}


def test_frames_hold_the_same_values() -> None:
    made = table()
    assert made.to_pandas()["income"].tolist()[2:] == made["income"].tolist()[2:]
    assert made.to_polars()["sex"].to_list() == ["men", "women"] * 3
    assert pa.table(made).equals(made.to_arrow())


def test_xarray_has_the_keys_as_dimensions_and_the_units() -> None:
    made = table().to_xarray()
    assert dict(made.sizes) == {"month": 3, "sex": 2}
    assert made["income"].sel(month=2, sex="men").item() == 1234.5 * 4
    assert made["income"].attrs == {"units": "CNY a year", "long_name": "Income"}
    with pytest.raises(InputError, match="no dimensions"):
        Table(pa.table({"x": [1]})).to_xarray()


def test_a_missing_column_names_the_nearest() -> None:
    with pytest.raises(InputError, match=r'incme: not a column of this table .did you mean "income"'):
        table()["incme"]


@pytest.mark.parametrize("package", ["pandas", "polars", "xarray"])
def test_a_package_that_is_not_installed_is_named(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(InputError, match=rf"{package} is not installed .pip install 'glasshouse\[frames\]'"):
        getattr(table(), f"to_{package}")()
