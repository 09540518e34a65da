"""Sections of a rulebook written into the law of a month: firms, gatekeepers, publicity."""

from __future__ import annotations

import math
from typing import Any, Protocol

import numpy as np

from glasshouse.rulebooks import law as codes
from glasshouse.rulebooks.actor_sections import CATEGORIES
from glasshouse.rulebooks.law import KEEPERS, mask, put
from glasshouse.rulebooks.tree import Month, Tree
from glasshouse.rulebooks.vocabulary import Words
from glasshouse.specs.packing import CERTAIN

_ENTRIES = {
    "score_at_most": codes.FIRM_ENTRY_SCORE,
    "category": codes.FIRM_ENTRY_CATEGORY,
    "default": codes.FIRM_ENTRY_DEFAULT,
}
_EXITS = {
    "expired": codes.FIRM_EXIT_EXPIRED,
    "repaired": codes.FIRM_EXIT_REPAIRED,
    "cured": codes.FIRM_EXIT_CURED,
}
_MAY = {"fill": codes.MAY_FILL, "clear": codes.MAY_CLEAR}


class MonthOfLaw(Protocol):
    """What a rulebook says in one month (see `compiling`)."""

    @property
    def tree(self) -> Tree:
        """All it says in any month."""

    @property
    def month(self) -> Month:
        """Which month that is."""

    @property
    def words(self) -> Words:
        """The words of the run."""

    def rights(self, sanctions: tuple[str, ...], seen: tuple[str, ...] = ()) -> dict[str, int]:
        """The masks of rights by what sanctions do to them."""

    def get(self, *path: str, default: object = None) -> Any:
        """The value of a leaf, `default` where it is not said."""

    def up(self, *path: str) -> int:
        """Whole months, rounded up; 0 where nothing is said or the time is without end."""


def write_firms(month: MonthOfLaw, law: np.void) -> None:
    """Write the clauses of `month` (see `compiling`) about firms into `law`; nothing where there are none."""
    if month.get("firms", "start") is None:
        return
    law["firm_on"] = 1
    law["firm_start"] = month.get("firms", "start")
    for c, name in enumerate(CATEGORIES):
        here = ("firms", "categories", name)
        law["firm_points"][c] = month.get(*here, "points", default=0)
        law["firm_weight"][c] = month.get(*here, "weight", default=0)
        law["firm_validity"][c] = math.ceil(month.get(*here, "validity") or 0)
    law["firm_merit"] = month.get("firms", "discretion", "merit", default=0)
    may = month.get("firms", "discretion", "connections_may", default=())
    law["firm_discretion"] = sum(_MAY[word] for word in may)
    for k, name in enumerate(month.tree.names("firms", "lists")):
        _write_list(month, law, k, ("firms", "lists", name))


def _write_list(month: MonthOfLaw, law: np.void, k: int, here: tuple[str, ...]) -> None:
    when = month.get(*here, "entry", "when")
    law["firm_list_entry"][k] = _ENTRIES.get(when, codes.FIRM_ENTRY_NONE)
    if when == "score_at_most":
        law["firm_list_value"][k] = month.get(*here, "entry", "score")
    elif when == "category":
        law["firm_list_value"][k] = CATEGORIES.index(month.get(*here, "entry", "category"))
    law["firm_list_term"][k] = month.up(*here, "term")
    law["firm_list_exits"][k] = sum(_EXITS[word] for word in month.get(*here, "exit", "on", default=()))
    law["firm_list_repair_after"][k] = month.up(*here, "repair_after")
    put(law["firm_list_shuts"][k], month.rights(month.get(*here, "triggers", default=()))["shuts"])
    law["firm_list_reaches"][k] = month.get(*here, "representative") == "listed"
    law["firm_list_locked"][k] = month.get(*here, "deregistration") == "shut"


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


def write_gatekeepers(month: MonthOfLaw, law: np.void) -> None:
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


def _write_freeze(month: MonthOfLaw, law: np.void) -> None:
    here = ("gatekeepers", "freeze")
    if not month.tree.under(here):
        return
    law["keepers"] = 1
    ordered = month.get(*here, "ordered", default=False)
    law["freeze_who"] = _FROZEN[month.get(*here, "who")] if ordered else codes.FREEZE_NONE
    law["freeze_kinds"] = sum(1 << list(KEEPERS).index(kind) for kind in month.get(*here, "kinds"))
    law["freeze_share"] = _chance(month, *here, "share", default=1)


def _chance(month: MonthOfLaw, *path: str, default: float = 0) -> int:
    """A chance in the form that rules compare with a word of luck."""
    return round(float(month.get(*path, default=default)) * CERTAIN)


MAP_FIELDS = {
    "name": codes.FIELD_NAME,
    "id": codes.FIELD_ID,
    "address_part": codes.FIELD_ADDRESS_PART,
    "reason": codes.FIELD_REASON,
    "amount": codes.FIELD_AMOUNT,
    "photo": codes.FIELD_PHOTO,
    "employer": codes.FIELD_EMPLOYER,
    "family": codes.FIELD_FAMILY,
}
_TOLD = codes.PUBLISHED_SCREENS | codes.PUBLISHED_RINGTONE | codes.PUBLISHED_CONTACTS | codes.PUBLISHED_PUSH
"""Channels that carry the news to people who did not look for it."""


def write_publicity(month: MonthOfLaw, law: np.void) -> None:
    """Write the clauses of `month` (see `compiling`) about maps and notification into `law`."""
    _write_map(month, law)
    _write_notification(month, law)


def _write_map(month: MonthOfLaw, law: np.void) -> None:
    here = ("publicity", "map")
    radius = month.get(*here, "radius")
    if radius is not None:
        law["map_on"] = 1
        law["map_radius"] = radius
        law["map_grid"] = month.get(*here, "grid", default=0)
        law["map_fields"] = mask(MAP_FIELDS, month.get(*here, "fields"))
        law["map_reports"] = month.get(*here, "reports", default=False)
        for k, name in enumerate(month.tree.names("lists")):
            if _on_map(month, name):
                law["list_published"][k] |= codes.PUBLISHED_MAP


def _on_map(month: MonthOfLaw, name: str) -> bool:
    named = month.get("publicity", "map", "lists")
    return name in named if named is not None else month.get("lists", name, "kind") != "redlist"


def _write_notification(month: MonthOfLaw, law: np.void) -> None:
    """Channels by which a listing is told to others, list by list and all together."""
    here = ("publicity", "notify")
    law["notify_radius"] = month.get(*here, "radius", default=0)
    law["notify_low_grade"] = bool(law["notify_radius"]) and month.get(*here, "low_grade", default=False)
    named = month.get(*here, "lists")
    for k, name in enumerate(month.tree.names("lists")):
        red = month.get("lists", name, "kind") == "redlist"
        if law["notify_radius"] and (name in named if named is not None else not red):
            law["list_published"][k] |= codes.PUBLISHED_PUSH
        law["announced"] |= 0 if red else law["list_published"][k] & _TOLD
    law["announced"] |= codes.PUBLISHED_PUSH if law["notify_low_grade"] else 0
