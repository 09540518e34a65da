"""The tables of a society file about persons: ages, households, schooling, groups, attitudes, ties."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from glasshouse.errors import choices, shown
from glasshouse.population.society_leaves import (
    FORM,
    AgeOdds,
    Evidence,
    Label,
    Listed,
    Number,
    Quantity,
    Ratio,
    Share,
    Table,
    ThreeAges,
    in_unit,
    rows_in,
    wrong,
)

SCHOOLING = ("primary", "junior", "senior", "college")
"""Levels of schooling in the order of their codes 0 .. 3; `primary` includes none."""
ROLES = ("lone", "parent", "grown", "elder", "minor")
"""Parts played in a household: head (or partner of a head) without minors, the same with minors, grown child,
parent of the head, person under 18."""

AgeShares = Annotated[Table, rows_in("fraction", 0, 1)]
Schooling = Annotated[Table, rows_in("fraction", 0, 1, *SCHOOLING, total=1)]


class Ages(BaseModel):
    """Shares of all persons by sex and age band, and how much commoner an age is in the country."""

    model_config = FORM
    men: AgeShares
    women: AgeShares
    rural_odds: AgeOdds

    @model_validator(mode="after")
    def _check(self) -> Ages:
        if list(self.men.values) != list(self.women.values):
            raise wrong("men and women have unlike age bands", "give both the same bands")
        if not {18, 60} <= set(self.men.values):
            raise wrong("no age band begins at 18 or at 60", "let bands begin at 18 and at 60")
        total = sum(self.men.values.values()) + sum(self.women.values.values())
        if abs(total - 1) > 1e-4:
            raise wrong(f"men and women add up to {total:.6g}, not to 1", "give shares of all persons")
        return self


class HouseholdType(BaseModel):
    """Who lives together: one head, perhaps a partner, and others."""

    model_config = FORM
    share: Number = Field(ge=0, le=1)
    partner: int = Field(default=0, ge=0, le=1)
    grown: int = Field(default=0, ge=0, le=3)
    elders: int = Field(default=0, ge=0, le=2)
    minors: int = Field(default=0, ge=0, le=4)


class HouseholdTypes(BaseModel):
    """Shares of the kinds of households: a seed, tilted to the mean size and the share of minors."""

    model_config = FORM
    unit: Literal["fraction"]
    evidence: Evidence
    source: str = ""
    note: str = ""
    rows: dict[str, HouseholdType] = Field(min_length=2)

    @model_validator(mode="after")
    def _check(self) -> HouseholdTypes:
        total = sum(row.share for row in self.rows.values())
        if abs(total - 1) > 1e-4:
            raise wrong(f"the shares add up to {total:.6g}, not to 1", "give shares of all households")
        return self


class RoleAges(BaseModel):
    """Youngest, commonest and oldest age in each role: the seed of the fit of ages to roles."""

    model_config = FORM
    unit: Literal["age"]
    evidence: Evidence
    source: str = ""
    note: str = ""
    rows: dict[str, ThreeAges]

    @model_validator(mode="after")
    def _check(self) -> RoleAges:
        for name in self.rows:
            if name not in ROLES:
                raise wrong(f"{shown(name)} is not a role", choices(name, ROLES))
        for name in ROLES:
            if name not in self.rows:
                raise wrong(f"the role {name} is missing", f"give ages to each of {', '.join(ROLES)}")
        return self


class Households(BaseModel):
    """How people live together."""

    model_config = FORM
    mean_size: Annotated[Quantity, in_unit("persons", 1, 8)]
    types: HouseholdTypes
    ages: RoleAges
    ages_alike: Annotated[Table, rows_in("ratio", 0, 0.999, *ROLES)]
    schooling_alike: Annotated[Quantity, in_unit("ratio", 0, 0.999)]


class Learning(BaseModel):
    """Schooling of adults; `younger` are the odds of each next level per decade of youth."""

    model_config = FORM
    urban: Schooling
    rural: Schooling
    younger: Ratio


class Minority(BaseModel):
    """An abstract minority, partly living in quarters of its own; `groups` are its names."""

    model_config = FORM
    title: str = "Group"
    groups: Annotated[tuple[Label, Label], Listed] = ("majority", "minority")
    share: Share
    quarters: Share
    in_quarters: Share


class Status(BaseModel):
    """Officials and the party-connected, as shares of adults, commoner among the schooled."""

    model_config = FORM
    official: Share
    connected: Share
    odds: Annotated[Table, rows_in("ratio", 0, 1e4, *SCHOOLING)]


class Smartphones(BaseModel):
    """Who has a smartphone."""

    model_config = FORM
    urban: Share
    rural: Share
    odds: AgeOdds


class Mind(BaseModel):
    """Private attitudes. Published approval is stated, not private: the difference is an assumption."""

    model_config = FORM
    stated_approval: Share
    private_approval: Share
    spread: Annotated[Quantity, in_unit("point", 1, 100)]
    conviction: Annotated[Quantity, in_unit("fraction", 0.01, 0.99)]
    shame: Annotated[Quantity, in_unit("fraction", 0.01, 0.99)]
    strategic: Share


class Ties(BaseModel):
    """Whom people know outside their household."""

    model_config = FORM
    outside: Annotated[Table, rows_in("fraction", 0, 1, *range(8), total=1)]
    workplace: Annotated[Quantity, in_unit("count", 2, 1000)]
    district: Annotated[Quantity, in_unit("count", 2, 1e6)]
    reach: Annotated[Quantity, in_unit("count", 1, 1e7)]
    surety: Share
