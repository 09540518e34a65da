"""Speech, fear, approval, and conduct for show."""

from glasshouse.metrics.per_person import of_months, of_person

MEASURES = (
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
