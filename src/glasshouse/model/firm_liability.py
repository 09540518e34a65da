"""Answering for a firm: workers of listed firms lose jobs or wait for one, their heads are listed.

Only a listing moves people here. That firms default and close as they always did is part of ordinary
separations, with a system or without.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.block import identify
from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import draw, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import without
from glasshouse.model.census import count_events, row_of
from glasshouse.model.fields import events, field, fields
from glasshouse.model.firms import loses_loans, loses_tenders
from glasshouse.model.listing import enter
from glasshouse.model.person import EMPLOYED, PANEL, SEEKING
from glasshouse.model.record_types import (
    Counts,
    DrawsRow,
    Firm,
    Ids,
    Int,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
    Places,
    ProvinceRow,
    Records,
)
from glasshouse.model.trail import note_firm
from glasshouse.rulebooks.law import ENTRY_FIRM_LISTED, EXIT_FIRM

FIRM_FIELDS = fields(
    answered=field("u1", "none", "1 when its legal representative was listed for it"),
    holding=field("u1", "none", "1 when somebody's hire is held back"),
)

EVENTS = events(
    job_lost_firm_listed="lost work because their firm is on a list",
    listed_as_legal_rep="came onto a list as legal representative of a listed firm",
    left_with_firm="left that list when the firm did",
)

SHED = stream("firms.shed")
FREEZE = stream("firms.freeze")
NO_LIST = -1


@rule(reads="state", writes="state", streams="firms.shed")
def lose_job_with_firm(p: Person, record: MonthRecord, rng: DrawsRow, chance: float) -> None:
    """A listed firm lets a worker go."""
    if p.state & EMPLOYED and draw(rng, SHED) < chance:
        p.state = without(p.state, EMPLOYED) | SEEKING
        record.happened |= event.JOB_LOST | event.JOB_LOST_FIRM_LISTED


@rule(reads="state", writes="state", streams="firms.freeze")
def wait_for_firm(p: Person, rng: DrawsRow, parameters: ParameterRow) -> bool:
    """A job seeker of a listed firm is kept waiting this month; true if so."""
    if p.state & SEEKING and not p.state & EMPLOYED and draw(rng, FREEZE) < parameters.firms_freeze:
        p.state = without(p.state, SEEKING)
        return True
    return False


@rule(reads="state", writes="state")
def seek_again(p: Person) -> None:
    """Whoever was kept waiting last month looks for work again."""
    if not p.state & EMPLOYED:
        p.state |= SEEKING


@rule(
    reads="lists times_listed listed_in history",
    writes="lists term since times_listed listed_in history rung",
    streams="listing.aggravated listing.extension",
)
def be_listed_for_firm(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    province: ProvinceRow,
    k: int,
    law: LawRow,
    practice: ParameterRow,
) -> bool:
    """The head of a listed firm comes onto list `k` of its province; false while another lists them."""
    if p.lists and p.listed_in != province:
        return False
    p.listed_in = province
    if not p.lists >> k & 1:
        enter(p, record, rng, k, law, practice)
        record.happened |= event.LISTED_AS_LEGAL_REP
    return True


@rule(reads="lists unable wrong_person", writes="lists unable wrong_person term")
def be_released_with_firm(p: Person, record: MonthRecord, k: int, law: LawRow) -> None:
    """The legal representative leaves list `k` when the firm does, where the law says so."""
    if p.lists >> k & 1 and law.list_exits[k] & EXIT_FIRM:
        p.lists = without(p.lists, 1 << k)
        p.unable = without(p.unable, 1 << k)
        p.wrong_person = without(p.wrong_person, 1 << k)
        p.term[k] = 0
        record.left |= 1 << k
        record.happened |= event.LEFT_WITH_FIRM


@inlined
def is_under_list(f: Firm, law: LawRow) -> bool:
    """Whether the firm is on a list of a law that is in force."""
    return f.lists != 0 and law.active != 0 and law.firm_on != 0


@inlined
def reaches_representative(f: Firm, law: LawRow, listed: bool) -> bool:
    """Whether the firm is `listed` and one of its lists reaches the legal representative."""
    if not listed:
        return False
    for k in range(len(f.term)):
        if f.lists >> k & 1 and law.firm_list_reaches[k]:
            return True
    return False


@inlined
def list_of_representatives(law: LawRow) -> int:
    """The first list of persons that legal representatives come onto; `NO_LIST` if there is none."""
    for k in range(len(law.list_entry)):
        if law.list_entry[k] == ENTRY_FIRM_LISTED:
            return k
    return NO_LIST


@inlined
def chance_of_shedding(f: Firm, parameters: ParameterRow) -> Int:
    """Threshold of a worker's losing the job this month: bad name, no public orders, no loans."""
    chance = np.int64(parameters.firms_sheds)
    if loses_tenders(f):
        chance += np.int64(parameters.firms_sheds_without_tenders)
    if loses_loans(f):
        chance += np.int64(parameters.firms_sheds_without_loans)
    return chance


@inlined
def open_for(p: Person, record: MonthRecord, cells: Ids, k0: np.uint64, k1: np.uint64, month: int) -> None:
    """A blank page and the luck of one person."""
    record.happened = 0
    record.entered = 0
    record.left = 0
    identify(cells, 0, k0, k1, p.who, month)


@inlined
def write_down(
    p: Person, record: MonthRecord, month: int, tally: Counts, panel_ids: Ids, panel_records: Records
) -> None:
    """Count what happened to the person, and put it into the page of a sampled life."""
    if record.happened:
        count_events(record.happened, np.int64(p.group), tally)
        if p.traits & PANEL:
            entry = panel_records[row_of(p.who, panel_ids), month]
            entry.happened |= record.happened
            entry.entered |= record.entered
            entry.left |= record.left


@inlined
def keep(place: int, record: MonthRecord, trail: Records, rows: Places) -> None:
    """Put what happened into the trail of a run that keeps one."""
    if rows.shape[0] and record.happened and rows[place] >= 0:
        note_firm(record, trail[rows[place]])
