"""Publicity, ties cut, and all rights lost."""

from glasshouse.metrics.per_person import of_months, of_person

MEASURES = (
    of_person("exposure", "Looked at on the map", "times", "harm", "more"),
    of_months("map_recognised", "Recognised on the map", "times", "harm", "more"),
    of_months("shamed", "Shamed before people who know them", "times", "harm", "more"),
    of_months("tie_cut", "Ties cut", "times", "harm", "more"),
    of_person("ties_cut", "Contacts lost at the end", "level", "harm", "more"),
    of_person("rights_lost_months", "Months of all rights shut, added up", "months", "harm", "more"),
)
