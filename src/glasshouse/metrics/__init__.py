"""Measures of what a run did to people: pure functions of its records.

Tables in, small tables or numbers out; nothing here runs a model or draws a picture. `monthly` reads
the monthly table, `list_shares` and `monthly_rates` count from it, `paired` compares a run
with its twin person by person, `targets` holds a run against published figures.

`measure` says what a measure is and `measure_data` what it is given; shipped ones are files in
`measures`, one for each close family with the counting it rests on, found by `catalogue` together with
those of a user. They answer with `findings`. `frame` counts by group, `per_person` holds the figures
kept of each person, and `answers` puts counts into the form of a measure: counted per person
(`crowd`), divided as sums of counts (`rates`). `survival` waits for events; `intervals` and `samples`
say how sure a number is, `persons` reads the table of people.
"""

from glasshouse.metrics import catalogue, list_shares, monthly, monthly_rates, targets
from glasshouse.metrics.findings import Bound, Estimate, Finding, GroupValue
from glasshouse.metrics.frame import GroupFrame
from glasshouse.metrics.paired import Difference, gap_table, paired_difference

__all__ = [
    "Bound",
    "Difference",
    "Estimate",
    "Finding",
    "GroupFrame",
    "GroupValue",
    "catalogue",
    "gap_table",
    "list_shares",
    "monthly",
    "monthly_rates",
    "paired_difference",
    "targets",
]
