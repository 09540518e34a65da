"""Fines, clawbacks, cuts, prices, deposits, rewards and points that are spent: whom they cost, to the cent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.measure_data import Data
from glasshouse.model.events import COLUMN, EVENTS
from glasshouse.model.person import FEMALE, SCORED
from glasshouse.population import load as load_society
from glasshouse.reporting import folder
from glasshouse.reporting.headline import money_moved
from glasshouse.rulebooks import (
    benefits_only,
    financial_only,
    load,
    penalties_only,
    practice,
    with_due_process,
    zero_base,
)
from glasshouse.rulebooks import law as codes
from glasshouse.rulebooks.joining import scope_of
from glasshouse.rulebooks.variants import neutral
from glasshouse.simulation import lives
from glasshouse.simulation.money_table import effects_of, money_table
from glasshouse.simulation.records import person_measures
from glasshouse.simulation.results_folder import open_results

BOOK = Path(__file__).parent / "rulebooks" / "purse-town.yaml"
OFF = {"switch.money": 0}


@pytest.fixture(scope="module")
def society() -> Any:
    return load_society("toytown").draw(persons=600, seed=2)


@pytest.fixture(scope="module")
def book() -> Any:
    return load(BOOK)


@pytest.fixture(scope="module")
def lived(book: Any, society: Any) -> Any:
    return simulation.run(book, society, months=24, seed=1, threads=1).watch(society.who)


def sums(run: Any, name: str) -> Any:
    return run.tallies.sum(axis=1)[:, COLUMN[name]]


def measure_of(run: Any, name: str) -> int:
    return int(run.config.scope.measures.index(f"sanctions.{name}"))


def taken(run: Any, name: str, what: str = "taken") -> Any:
    """Cents that a sanction took from each sampled life in each month."""
    return run.panel_records[what][:, :, measure_of(run, name)].astype(np.int64)


def test_each_clause_has_a_place_and_what_it_says_in_it(book: Any) -> None:
    law = book.law(0, "2020-01")[0]
    places = {clause.rpartition(".")[2]: m for m, clause in enumerate(book.measures)}
    assert law.measures == len(places) == 10
    assert law.measure_effect[places["late_fine"]] == codes.MEASURE_FINE
    assert law.measure_amount[places["late_fine"]] == 30_000
    assert law.measure_instalments[places["late_fine"]] == 6
    assert law.measure_instalments[places["litter_fine"]] == 1
    assert law.measure_instalments[places["back"]] == 0, "what is withheld is not due besides"
    assert law.measure_income[places["less_aid"]] == codes.INCOME_BENEFIT
    assert law.measure_effect[places["bonus"]] == codes.MEASURE_ALLOWANCE
    assert law.measure_amount[places["bonus"]] == 2_500
    assert (law.measure_points[places["spend"]], law.measure_amount[places["spend"]]) == (2, 1_000)
    assert book.clause_of("measure_amount", places["late_fine"]) == "sanctions.late_fine.amount"


def test_money_of_persons_creditors_and_the_purse_is_conserved(lived: Any) -> None:
    came = ("income", "raised", "deposits_returned", "rewards_paid", "refunds_paid")
    went = ("paid", "consumed", "fines_paid", "clawbacks_paid", "deposits_paid")
    change = sum(sums(lived, name) for name in came) - sum(sums(lived, name) for name in went)
    assert (np.diff(sums(lived, "savings")) == change[1:]).all()
    owed = sums(lived, "state_charged") - sums(lived, "fines_paid") - sums(lived, "clawbacks_paid")
    assert (np.diff(sums(lived, "owed_to_state")) == owed[1:]).all()
    debt = sums(lived, "borrowed") + sums(lived, "interest") - sums(lived, "paid")
    assert (np.diff(sums(lived, "debt")) == debt[1:]).all()
    assert (lived.people["savings"] >= 0).all()
    assert (lived.people["settled"] <= lived.people["charged"]).all()
    assert lived.people["earned"].sum() == sums(lived, "income").sum()
    for name in ("fines_paid", "clawbacks_paid", "benefits_cut", "prices_paid", "deposits_paid"):
        assert sums(lived, name).sum() > 0, name
    assert sums(lived, "rewards_paid").sum() > 0 < sums(lived, "points_spent").sum()


def test_a_fine_is_charged_once_for_every_record_and_paid_in_instalments(lived: Any) -> None:
    billed = taken(lived, "litter_fine", "billed")
    littered = lived.panel_records["recorded"] == lived.config.scope.words.behaviours["littering"].index
    assert littered.any()
    assert (billed == np.where(littered, 6_000, 0)).all()
    late = taken(lived, "late_fine")
    first = taken(lived, "late_fine", "billed").argmax(axis=1)
    once = taken(lived, "late_fine", "billed").sum(axis=1) == 30_000
    paying = once & (late.sum(axis=1) == 30_000)
    assert paying.any()
    for life in np.flatnonzero(paying):
        assert set(late[life][late[life] > 0]) == {5_000}
        assert not late[life, : first[life] + 1].any(), "nothing is due in the month of the charge"


def test_a_clawback_takes_a_share_of_income_and_no_more(lived: Any) -> None:
    back = taken(lived, "back")
    assert back.any()
    assert (back <= lived.panel_records["income"] // 5).all()
    billed = taken(lived, "back", "billed").sum(axis=1)
    assert (back.sum(axis=1) <= billed).all()


def test_a_cut_lowers_benefits_for_so_many_months(lived: Any, society: Any) -> None:
    cut = taken(lived, "less_aid")
    assert cut.any()
    hit = np.flatnonzero(cut.any(axis=1))
    support = 70_000
    benefit = 0.6 * support
    amounts = np.unique(cut[cut > 0])
    assert amounts.tolist() == [round(0.4 * benefit)]
    assert (lived.panel_records["income"][hit][cut[hit] > 0] == support - amounts[0]).all()
    drove = lived.config.scope.words.behaviours["drink_driving"].index
    began = (lived.panel_records["entered"] != 0) | (lived.panel_records["recorded"] == drove)
    assert ((cut > 0).sum(axis=1) <= 3 * began.sum(axis=1)).all()
    for months_ago in range(1, 4):
        cut[:, months_ago:][began[:, :-months_ago]] = 0
    assert not cut.any(), "none later than three months after a ground"


def test_a_deposit_comes_back_when_its_ground_ends(lived: Any) -> None:
    paid, back = taken(lived, "lock").sum(axis=1), taken(lived, "lock", "given").sum(axis=1)
    off = lived.panel_records["lists"][:, -1] == 0
    assert back.any()
    assert (paid[off] == back[off]).all()
    assert (lived.people["settled"][:, measure_of(lived, "lock")] == (paid - back)).all()


def test_a_price_makes_the_debt_of_the_listed_grow_faster(lived: Any) -> None:
    dearer = taken(lived, "dearer")
    listed = lived.panel_records["lists"] != 0
    assert dearer[listed].any()
    assert not dearer[~listed].any()


def test_each_use_costs_more_while_the_price_is_in_force(lived: Any) -> None:
    fare, law = taken(lived, "fare"), lived.config.laws[-1]
    worst = lived.panel_records["score"] < law.grade_floor[1]
    assert set(np.unique(fare)) == {0, 800}
    assert not fare[~worst].any()
    assert not fare[(lived.panel_records["score"] == 0) & (lived.panel_records["state"] & SCORED == 0)].any()


def test_what_is_given_by_grade_is_given_while_it_holds(lived: Any) -> None:
    bonus, law = taken(lived, "bonus", "given"), lived.config.laws[-1]
    spent = lived.panel_records["given"][:, :, lived.config.scope.measures.index("scores.points.spend")] > 0
    score = lived.panel_records["score"] + np.where(spent, 2, 0)  # points are spent after the month's bonus
    assert (bonus == np.where(score >= law.grade_floor[0], 2_500, 0)).all()
    assert bonus.any()


def test_a_struck_entry_gives_back_what_it_took(book: Any, society: Any) -> None:
    won = {"redress.won_rightful": 1, "redress.won_unable": 1, "redress.won_wrong_person": 1}
    always = {**won, "redress.files": 1, "redress.files_wronged": 1, "redress.notice_arrives": 1}
    fast = book.but({"procedure.appeal.suspensive": False, "sanctions.late_fine.instalments": "1 month"})
    run = simulation.run(fast, society, months=24, seed=1, threads=1, practice=practice(fast, always))
    run = run.watch(society.who)
    won_in = run.panel_records["happened"] >> EVENTS.index("dispute_won") & 1
    billed = taken(run, "late_fine", "billed") > 0
    last_won = np.where(won_in, np.arange(24), -1).max(axis=1)
    last_billed = np.where(billed, np.arange(24), -1).max(axis=1)
    cleared = (last_won >= last_billed) & (last_won >= 0)
    assert billed[cleared].any()
    m = measure_of(run, "late_fine")
    assert not run.people["charged"][cleared][:, m].any()
    assert (
        taken(run, "late_fine")[cleared].sum(axis=1) == taken(run, "late_fine", "given")[cleared].sum(axis=1)
    ).all()
    assert sums(run, "refunds_paid").sum() == sum(
        taken(run, name, "given").sum() for name in ("late_fine", "less_aid")
    )


def test_off_the_switch_nothing_moves_and_lists_stay(lived: Any, book: Any, society: Any) -> None:
    off = simulation.run(book, society, months=24, seed=1, threads=1, parameters=OFF)
    for name in ("state_charged", "fines_paid", "benefits_cut", "rewards_paid", "points_spent", "fined"):
        assert not sums(off, name).any(), name
    assert sums(off, "recorded").sum() > 0


def test_the_table_by_clause_adds_up_to_the_months(lived: Any) -> None:
    table = money_table(lived).to_pandas()
    fines = table[table.effect == "fine"]
    assert fines.settled.sum() == sums(lived, "fines_paid").sum()
    owed = table[table.effect.isin(["fine", "clawback"])].owed.sum()
    assert owed == sums(lived, "owed_to_state")[-1]
    assert set(effects_of(lived.config)) == {
        "fine", "price", "deposit", "cut", "clawback", "reward", "spending",
    }  # fmt: skip
    kept = person_measures(lived)
    assert kept["paid_to_state"].sum() == (sums(lived, "fines_paid") + sums(lived, "clawbacks_paid")).sum()
    assert kept["lost_to_cuts"].sum() == sums(lived, "benefits_cut").sum()
    assert kept["rewards_received"].sum() == sums(lived, "rewards_paid").sum()


def test_a_life_names_the_clause_and_the_sum(lived: Any) -> None:
    told = lives.table(lived).to_pylist()
    fined = [one for one in told if one["event"] == "money_charged"]
    assert {"clause": "sanctions.litter_fine", "detail": "60 CNY"}.items() <= {
        (key, one[key]) for one in fined for key in ("clause", "detail")
    }
    assert any(one["event"] == "money_given" for one in told)


def test_without_such_clauses_nobody_has_a_byte_for_them(society: Any) -> None:
    run = simulation.run("court-list-2013", society, months=1, seed=1, threads=1)
    assert run.people["charged"].nbytes == 0
    assert "paid_to_state" not in set(person_measures(run))
    assert not person_measures(run)["paid_to_state"].any()


WRONG = {
    "sanctions.litter_fine.amount": (None, "fine needs amount"),
    "sanctions.litter_fine.lasts": ("3 month", "lasts: has no meaning with effect: fine"),
    "sanctions.less_aid.right": ("movement.flight", "movement.flight pays no income that could be cut"),
    "sanctions.litter_fine.share": (0.5, "has to say what it is a share of"),
    "sanctions.litter_fine.of": ("wage", "there is no share"),
    "sanctions.less_aid.of": ("overpaid", "what was paid already cannot be cut"),
    "sanctions.less_aid.share": (1.5, "more than the whole"),
    "sanctions.dearer.of": ("wage", "of: has no meaning with effect: price"),
    "sanctions.dearer.right": ("movement.flight", "only a debt costs a share more"),
    "behaviours.littering.triggers": (["lock"], "a single record cannot bring lock"),
    "scores.points.spend.worth": (None, "worth is missing"),
}


@pytest.mark.parametrize("path", WRONG)
def test_a_clause_that_cannot_work_is_refused_with_what_to_write(book: Any, path: str) -> None:
    value, says = WRONG[path]
    with pytest.raises(InputError, match=says) as caught:
        book.but({path: value})
    assert all(one.fix for one in caught.value.diagnostics)


def test_variants_keep_or_drop_what_takes_and_what_gives(book: Any) -> None:
    def named(variant: Any) -> set[str]:
        """The sanctions of money that something in the rulebook still leads to, and points that are spent."""
        law = variant.law(0, "2020-01")[0]
        sets = (np.bitwise_or.reduce(law[f"{of}_measures"][:, 0]) for of in ("list", "grade", "act"))
        brought = int(np.bitwise_or.reduce(list(sets)))
        spent = [c for c, effect in zip(variant.measures, law.measure_effect, strict=False) if effect == 8]
        return {c for m, c in enumerate(variant.measures) if brought >> m & 1} | set(spent)

    rewards = {"sanctions.bonus", "scores.points.spend"}
    everything = set(book.measures)
    assert named(book) == everything
    assert named(benefits_only(book)) == rewards
    assert named(zero_base(book)) == rewards
    assert named(penalties_only(book)) == everything - rewards
    assert named(neutral(book)) == rewards
    elsewhere = book.but({"sanctions.less_aid.context": "welfare", "sanctions.back.context": "welfare"})
    fair = named(with_due_process(elsewhere))
    assert "sanctions.back" not in fair
    assert {"sanctions.late_fine", "sanctions.litter_fine"} <= fair
    assert named(financial_only(book)) == everything - {"sanctions.litter_fine", "sanctions.drink_fine"}


def test_an_amount_in_another_currency_is_what_the_society_says_it_is_worth(book: Any) -> None:
    euros = book.but({"sanctions.litter_fine.amount": "60 EUR"})
    shared = replace(scope_of([euros]), rates=(("EUR", 7.5),))
    m = euros.measures.index("sanctions.litter_fine")
    assert euros.within(shared).law(0, "2020-01")[0].measure_amount[m] == 45_000
    with pytest.raises(InputError, match="an amount in EUR, and toytown has CNY"):
        simulation.run(euros, load_society("toytown").draw(persons=100, seed=1), months=1)


@pytest.fixture(scope="module")
def saved(book: Any, society: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    run = simulation.run(book, society, months=24, seed=1, threads=1)
    run.twin()
    return run.save(tmp_path_factory.mktemp("money") / "results", variants=())


def test_results_tell_who_lost_how_much_and_the_report_says_so(lived: Any, saved: Any) -> None:
    results = open_results(saved)
    people, money = results.table("people").to_pandas(), results.table("system/money").to_pandas()
    taken = people[["system_paid_to_state", "system_lost_to_cuts", "system_paid_in_prices"]].sum(axis=1)
    kept = money[money.effect.isin(["fine", "clawback", "cut", "price"])].groupby("person").settled.sum()
    assert (taken[taken > 0].to_numpy() == kept[kept > 0].sort_index().to_numpy()).all()
    assert not people["twin_paid_to_state"].any()
    data = Data(24, table_of_people=results.table("people"))
    found = {one.part: one for one in catalogue.shipped()["money_taken"].take(data)}
    assert found["touched"].value == pytest.approx((taken > 0).mean())
    assert found["median"].value == pytest.approx(np.median(taken[taken > 0]) / 100 / 2)
    assert found["lower_quarter"].value <= found["median"].value <= found["top_tenth"].value
    assert 0 < found["of_income"].value <= 1
    assert {one.dim for one in found["touched"].by_group} >= {"sex", "income_band"}
    columns = ("fines_paid", "clawbacks_paid", "benefits_cut", "prices_paid")
    total = sum(sums(lived, name).sum() for name in columns) / 100
    says, _ = money_moved(folder.of(results))
    assert f"took {round(total):,} CNY" in says


DEFENCE = {"title": "Good cause", "who": "everyone", "decided_by": "court", "asked": "before"}


def test_a_defence_against_a_sanction_of_money_keeps_it_away(book: Any, society: Any) -> None:
    excusing = book.but({"defences.good_cause": {**DEFENCE, "against": ["sanctions.litter_fine"]}})
    always = {"defences.pleads": 1, "defences.has_ground": 1, "defences.granted_court": 1}
    run = simulation.run(excusing, society, months=24, seed=1, threads=1, practice=practice(excusing, always))
    assert not run.people["charged"][:, measure_of(run, "litter_fine")].any()
    assert run.people["charged"][:, measure_of(run, "late_fine")].any()
    assert sums(run, "excused").sum() > 0


@pytest.mark.parametrize("base", ["wage", "benefit"])
def test_a_fine_can_be_a_share_of_the_months_wage_or_benefit(book: Any, society: Any, base: str) -> None:
    share = 0.25 if base == "wage" else 3
    law = book.but(
        {"sanctions.litter_fine.share": share, "sanctions.litter_fine.of": base}
        | {"sanctions.litter_fine.amount": {"value": 1, "unit": "money"}}
    )
    run = simulation.run(law, society, months=12, seed=1, threads=1).watch(society.who)
    billed, income = taken(run, "litter_fine", "billed"), run.panel_records["income"].astype(np.int64)
    littered = run.panel_records["recorded"] == run.config.scope.words.behaviours["littering"].index
    assert ((billed > 0) == littered).all()
    most = np.where(littered, 100 + share * income, 0)
    charged = billed > 100
    assert charged.any() and (billed > 0).sum() > charged.sum()
    part = (billed[charged] - 100) / (share * income[charged])
    assert part == pytest.approx(1 if base == "wage" else 0.6, abs=1e-4)
    assert (billed <= most).all()
    assert law.clause_of("measure_base", measure_of(run, "litter_fine")) == "sanctions.litter_fine.of"


def test_a_fine_of_four_times_what_was_overpaid(book: Any, society: Any) -> None:
    """A fine and a clawback on the same list charge four times and once what was paid since the last charge."""
    law = book.but(
        {
            "sanctions.fourfold": {"effect": "fine", "share": 4, "of": "overpaid"},
            "links": {"points.A": ["bonus"], "points.C": ["back", "fare", "fourfold"]},
            "sanctions.back.share": 1,
        }
    )
    run = simulation.run(law, society, months=24, seed=1, threads=1).watch(society.who)
    four, once = (taken(run, name, "billed") for name in ("fourfold", "back"))
    assert once.any()
    assert (four == 4 * once).all()


def test_a_cut_says_of_which_income(book: Any) -> None:
    law = book.but({"sanctions.less_aid.right": None, "sanctions.less_aid.of": "wage"}).law(0, "2020-01")[0]
    m = book.measures.index("sanctions.less_aid")
    assert law.measure_income[m] == codes.INCOME_WAGE


def test_a_defence_can_lower_what_is_charged_and_cut(book: Any, society: Any) -> None:
    names = ("litter_fine", "less_aid")
    defence = {"against": [f"sanctions.{name}" for name in names], "share": 0.5, "who": "women"}
    plain = book.but({"sanctions.less_aid.right": None, "sanctions.less_aid.of": "wage"})
    told = practice(None, {"defences.pleads": 1, "defences.granted_body": 1})
    runs = [
        simulation.run(law, society, months=9, seed=1, threads=1, practice=told).watch(society.who)
        for law in (plain, plain.but({"defences.half": defence}))
    ]
    whole, half = (taken(run, "litter_fine", "billed").max(axis=1) for run in runs)
    people = runs[0].people
    women = np.isin(society.who, people["who"][people["traits"] & FEMALE != 0])
    assert set(half[women]) == {0, 3_000} and set(half[~women]) == {0, 6_000}
    assert set(whole) == {0, 6_000}
    cut, less = (taken(run, "less_aid") for run in runs)
    first = (cut > 0) & (less > 0) & women[:, None]
    assert (less[first] < 0.6 * cut[first]).any()
