"""Plans bent at random: values of the wrong kind, keys renamed, removed, moved, and put into lists."""

from __future__ import annotations

import copy

from glasshouse.studies.plan import SCHEMA
from glasshouse.studies.planning import ENTRIES

SOUND = (
    {
        "title": "Radius", "rulebooks": ["court-list-2013+debtor-map", "court-list-2013"], "society": "toytown",
        "persons": 300, "months": 6, "replicates": 2, "switches": {"ties": False}, "set": {"credit.lapse": 0.02},
        "vary": {"map.radius": [250, "500 m", "1 km"], "surveillance.wrong_person": "prior"},
        "design": {"kind": "sobol", "samples": 3}, "outcomes": ["ever_listed"],
    },
    {
        "rulebooks": "rongcheng-2021", "society": "toytown", "persons": 500, "months": 24,
        "vary": {
            "critical_speech.points": [-50, -10, 0], "fear.floor": {"from": 0, "to": 60},
            "speech.base": "normal(0.5, 0.01)",
        },
        "design": {"kind": "table", "points": [{"fear.floor": 3, "speech.base": 0.5}, {"fear.floor": 4}]},
        "outcomes": ["fearful", "lost_dissent"],
        "search": {
            "goals": [{"outcome": "lost_dissent", "better": "less"}, {"outcome": "denied", "better": "more"}],
            "population": 8, "generations": 3,
        },
    },
    {
        "rulebooks": ["court-list-2013"], "society": "toytown", "start": "2017-06", "seed": 3, "redraw": True,
        "budget": 20, "note": "x",
        "vary": {
            "lists.defaulters.term": ["6 month", None, "as written"],
            "credit.lapse": {"from": 0.001, "to": 0.02, "scale": "log"},
        },
        "design": {"kind": "grid", "samples": 4},
    },
)  # fmt: skip
STRANGE = (
    None, True, False, 0, -1, 1, 3, 0.5, -2.0, 10**400, -(10**30), 2**63, 1_000_000, "", "  ", "x" * 300, "a\0b",
    "人" * 90, "\u2028", "*", "../..", "/", ".", "..", "+", "~", "@", "prior", "lever", "as written", "title",
    "normal(1e999, 1)", "normal(0.5, 10)", "beta(1e-300,1e300)", "uniform(0, 1e308)", "loguniform(1e-320, 1)",
    "triangular(0,0,1)", "9" * 5000 + " month", "3 month", "500 m", [], {}, [[]], [{}], {"a": 1}, {"value": 3},
    {"value": None}, {"value": 3, "unit": "month"}, {"value": [1], "unit": ["x"]}, {"from": 1}, {"from": 0, "to": 1},
    {"from": "0 m", "to": "1 km"}, {"from": None, "to": True}, {"from": 0, "to": 1, "scale": [1]}, [1, 2], [1, [2]],
    ["a", "b"], [None], [True, False], [True, 3], [1, 1.5], "lists", "from", "from_", "links.points.D", "lists..term",
    "lists.defaulters", "court-list-2013", "court-list-2013~lenient", "court-list-2013@9999-99", "ever_listed",
    "point", "fear.floor", "switch.ties", "sobol", "grid", "list", "table", "morris", "saltelli", "latin",
)  # fmt: skip


def mutant(rng):
    """One of the sound plans with one to three changes."""
    plan = {"schema": SCHEMA, **copy.deepcopy(rng.choice(SOUND))}
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        _change(plan, rng)
    return plan


def _change(plan, rng):
    path = rng.choice(list(_paths(plan)))
    if not path:
        plan[rng.choice([*ENTRIES, "sed", "5"])] = copy.deepcopy(rng.choice(STRANGE))
        return
    parent, last = _at(plan, path[:-1]), path[-1]
    what = rng.choice(("replace", "replace", "replace", "remove", "rename", "wrap", "copy"))
    if what == "replace":
        parent[last] = copy.deepcopy(rng.choice(STRANGE))
    elif what == "remove":
        parent.pop(last)
    elif what == "rename" and isinstance(parent, dict):
        parent[rng.choice([word for word in STRANGE if isinstance(word, (str, int))])] = parent.pop(last)
    elif what == "wrap":
        parent[last] = [parent[last]]
    else:
        parent[last] = copy.deepcopy(_at(plan, rng.choice(list(_paths(plan)))))


def _paths(value, path=()):
    yield path
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _paths(inner, (*path, key))


def _at(value, path):
    for step in path:
        value = value[step]
    return value
