"""What the arguments of rules are: rows of record arrays, named for type checkers and readers.

The fields of each are declared elsewhere: those of persons and firms by the mechanisms that own them
(`layout`), the month record in `person`, the law in `rulebooks.law`, parameters in data files. Rules are
compiled for the fields of the run at hand: a type checker tells a person from a law, but not its fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

Records: TypeAlias = "np.recarray[tuple[int, ...], np.dtype[np.void]]"
"""Records whose fields are attributes, one row each (n,)."""


class Row:
    """A row of a record array (`numpy.record`), whose fields are its attributes."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: object) -> None: ...

        def __getitem__(self, name: str) -> Any: ...


class Person(Row):
    """One person: the row of `World.people`, fields as in `layout.PERSON_FIELDS`."""


class Firm(Row):
    """One firm: the row of `Firms.records`, fields as in `layout.FIRM_FIELDS`."""


class MonthRecord(Row):
    """What a month writes down about one person before it is counted (`person.MONTH_FIELDS`)."""


class DrawsRow(Row):
    """The random words of one person and month, one field for each routine draw (`engine.block`)."""


class LawRow(Row):
    """The law of one province and month (`rulebooks.law`)."""


class ParameterRow(Row):
    """The parameters of mechanisms, or of practice, as rules read them (`specs.packing`)."""


class ActRow(Row):
    """Who does which act how often, and what is seen of it (`act_catalogue`)."""


class ProvinceRow(Row):
    """What changes from month to month in one province (`climate`)."""
