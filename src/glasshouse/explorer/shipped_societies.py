"""The societies that the page offers: those shipped, each read once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from glasshouse.errors import suggestion
from glasshouse.explorer.requests import bad

if TYPE_CHECKING:
    from glasshouse.population import SocietyRecipe


def groups_of(society: str) -> int:
    """Groups that people of a shipped society are counted in. Raises `InputError` for a name not shipped."""
    from glasshouse.model.groups import STRATA

    return (_highest_serial(society) + 1) * STRATA


def _highest_serial(society: str) -> int:
    from glasshouse.population import shipped

    if society not in shipped():
        known = shipped()
        raise bad(f'there is no society "{society}" here', suggestion(society, known) or ", ".join(known))
    return max(int(province.serial) for province in recipe(society).tables.provinces.values())


@lru_cache(maxsize=8)
def recipe(society: str) -> SocietyRecipe:
    """The recipe of a shipped society, read once."""
    from glasshouse.population import load

    return load(society)
