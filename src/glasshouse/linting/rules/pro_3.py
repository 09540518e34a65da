"""PRO-3: one point less, and much is lost at once."""

from itertools import pairwise

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading

STEEP = 1.0
"""Welfare weight of rights lost in one step from which lint asks: that of one vital right (assumption)."""


@rule(
    "PRO-3",
    "One point less shuts much at once",
    "W",
    articles=(
        cite("Siracusa 7", "no limit is applied in an arbitrary manner"),
        cite("GC 27 para 14", "a limit is proportionate to the interest it protects", "2026-11-23"),
    ),
    why="""
        Two persons who differ by one point differ by next to nothing. A threshold at which vital
        things are lost together treats them as if they were different kinds of people.
    """,
    blind="""
        How many people stand near the threshold; runs show that. Weights of rights are a value
        judgement.
    """,
    bad="""
        scores: {points: {start: 1000, grades: {A: 900, B: 0}, basis: act#8}}
        behaviours: {debt_judgment: {points: -30, context: courts, ground: court_judgment, basis: act#8}}
        sanctions:
          no_aid: {right: welfare.social_aid, effect: deny, context: welfare, because: x, basis: act#8}
        links: {points.B: [no_aid, no_luxury_hotels]}
    """,
    good="""
        scores: {points: {start: 1000, grades: {A: 900, B: 0}, basis: act#8}}
        behaviours: {debt_judgment: {points: -30, context: courts, ground: court_judgment, basis: act#8}}
        links: {points.B: [no_luxury_hotels]}
    """,
)
def pro_3(law: Reading) -> Places:
    """Grades of a score, from one to the next below: how much do the rights weigh that the step shuts,
    with the lists that begin there? From a weight of 1, that of one vital right, lint asks."""
    grades = law.tree.grades(law.score)
    for better, worse in pairwise(grades):
        step = shut_at(law, worse) - shut_at(law, better)
        lost = sum(weight for _, weight in step)
        if lost >= STEEP:
            rights = ", ".join(sorted(right for right, _ in step))
            written = f"links.{law.score}.{worse}"
            path = written if law.stated(written) else f"scores.{law.score}.grades.{worse}"
            yield found(
                path, f"one point below {better} shuts {rights} (together {lost:.2g} of 1 for a vital right)"
            )


def shut_at(law: Reading, grade: str) -> set[tuple[str, float]]:
    """The rights shut in a grade, by itself and by lists that begin at it or above, with their weights."""
    grades = law.tree.grades(law.score)
    place = grades.index(grade)
    shut = set()
    for burden in law.denials:
        entry = law.says(f"{burden.cause}.entry.grade", "") if burden.kind == "list" else ""
        listed = law.by_score(burden) and entry.partition(".")[2] in grades[: place + 1]
        if burden.cause == f"links.{law.score}.{grade}" or (burden.kind == "list" and listed):
            shut.add((burden.right, burden.weight))
    return shut
