"""The clauses about those who carry out the rules: their discretion, zeal and quotas."""

from __future__ import annotations

from typing import Annotated

from glasshouse.rulebook.quantities import Quantity
from glasshouse.rulebook.sections import Clause, Yes, months
from glasshouse.rulebook.statements import Statement
from glasshouse.rulebook.words import Word, Words

POWERS = ("waive", "add", "sell", "shield")
PATROLS = ("even", "findings", "findings_corrected")


class Discretion(Clause):
    """What officials may do beyond the rules: waive, add, sell, and shield their own ties."""

    officials_may: Annotated[Statement, Words(choices=POWERS)] | None = None
    bounds: Annotated[Statement, Word("later", choices=("written", "none"))] | None = None


class Campaign(Clause):
    """A month of zeal, `every` so many months."""

    every: Annotated[Statement, months("down")] | None = None


class Quota(Clause):
    """Findings a month that officials must bring for 10,000 adults, and at whose expense."""

    findings: Annotated[Statement, Quantity("up", 0, unit="count", high=10_000, whole=True)] | None = None
    falls_on: Annotated[Statement, Word("later", choices=("anyone", "weak"))] | None = None


class Enforcement(Clause):
    """How the rules are enforced: where inspectors are sent, campaigns, quotas, reports that are paid for."""

    patrols: Annotated[Statement, Word("neither", choices=PATROLS)] | None = None
    campaign: Campaign | None = None
    quota: Quota | None = None
    pays_reports: Yes | None = None
