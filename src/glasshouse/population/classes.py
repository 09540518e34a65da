"""Societies with one class of residents: what they need not say of a second one."""

from __future__ import annotations

from typing import Any

from glasshouse.specs.scalars import listing, mapping

PAIRED = (
    ("schooling",),
    ("settlements",),
    ("income",),
    ("debt",),
    ("debt", "mortgage"),
    ("smartphones",),
)
"""Where a file has an entry for each class of residents."""
ODDS = (("ages",), ("work",))
"""Where a file says how much commoner something is in the second class."""
_ALIKE = {"values": {0: 1}, "unit": "ratio", "evidence": "assumption", "note": "one class of residents"}


def completed(data: dict[Any, Any]) -> dict[Any, object]:
    """The data of a society file, with the entries of the first class for the second where there is no
    second; `data` itself is left as it is."""
    if len(listing(mapping(data.get("registration")).get("classes"))) != 1:
        return data
    made = {key: dict(entry) if isinstance(entry, dict) else entry for key, entry in data.items()}
    mortgage = mapping(made.get("debt")).get("mortgage")
    if isinstance(mortgage, dict):
        made["debt"]["mortgage"] = dict(mortgage)
    for path in PAIRED:
        part = _at(made, path)
        if "urban" in part:
            part.setdefault("rural", part["urban"])
    for path in ODDS:
        if part := _at(made, path):
            part.setdefault("rural_odds", _ALIKE)
    return made


def _at(data: object, path: tuple[str, ...]) -> dict[Any, object]:
    for step in path:
        data = mapping(mapping(data).get(step))
    return mapping(data)
