"""When a number is evidence: its base is large enough, its interval has a width, and the run played it.

A verdict needs evidence on either side. Where nobody was listed, no right was denied, or the text has no
clause on the matter, "not violated" would say that a thing is well which nobody tried: the answer is then
"not enough evidence", with the reason. Over many groups some exceed a bound by chance; the rate of false
discoveries among those named is held at 5 % (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from glasshouse.auditing.audited_results import Results
from glasshouse.auditing.bounds import ChosenBound
from glasshouse.auditing.provisions import provisions
from glasshouse.metrics.findings import Finding, GroupValue
from glasshouse.metrics.findings import Verdict as Word
from glasshouse.metrics.monthly import series

Number = TypeVar("Number", Finding, GroupValue)
FEWEST = 30
"""Persons below which a figure is not printed (assumption; the least sample of the United States' National
Center for Health Statistics for proportions, standards of 2017, from memory)."""
FEW_HARMED = 10
"""Persons harmed in a group below which its ratio is not printed (assumption)."""
TOP = 0.01
"""The part of persons whose burden F12 measures: where no more lost anything, they bear all of it."""
DISCOVERY = 0.05
"""Share of false ones among the groups named as differing (assumption, the usual choice)."""
Z = 1.959964
"""Standard errors on each side of a 95 % interval."""
OPEN: Word = "not enough evidence"


def small(found: Finding) -> str:
    """Why a figure is not printed; empty where its base is large enough."""
    if found.persons < FEWEST:
        return f"it rests on {found.persons:,} persons, fewer than {FEWEST}"
    if found.id == "F10" and found.part != "favourable" and found.events < FEW_HARMED:
        return f"{found.events:,} persons of the group were harmed, fewer than {FEW_HARMED}"
    if found.id == "F12" and found.events <= TOP * found.persons:
        return (
            "fewer than one person in a hundred lost any right, so that one in a hundred bears all by itself"
        )
    return "" if has_width(found) else "every part of the sample gave the same value, so it has no interval"


def has_width(found: Finding | GroupValue) -> bool:
    """Whether the interval of one run is none of width zero; a figure of 0, or one without interval, has
    none to judge."""
    flat = found.low == found.high and found.value != 0
    return not flat or (isinstance(found, Finding) and found.runs > 1)


def chance(found: GroupValue, limit: float = 1.0) -> float:
    """How often chance alone would put a ratio as far beyond `limit` (two-sided p), from its interval."""
    if not (0 < found.low < found.high < math.inf) or not found.value > 0 or limit <= 0:
        return 1.0
    error = (math.log(found.high) - math.log(found.low)) / (2 * Z)
    return math.erfc(abs(math.log(found.value / limit)) / error / math.sqrt(2))


def chance_of_difference(difference: float, low: float | None, high: float | None) -> float:
    """How often chance alone would put a difference as far from 0 (two-sided p), from the end of its interval
    nearer to 0."""
    near = low if difference > 0 else high
    if near is None or not difference or low == high:
        return 1.0
    error = abs(difference - near) / Z
    return math.erfc(abs(difference) / error / math.sqrt(2)) if error else 1.0


def not_by_chance(chances: Sequence[float]) -> tuple[bool, ...]:
    """Which of several results stay when at most 5 % of those kept may be there by chance (Benjamini and
    Hochberg 1995); `chances` are their p-values."""
    found = np.array(chances, np.float64)
    rank = np.empty(len(found), np.int64)
    rank[np.argsort(found, kind="stable")] = np.arange(1, len(found) + 1)
    last = found[found <= DISCOVERY * rank / max(len(found), 1)].max(initial=-1.0)
    return tuple((found <= last).tolist())


def discovered(groups: Sequence[GroupValue], limit: float = 1.0) -> tuple[GroupValue, ...]:
    """The groups whose ratio lies above `limit`, of which at most 5 % are expected to do so by chance.

    All `groups` count as compared, whichever way they differ.
    """
    kept = not_by_chance([chance(group, limit) for group in groups])
    return tuple(
        group
        for group, stays in zip(groups, kept, strict=True)
        if stays and group.value > limit and group.events >= FEW_HARMED and group.persons >= FEWEST
    )


def family(found: Finding, findings: Iterable[Finding]) -> tuple[GroupValue, ...]:
    """All groups and intersections of groups compared for the same harm as `found`."""
    harm = found.title.partition(" by ")[0]
    alike = (one for one in findings if one.name == found.name and one.title.partition(" by ")[0] == harm)
    return tuple(group for one in alike for group in one.by_group)


@dataclass(frozen=True)
class Played:
    """What happened at all in the runs of an audit; each is True where the runs do not say.

    `debts`: a clause is about debts. `speech`: somebody spoke more, or less, than without the system.
    """

    listed: bool = True
    denied: bool = True
    family: bool = True
    speech: bool = True
    debts: bool = True


_NEEDS = {
    "listed": ("F3", "F4", "F5", "F6", "F7", "F8", "F18", "F23", "F24", "F27", "F30"),
    "denied": ("F1", "F2", "F12", "F21", "F22"),
    "speech": ("F15",),
    "family": ("F20",),
    "debts": ("F28", "F29"),
}
_WHY = {
    "listed": "nobody was put on a list in these runs",
    "denied": "no right was denied to anybody in these runs",
    "speech": "nothing in these runs changed what people say in public",
    "family": "nobody in these runs lives with somebody on a list",
    "debts": "no clause of this rulebook is about debts, so that repayment is not its aim",
}
_OF_HARM = {"ever listed": "listed", "denied": "denied"}
_BY_PART = ("F28.repaid", "F28.debt", "F28.kept", "F29")


def played(findings: Sequence[Finding], runs: Sequence[Results]) -> Played:
    """What the findings and the tables of the runs say of it."""
    known = {one.name: one for one in findings}
    ever = known.get("F3.ever")
    ledgers = [run.system["ledger"] for run in runs if "ledger" in run.system]
    people = [run.people for run in runs if run.people is not None]
    near = [
        table.column(name).to_numpy()
        for table in people
        if (name := "system_household_listed") in table.column_names
    ]
    said = [provisions(run.rulebook) for run in runs if run.rulebook.get("summary")]
    return Played(
        listed=ever is None or ever.events > 0,
        denied=not ledgers or any(map(len, ledgers)),
        family=not near or any(bool(column.any()) for column in near),
        speech=not any(run.twin for run in runs) or any(map(_speech_differs, runs)),
        debts=not said or any(one.debts for one in said),
    )


def _speech_differs(run: Results) -> bool:
    sides = [side.get("monthly") for side in (run.system, run.twin)]
    if any(table is None or "voiced" not in table.column_names for table in sides):
        return True
    here, there = (series(table, "voiced") for table in sides if table is not None)
    return bool((here != there).any())


def unplayed(found: Finding, seen: Played) -> str:
    """Why these runs say nothing about a finding, whatever its figure; empty where they do."""
    needs = [need for need, ids in _NEEDS.items() if found.id in ids]
    if found.id == "F28" and found.name not in _BY_PART:
        needs = []
    if found.id == "F10":
        needs = [need for harm, need in _OF_HARM.items() if f": {harm} by " in found.title]
    return next((_WHY[need] for need in needs if not getattr(seen, need)), "")


def judged(
    chosen: ChosenBound, found: Finding, seen: Played, findings: Sequence[Finding]
) -> tuple[Word, str]:
    """The verdict of a bound on a finding, and why where the answer is "not enough evidence"."""
    word = chosen.bound.verdict(found)
    if why := unplayed(found, seen) or _no_evidence(found):
        return OPEN, why
    if word == OPEN:
        return OPEN, "the limit lies inside the interval"
    if found.name == "F10.ratio" and word == "violated":
        compared = family(found, findings)
        above = discovered(compared, chosen.bound.limit)
        if not any(group in above for group in found.by_group):
            return OPEN, f"of {len(compared)} groups compared, some lie as far beyond the limit by chance"
    return word, ""


def _no_evidence(found: Finding) -> str:
    if not found.persons or math.isnan(found.value):
        return "there is no figure"
    if math.isnan(found.low) or math.isnan(found.high):
        return "the figure has no interval"
    if found.low == found.high and found.runs == 1:
        return "the interval has no width: the figure is the same for everybody"
    return small(found)
