"""The debtor map: who opens it, whom they see within the radius, and what comes of it.

The circle is exact: every pair of a listed person and a viewer is measured by the distance between them,
not by grid boxes. Persons are stored by raster cell, so that viewers within reach of a point lie in a few
contiguous runs, one per raster row. Settlements lie further apart than any radius reaches.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import draw, draw_pair, draw_pairs, stream
from glasshouse.engine.rules import rule
from glasshouse.engine.shards import Shards
from glasshouse.model import events as event
from glasshouse.model.bits import longest
from glasshouse.model.contact_steps import Contacts, contact_at
from glasshouse.model.contexts import Sights
from glasshouse.model.fields import events, field, fields
from glasshouse.model.person import CONTACTS, INSPECTED, MAP_OPEN, SHAMED_FULLY
from glasshouse.model.record_types import (
    Bool,
    CellRow,
    DrawsRow,
    Int,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
    Places,
    Records,
    Row,
    Signs,
)
from glasshouse.rulebooks.law import FIELD_ADDRESS_PART, FIELD_EMPLOYER, FIELD_NAME, FIELD_PHOTO

PERSON_FIELDS = fields(
    seen=field("u4", "times", "times somebody saw the person on the map so far"),
)

EVENTS = events(
    map_seen="was seen on the debtor map",
    map_recognised="was recognised by somebody who saw them there",
    map_reported="was reported as able to pay by somebody who saw them there",
    shamed="was put to shame before others",
    term_extended="got more time on a list after a report from the map",
)

RECOGNISE = stream("map.recognise")
REPORT = stream("map.report")
CELL = 100
"""Side of a raster cell in metres."""


VIEWER = np.dtype([("place", "i4"), ("who", "u4"), ("x", "i2"), ("y", "i2")])
"""Who opened the map: where they are stored, who they are, where they live (metres)."""


def viewers_by_cell(people: Records, signs: Signs, viewers_before: Places, shards: Shards) -> Records:
    """All who opened the map this month, records of `VIEWER` in the order of storage, which is that of cells;
    fills `viewers_before` (cells + 1)."""
    opened = shards.each(len(signs), lambda a, b: a + np.flatnonzero(signs[a:b] & MAP_OPEN != 0))
    places = np.concatenate(opened)
    viewers = np.zeros(len(places), VIEWER).view(np.recarray)
    viewers["place"] = places
    for name in ("who", "x", "y"):
        viewers[name] = people[name][places]
    cells = len(viewers_before) - 1
    np.cumsum(np.bincount(people["cell"][places], minlength=cells), dtype=np.int32, out=viewers_before[1:])
    return viewers


@inlined
def shown_at(position: Int, grid: Int) -> Int:
    """Where the map shows a position: exact, or at the middle of its square of side `grid` metres."""
    if grid <= 0:
        return np.int64(position)
    return np.int64(position) // grid * grid + grid // 2


@inlined
def window(home: CellRow, x: Int, y: Int, radius: Int) -> tuple[Int, Int, Int, Int]:
    """First and last row, first and last column of the raster within reach of a circle; no rows if none."""
    reach = radius // CELL + 1
    column, row = (x - home.low) // CELL, (y - home.low) // CELL
    first, last = max(0, column - reach), min(home.side - 1, column + reach)
    bottom = min(home.side - 1, row + reach) if first <= last else -1
    return max(0, row - reach), bottom, first, last


@inlined
def is_within(other: Row, x: Int, y: Int, radius: Int) -> Bool:
    """Whether somebody of the same settlement stands inside the circle, its edge included."""
    dx, dy = np.int64(other.x) - x, np.int64(other.y) - y
    return dx * dx + dy * dy <= radius * radius


@rule(
    reads="x y cell lists savings shame",
    writes="seen shamed term state",
    sees="map_open",
    streams="map.recognise map.report",
)
def be_seen(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    i: int,
    sights: Sights,
    law: LawRow,
    practice: ParameterRow,
    parameters: ParameterRow,
) -> None:
    """Everybody who opened the map within the radius sees the person; some recognise them, a few report."""
    n = find_viewers(p, i, sights, law)
    if n == 0:
        return
    record.exposure += n
    p.seen += n
    record.happened |= event.MAP_SEEN
    for j in range(n):
        sights.others[j] = sights.viewers[sights.near[j]].who
    draw_pairs(rng, sights.others, n, sights.words, RECOGNISE)
    by_acquaintance, by_stranger = recognition(law, practice)
    for j in range(n):
        if sights.words[j] < max(by_acquaintance, by_stranger):  # few; only then is it asked who knows whom
            viewer = sights.viewers[sights.near[j]]
            acquainted = knows(viewer.place, sights.contacts, i)
            if sights.words[j] < (by_acquaintance if acquainted else by_stranger):
                be_recognised(p, record, rng, viewer.who, acquainted, law, practice, parameters)


@inlined
def find_viewers(p: Person, i: int, sights: Sights, law: LawRow) -> Int:
    """How many viewers stand inside the circle around the place shown; `sights.near` says which."""
    radius = np.int64(law.map_radius)
    x, y = shown_at(p.x, law.map_grid), shown_at(p.y, law.map_grid)
    home, before = sights.raster[p.cell], sights.viewers_before
    top, bottom, first, last = window(home, x, y, radius)
    n = np.int64(0)
    for r in range(top, bottom + 1):
        run = home.first + r * home.side
        for v in range(before[run + first], before[run + last + 1]):
            viewer = sights.viewers[v]
            sights.near[n] = v
            n += np.int64(is_within(viewer, x, y, radius) & (viewer.place != i))
    return n


@inlined
def knows(viewer: int, contacts: Contacts, i: int) -> bool:
    """Whether the person stored at `i` is among the viewer's contacts."""
    for slot in range(CONTACTS):
        if contact_at(contacts, viewer, slot) == i:
            return True
    return False


