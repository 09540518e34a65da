"""DAT-4: no way to see one's record and have it explained."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit
from glasshouse.linting.touching import answers, too_long, unsaid


@rule(
    "DAT-4",
    "No way to see one's record and have it explained",
    "E",
    articles=(
        cite("GDPR 15(1)(h)", "access, and meaningful information about the logic involved", "2026-11-23"),
        cite(
            "CJEU C-203/22",
            "a formula is no explanation; procedure and principles in plain words",
            "2026-11-23",
        ),
        cite(
            "AI Act 86",
            "an explanation of the role of a system in a decision that affects somebody",
            "2026-11-23",
        ),
    ),
    why="Who cannot see the record cannot tell that it is wrong, and who gets no reason cannot contest it.",
    blind=(
        "Whether an explanation can be understood, what access costs, and who is told that there is a record."
    ),
    bad="data: {access: false}",
    good="data: {access: true, access_within: 1 month, explanation: true}",
)
def dat_4(law: Reading) -> Places:
    """A right to see one's record, within a month, and to have it explained. Silence does not decide: a
    general law on data may give both."""
    if not law.bears:
        return
    yield from answers(law, "data.access", {False: "nobody may see their own record"})
    yield from too_long(
        law, "data.access_within", limit("DAT-4.access", "month"), "until one may see the record"
    )
    yield from answers(law, "data.explanation", {False: "a decision is not explained"})
    yield from unsaid(
        law, {"data.access": "access to one's own record", "data.explanation": "an explanation of a decision"}
    )
