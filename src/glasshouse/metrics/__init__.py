"""Measures of what a run did to people: pure functions of its records.

Tables in, small tables or numbers out; nothing here runs a model or draws a picture. `monthly` reads
the monthly table, `list_shares`, `monthly_rates` and `benefit` count from it, `paired` compares a run
with its twin person by person, `targets` holds a run against published figures, `exclusion` says how
alike private refusals are.

`measure` says what a measure is and `measure_data` what it is given; shipped ones are files in
`measures`, found by `catalogue` together with those of a user. They answer with `findings`. `frame`
counts by group; `disparity`, `inequality`, `speech_losses`, `contacts`, `delayed`, `welfare` and
`price` read the table of people, `per_person` holds the figures kept of each person; `ensemble`,
`satisficing`, `carrot` and `several_runs` (with `arbitrariness`) compare runs.

From the tables of standing, stays, denied rights and states come `access`, `deprivation`, `spells`,
`wrongful`, `redress_time`, `due_process`, `trap`, `proportion` and `attribution`, which `answers` puts
into the form of a measure. They count per person (`crowd`) and divide sums of counts (`rates`);
`survival` waits for events. `intervals`, `linear` and `samples` say how sure a number is, `persons`
reads the table of people.
"""

from glasshouse.metrics import benefit, catalogue, exclusion, list_shares, monthly, monthly_rates, targets
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
    "benefit",
    "catalogue",
    "exclusion",
    "gap_table",
    "list_shares",
    "monthly",
    "monthly_rates",
    "paired_difference",
    "targets",
]
