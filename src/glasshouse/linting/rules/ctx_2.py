"""CTX-2: one number for many parts of life shuts a right."""

from glasshouse.linting.burdens import one_life
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading


@rule(
    "CTX-2",
    "A score over several parts of life shuts a right",
    "P",
    articles=(
        cite("AI Act 5(1)(c)", "no scoring of people over time that leads to such detriment", "2026-11-23"),
        cite("GDPR 5(1)(b)", "data collected for one purpose are not used for an incompatible one"),
    ),
    why="""
        A composite score makes a parking ticket and an unpaid bill exchangeable. What is refused
        because of it answers no act in particular, so that nobody can say whether it is in
        proportion.
    """,
    blind="Scores kept by others and bought in, and what a score is used for beyond the rulebook.",
    bad="""
        behaviours:
          late_public_fee: {points: -20, context: public_services, ground: final_decision, basis: act#8}
          traffic_ticket: {points: -50, context: traffic, ground: final_decision, basis: act#8}
        scores: {points: {start: 1000, grades: {A: 900, B: 0}, basis: act#8}}
        links: {points.B: [no_luxury_hotels]}
    """,
    good="""
        behaviours:
          traffic_ticket: {points: -50, context: traffic, ground: final_decision, basis: act#8}
        scores: {points: {start: 1000, grades: {A: 900, B: 0}, basis: act#8}}
        links: {points.B: [no_luxury_hotels]}
    """,
)
def ctx_2(law: Reading) -> Places:
    """Every denial that a grade brings, by itself, by a list of that grade or at a gatekeeper who sees
    it: does the score that decides take points for acts of more than one part of life?"""
    if len(set(map(one_life, law.score_contexts))) < 2:
        return
    for written, burdens in law.by_clause(law.denials).items():
        if any(law.by_score(burden) for burden in burdens):
            rights = ", ".join(burden.right for burden in burdens)
            yield found(written, f"a score over {', '.join(law.score_contexts)} shuts {rights}")
