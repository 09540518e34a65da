"""Plans: what a study.yaml asks for, and every fault of a bad one at once."""

from __future__ import annotations

import dataclasses
import time
import warnings
from pathlib import Path

import numpy as np
import pytest

from glasshouse.errors import InputError
from glasshouse.studies import load
from glasshouse.studies.plan_checks import duration, estimate, size
from glasshouse.studies.planning import plan_from

GOOD = """\
schema: glasshouse/study@1
title: Radius and mistakes
rulebooks: [court-list-2013+debtor-map, court-list-2013]
society: toytown
persons: 300
months: 6
replicates: 2
switches: {ties: false}
set: {credit.lapse: 0.02}
vary:
  map.radius: [250, 500 m, 1 km]
  surveillance.wrong_person: prior
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
        assert dict(member.inputs)["credit.lapse"] == 0.02


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
            "set": {"credit.lapse": 0.02},
            "vary": {"map.radius": [250, "500 m", "1 km"], "surveillance.wrong_person": "prior"},
            "design": {"kind": "sobol", "samples": 3},
        }
    )  # fmt: skip
    assert same.hash == plan.hash


def test_points_come_from_a_table_beside_the_study(tmp_path):
    (tmp_path / "points.csv").write_text("map.radius,surveillance.wrong_person\n300,0.001\n400,0.002\n")
    text = GOOD.replace("{kind: sobol, samples: 3}", "{kind: table, file: points.csv}")
    plan = load(written(tmp_path, text))
    assert plan.points == [
        {"map.radius": 300, "surveillance.wrong_person": 0.001},
        {"map.radius": 400, "surveillance.wrong_person": 0.002},
    ]


BAD = """\
schema: glasshouse/study@2
rulebooks: [court-list-2031, court-list-2013]
society: hebbei
persons: -5
replicatess: 3
switches: {tie: false, court: 0}
set: {credit.laps: 0.1, court.sue: 7}
vary:
  lists.defaulters.exits: [1]
  court.sue_after: {from: 9, to: 3}
  credit.lapse: "bta(2, 3)"
