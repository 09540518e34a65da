"""What the names in a mechanism of a user's own mean: its fields, what `ctx` offers, what the run adds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from glasshouse.model.climate import PROVINCE
from glasshouse.model.events import EVENTS
from glasshouse.model.layout import PERSON_FIELDS, person_type
from glasshouse.model.person import month_record_type
from glasshouse.rulebooks.law import law_type
from glasshouse.rulebooks.sizes import STANDARD, Sizes
from glasshouse.specs.parameters import Parameter

ARGUMENTS = (
    "p", "own", "rng", "law", "parameters", "practice", "given", "counts", "month", "record", "province",
)  # fmt: skip
"""Arguments that a translated mechanism may have (see `inserting.ASKABLE`): the records of the person, of its
own fields, of draws, of the law, of shipped and of own parameters, its counts, the month, what happened in
it, and what it brought to the province."""
CALENDAR = "calendar"
"""The name among own parameters of the months from the year 0 to the first of the run."""
NOW = "now."
"""How fields begin that say which events of a mechanism this month recorded of a person."""
PREFIX = "_gh_"
"""How names begin that the translation adds."""
MONTH = "this_month"
"""What `ctx` calls the record of the month; in `writes=`, its fields follow this and a dot."""
MOST = 2**62
"""Bound of amounts kept in 64 bits."""
KINDS = {one.name: one.kind for one in PERSON_FIELDS}
"""Declared type of every field of a person."""
FIXED_FIELDS = frozenset(one.name for one in PERSON_FIELDS if one.fixed)
CODES = {name for name, kind in KINDS.items() if kind in ("behaviour", "list_months")} | {
    "lives_in",
    "listed_in",
}
"""Fields that hold a row of a table: a wrong number there would read outside of it."""
SETS = ("lists", "firm_lists", "keepers")
"""Types of fields that hold a set in one number, and the sizes that say of how many."""
USES = {
    "month": "write ctx.month",
    "year": "write ctx.year",
    "month_of_year": "write ctx.month_of_year",
    "parameters": 'write ctx.parameters["group.name"]',
    "law": "write ctx.law.<field>",
    "province": "write ctx.province.climate",
    MONTH: "write ctx.this_month.income",
    "happened": 'write ctx.happened("job_lost")',
    "record": 'write ctx.record("event") on a line of its own',
    "draw": 'write ctx.draw("stream"): a number from 0 to 1',
    "chance": 'write ctx.chance("stream", 0.1): true in one month of ten',
    "pick": 'write ctx.pick("stream", 6): a whole number from 0 to 5',
}
"""What `ctx` offers, and how each is written."""
SIGHTS = ("contacts", "dissenters", "praisers", "punished", "listed", "listed_slots")
"""Of these, what was seen of contacts."""
WRITABLE = ("income", "paid", "interest", "borrowed", "consumed", "raised", "refused")
"""Fields of the record of the month that a mechanism may write: the month's money, and rights refused."""
THIS_MONTH = (*WRITABLE, "entered", "left", *SIGHTS)
"""What `ctx.this_month` offers: fields of the record of a month that are set anew in each."""
IN_PROVINCE = ("climate",)
"""What `ctx.province` offers."""
MATH = ("sqrt", "floor", "ceil", "exp", "log")
FUNCTIONS = ("min", "max", "abs", "round", "int", "float")


@dataclass(frozen=True)
class Names:
    """What the names in one mechanism mean.

    `own` are its fields with their types, `events` what it may record, `streams` what it may draw, `routine`
    those of them that everybody draws every month, `shipped` and `practice` the model's parameters and
    `given` its own by name, `outside` the values that stand outside of the function. `sizes` are those of the
    run.
    """

    own: Mapping[str, str]
    events: Collection[str]
    streams: Collection[str]
    routine: Collection[str]
    shipped: Mapping[str, Parameter]
    practice: Mapping[str, Parameter]
    given: Mapping[str, Parameter]
    outside: Mapping[str, object]
    sizes: Sizes = STANDARD

    @property
    def own_events(self) -> tuple[str, ...]:
        """The events that the model does not count by itself."""
        return own_events(self.events)

    @property
    def fields(self) -> tuple[str, ...]:
        """Fields of a person, the mechanism's own first."""
        return (*self.own, *(self.record("person").names or ()))

    @property
    def parameters(self) -> dict[str, Parameter]:
        """All parameters by name."""
        return {**self.shipped, **self.practice, **self.given}

    def home(self, parameter: str) -> str:
        """The argument in which a parameter is found."""
        if parameter in self.given:
            return "given"
        return "parameters" if parameter in self.shipped else "practice"

    def record(self, name: str) -> np.dtype[Any]:
        """The type of the record of a person, the law, the month or the province."""
        if name == "province":
            return PROVINCE
        made = {"person": person_type, "law": law_type, MONTH: month_record_type}[name]
        return made(self.sizes)

    def kind(self, record: str, name: str) -> np.dtype[Any]:
        """The type of a field of one of these records, with its shape."""
        if record == "person" and name in self.own:
            return np.dtype(self.own[name])
        found: np.dtype[Any] = self.record(record).fields[name][0]  # type: ignore[index]
        return found

    def offered(self, record: str) -> tuple[str, ...]:
        """The fields of a record that a mechanism may read."""
        if record == "person":
            return self.fields
        return {MONTH: THIS_MONTH, "province": IN_PROVINCE}.get(record, self.record(record).names or ())

    def bounds(self, record: str, name: str) -> tuple[int, int]:
        """Lowest and highest number that a field of whole numbers can hold; a set holds no unknown member."""
        if record == "person" and name not in self.own and KINDS[name] in SETS:
            return 0, (1 << getattr(self.sizes, KINDS[name])) - 1
        limits = np.iinfo(self.kind(record, name).base)
        return int(limits.min), int(limits.max)


def own_events(events: Collection[str]) -> tuple[str, ...]:
    """Of the events that a mechanism declares, those that are none of the model's."""
    return tuple(name for name in events if name not in EVENTS)
