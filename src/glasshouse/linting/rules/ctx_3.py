"""CTX-3: a score that others must act on."""

from glasshouse.linting.burdens import Burden
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Place, Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit
from glasshouse.linting.touching import asked, score_goes_to

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
    "A score is passed to others who must act on it, or draw strongly on it",
    "E",
    articles=(
        cite("GDPR 22", "no decision with such effects by automated means alone"),
        cite(
            "CJEU C-634/21", "a score on which others draw strongly is itself such a decision", "2026-11-23"
        ),
    ),
    why="""
        Where banks, schools or platforms follow a score, bound or not, the one who computes it has decided.
        Then what holds for decisions holds for the score: a ground in law, safeguards, a human being.
    """,
    blind="Whether those who receive the score really follow it, or look for themselves.",
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
    """To whom the score goes (`passed_to`, `data.seen_by`) and whether they are bound (`binding`);
    gatekeepers who look at the grade, and how often they refuse by it; denials and marks by grade of what
    private hands hold, such as credit, work or a seat on a train. Whoever is not bound may still draw
    strongly on it."""
    if law.score:
        yield from _passed(law, f"scores.{law.score}")
    for written, burdens in law.by_clause(law.burdens).items():
        held = [b for b in burdens if law.by_score(b) and b.right in HELD_BY_OTHERS and _heeded(b)]
        if held:
            who = ", ".join(dict.fromkeys(HELD_BY_OTHERS[burden.right] for burden in held))
            yield _drawn_on(
                law, held, written, f"{who} decide by a grade ({', '.join(b.right for b in held)})"
            )


def _passed(law: Reading, score: str) -> Places:
    path = f"{score}.passed_to"
    passed = score_goes_to(law)
    bound, who = law.says(f"{score}.binding"), ", ".join(passed)
    if passed and bound:
        yield found(path, f"{who} receive the score and must act on it")
    elif passed:
        duty = "are not bound" if bound is False else "may or may not be bound"
        yield unsure(path, f"{who} receive the score and {duty}; do they draw strongly on it?")
    elif not law.stated(path) and not law.stated("data.seen_by"):
        yield unsure(path, "who receives the score is not said")


def _heeded(burden: Burden) -> bool:
    """Whether somebody else has to follow, or may be led: a note alone decides nothing."""
    return burden.denies or burden.effect == "mark"


def _drawn_on(law: Reading, held: list[Burden], written: str, told: str) -> Place:
    if held[0].kind != "gatekeeper":
        return asked(held, written, told)
    chance = law.says(f"{held[0].cause}.refuses_marked")
    if chance is None:
        return unsure(written, f"{told}; how much the grade weighs with them is not said")
    told = f"{told}: a bad one is refused with chance {chance:g}"
    strongly = chance >= limit("CTX-3.drawn_on") or law.says("gatekeepers.database")
    return found(written, told) if strongly else unsure(written, f"{told}; is that drawing strongly on it?")
