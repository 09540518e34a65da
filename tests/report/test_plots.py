"""Pictures from Python and from the command line, the same as on the page."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from glasshouse import simulation
from glasshouse.cli import _status as command
from glasshouse.errors import InputError
from glasshouse.report import drawing, plots
from glasshouse.report.canvas import Axis, Bars, Plot, decades, named, scale
from glasshouse.report.pictures import PICTURES

WANTING = {"variants", "map_privacy", "opinion"}
"""Pictures of which the little world of these tests has no figures."""


def test_every_picture_has_a_function_of_its_name() -> None:
    for name in PICTURES:
        function = getattr(plots, name)
        assert inspect.getdoc(function) and list(inspect.signature(function).parameters) == ["results"]


@pytest.mark.parametrize("name", sorted(set(PICTURES) - WANTING))
def test_a_picture_is_a_whole_chart(folder: Path, name: str) -> None:
    spec = getattr(plots, name)(folder).to_dict()
    figure = plots.figure(folder, name)
    assert spec["title"]["text"] == figure.title and spec["description"] == figure.alt
    assert len(spec["vconcat"]) == len(figure.plots)
    assert all(len(row) == len(figure.columns) for row in figure.rows)
    assert all((folder / file).exists() for file in figure.files)


def test_pictures_are_saved(folder: Path, tmp_path: Path) -> None:
    assert b"<svg" in plots.save(plots.figure(folder, "redress"), tmp_path / "r.svg").read_bytes()
    assert plots.save(plots.figure(folder, "listed"), tmp_path / "l.png").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(InputError, match="is not a picture"):
        plots.save(plots.figure(folder, "listed"), tmp_path / "l.pdf")


def test_unknown_pictures_and_empty_ones_are_refused(folder: Path, nothing_folder: Path) -> None:
    with pytest.raises(InputError, match="redress"):
        plots.figure(folder, "redres")
    with pytest.raises(InputError, match="nothing to draw"):
        plots.listed(nothing_folder)


def test_a_comparison_in_memory_is_drawn_too() -> None:
    gap = simulation.run("court-list-2013", "toytown", persons=800, months=3, seed=3, twin=True)
    assert plots.speech(simulation.compare(gap, gap.twin())).to_dict()["vconcat"]


def test_the_command_prints_the_figures(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(["plot", str(folder), "rights", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    ledger = pq.read_table(folder / "system" / "ledger.parquet").to_pylist()
    for row in rows:
        months = sum(one["months"] for one in ledger if one["clause"] == row["Clause"])
        assert row["Years lost"] == f"{months / 12:,.0f}"
    assert command(["plot", str(folder), "burden", "--to", str(tmp_path / "b.svg")]) == 0
    assert "bears" in capsys.readouterr().out and (tmp_path / "b.svg").exists()


def test_round_ticks() -> None:
    assert [label for _, label in scale(0.0, 104.0).ticks] == ["0", "25", "50", "75", "100"]
    assert [label for _, label in scale(-40.0, 60.0).ticks] == ["\u221240", "\u221220", "0", "20", "40", "60"]
    assert [label for _, label in scale(0.0, 0.9, many=5).ticks] == ["0", "0.2", "0.4", "0.6", "0.8"]
    assert [label for _, label in decades(0.3, 3.0).ticks] == ["0.5", "1", "2"]


def test_a_bar_ends_where_its_value_stands() -> None:
    one = np.ones(1)
    plot = Plot(
        Axis(0.0, 10.0), named(["a"]), (Bars("system", 0 * one, 5 * one, 0.2 * one, 0.8 * one),), rows=("a",)
    )
    from glasshouse.report.canvas import Figure

    drawn = drawing.svg(Figure("t", "u", "alt <text>", (plot,)), drawing.WIDE)
    left = drawing.LETTER + 12
    middle = left + (drawing.WIDE - drawing.RIGHT - left) / 2
    assert f"M{left:.1f} " in drawn and f"H{middle:.1f}V" in drawn
    assert 'aria-label="alt &lt;text&gt;"' in drawn
