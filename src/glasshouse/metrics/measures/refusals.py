"""Rights denied and things refused."""

from glasshouse.metrics.per_person import of_months, of_person

MEASURES = (
    of_months("months_gated", "Time with at least one right shut", "months", "harm", "more", counts="gated"),
    of_months("gated", "Time with at least one right shut", "months", "harm", "more"),
    of_person("denied", "Refused something they tried to do", "times", "harm", "more"),
    of_months("refused_flight", "Flights refused", "times", "harm", "more"),
    of_months("refused_train", "High-speed trains refused", "times", "harm", "more"),
    of_months("refused_loan", "Loans refused", "times", "harm", "more"),
    of_months("refused_school", "School places refused", "times", "harm", "more"),
    of_months("refused_other", "Other things refused", "times", "harm", "more"),
    of_months("shut_out", "Time refused by every gatekeeper of a kind", "months", "harm", "more"),
    of_months("low_grade", "Time in a low grade of the score", "months", "harm", "more"),
)
