"""RGT-4: standing for election, voting or public office is barred without a conviction and an end."""

from glasshouse.linting.burdens import Burden
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import Closed, closed, under

ACTS = ("behaviour", "obstructs")
"""Entries onto a list for something done, which a court may have found to be an offence."""


@rule(
    "RGT-4",
    "Votes, candidacies or offices are barred without a conviction and an end",
    "P",
    articles=(
        cite(
            "ICCPR 25",
            "every citizen may vote, stand and enter public service without unreasonable restrictions",
        ),
        cite(
            "GC 25 para 14",
            "a vote suspended for a conviction: for a time in proportion to offence and sentence",
        ),
        cite("GC 25 para 4", "conditions must rest on objective and reasonable criteria", "2026-11-23"),
    ),
    why=(
        "Who may vote, stand and hold office is what makes a government answerable. Debts, points and bad "
        "company are no reasonable grounds; a court's finding of an offence can be one, for a time in "
        "proportion."
    ),
    blind=(
        "Whether a judgment named as ground is one on an offence: that is read from the entry (an act "
        "found by a court). Special fitness for single posts, such as a cashier's, is not told from public "
        "service as a whole."
    ),
    bad="sanctions: {no_luxury_hotels: {right: political.vote, context: politics}}",
    good="""
        lists:
          defaulters: {entry: {when: behaviour, behaviour: commercial_fraud, ground: court_judgment}}
        behaviours: {commercial_fraud: {recorded: true, basis: act}}
        sanctions: {no_luxury_hotels: {right: political.village_candidacy, context: politics}}
    """,
)
def rgt_4(law: Reading) -> Places:
    """Every denial of a vote, a candidacy or public service: does it rest on an act found by a court, and
    does it end by itself? Where no ground is named, the text does not decide."""
    for shut in closed(law, under(law, "ICCPR 25")):
        yield from _asked(law, shut)


def _asked(law: Reading, shut: Closed) -> Places:
    if shut.open:
        yield shut.place
        return
    reasons = {_reason(law, burden) for burden in shut.burdens} or {"nobody has it unless granted"}
    if reasons == {""}:
        return
    if reasons <= {"", "unsaid"}:
        yield unsure(shut.path, f"shut: {shut}; whether for an offence found by a court is not said")
    else:
        yield found(shut.path, f"shut: {shut}; {'; '.join(sorted(reasons - {'', 'unsaid'}))}")


def _reason(law: Reading, burden: Burden) -> str:
    """Why the ground does not do; empty where it does, `unsaid` where none is named."""
    if burden.kind != "list":
        return f"by {'an' if burden.kind[0] in 'aeiou' else 'a'} {burden.kind}, no conviction"
    when, ground = (law.says(f"{burden.cause}.entry.{key}") for key in ("when", "ground"))
    if when not in ACTS or ground not in (None, "court_judgment"):
        return "for no offence found by a court"
    if burden.months is None or "expired" not in law.says(f"{burden.cause}.exit.on", ()):
        return "without an end"
    return "" if when == "behaviour" and ground else "unsaid"
