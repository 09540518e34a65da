"""Gatekeepers: private institutions that admit or refuse, each by a noisy score, and what they share.

Of every kind there are a few, and whoever applies asks all of them. A gatekeeper refuses when a word of
luck, the noise of its score of that person, lies below its threshold; more is refused with something on
file. The word is its own or that of a common vendor. Since both are alike in distribution, sharing leaves
every single chance of refusal as it is and changes only how often all refuse the same person. Scores are
renewed once in a while; until then asking again brings the same answer.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from glasshouse.engine.compiled import compiled, inlined
from glasshouse.engine.rng import CERTAIN, draw, draw_pair, draw_when, stream
from glasshouse.engine.rules import rule
from glasshouse.model import events as event
from glasshouse.model.bits import add, without
from glasshouse.model.fields import events, field, fields
from glasshouse.model.gates import refuse
from glasshouse.model.listing import blacklists
from glasshouse.model.participation import lets_see
from glasshouse.model.person import FROZEN, JUDGED, SCORED, VOICES
from glasshouse.model.record_types import (
    Bool,
    Counts,
    DrawsRow,
    Int,
    LawRow,
    MonthRecord,
    ParameterRow,
    Person,
    ProvinceRow,
)
from glasshouse.model.rights import KEPT
from glasshouse.model.scoring import grade_of
from glasshouse.rulebooks.law import (
    DATA_ARREARS,
    DATA_CLOSURES,
    DATA_GRADE,
    DATA_JUDGMENTS,
    DATA_LISTS,
    DATA_SPEECH,
    FREEZE_DISSENT,
    FREEZE_LISTED,
    FREEZE_NONE,
    KEEPERS,
)

PERSON_FIELDS = fields(
    barred=field("u1", "flags", "kinds of private gatekeeper that are shut to the person, one flag each"),
    file=field("u1", "month", "time a closure stays on file; the highest flag: accounts shut by order"),
)

EVENTS = events(
    excluded="was refused by every gatekeeper of a kind",
    account_closed="an account of theirs was closed",
    account_frozen="their accounts were shut by an emergency order",
)

VISIT = stream("gatekeepers.visit")
OWN = stream("gatekeepers.own", redrawn=True)
VENDOR = stream("gatekeepers.vendor", redrawn=True)
SHARES = stream("gatekeepers.shares")
APPEAL = stream("gatekeepers.appeal")
WON = stream("gatekeepers.won", redrawn=True)
FREEZE = stream("gatekeepers.freeze", redrawn=True)

KINDS = len(KEEPERS)
OF_THE_SYSTEM = DATA_LISTS | DATA_GRADE
"""What gatekeepers get from the system, and people may be asked about."""
MOST = 32
"""Most gatekeepers of one kind."""
USUAL = 8
"""Up to so many of a kind are counted in any case, and keep their draws whatever the number."""
_FURTHER = 1 << 12
"""What sets the draws of each further eight of a kind apart."""
QUARTER = 3
"""Months between the times at which a person may need a gatekeeper; whose turn it is goes by identity."""
RIGHT_KEPT = np.array(KEPT, np.int64)

STANDINGS = ("clean", "marked")
"""Whether something the kind looks at was on file when the person asked."""
ASKED = ("applications", "refused_by_all", "admitted_on_appeal", *(f"refused_{j + 1}" for j in range(MOST)))
"""Columns of the counts of gatekeepers; those of gatekeepers that there are none of may be left out."""


def blank_counts(provinces: int, each: int) -> npt.NDArray[np.int64]:
    """No counts yet, with `each` gatekeepers of a kind: (provinces, kinds, standings, columns)."""
    columns = len(ASKED) - MOST + max(USUAL, each)
    return np.zeros((provinces, KINDS, len(STANDINGS), columns), np.int64)


@rule(reads="file", writes="file")
def age_file(p: Person) -> None:
    """What is on file gets a month older."""
    if months_on_file(p.file):
        p.file -= 1


@inlined
def months_on_file(file: int) -> np.int64:
    """Months for which a closure is still seen by those who look at closures."""
    return without(np.int64(file), FROZEN)


@rule(reads="state lists file barred", writes="file barred", streams="gatekeepers.freeze")
def freeze_accounts(p: Person, record: MonthRecord, rng: DrawsRow, law: LawRow) -> None:
    """An emergency order shuts the accounts of those it is for; when it is lifted they open again."""
    if law.freeze_who == FREEZE_NONE:
        if p.file >= FROZEN:
            p.file = months_on_file(p.file)
            p.barred = without(np.int64(p.barred), np.int64(law.freeze_kinds))
        return
    if p.file < FROZEN and is_meant(p, law) and draw(rng, FREEZE) < law.freeze_share:
        p.file |= FROZEN
        record.happened |= event.ACCOUNT_FROZEN
    if p.file >= FROZEN:
        p.barred |= law.freeze_kinds


@inlined
def is_meant(p: Person, law: LawRow) -> bool:
    """Whether the person belongs to those the order is for."""
    if law.freeze_who == FREEZE_DISSENT:
        return p.state & VOICES != 0
    if law.freeze_who == FREEZE_LISTED:
        return p.lists != 0 and blacklists(p, law) != 0
    return True


@rule(
    reads="who traits arrears stage state score lists file barred",
    writes="file barred",
    streams="gatekeepers.visit gatekeepers.own gatekeepers.vendor gatekeepers.shares "
    "gatekeepers.appeal gatekeepers.won participation.agrees",
)
def ask_gatekeepers(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    month: int,
    law: LawRow,
    parameters: ParameterRow,
    practice: ParameterRow,
) -> None:
    """Four times a year at most the person needs a gatekeeper, or loses an account and needs another."""
    if (month + np.int64(p.who)) % QUARTER:
        return
    left = np.int64(draw(rng, VISIT))
    for k in range(KINDS):
        if not law.keeper_on[k] or is_frozen(p, k, law):
            continue
        barred = p.barred >> k & 1
        left -= np.int64(parameters.gatekeepers_retries if barred else parameters.gatekeepers_applies[k])
        if left < 0:
            ask(p, record, rng, month, k, law, parameters, practice)
            return
        left -= 0 if barred else np.int64(parameters.gatekeepers_closes[k])
        if left < 0:
            record.happened |= event.ACCOUNT_CLOSED
            put_on_file(p, k, law)
            ask(p, record, rng, month, k, law, parameters, practice)
            return


@inlined
def is_frozen(p: Person, k: int, law: LawRow) -> bool:
    """Whether gatekeepers of kind `k` may not admit the person now whatever they think."""
    return p.file >= FROZEN and law.freeze_kinds >> k & 1 != 0


@inlined
def put_on_file(p: Person, k: int, law: LawRow) -> None:
    """A closure is kept on file as long as the kind keeps it."""
    months = max(months_on_file(p.file), np.int64(law.keeper_keeps[k]))
    p.file = months + (FROZEN if p.file >= FROZEN else 0)


@compiled
def ask(
    p: Person,
    record: MonthRecord,
    rng: DrawsRow,
    month: int,
    k: int,
    law: LawRow,
    parameters: ParameterRow,
    practice: ParameterRow,
) -> None:
    """Ask all gatekeepers of kind `k`; who is refused by every one of them is shut out, and may appeal."""
    seen = np.int64(seen_on_file(p, law)) & np.int64(law.keeper_data[k])
    if law.purposes and seen & OF_THE_SYSTEM and not lets_see(p, rng, k, law, practice):
        seen = without(seen, OF_THE_SYSTEM)
    marked = seen != 0
    unapproved = law.keeper_database != 0 and months_on_file(p.file) > 0
    refused = all_of(parameters) if unapproved else decisions(rng, month, k, marked, law, parameters)
    record.asked = k
    record.asked_marked = marked
    record.asked_refused = refused
    if refused != all_of(parameters) or wins_appeal(rng, k, law, parameters):
        p.barred = without(np.int64(p.barred), 1 << k)
        return
    p.barred |= 1 << k
    record.happened |= event.EXCLUDED
    refuse(record, RIGHT_KEPT[k])
    if law.keeper_database:
        put_on_file(p, k, law)


@inlined
def all_of(parameters: ParameterRow) -> int:
    """The mask of all gatekeepers of a kind."""
    return (np.int64(1) << parameters.gatekeepers_each) - 1


@inlined
def seen_on_file(p: Person, law: LawRow) -> int:
    """Everything about the person that some gatekeeper may take into account (mask of data)."""
    seen = 0
    if months_on_file(p.file):
        seen |= DATA_CLOSURES
    if p.arrears:
        seen |= DATA_ARREARS
    if p.stage == JUDGED:
        seen |= DATA_JUDGMENTS
    if p.lists and blacklists(p, law):
        seen |= DATA_LISTS
    if p.state & SCORED and law.grades > 1 and grade_of(p.score, law) == law.grades - 1:
        seen |= DATA_GRADE
    if p.state & VOICES:
        seen |= DATA_SPEECH
    return seen


@compiled
def decisions(rng: DrawsRow, month: int, k: int, marked: int, law: LawRow, parameters: ParameterRow) -> Int:
    """Which of the gatekeepers of kind `k` refuse the person (mask)."""
    refused = np.int64(0)
    for j in range(parameters.gatekeepers_each):
        if is_refused(score_of(rng, month, k, j, law, parameters), threshold(j, k, marked, law, parameters)):
            refused |= np.int64(1) << j
    return refused


@inlined
def is_refused(score: np.uint64, cut: float) -> Bool:
    """A gatekeeper refuses whose score lies below its threshold."""
    return score < cut


@inlined
def score_of(rng: DrawsRow, month: int, k: int, j: int, law: LawRow, parameters: ParameterRow) -> np.uint64:
    """The score gatekeeper `j` of kind `k` goes by: the common vendor's, or its own (a word of luck).

    Whether it is the vendor's never changes for a person and a gatekeeper.
    """
    here = k * USUAL + j % USUAL + j // USUAL * _FURTHER
    renewal = month // parameters.gatekeepers_renewed
    if draw_when(rng, here, 0, SHARES) < law.keeper_sharing[k]:
        return draw_when(rng, law.keeper_vendor[k], renewal, VENDOR)
    return draw_when(rng, here, renewal, OWN)


@inlined
def threshold(j: int, k: int, marked: int, law: LawRow, parameters: ParameterRow) -> float:
    """Below which score gatekeeper `j` of kind `k` refuses: some are stricter than others."""
    each = parameters.gatekeepers_each
    if marked and j + 0.5 < law.keeper_single_item[k] * each:
        return np.float64(CERTAIN)
    chance = np.float64(law.keeper_refuses_marked[k] if marked else law.keeper_refuses[k])
    return chance * (1.0 + parameters.gatekeepers_spread * (1.0 - (2.0 * j + 1.0) / each))


@inlined
def wins_appeal(rng: DrawsRow, k: int, law: LawRow, parameters: ParameterRow) -> bool:
    """Whether the person appeals against being refused everywhere, and wins."""
    return (
        law.keeper_appeal[k] != 0
        and draw_pair(rng, k, APPEAL) < parameters.gatekeepers_appeals
        and draw_pair(rng, k, WON) < parameters.gatekeepers_appeal_won
    )


@rule(reads="barred shut", writes="shut")
def shut_doors(p: Person) -> None:
    """The rights that gatekeepers keep are shut where all of a kind refuse, or an order shut the account."""
    for k in range(KINDS):
        if p.barred >> k & 1:
            add(p.shut, RIGHT_KEPT[k])


@inlined
def count_asked(record: MonthRecord, province: ProvinceRow, parameters: ParameterRow, asked: Counts) -> None:
    """Count an application by kind and standing: who refused, whether all did, whether an appeal helped."""
    kind, marked = np.int64(record.asked), np.int64(record.asked_marked)
    refused = np.int64(record.asked_refused)
    asked[province, kind, marked, 0] += 1
    if refused == all_of(parameters):
        asked[province, kind, marked, 1] += 1
        asked[province, kind, marked, 2] += record.happened & event.EXCLUDED == 0
    for j in range(parameters.gatekeepers_each):
        asked[province, kind, marked, 3 + j] += refused >> j & 1
