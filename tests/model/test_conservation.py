"""Nothing comes from nowhere: persons, money and spells are conserved, month by month."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from glasshouse import simulation
from glasshouse.model.events import COLUMN
from glasshouse.population import load
from glasshouse.rulebooks import practice

TOWN = load("toytown").draw(persons=2_000, seed=8)
COURT = "court-list-2013+debtor-map"

SETTINGS = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # runs are too slow to shrink
)
WAYS = st.fixed_dictionaries(
    {
        "credit.lapse_strategic": st.floats(0, 1),
        "credit.borrow": st.floats(0, 0.05),
        "livelihood.separation": st.floats(0.002, 0.05),
        "livelihood.bad_month": st.floats(0, 0.2),
        "livelihood.spends": st.floats(0, 1),
        "livelihood.subsistence": st.floats(300, 3000),
        "credit.surety_instalment": st.floats(0, 5000),
        "court.yield_strategic": st.floats(0, 0.3),
        "court.settle": st.floats(0, 0.1),
    }
)
PRACTICE = st.fixed_dictionaries(
    {
        "court.sue": st.floats(0, 1),
        "court.attachment": st.floats(0, 1),
        "court.obstructs": st.floats(0, 1),
        "surveillance.wrong_person": st.floats(0.0001, 0.01),
        "map.opens": st.floats(0, 0.5),
        "redress.files_wronged": st.floats(0, 1),
    }
)


def columns(run, *names):
    totals = run.tallies.sum(axis=1)
    return [totals[:, COLUMN[name]] for name in names]


@SETTINGS
@given(WAYS, PRACTICE, st.integers(0, 2**32))
def test_money_is_conserved(parameters, changes, seed):
    run = simulation.run(
        COURT,
        TOWN,
        months=24,
        seed=seed,
        start="2017-06",
        parameters=parameters,
        practice=practice(COURT, changes),
    )
    income, raised, paid, interest, borrowed, consumed = columns(
        run, "income", "raised", "paid", "interest", "borrowed", "consumed"
    )
    savings, debt = columns(run, "savings", "debt")
    assert (np.diff(savings) == (income + raised - paid - consumed)[1:]).all()
    assert (np.diff(debt) == (borrowed + interest - paid)[1:]).all()
    assert (run.people["savings"] >= 0).all()
    assert (run.people["debt"] >= 0).all()
    assert run.people["repaid"].sum() == paid.sum()
    assert run.people["earned"].sum() == income.sum()


@SETTINGS
@given(WAYS, PRACTICE, st.integers(0, 2**32))
def test_persons_and_spells_are_conserved(parameters, changes, seed):
    exact = practice(COURT, changes | {"surveillance.wrong_person": 0})  # so that nobody is on two lists
    run = simulation.run(
        COURT, TOWN, months=36, seed=seed, start="2017-06", parameters=parameters, practice=exact
    )
    persons, listed, entered = columns(run, "persons", "listed", "entered_list")
    left = sum(columns(run, "left_paid", "left_expired", "left_corrected", "left_repaired", "left_unable"))
    assert (persons == len(TOWN)).all()
    assert (np.diff(listed) == (entered - left)[1:]).all()
    assert listed[-1] == (run.people["lists"] > 0).sum()
    assert entered.sum() == run.people["times_listed"].sum()
    assert listed.sum() == run.people["months_listed"].sum()
    sued, judged, disputes, won, lost = columns(
        run, "sued", "judged", "dispute_filed", "dispute_won", "dispute_lost"
    )
    assert (np.cumsum(judged) <= np.cumsum(sued)).all()
    assert (np.cumsum(won + lost) <= np.cumsum(disputes)).all()
    refusals, exposure = columns(run, "refusals", "exposure")
    assert exposure.sum() == run.people["seen"].sum()
    assert refusals.sum() == run.people["denied"].sum()


def test_the_pages_of_lives_add_up_to_the_counts():
    run = simulation.run(COURT, TOWN, months=36, seed=4, start="2017-06").watch(TOWN.who)
    happened = run.panel_records["happened"]
    for bit, name in enumerate(("job_lost", "job_found", "hire_refused", "payment_missed")):
        counted = columns(run, name)[0]
        assert (((happened >> bit) & 1).sum(axis=0) == counted).all()
    assert (run.panel_records["income"].sum(axis=0) == columns(run, "income")[0]).all()
    assert (run.panel_records["exposure"].sum(axis=0) == columns(run, "exposure")[0]).all()


def test_without_watching_there_are_no_records(town):
    run = simulation.run("rongcheng-2014", town, months=24, parameters={"switch.surveillance": 0})
    assert sum(column.sum() for column in columns(run, "recorded", "rewarded", "speech_punished")) == 0
