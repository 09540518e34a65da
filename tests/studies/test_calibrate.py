"""Calibration: known posteriors are found, and what data cannot tell stays as it was."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse.errors import InputError
from glasshouse.studies.calibrate import calibrate, published
from glasshouse.studies.designs import Design

from .standin import OUTCOME, between, study

FACTORS = between(0, 1, "a", "b")


@pytest.fixture
def made(tmp_path):
    return study(tmp_path, lambda v, _: 10 * v["a"], FACTORS, Design("sobol", 512))


def test_rejection_leaves_the_prior_within_the_range(made):
    found = calibrate(made, {OUTCOME: (2.0, 4.0)}, softness=0)
    a, b = found.table().to_pylist()
    assert a["mean"] == pytest.approx(0.3, abs=0.01)
    assert a["sd"] == pytest.approx(0.2 / 12**0.5, abs=0.003)
    assert b["mean"] == pytest.approx(0.5, abs=0.03)
    assert b["shrunk"] == pytest.approx(0, abs=0.05)
    assert found.reached[OUTCOME] == pytest.approx(0.2, abs=0.01)
    assert found.effective == pytest.approx(0.2 * 512, abs=3)
    assert found.resolved


def test_weights_fall_off_outside_the_range(made):
    found = calibrate(made, {OUTCOME: (2.0, 4.0)})
    near = dict(zip(found.values["a"].round(3), found.weights, strict=True))
    at = min(near, key=lambda a: abs(a - 0.5))  # half a width outside: one sd
    assert near[at] == pytest.approx(np.exp(-0.5), abs=0.02)


def test_a_posterior_goes_to_arviz(made):
    pytest.importorskip("arviz")
    data = calibrate(made, {OUTCOME: (2.0, 4.0)}, softness=0).to_arviz(500)
    assert data.posterior["a"].shape == (1, 500)
    assert data.posterior["a"].min() >= 0.2
    assert data.posterior["a"].max() <= 0.4
    assert data.prior["a"].shape == (1, 512)


def test_targets_out_of_reach_are_told(made):
    far = calibrate(made, {OUTCOME: (200.0, 201.0)}, softness=0)
    assert not far.resolved
    near = calibrate(made, {OUTCOME: (10.5, 30.0)})  # a soft kernel keeps many draws, none of which fits
    assert near.effective > 30
    assert not near.resolved
    assert "nothing fits: no life has exposure from 10.5 to 30, the nearest is 9.989" in near.verdict
    assert calibrate(made, {OUTCOME: (2.0, 4.0)}).verdict.startswith("resolved: ")
    with pytest.raises(InputError, match="no draw comes near"):
        far.table()


def test_what_cannot_be_weighed_is_refused(made, tmp_path):
    with pytest.raises(InputError, match="no published figure"):
        calibrate(made)
    with pytest.raises(InputError, match="no range"):
        calibrate(made, {OUTCOME: (4.0, 2.0)})
    with pytest.raises(InputError, match="draws not from the prior"):
        calibrate(study(tmp_path / "g", lambda v, _: 1.0, FACTORS, Design("grid", 2)), {OUTCOME: (0.0, 2.0)})
    with pytest.raises(InputError, match='did you mean "exposure"'):
        calibrate(made, {"exposur": (0.0, 1.0)})


def test_published_figures_that_studies_keep():
    assert published("court-list-2013") == {"listed_share": (0.004, 0.009)}
    assert published("suining-2010") == {}
