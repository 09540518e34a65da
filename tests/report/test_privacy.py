"""Pictures of map privacy: drawn, complete, and in colours of the page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from glasshouse.errors import InputError
from glasshouse.metrics.privacy import DESIGNS, Town, probe_table
from glasshouse.report import drawing, maps, privacy


@pytest.fixture(scope="module")
def place() -> Town:
    rng = np.random.default_rng(0)
    size, now = 600, np.arange(600) < 15
    return Town(
        rng.integers(-900, 900, (size, 2)).astype(float), np.arange(size), now, np.ones(size, int),
        np.ones(size, bool), now, now, 500.0, 0.01,
    )  # fmt: skip


def test_the_picture_names_every_design(place: Town, tmp_path: Path) -> None:
    to = privacy.draw(probe_table(place, targets=10), place, tmp_path / "map.svg")
    text = to.read_text("utf-8")
    for design in DESIGNS:
        assert design.title in text, design.title


def test_a_png_is_a_png(place: Town, tmp_path: Path) -> None:
    to = privacy.draw(probe_table(place, DESIGNS[:2], targets=5), place, tmp_path / "map.png", DESIGNS[:2])
    assert to.read_bytes().startswith(b"\x89PNG")


def test_another_ending_and_another_place_are_refused(place: Town, tmp_path: Path) -> None:
    table = probe_table(place, DESIGNS[:1], targets=5)
    with pytest.raises(InputError, match=r"\.svg or \.png"):
        privacy.draw(table, place, tmp_path / "map.pdf")
    with pytest.raises(InputError, match="cannot be written"):
        privacy.draw(table, place, tmp_path / "nowhere" / "map.svg")


def test_the_figure_of_the_report_has_its_numbers_as_a_table(place: Town) -> None:
    figure = maps.figure(probe_table(place, targets=10))
    assert [row[0] for row in figure.rows] == [design.title for design in DESIGNS]
    assert figure.columns == ("Design", "Location error", "Candidate set", "Shown as claimed")
    assert figure.rows[0][1] == "0"
    drawn = drawing.drawn("map_privacy", figure)
    assert "var(--system)" in drawn.wide and "var(--twin)" in drawn.narrow
