"""Policy as data: rulebooks read with line numbers, layered, explained, compiled to the law of each month.

Names are loaded on first use, so that the rules of the model can read `rulebook.law` without the reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.lazy import lazy_attributes

if TYPE_CHECKING:
    from glasshouse.rulebooks.book import Explanation, Rulebook
    from glasshouse.rulebooks.law import LAW
    from glasshouse.rulebooks.loading import load, shipped
    from glasshouse.rulebooks.practising import json_schema, practice
    from glasshouse.rulebooks.variants import (
        benefits_only,
        financial_only,
        penalties_only,
        with_due_process,
        zero_base,
    )

__all__ = [
    "LAW",
    "Explanation",
    "Rulebook",
    "benefits_only",
    "financial_only",
    "json_schema",
    "load",
    "penalties_only",
    "practice",
    "shipped",
    "with_due_process",
    "zero_base",
]

_LAZY = {
    "LAW": "law",
    "Explanation": "book",
    "Rulebook": "book",
    "json_schema": "practising",
    "load": "loading",
    "practice": "practising",
    "shipped": "loading",
    "benefits_only": "variants",
    "financial_only": "variants",
    "penalties_only": "variants",
    "with_due_process": "variants",
    "zero_base": "variants",
}

__getattr__ = lazy_attributes(__name__, _LAZY)
