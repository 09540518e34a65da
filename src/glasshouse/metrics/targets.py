"""Model v published: the figures of `data/targets.yaml` beside what a run gave.

A target inside its range says that the model is not obviously wrong there, no more; one outside says where
not to trust it. Both are printed in every report.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import resources
from typing import Any

import pyarrow as pa

from glasshouse.errors import InputError, suggestion
from glasshouse.metrics import list_shares, monthly_rates
from glasshouse.metrics.monthly import currency_of, series, window
from glasshouse.specs.units import MONEY

Measured = Callable[[pa.Table, pa.Table | None, int], float]

SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("title", pa.string()),
        ("unit", pa.string()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("published", pa.string()),
        ("source", pa.string()),
        ("evidence", pa.string()),
        ("use", pa.string()),
        ("note", pa.string()),
        ("model", pa.float64()),
        ("inside", pa.bool_()),
    ]
)
"""Columns of the table of targets; `model` and `inside` are null where a run cannot tell."""


@dataclass(frozen=True)
class Target:
    """One published figure: the range [low, high] accepted for the model, in `unit`, and where it comes from.

    `measure` names the function that measures it ('' if one run cannot), `window` the months at the end of
    the run it is taken over, `regimes` the beginnings of the rulebook ids the figure is about,
    `currency` that of the place where it was counted.
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    published: str
    source: str
    evidence: str
    use: str
    regimes: tuple[str, ...]
    measure: str = ""
    window: int = 12
    note: str = ""
    currency: str = MONEY

    def about(self, rulebook: str, currency: str = MONEY) -> bool:
        """Whether the figure is about this rulebook (any part of a '+'-joined id) under this money."""
        if len({currency, self.currency} - {MONEY}) > 1:
            return False
        return any(part.startswith(regime) for part in rulebook.split("+") for regime in self.regimes)

    def row(self, value: float) -> dict[str, Any]:
        """This target with the model's `value` (`nan`: could not be measured), as a row of `SCHEMA`."""
        known = not math.isnan(value)
        row = {name: getattr(self, name) for name in SCHEMA.names if name not in ("model", "inside")}
        return row | {
            "model": value if known else None,
            "inside": self.low <= value <= self.high if known else None,
        }


def check(monthly: pa.Table, rulebook: str = "court-list-2013", outcomes: pa.Table | None = None) -> pa.Table:
    """The targets about `rulebook` with the model's value from the system run (columns: `SCHEMA`).

    Targets counted where another money is used are left out. `outcomes` (per person) is needed for ages and
    for the Kaplan-Meier median spell; without it the age target stays empty and the spell follows from the
    exit hazard.
    """
    rows = [
        target.row(MEASURES[target.measure](monthly, outcomes, target.window) if target.measure else math.nan)
        for target in load()
        if target.about(rulebook, currency_of(monthly))
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@functools.cache
def load() -> tuple[Target, ...]:
    """The shipped targets, in the order of their file. Raises `InputError` naming each faulty entry."""
    from glasshouse.specs import reading  # late: the reader of texts is not needed to read a finished table

    with resources.as_file(resources.files("glasshouse.data") / "targets.yaml") as path:
        text = reading.read(path)
    entries = text.data.get("targets", {})
    diagnostics = [
        text.diagnostic(("targets", name), what)
        for name, entry in entries.items()
        for what in _diagnostics(entry)
    ]
    if diagnostics:
        raise InputError(*diagnostics)
    currency = str(text.data.get("currency", MONEY))
    return tuple(replace(_target(name, entry), currency=currency) for name, entry in entries.items())


def _target(name: str, entry: dict[str, Any]) -> Target:
    low, high = entry["range"]
    rest = {key: value for key, value in entry.items() if key not in ("range", "regimes")}
    return Target(name=name, low=float(low), high=float(high), regimes=tuple(entry["regimes"]), **rest)


def _diagnostics(entry: dict[str, object]) -> list[str]:
    needed = ("title", "unit", "range", "published", "source", "evidence", "regimes", "use")
    found = [f"needs {key}" for key in needed if key not in entry]
    measure = entry.get("measure", "")
    if measure and measure not in MEASURES:
        found.append(f"{measure}: not a known measure {suggestion(measure, MEASURES)}".rstrip())
    if not measure and "note" not in entry:
        found.append("needs a note that says why it is not measured")
    return found


def _median_spell(monthly: pa.Table, outcomes: pa.Table | None, last: int) -> float:
    needed = ("system_first_listed", "system_first_left")
    if outcomes is None or not set(needed) <= set(outcomes.column_names):
        return list_shares.spell_from_hazard(list_shares.exit_hazard(monthly, last))
    entered, left = (outcomes.column(name).to_numpy() for name in needed)
    return list_shares.median_spell(entered, left, len(series(monthly, "persons")))


def _negative_per_positive(monthly: pa.Table, outcomes: pa.Table | None, last: int) -> float:
    recorded, rewarded = series(monthly, "recorded"), series(monthly, "rewarded")
    part = window(len(recorded), last)
    return list_shares.ratio(recorded[part].sum() - rewarded[part].sum(), rewarded[part].sum())


def _approval_at_start(monthly: pa.Table, outcomes: pa.Table | None, last: int) -> float:
    stated, adults = series(monthly, "approves_stated"), series(monthly, "adults")
    return list_shares.ratio(stated[:12].sum(), adults[:12].sum()) if stated.any() else math.nan


def _aware_share(monthly: pa.Table, outcomes: pa.Table | None, last: int) -> float:
    aware, adults = series(monthly, "aware"), series(monthly, "adults")
    part = window(len(aware), last)
    return list_shares.ratio(aware[part].sum(), adults[part].sum())


MEASURES: dict[str, Measured] = {
    "listed_share": lambda monthly, _, last: list_shares.listed_share(monthly, last),
    "working_age_share": lambda monthly, _, last: list_shares.working_age_share(monthly, last),
    "entry_rate": lambda monthly, _, last: list_shares.entry_rate(monthly, last),
    "exit_hazard": lambda monthly, _, last: list_shares.exit_hazard(monthly, last),
    "median_spell": _median_spell,
    "paid_share": lambda monthly, _, __: list_shares.paid_share(monthly, 60),
    "refused_flights": lambda monthly, _, last: monthly_rates.refused_per_listed_year(
        monthly, "refused_flight", last
    ),
    "refused_trains": lambda monthly, _, last: monthly_rates.refused_per_listed_year(
        monthly, "refused_train", last
    ),
    "men_share": lambda monthly, _, last: list_shares.men_share(monthly, last),
    "forties_share": lambda _, outcomes, __: (
        math.nan if outcomes is None else list_shares.age_share(outcomes, 40, 49)
    ),
    "negative_per_positive": _negative_per_positive,
    "aware_share": _aware_share,
    "approval_at_start": _approval_at_start,
}
"""How each target is measured: from the monthly table, the outcomes and the months to look back."""
