"""Safeguards written into the law of a month: participation, defences, deadlines."""

from __future__ import annotations

from functools import reduce
from operator import or_

import numpy as np

from glasshouse.rulebooks import law as codes
from glasshouse.rulebooks.compiling_sections import MonthOfLaw
from glasshouse.rulebooks.law import CONDITIONS, KEEPERS, put

_OPT_INS = {
    "mandatory": codes.OPT_IN_NONE,
    "consent": codes.OPT_IN_CONSENT,
    "app": codes.OPT_IN_APP,
    "opt_out": codes.OPT_IN_OPT_OUT,
}
_ALL_KEEPERS = (1 << len(KEEPERS)) - 1
_REACHES = {"anyone": _ALL_KEEPERS, "gatekeepers": _ALL_KEEPERS, "lenders": 1 << list(KEEPERS).index("bank")}
_REACHES |= {kind: 1 << k for k, kind in enumerate(KEEPERS)}
"""The kinds of private gatekeeper among the recipients that a purpose names (mask)."""


def write_participation(month: MonthOfLaw, law: np.void) -> None:
    """Write the clauses about who takes part, in what, and what leaving does."""
    law["opt_in"] = _OPT_INS[month.get("participation", "by", default="mandatory")]
    here = ("participation", "withdrawal")
    if month.get(*here, "allowed", default=False) and law["opt_in"] != codes.OPT_IN_NONE:
        law["withdrawal"] = codes.WITHDRAWAL_ALLOWED
        law["withdrawal"] |= codes.WITHDRAWAL_DELETES if month.get(*here, "deletes", default=False) else 0
        kept = "listings" in month.get(*here, "keeps", default=())
        law["withdrawal"] |= codes.WITHDRAWAL_KEEPS_LISTINGS if kept else 0
    for j, name in enumerate(month.tree.names("participation", "purposes")):
        purpose = ("participation", "purposes", name)
        law["purposes"] = j + 1
        law["purpose_by"][j] = _OPT_INS[month.get(*purpose, "by", default="mandatory")]
        for recipient in month.get(*purpose, "recipients", default=()):
            law["purpose_reaches"][j] |= _REACHES.get(recipient, 0)


_DECIDERS = {"court": codes.DECIDED_BY_COURT, "machine": codes.DECIDED_BY_MACHINE}


def write_defences(month: MonthOfLaw, law: np.void) -> None:
    """Write the defences, and which lists and rights each is against."""
    lists = month.tree.names("lists")
    for d, name in enumerate(month.tree.names("defences")):
        here = ("defences", name)
        law["defences"] = d + 1
        law["defence_who"][d] = CONDITIONS.index(month.get(*here, "who", default="everyone"))
        if status := month.get(*here, "status"):
            law["defence_status"][d] = month.words.statuses[status].index + 1
        law["defence_after"][d] = month.get(*here, "asked", default="after") == "after"
        law["defence_lifts"][d] = month.get(*here, "share", default=1)
        decider = month.get(*here, "decided_by")
        law["defence_decider"][d] = _DECIDERS.get(decider, codes.DECIDED_BY_BODY)
        named = [word.split(".", 1) for word in month.get(*here, "against", default=())]
        law["defence_lists"][d] = sum(1 << lists.index(one) for kind, one in named if kind == "lists")
        rights = month.rights(tuple(one for kind, one in named if kind == "sanctions"))
        closed = (rights[part] for part in ("shuts", "withholds", "marks", "delays"))
        put(law["defence_rights"][d], reduce(or_, closed))


_CLOCKS = {
    "entry": codes.CLOCK_ENTRY,
    "settlement": codes.CLOCK_SETTLEMENT,
    "decision": codes.CLOCK_DECISION,
    "notice": codes.CLOCK_NOTICE,
}


def write_deadlines(month: MonthOfLaw, law: np.void) -> None:
    """Write what must be confirmed, what a late decision does, and when terms begin to run."""
    for k, name in enumerate(month.tree.names("lists")):
        here = ("lists", name)
        if month.get(*here, "entry", "interim", default=False):
            law["list_interim"][k] = max(1, month.up(*here, "entry", "confirm_within"))
        if month.get(*here, "lapses", default=False):
            law["list_lapses"][k] = month.up(*here, "decide_within")
        law["list_clock"][k] = _CLOCKS[month.get(*here, "term_from", default="entry")]
    law["deadlines"] = any(law[part].any() for part in ("list_interim", "list_lapses", "list_clock"))


def count_months_asked(laws: np.ndarray[tuple[int], np.dtype[np.void]]) -> None:
    """Write down in each month for how long people have had a choice by then; `laws` is in their order."""
    for i in range(1, len(laws)):
        if laws["withdrawal"][i] and laws["withdrawal"][i - 1]:
            laws["asked_months"][i] = laws["asked_months"][i - 1] + 1
