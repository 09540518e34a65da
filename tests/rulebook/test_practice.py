"""Practice files: how rules are carried out, never what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from glasshouse.errors import InputError
from glasshouse.rulebooks import load, practice
from glasshouse.rulebooks.practising import DEFAULT
from glasshouse.specs.parameters import load as load_parameters

NAME = next(name for name, p in load_parameters(DEFAULT).items() if p.unit == "probability")


def test_the_default_holds_where_a_rulebook_has_none_of_its_own() -> None:
    default = load_parameters(DEFAULT)
    assert dict(practice()) == dict(practice("nothing")) == dict(default)
    assert dict(practice(load("court-list-2013+debtor-map"))) == dict(practice("court-list-2013+debtor-map"))


def test_values_can_be_given_by_name() -> None:
    low = practice().get(NAME)
    assert low is not None
    assert practice("nothing", {NAME: low.range[1]})[NAME].value == low.range[1]
    with pytest.raises(InputError, match="not a known parameter"):
        practice("nothing", {"court.sew": 0.1})


def test_a_file_lies_over_the_default(tmp_path: Path) -> None:
    group, _, leaf = NAME.partition(".")
    low = practice()[NAME].range[0]
    file = tmp_path / "practice.yaml"
    file.write_text(
        "schema: glasshouse/practice@1\nfor: nothing\nparameters:\n"
        f"  {group}: {{{leaf}: {{value: {low}, unit: probability, evidence: assumption}}}}\n"
    )
    assert practice("nothing", file)[NAME].value == low
    with pytest.raises(InputError, match="is the practice of nothing, not of financial-only"):
        practice("financial-only", file)


def test_a_rulebook_finds_the_practice_beside_it(tmp_path: Path) -> None:
    group, _, leaf = NAME.partition(".")
    high = practice()[NAME].range[1]
    (tmp_path / "rulebook.yaml").write_text(
        "schema: glasshouse/rulebook@1\nid: mine\ntitle: mine\nlayer: city\nfrom: 2014-01-01\n"
    )
    (tmp_path / "practice.yaml").write_text(
        "schema: glasshouse/practice@1\nfor: mine\nparameters:\n"
        f"  {group}: {{{leaf}: {{value: {high}, unit: probability, evidence: assumption}}}}\n"
    )
    assert practice(load(tmp_path / "rulebook.yaml"))[NAME].value == high


def test_rules_in_a_practice_file_are_refused(tmp_path: Path) -> None:
    group, _, leaf = NAME.partition(".")
    file = tmp_path / "practice.yaml"
    file.write_text(
        "schema: glasshouse/practice@1\nfor: nothing\nlists:\n  debtors: {entry: {when: unperformed}}\nparameters:\n"
        f"  {group}: {{{leaf}: {{value: 0.1, unit: probability, evidence: assumption, basis: court#1, lever: [0, 1]}}}}\n"
    )
    with pytest.raises(InputError) as bad:
        practice("nothing", file)
    assert [(diagnostic.line, diagnostic.what) for diagnostic in bad.value.diagnostics] == [
        (3, "lists: a rule is written in a rulebook, not in a practice file"),
        (
            6,
            f"parameters.{group}.{leaf}.basis: a basis belongs to a rule; practice has evidence, source and prior",
        ),
        (
            6,
            f"parameters.{group}.{leaf}.lever: a lever belongs to a rule; practice has evidence, source and prior",
        ),
    ]
