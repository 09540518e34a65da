"""Which direction is harsher: the one annotation on which overlays, metamorphic tests and searches rest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from glasshouse.rulebooks.compiling import compile_months
from glasshouse.rulebooks.delegation import harsher
from glasshouse.rulebooks.leaf_kinds import Flag, Quantity, Word, Words
from glasshouse.rulebooks.leaf_schema import Kind
from glasshouse.rulebooks.loading import load
from glasshouse.rulebooks.merging import over, root
from glasshouse.rulebooks.schema import leaf_patterns, node_at
from glasshouse.rulebooks.scope import Scope, needs
from glasshouse.rulebooks.sizes import Sizes, room_for
from glasshouse.rulebooks.tree import Tree

from .made import header, rulebooks, sheet

BOOKS = [
    load(name) for name in ("court-list-2025+debtor-map", "rongcheng-2014", "financial-only", "common-vendor")
]
ORDERED = ("up", "down", "true", "false", "more", "fewer", "later")


def values(kind: Kind) -> st.SearchStrategy[Any]:
    """Any value a leaf of this kind may have."""
    if isinstance(kind, Quantity):
        top = int(min(kind.high, 10_000))
        numbers = st.integers(max(int(kind.low), -10_000) + kind.open, top)
        return st.one_of(st.none(), numbers) if kind.open else numbers
    if isinstance(kind, Flag):
        return st.booleans()
    assert isinstance(kind, Word | Words)
    known = kind.choices or ("a", "b")
    return (
        st.sampled_from(known)
        if isinstance(kind, Word)
        else st.lists(st.sampled_from(known), unique=True, min_size=bool(kind.needed)).map(tuple)
    )


KINDS = {
    pattern: kind
    for pattern in leaf_patterns()
    if isinstance(
        kind := node_at(tuple("defaulters" if step == "*" else step for step in pattern.split("."))), Kind
    )
    and kind.harsher in ORDERED
    and (not isinstance(kind, Word | Words) or kind.choices)
}


def test_the_schema_has_many_ordered_leaves() -> None:
    assert len(KINDS) >= 30


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_harsher_one_way_is_milder_the_other(pattern: str, data: st.DataObject) -> None:
    kind, path = KINDS[pattern], tuple(pattern.split("."))
    old, new = data.draw(values(kind)), data.draw(values(kind))
    forward, backward = (harsher(path, kind, *pair, lambda _: None) for pair in ((old, new), (new, old)))
    assert (forward is None and backward is None) or forward == -(backward or 0)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_harsher_goes_on(pattern: str, data: st.DataObject) -> None:
    kind, path = KINDS[pattern], tuple(pattern.split("."))
    a, b, c = (data.draw(values(kind)) for _ in range(3))
    if harsher(path, kind, a, b, lambda _: None) == 1 == harsher(path, kind, b, c, lambda _: None):
        assert harsher(path, kind, a, c, lambda _: None) == 1


def test_on_a_redlist_a_longer_term_is_milder() -> None:
    kind = node_at(("lists", "honours", "term"))
    assert isinstance(kind, Kind)
    kinds = {("lists", "honours", "kind"): "redlist"}
    assert harsher(("lists", "honours", "term"), kind, 12, 24, kinds.get) == -1
    assert harsher(("lists", "defaulters", "term"), kind, 12, 24, kinds.get) == 1
    assert harsher(("lists", "defaulters", "term"), kind, 12, None, kinds.get) == 1


def test_sanctions_are_as_harsh_as_what_they_do() -> None:
    effects = {("sanctions", "no_flights", "effect"): "deny", ("sanctions", "rebate", "effect"): "reward"}
    path = ("links", "points.C")
    kind = node_at(path)
    assert isinstance(kind, Kind)
    assert harsher(path, kind, (), ("no_flights",), effects.get) == 1
    assert harsher(path, kind, ("no_flights",), ("rebate",), effects.get) == -1
    assert harsher(path, kind, (), ("no_flights", "rebate"), effects.get) is None


def test_a_cap_on_a_penalty_is_milder_and_on_a_reward_harsher() -> None:
    path = ("behaviours", "littering", "cap")
    kind = node_at(path)
    assert isinstance(kind, Kind)
    assert harsher(path, kind, 10, 5, {("behaviours", "littering", "points"): -5}.get) == -1
    assert harsher(path, kind, 10, 5, {("behaviours", "littering", "points"): 5}.get) == 1


BURDENS = {
    "list_term": lambda months: np.where(months == 0, np.inf, months),
    "list_grace": lambda months: -months,
    "list_extension_low": lambda months: months,
    "list_repair_after": lambda months: months,
    "list_removal": lambda months: months,
    "list_ability_test": lambda yes: -yes,
    "list_retest": lambda months: np.where(months == 0, np.inf, months),
    "points": lambda points: -points,
    "grade_floor": lambda floors: floors,
    "score_start": lambda points: -points,
    "score_recovery": lambda points: -points,
    "record_validity": lambda months: np.where(months == 0, np.inf, months),
    "map_radius": lambda metres: metres,
    "map_grid": lambda metres: -metres,
    "map_fields": np.bitwise_count,
    "map_reports": lambda yes: yes,
    "household_share": lambda share: share,
    "contact_points": lambda points: -points,
    "legal_rep_listed": lambda yes: yes,
    "notice": lambda degree: -degree,
    "dispute": lambda yes: -yes,
    "suspensive": lambda yes: -yes,
    "repair": lambda yes: -yes,
    "single_lifting": lambda yes: -yes,
    "keeper_refuses": lambda chance: chance,
    "keeper_refuses_marked": lambda chance: chance,
    "keeper_single_item": lambda share: share,
    "keeper_sharing": lambda chance: chance,
    "keeper_keeps": lambda months: months,
    "keeper_appeal": lambda yes: -yes,
    "keeper_database": lambda yes: yes,
    "freeze_share": lambda chance: chance,
}
"""What each field of the law weighs on people, larger being harsher, on a blacklist."""


def burdens(tree: Tree, room: Sizes) -> dict[str, np.ndarray[Any, Any]]:
    law = compile_months(tree, (None, None), (2025, 6), 1, Scope(tree.words, room))[0]
    signed = {
        name: np.asarray(law[name], np.float64 if name != "map_fields" else np.uint8) for name in BURDENS
    }
    return {name: np.asarray(weigh(signed[name]), np.float64) for name, weigh in BURDENS.items()}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(BOOKS), st.data())
def test_tightening_never_lowers_a_burden(book: Any, data: st.DataObject) -> None:
    ordered = [leaf for leaf in book.tree.values() if leaf.kind.harsher in ORDERED and leaf.at(None)]
    leaf = data.draw(st.sampled_from(sorted(ordered, key=lambda leaf: leaf.dotted)))
    assume(not isinstance(leaf.kind, Word | Words) or leaf.kind.choices)
    new = data.draw(values(leaf.kind))
    assume(harsher(leaf.path, leaf.kind, leaf.at(None).value, new, book.tree.value) == 1)
    nested: Any = {"value": new, **({"unit": leaf.kind.unit} if isinstance(leaf.kind, Quantity) else {})}
    for step in reversed(leaf.path):
        nested = {step: nested}
    overlay = sheet(header(id="city", layer="city", extends="x.yaml", **nested) | {"from": "2025-06-01"})
    tightened = over(book.tree, overlay, delegated=False).tree
    room = room_for(needs(tree, tree.words) for tree in (book.tree, tightened))
    before, after = burdens(book.tree, room), burdens(tightened, room)
    assert all((after[name] >= before[name]).all() for name in BURDENS), leaf.dotted


@settings(max_examples=60, deadline=None)
@given(rulebooks(), st.sampled_from(["ease", "tighten"]), st.integers(-100, 100))
def test_the_words_ease_and_tighten_mean_what_they_say(data: dict[str, Any], word: str, points: int) -> None:
    data["behaviours"] = {"littering": {"points": -10}}
    rule = {"littering": {"points": {"value": points, "change": word}}}
    overlay = sheet(header(id="city", layer="city", extends="x.yaml", behaviours=rule))
    diagnostics = over(root(sheet(data)).tree, overlay, delegated=False).diagnostics
    assert bool(diagnostics) == (points >= -10 if word == "tighten" else points <= -10)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_every_ordered_leaf_is_no_harsher_than_itself(book: Any) -> None:
    for leaf in book.tree.values():
        step = leaf.at(None)
        assert step is None or harsher(leaf.path, leaf.kind, step.value, step.value, book.tree.value) == 0
