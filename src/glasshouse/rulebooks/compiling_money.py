"""The clauses of a rulebook that move money, written into the law of a month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from glasshouse.rulebooks import law as codes
from glasshouse.rulebooks.grounds import steps_of, things_counted
from glasshouse.rulebooks.law import put
from glasshouse.rulebooks.schema import Path
from glasshouse.rulebooks.scope import Scope
from glasshouse.rulebooks.tree import Month, Tree
from glasshouse.specs.units import currency_of

_EFFECTS = {
    "fine": codes.MEASURE_FINE,
    "clawback": codes.MEASURE_CLAWBACK,
    "cut": codes.MEASURE_CUT,
    "price": codes.MEASURE_PRICE,
    "deposit": codes.MEASURE_DEPOSIT,
    "reward": codes.MEASURE_REWARD,
}
_INCOMES = {
    "benefit": codes.INCOME_BENEFIT,
    "pension": codes.INCOME_PENSION,
    "wage": codes.INCOME_WAGE,
}
_BASES = {
    "overpaid": codes.BASE_OVERPAID,
    "benefit": codes.BASE_BENEFIT,
    "wage": codes.BASE_WAGE,
}
OWED = ("fine", "clawback", "deposit")
"""Effects by which something is owed, to be paid at once or in parts."""
CENTS = 100


class MonthOfMoney(Protocol):
    """What a rulebook says in one month (see `compiling`)."""

    @property
    def tree(self) -> Tree:
        """All it says in any month."""

    @property
    def month(self) -> Month:
        """Which month that is."""

    @property
    def scope(self) -> Scope:
        """The words of the run, its clauses that move money, and the worth of other currencies."""

    def get(self, *path: str, default: object = None) -> Any:
        """The value of a leaf, `default` where it is not said."""

    def up(self, *path: str) -> int:
        """Whole months, rounded up; 0 where nothing is said."""


def write_money(month: MonthOfMoney, law: np.void) -> None:
    """Write what moves money in `month` (see `compiling`) into `law`: each measure, and what brings it."""
    if not month.scope.measures:
        return
    for m, clause in enumerate(month.scope.measures):
        section, name, *_ = clause.split(".")
        if section == "sanctions" and month.get(section, name, "effect") in _EFFECTS:
            _write_sanction(month, law, m, name)
        elif section == "scores" and month.get(section, name, "spend", "amount"):
            _write_spending(month, law, m, (section, name, "spend"))
        law["measures"] += law["measure_effect"][m] != codes.MEASURE_NONE
    for k, name in enumerate(month.tree.names("lists")):
        _write_brought(month, law["list_measures"][k], month.get("lists", name, "triggers", default=()))
    _write_steps(month, law)
    for score in month.tree.names("scores"):
        for g, grade in enumerate(month.tree.grades(score)):
            _write_brought(
                month, law["grade_measures"][g], month.get("links", f"{score}.{grade}", default=())
            )
    for d, name in enumerate(month.tree.names("defences")):
        against = month.get("defences", name, "against", default=())
        sanctions = [word.removeprefix("sanctions.") for word in against if word.startswith("sanctions.")]
        _write_brought(month, law["defence_measures"][d], sanctions)
    for name in month.tree.names("behaviours"):
        place = month.scope.words.behaviours[name].index
        _write_brought(
            month, law["act_measures"][place], month.get("behaviours", name, "triggers", default=())
        )


def _write_steps(month: MonthOfMoney, law: np.void) -> None:
    """What each step of a ladder brings besides its list."""
    for c, thing in enumerate(things_counted(month.tree, month.month)):
        for r, step in enumerate(() if thing.acts else steps_of(month.tree, thing.list)):
            here = ("lists", thing.list, "ladder", "steps", step, "triggers")
            _write_brought(month, law["rung_measures"][c, r], month.get(*here, default=()))


def _write_sanction(month: MonthOfMoney, law: np.void, m: int, name: str) -> None:
    here = ("sanctions", name)
    effect, right = month.get(*here, "effect"), month.get(*here, "right")
    amount, share = cents(month, (*here, "amount")), month.get(*here, "share")
    every = month.up(*here, "every")
    if amount or share:
        law["measure_effect"][m] = codes.MEASURE_ALLOWANCE if every else _EFFECTS[effect]
    law["measure_amount"][m] = round(amount)
    law["measure_share"][m] = share or 0
    base = month.get(*here, "of")
    law["measure_base"][m] = _BASES.get(base, codes.BASE_OVERPAID)
    law["measure_months"][m] = every or month.up(*here, "lasts")
    law["measure_withheld"][m] = month.get(*here, "withheld", default=0)
    if effect in OWED:
        at_once = 0 if law["measure_withheld"][m] else 1
        law["measure_instalments"][m] = month.up(*here, "instalments") or at_once
    if right:
        term = month.scope.words.rights[right]
        law["measure_right"][m] = 1 + term.index
        law["measure_income"][m] = _INCOMES.get(str(term.get("income")), codes.INCOME_ALL)
    if effect == "cut" and base:
        law["measure_income"][m] = _INCOMES[base]


def _write_spending(month: MonthOfMoney, law: np.void, m: int, here: tuple[str, ...]) -> None:
    points = month.get(*here, "amount")
    law["measure_effect"][m] = codes.MEASURE_SPENDING
    law["measure_points"][m] = points
    law["measure_amount"][m] = round(points * cents(month, (*here, "worth")))


def cents(month: MonthOfMoney, path: Path) -> float:
    """An amount in hundredths of the currency of the society; 0 where nothing is said."""
    step = month.tree.step(path, month.month)
    if step is None:
        return 0.0
    rate = dict(month.scope.rates).get(currency_of(step.unit), 1.0)
    return float(step.value) * rate * CENTS


def _write_brought(month: MonthOfMoney, words: npt.NDArray[np.uint32], sanctions: Iterable[str]) -> None:
    """Write the measures among some sanctions as a set; `lists.x` stands for all that list x triggers."""
    named = {f"sanctions.{name}" for name in _plain(month, tuple(sanctions), ())}
    put(words, sum(1 << m for m, clause in enumerate(month.scope.measures) if clause in named))


def _plain(month: MonthOfMoney, sanctions: tuple[str, ...], seen: tuple[str, ...]) -> Iterator[str]:
    for name in sanctions:
        other = name.removeprefix("lists.")
        if other == name:
            yield name
        elif other not in seen:
            triggers = month.get("lists", other, "triggers", default=())
            yield from _plain(month, triggers, (*seen, other))
