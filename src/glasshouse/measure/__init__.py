"""Measures of what a run did to people: pure functions of its records.

Tables in, small tables or numbers out; nothing here runs a model or draws a picture. `monthly` reads the
monthly table, `listing`, `harm` and `benefit` count from it, `paired` compares a run with its twin person by
person, `targets` holds a run against published figures, `gatekeepers` says how alike private refusals are,
`catalogue` has the words for all of them.
"""

from glasshouse.measure import benefit, catalogue, gatekeepers, harm, listing, monthly, targets
from glasshouse.measure.paired import Difference, gap_table, paired_difference, person_dims

__all__ = [
    "Difference",
    "benefit",
    "catalogue",
    "gap_table",
    "gatekeepers",
    "harm",
    "listing",
    "monthly",
    "paired_difference",
    "person_dims",
    "targets",
]
