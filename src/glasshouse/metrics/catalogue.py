"""What each per-person measure means in words: title, unit, and which way it hurts.

The side is part of the definition, not of the result: income lost is a harm even in a run where it rises.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from glasshouse.specs.currencies import MONEY, in_currency

Kind = Literal["share", "months", "times", "cents", "stock", "level"]


@dataclass(frozen=True)
class Measure:
    """A per-person measure of the gap table.

    `kind`: "share" (0/1 per person), "months" spent in a state, "times" something happened, "cents" of money,
    all over the whole run; "stock" (cents owed or owned) and "level" (a state of mind or of ties) at its end.
    `side` says whether it counts as harm, as claimed benefit, or as neither; `worse` is +1 where more of it
    is worse for the person, -1 where less is, 0 where that is not for us to say.
    """

    name: str
    title: str
    kind: Kind
    side: Literal["harm", "benefit", "neither"]
    worse: int

    @property
    def unit(self) -> str:
        """The unit in which pages print it, with `money` for the currency of the society."""
        return {
            "share": "of persons",
            "months": "months per 1,000 persons a year",
            "times": "times per 1,000 persons a year",
            "cents": "money per person a year",
            "stock": "money per person at the end",
            "level": "per person at the end",
        }[self.kind]

    def shown(self, value: float, months: int) -> float:
        """A mean per person over a run of `months`, in the printed unit (shares stay fractions)."""
        return value * self.scale(months)

    def scale(self, months: int) -> float:
        """What turns a mean per person over a run of `months` into the printed unit."""
        years = max(months, 1) / 12
        scales = {"share": 1.0, "level": 1.0, "stock": 0.01, "cents": 0.01 / years}
        return scales.get(self.kind, 1000 / years)

    def counted(self, value: float, persons: int, months: int) -> int:
        """Occurrences behind a mean in the printed unit: persons, months or times."""
        return round(value / self.scale(months) * persons)


CATALOGUE: tuple[Measure, ...] = (
    Measure("ever_listed", "Put on the list at least once", "share", "harm", 1),
    Measure("times_listed", "Put on a list", "times", "harm", 1),
    Measure("months_listed", "Time on the list", "months", "harm", 1),
    Measure("months_wrongly_listed", "Time on the list on a false ground", "months", "harm", 1),
    Measure("months_wrong_person", "Time on the list for somebody else's debt", "months", "harm", 1),
    Measure("months_unable", "Time on the list though unable to pay", "months", "harm", 1),
    Measure("months_gated", "Time with at least one right shut", "months", "harm", 1),
    Measure("denied", "Refused something they tried to do", "times", "harm", 1),
    Measure("refused_flight", "Flights refused", "times", "harm", 1),
    Measure("refused_train", "High-speed trains refused", "times", "harm", 1),
    Measure("refused_loan", "Loans refused", "times", "harm", 1),
    Measure("refused_school", "School places refused", "times", "harm", 1),
    Measure("refused_other", "Other things refused", "times", "harm", 1),
    Measure("income", "Income", "cents", "harm", -1),
    Measure("savings_at_end", "Savings", "stock", "harm", -1),
    Measure("employed_at_end", "In work at the end", "share", "harm", -1),
    Measure("months_employed", "Time in employment", "months", "harm", -1),
    Measure("months_voiced", "Time speaking critically", "months", "harm", -1),
    Measure("months_fearful", "Time in fear", "months", "harm", 1),
    Measure("fear_at_end", "Fear, 0 to 255", "level", "harm", 1),
    Measure("approval_at_end", "Approval of the authority, -100 to 100", "level", "neither", 0),
    Measure("praises_at_end", "Praising the authority at the end", "share", "neither", 0),
    Measure("months_approving", "Time thinking well of the authority", "months", "neither", 0),
    Measure("months_praised", "Time praising the authority", "months", "neither", 0),
    Measure("speech_punished", "Punished for speech", "times", "harm", 1),
    Measure("exposure", "Looked at on the map", "times", "harm", 1),
    Measure("map_recognised", "Recognised on the map", "times", "harm", 1),
    Measure("shamed", "Shamed before people who know them", "times", "harm", 1),
    Measure("tie_cut", "Ties cut", "times", "harm", 1),
    Measure("ties_cut", "Contacts lost at the end", "level", "harm", 1),
    Measure("rights_lost_months", "Months of all rights shut, added up", "months", "harm", 1),
    Measure("paid", "Debt service paid", "cents", "benefit", -1),
    Measure("debt_at_end", "Debt owed", "stock", "benefit", 1),
    Measure("payment_missed", "Payments missed", "times", "benefit", 1),
    Measure("interest", "Interest owed", "cents", "neither", 1),
)
"""Every measure pages have words for, in the order in which they print them."""


def measure(name: str) -> Measure:
    """The measure of that name; an unknown one gets a plain title and is nobody's harm or benefit."""
    known = next((entry for entry in CATALOGUE if entry.name == name), None)
    return known or Measure(name, name.replace("_", " ").capitalize(), _kind(name), "neither", 0)


_RAW: dict[Kind, str] = {
    "share": "0 or 1",
    "months": "months",
    "times": "times",
    "cents": "money cents",
    "stock": "money cents",
    "level": "points",
}


def raw(name: str) -> tuple[str, str]:
    """Unit and meaning of the measure for one person, as tables of persons hold it: over the whole run."""
    found = measure(name)
    when = "" if found.kind in ("stock", "level") or name.endswith("_at_end") else ", over the whole run"
    return _RAW[found.kind], f"{found.title}{when}"


def units(months: int, currency: str = MONEY) -> dict[str, tuple[float, str]]:
    """For every measure what turns a mean per person over a run of `months` into its unit, and that unit.

    Money is in `currency`."""
    return {entry.name: (entry.scale(months), in_currency(entry.unit, currency)) for entry in CATALOGUE}


def place(name: str) -> int:
    """Where a measure stands on a page; unknown ones come last."""
    names = [entry.name for entry in CATALOGUE]
    return names.index(name) if name in names else len(names)


def _kind(name: str) -> Kind:
    return "months" if name.startswith("months_") else "times"
