"""The section `publicity` of a rulebook, written into the law of a month: the map, and who else is told."""

from __future__ import annotations

from typing import Any

from glasshouse.rulebook import law as codes
from glasshouse.rulebook.law import mask

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


def write_publicity(month: Any, law: Any) -> None:
    """Write the clauses of `month` (see `compiling`) about maps and notification into `law`."""
    _write_map(month, law)
    _write_notification(month, law)


def _write_map(month: Any, law: Any) -> None:
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


def _on_map(month: Any, name: str) -> bool:
    named = month.get("publicity", "map", "lists")
    return name in named if named is not None else month.get("lists", name, "kind") != "redlist"


def _write_notification(month: Any, law: Any) -> None:
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