design: {kind: sobbol, samples: 8}
outcomes: [ever_listd]
start: 2014
"""


def test_all_faults_of_a_plan_are_named_at_once(tmp_path):
    with pytest.raises(InputError) as caught:
        load(written(tmp_path, BAD))
    told = str(caught.value)
    for line, words in (
        (1, "glasshouse/study@2"), (2, "court-list-2013"), (3, 'did you mean "hebei"'), (4, "-5"),
        (5, 'did you mean "replicates"'), (6, 'did you mean "ties"'), (6, "neither true nor false"),
        (7, 'did you mean "credit.lapse"'), (7, "court.sue"), (9, "neither a parameter nor a value"),
        (10, "no range"), (11, 'did you mean "beta"'), (12, 'did you mean "sobol"'),
        (13, 'did you mean "ever_listed"'), (14, "2017-06"),
    ):  # fmt: skip
        assert any(f"study.yaml:{line}:" in part and words in part for part in told.splitlines()), (
            line,
            words,
        )


TERM = {
    "rulebooks": ["court-list-2013", "rongcheng-2021"], "society": "toytown", "persons": 300, "months": 6,
    "outcomes": ["ever_listed"],
}  # fmt: skip


def test_null_is_no_end_and_as_written_is_the_rulebooks_own_value():
    plan = plan_from({**TERM, "vary": {"lists.defaulters.term": ["6 month", None, "as written"]}})
    levers = [member.levers for _, book, _, member in plan.rows if book == "court-list-2013"]
    assert levers == [(), (("lists.defaulters.term", "6 month"),), (("lists.defaulters.term", None),), ()]
    assert all(not member.levers for _, book, _, member in plan.rows if book == "rongcheng-2021")


def test_null_in_a_study_is_the_law_that_null_is_in_a_rulebook():
    from glasshouse.rulebooks import load as load_rulebook

    plan = plan_from({**TERM, "vary": {"retention.records": [None]}})
    (lever,) = {member.levers for member in plan.members if member.levers}
    book = load_rulebook("rongcheng-2021")
    kept_for_ever = book.but({"retention.records": {"value": None}})
    assert (
        book.but(dict(lever)).law(99).tobytes() == kept_for_ever.law(99).tobytes() != book.law(99).tobytes()
    )


def test_as_written_leaves_a_parameter_alone():
    plan = plan_from({**TERM, "vary": {"fear.floor": [3, "as written"], "switch.ties": [True, False]}})
    assert {dict(member.inputs).get("fear.floor") for member in plan.members} == {None, 3}
    assert {dict(member.inputs).get("switch.ties") for member in plan.members} == {None, 0, 1}


def test_null_where_a_value_must_be_is_refused():
    for vary in ({"critical_speech.points": [-50, None]}, {"fear.floor": [None]}):
        with pytest.raises(InputError, match="null is not a value"):
            plan_from({**TERM, "vary": vary})


def test_numbers_of_numpy_are_numbers():
    vary = {"fear.floor": np.arange(3), "speech.base": {"from": np.float64(0.3), "to": np.float32(0.5)}}
    plan = plan_from({**TERM, "vary": vary, "persons": np.int64(200), "set": {"credit.lapse": 1e-7}})
    assert plan.factors[0].levels == (0, 1, 2)
    assert plan.persons == 200


def test_an_empty_cell_of_a_table_leaves_a_factor_as_written(tmp_path):
    (tmp_path / "points.csv").write_text("map.radius,surveillance.wrong_person\n300,\n,0.002\n")
    text = GOOD.replace("{kind: sobol, samples: 3}", "{kind: table, file: points.csv}")
    assert load(written(tmp_path, text)).points == [{"map.radius": 300}, {"surveillance.wrong_person": 0.002}]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("", "the heading is not one name a column"),
        ("map.radius,map.radius\n1,2\n", "the heading is not one name a column"),
        ("map.radius\n", "has no rows"),
        ('map.radius\n"5\n', "cannot be read"),
        ("map.radius\nwide\n", "wide is not"),
        ("map.radius\n-5\n", "outside its range"),
        ("map.radios\n5\n", 'did you mean "map.radius"'),
        ("surveillance.wrong_person\n0.9999\n1.5\n", "surveillance.wrong_person: 1.5"),
        ("map.radius\n\xff\n", "cannot be read"),
    ],
)
def test_a_bad_table_of_points(tmp_path, table, told):
    (tmp_path / "points.csv").write_bytes(table.encode("latin-1"))
    text = GOOD.replace("{kind: sobol, samples: 3}", "{kind: table, file: points.csv}")
    with pytest.raises(InputError, match=told) as caught:
        load(written(tmp_path, text))
    assert {Path(diagnostic.file).name for diagnostic in caught.value.diagnostics} == {"points.csv"}


def test_a_fault_in_a_table_has_the_line_of_the_table(tmp_path):
    (tmp_path / "points.csv").write_text("map.radius,surveillance.wrong_person\n300,0.001\n-5,0.001\n400,x\n")
    text = GOOD.replace("{kind: sobol, samples: 3}", "{kind: table, file: points.csv}")
    with pytest.raises(InputError) as caught:
        load(written(tmp_path, text))
    assert [diagnostic.line for diagnostic in caught.value.diagnostics] == [3, 4]


def test_sizes_that_are_no_power_of_two_have_a_note_with_their_line_and_no_warning_of_a_package(tmp_path):
    pytest.importorskip("SALib")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for kind, count in (("sobol", 3), ("saltelli", 12)):
            plan = load(written(tmp_path, GOOD.replace("kind: sobol", f"kind: {kind}")))
            (note,) = plan.notes
            assert note.line == 13
            assert "3 samples" in note.what
            assert "2 or 4" in note.fix
            assert len(plan.points) == plan.design.count(plan.factors) == count
    assert not load(written(tmp_path, GOOD.replace("samples: 3", "samples: 4"))).notes
    assert not load(written(tmp_path, GOOD.replace("sobol, samples: 3", "latin, samples: 3"))).notes


def test_a_million_samples_are_counted_without_being_laid_out(tmp_path):
    text = GOOD.replace("samples: 3", "samples: 1000000")
    began = time.perf_counter()
    with pytest.raises(InputError, match=r"4,000,000 members.*budget: 4000000"):
        load(written(tmp_path, text))
    plan = load(written(tmp_path, f"{text}budget: 4000000\n"))
    assert estimate(plan).members == 4_000_000
    assert not estimate(plan).exact
    assert time.perf_counter() - began < 5
    assert "points" not in plan.__dict__


def test_an_estimate_counts_members_that_are_the_same_once(tmp_path):
    cost = estimate(load(written(tmp_path)))
    assert (cost.members, cost.exact) == (12, True)
    assert estimate(dataclasses.replace(load(written(tmp_path)), persons=10**6)).seconds > cost.seconds


def test_times_and_sizes_in_words():
    assert [duration(s) for s in (5, 100, 130, 8000, 10**6)] == [
        "5 seconds", "100 seconds", "2 minutes", "2 hours", "12 days",
    ]  # fmt: skip
    assert [size(b) for b in (10, 5_500, 7_000_000, 7 * 10**9)] == ["1 kB", "5 kB", "7.0 MB", "7.0 GB"]


def test_a_name_too_long_for_a_file_is_no_crash(tmp_path):
    with pytest.raises(InputError, match="society"):
        load(written(tmp_path, GOOD.replace("toytown", "x" * 900)))
    with pytest.raises(InputError, match="table of points cannot be read"):
        plan_from({**TERM, "vary": {"fear.floor": [1]}, "design": {"kind": "table", "file": "y" * 900}})


def test_designs_that_grow_keep_their_points():
    from glasshouse.studies.designs import Design
    from glasshouse.studies.members import Factor, span

    factors = tuple(Factor(name, "input", prior=span(0, 1)) for name in "ab")
    for kind in ("sobol", "latin", "morris", "saltelli", "grid"):
        few, more = ({tuple(point.items()) for point in Design(kind, n).points(factors)} for n in (4, 8))
        assert Design(kind, 4).grows == (few <= more), kind


def test_values_that_can_be_set_alone_but_not_together_are_found():
    vary = {"grades.A": [900, 1020], "grades.B": [850, 910]}
    alone = {"rulebooks": "rongcheng-2021", "society": "toytown", "vary": vary}
    assert len(plan_from({**alone, "design": "list"}).points) == 5
    with pytest.raises(InputError, match="not below that of the better grade"):
        plan_from({**alone, "design": "grid"})


def test_people_of_every_replicate_need_a_seed():
    with pytest.raises(InputError, match="too few seeds"):
        plan_from({**TERM, "seed": 2**64 - 1, "redraw": True, "replicates": 2})


@pytest.mark.parametrize("start", ["0001-01", "1899-12", "2201-01", "2017-13", 2017, None, ["2017-06"]])
def test_a_start_that_is_no_month_of_these_centuries(start):
    with pytest.raises(InputError, match="start"):
        plan_from({**TERM, "start": start})
