"""Folders that cannot be read: every fault is named, no half-written page is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from glasshouse import reporting
from glasshouse.errors import InputError


def diagnostics(folder: Path) -> list[str]:
    with pytest.raises(InputError) as caught:
        reporting.write(folder)
    assert not list(folder.glob("*.part")) if folder.is_dir() else True
    return [str(diagnostic) for diagnostic in caught.value.diagnostics]


def test_no_such_folder(tmp_path: Path) -> None:
    assert diagnostics(tmp_path / "nowhere") == [
        f"{tmp_path / 'nowhere'}: no such results folder (give the folder that glasshouse run wrote, its --out)"
    ]


def test_empty_folder_names_what_is_missing(tmp_path: Path) -> None:
    assert diagnostics(tmp_path) == [
        f"{tmp_path / 'manifest.json'}: no such file (this is not a results folder)"
    ]


def test_a_table_that_covers_other_months_is_refused(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    path = copy / "system" / "monthly.parquet"
    pq.write_table(pq.read_table(path).slice(0, 96), path)
    assert "covers 1 months where the manifest says 120" in diagnostics(copy)[0]


def test_missing_columns_are_named(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    path = copy / "system" / "monthly.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["listed"]), path)
    assert "has no column listed" in diagnostics(copy)[0]


def test_a_run_without_twin_still_has_a_report(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    for name in (
        "twin/monthly.parquet",
        "twin/lives.parquet",
        "comparison.parquet",
        "targets.parquet",
        "city.parquet",
    ):
        (copy / name).unlink()
    text = reporting.write(copy).read_text("utf-8")
    assert "This run has no twin" in text
    assert "<h3>Claimed benefit" not in text
    assert "inside the published range" in text  # the targets are worked out anew


def test_only_the_needed_files_are_needed(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    for name in ("system/lives.parquet", "outcomes.parquet", "city.parquet"):
        (copy / name).unlink()
    text = reporting.write(copy).read_text("utf-8")
    assert "This run kept no single lives" in text
    assert "Nobody in the largest settlement" in text
