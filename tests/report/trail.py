"""What the little world of these tests leaves of everybody: stays on its list, denied rights, the people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

GROUNDS = ("true", "wrong person", "unable")
RIGHTS = {
    "movement.flight": ("sanctions.no_flights", "transport"),
    "economic.loan": ("sanctions.no_loans", "finance"),
}
"""Right, clause and context of the two things the list of these tests shuts."""

NOTHING = {
    "standing": ("person", "month", "months", "lists", "wrong_person", "unable", "shut", "grade"),
    "listings": ("person", "entered", "left", "noticed", "disputed", "decided", "copies_until"),
    "ledger": ("person", "months", "refusals", "first"),
}
WORDS = {
    "standing": (),
    "listings": ("list", "kind", "how", "ground"),
    "ledger": ("right", "clause", "cause", "behaviour_context", "sanction_context", "ground"),
}


class Stays:
    """Stays on the list of one world, and the tables a study writes of them."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []
        self.now: dict[int, dict[str, Any]] = {}

    def enter(self, who: np.ndarray, month: int, kind: np.ndarray) -> None:
        for person in who.tolist():
            stay = {"person": person, "entered": month, "left": -1, "how": "open"}
            stay |= {"ground": GROUNDS[int(kind[person])], "noticed": month if person % 10 else -1}
            self.now[person] = stay
            self.all.append(stay)

    def leave(self, who: np.ndarray, month: int, how: str) -> None:
        for person in who.tolist():
            self.now.pop(person).update(left=month, how=how)

    def tables(self, months: int) -> dict[str, pa.Table]:
        rows: dict[str, list[dict[str, Any]]] = {"standing": [], "listings": [], "ledger": []}
        for stay in sorted(self.all, key=lambda stay: (stay["person"], stay["entered"])):
            length = (months if stay["left"] < 0 else stay["left"]) - stay["entered"]
            won = stay["how"] == "corrected"
            asked = stay["left"] if won else -1
            rows["listings"].append({
                **stay, "list": "defaulters", "kind": "blacklist", "disputed": asked, "decided": asked, "won": won,
                "copies_until": -1,
            })  # fmt: skip
            about = {"person": stay["person"], "months": length}
            flags = {
                "wrong_person": int(stay["ground"] == GROUNDS[1]),
                "unable": int(stay["ground"] == GROUNDS[2]),
            }
            spell = {"month": stay["entered"], "lists": 1, "shut": 3, "grade": -1, "ended": stay["left"] >= 0}
            rows["standing"].append({**about, **flags, **spell})
            rows["ledger"] += [
                {**about, "right": right, "clause": clause, "cause": "lists.defaulters",
                 "behaviour_context": "courts", "sanction_context": context, "ground": stay["ground"],
                 "refusals": length // 10, "first": stay["entered"]}
                for right, (clause, context) in RIGHTS.items()
            ]  # fmt: skip
        return {name: _table(found, NOTHING[name], WORDS[name]) for name, found in rows.items()}


def _table(rows: list[dict[str, Any]], numbers: tuple[str, ...], words: tuple[str, ...]) -> pa.Table:
    flag = {"standing": "ended"}.get(
        "standing" if "shut" in numbers else "", "won" if "left" in numbers else ""
    )
    fields = [*((name, pa.int64()) for name in numbers), *((name, pa.string()) for name in words)]
    return pa.Table.from_pylist(rows, schema=pa.schema([*fields, *([(flag, pa.bool_())] if flag else [])]))


def people_table(people: dict[str, np.ndarray], dims: Any, worlds: dict[str, Any], months: int) -> pa.Table:
    """The table of people: who they are, and what each world did to them."""
    size = len(people["age"])
    columns: dict[str, Any] = {"person": np.arange(size), "cluster": people["block"], "age": people["age"]}
    columns["province"] = ["hebei"] * size
    for dim in ("registration", "sex", "age_band", "minority", "income_band"):
        codes, labels = dims[dim]
        columns[dim] = np.array(labels)[codes]
    columns["attitude"] = people["x"] % 201 - 100
    for side, world in worlds.items():
        columns |= {f"{side}_{name}": values for name, values in _measures(world, months, size).items()}
    return pa.table({name: pa.array(values) for name, values in columns.items()})


def _measures(world: Any, months: int, size: int) -> dict[str, np.ndarray]:
    lost, times = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for stay in world.stays.all:
        times[stay["person"]] += 1
        end = months if stay["left"] < 0 else stay["left"]
        lost[stay["person"]] += len(RIGHTS) * (end - stay["entered"])
    kept = ("months_listed", "denied", "income", "paid", "months_voiced", "exposure")
    nothing = np.zeros(size, np.int64)
    return {
        **{name: world.sums[name] for name in kept},
        "ever_listed": (times > 0).astype(np.int64),
        "times_listed": times,
        "rights_lost_months": lost,
        "ties_cut": world.sums["tie_cut"],
        "debt_at_end": nothing + 1,
        "savings_at_end": nothing + 1,
        "employed_at_end": world.employed.astype(np.int64),
        "approval_at_end": world.people["x"] % 201 - 100,
        "fear_at_end": nothing + (40 if times.any() else 20),
        "praises_at_end": nothing,
    }
