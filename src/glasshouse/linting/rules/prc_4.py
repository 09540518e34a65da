"""PRC-4: nobody independent looks at it."""

import re

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading

COURT = re.compile(r"\b(?:courts?|tribunals?)\b", re.IGNORECASE)
"""What an appeal must go to."""


@rule(
    "PRC-4",
    "No independent body or court",
    "E",
    articles=(
        cite("ICCPR 2(3)", "an effective remedy, decided by a competent authority"),
        cite("ICCPR 14(1)", "a competent, independent and impartial tribunal established by law"),
    ),
    why=(
        "Whoever made the list is the wrong one to say that it is right. Where others looked, between a "
        "quarter and a half of the decisions did not stand."
    ),
    blind=(
        "Whether the body is independent in fact, can be reached by people without a lawyer, and is obeyed."
    ),
    bad="procedure: {independent_body: same_body}",
    good="procedure: {independent_body: independent_authority}",
)
def prc_4(law: Reading) -> Places:
    """Who decides in the end whether it was right (`procedure.independent_body`). An appeal to a court
    counts."""
    if not law.bears:
        return
    body = law.says("procedure.independent_body")
    if body == "same_body":
        yield found("procedure.independent_body", "whoever listed the person decides on the complaint")
    elif body == "none":
        yield found("procedure.independent_body", "nobody independent decides")
    elif body is None:
        yield from _by_appeal(law)


def _by_appeal(law: Reading) -> Places:
    allowed, to = (law.says(f"procedure.appeal.{key}") for key in ("allowed", "to"))
    if allowed is False:
        yield found("procedure.appeal.allowed", "there is no appeal, and no other body is named")
    elif not (allowed and COURT.search(str(to or ""))):
        yield unsure("procedure.independent_body", "who decides in the end is not said")
