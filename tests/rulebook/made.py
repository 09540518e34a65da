"""Rulebooks made up by hypothesis: small, valid, of every section that compiles."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from glasshouse.rulebooks.sheets import Sheet, sheet_of
from glasshouse.rulebooks.statements import as_day
from glasshouse.rulebooks.vocabulary import vocabulary
from glasshouse.specs.reading import parse

BEHAVIOURS = tuple(vocabulary("behaviours"))
RIGHTS = tuple(vocabulary("rights"))
EFFECTS = tuple(
    name
    for name in vocabulary("effects")
    if name not in ("fine", "clawback", "cut", "deposit", "delay", "duty")
)


def sheet(data: dict[str, Any]) -> Sheet:
    """A file with this content (JSON is YAML)."""
    return sheet_of(parse(json.dumps(data, indent=1), "made.yaml"))


def header(**more: Any) -> dict[str, Any]:
    return {
        "schema": "glasshouse/rulebook@1",
        "id": "made",
        "title": "made up",
        "layer": "outline",
        "from": "2014-01-01",
        **more,
    }


points = st.integers(-100, 100)
months = st.integers(0, 120).map(lambda n: f"{n} month")
dated_points = st.one_of(points, st.builds(lambda a, b: {"2014-01-01": a, "2016-07-01": b}, points, points))
behaviours = st.dictionaries(
    st.sampled_from(BEHAVIOURS),
    st.fixed_dictionaries(
        {"points": dated_points}, optional={"cap": st.integers(0, 50).map(lambda n: f"{n} point/month")}
    ),
    max_size=6,
)


def later(rules: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The same clauses for a file in force from 2015 on: none of their values is older."""
    return rules.map(lambda data: json.loads(json.dumps(data).replace('"2014-01-01"', '"2015-01-01"')))


def whole(right: str, effect: str) -> dict[str, str]:
    """A sanction with what its effect needs."""
    parts = {"delay": {"wait": "3 month"}, "duty": {"breach": BEHAVIOURS[0]}}
    return {"right": right, "effect": effect, **parts.get(effect, {})}


sanctions = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d"]),
    st.builds(whole, st.sampled_from(RIGHTS), st.sampled_from(EFFECTS)),
    min_size=1,
    max_size=4,
)


@st.composite
def rulebooks(draw: st.DrawFn) -> dict[str, Any]:
    """The content of a whole rulebook file."""
    penalties = draw(sanctions)
    named = st.lists(st.sampled_from(sorted(penalties)), unique=True)
    entry = st.fixed_dictionaries(
        {"when": st.sampled_from(["able_and_refuses", "obstructs", "unperformed"])},
        optional={"grace": months, "ability_test": st.booleans(), "retest": st.just("6 month")},
    )
    one_list = st.fixed_dictionaries(
        {"entry": entry, "triggers": named},
        optional={
            "kind": st.sampled_from(["blacklist", "redlist"]),
            "term": st.integers(1, 120).map(lambda n: f"{n} month"),
            "repair_after": months,
            "exit": st.fixed_dictionaries({"on": st.just(["performed", "inability"]), "within": months}),
            "publish": st.lists(st.sampled_from(["website", "screens"]), unique=True),
        },
    )
    data = header(sanctions=penalties)
    if found := draw(behaviours):
        data["behaviours"] = found
    if lists := draw(st.dictionaries(st.sampled_from(["first", "second"]), one_list)):
        data["lists"] = lists
    if draw(st.booleans()):
        floors = sorted(
            draw(st.lists(st.integers(0, 1300), unique=True, min_size=2, max_size=5)), reverse=True
        )
        grades = dict(zip("ABCDE", floors, strict=False))
        data["scores"] = {"points": {"start": 1000, "lowest": 0, "highest": 1300, "grades": grades}}
        data["links"] = {f"points.{grade}": draw(named) for grade in grades}
    data["procedure"] = {"notice": draw(st.sampled_from(["none", "after", "before"]))}
    data["association"] = {"household": {"share": draw(st.integers(0, 10)) / 10}}
    return data


@st.composite
def shuffled(draw: st.DrawFn, data: Any, keep: tuple[str, ...] = ("lists", "grades")) -> Any:
    """The same content with its keys in another order, save where order is an index or time."""
    if not isinstance(data, dict) or any(as_day(key) for key in data):
        return data
    keys = draw(st.permutations(list(data)))
    return {key: (data[key] if key in keep else draw(shuffled(data[key], keep))) for key in keys}
