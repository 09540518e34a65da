"""A rulebook of many words of its own: rights, acts and lists beyond any that is shipped."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from glasshouse.rulebooks.vocabulary import vocabulary

SHIPPED_RIGHTS, SHIPPED_ACTS = len(vocabulary("rights")), len(vocabulary("behaviours"))
TRIED = 90
"""Code of the right that is tried once a month; of the others most are never tried."""
SEEN = 150
"""Code of the act that everybody is recorded for now and then."""
_ASSUMED = {"evidence": "assumption"}


def right_of(code: int) -> str:
    """The name of the right of its own with a code."""
    return f"own.right-{code - SHIPPED_RIGHTS:03d}"


def act_of(code: int) -> str:
    """The name of the act of its own with a code."""
    return f"own-act-{code - SHIPPED_ACTS:03d}"


def words(rights: int, acts: int) -> dict[str, Any]:
    """The section `vocabulary`."""
    return {
        "rights": {
            right_of(SHIPPED_RIGHTS + k): {
                "title": f"do the thing number {k}",
                "kind": "service",
                "weight": 0.2,
                "attempts": {"urban": _tries(k), "rural": _tries(k), "unit": "1/year", **_ASSUMED},
            }
            for k in range(rights)
        },
        "behaviours": {
            act_of(SHIPPED_ACTS + k): {
                "title": f"act in the way number {k}",
                "context": "neighbourhood",
                "gravity": 1,
                "sign": "negative",
                "lawful": True,
                "protected": k % 2 == 1,
                "touches": ["expression"] if k % 2 else ["privacy"],
                "channel": "agency",
                "incidence": {"urban": _does(k), "rural": _does(k), "unit": "1/year", **_ASSUMED},
                "detection": {"value": 1, "unit": "probability", "range": [0, 1], **_ASSUMED},
            }
            for k in range(acts)
        },
    }


def _tries(k: int) -> float:
    return 12 if SHIPPED_RIGHTS + k == TRIED else 0.5 if k % 10 == 0 else 0


def _does(k: int) -> float:
    return 1.5 if SHIPPED_ACTS + k == SEEN else 0.6 if k < 12 else 0.002


def wide(rights: int = 100, acts: int = 200, lists: int = 12) -> dict[str, Any]:
    """A rulebook in which every act of its own is recorded, the first ones lead onto a list each, and every
    list shuts some of the rights of its own, all lists together every one."""
    own_rights = [right_of(SHIPPED_RIGHTS + k) for k in range(rights)]
    own_acts = [act_of(SHIPPED_ACTS + k) for k in range(acts)]
    return {
        "schema": "glasshouse/rulebook@1",
        "id": "wide",
        "title": "A rulebook of its own words",
        "layer": "outline",
        "from": "2014-01-01",
        "vocabulary": words(rights, acts),
        "sanctions": {f"no_{k}": {"right": right, "effect": "deny"} for k, right in enumerate(own_rights)},
        "behaviours": {name: {"points": -1 if k % 3 else -2} for k, name in enumerate(own_acts)},
        "scores": {
            "points": {
                "start": 1000,
                "lowest": 0,
                "highest": 1300,
                "grades": {f"G{g}": 1000 - 2 * g for g in range(12)},
            }
        },
        "lists": {
            f"list_{k:02d}": {
                "entry": {"when": "behaviour", "behaviour": own_acts[k]},
                "term": "2 month",
                "exit": {"on": ["expired"]},
                "triggers": [f"no_{n}" for n in range(rights) if n % lists == k],
            }
            for k in range(lists)
        },
        "links": {"points.G11": [f"no_{n}" for n in range(0, rights, 7)]},
        "publicity": {"map": {"radius": "500 metre", "fields": ["name", "reason"]}},
        "procedure": {"notice": "after", "correction": {"allowed": True, "decide_within": "1 month"}},
        "retention": {"records": "6 month"},
    }


def written(folder: Path, data: dict[str, Any]) -> Path:
    """The file of a rulebook (JSON is YAML)."""
    path = folder / f"{data['id']}.yaml"
    path.write_text(json.dumps(data, indent=1), "utf-8")
    return path
