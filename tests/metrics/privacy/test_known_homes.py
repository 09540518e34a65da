"""An attacker with a directory of homes, on hand-made towns."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glasshouse.metrics.privacy import Town, designs_named, probe_table, within_planar_laplace
from glasshouse.metrics.privacy.attacked_town import EPSILON, generator, planar_laplace
from glasshouse.metrics.privacy.known_homes import (
    Directory,
    found_by_counts,
    named_by_counts,
    stays_inside,
    wrongly_named,
)

sys.path.insert(0, str(Path(__file__).parent))
from made import spread, town

COUNT, COUNT_5, NOISY = designs_named(["count", "count-5", "count-noisy"])


def found(place: Town, *designs: str) -> dict[tuple[str, str], float]:
    rows = probe_table(place, designs_named(designs)).to_pylist()
    return {(row["design"], row["probe"]): row["value"] for row in rows}


def test_a_directory_by_hand() -> None:
    # two households and a lone resident at one place, a family at another
    place = town([(0, 0), (0, 0), (0, 0), (9, 9), (9, 9)], [0], household=np.array([4, 4, 7, 8, 8]))
    book = Directory.of_town(place)
    assert book.at.tolist() == [[0, 0], [9, 9]]
    assert book.homes.tolist() == [2, 1]
    assert book.of.tolist() == [0, 0, 0, 1, 1]
    assert book.chance(np.array([0]), 0) == 0.5
    assert book.chance(np.array([0, 1]), 3) == pytest.approx(1 / 3)
    assert book.chance(np.array([1]), 0) == 0


def test_counts_alone_give_the_homes_of_the_listed_back() -> None:
    place = spread(size=3_000, side=2_500, listed=40, seed=2)
    book = Directory.of_town(place)
    named = named_by_counts(place, book, COUNT, place.now, generator(1))
    assert found_by_counts(book, named, np.flatnonzero(place.now)).mean() > 0.9
    assert wrongly_named(place, book, named).mean() < 0.1


def test_noise_and_a_budget_protect_where_a_threshold_does_not() -> None:
    place = spread(size=1_200, side=1_500, listed=40, seed=3)
    told = found(place, "count", "count-5", "count-noisy", "none")
    assert told["count", "home_found"] > 0.95
    assert told["count-5", "home_found"] > 0.5
    assert told["count-noisy", "home_found"] < 0.1
    assert told["none", "home_found"] == pytest.approx(1 / Directory.of_town(place).homes.sum())
    assert told["none", "home_mistaken"] is None


def test_names_lead_to_homes_unless_noise_is_drawn_once() -> None:
    place = spread(size=3_000, side=2_000, listed=30, seed=4)
    told = found(place, "pin", "grid-500", "noise", "noise-kept", "distance-100")
    by_design = {design: value for (design, probe), value in told.items() if probe == "home_found"}
    assert by_design["pin"] > 0.95
    assert by_design["distance-100"] > 0.9
    assert by_design["noise"] > by_design["noise-kept"]
    assert by_design["noise-kept"] < 0.1
    assert by_design["grid-500"] < 0.05


def test_more_answers_name_more_homes() -> None:
    place = spread(size=2_000, side=2_500, listed=60, seed=5)
    book = Directory.of_town(place)
    targets = np.flatnonzero(place.now)
    shares = [
        found_by_counts(
            book, named_by_counts(place, book, replace(COUNT, answers=n), place.now, generator(1)), targets
        ).mean()
        for n in (30, 3_000)
    ]
    assert shares[0] < 0.2 < 0.9 < shares[1]


def test_noise_leaves_a_point_inside_a_circle_as_often_as_drawn() -> None:
    away = np.array([0.0, 200.0, 500.0, 900.0])
    noise = planar_laplace((4, 40_000), EPSILON, np.random.default_rng(2))
    drawn = (np.hypot(away[:, None] + noise[..., 0], noise[..., 1]) <= 500).mean(1)
    assert stays_inside(away, 500.0, EPSILON) == pytest.approx(drawn, abs=0.01)
    assert stays_inside(away[:1], 500.0, EPSILON)[0] == pytest.approx(
        within_planar_laplace(500, EPSILON), abs=0.002
    )


def test_without_a_directory_its_attacks_are_left_out() -> None:
    table = probe_table(spread(listed=5), (COUNT, COUNT_5, NOISY), directory=False)
    assert "home_found" not in table["probe"].to_pylist()
