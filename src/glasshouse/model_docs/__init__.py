"""The model in words: mechanisms, plan, rulebooks, and the description in the ODD protocol."""

from glasshouse.model_docs.odd_text import odd
from glasshouse.model_docs.pages import describe, events, measure_table, plan, rulebook_table, table
from glasshouse.model_docs.rulebook_language import language

__all__ = ["describe", "events", "language", "measure_table", "odd", "plan", "rulebook_table", "table"]
