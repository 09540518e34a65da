"""The shape of a society file: aggregate tables, never records of individuals.

Every number carries its unit, its evidence and its source (or is owned up to as an assumption). Fields are
named as in the file, so that a dotted path such as `debt.mortgage.mean` reads the same in both.

The tables of a society file about money: its currency, incomes, work, debts and savings.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from glasshouse.errors import shown
from glasshouse.population.attribute_schema import Attribute, AttributeName
from glasshouse.population.people_schema import (
    SCHOOLING,
    Ages,
    Households,
    Learning,
    Mind,
    Minority,
    Smartphones,
    Status,
    Ties,
)
from glasshouse.population.society_leaves import (
    FORM,
    AgeOdds,
    Currency,
    Label,
    Listed,
    Quantity,
    Ratio,
    Share,
    Sigma,
    StartMonth,
    Table,
    TwoNumbers,
    in_unit,
    rows_in,
    wrong,
)

SCHEMA = "glasshouse/society@1"

CLASSES = ("urban", "rural")
"""Names of the two classes of residents where a society gives none of its own."""

Density = Annotated[Quantity, in_unit("persons/km2", 100, 100_000)]


class Source(BaseModel):
    """Where figures were published."""

    model_config = FORM
    title: str
    year: int = Field(ge=1900, le=2100)
    address: str = ""


class Province(BaseModel):
    """A jurisdiction: its serial is part of the identity of its people and never changes."""

    model_config = FORM
    title: str
    serial: int = Field(ge=0, le=31)
    population: Annotated[Quantity, in_unit("persons", 1, 2e9)]
    area: Annotated[Quantity, in_unit("km2", 1, 1e8)]


class Figure(Quantity):
    """A parameter of a mechanism as it is known for this society; the range is that of the parameter if none
    is given."""

    range: TwoNumbers | None = None


class Calendar(BaseModel):
    """The month that the tables describe: a run begins there unless its rulebook comes into force later."""

    model_config = FORM
    start: StartMonth


class Registration(BaseModel):
    """The two classes of residents, or the only one; here where one lives, since residence and registration
    are not told apart.

    `urban` is the share of the first class. `title` names the two together, and `classes` each of them: a
    society may say town and village, or have one class only, and then needs no figures of the other.
    """

    model_config = FORM
    urban: Share
    title: str = "Registration"
    classes: Annotated[tuple[Label, ...], Listed] = CLASSES

    @model_validator(mode="after")
    def _check(self) -> Registration:
        if not 1 <= len(self.classes) <= 2 or len(set(self.classes)) < len(self.classes):
            raise wrong("classes are not one or two different names", "write for example [town, village]")
        if len(self.classes) == 1 and self.urban.value != 1:
            raise wrong("one class of residents, but its share is not 1", "write urban: {value: 1, ...}")
        return self


class Places(BaseModel):
    """Sizes (Pareto between two bounds) and densities of settlements."""

    model_config = FORM
    smallest: Annotated[Quantity, in_unit("persons", 1, 5e6)]
    largest: Annotated[Quantity, in_unit("persons", 1, 5e6)]
    tail: Annotated[Quantity, in_unit("ratio", 0.2, 5)]
    centre: Density
    edge: Density
    uneven: Sigma
    empty: Annotated[Quantity, in_unit("fraction", 0, 0.5)]

    @model_validator(mode="after")
    def _check(self) -> Places:
        if self.smallest.value >= self.largest.value:
            raise wrong("the smallest place is not smaller than the largest", "exchange them or correct one")
        return self


class Settlements(BaseModel):
    """Towns and villages."""

    model_config = FORM
    urban: Places
    rural: Places


def _unlike_serials(provinces: dict[str, Province]) -> dict[str, Province]:
    taken: dict[int, str] = {}
    for name, province in provinces.items():
        if (other := taken.setdefault(province.serial, name)) != name:
            raise wrong(f"{other} and {name} have the same serial", "give every province a serial of its own")
    return provinces


class Tables(BaseModel):
    """A society file as a whole."""

    model_config = FORM
    format: Literal["glasshouse/society@1"] = Field(alias="schema")
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    note: str = ""
    sources: dict[str, Source] = {}
    money: Money
    calendar: Calendar | None = None
    provinces: Annotated[dict[str, Province], Field(min_length=1), AfterValidator(_unlike_serials)]
    registration: Registration
    ages: Ages
    households: Households
    schooling: Learning
    minority: Minority
    status: Status
    settlements: Settlements
    income: IncomeTables
    work: Work
    debt: Debt
    savings: Savings
    smartphones: Smartphones
    mind: Mind
    ties: Ties
    attributes: dict[AttributeName, Attribute] = {}
    parameters: dict[str, Figure] = {}


Amount = Annotated[Quantity, in_unit("money", 0, 1e9)]
Income = Annotated[Quantity, in_unit("money/year", 1, 1e8)]


class Money(BaseModel):
    """The currency of every amount in the file, and what one unit of another is worth in it.

    A rate turns parameters of mechanisms and of practice that are given in another currency. A purchasing
    power parity is the better choice: these amounts are needs, prices and fees, not sums that cross a border.
    """

    model_config = FORM
    currency: Currency
    rates: dict[Currency, Quantity] = {}

    @model_validator(mode="after")
    def _check(self) -> Money:
        for other, rate in self.rates.items():
            if other == self.currency:
                raise wrong(f"a rate of {other} to itself", "leave it out")
            if rate.unit != (wanted := f"{self.currency}/{other}"):
                raise wrong(f"{other}: {shown(rate.unit)} is not a rate", f"write unit: {wanted}")
            if not 1e-9 <= rate.value <= 1e9:
                raise wrong(f"{other}: {rate.value:g} is out of bounds", "give 0.000000001 to 1,000,000,000")
        return self


class IncomeTables(BaseModel):
    """Income per head of households, and how it is earned."""

    model_config = FORM
    urban: Income
    rural: Income
    sigma: Sigma
    schooling: Annotated[Quantity, in_unit("ratio", 0, 0.95)]
    bands: Annotated[Table, rows_in("money/year", 1, 1e8, "low", "high")]
    women: Ratio
    schooled: Annotated[Table, rows_in("ratio", 0.01, 100, *SCHOOLING)]
    pension: Ratio


class Work(BaseModel):
    """Who works."""

    model_config = FORM
    rate: Share
    men: AgeOdds
    women: AgeOdds
    rural_odds: AgeOdds
    legal_representatives: Share


class Mortgage(BaseModel):
    """Debts on a home: share of the indebted who have one, and how much."""

    model_config = FORM
    urban: Share
    rural: Share
    access: Ratio
    mean: Amount


class OtherDebt(BaseModel):
    """Debts for other ends."""

    model_config = FORM
    mean: Amount


class Debt(BaseModel):
    """Who owes and how much."""

    model_config = FORM
    urban: Share
    rural: Share
    odds: AgeOdds
    access: Ratio
    mortgage: Mortgage
    other: OtherDebt
    with_income: Ratio
    uneven: Sigma
    service: Annotated[Quantity, in_unit("1/month", 0.0001, 0.1)]
    subsistence: Annotated[Quantity, in_unit("money/month", 0, 1e5)]
    bearable: Share
    men: Annotated[Quantity, in_unit("ratio", 0.1, 100)]
    insolvent: Share


class Savings(BaseModel):
    """Savings in months of one's own income: median and spread."""

    model_config = FORM
    median: Annotated[Quantity, in_unit("month", 0, 1e3)]
    uneven: Sigma
