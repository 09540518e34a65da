"""The section `gatekeepers` of a rulebook, written into the law of a month."""

from __future__ import annotations

from typing import Any

from glasshouse.rulebook import law as codes
from glasshouse.rulebook.law import KEEPERS, mask
from glasshouse.specs.packing import CERTAIN

_DATA = {
    "closures": codes.DATA_CLOSURES,
    "arrears": codes.DATA_ARREARS,
    "judgments": codes.DATA_JUDGMENTS,
    "lists": codes.DATA_LISTS,
    "grade": codes.DATA_GRADE,
    "speech": codes.DATA_SPEECH,
}
_FROZEN = {
    "dissent": codes.FREEZE_DISSENT,
    "random": codes.FREEZE_RANDOM,
    "listed": codes.FREEZE_LISTED,
}
_OWN_FILE = 128
"""Kinds that share no vendor's score share at most a file of their own, numbered from here."""


def write_gatekeepers(month: Any, law: Any) -> None:
    """Write the clauses of `month` (see `compiling`) about private gatekeepers into `law`."""
    vendors = {month.get("gatekeepers", name, "vendor") for name in KEEPERS} - {None}
    numbers = {vendor: n for n, vendor in enumerate(sorted(vendors))}
    for k, name in enumerate(KEEPERS):
        here = ("gatekeepers", name)
        if not any(leaf.at(month.month) for leaf in month.tree.under(here)):
            continue
        law["keepers"] = law["keeper_on"][k] = 1
        law["keeper_data"][k] = mask(_DATA, month.get(*here, "data"))
        for part in ("refuses", "refuses_marked", "sharing"):
            law[f"keeper_{part}"][k] = _chance(month, *here, part)
        law["keeper_single_item"][k] = month.get(*here, "single_item", default=0)
        law["keeper_vendor"][k] = numbers.get(month.get(*here, "vendor"), _OWN_FILE + k)
        law["keeper_keeps"][k] = month.up(*here, "keeps")
        law["keeper_appeal"][k] = month.get(*here, "appeal", default=False)
    law["keeper_database"] = month.get("gatekeepers", "database", default=False)
    _write_freeze(month, law)


def _write_freeze(month: Any, law: Any) -> None:
    here = ("gatekeepers", "freeze")
    if not month.tree.under(here):
        return
    law["keepers"] = 1
    ordered = month.get(*here, "ordered", default=False)
    law["freeze_who"] = _FROZEN[month.get(*here, "who")] if ordered else codes.FREEZE_NONE
    law["freeze_kinds"] = sum(1 << list(KEEPERS).index(kind) for kind in month.get(*here, "kinds"))
    law["freeze_share"] = _chance(month, *here, "share", default=1)


def _chance(month: Any, *path: str, default: float = 0) -> int:
    """A chance in the form that rules compare with a word of luck."""
    return round(float(month.get(*path, default=default)) * CERTAIN)