@inlined
def be_recognised(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    viewer: int,
    acquainted: bool,
    law: LawRow,
    practice: ParameterRow,
    parameters: ParameterRow,
) -> None:
    """A viewer has recognised the person; one they know shames them, and some report them as able to pay."""
    record.happened |= event.MAP_RECOGNISED | event.SHAMED
    if acquainted:
        p.shamed = np.int64(
            min(SHAMED_FULLY, p.shamed + parameters.publicity_shame_recognised * p.shame / SHAMED_FULLY)
        )
    if law.map_reports and draw_pair(rng, viewer, REPORT) < practice.map_reports:
        if p.savings >= parameters.publicity_looks_able or draw(rng, REPORT) < practice.map_reports_mistaken:
            be_inspected(p, record, law, practice)


@inlined
def recognition(law: LawRow, practice: ParameterRow) -> tuple[float, float]:
    """Thresholds of being recognised by an acquaintance and by a stranger, by what is disclosed."""
    details = 0
    details += (law.map_fields & FIELD_PHOTO) != 0
    details += (law.map_fields & FIELD_ADDRESS_PART) != 0
    details += (law.map_fields & FIELD_EMPLOYER) != 0
    by_stranger = practice.map_recognised_by_stranger * np.float64(details)
    if law.map_fields & (FIELD_NAME | FIELD_PHOTO):
        return np.float64(practice.map_recognised_by_acquaintance), by_stranger
    return by_stranger, by_stranger


@compiled
def be_inspected(p: Person, record: MonthRecord, law: LawRow, practice: ParameterRow) -> None:
    """A report brings an inspection: the bailiff takes more, a listing with an end grows longer."""
    record.happened |= event.MAP_REPORTED
    p.state |= INSPECTED
    for k in range(len(p.term)):
        if p.lists >> k & 1 and law.list_term[k] and p.term[k]:
            p.term[k] = min(longest(p.term), np.int64(p.term[k]) + practice.map_extension)
            record.happened |= event.TERM_EXTENDED
