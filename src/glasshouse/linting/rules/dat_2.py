"""DAT-2: something is recorded that nothing follows from."""

from glasshouse.linting.burdens import STATES
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import counts_against, recorded, title_of
from glasshouse.rulebooks.law import KEEPERS

SEEN_BY_GATEKEEPERS = {
    "missed_loan_payment": "arrears",
    "judgment_unperformed": "judgments",
    "critical_speech": "speech",
    "account_overdrawn": "closures",
}
"""Acts that reach gatekeepers, by the kind of data they ask for."""


@rule(
    "DAT-2",
    "Something is recorded that nothing follows from",
    "W",
    articles=(cite("GDPR 5(1)(c)", "no data beyond what the purpose needs"),),
    why="What is kept for no purpose is kept for a later one that nobody has weighed. It should not be kept.",
    blind="Uses outside the rulebook: statistics, a ministry's own files, a copy sold on.",
    bad="behaviours: {blood_donation: {recorded: true, basis: act}}",
    good="""
        scores: {points: {start: 100, grades: {A: 100, B: 0}}}
        behaviours: {volunteering: {points: 5, basis: act}}
        links: {points.B: [warned]}
    """,
)
def dat_2(law: Reading) -> Places:
    """Every act that is recorded: does it bring or cost points, lead onto a list, reach a gatekeeper or feed
    an inference? Every score: is anything linked to its grades?"""
    for name in recorded(law):
        if law.stated(f"behaviours.{name}") and not _used(law, name):
            yield found(f"behaviours.{name}", f"to {title_of(law, name)} is recorded, and nothing follows")
    for score in law.names("scores"):
        if not _score_used(law, score):
            yield found(f"scores.{score}", "points are kept, and nothing follows from them")


def _used(law: Reading, name: str) -> bool:
    listed = any(name in law.acts_onto(each) for each in (*law.blacklists, *law.redlists))
    inferred = law.words.behaviours[name].get("suspect") and law.stated("behaviours.inferred_disloyalty")
    asked = SEEN_BY_GATEKEEPERS.get(name, "nothing") in _asked_for(law)
    charged = law.says(f"behaviours.{name}.triggers", ())
    owed = any(law.says(f"lists.{each}.entry.when") in STATES.get(name, ()) for each in law.blacklists)
    return bool(
        law.points(name) or counts_against(law, name) or listed or inferred or asked or owed or charged
    )


def _score_used(law: Reading, score: str) -> bool:
    by_grade = any(
        law.says(f"lists.{each}.entry.when") in ("grade_at_most", "grade_at_least")
        for each in law.names("lists")
    )
    told = law.says("publicity.notify.low_grade") or law.says(f"scores.{score}.passed_to")
    return bool(law.stated("links") or by_grade or told or "grade" in _asked_for(law))


def _asked_for(law: Reading) -> set[str]:
    return {word for kind in KEEPERS for word in law.says(f"gatekeepers.{kind}.data", ())}
