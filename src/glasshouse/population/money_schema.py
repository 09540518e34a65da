"""The tables of a society file about money: its currency, incomes, work, debts and savings."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, model_validator

from glasshouse.errors import shown
from glasshouse.population.people_schema import SCHOOLING
from glasshouse.population.society_leaves import (
    FORM,
    AgeOdds,
    Currency,
    Quantity,
    Ratio,
    Share,
    Sigma,
    Table,
    in_unit,
    rows_in,
    wrong,
)

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
