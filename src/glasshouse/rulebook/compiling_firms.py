"""The section `firms` of a rulebook, written into the law of a month."""

from __future__ import annotations

import math
from typing import Any

from glasshouse.rulebook import law as codes
from glasshouse.rulebook.firm_sections import CATEGORIES
from glasshouse.rulebook.law import put

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


def write_firms(month: Any, law: Any) -> None:
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


def _write_list(month: Any, law: Any, k: int, here: tuple[str, ...]) -> None:
    when = month.get(*here, "entry", "when")
    law["firm_list_entry"][k] = _ENTRIES.get(when, codes.FIRM_ENTRY_NONE)
    if when == "score_at_most":
        law["firm_list_value"][k] = month.get(*here, "entry", "score")
    elif when == "category":
        law["firm_list_value"][k] = CATEGORIES.index(month.get(*here, "entry", "category"))
    law["firm_list_term"][k] = month.up(*here, "term")
    law["firm_list_exits"][k] = sum(_EXITS[word] for word in month.get(*here, "exit", "on", default=()))
    law["firm_list_repair_after"][k] = month.up(*here, "repair_after")
    shuts, *_ = month.rights(month.get(*here, "triggers", default=()))
    put(law["firm_list_shuts"][k], shuts)
    law["firm_list_reaches"][k] = month.get(*here, "representative") == "listed"
    law["firm_list_locked"][k] = month.get(*here, "deregistration") == "shut"
