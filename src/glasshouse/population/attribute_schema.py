"""Attributes of persons as a society file gives them: categories, shares, and to whom others apply."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, model_validator

from glasshouse.errors import shown
from glasshouse.population.society_leaves import (
    FORM,
    CategoryShares,
    Quantity,
    Sex,
    Table,
    TwoAges,
    in_unit,
    wrong,
)

RESERVED = frozenset({
    "who", "person", "persons", "people", "cluster", "cell", "x", "y", "age", "province", "settlement",
    "block", "household", "payer", "group", "traits", "female", "rural", "minority", "schooling",
    "status", "smartphone", "legal_rep", "attitude", "conviction", "shame", "strategic", "employed",
    "wage", "pension", "savings", "debt", "dependants", "income_band", "contacts", "guarantees",
    "registration", "sex", "age_band", "listing", "all", "month", "dim", "measure", "unit",
    "contacts_listed", "contacts_listed_kept", "household_listed", "first_listed", "first_left", "listed",
    "wrongly_listed", "viewers", "weight", "happened", "income",
})  # fmt: skip
"""Names that an attribute cannot have, since tables and mechanisms use them."""


def _attribute_name(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", name):
        raise wrong(
            f"{shown(name)} is not a name", "use small letters, digits and _, a letter first, at most 30"
        )
    if name in RESERVED or name.startswith(("system_", "twin_")):
        raise wrong(f"{name} is a name of glasshouse itself", f"use another, as in own_{name}")
    return name


AttributeName = Annotated[str, AfterValidator(_attribute_name)]


class Where(BaseModel):
    """Persons to whom other shares apply: those who meet every condition that is given.

    `age` are the youngest and the oldest in years; `sex`, `residence` and `province` name groups.
    """

    model_config = FORM
    age: TwoAges | None = None
    sex: Sex | None = None
    residence: str | None = None
    province: str | None = None

    @model_validator(mode="after")
    def _check(self) -> Where:
        if not self.model_fields_set:
            raise wrong("has no condition", "give age, sex, residence or province")
        return self


class AttributeShares(BaseModel):
    """Shares of the categories of an attribute among some persons."""

    model_config = FORM
    who: Where
    shares: Annotated[Table, CategoryShares]


class Attribute(BaseModel):
    """An attribute of persons of the society's own: a share for each category.

    `among` gives other shares to some persons, by a name for them; the first entry that fits a person
    applies. `alike` is the
    correlation within households (0 where left out), which changes no share.
    """

    model_config = FORM
    title: str = ""
    shares: Annotated[Table, CategoryShares]
    among: dict[str, AttributeShares] = {}
    alike: Annotated[Quantity, in_unit("ratio", 0, 0.999)] | None = None

    @property
    def categories(self) -> tuple[str, ...]:
        """Names of the categories, in the order of the file."""
        return tuple(str(name) for name in self.shares.values)

    @model_validator(mode="after")
    def _check(self) -> Attribute:
        for part in self.among.values():
            if list(part.shares.values) != list(self.shares.values):
                raise wrong("among has other categories", f"give {', '.join(self.categories)} in this order")
        return self
