"""Measures of persons without a number: lists, refusals, work and income, minds, ties, debts.

Officials name the service of debts as the purpose of such a system.
"""

from glasshouse.metrics.per_person import of_months, of_person

ON_LISTS = (
    of_person("ever_listed", "Put on the list at least once", "share", "harm", "more"),
    of_person("times_listed", "Put on a list", "times", "harm", "more"),
    of_person("months_listed", "Time on the list", "months", "harm", "more"),
    of_person(
        "months_wrongly_listed", "Time on the list for somebody else's act or though unable to pay", "months",
        "harm", "more",
    ),
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
    of_months(
        "caught_before", "Mistakes found before they were recorded or listed", "times", "neither", "neither"
    ),
    of_months("duty_breached", "Duties failed", "times", "neither", "neither"),
    of_months("dispute_filed", "Disputes filed", "times", "neither", "neither"),
    of_months("dispute_won", "Disputes won", "times", "neither", "neither"),
)  # fmt: skip


REFUSALS = (
    of_months("months_gated", "Time with at least one right shut", "months", "harm", "more", counts="gated"),
    of_months("gated", "Time with at least one right shut", "months", "harm", "more"),
    of_person("denied", "Refused something they tried to do", "times", "harm", "more"),
    of_months("refused_flight", "Flights refused", "times", "harm", "more"),
    of_months("refused_train", "High-speed trains refused", "times", "harm", "more"),
    of_months("refused_loan", "Loans refused", "times", "harm", "more"),
    of_months("refused_school", "School places refused", "times", "harm", "more"),
    of_months("refused_other", "Other things refused", "times", "harm", "more"),
    of_months("refused_by_mark", "Refused by those who weighed a mark", "times", "harm", "more"),
    of_months("delayed", "Put off when they tried to do something", "times", "harm", "more"),
    of_months("shut_out", "Time refused by every gatekeeper of a kind", "months", "harm", "more"),
    of_months("low_grade", "Time in a low grade of the score", "months", "harm", "more"),
)


WORK_AND_INCOME = (
    of_person("income", "Income", "cents", "harm", "less"),
    of_person("savings_at_end", "Savings", "stock", "harm", "less"),
    of_person("employed_at_end", "In work at the end", "share", "harm", "less"),
    of_months("months_employed", "Time in employment", "months", "harm", "less", counts="employed"),
    of_months("employed", "Time in employment", "months", "harm", "less"),
)


MINDS = (
    of_person("months_voiced", "Time speaking critically", "months", "harm", "less"),
    of_months("months_fearful", "Time in fear", "months", "harm", "more", counts="fearful"),
    of_months("fearful", "Time in fear", "months", "harm", "more"),
    of_person("fear_at_end", "Fear, 0 to 255", "level", "harm", "more"),
    of_person(
        "approval_at_end", "Approval of the authority, -100 to 100", "level", "neither", "neither"
    ),
    of_person("praises_at_end", "Praising the authority at the end", "share", "neither", "neither"),
    of_months(
        "months_approving", "Time thinking well of the authority", "months", "neither", "neither",
        counts="approves_privately",
    ),
    of_months(
        "months_praised", "Time praising the authority", "months", "neither", "neither", counts="praised"
    ),
    of_months("praised", "Time praising the authority", "months", "neither", "neither"),
    of_months(
        "conforms", "Time praising the authority while disapproving of it", "months", "neither", "neither"
    ),
    of_months(
        "approves_privately", "Time approving of the authority in private", "months", "neither", "neither"
    ),
    of_months(
        "approves_stated", "Time approving, or seeming to out of fear or praise", "months", "neither",
        "neither",
    ),
    of_months("speech_punished", "Punished for speech", "times", "harm", "more"),
    of_months(
        "opinion_inferred", "Entered into a file for an opinion inferred from conduct", "times", "harm",
        "more",
    ),
    of_months("merit_for_show", "Good deeds done for points", "times", "neither", "neither"),
    of_months(
        "kindness_forgone", "Kind acts given up for deeds that earn points", "times", "harm", "more"
    ),
)  # fmt: skip


PUBLICITY_AND_TIES = (
    of_person("exposure", "Looked at on the map", "times", "harm", "more"),
    of_months("map_recognised", "Recognised on the map", "times", "harm", "more"),
    of_months("shamed", "Shamed before people who know them", "times", "harm", "more"),
    of_months("tie_cut", "Ties cut", "times", "harm", "more"),
    of_person("ties_cut", "Contacts lost at the end", "level", "harm", "more"),
    of_person("rights_lost_months", "Months of all rights shut, added up", "months", "harm", "more"),
)


DEBTS = (
    of_person("paid", "Debt service paid", "cents", "benefit", "less"),
    of_person("debt_at_end", "Debt owed", "stock", "benefit", "more"),
    of_months("payment_missed", "Payments missed", "times", "benefit", "more"),
    of_months("in_arrears", "Time in arrears with a debt", "months", "neither", "neither"),
    of_months("interest", "Interest owed", "cents", "neither", "more"),
)

MEASURES = (*ON_LISTS, *REFUSALS, *WORK_AND_INCOME, *MINDS, *PUBLICITY_AND_TIES, *DEBTS)
