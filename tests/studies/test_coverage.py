"""Intervals hold the truth as often as they say, on responses whose truth is known (in small; see `bench`)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from glasshouse.studies.contrasts import Parts
from glasshouse.studies.designs import Design

pytest.importorskip("SALib")
ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # the bench is no part of the package

from bench.coverage import PARTS, Known  # noqa: E402

from bench import coverage  # noqa: E402


@pytest.mark.parametrize("replicates", [2, 4, 10])
def test_contrasts_and_luck_hold_what_they_say(replicates):
    trials = 150
    held = [coverage.of_contrasts(24, replicates, parts, trials) for parts in PARTS.values()]
    rng = np.array([coverage.of_luck(24, replicates, parts, 40) for parts in PARTS.values()])
    spread = 3 * (0.95 * 0.05 / trials) ** 0.5
    assert min(held) > 0.93 - spread
    assert 0.93 < np.mean(held) < (0.985 if replicates > 2 else 1)
    assert 0.92 < rng.mean() < 0.99
    assert rng.min() > 0.8


@pytest.mark.parametrize("known", [Known(shared=1.0), Known(stretch=0.5)], ids=["shared", "stretched"])
def test_rows_of_factors_take_in_shared_luck(known):
    held, _ = coverage.of_indices(known, Design("saltelli", 64), 4, 25, at_random=True)
    assert held.mean() > 0.9


def test_a_surrogate_of_64_points_covers_small_factors():
    held, resolved = coverage.of_indices(Known(alone=0.1), Design("sobol", 64), 4, 1)
    assert resolved == 1
    assert held.mean() > 0.7


def test_a_dummy_is_seldom_above_the_row_of_luck():
    mean, sd = coverage.dummies_above_luck(10, 3, 150)
    assert 0 < mean < 0.11
    assert sd < 0.11


@pytest.mark.parametrize("parts", [*PARTS.values(), Parts(1, 0.05, 0.2)])
def test_studies_of_the_size_needed_are_as_narrow_as_asked_for(parts):
    assert 1 / 1.3 < coverage.width_at_needed(parts, 0.2, 9) < 1.3


def test_a_planted_box_is_found_in_128_cases():
    pytest.importorskip("ema_workbench")
    assert coverage.planted_boxes_found(128, 3) >= 2


def test_a_surrogate_knows_that_shared_luck_may_stretch_effects():
    held, resolved = coverage.of_indices(Known(stretch=0.5), Design("sobol", 64), 10, 2)
    assert resolved
    assert held.mean() > 0.8
