"""A recording says of everybody and every month what the records of the run say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from glasshouse.explorer.runner import Warm, lived
from glasshouse.explorer.town_recording import PLANES, Recording, Watch, plane_of, unpacked
from glasshouse.model.person import VOICES
from glasshouse.population import load as load_society
from glasshouse.rulebooks import load
from glasshouse.simulation import ledger
from glasshouse.simulation.completed_run import CompletedRun
from glasshouse.simulation.run_config import run_config
from glasshouse.simulation.simulating import simulate, watched

MONTHS = 36


@pytest.fixture(scope="module", params=["suining-2010", "court-list-2013+debtor-map"])
def both(request: pytest.FixtureRequest) -> tuple[Recording, CompletedRun, CompletedRun]:
    """The recording of a run, and that run and its twin with everybody's life written down."""
    people = load_society("toytown").draw(persons=3000, seed=5)
    chosen = run_config(
        load(request.param),
        people,
        practice=None,
        parameters=None,
        start="2016-01",
        months=MONTHS,
        seed=5,
        replicate=0,
    )
    watch, warm = Watch(), Warm()
    run = simulate(chosen, 0, month_hook=watch)
    made = lived(run, watch, warm.twin(chosen, lambda _done: None))
    who = np.asarray(people.who)
    return made.recording, watched(run, who, trail=True), simulate(chosen.without_system(), 0, panel_ids=who)


def test_planes_are_the_records_of_everybody_month_by_month(
    both: tuple[Recording, CompletedRun, CompletedRun],
) -> None:
    recording, run, twin = both
    rows = np.searchsorted(run.panel_ids, recording.columns["who"])
    again = unpacked(recording.packed)
    red = np.asarray(run.config.laws[-1].list_red)
    black = np.uint8(sum(1 << k for k in range(len(red)) if not red[k]))
    ever = dict.fromkeys(("listed", "gated", "voices", "fearful", "twin voices"), 0)
    for month in range(MONTHS):
        page = run.panel_records[rows, month]
        known = {
            "listed": (page["lists"] & black) != 0,
            "gated": page["shut"].any(axis=-1),
            "voices": (page["state"] & VOICES) != 0,
            "fearful": page["fear"] >= 64,
        }
        for name, flags in known.items():
            assert np.array_equal(again.plane(name, month), flags), (name, month)
            ever[name] += int(flags.sum())
        there = (twin.panel_records[rows, month]["state"] & VOICES) != 0
        assert np.array_equal(again.plane("voices", month, "twin"), there), month
        ever["twin voices"] += int(there.sum())
    assert ever["listed"]
    assert ever["gated"]
    assert ever["voices"]
    assert ever["twin voices"]


def test_the_wrongly_listed_are_those_of_the_ledger(
    both: tuple[Recording, CompletedRun, CompletedRun],
) -> None:
    recording, run, _ = both
    standing = ledger.tables(run)["standing"].to_pylist()
    place = {int(who): row for row, who in enumerate(recording.columns["who"])}
    expected = np.zeros((MONTHS, recording.persons), bool)
    for spell in standing:
        if spell["lists"] & (spell["wrong_person"] | spell["unable"]):
            first = spell["month"]
            expected[first : first + spell["months"], place[spell["person"]]] = True
    for month in range(MONTHS):
        assert np.array_equal(recording.plane("wrong", month), expected[month]), month


def test_persons_stand_by_settlement_and_cell(both: tuple[Recording, CompletedRun, CompletedRun]) -> None:
    recording, run, _ = both
    society = run.society
    rows = np.searchsorted(np.asarray(society.who), recording.columns["who"])
    assert (np.diff(recording.columns["settlement"].astype(int)) >= 0).all()
    assert (np.diff(np.asarray(society.cell)[rows].astype(int)) >= 0).all()
    for name in ("x", "y"):
        assert np.array_equal(recording.columns[name], np.asarray(getattr(society, name))[rows])
    sex = recording.about["labels"]["sex"]
    assert [sex[k] for k in recording.columns["sex"][:50]] == [
        "women" if female else "men" for female in society.female[rows][:50]
    ]


def test_looking_changes_nothing(both: tuple[Recording, CompletedRun, CompletedRun]) -> None:
    _, run, _ = both
    assert (
        simulate(run.config, 0).digest()
        == simulate(run.config, 0, month_hook=Watch()).digest()
        == run.digest()
    )


def test_bytes_stand_where_the_header_says(both: tuple[Recording, CompletedRun, CompletedRun]) -> None:
    recording, *_ = both
    data = recording.packed
    assert data[:4] == b"GHR1"
    assert unpacked(data).packed == data
    assert set(recording.sides["system"]) == set(PLANES)
    assert recording.about["persons"] == len(recording.columns["who"])
    with pytest.raises(ValueError, match="GHR1"):
        unpacked(b"not a recording")


@given(st.integers(1, 70).flatmap(lambda n: st.lists(arrays(bool, n), min_size=1, max_size=9)))
def test_a_plane_gives_back_what_was_put_in(months: list[np.ndarray]) -> None:
    plane = plane_of(months)
    assert len(plane.at) == len(months) + 1
    for month, flags in enumerate(months):
        assert np.array_equal(plane.month(month), flags)
