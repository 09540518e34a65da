"""Every column of a results folder that a user reads carries its unit and its meaning."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from glasshouse import simulation
from glasshouse.metrics.catalogue import figures
from glasshouse.simulation import columns
from glasshouse.specs.units import in_currency

READ = (
    "people.parquet", "outcomes.parquet", "comparison.parquet", "variants.parquet", "city.parquet",
    *(f"{side}/{name}.parquet" for side in ("system", "twin")
      for name in ("monthly", "ledger", "listings", "standing", "states", "lives")),
)  # fmt: skip


@pytest.fixture(scope="module")
def run() -> simulation.Run:
    return simulation.run(
        "court-list-2013+debtor-map", "toytown", persons=400, months=6, threads=1, twin=True
    )


@pytest.fixture(scope="module")
def folder(run: simulation.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run.save(tmp_path_factory.mktemp("run") / "results")


@pytest.mark.parametrize("name", READ)
def test_columns_say_what_they_hold(folder: Path, name: str) -> None:
    for field in pq.read_schema(folder / name):
        assert field.metadata and set(field.metadata) >= {b"unit", b"meaning"}, field.name
        assert all(field.metadata[key].decode().strip() for key in (b"unit", b"meaning"))


def test_gatekeepers_say_so_too() -> None:
    run = simulation.run("common-vendor", "toytown", persons=600, months=3, threads=1)
    assert len(run.gatekeepers)
    assert all(field.metadata for field in run.gatekeepers.schema)


def test_money_of_persons_is_called_cents(folder: Path) -> None:
    people, monthly = (pq.read_schema(folder / name) for name in ("people.parquet", "system/monthly.parquet"))
    for field in (people.field("system_income"), people.field("twin_debt_at_end"), monthly.field("income")):
        assert field.metadata[b"unit"] == b"CNY cents"


def test_every_row_of_a_comparison_has_its_unit(folder: Path) -> None:
    known = {measure.id: in_currency(measure.unit, "CNY") for measure in figures()}
    for name in ("comparison.parquet", "variants.parquet"):
        rows = pq.read_table(folder / name).select(["measure", "unit"]).to_pylist()
        assert rows and all(row["unit"] == known[row["measure"]] for row in rows)


def test_a_description_changes_no_value(folder: Path, run: simulation.Run) -> None:
    table = pq.read_table(folder / "people.parquet")
    bare = table.replace_schema_metadata(None)
    assert columns.described(bare, run.society).equals(table)
