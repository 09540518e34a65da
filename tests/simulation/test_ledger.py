"""The ledger: kept by hand for four people and five months, and recounted from everybody's pages."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from glasshouse import rulebooks, simulation
from glasshouse.model import events as event
from glasshouse.model import rights, trail
from glasshouse.model.events import COLUMN
from glasshouse.model.layout import PERSON
from glasshouse.model.person import ADULT
from glasshouse.population import load as load_society
from glasshouse.rulebooks.sizes import STANDARD
from glasshouse.rulebooks.vocabulary import vocabulary
from glasshouse.simulation import causes, ledger, recording, records
from glasshouse.simulation.causes import Cause
from glasshouse.simulation.jurisdiction import Jurisdiction, context_of_right
from glasshouse.simulation.recording import Recorder, standings

BOOK = rulebooks.load(Path(__file__).parent / "books" / "ledger.yaml")
MODEL = Path(__file__).parent.parent / "model" / "books"
WHIM, EVERYTHING = str(MODEL / "whim.yaml"), str(MODEL / "everything.yaml")
COURT = "court-list-2013+debtor-map"
DEBTOR, NAMESAKE, CHILD, OTHER = 11, 22, 33, 44
FLIGHT, HIGH_SPEED_RAIL, PRIVATE_SCHOOL = (
    1 << int(right) for right in (rights.FLIGHT, rights.HIGH_SPEED_RAIL, rights.PRIVATE_SCHOOL)
)


class Place:
    """A world of four in which months are written down by hand."""

    def __init__(self) -> None:
        self.people = np.zeros(4, PERSON)
        self.people["who"] = DEBTOR, NAMESAKE, CHILD, OTHER
        self.people["age"] = 40, 50, 10, 30
        self.people["payer"] = 0, 0, -2, 0  # the debtor pays for the child
        self.rows = np.arange(4, dtype=np.int32)
        self.trail = trail.blank(4)
        self.rebooked: list[object] = []
        self.month = 0

    @property
    def trail_words(self):
        return self.trail.view(np.ndarray).view(np.uint64).reshape(4, -1)

    def step(self, recorder, **months):
        """A month in which each of `months` has these fields; whatever is not said stays as it was."""
        for name in ("happened", "refused", "entered", "left", "struck", "struck_wrong", "struck_unable"):
            self.trail[name] = 0
        for person, fields in months.items():
            for name, value in fields.items():
                self.trail[name][["debtor", "namesake", "child", "other"].index(person)] = value
        laws = BOOK.laws(1)
        recorder.note(self.month, laws, SimpleNamespace(book_of=lambda _serial: BOOK))
        self.month += 1


@pytest.fixture(scope="module")
def kept():
    """Five months.

    The debtor is listed in months 1 to 3 though unable to pay, is refused a flight in month 2, and the child
    a school place in month 3. The namesake is listed wrongly in month 1, learns of it and disputes it in
    month 2, wins in month 3, and is refused by a copy in month 4. The other petitions in month 3 and stands on
    that list until the end, twice without flights.
    """
    world = Place()
    recorder = Recorder(world)
    shut = FLIGHT | PRIVATE_SCHOOL
    entry = event.ENTERED_LIST
    adult = {"situation": 0}
    world.step(recorder, debtor={"situation": 4}, namesake=adult, other=adult)
    world.step(
        recorder,
        debtor={"lists": 1, "unable": 1, "shut": shut, "entered": 1, "happened": entry, "situation": 5},
        namesake={
            "lists": 1, "wrong_person": 1, "shut": shut, "entered": 1, "happened": entry, "situation": 1,
        },
    )  # fmt: skip
    world.step(
        recorder,
        debtor={"refused": FLIGHT, "happened": event.DENIED_RIGHT},
        namesake={"happened": event.NOTICED | event.DISPUTE_FILED, "disputing": 1},
    )
    won = event.DISPUTE_WON | event.LEFT_CORRECTED
    world.step(
        recorder,
        namesake={
            "lists": 0, "wrong_person": 0, "struck": 1, "struck_wrong": 1, "left": 1, "happened": won,
            "disputing": 0, "situation": 0,
        },
        child={"refused": PRIVATE_SCHOOL, "happened": event.DENIED_RIGHT},
        other={"lists": 2, "shut": FLIGHT | HIGH_SPEED_RAIL, "entered": 2, "happened": entry, "situation": 1},
    )  # fmt: skip
    world.step(
        recorder,
        debtor={"lists": 0, "unable": 0, "shut": 0, "left": 1, "happened": event.LEFT_PAID, "situation": 0},
        namesake={"shut": FLIGHT, "copied": FLIGHT, "copy_of": 1, "refused": FLIGHT},
        other={"refused": FLIGHT, "happened": event.DENIED_RIGHT},
    )
    return recorder.finish()


@pytest.fixture(scope="module")
def books(kept):
    return ledger.RightsLedger(kept.periods, "2014-01")


def test_spells_of_standing_kept_by_hand(kept):
    rows = [tuple(row.values()) for row in ledger.standing_table(kept).to_pylist()]
    both = FLIGHT | PRIVATE_SCHOOL
    assert rows == [
        (DEBTOR, 1, 3, 1, 0, 1, both, -1, True),
        (NAMESAKE, 1, 2, 1, 1, 0, both, -1, True),
        (NAMESAKE, 3, 1, 0, 0, 0, both, -1, True),  # off the list, but still refused in the month it won
        (NAMESAKE, 4, 1, 0, 0, 0, FLIGHT, -1, False),
        (OTHER, 3, 2, 2, 0, 0, FLIGHT | HIGH_SPEED_RAIL, -1, False),
    ]


def test_stays_kept_by_hand(kept, books):
    rows = [tuple(row.values()) for row in ledger.listings_table(kept, books).to_pylist()]
    assert rows == [
        (DEBTOR, "defaulters", "blacklist", 1, 4, "paid", "unable", -1, -1, -1, False, -1),
        (NAMESAKE, "defaulters", "blacklist", 1, 3, "corrected", "wrong person", 2, 2, 3, True, 4),
        (OTHER, "petitioners", "blacklist", 3, -1, "open", "protected", -1, -1, -1, False, -1),
    ]


def test_the_ledger_kept_by_hand(kept, books):
    table = ledger.ledger_table(kept, books)
    rows = {tuple(list(row.values())[:3] + list(row.values())[6:]) for row in table.to_pylist()}
    flight, school, train = "movement.flight", "education.private_school", "movement.high_speed_rail"
    assert rows == {
        (DEBTOR, flight, "sanctions.no_flights", "unable", 3, 1, 1),
        (DEBTOR, school, "sanctions.no_schools", "unable", 3, 0, 1),
        (NAMESAKE, flight, "sanctions.no_flights", "wrong person", 3, 0, 1),
        (NAMESAKE, school, "sanctions.no_schools", "wrong person", 3, 0, 1),
        (NAMESAKE, flight, "sanctions.no_flights", "wrong person", 1, 1, 4),
        (CHILD, school, "sanctions.no_schools", "unable", 0, 1, 3),
        (OTHER, flight, "sanctions.no_air", "protected", 2, 1, 3),
        (OTHER, train, "sanctions.no_trains", "protected", 2, 0, 3),
    }
    told = {(row["person"], row["right"], row["cause"]): row for row in table.to_pylist()}
    assert told[NAMESAKE, flight, "lists.defaulters.copy"]["months"] == 1
    other = told[OTHER, flight, "lists.petitioners"]
    assert (other["behaviour_context"], other["sanction_context"]) == ("politics", "transport")
    assert told[DEBTOR, school, "lists.defaulters"]["behaviour_context"] == "courts"
    assert told[CHILD, school, "lists.defaulters"]["refusals"] == 1


def test_months_of_rights_and_moves_kept_by_hand(kept):
    assert ledger.months_of_rights_lost(kept).tolist() == [6, 7, 0, 4]
    moves = {(row["from"], row["to"]): row["count"] for row in ledger.states_table(kept).to_pylist()}
    assert moves == {(4, 5): 1, (5, 5): 2, (5, 0): 1, (0, 1): 2, (1, 1): 2, (1, 0): 1, (0, 0): 3}


def standing(**fields):
    kind = trail.trace_type(STANDARD)
    words = np.zeros((1, trail.words_of_standing(kind)), np.uint64)
    told = standings(words, kind)[0].copy()
    told["grade"], told["behaviour"] = -1, 255
    for name, value in fields.items():
        told[name] = value
    return told


HERE = Jurisdiction(BOOK.law(0)[0], BOOK, (2014, 1))
RIGHT = {name: vocabulary("rights")[name].index for name in vocabulary("rights")}
BEHAVIOUR = {name: vocabulary("behaviours")[name].index for name in vocabulary("behaviours")}


def found(**fields):
    return [cause for _, cause in causes.causes(standing(**fields), HERE, HERE)]


def test_every_cause_of_a_right_is_named_and_the_first_leads():
    flight = found(lists=3, shut=FLIGHT, wrong_person=2)
    assert [(one.clause, one.cause, one.ground) for one in flight] == [
        ("sanctions.no_flights", "lists.defaulters", "true"),
        ("sanctions.no_air", "lists.petitioners", "wrong person"),
    ]


@pytest.mark.parametrize(
    ("basis", "behaviour", "ground", "context"),
    [
        (trail.TRUE, "traffic_ticket", "true", "traffic"),
        (trail.FALSE, "traffic_ticket", "wrong person", "traffic"),
        (trail.PROTECTED, "petition_ordinary", "protected", "politics"),
        (trail.UNKNOWN, None, "unknown", ""),
    ],
)
def test_a_grade_rests_on_its_records(basis, behaviour, ground, context):
    bit = 1 << RIGHT["leisure.luxury_hotel"]
    what = BEHAVIOUR[behaviour] if behaviour else 255
    told = found(grade=1, shut=bit, basis=basis, behaviour=what)
    assert told == [
        Cause("leisure.luxury_hotel", "sanctions.no_hotels", "scores.points.grades.B", context, "consumption", ground)
    ]  # fmt: skip


def test_what_nobody_was_granted_has_no_ground():
    told = found(grade=1, shut=1 << RIGHT["services.priority"])
    path = "rights.zero_base"
    assert told == [Cause("services.priority", path, path, "", "public_services", "unknown")]


def test_a_dispute_that_suspends_leaves_lists_out():
    assert found(lists=1, shut=0, suspended=1) == []
    assert [one.ground for one in found(lists=1, shut=FLIGHT, suspended=1)] == ["unknown"]


def test_gatekeepers_refuse_on_grounds_nobody_knows():
    told = found(barred=1, shut=1 << RIGHT["economic.bank_account"])
    assert told == [
        Cause("economic.bank_account", "gatekeepers.bank", "gatekeepers.bank", "", "finance", "unknown")
    ]


def test_every_right_has_a_context():
    contexts = vocabulary("contexts")
    assert all(context_of_right(name) in contexts for name in RIGHT)


@pytest.fixture(scope="module", params=[COURT, WHIM, EVERYTHING, "rongcheng-2014"])
def lived(request):
    """A run in which every page of everybody was written down."""
    town = load_society("toytown").draw(persons=1_500, seed=3)
    parameters = {"credit.lapse": 0.05}
    run = simulation.run(request.param, town, months=30, seed=5, start="2017-06", parameters=parameters)
    return run.watch(run.people["who"], trail=True)


def test_spells_are_what_the_pages_say(lived):
    pages = np.zeros((len(lived.panel_ids), 30, 2), np.int64)
    for row in ledger.standing_table(lived.trail).to_pylist():
        k = np.searchsorted(lived.panel_ids, row["person"])
        span = slice(row["month"], row["month"] + row["months"])
        assert not pages[k, span].any()
        pages[k, span] = row["shut"], row["lists"]
        assert row["months"] > 0
        assert row["ended"] or row["month"] + row["months"] == 30
    adults = lived.people["age"] >= ADULT
    assert (pages[adults, :, 0] == lived.panel_records["shut"][adults, :, 0]).all()
    assert (pages[adults, :, 1] == lived.panel_records["lists"][adults]).all()


def test_every_refusal_and_every_month_stands_in_the_ledger(lived):
    tables = ledger.tables(lived)
    book = tables["ledger"].to_pylist()
    assert sum(row["refusals"] for row in book) == lived.tallies[:, :, COLUMN["refusals"]].sum()
    bits = np.arange(32, dtype=np.uint32)
    refused = (lived.panel_records["refused"] >> bits & 1).sum(1)
    shut = (lived.panel_records["shut"] >> bits & 1).sum(1) * (lived.people["age"] >= ADULT)[:, None]
    several, single = np.zeros_like(shut), np.zeros_like(shut)
    for row in book:
        world = np.searchsorted(lived.panel_ids, row["person"]), RIGHT[row["right"]]
        refused[world] -= row["refusals"]
        several[world] += row["months"]
        single[world] += row["months"] > 0
    assert not refused.any()
    assert (several >= shut).all()
    assert ((several > 0) == (shut > 0)).all()
    assert (several == shut)[single == 1].all()
    assert ledger.months_of_rights_lost(lived.trail).sum() == shut.sum()
    assert all(row["clause"] for row in book)


def test_stays_are_the_entries_and_exits_that_were_counted(lived):
    stays = ledger.listings_table(
        lived.trail, ledger.RightsLedger(lived.trail.periods, "2017-06")
    ).to_pylist()
    black = [stay for stay in stays if stay["kind"] == "blacklist"]
    entered = Counter(stay["person"] for stay in black)
    for who, times in zip(lived.people["who"], lived.people["times_listed"], strict=True):
        assert entered[int(who)] == times
    standing = Counter()
    for stay in stays:
        for month in range(stay["entered"], 30 if stay["left"] < 0 else stay["left"]):
            standing[month] += 1
        assert (stay["left"] < 0) == (stay["how"] == "open")
        assert stay["how"] != "ended"
        assert not stay["won"] or stay["how"] == "corrected"
    assert [standing[month] for month in range(30)] == np.bitwise_count(lived.panel_records["lists"]).sum(
        0
    ).tolist()
    flags = {name: sum(stay["ground"] == ground for stay in black) for name, ground in
             (("entered_wrong_person", "wrong person"), ("entered_unable", "unable"))}  # fmt: skip
    if not (lived.panel_records["happened"] & (event.ADDED_BY_WHIM | event.SOLD)).any():
        for name, many in flags.items():
            assert many == lived.tallies[:, :, COLUMN[name]].sum()


def test_moves_count_every_adult_every_month(lived):
    moves = ledger.states_table(lived.trail).to_pylist()
    adults = int((lived.people["age"] >= ADULT).sum())
    assert sum(row["count"] for row in moves) == adults * 29
    listed = lived.tallies[1:, :, COLUMN["listed"]].sum()
    assert sum(row["count"] for row in moves if row["to"] & 1) == listed
    indebted = lived.tallies[:-1, :, COLUMN["indebted"]].sum()
    assert sum(row["count"] for row in moves if row["from"] & 4) == indebted


@pytest.fixture(scope="module")
def competing():
    """Provinces that vary their rulebooks every year, and people who move between them."""
    names = ("hebei", "henan", "anhui", "hubei")
    land = load_society("provinces31").draw(dict.fromkeys(names, 1_500), seed=3)
    parameters = {"government.vary": 1, "government.imitate": 1, "credit.lapse": 0.05, "movement.moves": 0.2}
    books = dict(
        zip(names, ("province-strict", "province-lenient", EVERYTHING, "province-strict"), strict=True)
    )
    policy = {"tournament": True, "unify_after": 2}
    return simulation.run(
        "national-outline", land, months=36, seed=5, parameters=parameters, provinces=books, government=policy
    )


def test_the_ledger_holds_when_rulebooks_change_and_people_move(competing):
    kept = competing.watch([], trail=True)
    assert kept.digest() == competing.digest()
    tables = ledger.tables(kept)
    refusals = sum(tables["ledger"]["refusals"].to_pylist())
    assert refusals == competing.tallies[:, :, COLUMN["refusals"]].sum() > 0
    spells = tables["standing"].to_pylist()
    gated = sum(row["months"] for row in spells if row["shut"])
    assert gated == competing.tallies[:, :, COLUMN["gated"]].sum()
    stays = tables["listings"].to_pylist()
    assert {"abolished"} <= {stay["how"] for stay in stays}
    assert not [stay for stay in stays if stay["how"] == "ended" or not stay["list"]]
    held = Counter(row["person"] for row in stays if row["how"] == "open")
    ends = np.bitwise_count(competing.people["lists"])
    assert held == {int(w): int(n) for w, n in zip(competing.people["who"], ends, strict=True) if n}
    assert len(kept.trail.periods) > 1


def test_of_very_many_a_sample_is_kept(monkeypatch):
    town = load_society("toytown").draw(persons=1_500, seed=3)
    run = simulation.run(EVERYTHING, town, months=12, seed=5)
    whole = run.watch([], trail=True)
    monkeypatch.setattr(recording, "MOST", 600)
    part = run.watch([], trail=True)
    assert part.digest() == run.digest()
    assert len(part.trail.who) == 600
    some = set(part.trail.who.tolist())
    for name in ("standing", "listings"):
        everybody = ledger.tables(whole)[name].to_pylist()
        assert ledger.tables(part)[name].to_pylist() == [row for row in everybody if row["person"] in some]
    people = records.person_table(run, part, None, None)
    assert set(people["person"].to_pylist()) == some
    rows = np.isin(run.people["who"], list(some))
    assert (people["system_denied"].to_numpy() == run.people["denied"][rows]).all()


def test_people_are_described_once_and_measured_twice(lived):
    run = lived
    table = records.person_table(run, run, run, run)
    assert table["person"].to_pylist() == run.people["who"].tolist()
    assert set(table["sex"].to_pylist()) == {"men", "women"}
    assert table["system_rights_lost_months"].to_pylist() == table["twin_rights_lost_months"].to_pylist()
    lost = np.bitwise_count(run.panel_records["shut"]).sum((1, 2)) * (run.people["age"] >= ADULT)
    assert (table["system_rights_lost_months"].to_numpy() == lost).all()
    assert (table["twin_fear_at_end"].to_numpy() == run.people["fear"]).all()
