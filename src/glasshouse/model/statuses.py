"""Statuses: who somebody is this month, which a rulebook may name without an act.

The shipped statuses are conditions on what the model knows of a person. Those of a rulebook's own are held by
a share of the holders of another status, drawn once for life or anew for every spell of some months; spells
of different persons begin in different months. The draw hangs on the name of the status, so that the same
persons hold it under every rulebook and in the twin.
"""

from __future__ import annotations

import numpy as np

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import CERTAIN, LASTING, draw_when, pick, stream
from glasshouse.engine.rules import rule
from glasshouse.model.bits import add, clear, has
from glasshouse.model.person import (
    AWAY,
    FEMALE,
    LEGAL_REP,
    MINORITY,
    OFFICIAL,
    PARENT,
    RURAL,
    SEEKING,
    SMARTPHONE,
    WORKS,
)
from glasshouse.model.person import EMPLOYED as HAS_JOB
from glasshouse.model.record_types import ActRow, DrawsRow, Int, MonthRecord, Person, Words
from glasshouse.rulebooks.vocabulary import vocabulary

HOLDS = stream("statuses.holds")
SPELL = stream("statuses.spell")
_CODES = {name: term.index for name, term in vocabulary("statuses").items()}
SHIPPED = len(_CODES)
EVERYONE, EMPLOYED, WORKING, OWNERS = (_CODES[name] for name in ("everyone", "employed", "working", "owners"))
OFFICIALS, PHONES, YOUNG, OLD = (_CODES[name] for name in ("officials", "smartphone", "young", "old"))
UNEMPLOYED, PARENTS, MINORITIES = (_CODES[name] for name in ("unemployed", "parents", "minority"))
WOMEN, MEN, URBAN, COUNTRY = (_CODES[name] for name in ("women", "men", "urban", "rural"))
DEBTORS, MIGRANTS = (_CODES[name] for name in ("debtors", "migrants"))
YOUNG_UNTIL, OLD_FROM = 39, 60


@inlined
def are_asked(record: MonthRecord, catalogue: ActRow) -> bool:
    """Whether a rulebook of the run names any status."""
    return len(record.holds) != 0 and catalogue.statuses != 0


@rule(reads="traits state age debt", streams="statuses.holds statuses.spell", when=are_asked)
def note_statuses(p: Person, record: MonthRecord, rng: DrawsRow, month: int, catalogue: ActRow) -> None:
    """Note which statuses the person holds this month."""
    clear(record.holds)
    for code in range(catalogue.statuses):
        if code < SHIPPED:
            held = meets(p, code)
        else:
            held = has(record.holds, catalogue.status_of[code]) and is_drawn(p, rng, month, code, catalogue)
        if held:
            add(record.holds, code)


@compiled
def meets(p: Person, code: Int) -> bool:
    """Whether the person holds a shipped status. Nobody on whom a system can act is a child."""
    if code == EVERYONE:
        return True
    if code == YOUNG:
        return p.age <= YOUNG_UNTIL
    if code == OLD:
        return p.age >= OLD_FROM
    if code == DEBTORS:
        return p.debt > 0
    return has_trait(p, code) or has_state(p, code)


@inlined
def has_trait(p: Person, code: Int) -> bool:
    """Whether the status is one for life, and the person's."""
    return (
        (code == OWNERS and p.traits & LEGAL_REP != 0)
        or (code == OFFICIALS and p.traits & OFFICIAL != 0)
        or (code == PHONES and p.traits & SMARTPHONE != 0)
        or (code == PARENTS and p.traits & PARENT != 0)
        or (code == MINORITIES and p.traits & MINORITY != 0)
        or (code == WOMEN and p.traits & FEMALE != 0)
        or (code == MEN and p.traits & FEMALE == 0)
        or (code == URBAN and p.traits & RURAL == 0)
        or (code == COUNTRY and p.traits & RURAL != 0)
    )


@inlined
def has_state(p: Person, code: Int) -> bool:
    """Whether the status is one of work or place, and the person's now."""
    return (
        (code == EMPLOYED and p.state & HAS_JOB != 0)
        or (code == WORKING and p.state & WORKS != 0)
        or (code == UNEMPLOYED and p.state & (WORKS | SEEKING) == SEEKING)
        or (code == MIGRANTS and p.state & AWAY != 0)
    )


@inlined
def is_drawn(p: Person, rng: DrawsRow, month: int, code: Int, catalogue: ActRow) -> bool:
    """Whether the person is of the share of possible holders that holds a rulebook's own status now."""
    share = catalogue.status_share[1 if p.traits & RURAL else 0, code]
    if share >= CERTAIN:
        return True
    key, lasts = catalogue.status_key[code], np.int64(catalogue.status_lasts[code])
    if lasts == 0:
        return draw_when(rng, key, LASTING, HOLDS) < share
    start = np.int64(pick(draw_when(rng, key, LASTING, SPELL), lasts))
    return draw_when(rng, key, (month + start) // lasts, HOLDS) < share


@inlined
def reaches(record: MonthRecord, applies: Words, exempt: Words) -> bool:
    """Whether a clause reaches the person: it names no status or one that they hold, and exempts none."""
    named, held, spared = np.int64(0), np.int64(0), np.int64(0)
    for w in range(len(record.holds)):
        named |= np.int64(applies[w])
        held |= np.int64(applies[w]) & np.int64(record.holds[w])
        spared |= np.int64(exempt[w]) & np.int64(record.holds[w])
    return (named == 0 or held != 0) and spared == 0
