"""CTX-2: one number for many parts of life shuts a right."""

from glasshouse.linting.burdens import Burden, contexts_of_score, one_life
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import asked


@rule(
    "CTX-2",
    "A score over several parts of life decides on a right",
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
    """Every right that a grade shuts, marks, delays or makes dearer, by itself, by a list of that grade or
    at a gatekeeper who sees it, every right kept for those with a high score, and every list by grade that
    is shown: is the score moved by acts of more than one part of life? Where no act is named, the text does
    not say what moves it. A note that somebody may weigh is not asked about."""
    for written, burdens in law.by_clause(law.burdens).items():
        scored = [burden for burden in burdens if law.by_score(burden) and burden.effect != "warn"]
        if scored:
            earned = any(burden.granted for burden in scored)
            yield from _asked(law, scored, written, ", ".join(burden.named for burden in scored), earned)
    for path in law.shows:
        if law.says(f"{path.removesuffix('.publish')}.entry.when") == "grade_at_most":
            yield from _asked(law, [], path, "who is shown", False)


def _asked(law: Reading, scored: list[Burden], written: str, what: str, earned: bool) -> Places:
    contexts = contexts_of_score(law, earned=earned)
    told = f"a score over {', '.join(contexts)} decides on {what}"
    if not contexts:
        yield unsure(written, f"no act is named that moves the score which decides on {what}")
    elif len(set(map(one_life, contexts))) > 1:
        yield asked(scored, written, told) if scored else found(written, told)
