"""What the compiled month works on: the arrays of a world, handed to each kernel as one named tuple.

Shapes: `n` persons in the order of storage, `provinces` by serial. `draws`, `cells`, `records` and `tally`
belong to one shard alone; everything else is shared by all.
"""

from __future__ import annotations

from typing import Any, NamedTuple


class MonthContext(NamedTuple):
    """What every phase of the month may need.

    `people` (n,) records, `contacts` (n, 8) places in storage, `signs` (n,) of last month and `next_signs`
    of this; `laws`, `provinces` by province; `practices`, `all_parameters`, `catalogues` one record each;
    `draws` routine draws of a block and `cells` their words; `records` one record of the month; `k0`, `k1`
    the key of the run; `tally` (groups, columns) counts; `panel_ids`, `panel_records` sampled lives; `trail`
    and `rows` as in `World`.
    """

    people: Any
    contacts: Any
    signs: Any
    next_signs: Any
    laws: Any
    practices: Any
    all_parameters: Any
    catalogues: object
    provinces: Any
    draws: Any
    cells: Any
    records: Any
    k0: Any
    k1: Any
    month: int
    tally: Any
    panel_ids: Any
    panel_records: Any
    trail: Any
    rows: Any


class PeopleContext(NamedTuple):
    """What only people's own month needs.

    `routes` by province, `districts` and the district of each cell, `findings` (n,) what inspectors found;
    `who` and `lanes` scratch of a block, `streams` of the routine draws; `asked` counts of gatekeepers;
    `inserted` one `InsertedContext` for each inserted mechanism.
    """

    routes: Any
    districts: Any
    district_of: Any
    findings: Any
    who: Any
    lanes: Any
    streams: Any
    asked: Any
    inserted: tuple[InsertedContext, ...]


class InsertedContext(NamedTuple):
    """What belongs to one inserted mechanism: `own` (n,) records of its fields, `counts` (groups, events) of
    its events, `given` one record of its parameters; None for what it does not have."""

    own: Any
    counts: Any
    given: Any


class RuleContext(NamedTuple):
    """What a rule that asks for `ctx` finds there: records of law, parameters and luck of one person."""

    month: Any
    law: Any
    register: Any
    province: Any
    parameters: Any
    practice: Any
    catalogue: Any
    rng: Any
    record: Any
    own: Any
    counts: Any
    given: Any


class FirmsContext(NamedTuple):
    """Firms: `firms` records, `defaulted` of last month and `now_defaulted` of this, `roster` of workers,
    `firm_records` one record of the month, `firm_tally` (groups, columns) counts."""

    firms: Any
    defaulted: Any
    now_defaulted: Any
    roster: Any
    firm_records: object
    firm_tally: Any


class Sights(NamedTuple):
    """Who can see whom on the debtor map: `viewers` by cell, those of cell c from `viewers_before[c]` on."""

    people: Any
    contacts: Any
    raster: Any
    viewers: Any
    viewers_before: Any


class PhonesAround(NamedTuple):
    """Where phones are (`phones.Phones`), and the people and raster they belong to."""

    people: Any
    raster: Any
    before: Any
    x: Any
    y: Any
    known_from: object
    knowers: object
