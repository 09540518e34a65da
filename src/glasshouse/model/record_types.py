"""What the arguments of rules are: rows of record arrays, named for type checkers and readers.

The fields of each are declared elsewhere: those of persons and firms by the mechanisms that own them
(`layout`), the month record in `person`, the law in `rulebooks.law`, parameters in data files. Rules are
compiled for the fields of the run at hand: a type checker tells a person from a law, but not its fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt

from glasshouse.rulebooks.sizes import Records as Records

Counts: TypeAlias = "npt.NDArray[np.int64]"
"""Counts of a month, (groups, columns)."""
Signs: TypeAlias = "npt.NDArray[np.uint8]"
"""What others read of each person, bits (n,)."""
Places: TypeAlias = "npt.NDArray[np.int32]"
"""Places in storage; -1 for none."""
Ids: TypeAlias = "npt.NDArray[np.uint32]"
"""Identities of persons, or other words of 32 bits."""
Words: TypeAlias = "npt.NDArray[np.uint32]"
"""A set of codes, in words of 32 bits (see `bits`)."""
Metres: TypeAlias = "npt.NDArray[np.int16]"
"""Where persons live: metres from the centre of their settlement."""
Months: TypeAlias = "npt.NDArray[np.uint8] | npt.NDArray[np.uint16]"
"""Times in months; how long they can be depends on the rulebooks of the run."""
Int: TypeAlias = "int | np.int64"
"""A whole number, of Python or of NumPy."""
Bool: TypeAlias = "bool | np.bool"
"""Yes or no, of Python or of NumPy."""


class Row:
    """A row of a record array (`numpy.record`), whose fields are its attributes."""

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...

        def __setattr__(self, name: str, value: Any) -> None: ...

        def __getitem__(self, name: str) -> Any: ...


class Person(Row):
    """One person: the row of `World.people`, fields as in `layout.PERSON_FIELDS`."""


class Firm(Row):
    """One firm: the row of `Firms.records`, fields as in `layout.FIRM_FIELDS`."""


class MonthRecord(Row):
    """What a month writes down about one person before it is counted (`person.MONTH_FIELDS`)."""


class DrawsRow(Row):
    """The random words of one person and month: whose they are, and one field for each routine draw
    (`engine.block`)."""

    if TYPE_CHECKING:
        key0: np.uint32
        key1: np.uint32
        again: np.uint32
        who: np.uint32
        month: np.uint32


class LawRow(Row):
    """The law of one province and month (`rulebooks.law`)."""


class ParameterRow(Row):
    """The parameters of mechanisms, or of practice, as rules read them (`specs.packing`)."""


class ActRow(Row):
    """Who does which act how often, and what is seen of it (`act_catalogue`)."""


class ProvinceRow(Row):
    """What changes from month to month in one province (`climate`)."""


class CellRow(Row):
    """A cell of the raster and the settlement it lies in (`people.CELL`)."""


class DistrictRow(Row):
    """What changes from month to month in one district (`patrols`)."""


class TraceRow(Row):
    """One person's month in the trail (`trail.FIELDS`)."""
