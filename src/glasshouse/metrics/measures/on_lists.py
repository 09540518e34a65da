"""Time on lists: for whom, how long, and for somebody else's debt or one that cannot be paid."""

from glasshouse.metrics.per_person import of_months, of_person

MEASURES = (
    of_person("ever_listed", "Put on the list at least once", "share", "harm", "more"),
    of_person("times_listed", "Put on a list", "times", "harm", "more"),
    of_person("months_listed", "Time on the list", "months", "harm", "more"),
    of_person("months_wrongly_listed", "Time on the list on a false ground", "months", "harm", "more"),
    of_months(
        "months_wrong_person", "Time on the list for somebody else's debt", "months", "harm", "more",
        counts="listed_wrong_person",
    ),
    of_months(
        "months_unable", "Time on the list though unable to pay", "months", "harm", "more",
        counts="listed_unable",
    ),
    of_months("entered_list", "Put on a list", "times", "harm", "more"),
    of_months(
        "entered_wrong_person", "Put on a list for somebody else's debt or act", "times", "harm", "more"
    ),
    of_months("entered_unable", "Put on a list though unable to pay", "times", "harm", "more"),
    of_months("sued", "Sued", "times", "harm", "more"),
    of_months("dispute_filed", "Disputes filed", "times", "neither", "neither"),
    of_months("dispute_won", "Disputes won", "times", "neither", "neither"),
)  # fmt: skip
