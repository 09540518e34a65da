"""Synthetic societies: aggregate tables in, persons, households, places and ties out.

Records of individuals are neither accepted nor made; everybody here is drawn from tables by keyed luck.
Names are loaded on first use, so that importing a part does not load all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.lazy import lazy_attributes

if TYPE_CHECKING:
    from glasshouse.population.recipe import json_schema, load, shipped
    from glasshouse.population.society import Society, SocietyRecipe

__all__ = ["Society", "SocietyRecipe", "json_schema", "load", "shipped"]

_LAZY = {
    "Society": "society",
    "SocietyRecipe": "society",
    "json_schema": "recipe",
    "load": "recipe",
    "shipped": "recipe",
}

__getattr__ = lazy_attributes(__name__, _LAZY)
