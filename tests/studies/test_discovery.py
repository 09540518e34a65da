"""Scenario discovery: a box that was planted is found, one that is not there is not."""

from __future__ import annotations

import pytest

from glasshouse.errors import InputError
from glasshouse.studies.designs import Design
from glasshouse.studies.members import Factor

from .standin import OUTCOME, between, noise, study

pytest.importorskip("ema_workbench")
FACTORS = (*between(0, 1, "a", "b", "c"), Factor("word", "lever", levels=("soft", "hard")))


def planted(values, _replicate=0):
    return float(values["a"] > 0.6 and values["b"] < 0.5)


def test_a_planted_box_is_found(tmp_path):
    found = study(tmp_path, planted, FACTORS, Design("sobol", 512)).discover(OUTCOME, above=0.5, density=0.95)
    assert found.base == pytest.approx(0.2, abs=0.01)
    (box,) = found.boxes
    limits = {limit.factor: limit for limit in box.limits}
    assert set(limits) == {"a", "b"}
    assert limits["a"].low == pytest.approx(0.6, abs=0.05)
    assert limits["b"].high == pytest.approx(0.5, abs=0.05)
    assert box.density > 0.8
    assert box.density_unseen > 0.7
    assert box.coverage > 0.95
    assert "a from 0." in str(box)


def test_a_box_may_be_of_words_and_lie_below(tmp_path):
    found = study(tmp_path, lambda v, _: float(v["word"] == "soft"), FACTORS, Design("sobol", 256)).discover(
        OUTCOME, below=0.5
    )
    (limit,) = found.boxes[0].limits
    assert limit.values == ("hard",)
    assert found.boxes[0].coverage == 1
    assert str(limit) == "word in hard"
    assert found.table().num_rows == 1
    assert found.as_dict()["boxes"][0]["limits"][0]["factor"] == "word"


def test_noise_has_no_box(tmp_path):
    def noisy(values, replicate):
        return noise({"a": values["a"]}, replicate)

    found = study(tmp_path, noisy, FACTORS[:3], Design("sobol", 256)).discover(OUTCOME, above=0)
    assert found.boxes == () or found.boxes[0].density_unseen < 0.7


def test_the_best_box_is_shown_where_none_is_dense_enough(tmp_path):
    def half(values, replicate):
        return float(planted(values) and noise({"a": values["a"]}, replicate) > 0)

    found = study(tmp_path, half, FACTORS, Design("sobol", 256)).discover(OUTCOME, above=0.5)
    (box,) = found.boxes
    assert {limit.factor for limit in box.limits} & {"a", "b"}
    assert 2 * found.base < box.density < 0.8
    assert box.note == "below the density of 0.8 asked for"


def test_what_cannot_be_looked_for_is_said(tmp_path):
    made = study(tmp_path, planted, FACTORS, Design("sobol", 64))
    with pytest.raises(InputError, match="one of the two"):
        made.discover(OUTCOME)
    with pytest.raises(InputError, match="lives are wanted"):
        made.discover(OUTCOME, above=2)
