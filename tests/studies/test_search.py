"""Searches: known fronts are found, lint binds, luck shrinks, and goals that agree are said to agree."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from glasshouse.errors import InputError
from glasshouse.studies.designs import Design
from glasshouse.studies.fronts import conflicts, course_of, not_dominated
from glasshouse.studies.goals import Asked, Goal, refused
from glasshouse.studies.members import Factor
from glasshouse.studies.planning import plan_from
from glasshouse.studies.search import BROKEN, lint_bound, search
from glasshouse.studies.store import Store
from glasshouse.studies.study import Study

from .standin import Standin, between, noise, plan

HARM, BENEFIT = Goal("denied", "less"), Goal("recovered", "more")


def found_by(folder, of, levers, asked, *, inputs=(), design=None, replicates=1, bound=lambda _values: 0):
    """The front of a function that gives (harm, benefit), and the executor that lived it."""
    made = plan((*levers, *inputs), design or Design(), replicates, search=asked)
    executor = Standin(lambda v, r: dict(zip(("denied", "recovered"), of(v, r), strict=True)))
    return search(Study(made, Store(folder)), by=executor, bound=bound), executor


def curve(values, _replicate=0):
    """Harm x^2 + y^2 and benefit -(1 - x)^2 - y^2: best on y = 0, where root harm + root loss is 1."""
    x, y = values.get("x", 0.5), values.get("y", 1.0)
    return x**2 + y**2, -((1 - x) ** 2) - y**2


LEVERS = (*between(-1, 2, "x", kind="lever"), *between(-1, 1, "y", kind="lever"))
ASKED = Asked((HARM, BENEFIT), population=24, generations=25, fresh=2)


def test_a_known_front_is_found_and_covers_its_area(tmp_path):
    from pymoo.indicators.hv import HV

    front, _ = found_by(tmp_path, curve, LEVERS, ASKED)
    points = np.array([(one.goals[0], -one.goals[1]) for one in front.variants])
    assert np.abs(np.sqrt(points).sum(axis=1) - 1).max() < 0.05
    whole = 1 - 1 / 6  # area above sqrt(a) + sqrt(b) = 1 within the unit square
    assert HV(ref_point=np.array([1.0, 1.0]))(points) > 0.94 * whole
    assert all(one.holds for one in front.variants)
    assert all(one.less_harmful is False for one in front.variants if one.fresh_gains[0].low < 0)
    assert front.written.goals == (1.25, -1.25)
    assert front.shrinkage == pytest.approx((0, 0), abs=1e-12)
    assert len(front.course.volumes) == 25
    assert list(front.course.volumes) == sorted(front.course.volumes)
    assert front.course.hint.startswith("flat")


def test_the_course_of_a_search_worked_by_hand():
    """Worst of the first two (4, 4), best ever (0, 0): (2, 4) and (4, 2) cover nothing, (2, 2) a quarter."""
    costs = np.array([[2.0, 4.0], [4.0, 2.0], [2.0, 2.0], [0.0, 4.0], [4.0, 0.0]])
    course = course_of(costs, (2, 3, 5))
    assert (course.reference, course.ideal) == ((4, 4), (0, 0))
    assert course.volumes == pytest.approx((0, 0.25, 0.25))
    assert "too few generations" in course.hint
    assert course_of(costs, (2, 3, 5, 5, 5)).hint.startswith("flat")
    assert course_of(costs, (2, 2, 2, 2, 3)).hint.startswith(
        "still improving: the hypervolume grew by 100.0 %"
    )


def test_what_is_forbidden_is_never_lived_and_never_found(tmp_path):
    front, executor = found_by(tmp_path, curve, LEVERS, ASKED, bound=lambda v: int(v["x"] < 0.5))
    assert all(one.values["x"] >= 0.5 for one in front.variants)
    assert min(one.values["x"] for one in front.variants) == pytest.approx(0.5, abs=0.05)
    assert front.forbidden > 0
    assert executor.lived == (front.tried + 1) + 2 * (len(front.variants) + 1)
    with pytest.raises(InputError, match="no variant is allowed"):
        found_by(tmp_path, curve, LEVERS, ASKED, bound=lambda _values: 1)


def test_the_same_search_lives_nothing_twice(tmp_path):
    first, _ = found_by(tmp_path, curve, LEVERS, ASKED)
    again, executor = found_by(tmp_path, curve, LEVERS, ASKED)
    assert executor.lived == 0
    assert again.table() == first.table()


def test_gains_that_are_luck_shrink_to_nothing_on_fresh_futures(tmp_path):
    def rng(values, replicate):
        return noise({"x": values.get("x", 0.0)}, replicate), noise(
            {"x": 1 + values.get("x", 0.0)}, replicate
        )

    front, _ = found_by(tmp_path, rng, LEVERS[:1], Asked((HARM, BENEFIT), 40, 5, fresh=40))
    assert all(share > 0.6 for share in front.shrinkage)
    assert "gain not seen again on fresh futures" in "\n".join(front.notes)


def test_goals_are_tested_for_conflict_first(tmp_path):
    front, _ = found_by(tmp_path, lambda v, _: (v.get("x", 1), -v.get("x", 1)), LEVERS[:1], ASKED)
    assert front.conflicts[0].verdict == "nothing to trade"
    assert len(front.variants) == 1
    x = np.linspace(0, 1, 20)
    goals = (HARM, BENEFIT)
    assert conflicts(goals, np.c_[x, 1 - x])[0].verdict == "conflict"
    assert conflicts(goals, np.c_[x, np.ones(20)])[0].verdict == "does not respond"
    mixed = np.random.default_rng(2).random((30, 2))
    assert conflicts(goals, mixed)[0].verdict == "not told apart"
    assert "rank correlation -1.00" in str(conflicts(goals, np.c_[x, 1 - x])[0])


def test_levers_with_few_values_end_when_all_are_tried(tmp_path):
    levers = (Factor("x", "lever", levels=(0.0, 0.5, 1.0)), Factor("y", "lever", levels=(0.0, 1.0)))
    front, _ = found_by(tmp_path, curve, levers, Asked((HARM, BENEFIT), 8, 20))
    assert front.tried <= 6
    assert sorted(one.values["x"] for one in front.variants) == [0.0, 0.5, 1.0]
    assert {one.values["y"] for one in front.variants} == {0.0}


def test_every_variant_meets_the_same_uncertain_inputs(tmp_path):
    def shifted(values, _replicate):
        harm, benefit = curve(values)
        return harm + values["u"], benefit + values["u"]

    front, _ = found_by(
        tmp_path, shifted, LEVERS, Asked((HARM, BENEFIT), 8, 2), inputs=between(0, 5, "u"),
        design=Design("sobol", 4), replicates=2,
    )  # fmt: skip
    gain = front.variants[0].gains[0]
    assert gain.pairs == 4 * 2
    assert gain.sd == pytest.approx(0, abs=1e-12)  # the input cancels between variant and rulebook as written
    with pytest.raises(InputError, match="cannot spread the inputs"):
        found_by(tmp_path, shifted, LEVERS, ASKED, inputs=between(0, 5, "u"))


def test_four_goals_are_searched_by_directions(tmp_path):
    goals = tuple(Goal(name, "less") for name in ("denied", "paid", "income", "exposure"))
    made = plan(LEVERS, Design(), search=Asked(goals, 12, 3, 1))

    def of(values, _replicate):
        x, y = values.get("x", 2), values.get("y", 1)
        return {"denied": x**2, "paid": (x - 1) ** 2, "income": y**2, "exposure": (y - 1) ** 2}

    front = search(Study(made, Store(tmp_path)), by=Standin(of), bound=lambda _values: 0)
    assert len(front.conflicts) == 6
    figure = front.figure()
    assert len(figure.plots) == 6 and figure.across == 2
    assert figure.rows[0][0] == "as written" and len(figure.rows) == len(front.variants) + 1
    searched, fresh, written = figure.plots[0].marks[1:]
    assert len(searched.x) == len(fresh.x) == len(front.variants) and len(written.x) == 1
    assert figure.rows[1][1] == f"{searched.x[0]:.4g}" and figure.rows[0][2] == f"{written.x[0]:.4g}"


def test_what_no_other_beats_worked_by_hand():
    costs = np.array([[1, 4], [2, 2], [4, 1], [3, 3], [1, 5]], float)
    assert not_dominated(costs).tolist() == [0, 1, 2]


REAL = {
    "rulebooks": "rongcheng-2021", "society": "toytown", "persons": 500, "months": 30, "replicates": 2,
    "vary": {"critical_speech.points": [-50, -20, 0], "retention.records": [12, 24, 60]},
    "search": {
        "goals": [{"outcome": "fearful", "better": "less"}, {"outcome": "conforms", "better": "more"}],
        "population": 6, "generations": 2, "fresh": 2,
    },
}  # fmt: skip


def test_a_real_rulebook_is_searched_and_told(tmp_path):
    front = Study(plan_from(REAL), Store(tmp_path)).search(by="serial")
    least = min(front.variants, key=lambda one: one.fresh[0])
    assert least.fresh[0] < front.written.fresh[0]
    assert least.values["critical_speech.points"] == 0
    assert front.conflicts[0].variants > 4
    assert front.table().column_names[:2] == ["critical_speech.points", "retention.records"]
    assert front.figure().save(tmp_path / "front.png").stat().st_size > 5000
    assert front.as_dict()["variants"][0]["retention.records"] is None


def test_lint_binds_what_it_did_not_find_before(tmp_path):
    study = Study(plan_from(REAL), Store(tmp_path))
    (book,) = study.plan.rulebooks
    soft = {"critical_speech.points": -20}
    assert lint_bound(study, book, "no more")(soft) == 0
    assert lint_bound(study, book, "none")(soft) > 0
    assert lint_bound(study, book, "ignored")(soft) == 0
    assert lint_bound(study, book, "no more")({"critical_speech.points": 0.5}) == BROKEN
    old, new = Counter("aab"), Counter("abbc")
    assert [refused(mode, new, old) for mode in ("no more", "none", "ignored")] == [2, 4, 0]


def test_a_study_without_goals_or_levers_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        search(Study(plan((), Design()), Store(tmp_path)))
    assert len(caught.value.diagnostics) == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"goals": [{"outcome": "exposure", "better": "less"}]}, "needs two goals at least"),
        ({"goals": [{"outcome": "exposur", "better": "less"}, {}]}, 'did you mean "exposure"'),
        ({"goals": [{"outcome": "exposure", "better": "fewer"}]}, "is not less or more"),
        ({"population": 2}, "from 4"),
        ({"lint": "some"}, "not a bound"),
        ({"generatons": 3}, 'did you mean "generations"'),
    ],
)
def test_faults_of_a_search_are_told(change, told):
    with pytest.raises(InputError, match=told):
        plan_from({**REAL, "search": {**REAL["search"], **change}})
    with pytest.raises(InputError, match="is not a map"):
        plan_from({**REAL, "search": "much"})
