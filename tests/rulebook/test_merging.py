"""Laying one file over another."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glasshouse.errors import InputError
from glasshouse.rulebooks.checks import check
from glasshouse.rulebooks.compiling import compile_months
from glasshouse.rulebooks.merging import Laid, beside, over, root
from glasshouse.rulebooks.tree import Tree

from .made import behaviours, header, later, rulebooks, sheet, shuffled

EVERYTHING = {
    "delegation": {section: {"allow": ["add", "ease", "tighten"]} for section in ("behaviours", "procedure")}
}


def laws(tree: Tree) -> np.ndarray[Any, Any]:
    return compile_months(tree, (None, None), (2014, 1), 48)


def child(**sections: Any) -> dict[str, Any]:
    return header(id="child", layer="province", extends="made.yaml", **sections) | {"from": "2015-01-01"}


@settings(max_examples=60, deadline=None)
@given(rulebooks())
def test_made_rulebooks_are_sound(data: dict[str, Any]) -> None:
    laid = root(sheet(data))
    assert not laid.diagnostics
    assert not check(laid.tree)


@settings(max_examples=60, deadline=None)
@given(rulebooks(), later(behaviours))
def test_laying_the_same_file_twice_changes_nothing_more(data: dict[str, Any], more: dict[str, Any]) -> None:
    base = root(sheet(data)).tree
    overlay = sheet(
        child(behaviours=more, procedure={"notice": "after"})
        if more
        else child(procedure={"notice": "after"})
    )
    once = over(base, overlay, delegated=True).tree
    twice = over(once, overlay, delegated=True).tree
    assert once.hash() == twice.hash()
    assert (laws(once) == laws(twice)).all()


@settings(max_examples=60, deadline=None)
@given(rulebooks(), st.data())
def test_the_order_of_keys_does_not_matter(data: dict[str, Any], more: st.DataObject) -> None:
    one, other = root(sheet(data)).tree, root(sheet(more.draw(shuffled(data)))).tree
    assert one.hash() == other.hash()
    assert (laws(one) == laws(other)).all()


@settings(max_examples=60, deadline=None)
@given(rulebooks(), later(behaviours), st.data())
def test_the_order_of_keys_in_an_overlay_does_not_matter(
    data: dict[str, Any], more: dict[str, Any], order: st.DataObject
) -> None:
    base = root(sheet(data)).tree
    overlay = child(behaviours=more) if more else child(procedure={"notice": "none"})
    one = over(base, sheet(overlay), delegated=True).tree
    other = over(base, sheet(order.draw(shuffled(overlay))), delegated=True).tree
    assert one.hash() == other.hash()


def laid(parent: dict[str, Any], **sections: Any) -> Laid:
    return over(root(sheet(parent)).tree, sheet(child(**sections)), delegated=True)


OUTLINE = header(
    behaviours={"littering": {"points": -5}},
    procedure={"notice": "after"},
    sources={
        "law": {"issuer": "a parliament", "rank": "statute", "date": "2013-01-01", "confidence": "V"},
        "notice": {
            "issuer": "an office",
            "rank": "normative_document",
            "date": "2013-01-01",
            "confidence": "V",
        },
    },
)


def test_a_lower_layer_speaks_from_its_own_first_day() -> None:
    tree = laid(OUTLINE, behaviours={"littering": {"points": -10}}).tree
    path = ("behaviours", "littering", "points")
    assert [tree.value(path, (2014, 12)), tree.value(path, (2015, 1))] == [-5, -10]
    assert [step.origin.layer for step in tree[path].steps] == ["outline", "province"]


def test_what_a_lower_layer_adds_is_not_there_before_it() -> None:
    tree = laid(OUTLINE, behaviours={"traffic_ticket": {"points": -5}}).tree
    path = ("behaviours", "traffic_ticket", "points")
    assert [tree.value(path, (2014, 12)), tree.value(path, (2015, 1))] == [None, -5]


def test_what_is_taken_away_ends() -> None:
    tree = laid(OUTLINE, behaviours={"littering": None}).tree
    path = ("behaviours", "littering", "points")
    assert [tree.value(path, (2014, 12)), tree.value(path, (2015, 1))] == [-5, None]


def test_a_value_asked_for_before_its_first_date_is_refused() -> None:
    tree = root(sheet(header(behaviours={"littering": {"points": {"2015-06-01": -5}}}))).tree
    with pytest.raises(
        InputError, match=r"behaviours\.littering\.points: no value is given for 2014-01; the first is of"
    ):
        laws(tree)


@pytest.mark.parametrize(
    ("allow", "sections", "findings"),
    [
        ([], {"behaviours": {"littering": {"points": -10}}}, 1),
        (["tighten"], {"behaviours": {"littering": {"points": -10}}}, 0),
        (["ease"], {"behaviours": {"littering": {"points": -10}}}, 1),
        (["ease"], {"behaviours": {"littering": {"points": -2}}}, 0),
        (["ease"], {"behaviours": {"littering": None}}, 0),
        (["tighten"], {"behaviours": {"littering": None}}, 1),
        (["add"], {"behaviours": {"traffic_ticket": {"points": -5}}}, 0),
        (["ease", "tighten"], {"behaviours": {"traffic_ticket": {"points": -5}}}, 1),
        (["add"], {"behaviours": {"littering": {"points": -5}}}, 0),
        (["add", "ease", "tighten"], {"procedure": {"notice": "none"}}, 1),
    ],
)
def test_delegation(allow: list[str], sections: dict[str, Any], findings: int) -> None:
    parent = OUTLINE | ({"delegation": {"behaviours": {"allow": allow}}} if allow else {})
    assert len(laid(parent, **sections).findings) == findings


def test_a_finding_says_what_is_allowed() -> None:
    parent = OUTLINE | {"delegation": {"behaviours": {"allow": ["ease"]}}}
    finding = laid(parent, behaviours={"littering": {"points": -10}}).findings[0]
    assert (
        finding.what
        == "behaviours.littering.points: tightens, but the delegation of behaviours allows only: ease"
    )
    assert finding.line > 0


@pytest.mark.parametrize(
    ("condition", "rule", "findings"),
    [
        ({"rank": "local_regulation"}, {"points": {"value": -5, "basis": "law"}}, 0),
        ({"rank": "local_regulation"}, {"points": {"value": -5, "basis": "notice"}}, 1),
        ({"rank": "local_regulation"}, {"points": -5}, 1),
        ({"ground": "final_decision"}, {"points": -5, "ground": "court_judgment"}, 0),
        ({"ground": "final_decision"}, {"points": -5, "ground": "report"}, 2),
        ({"ground": "final_decision"}, {"points": -5}, 1),
    ],
)
def test_conditions_of_a_delegation(condition: dict[str, str], rule: dict[str, Any], findings: int) -> None:
    parent = OUTLINE | {"delegation": {"behaviours": {"allow": ["add"], "if": condition}}}
    assert len(laid(parent, behaviours={"traffic_ticket": rule}).findings) == findings


def test_the_longest_delegation_decides() -> None:
    parent = OUTLINE | {
        "delegation": {"behaviours": {"allow": ["add"]}, "behaviours.littering": {"allow": ["tighten"]}}
    }
    assert not laid(parent, behaviours={"littering": {"points": -10}}).findings


def test_an_add_on_may_not_say_what_is_said() -> None:
    base = root(sheet(OUTLINE)).tree
    addon = sheet(header(kind="add-on", id="extra", procedure={"notice": "none", "single_lifting": True}))
    diagnostics = beside(base, addon).diagnostics
    assert [diagnostic.what for diagnostic in diagnostics] == [
        "procedure.notice: extra and made both set this path (made.yaml:13)"
    ]


def test_grades_of_two_files_are_ordered_by_their_bounds() -> None:
    score = {"start": 1000, "grades": {"A": 900, "C": 0}}
    tree = laid(header(scores={"points": score}), scores={"points": {"grades": {"B": 500}}}).tree
    assert tree.grades("points") == ("A", "B", "C")
    assert not check(tree)
