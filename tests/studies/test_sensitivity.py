"""Sensitivity: known indices are found again, luck is told apart, and noise is not given as a fact."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.specs.priors import parse_prior
from glasshouse.studies.contrasts import parts_of
from glasshouse.studies.designs import Design, cube, problem
from glasshouse.studies.frames import response, stepped
from glasshouse.studies.members import Factor, quantile, share_below
from glasshouse.studies.sobol import replicate_variance, shares

from .standin import ANGLES, OUTCOME, between, ishigami, noise, study

S1 = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}
ST = {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}
ROOT3 = math.sqrt(3)


def by_name(found, number):
    return {row["names"]: row[number] for row in found.rows}


@pytest.mark.parametrize(
    ("design", "near"), [(Design("saltelli", 1024), 0.03), (Design("sobol", 160), 0.03)], ids=lambda d: str(d)
)
def test_the_indices_of_ishigami_are_found(tmp_path, design, near):
    found = study(tmp_path, ishigami, ANGLES, design).indices(OUTCOME)
    assert found.resolved
    assert by_name(found, "S1") == pytest.approx(S1, abs=near)
    assert by_name(found, "ST") == pytest.approx(ST, abs=near)
    for row in found.rows:
        assert abs(row["S1"] - S1[row["names"]]) <= row["S1_conf"] + 0.01
        assert abs(row["ST"] - ST[row["names"]]) <= row["ST_conf"] + 0.01
    assert "luck is not told apart" in found.notes[-1]


def test_morris_gives_the_effects_worked_by_hand(tmp_path):
    """Four levels: |effects| of x1 0.866 (1 + x3^4 / 10) 1.5, of x2 always 7 x 0.75 x 1.5 = 7.875."""
    found = study(tmp_path, ishigami, ANGLES, Design("morris", 200)).indices(OUTCOME)
    effects = by_name(found, "mu_star")
    corner, inner = (0.866 * 1.5 * (1 + 0.1 * x**4) for x in (np.pi, np.pi / 3))
    assert effects["x2"] == pytest.approx(7.875)
    assert effects["x1"] == pytest.approx((corner + inner) / 2, rel=0.05)
    assert effects["x3"] == pytest.approx(6.25, rel=0.1)
    assert min(effects["x1"], effects["x2"]) > effects["x3"]
    assert by_name(found, "sigma")["x3"] > by_name(found, "mu")["x3"]  # no mean effect, but interactions


def lucky(values, replicate):
    """Variance 3 by the factor `a`, none by `b`, 1 by the luck of each point alone."""
    return values["a"] + noise(values, replicate)


WIDE = between(-3, 3, "a", "b")  # a uniform number from -3 to 3 has variance 3


@pytest.mark.parametrize("design", [Design("saltelli", 512), Design("sobol", 120)], ids=lambda d: d.kind)
def test_luck_has_its_known_share(tmp_path, design):
    found = study(tmp_path, lucky, WIDE, design, replicates=4).indices(OUTCOME)
    whole, alone = by_name(found, "ST"), by_name(found, "S1")
    assert whole["luck"] == pytest.approx(0.25, abs=0.03)
    assert abs(whole["luck"] - 0.25) < found.rows[-1]["ST_conf"] < 0.1
    assert alone["luck"] == pytest.approx(0, abs=0.01)
    for row in found.rows:
        for name in ("S1", "ST"):
            known = {"a": 0.75, "b": 0, "luck": 0.25 * (name == "ST")}[row["names"]]
            assert row[name] == pytest.approx(known, abs=0.06)
            assert abs(row[name] - known) <= 1.3 * row[f"{name}_conf"] + 0.01


def test_luck_in_effects_is_a_bound_of_what_a_factor_without_any_shows(tmp_path):
    effects = by_name(study(tmp_path, lucky, WIDE, Design("morris", 300), 2).indices(OUTCOME), "mu_star")
    assert (
        1.2 < effects["luck"] < 2.5
    )  # 1.2 is the mean; there are 16 distinct lives on four levels of two factors
    assert effects["b"] < effects["luck"]
    assert effects["a"] == pytest.approx(6, rel=0.05)


@pytest.mark.parametrize("replicates", [1, 3])
def test_pure_noise_is_unresolved_and_no_index_is_given(tmp_path, replicates):
    found = study(tmp_path, noise, WIDE, Design("sobol", 64), replicates).indices(OUTCOME)
    assert not found.resolved
    assert "unresolved: Q2 is" in found.notes[0]
    assert [row["names"] for row in found.rows] == (["luck"] if replicates > 1 else [])
    if replicates > 1:
        assert found.rows[0]["ST"] == pytest.approx(1, abs=0.25)
        assert "more replicates would help" in found.notes[1]


def test_parts_of_variance_worked_by_hand():
    """Points 1 and 3, luck 0 and 2, nothing else: variance of the points 2, of the luck 2."""
    parts = parts_of(np.array([[1.0, 3.0], [3.0, 5.0]]))
    assert (parts.factors, parts.shared, parts.alone) == (2, 2, 0)
    assert (parts.share, parts.main) == (0.5, 0.5)


def test_luck_that_moves_all_points_alike_is_known_as_such():
    rng = np.random.default_rng(1)
    points, luck = rng.normal(0, 1, (400, 1)), rng.normal(0, 1, (1, 50))
    found = replicate_variance(points + luck + rng.normal(0, 0.1, (400, 50)))
    assert found.parts.main == pytest.approx(0.5, abs=0.1)
    assert found.parts.share - found.parts.main == pytest.approx(0.005, abs=0.002)
    low, high = found.main
    assert low < found.parts.main < high
    assert 0.1 < high - low < 0.5
    assert not found.few
    assert replicate_variance(points) is None


@given(st.floats(0.001, 0.999), st.sampled_from(
    ["beta(2, 38)", "uniform(3, 7)", "loguniform(1e-4, 1e-2)", "normal(5, 2)", "triangular(1, 2, 6)"]
))  # fmt: skip
def test_a_share_and_its_quantile_are_each_others_inverse(u, text):
    prior = parse_prior(text)
    assert share_below(prior, quantile(prior, u)) == pytest.approx(u, abs=1e-9)


def test_levels_stand_at_the_middle_of_their_share():
    factor = Factor("x", "lever", levels=("a", "b"))
    assert stepped((factor,), np.array([[0.1], [0.49], [0.9]])).tolist() == [[0.25], [0.25], [0.75]]
    with pytest.raises(InputError, match="none of its levels"):
        factor.position("c")


def test_a_grid_is_answered_by_a_surrogate(tmp_path):
    found = study(tmp_path, lambda v, _: v["a"] + 0.5 * v["b"], WIDE, Design("grid", 6)).indices(OUTCOME)
    assert found.method == "surrogate"
    assert by_name(found, "ST") == pytest.approx({"a": 0.8, "b": 0.2}, abs=0.02)


def test_what_cannot_be_answered_is_said(tmp_path):
    with pytest.raises(InputError, match="same in every run"):
        study(tmp_path / "a", lambda *_: 1.0, WIDE, Design("saltelli", 8)).indices(OUTCOME)
    with pytest.raises(InputError, match="no number at 24 of 32"):
        study(
            tmp_path / "b", lambda v, _: 1.0 if v["a"] > 2 else math.nan, WIDE, Design("saltelli", 8)
        ).indices(OUTCOME)
    with pytest.raises(InputError, match="too few for a surrogate"):
        study(tmp_path / "c", lucky, WIDE, Design("sobol", 8)).indices(OUTCOME)
    with pytest.raises(InputError, match="leave a, b as written"):
        study(tmp_path / "d", lambda v, _: sum(v.values()), WIDE, Design("list", 30)).indices(OUTCOME)
    with pytest.raises(InputError, match="not a rulebook"):
        study(tmp_path / "e", lucky, WIDE, Design("sobol", 32)).indices(OUTCOME, "bok")
    with pytest.raises(InputError, match="nothing varies"):
        response(study(tmp_path / "f", lambda *_: 1.0, (), Design()), OUTCOME)


def test_missing_points_are_left_out_of_a_surrogate_and_told(tmp_path):
    found = study(
        tmp_path, lambda v, _: v["a"] if v["b"] > -2 else math.nan, WIDE, Design("sobol", 64)
    ).indices(OUTCOME)
    assert found.notes[0].endswith("points are missing or no number, and left out")
    assert found.points < 64


@pytest.mark.parametrize("design", [Design("morris", 10), Design("sobol", 32)], ids=lambda d: d.kind)
def test_indices_are_drawn_with_their_names_and_intervals(tmp_path, design):
    made = study(tmp_path, lucky, WIDE, design, 2)
    figure = made.indices(OUTCOME).figure()
    assert figure == made.figure("indices", outcome=OUTCOME)
    assert figure.title == "What exposure depends on"
    text = figure.svg()
    assert all(f">{name}<" in text for name in ("a", "b", "luck"))
    first, second = figure.plots[0].marks[1:]
    for k, row in enumerate(figure.rows):
        assert row[1] == f"{first.x[k]:.4g}" and row[3] == f"{second.x[k]:.4g}"
        assert bool(row[2]) == (first.low[k] is not None)
    with pytest.raises(InputError, match="indices cannot be drawn"):
        made.figure("indices")
    with pytest.raises(InputError, match="not a figure"):
        made.figure("indexes", outcome=OUTCOME)


def test_effects_of_rulebooks_are_drawn(tmp_path):
    made = study(tmp_path, lucky, WIDE, Design("sobol", 16), 2)
    figure = made.figure("effects", outcome=OUTCOME)
    effects = [made.effect(OUTCOME, name) for name in made.plan.rulebooks]
    assert [row[1] for row in figure.rows] == [f"{one.mean:.4g}" for one in effects]
    assert figure.plots[0].rows == tuple(made.plan.rulebooks)


def test_indices_are_plain_data_with_the_names_of_salib(tmp_path):
    found = study(tmp_path, lucky, WIDE, Design("saltelli", 64), 2).indices(OUTCOME)
    assert found.table().column_names == [
        "names", "S1", "S1_conf", "S1_low", "S1_high", "ST", "ST_conf", "ST_low", "ST_high"
    ]  # fmt: skip
    assert found.as_dict()["indices"][0]["names"] == "a"
    assert "too few replicates" in found.notes[-1]
    for row in found.rows:
        assert row["S1_low"] <= row["S1"] <= row["S1_high"]
        assert row["S1_conf"] == max(row["S1"] - row["S1_low"], row["S1_high"] - row["S1"])


def test_without_luck_indices_are_those_of_salib():
    analyze = pytest.importorskip("SALib.analyze.sobol").analyze
    design = Design("saltelli", 256)
    unit = cube(design, ANGLES)
    values = np.array(
        [ishigami(dict(zip(("x1", "x2", "x3"), (2 * u - 1) * np.pi, strict=True))) for u in unit]
    )
    first, total = shares(values.reshape(256, 5, 1), None, 1)
    known = analyze(problem(ANGLES), values, calc_second_order=False, seed=1)
    assert first.value == pytest.approx(known["S1"])
    assert total.value == pytest.approx(known["ST"])
    assert first.draws.std(axis=1) * 1.96 == pytest.approx(known["S1_conf"], rel=0.3)


def test_repeated_points_are_the_same_lives_and_counted_once(tmp_path):
    """Two levers of six levels at 200 points: 36 distinct ones, whose luck no surrogate can know."""
    levers = tuple(Factor(name, "input", levels=(1.0, 2.0, 3.0, 4.0, 5.0, 6.0)) for name in "ab")
    found = study(tmp_path, noise, levers, Design("sobol", 200)).indices(OUTCOME)
    assert found.points == 36
    assert not found.resolved
    assert "164 points repeat others and are the same lives, counted once" in found.notes
