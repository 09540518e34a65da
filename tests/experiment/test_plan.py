"""Plans: what a study.yaml asks for, and every fault of a bad one at once."""

from __future__ import annotations

import pytest

from glasshouse.errors import BadInput
from glasshouse.experiment import load
from glasshouse.experiment.planning import plan_from

GOOD = """\
schema: glasshouse/study@1
title: Radius and mistakes
rulebooks: [court-list-2013+debtor-map, court-list-2013]
society: toytown
persons: 300
months: 6
replicates: 2
switches: {ties: false}
set: {dues.lapse: 0.02}
vary:
  map.radius: [250, 500 m, 1 km]
  watching.wrong_person: prior
design: {kind: sobol, samples: 3}
outcomes: [ever_listed]
"""


def written(tmp_path, text=GOOD):
    file = tmp_path / "study.yaml"
    file.write_text(text)
    return file


def test_every_rulebook_meets_every_point_and_replicate(tmp_path):
    plan = load(written(tmp_path))
    assert len(plan.rows) == 2 * 3 * 2
    assert [(point, book) for point, book, replicate, _ in plan.rows if replicate == 0] == [
        (point, book) for point in range(3) for book in plan.rulebooks
    ]


def test_switches_and_settings_hold_for_every_member(tmp_path):
    for member in load(written(tmp_path)).members:
        assert dict(member.inputs)["switch.ties"] == 0
        assert dict(member.inputs)["dues.lapse"] == 0.02


def test_a_lever_is_set_only_where_the_rulebook_has_it(tmp_path):
    plan = load(written(tmp_path))
    with_map, without = plan.rulebooks
    radii = {dict(m.levers).get("map.radius") for *_, m in plan.rows if m.rulebook == with_map}
    assert radii <= {"250 metre", "500 metre", "1000 metre"}
    assert all(not member.levers for *_, member in plan.rows if member.rulebook == without)


def test_rulebooks_share_people_and_luck_at_a_point(tmp_path):
    rows = load(written(tmp_path)).rows
    assert len({member.future for *_, member in rows}) == 3 * 2
    assert len({member.key for *_, member in rows}) == 3 * 2 + 6  # without the map all radii are one


def test_other_luck_or_another_value_is_another_member(tmp_path):
    keys = {member.key for member in load(written(tmp_path)).members}
    other = {member.key for member in load(written(tmp_path, GOOD.replace("0.02", "0.03"))).members}
    more = {
        member.key
        for member in load(written(tmp_path, GOOD.replace("replicates: 2", "replicates: 3"))).members
    }
    assert not keys & other
    assert keys < more


def test_a_budget_ends_the_list(tmp_path):
    assert len(load(written(tmp_path, f"{GOOD}budget: 5\n")).rows) == 5


def test_the_same_plan_in_python(tmp_path):
    plan = load(written(tmp_path))
    same = plan_from(
        {
            "rulebooks": ["court-list-2013+debtor-map", "court-list-2013"], "society": "toytown",
            "persons": 300, "months": 6, "replicates": 2, "switches": {"ties": False},
            "set": {"dues.lapse": 0.02},
            "vary": {"map.radius": [250, "500 m", "1 km"], "watching.wrong_person": "prior"},
            "design": {"kind": "sobol", "samples": 3},
        }
    )  # fmt: skip
    assert same.hash == plan.hash


def test_points_come_from_a_table_beside_the_study(tmp_path):
    (tmp_path / "points.csv").write_text("map.radius,watching.wrong_person\n300,0.001\n400,0.002\n")
    text = GOOD.replace("{kind: sobol, samples: 3}", "{kind: table, file: points.csv}")
    plan = load(written(tmp_path, text))
    assert plan.points == [
        {"map.radius": 300, "watching.wrong_person": 0.001},
        {"map.radius": 400, "watching.wrong_person": 0.002},
    ]


BAD = """\
schema: glasshouse/study@2
rulebooks: [court-list-2031, court-list-2013]
society: hebbei
persons: -5
replicatess: 3
switches: {tie: false, court: 0}
set: {dues.laps: 0.1, court.sue: 7}
vary:
  lists.defaulters.exits: [1]
  court.sue_after: {from: 9, to: 3}
  dues.lapse: "bta(2, 3)"
design: {kind: sobbol, samples: 8}
outcomes: [ever_listd]
start: 2014
"""


def test_all_faults_of_a_plan_are_named_at_once(tmp_path):
    with pytest.raises(BadInput) as caught:
        load(written(tmp_path, BAD))
    told = str(caught.value)
    for line, words in (
        (1, "glasshouse/study@2"), (2, "court-list-2013"), (3, 'did you mean "hebei"'), (4, "-5"),
        (5, 'did you mean "replicates"'), (6, 'did you mean "ties"'), (6, "neither true nor false"),
        (7, 'did you mean "dues.lapse"'), (7, "court.sue"), (9, "neither a parameter nor a value"),
        (10, "no range"), (11, 'did you mean "beta"'), (12, 'did you mean "sobol"'),
        (13, 'did you mean "ever_listed"'), (14, "2017-06"),
    ):  # fmt: skip
        assert any(f"study.yaml:{line}:" in part and words in part for part in told.splitlines()), (
            line,
            words,
        )
