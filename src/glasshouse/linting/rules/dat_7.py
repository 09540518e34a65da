"""DAT-7: one consent for several uses, or a withdrawal that leaves the data where they are."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading

BY_CHOICE = ("app", "consent", "opt_out")


@rule(
    "DAT-7",
    "One consent stands for several uses, or withdrawing it leaves the data where they are",
    "E",
    articles=(
        cite("GDPR 7(2)", "a request for consent is kept apart from other matters"),
        cite("GDPR 4(11)", "consent is given by a clear act; silence is none"),
        cite("GDPR 17(1)(b)", "data are erased when consent is withdrawn and no other ground carries them"),
        cite("PIPL 47", "data are deleted when consent is withdrawn"),
    ),
    why=(
        "Somebody may want a service and not want banks to see a score. Who is asked once for both has no "
        "choice about the second, and who leaves and stays on file has not left."
    ),
    blind=(
        "Whether another legal ground carries what is kept or passed on, how the question is put, and what "
        "happens to copies that recipients hold."
    ),
    bad="""
        scores: {points: {start: 100, grades: {A: 100, B: 0}}}
        links: {points.B: [warned]}
        participation:
          {by: consent, withdrawal: {allowed: true, deletes: false}, refusal_costs: false, basis: act}
    """,
    good="""
        scores: {points: {start: 100, grades: {A: 100, B: 0}}}
        links: {points.B: [warned]}
        participation:
          by: consent
          withdrawal: {allowed: true, deletes: true}
          refusal_costs: false
          purposes: {lending: {by: consent, recipients: [lenders]}}
          basis: act
    """,
)
def dat_7(law: Reading) -> Places:
    """Where people take part by choice: the uses that each have a purpose of their own, the ones among them
    that nobody is asked about or that count silence as consent, and what a withdrawal leaves on file."""
    if law.says("participation.by", "mandatory") not in BY_CHOICE:
        return
    for name in law.names("participation.purposes"):
        path = f"participation.purposes.{name}.by"
        how = law.says(path, "mandatory")
        if how == "mandatory":
            yield found(path, f"who takes part cannot refuse the use {name.replace('_', ' ')}")
        elif how == "opt_out":
            yield found(path, f"silence counts as consent to the use {name.replace('_', ' ')}")
    here = "participation.withdrawal"
    if not law.says(f"{here}.allowed", False):
        return
    if law.says(f"{here}.deletes") is None:
        yield unsure(f"{here}.deletes", "nothing is said of what happens to the data of those who withdraw")
    elif not law.says(f"{here}.deletes"):
        yield found(f"{here}.deletes", "score and records of those who withdraw stay")
    if law.says(f"{here}.keeps", ()):
        yield found(f"{here}.keeps", "listings that rest on the records outlast the withdrawal")
