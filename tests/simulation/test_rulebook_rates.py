"""A rulebook in another currency than the society: `money.rates` says what its amounts are worth there."""

from pathlib import Path

import pytest

from glasshouse.errors import InputError
from glasshouse.population import load as society
from glasshouse.rulebooks import load
from glasshouse.simulation.society_figures import refuse_other_money, worth_of_others

POUNDS = """\
schema: glasshouse/rulebook@1
id: fine
title: A fine
layer: outline
from: 2014-01-01
money: {{rates: {{{rate}}}}}
sanctions:
  late: {{effect: fine, amount: {{value: 60, unit: GBP}}, context: welfare}}
"""
YUAN = "CNY: {value: 5, unit: CNY/GBP, evidence: assumption}"


def _book(folder: Path, rate: str) -> Path:
    (folder / "rulebook.yaml").write_text(POUNDS.format(rate=rate), "utf-8")
    return folder / "rulebook.yaml"


def test_the_rate_of_the_rulebook_is_used(tmp_path: Path) -> None:
    book = load(_book(tmp_path, YUAN))
    recipe = society("hebei")
    assert worth_of_others(recipe, [book]) == {"GBP": 5.0}
    refuse_other_money(recipe, book)


def test_the_rate_of_the_society_comes_first(tmp_path: Path) -> None:
    book = load(_book(tmp_path, "PLN: {value: 5, unit: PLN/CNY, evidence: assumption}"))
    recipe = society("voivodeship")
    assert recipe.rates["CNY"] != 5.0
    assert worth_of_others(recipe, [book])["CNY"] == recipe.rates["CNY"]


def test_a_rate_into_another_currency_does_not_help(tmp_path: Path) -> None:
    book = load(_book(tmp_path, "PLN: {value: 5, unit: PLN/GBP, evidence: assumption}"))
    with pytest.raises(InputError, match=r"or CNY with the same value to those of the rulebook"):
        refuse_other_money(society("hebei"), book)


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("CNY: {value: 5, unit: month}", "month is not a rate"),
        ("CNY: 5", "a bare number is not a rate"),
        ("CNY: {value: 0, unit: CNY/GBP}", "0 CNY/GBP is outside its range"),
    ],
)
def test_what_is_no_rate_is_refused(tmp_path: Path, rate: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        load(_book(tmp_path, rate))
