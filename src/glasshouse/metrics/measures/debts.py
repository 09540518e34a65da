"""Debt and its service: what a system of this kind is said to be for."""

from glasshouse.metrics.per_person import of_months, of_person

MEASURES = (
    of_person("paid", "Debt service paid", "cents", "benefit", "less"),
    of_person("debt_at_end", "Debt owed", "stock", "benefit", "more"),
    of_months("payment_missed", "Payments missed", "times", "benefit", "more"),
    of_months("in_arrears", "Time in arrears with a debt", "months", "neither", "neither"),
    of_months("interest", "Interest owed", "cents", "neither", "more"),
)
