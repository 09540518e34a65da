"""Synthetic societies: aggregate tables in, persons, households, places and ties out.

Records of individuals are neither accepted nor made; everybody here is drawn from tables by keyed luck.
Names are loaded on first use, so that importing a part does not load all of it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from glasshouse.society.publishing import json_schema
    from glasshouse.society.recipe import SocietyRecipe, load, shipped
    from glasshouse.society.society import Society

__all__ = ["Society", "SocietyRecipe", "json_schema", "load", "shipped"]

_HOMES = {
    "Society": "society",
    "SocietyRecipe": "recipe",
    "json_schema": "publishing",
    "load": "recipe",
    "shipped": "recipe",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
