"""Pictures of map privacy: drawn, complete, and in colours of the page."""

from __future__ import annotations

import re
from html import escape

import numpy as np
import pytest

from glasshouse.metrics.privacy import DESIGNS, Town, probe_table
from glasshouse.reporting import privacy
from glasshouse.reporting.figures.maps import comparison


@pytest.fixture(scope="module")
def place() -> Town:
    rng = np.random.default_rng(0)
    size, now = 600, np.arange(600) < 15
    return Town(
        rng.integers(-900, 900, (size, 2)).astype(float), np.arange(size), now, np.ones(size, int),
        np.ones(size, bool), now, now, 500.0, 0.01,
    )  # fmt: skip


def test_the_picture_names_every_design(place: Town) -> None:
    figure = privacy.probe_figure(probe_table(place, targets=10), place)
    text = figure.svg()
    words = set(re.findall(r"[^<>\s]+", text))
    for design in DESIGNS:
        assert set(escape(design.title).split()) <= words, design.title
    assert len(figure.plots) == 4 + len(DESIGNS)
    maps = privacy.maps(place)
    assert [row[0] for row in maps.rows] == [plot.title for plot in maps.plots]


def test_the_figure_of_the_report_has_its_numbers_as_a_table(place: Town) -> None:
    figure = comparison(probe_table(place, targets=10))
    assert [row[0] for row in figure.rows] == [design.title for design in DESIGNS]
    assert figure.columns == (
        "Design",
        "Location error",
        "Candidate set",
        "Home found in a directory",
        "Shown as claimed",
    )
    assert figure.rows[0][1] == "0"
    assert "var(--system)" in figure.drawing(680) and "var(--twin)" in figure.drawing(330)
