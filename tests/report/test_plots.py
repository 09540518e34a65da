"""Figures of a run from Python and from the command line, the same as on the page."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import glasshouse as gh
from glasshouse.charts import registry
from glasshouse.cli import _status as command
from glasshouse.errors import InputError


def test_an_unknown_figure_names_the_nearest_and_a_missing_table_is_named(folder: Path) -> None:
    with pytest.raises(InputError, match="redress"):
        registry.draw(folder, "redres")
    with pytest.raises(InputError, match="no table of variants"):
        registry.draw(folder, "variants")


def test_nothing_happened_is_said(nothing_folder: Path) -> None:
    assert registry.find(nothing_folder, "listed") is None
    with pytest.raises(InputError, match="nothing to draw as listed"):
        registry.draw(nothing_folder, "listed")


def test_the_command_prints_the_numbers(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(["plot", str(folder), "--figure", "rights", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    ledger = pq.read_table(folder / "system" / "ledger.parquet").to_pylist()
    for row in rows:
        months = sum(one["months"] for one in ledger if one["clause"] == row["Clause"])
        assert row["Years lost"] == f"{months / 12:,.0f}"
    out = tmp_path / "b.svg"
    assert command(["plot", str(folder), "--figure", "burden", "--out", str(out), "--theme", "dark"]) == 0
    assert "bears" in capsys.readouterr().out and "#15171a" in out.read_text("utf-8")
    assert command(["plot", str(folder), "--figure", "burden", "--out", str(tmp_path / "b.pdf")]) == 2


def test_a_comparison_in_memory_draws_what_its_folder_draws(tmp_path: Path) -> None:
    run = gh.run("court-list-2013", "toytown", persons=800, months=3, seed=3, twin=True)
    gap = gh.compare(run, run.twin())
    made = gap.figure("speech")
    assert made == run.figure("speech") == gh.figure(gap.save(tmp_path / "run"), "speech")
    assert set(gh.figures()) == set(registry.makers()) and gh.figures()["speech"]
    with pytest.raises(InputError, match="speech"):
        gap.figure("speach")
