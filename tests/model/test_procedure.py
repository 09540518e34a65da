"""Notice, reasons, a hearing and a human being who looks: how many mistakes survive, and how they end."""

from __future__ import annotations

import pytest

from glasshouse import simulation
from glasshouse.engine.rng import CERTAIN
from glasshouse.model import procedure
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks import load, practice

COURT = load("court-list-2013").but({"procedure.notice": "none"})
MISTAKES = ("entered_unable", "entered_wrong_person")
OFTEN = {"surveillance.wrong_person": 0.05, "redress.files_wronged": 0.2, "redress.files": 0.02}


def lived(town, changes, **numbers):
    book = COURT.but(changes)
    return simulation.run(
        book, town, months=60, seed=2, start="2017-06", parameters={"credit.lapse_strategic": 0.5},
        practice=practice(book, OFTEN | {name.replace("__", "."): value for name, value in numbers.items()}),
    )  # fmt: skip


def total(run, *names):
    return int(sum(run.tallies[:, :, COLUMN[name]].sum() for name in names))


@pytest.fixture(scope="module")
def silent(town):
    """Nothing is said before, and nobody is asked afterwards."""
    return lived(town, {"procedure.hearing": "none"})


def law_of(changes):
    return COURT.but({f"procedure.{name}": value for name, value in changes.items()}).laws(1, "2017-06")[0]


@pytest.mark.parametrize(
    ("clauses", "caught"),
    [
        ({"hearing": "none"}, 0),
        ({"notice": "after", "hearing": "on_request", "human_review": "on_request"}, 0),
        ({"hearing": "before"}, 0.4),
        ({"human_review": "before"}, 0.3),
        ({"hearing": "before", "human_review": "before"}, 1 - 0.6 * 0.7),
        ({"notice": "before"}, 0.5 * 0.1),
    ],
)
def test_each_safeguard_before_an_entry_finds_mistakes_of_its_own(clauses, caught):
    numbers = {"hearing_finds": 0.4, "review_finds": 0.3, "notice_arrives": 0.5, "objection_heeded": 0.1}
    told = practice(COURT, {f"redress.{name}": value for name, value in numbers.items()}).record()[0]
    found = procedure.caught_before(law_of(clauses), told) / CERTAIN
    assert found == pytest.approx(caught, abs=1e-6)


def test_a_human_being_who_is_asked_is_faster():
    told = practice(COURT, {"redress.review_shortens": 0.4}).record()[0]
    assert procedure.months_shortened(12, law_of({"hearing": "none"}), told) == 12
    assert procedure.months_shortened(12, law_of({"human_review": "on_request"}), told) == 5
    assert procedure.months_shortened(1, law_of({"human_review": "before"}), told) == 1


@pytest.mark.parametrize("clause", ["hearing", "human_review"])
def test_who_finds_every_mistake_before_lets_none_be_entered(town, silent, clause):
    finds = {"hearing": "redress.hearing_finds", "human_review": "redress.review_finds"}[clause]
    run = lived(town, {f"procedure.{clause}": "before"}, **{finds: 1})
    assert min(total(silent, name) for name in MISTAKES) > 0
    assert total(silent, "caught_before") == 0
    assert total(run, *MISTAKES) == 0
    assert total(run, "caught_before") > 0
    assert total(run, "entered_list") > 0


def test_a_hearing_on_request_wins_disputes_of_the_wronged(town, silent):
    run = lived(town, {"procedure.hearing": "on_request"}, redress__hearing_finds=1)
    assert total(run, "entered_list") >= 0.9 * total(silent, "entered_list")
    won, lost = total(run, "dispute_won"), total(run, "dispute_lost")
    assert won / (won + lost) > 0.1 + total(silent, "dispute_won") / total(
        silent, "dispute_won", "dispute_lost"
    )


def test_reasons_make_people_contest(town, silent):
    run = lived(town, {"procedure.reasons": True}, redress__reasons_files=3)
    assert total(run, "dispute_filed") > 1.3 * total(silent, "dispute_filed") > 0


def test_a_ground_is_contested_as_readily_as_practice_says(town, silent):
    never = {"lists.defaulters.entry.ground": "report", "lists.obstructors.entry.ground": "report"}
    assert total(lived(town, never, redress__contested__report=0), "dispute_filed") == 0
    assert total(silent, "dispute_filed") > 0
