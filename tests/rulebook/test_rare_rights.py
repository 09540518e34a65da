"""Rights that few rulebooks touch: runs without them stay as they are, runs with them have room for all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from glasshouse.errors import InputError
from glasshouse.linting import lint
from glasshouse.rulebooks import load
from glasshouse.rulebooks.law import bits_of
from glasshouse.rulebooks.sizes import STANDARD
from glasshouse.rulebooks.vocabulary import all_shipped, rare_words, vocabulary

RARE_IN_ORDER = (
    "liberty.custody", "liberty.body", "expression.assembly", "expression.association", "privacy.home",
    "privacy.correspondence", "welfare.food", "justice.clean_record", "movement.public_transport",
    "economic.digital_payment",
)  # fmt: skip
BOOK = """schema: glasshouse/rulebook@1
id: ration
title: A ration refused to debtors
layer: outline
from: 2010-01-01
sources:
  act: {title: act, issuer: parliament, rank: statute, date: 2009-01-01, confidence: V}
lists:
  debtors:
    entry: {when: in_arrears, arrears: 2 month}
    exit: {on: [performed]}
    triggers: [no_ration]
sanctions:
  no_ration: {right: RIGHT, effect: deny, context: welfare, basis: act}
"""


def book(path: Path, right: str, more: str = "") -> Any:
    file = path / "ration.yaml"
    file.write_text(BOOK.replace("RIGHT", right) + more)
    return load(file)


def test_rare_rights_keep_their_places_and_are_weighed_like_the_others() -> None:
    assert tuple(rare_words("rights")) == RARE_IN_ORDER
    assert list(all_shipped("rights"))[: len(vocabulary("rights"))] == list(vocabulary("rights"))
    least = {"basic": 0.6, "service": 0.15}
    for name, about in rare_words("rights").items():
        assert about["article"].split()[0] in ("ICCPR", "ICESCR"), name
        assert least[about["kind"]] <= about["weight"] <= 1, name
        low, high = about["attempts"]["range"]
        assert low <= about["attempts"]["rural"] <= about["attempts"]["urban"] <= high, name
        assert about["attempts"]["evidence"] in vocabulary("evidence"), name
        assert about["context"] in vocabulary("contexts"), name


def test_a_rulebook_that_names_none_has_the_usual_room(tmp_path: Path) -> None:
    usual = book(tmp_path, "welfare.social_aid")
    assert usual.room == STANDARD
    assert list(usual.words.rights) == list(vocabulary("rights"))


@pytest.mark.parametrize("right", RARE_IN_ORDER)
def test_a_rulebook_that_names_one_shuts_it(tmp_path: Path, right: str) -> None:
    made = book(tmp_path, right)
    code = list(all_shipped("rights")).index(right)
    assert made.words.rights[right].index == code
    assert made.room.rights == 64
    law = made.laws(1, "2012-01")
    assert bits_of(law["list_shuts"][0, 0]) == 1 << code
    assert made.clause_of("right", code) == "sanctions.no_ration"


def test_a_change_in_code_brings_the_room_with_it(tmp_path: Path) -> None:
    usual = book(tmp_path, "welfare.social_aid")
    assert usual.words
    assert usual.but({"sanctions.no_ration.right": "welfare.food"}).room.rights == 64


def test_a_rare_word_is_suggested_and_cannot_be_defined_anew(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"welfare\.food"):
        book(tmp_path, "welfare.foot")
    own = """vocabulary:
  rights:
    welfare.food:
      {title: eat, kind: basic, weight: 1, attempts: {urban: 1, rural: 1, unit: 1/year}}
"""
    with pytest.raises(InputError, match="is a shipped right"):
        book(tmp_path, "welfare.social_aid", own)


def test_lint_asks_about_them(tmp_path: Path) -> None:
    asked = {finding.rule.id for finding in lint(book(tmp_path, "welfare.food")).findings}
    assert "RGT-8" in asked
    asked = {finding.rule.id for finding in lint(book(tmp_path, "welfare.social_aid")).findings}
    assert "RGT-8" not in asked


NEVER = """behaviours:
  religious_service: {ground: report, recorded: KEPT, basis: act}
data: {never: [religion], basis: act}
"""


def test_what_the_text_bars_is_not_recorded(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="records religion"):
        book(tmp_path, "welfare.social_aid", NEVER.replace("KEPT", "true"))
    assert book(tmp_path, "welfare.social_aid", NEVER.replace("KEPT", "false"))
    other = NEVER.replace("KEPT", "true").replace("[religion]", "[health]")
    assert book(tmp_path, "welfare.social_aid", other)


@pytest.mark.parametrize(
    ("word", "clause"),
    [
        ("origin", "scores: {points: {start: 100, origin: -5}}"),
        ("opinion", "gatekeepers: {bank: {data: [speech], refuses: 0.1}}"),
        ("biometrics", "publicity: {map: {radius: 500 metre, fields: [name, photo]}}"),
        ("family", "publicity: {map: {radius: 500 metre, fields: [name, family]}}"),
    ],
)
def test_other_clauses_that_use_barred_data_are_refused_too(tmp_path: Path, word: str, clause: str) -> None:
    with pytest.raises(InputError, match="rules out"):
        book(tmp_path, "welfare.social_aid", f"{clause}\ndata: {{never: [{word}]}}\n")
    assert book(tmp_path, "welfare.social_aid", f"{clause}\ndata: {{never: [religion]}}\n")
