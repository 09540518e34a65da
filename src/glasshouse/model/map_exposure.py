"""Being shown: those on the map meet the eyes of who opened it, and phones around new listings are told."""

from __future__ import annotations

from typing import Any

import numpy as np

from glasshouse.engine.block import identify
from glasshouse.engine.compiled import compiled
from glasshouse.model.census import count_events
from glasshouse.model.debtor_map import be_seen
from glasshouse.model.events import COLUMN
from glasshouse.model.month_record import clear_record
from glasshouse.model.notification import be_announced
from glasshouse.model.person import LISTED, LOW_GRADE, PANEL
from glasshouse.model.publicity import is_on_map

EXPOSURE = COLUMN["exposure"]
TOLD_PUSH = COLUMN["told_push"]


@compiled
def be_seen_on_the_map(
    people: Any, contacts: Any, signs: Any, viewers: Any, viewers_before: Any, raster: Any,
    laws: Any, practices: Any, all_parameters: Any,
    rng: Any, cells: Any, k0: Any, k1: Any, records: Any, month: Any,
    tally: Any, panel_ids: Any, panel_records: Any, start: Any, stop: Any,
) -> None:  # fmt: skip
    """Everybody from `start` to `stop` who is on the map meets the eyes of those who opened it."""
    practice, parameters = practices[0], all_parameters[0]
    for i in range(start, stop):
        if not signs[i] & LISTED:
            continue
        p, record = people[i], records[0]
        law = laws[p.lives_in]
        if not law.map_on or not is_on_map(p, law):
            continue
        clear_record(record)
        identify(cells, 0, k0, k1, p.who, month)
        be_seen(
            p, record, rng[0], i, people, contacts, viewers, viewers_before, raster, law, practice, parameters
        )
        if record.happened:
            g = np.int64(p.group)
            count_events(record.happened, g, tally)
            tally[g, EXPOSURE] += record.exposure
            if p.traits & PANEL:
                entry = panel_records[np.searchsorted(panel_ids, p.who), month]
                entry.happened |= record.happened
                entry.exposure = record.exposure


@compiled
def announce_to_phones(
    people: Any, signs_before: Any, signs: Any, raster: Any,
    before: Any, phone_x: Any, phone_y: Any, known_from: Any, knowers: Any,
    laws: Any, all_parameters: Any, records: Any, month: Any,
    tally: Any, panel_ids: Any, panel_records: Any, start: Any, stop: Any,
) -> None:  # fmt: skip
    """The phones around everybody from `start` to `stop` who newly bears an announced sign are told."""
    parameters = all_parameters[0]
    for i in range(start, stop):
        new = signs[i] & (LISTED | LOW_GRADE) & ~signs_before[i]
        if not new:
            continue
        p, record = people[i], records[0]
        law = laws[p.lives_in]
        if not law.notify_radius or not (new & LISTED or law.notify_low_grade):
            continue
        clear_record(record)
        be_announced(
            p, record, i, people, raster, before, phone_x, phone_y, known_from, knowers, law, parameters
        )
        if record.happened:
            g = np.int64(p.group)
            count_events(record.happened, g, tally)
            tally[g, TOLD_PUSH] += record.told_push
            if p.traits & PANEL:
                panel_records[np.searchsorted(panel_ids, p.who), month].happened |= record.happened
