"""PRC-7: an interim measure, a deadline or a defence that protects nobody."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import MONTH

LONGEST_INTERIM = 3 * MONTH
"""Months of a measure without a decision that this rule passes over (a choice of this rule)."""


@rule(
    "PRC-7",
    "An interim measure, a deadline or a defence protects nobody",
    "E",
    articles=(
        cite("ICCPR 2(3)", "an effective remedy, decided by a competent authority"),
        cite("ICCPR 14(1)", "a hearing before a competent, independent and impartial tribunal"),
        cite("GDPR 22", "no decision by a machine alone without a human being to ask"),
    ),
    why=(
        "A measure that is called provisional and lasts for months is a final one without a decision. A "
        "deadline that may pass without effect is a wish, and a plea that a machine decides is not heard."
    ),
    blind=(
        "Whether confirmation is more than a signature, how long pleas wait, and whether another law frees "
        "whoever gets no decision in time."
    ),
    bad="""
        defences:
          illness: {against: [lists.defaulters], asked: before, decided_by: machine}
    """,
    good="""
        defences:
          illness: {against: [lists.defaulters], asked: before, decided_by: court}
    """,
)
def prc_7(law: Reading) -> Places:
    """Interim entries and the time to confirm them, deadlines for decisions and what their passing does,
    terms that begin with a notice nobody need give, and by whom and when defences are heard."""
    for name in law.blacklists:
        yield from _list(law, f"lists.{name}")
    for name in law.names("defences"):
        here = f"defences.{name}"
        if law.says(f"{here}.decided_by") == "machine":
            yield found(f"{here}.decided_by", "a machine decides whether the plea is granted")
        elif law.says(f"{here}.decided_by") is None:
            yield unsure(f"{here}.decided_by", "nothing is said of who decides on the plea")
        if law.says(f"{here}.asked", "after") == "after":
            yield unsure(f"{here}.asked", "pleaded when the measure has begun; is it undone for that time?")


def _list(law: Reading, here: str) -> Places:
    months = law.says(f"{here}.entry.confirm_within")
    if law.says(f"{here}.entry.interim") and months and months > LONGEST_INTERIM:
        yield found(f"{here}.entry.confirm_within", f"{months:.3g} months without a decision")
    if law.says(f"{here}.decide_within") and not law.says(f"{here}.lapses", False):
        yield found(f"{here}.decide_within", "the deadline may pass and nothing follows")
    if law.says(f"{here}.term_from") == "notice" and law.says("procedure.notice", "none") == "none":
        yield found(f"{here}.term_from", "the term begins with a notice that nobody is given")
