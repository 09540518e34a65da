"""DAT-6: nobody has weighed what the system does to people since it last changed."""

import datetime

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit


@rule(
    "DAT-6",
    "No impact assessment since the last change",
    "E",
    articles=(
        cite(
            "GDPR 35", "an assessment before processing that is likely to be a high risk, and after changes"
        ),
        cite("AI Act 27", "an assessment of the impact on fundamental rights before first use, kept current"),
    ),
    why=(
        "Whoever does not look beforehand at whom a rule will hit learns it from those who are hit. Each "
        "change asks the question anew."
    ),
    blind=(
        "What the assessment says, whether anybody affected was heard, and whether anything followed from it."
    ),
    bad="governance: {impact_assessment: 2019-01-01}",
    good="governance: {impact_assessment: 2023-12-01}",
)
def dat_6(law: Reading) -> Places:
    """The day of the latest impact assessment (`governance.impact_assessment`) against that of the latest
    change of the text: it may come before the change, by a year at most."""
    if not law.bears:
        return
    day = law.says("governance.impact_assessment")
    if day is None:
        yield unsure("governance.impact_assessment", "no impact assessment is named")
    elif law.since and day > law.since:
        yield unsure("governance.impact_assessment", f"it is of {day}, after the change of {law.since}")
    elif law.since and day < law.since - datetime.timedelta(days=limit("DAT-6.before")):
        yield found(
            "governance.impact_assessment", f"the latest is of {day}, the latest change of {law.since}"
        )
