"""What is counted of those who were shown: on the debtor map, or to the phones around them."""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.model.census import count_events, row_of
from glasshouse.model.events import COLUMN
from glasshouse.model.person import PANEL
from glasshouse.model.record_types import Counts, Ids, MonthRecord, Person, Records

EXPOSURE = COLUMN["exposure"]
TOLD_PUSH = COLUMN["told_push"]


@inlined
def note_exposure(
    p: Person, record: MonthRecord, month: int, tally: Counts, panel_ids: Ids, panel_records: Records
) -> None:
    """Count a person who was seen on the map, and by how many; write it into the month of a sampled life."""
    g = np.int64(p.group)
    count_events(record.happened, g, tally)
    tally[g, EXPOSURE] += record.exposure
    if p.traits & PANEL:
        entry = panel_records[row_of(p.who, panel_ids), month]
        entry.happened |= record.happened
        entry.exposure = record.exposure


@inlined
def note_message(
    p: Person, record: MonthRecord, month: int, tally: Counts, panel_ids: Ids, panel_records: Records
) -> None:
    """Count the phones that were told of a person; write it into the month of a sampled life."""
    g = np.int64(p.group)
    count_events(record.happened, g, tally)
    tally[g, TOLD_PUSH] += record.told_push
    if p.traits & PANEL:
        panel_records[row_of(p.who, panel_ids), month].happened |= record.happened
