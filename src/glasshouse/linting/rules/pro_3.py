"""PRO-3: one point less, and much is lost at once."""

from itertools import pairwise

from glasshouse.linting.burdens import Burden
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit
from glasshouse.linting.touching import asked


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
    """Grades of a score, from one to the next below: how much do the rights weigh that the step shuts or no
    longer grants, with the lists that begin there? From a weight of 1, that of one vital right, lint asks."""
    for better, worse in pairwise(law.tree.grades(law.score)):
        step = lost_at(law, worse) - lost_at(law, better)
        weights = {burden.right: burden.weight for burden in step}
        if sum(weights.values()) >= limit("PRO-3.steep"):
            written = f"links.{law.score}.{worse}"
            path = written if law.stated(written) else f"scores.{law.score}.grades.{worse}"
            told = (
                f"{', '.join(sorted(weights))} (together {sum(weights.values()):.2g} of 1 for a vital right)"
            )
            yield asked(step, path, f"one point below {better} costs {told}")


def lost_at(law: Reading, grade: str) -> set[Burden]:
    """What is shut in a grade, by itself and by lists that begin at it or above, and what only better grades
    are granted."""
    grades = law.tree.grades(law.score)
    place = grades.index(grade)
    better = [f"links.{law.score}.{each}" for each in grades[:place]]
    here = [f"links.{law.score}.{each}" for each in grades[place:]]
    kept = {b.right for b in law.denials if b.granted and b.cause in here}
    return {b for b in law.denials if _loses(law, b, grades[: place + 1], better) and b.right not in kept}


def _loses(law: Reading, burden: Burden, down_to: tuple[str, ...], better: list[str]) -> bool:
    if burden.kind == "grade":
        return (
            burden.cause in better if burden.granted else burden.cause == f"links.{law.score}.{down_to[-1]}"
        )
    entry = law.says(f"{burden.cause}.entry.grade", "") if burden.kind == "list" else ""
    return not burden.granted and law.by_score(burden) and entry.partition(".")[2] in down_to
