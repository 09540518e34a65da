"""Redress in full: copies that miss a correction, repair by a course, due process."""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import load, practice, with_due_process

COURT = "court-list-2013"
WAYS = {"credit.lapse_strategic": 0.5}
MANY = {
    "redress.files_wronged": 0.3,
    "redress.files": 0.1,
    "redress.won_unable": 0.9,
    "redress.copy_refuses": 1,
}


def lived(county, book=COURT, changes=None, months=48, parameters=None):
    law = load(book) if isinstance(book, str) else book
    return simulation.run(
        law, county, months=months, seed=2, start="2017-06", parameters=WAYS | (parameters or {}),
        practice=practice(law, MANY | (changes or {})),
    )  # fmt: skip


def total(run, *names):
    return int(sum(run.tallies[:, :, COLUMN[name]].sum() for name in names))


def wronged(run):
    return int(run.people["months_wronged"].sum())


@pytest.fixture(scope="module")
def clean(county):
    return lived(county, changes={"redress.copies_missed": 0})


def test_copies_that_miss_a_correction_go_on_refusing(county, clean):
    run = lived(
        county, changes={"redress.copies_missed": 1, "redress.copy_least": 12, "redress.copy_most": 24}
    )
    assert total(clean, "refused_by_copies") == 0
    assert total(run, "refused_by_copies") > 10
    assert total(run, "gated") > total(clean, "gated")
    assert wronged(run) > wronged(clean)


def test_a_stale_copy_refuses_some_gates_and_for_some_months(county):
    run = lived(county, changes={"redress.copies_missed": 1, "redress.copy_least": 3, "redress.copy_most": 3})
    corrected = total(run, "left_corrected")
    late = int(run.tallies[-3:, :, COLUMN["left_corrected"]].sum())
    assert 3 * (corrected - late) <= total(run, "refused_by_copies") <= 3 * corrected


def test_due_process_shortens_wrongful_months(county, clean):
    fair = lived(county, with_due_process(load(COURT)), {"redress.copies_missed": 0})
    assert wronged(fair) < 0.8 * wronged(clean)
    assert total(fair, "noticed") > 0


def course(months):
    return {
        "lists.defaulters.exit.on": ["performed", "repaired"],
        "lists.defaulters.repair_after": "3 month",
        "procedure.repair": {"allowed": True, "needs": ["course"], "course": f"{months} month"},
    }


def test_a_course_repairs_what_waiting_does_not(county):
    book = load(COURT)
    taken = lived(county, book.but(course(3)), {"redress.course": 0.5})
    none = lived(county, book.but(course(3)), {"redress.course": 0})
    assert total(none, "left_repaired", "on_course") == 0
    assert total(taken, "left_repaired") > 10
    assert total(taken, "listed") < total(none, "listed")


def test_a_course_costs_effort_and_time(county):
    book = load(COURT)
    short, long = (lived(county, book.but(course(m)), {"redress.course": 0.5}) for m in (2, 12))
    assert total(long, "left_repaired") < total(short, "left_repaired")
    dear = lived(county, book.but(course(3)), {"redress.course": 0.5, "redress.course_fee": 50_000})
    assert total(dear, "left_repaired") < total(short, "left_repaired")
    changes = np.diff(short.tallies[:, :, COLUMN["savings"]].sum(1))
    names = ("income", "raised", "paid", "consumed")
    income, raised, paid, consumed = (short.tallies[1:, :, COLUMN[n]].sum(1) for n in names)
    assert (changes == income + raised - paid - consumed).all()


def test_a_failed_course_leaves_people_listed(county):
    book = load(COURT).but(course(3))
    passed, failed = (
        lived(county, book, {"redress.course": 0.5, "redress.course_passed": p}) for p in (1, 0)
    )
    assert total(passed, "left_repaired") > 0
    assert total(failed, "left_repaired") == 0
    assert total(failed, "on_course") > 0
