"""How unequally access to rights falls, in a sentence."""

from __future__ import annotations

from glasshouse.reporting import words
from glasshouse.reporting.finding_tables import Findings


def says(found: Findings) -> str:
    """Concentration of access in a sentence."""
    one = found.get("F11.gini")
    if one is None or not one.value:
        return ""
    return (
        f"The Gini index of access to rights is {words.number(one.value)} (95\u202f% interval "
        f"{words.interval(one.low, one.high)}; {words.count(one.persons)} adults; 0: all have the same)."
    )
