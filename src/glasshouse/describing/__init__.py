"""The model in words: mechanisms, plan, rulebooks, and the description in the ODD protocol."""

from glasshouse.describing.odd import odd
from glasshouse.describing.pages import describe, plan, rulebook_table, table

__all__ = ["describe", "odd", "plan", "rulebook_table", "table"]
