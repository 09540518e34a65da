"""Income, savings and work."""

from glasshouse.metrics.per_person import of_months, of_person

MEASURES = (
    of_person("income", "Income", "cents", "harm", "less"),
    of_person("savings_at_end", "Savings", "stock", "harm", "less"),
    of_person("employed_at_end", "In work at the end", "share", "harm", "less"),
    of_months("months_employed", "Time in employment", "months", "harm", "less", counts="employed"),
    of_months("employed", "Time in employment", "months", "harm", "less"),
)
