"""Firms: they break rules and are checked; connections fill and clear; defaults spread along guarantees.

A firm breaks a rule of a category at a rate of its sector, the less the more it complies, and goes on until
it mends or is found out. A firm that guarantees another is called on when that one
defaults. The discretionary category holds what officials put there: penalties at will, merit for friends.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import inlined
from glasshouse.engine.rng import draw, draw_pair, stream
from glasshouse.engine.rules import rule
from glasshouse.model.bits import has, without
from glasshouse.model.fields import field, fields
from glasshouse.model.firm import (
    BORROWS,
    BREACHED,
    BREACHES,
    CALLED,
    CHECKED,
    CLEARED,
    CLOSED,
    CONNECTED,
    CONTRACTS,
    DEFAULTED,
    DISCRETIONARY,
    FAVOURED,
    GUARANTEES,
    KEPT_OPEN,
    LOAN_REFUSED,
    PROTECTED,
    SELLS,
    TENDER_REFUSED,
)
from glasshouse.model.firm_listing import is_locked, record_against, validity
from glasshouse.model.record_types import DrawsRow, Firm, LawRow, MonthRecord, ParameterRow, Signs
from glasshouse.model.rights import LOAN, PUBLIC_TENDER
from glasshouse.rulebooks.law import FIRM_CATEGORIES, MAY_CLEAR, MAY_FILL

FIRM_FIELDS = fields(
    care=field("u1", "level", "compliance, 0 to 255", start="drawn"),
    breaches=field("u1", "flags", "rules being broken, one flag for each category"),
    in_default=field("u1", "month", "time of not paying, at most 255"),
    struck=field("u1", "none", "1 when a shock makes it default this month"),
)

CARE_MOST = 255
MOST_IN_DEFAULT = 255

BREACH = stream("firm.breach")
MEND = stream("firm.mend")
CALL = stream("firm.call")
DEFAULT = stream("firm.default")
RECOVER = stream("firm.recover")
CHECK = stream("firm.check", redrawn=True)
SEEN = stream("firm.seen", redrawn=True)
FAVOUR = stream("firm.favour", redrawn=True)
CLEAR = stream("firm.clear", redrawn=True)
WHIM = stream("firm.whim", redrawn=True)
PROTECT = stream("firm.protect", redrawn=True)
BID = stream("firm.bid")
ASK_LOAN = stream("firm.ask_loan")
CLOSE = stream("firm.close")


@rule(reads="firm.breaches firm.care firm.sector", writes="firm.breaches", streams="firm.breach firm.mend")
def break_or_mend(f: Firm, record: MonthRecord, rng: DrawsRow, parameters: ParameterRow) -> None:
    """A firm begins to break a rule, the less often the more it complies, or stops by itself."""
    careless = parameters.firms_risk[f.sector] * 2.0 * (CARE_MOST - f.care) / CARE_MOST
    for c in range(BREACHES):
        if f.breaches >> c & 1:
            if draw_pair(rng, c, MEND) < parameters.firms_mends:
                f.breaches = without(f.breaches, 1 << c)
        elif draw_pair(rng, c, BREACH) < parameters.firms_breaks[c] * careless:
            f.breaches |= 1 << c
            record.happened |= BREACHED


@rule(
    reads="firm.in_default firm.kind firm.shut firm.struck firm.guarantees",
    writes="firm.in_default firm.struck firm.breaches",
    streams="firm.default firm.recover firm.call",
)
def default_or_recover(
    f: Firm, record: MonthRecord, rng: DrawsRow, defaulted: Signs, climate: float, parameters: ParameterRow
) -> None:
    """A firm stops paying: by itself, struck by a shock, or called on for a firm it guarantees.

    Without loans or public orders it happens more often to those who live on them.
    """
    struck = f.struck
    f.struck = 0
    if f.in_default:
        f.in_default = min(MOST_IN_DEFAULT, np.int64(f.in_default) + 1)
        if draw(rng, RECOVER) < parameters.firms_recovers:
            f.in_default = 0
        return
    called = is_called(f, rng, defaulted, parameters)
    if called or struck or draw(rng, DEFAULT) < parameters.firms_defaults * climate * hardship(f, parameters):
        f.in_default = 1
        f.breaches |= 1 << CONTRACTS
        record.happened |= DEFAULTED
        if called:
            record.happened |= CALLED


@inlined
def hardship(f: Firm, parameters: ParameterRow) -> float:
    """How much more often the firm defaults than one to which nothing is shut."""
    factor = 1.0
    if loses_loans(f):
        factor *= parameters.firms_defaults_without_loans
    if loses_tenders(f):
        factor *= parameters.firms_defaults_without_tenders
    return factor


@inlined
def loses_loans(f: Firm) -> bool:
    """Whether the firm lives on loans and gets none."""
    return has(f.shut, LOAN) and f.kind & BORROWS != 0


@inlined
def loses_tenders(f: Firm) -> bool:
    """Whether the firm sells to public buyers and may not bid."""
    return has(f.shut, PUBLIC_TENDER) and f.kind & SELLS != 0


@inlined
def is_called(f: Firm, rng: DrawsRow, defaulted: Signs, parameters: ParameterRow) -> bool:
    """Whether a firm whose debts this one guarantees defaulted last month, and paying for it is too much."""
    for slot in range(GUARANTEES):
        backed = f.guarantees[slot]
        if backed >= 0 and defaulted[backed] and draw_pair(rng, slot, CALL) < parameters.firms_called:
            return True
    return False


@rule(
    reads="firm.breaches firm.care firm.marks firm.left",
    writes="firm.breaches firm.care firm.marks firm.left",
    streams="firm.check firm.seen",
)
def be_checked(
    f: Firm, record: MonthRecord, rng: DrawsRow, law: LawRow, parameters: ParameterRow, practice: ParameterRow
) -> None:
    """Broken rules are found by a random check or by the agency concerned, recorded, and mended."""
    checked = draw(rng, CHECK) < practice.firms_check
    if checked:
        record.happened |= CHECKED
    for c in range(BREACHES):
        if not f.breaches >> c & 1:
            continue
        seen = practice.firms_check_finds if checked else practice.firms_seen[c]
        if draw_pair(rng, c, SEEN) < seen:
            f.breaches = without(f.breaches, 1 << c)
            if record_against(f, record, c, law):
                f.care = min(CARE_MOST, np.int64(f.care) + parameters.firms_learns)


@rule(
    reads="firm.kind firm.marks firm.left",
    writes="firm.marks firm.left",
    streams="firm.favour firm.clear firm.whim firm.protect",
)
def use_connections(f: Firm, record: MonthRecord, rng: DrawsRow, law: LawRow, practice: ParameterRow) -> None:
    """Officials penalise at will; connected firms are let off, given merit, and have records cleared."""
    connected = f.kind & CONNECTED != 0
    if connected and law.firm_discretion & MAY_FILL and draw(rng, FAVOUR) < practice.firms_favour:
        f.marks[DISCRETIONARY] = law.firm_merit
        f.left[DISCRETIONARY] = validity(f, DISCRETIONARY, law)
        record.happened |= FAVOURED
    if law.firm_points[DISCRETIONARY] and draw(rng, WHIM) < practice.firms_whim:
        if connected and law.firm_discretion and draw(rng, PROTECT) < practice.firms_protected:
            record.happened |= PROTECTED
        else:
            record_against(f, record, DISCRETIONARY, law)
    if connected and law.firm_discretion & MAY_CLEAR:
        worst = worst_category(f)
        if f.marks[worst] < 0 and draw(rng, CLEAR) < practice.firms_clears:
            f.marks[worst] = 0
            f.left[worst] = 0
            record.happened |= CLEARED


@inlined
def worst_category(f: Firm) -> int:
    """The category with the most points against the firm."""
    worst = 0
    for c in range(1, FIRM_CATEGORIES):
        if f.marks[c] < f.marks[worst]:
            worst = c
    return worst


@rule(reads="firm.kind firm.shut", streams="firm.bid firm.ask_loan")
def be_refused(f: Firm, record: MonthRecord, rng: DrawsRow, parameters: ParameterRow) -> None:
    """Firms that sell to public buyers bid, others ask for loans; those shut out are refused."""
    if loses_tenders(f) and draw(rng, BID) < parameters.firms_bids:
        record.happened |= TENDER_REFUSED
    if loses_loans(f) and draw(rng, ASK_LOAN) < parameters.firms_asks_for_loan:
        record.happened |= LOAN_REFUSED


@rule(
    reads="firm.in_default firm.lists firm.stuck",
    writes="firm.in_default firm.lists firm.stuck firm.marks firm.left firm.term firm.breaches",
    streams="firm.close",
)
def close_or_stay(f: Firm, record: MonthRecord, rng: DrawsRow, law: LawRow, parameters: ParameterRow) -> None:
    """A firm gives up and another takes its place with a clean file, unless a list locks it in."""
    wish = parameters.firms_closes * (parameters.firms_closes_in_default if f.in_default else 1.0)
    if not f.stuck and draw(rng, CLOSE) >= wish:
        return
    if is_locked(f, law):
        if not f.stuck:
            record.happened |= KEPT_OPEN
        f.stuck = 1
        return
    record.happened |= CLOSED
    record.given_up = f.lists
    f.in_default = 0
    f.lists = 0
    f.stuck = 0
    f.breaches = 0
    for c in range(FIRM_CATEGORIES):
        f.marks[c] = 0
        f.left[c] = 0
    for k in range(len(f.term)):
        f.term[k] = 0


@inlined
def clear_firm_record(record: MonthRecord) -> None:
    """A blank record for the month of a firm."""
    record.happened = 0
    record.entered = 0
    record.expired = 0
    record.repaired = 0
    record.cured = 0
    record.given_up = 0
