"""What the page is told of a run: counts month by month, what it did to people, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.auditing.provisions import Provisions
from glasshouse.metrics import catalogue
from glasshouse.metrics.measures.whole_run import claimed_benefit
from glasshouse.metrics.paired import ComparisonRow
from glasshouse.model.events import COLUMN, COLUMNS
from glasshouse.model.groups import STRATA
from glasshouse.simulation.count_tables import province_names

if TYPE_CHECKING:
    from glasshouse.population.society import Society
    from glasshouse.simulation.completed_run import CompletedRun

Ints = npt.NDArray[np.int64]

SERIES: dict[str, tuple[str, ...]] = {
    "persons": ("persons",),
    "adults": ("adults",),
    "listed": ("listed",),
    "wrong": ("listed_wrong_person", "listed_unable"),
    "gated": ("gated",),
    "voices": ("voiced",),
    "fearful": ("fearful",),
    "praises": ("praised",),
    "aware": ("aware",),
    "low_grade": ("low_grade",),
    "employed": ("employed", "self_employed"),
    "indebted": ("indebted",),
    "in_arrears": ("in_arrears",),
    "under_enforcement": ("under_enforcement",),
    "entered": ("entered_list",),
    "entered_wrongly": ("entered_wrong_person", "entered_unable"),
    "left": ("left_paid", "left_expired", "left_corrected", "left_repaired", "left_unable", "left_with_firm"),
    "refusals": ("refusals",),
    "missed": ("payment_missed",),
    "punished_for_speech": ("speech_punished",),
    "shamed": ("shamed",),
    "ties_cut": ("tie_cut",),
    "exposure": ("exposure",),
    "income": ("income",),
    "paid": ("paid",),
    "debt": ("debt",),
}
"""Series by month: the columns of `model.events` that are added up; money in the currency of the society."""
MONEY = ("income", "paid", "debt")
SHOWN = (
    "ever_listed",
    "months_listed",
    "months_wrongly_listed",
    "denied",
    "income",
    "employed_at_end",
    "months_voiced",
    "fear_at_end",
    "ties_cut",
    "exposure",
    "paid",
    "debt_at_end",
)
"""Measures of the headline, harm first and claimed benefit after it; groups are told for the same."""
DEFINITION = (
    "Mean over all synthetic persons of what became of each with the system, less what became of the same "
    "person with the same luck without it. The interval (95 %) treats blocks of 200 m as drawn by chance."
)


def counts(tallies: Ints) -> Ints:
    """Counts of everybody by month, (months, columns)."""
    return np.asarray(tallies.sum(axis=1))


def series(of_months: Ints) -> dict[str, list[float]]:
    """Every series of SERIES from counts by month."""
    found = {
        name: of_months[:, [COLUMN[one] for one in columns]].sum(axis=1) for name, columns in SERIES.items()
    }
    return {name: (values // 100 if name in MONEY else values).tolist() for name, values in found.items()}


def monthly(of_months: Ints) -> pa.Table:
    """Counts of everybody as a monthly table without groups."""
    columns = {name: of_months[:, k] for k, name in enumerate(COLUMNS)}
    return pa.table({"month": np.arange(len(of_months), dtype=np.int32), **columns})


def differences(run: CompletedRun, twin: CompletedRun) -> pa.Table:
    """Paired differences of SHOWN for everybody and by group, as `study.compare` makes them."""
    from glasshouse.simulation.person_differences import gap_table

    return gap_table(run, twin, SHOWN)


TRAITS = {
    "ever_listed": "lists",
    "months_listed": "lists",
    "months_wrongly_listed": "lists",
    "exposure": "map",
    "paid": "debts",
    "debt_at_end": "debts",
}
"""The trait of a rulebook without which a measure says nothing about it."""


def headline(rows: list[ComparisonRow], months: int, provides: Provisions) -> list[dict[str, object]]:
    """The measures of everybody in the units of a page, harm first: those the rulebook has a part in."""
    return [
        _head(row, months)
        for row in rows
        if row["dim"] == "all" and (row["measure"] not in TRAITS or getattr(provides, TRAITS[row["measure"]]))
    ]


def _head(row: ComparisonRow, months: int) -> dict[str, object]:
    measure = catalogue.measure(row["measure"])
    figures = _figures(row)
    low, high = figures["low"], figures["high"]
    return {
        "id": measure.id,
        "title": measure.title,
        "value": figures["difference"],
        "unit": row["unit"] or measure.unit,
        **{name: figures[name] for name in ("system", "twin", "low", "high")},
        "clear": bool(low is not None and high is not None and low < high and (low > 0 or high < 0)),
        "persons": row["persons"],
        "events": measure.counted(row["system"], row["persons"], months)
        if measure.kind in ("share", "months", "times")
        else None,
        "side": measure.side,
        "worse": measure.sign,
        "definition": DEFINITION,
    }


def groups(rows: list[ComparisonRow]) -> list[dict[str, object]]:
    """The same measures by group."""
    found = []
    for row in rows:
        if row["dim"] != "all":
            measure = catalogue.measure(row["measure"])
            about = {
                "dim": row["dim"],
                "group": row["group"],
                "measure": measure.id,
                "title": measure.title,
            }
            rest = {"unit": row["unit"] or measure.unit, "side": measure.side, "persons": row["persons"]}
            found.append({**about, **rest, **_figures(row)})
    return found


def _figures(row: ComparisonRow) -> dict[str, float | None]:
    return {name: known(row[name]) for name in ("system", "twin", "difference", "low", "high")}


def known(value: float | None) -> float | None:
    """A mean as a page shows it, None where it is not known."""
    return None if value is None or value != value else float(f"{value:.6g}")


def benefit(of_months: Ints, of_twin: Ints, currency: str) -> list[dict[str, object]]:
    """Claimed benefits, and their price in time on the list."""
    found = claimed_benefit(monthly(of_months), monthly(of_twin))
    price = None if found.price != found.price else found.price
    rows = (
        ("paid", "Debt service paid", currency, found.paid, found.paid_twin),
        ("missed", "Payments missed", "payments", found.missed, found.missed_twin),
        ("listed_years", "Time on the list", "person-years", found.listed_years, 0.0),
        (
            "wrongful_years",
            "Time on the list for somebody else's act or though unable to pay",
            "person-years",
            found.wrongful_years,
            0.0,
        ),
        ("price", f"Time on the list for each 100,000 {currency} more repaid", "person-years", price, None),
    )
    return [
        {"id": name, "title": title, "unit": unit, "system": here, "twin": there}
        for name, title, unit, here, there in rows
    ]


def provinces(tallies: Ints, society: Society) -> list[dict[str, Any]]:
    """Adults, and the share of them listed and gated in each year, by province."""
    names = province_names(society)
    months, groups_, columns = tallies.shape
    by_place = tallies.reshape(months, groups_ // STRATA, STRATA, columns).sum(axis=2)
    years = -(-months // 12)
    found = []
    for serial in np.flatnonzero(by_place[:, :, COLUMN["persons"]].any(axis=0)):
        here = [by_place[12 * year : 12 * year + 12, serial].sum(axis=0) for year in range(years)]
        shares = {
            name: [_share(one[COLUMN[name]], one[COLUMN["adults"]]) for one in here]
            for name in ("listed", "gated")
        }
        persons = int(by_place[0, serial, COLUMN["persons"]])
        found.append({"province": names[int(serial)], "persons": persons, **shares})
    return found


def _share(part: int, whole: int) -> float:
    return round(float(part) / float(whole), 6) if whole else 0.0
