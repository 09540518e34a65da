"""DAT-5: neither a law nor free consent that can be taken back."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import answers, unsaid
from glasshouse.rulebooks.law import KEEPERS
from glasshouse.rulebooks.vocabulary import vocabulary

DUES = ("able_and_refuses", "obstructs", "unperformed", "in_arrears", "owes", "firm_listed")
"""Entries onto a list that rest on debts or firms, whoever has agreed to be scored."""


@rule(
    "DAT-5",
    "Neither a law nor free consent that can be taken back",
    "E",
    articles=(
        cite(
            "GDPR 6", "processing needs a ground: consent, contract, law, public task, or a weighed interest"
        ),
        cite("GDPR 7(3)", "consent can be taken back as easily as it was given"),
        cite("GDPR 7(4)", "consent that a service is made to depend on is hardly free"),
        cite("PIPL 13", "consent, or one of the listed grounds in law"),
        cite("PIPL 15", "consent can be taken back"),
        cite("PIPL 16", "no service may be refused to who does not consent, unless it needs the data"),
    ),
    why=(
        "Everybody in a file is there by law or by choice. A choice that cannot be undone, or that costs "
        "something to refuse, is none; terms of service and memoranda are no law."
    ),
    blind="Whether people knew what they agreed to, and how hard it is made to leave.",
    bad="""
        scores: {points: {start: 100, grades: {A: 100, B: 0}}}
        links: {points.B: [warned]}
        participation: {by: consent, withdrawal: {allowed: false}, refusal_costs: false, basis: act}
    """,
    good="""
        scores: {points: {start: 100, grades: {A: 100, B: 0}}}
        links: {points.B: [warned]}
        participation: {by: consent, withdrawal: {allowed: true}, refusal_costs: false, basis: act}
    """,
)
def dat_5(law: Reading) -> Places:
    """Where people consent: can they take it back, and does a refusal cost them anything? Where nobody asks
    them: do lists, scores and gatekeepers rest on a source that has the rank of a law?"""
    consents = law.says("participation.by") in ("app", "consent")
    if consents:
        yield from _consent(law)
    opts_out = law.says("participation.by") == "opt_out"
    asked = "silence is taken for consent" if opts_out else "nobody is asked"
    for path in _unasked(law, consents):
        rank = law.rank(path)
        if not rank or rank == "practice":
            yield unsure(path, f"{asked}, and no law is named")
        elif rank == "contract":
            yield unsure(path, "a contract; whether it needs the data, and could be refused, is not said")
        elif not vocabulary("ranks")[rank].get("prescribed_by_law"):
            yield found(path, f"{asked}, and a {rank.replace('_', ' ')} is no law")


def _consent(law: Reading) -> Places:
    yield from answers(law, "participation.withdrawal.allowed", {False: "consent cannot be taken back"})
    yield from answers(law, "participation.refusal_costs", {True: "who does not agree loses by it"})
    asked = {"withdrawal.allowed": "taking consent back", "refusal_costs": "what a refusal costs"}
    yield from unsaid(law, {f"participation.{key}": what for key, what in asked.items()})


def _unasked(law: Reading, consents: bool) -> list[str]:
    """The clauses by which people come to be in a file without having agreed."""
    kinds = [kind for kind in KEEPERS if law.says(f"gatekeepers.{kind}.data")]
    found = [
        f"lists.{n}" for n in law.blacklists if not consents or law.says(f"lists.{n}.entry.when") in DUES
    ]
    found += [] if consents else [f"scores.{name}" for name in law.names("scores")]
    return found + [f"gatekeepers.{kind}" for kind in kinds]
