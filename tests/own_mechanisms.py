"""Mechanisms that several tests share, so that the month with them is compiled once."""

from __future__ import annotations

from pathlib import Path

import glasshouse as gh

AMNESTY = Path(__file__).parent.parent / "examples" / "debt_amnesty.py"


@gh.mechanism(applies_to="both", fields={"good": "u2"}, streams="mood", events="good", writes="good")
def good_months(person, ctx):
    """Counts months of good luck, and changes nothing that the model knows."""
    if ctx.chance("mood", 0.25):
        person.good += 1
        ctx.record("good")
