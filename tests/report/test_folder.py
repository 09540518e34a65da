"""Folders that cannot be read: every fault is named, no half-written page is left."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from glasshouse import report
from glasshouse.errors import BadInput


def faults(folder: Path) -> list[str]:
    with pytest.raises(BadInput) as caught:
        report.write(folder)
    assert not list(folder.glob("*.part")) if folder.is_dir() else True
    return [str(fault) for fault in caught.value.faults]


def test_no_such_folder(tmp_path: Path) -> None:
    assert faults(tmp_path / "nowhere") == [
        f"{tmp_path / 'nowhere'}: no such results folder (name the folder that a run wrote)"
    ]


def test_empty_folder_names_what_is_missing(tmp_path: Path) -> None:
    told = faults(tmp_path)
    assert [line.split(":")[0].split("/")[-1] for line in told] == ["manifest.json", "monthly.parquet"]
    assert all("no such file" in line for line in told)


def test_all_damage_is_reported_together(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    (copy / "manifest.json").write_text("{")
    (copy / "gap.parquet").write_bytes(b"PAR1 and then nothing")
    (copy / "report.html").unlink(missing_ok=True)
    told = faults(copy)
    assert len(told) == 2
    assert "manifest.json: cannot be read as JSON" in told[0]
    assert "gap.parquet: cannot be read as Parquet" in told[1]
    assert not (copy / "report.html").exists()


def test_missing_columns_and_keys_are_named(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    manifest = json.loads((copy / "manifest.json").read_text())
    del manifest["seed"]
    manifest["society"] = "hebei"
    (copy / "manifest.json").write_text(json.dumps(manifest))
    monthly = pq.read_table(copy / "system" / "monthly.parquet").drop_columns(["listed"])
    pq.write_table(monthly, copy / "system" / "monthly.parquet")
    told = faults(copy)
    assert any("says nothing of seed" in line for line in told)
    assert any("society: has no id" in line for line in told)
    assert any("has no column listed" in line for line in told)


def test_a_run_without_twin_still_has_a_report(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    for name in (
        "twin/monthly.parquet",
        "twin/lives.parquet",
        "gap.parquet",
        "targets.parquet",
        "city.parquet",
    ):
        (copy / name).unlink()
    text = report.write(copy).read_text("utf-8")
    assert "This run has no twin" in text
    assert "Claimed benefit" not in text
    assert "inside the published range" in text  # the targets are worked out anew


def test_only_the_needed_files_are_needed(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    for name in ("system/lives.parquet", "outcomes.parquet", "city.parquet"):
        (copy / name).unlink()
    text = report.write(copy).read_text("utf-8")
    assert "This run kept no single lives" in text
    assert "Nobody in the largest settlement" in text
