"""Societies with money, names, months and attributes of their own, from the file to every table and page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from glasshouse import auditing, reporting, simulation
from glasshouse.errors import InputError
from glasshouse.metrics.monthly import currency_of, names_of
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.population import SocietyRecipe, load
from glasshouse.population.recipe import SHIPPED
from glasshouse.rulebooks import load as load_rulebook
from glasshouse.simulation.society_figures import first_month, in_money, world_of

Made = Callable[..., SocietyRecipe]
RATE = "CNY: {value: 0.5, unit: EUR/CNY, evidence: assumption}"
ATTRIBUTES = """
attributes:
  faith:
    title: Faith
    shares: {values: {old: 0.7, new: 0.3}, unit: fraction, evidence: assumption}
"""
PARAMETERS = """
parameters:
  livelihood.support: {value: 6000, unit: EUR/year, evidence: assumption}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Toytown with euros, `rates` to other currencies, and more text at the end."""
    text = (SHIPPED / "toytown.yaml").read_text("utf-8")

    def make(more: str = "", rates: str = RATE) -> SocietyRecipe:
        money = f"money: {{currency: EUR, rates: {{{rates}}}}}"
        path = tmp_path_factory.mktemp("society") / "euros.yaml"
        euros = text.replace("money: {currency: CNY}", money).replace("unit: CNY", "unit: EUR")
        path.write_text(euros + more, "utf-8")
        return load(path)

    return make


@pytest.fixture(scope="module")
def lived(made: Made) -> simulation.Run:
    names = "classes: [town, village]\n  title: Place of residence\n  urban: {value: 0.6"
    recipe = made(ATTRIBUTES + PARAMETERS)
    path = Path(recipe.file)
    path.write_text(path.read_text("utf-8").replace("urban: {value: 0.6", names, 1), "utf-8")
    return simulation.run("suining-2010", load(path), persons=800, months=12, threads=1, twin=True)


@pytest.fixture(scope="module")
def folder(lived: simulation.Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lived.save(tmp_path_factory.mktemp("run") / "results")


def test_amounts_are_converted_by_the_stated_rate(made: Made) -> None:
    world, usual = world_of(made()), mechanisms()
    subsistence, small = world["livelihood.subsistence"], world["court.small_debt"]
    assert (subsistence.value, subsistence.unit, subsistence.range) == (375, "EUR/month", (150, 1500))
    assert (small.value, small.unit) == (25_000, "EUR") and "0.5 EUR for one CNY" in small.note
    assert [one for one in world.parameters if not one.unit.startswith("EUR")] == [
        one for one in usual.parameters if not one.unit.startswith("CNY")
    ]
    assert world.record().livelihood_subsistence[0] == 37_500


def test_a_society_in_the_currency_of_the_parameters_leaves_them_as_they_are() -> None:
    assert world_of(load("hebei")) == mechanisms()


def test_figures_of_its_own_take_the_place_of_converted_ones(made: Made) -> None:
    support = world_of(made(PARAMETERS))["livelihood.support"]
    assert (support.value, support.unit, support.range) == (500, "EUR/month", (0, 1000))


def test_a_currency_without_a_rate_is_refused_and_every_parameter_named(made: Made) -> None:
    with pytest.raises(InputError) as refused:
        simulation.run("nothing", made(rates=""), persons=50, months=1)
    told = str(refused.value)
    assert "court.small_debt, credit.surety_instalment, livelihood.support and 5 more: given in CNY" in told
    assert "add CNY: {value: ..., unit: EUR/CNY, evidence: ..., source: ...} to money.rates" in told


def test_slips_in_figures_are_told_at_once_with_their_lines(made: Made) -> None:
    recipe = made(
        "\nparameters:\n"
        "  livelihood.suport: {value: 500, unit: EUR/month, evidence: assumption}\n"
        "  livelihood.hire: {value: 3, unit: month, evidence: assumption}\n"
        "attributes:\n"
        "  fear: {shares: {values: {yes: 0.5, 'no': 0.5}, unit: fraction, evidence: assumption}}\n"
    )
    with pytest.raises(InputError) as refused:
        world_of(recipe)
    told = {d.line: str(d) for d in refused.value.diagnostics}
    first = len((SHIPPED / "toytown.yaml").read_text("utf-8").splitlines()) + 2
    assert sorted(told) == [first + 1, first + 2, first + 4]
    assert 'did you mean "livelihood.support"?' in told[first + 1]
    assert "month (time) cannot be turned into 1/month (rate)" in told[first + 2]
    assert "attributes.fear: is a field of every person" in told[first + 4]


def test_amounts_of_a_rulebook_in_another_currency_need_a_rate(made: Made) -> None:
    book = load_rulebook("rongcheng-2014")
    dollars = "USD: {value: 1, unit: EUR/USD, evidence: assumption}"
    with pytest.raises(InputError, match=r"rulebook.yaml:301.*an amount in CNY, and toytown has EUR"):
        simulation.run(book, made(rates=dollars), persons=50, months=1)
    assert simulation.run(book, made(), persons=50, months=1).rulebook is book


def test_practice_is_converted_as_well(made: Made) -> None:
    run = simulation.run("chexsystems", made(), persons=50, months=1)
    assert (run.config.practice["redress.course_fee"].value, run.config.practice["redress.course_fee"].unit) == (
        150, "EUR",
    )  # fmt: skip
    assert in_money(load("hebei"), run.config.practice.in_money("CNY", {"EUR": 2.0}))


def test_a_run_begins_in_the_month_of_the_society_while_the_rulebook_is_in_force(made: Made) -> None:
    later = made('\ncalendar: {start: "2018-07"}\n')
    assert first_month(load_rulebook("robodebt-averaging"), later) == "2018-07"
    assert first_month(load_rulebook("court-list-2025"), later) == "2025-03"
    assert (
        first_month(load_rulebook("robodebt-averaging"), made('\ncalendar: {start: "2022-01"}\n'))
        == "2015-07"
    )
    assert first_month(load_rulebook("robodebt-averaging"), made()) == "2015-07"


def test_tables_name_the_currency_and_the_groups(folder: Path) -> None:
    people, monthly = (pq.read_table(folder / name) for name in ("people.parquet", "system/monthly.parquet"))
    assert currency_of(people) == currency_of(monthly) == "EUR"
    assert people.schema.field("system_income").metadata[b"unit"] == b"EUR cents"
    assert names_of(people, "faith") == ("old", "new")
    assert set(monthly["registration"].to_pylist()) == {"town", "village"}
    comparison = pq.read_table(folder / "comparison.parquet").to_pylist()
    assert {row["group"] for row in comparison if row["dim"] == "faith"} == {"old", "new"}
    units = {row["measure"]: row["unit"] for row in comparison}
    assert units["income"] == "EUR per person a year"


def test_results_are_compared_by_an_attribute(lived: simulation.Run) -> None:
    table = simulation.compare(lived, lived.twin()).table("income", by="faith").to_pylist()
    assert [row["group"] for row in table] == ["old", "new"]
    assert sum(row["persons"] for row in table) == 800


def test_no_other_currency_is_named_in_report_and_audit(folder: Path) -> None:
    page = reporting.write(folder).read_text("utf-8")
    assert "EUR" in page and "Place of residence" in page
    shown = re.sub(r"\(converted: [^)]*\)", "", page)
    assert "CNY" not in shown and not re.search(r"\bmoney (per person|in all|at the end)\b", shown)
    made = auditing.audit(folder)
    units = {found.unit for found in made.findings}
    assert "EUR per person a year" in units and not [unit for unit in units if re.search("CNY|money", unit)]
    faith = [found for found in made.findings if found.title.endswith("by faith")]
    assert {group.group for found in faith for group in found.by_group} == {"old", "new"}
    assert all("money" not in chosen.limit for chosen in made.bounds)
    assert auditing.audit(folder, by=["faith"]).findings


def test_the_stored_people_are_drawn_again_with_their_attributes(folder: Path) -> None:
    from glasshouse.simulation.results_folder import open_results, same_people

    assert list(same_people(open_results(folder)).attributes) == ["faith"]


def test_an_attribute_changes_no_result(made: Made) -> None:
    plain, more = (
        simulation.run("court-list-2013", made(text), persons=300, months=6, threads=1)
        for text in ("", ATTRIBUTES)
    )
    assert plain.digest() == more.digest() and plain.monthly.equals(more.monthly)


def test_a_society_of_one_class_says_nothing_of_a_second() -> None:
    text = (SHIPPED / "toytown.yaml").read_text("utf-8")
    text = text.replace("urban: {value: 0.6", "classes: [residents]\n  urban: {value: 1", 1)
    text = re.sub(r"^ +rural: \{.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^  rural:\n(    .*\n)+", "", text, flags=re.MULTILINE)
    text = re.sub(r"^  rural_odds:.*\n", "", text, flags=re.MULTILINE)
    assert "rural" not in text
    from glasshouse.population.diagnostics import tables_of
    from glasshouse.specs.reading import parse

    recipe = SocietyRecipe(tables_of(parse(text)), "one.yaml")
    assert not [figure.path for figure in recipe.figures() if "rural" in figure.path]
    run = simulation.run("court-list-2013", recipe, persons=300, months=3)
    assert set(run.monthly["registration"].to_pylist()) == {"residents"}


@pytest.mark.parametrize("book", ["common-vendor", "robodebt-averaging", "watchlist-name-matching"])
def test_the_shipped_region_lives_under_rulebooks_from_elsewhere(book: str) -> None:
    run = simulation.run(book, "voivodeship", persons=400, months=3, threads=1)
    assert run.config.parameters["livelihood.support"].unit == "PLN/month"
    assert set(run.monthly["registration"].to_pylist()) == {"town", "village"}
