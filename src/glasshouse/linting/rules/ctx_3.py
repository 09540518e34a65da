"""CTX-3: a score that others must act on."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading

OUTSIDE = ("lenders", "gatekeepers", "agencies", "anyone")
HELD_BY_OTHERS = {
    "economic.loan": "banks",
    "economic.bank_account": "banks",
    "economic.payment": "payment services",
    "economic.insurance_product": "insurers",
    "education.private_school": "schools",
    "education.public_school": "schools",
    "work.screened_employment": "employers",
    "housing.rental": "landlords",
    "expression.platform_speech": "platforms",
    "communication.phone": "telephone companies",
    "movement.flight": "airlines",
    "movement.high_speed_rail": "railways",
    "leisure.luxury_hotel": "hotels",
}
"""Rights that somebody other than the scorer must refuse."""


@rule(
    "CTX-3",
    "A score is passed to others who must act on it",
    "E",
    articles=(
        cite("GDPR 22", "no decision with such effects by automated means alone"),
        cite(
            "CJEU C-634/21", "a score on which others draw strongly is itself such a decision", "2026-11-23"
        ),
    ),
    why="""
        Where banks, schools or platforms must follow a score, the one who computes it has decided.
        Then what holds for decisions holds for the score: a ground in law, safeguards, a human being.
    """,
    blind="Whether those who receive the score follow it without a look of their own, bound or not.",
    bad="""
        behaviours: {debt_judgment: {points: -50, context: courts, ground: court_judgment, basis: act#8}}
        scores:
          points: {start: 1000, grades: {A: 900, B: 0}, passed_to: [lenders], binding: true, basis: act#8}
    """,
    good="""
        behaviours: {debt_judgment: {points: -50, context: courts, ground: court_judgment, basis: act#8}}
        scores:
          points: {start: 1000, grades: {A: 900, B: 0}, passed_to: [subject], basis: act#8}
    """,
)
def ctx_3(law: Reading) -> Places:
    """To whom the score goes (`passed_to`) and whether they are bound (`binding`); gatekeepers who look
    at the grade; denials by grade of what private hands hold, such as credit, work or a seat on a
    train."""
    if not law.score:
        return
    here = f"scores.{law.score}"
    passed = [each for each in law.says(f"{here}.passed_to", ()) if each in OUTSIDE]
    if passed and law.says(f"{here}.binding"):
        yield found(f"{here}.passed_to", f"{', '.join(passed)} receive the score and must act on it")
    elif passed and law.says(f"{here}.binding") is None:
        yield unsure(f"{here}.passed_to", f"{', '.join(passed)} receive the score; must they act on it?")
    for written, burdens in law.by_clause(law.denials).items():
        held = [b.right for b in burdens if law.by_score(b) and b.right in HELD_BY_OTHERS]
        if held:
            who = ", ".join(dict.fromkeys(HELD_BY_OTHERS[right] for right in held))
            yield found(written, f"{who} must refuse because of a grade ({', '.join(held)})")
