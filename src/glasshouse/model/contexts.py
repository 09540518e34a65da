"""What the compiled month works on: the arrays of a world, handed to each kernel as one named tuple.

Shapes: `n` persons in the order of storage, `provinces` by serial. `draws`, `cells`, `records` and `tally`
belong to one shard alone; everything else is shared by all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from glasshouse.model.contact_steps import Contacts
from glasshouse.model.record_types import (
    ActRow,
    Counts,
    DrawsRow,
    Ids,
    LawRow,
    Metres,
    MonthRecord,
    ParameterRow,
    Places,
    ProvinceRow,
    Records,
    Row,
    Signs,
)


class MonthContext(NamedTuple):
    """What every phase of the month may need.

    `people` (n,) records, `contacts` where theirs are stored, `signs` of last month and `next_signs`
    of this; `laws`, `provinces` by province; `practices`, `all_parameters`, `catalogues` one record each;
    `draws` routine draws of a block and `cells` their words; `records` one record of the month; `k0`, `k1`
    the key of the run; `tally` (groups, columns) counts; `panel_ids`, `panel_records` sampled lives; `trail`
    and `rows` as in `World`.
    """

    people: Records
    contacts: Contacts
    signs: Signs
    next_signs: Signs
    laws: Records
    practices: Records
    all_parameters: Records
    catalogues: Records
    provinces: Records
    draws: Records
    cells: Ids
    records: Records
    k0: np.uint64
    k1: np.uint64
    month: int
    tally: Counts
    panel_ids: Ids
    panel_records: Records
    trail: Records
    rows: Places


class PeopleContext(NamedTuple):
    """What only people's own month needs.

    `routes` by province, `districts` and the district of each cell, `findings` (n,) what inspectors found;
    `who` and `lanes` scratch of a block, `streams` of the routine draws; `asked` counts of gatekeepers;
    `inserted` one `InsertedContext` for each inserted mechanism.
    """

    routes: Records
    districts: Records
    district_of: Places
    findings: Signs
    who: npt.NDArray[np.uint64]
    lanes: npt.NDArray[np.uint64]
    streams: npt.NDArray[np.uint64]
    asked: Counts
    inserted: tuple[InsertedContext, ...]


class InsertedContext(NamedTuple):
    """What belongs to one inserted mechanism: `own` (n,) records of its fields, `counts` (groups, events) of
    its events, `given` one record of its parameters; None for what it does not have."""

    own: Records | None
    counts: Counts | None
    given: Records | None


class RuleContext(NamedTuple):
    """What a rule that asks for `ctx` finds there: records of law, parameters and luck of one person."""

    month: int
    law: LawRow
    register: LawRow
    province: ProvinceRow
    parameters: ParameterRow
    practice: ParameterRow
    catalogue: ActRow
    rng: DrawsRow
    record: MonthRecord
    own: Row | None
    counts: Counts | None
    given: Row | None


class FirmsContext(NamedTuple):
    """Firms: `firms` records, `defaulted` of last month and `now_defaulted` of this, `roster` of workers,
    `firm_records` one record of the month, `firm_tally` (groups, columns) counts."""

    firms: Records
    defaulted: Signs
    now_defaulted: Signs
    roster: Ids
    firm_records: Records
    firm_tally: Counts


class Sights(NamedTuple):
    """Who can see whom on the debtor map: `viewers` by cell, those of cell c from `viewers_before[c]` on.

    `near`, `others` and `words` are scratch of one shard: which viewers are near, who they are, their draws.
    """

    people: Records
    contacts: Contacts
    raster: Records
    viewers: Records
    viewers_before: Places
    near: Places
    others: npt.NDArray[np.uint64]
    words: Ids


class PhonesAround(NamedTuple):
    """Where phones are (`phones.Phones`), and the people and raster they belong to."""

    people: Records
    raster: Records
    before: Places
    x: Metres
    y: Metres
    known_from: npt.NDArray[np.int64]
    knowers: Places
