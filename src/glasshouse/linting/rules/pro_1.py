"""PRO-1: the graver act costs less."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit


@rule(
    "PRO-1",
    "A graver act costs less than a lighter one",
    "E",
    articles=(
        cite("AI Act 5(1)(c)(ii)", "no detriment out of proportion to the act or its gravity", "2026-11-23"),
        cite("GC 27 para 14", "a limit is proportionate to the interest it protects", "2026-11-23"),
    ),
    why="""
        A table of penalties that punishes the lighter act more is out of proportion somewhere,
        whatever the scale.
    """,
    blind="""
        Whether the whole scale is too high. Gravity is taken from the rulebook or, where it says
        nothing, from the vocabulary, and both are judgements. Acts that only bring somebody onto a
        list are not compared.
    """,
    bad="""
        scores: {points: {start: 1000, grades: {A: 900, B: 0}, basis: act#8}}
        behaviours:
          littering: {points: -30, context: neighbourhood, ground: final_decision, gravity: 1, basis: act#8}
          drink_driving: {points: -20, context: traffic, ground: final_decision, gravity: 7, basis: act#8}
    """,
    good="""
        scores: {points: {start: 1000, grades: {A: 900, B: 0}, basis: act#8}}
        behaviours:
          littering: {points: -5, context: neighbourhood, ground: final_decision, gravity: 1, basis: act#8}
          drink_driving: {points: -20, context: traffic, ground: final_decision, gravity: 7, basis: act#8}
    """,
)
def pro_1(law: Reading) -> Places:
    """All acts that cost points or a fall to a grade, two by two: does one that is graver by two steps or
    more cost less? A fall is priced by the points from the start down to that grade. Each act that is too
    dear is named once, with the graver ones that cost less."""
    prices = {name: price for name in law.behaviours if (price := law.price(name)) > 0}
    for lighter, takes in prices.items():
        gravity = law.about(lighter, "gravity")
        cheaper = [
            f"{name} ({law.about(name, 'gravity')}: {price})"
            for name, price in prices.items()
            if law.about(name, "gravity") >= gravity + limit("PRO-1.apart") and price < takes
        ]
        if cheaper:
            told = f"gravity {gravity} takes {takes} points, graver acts take fewer: {', '.join(cheaper)}"
            key = "points" if law.points(lighter) < 0 else "drop_to"
            yield found(f"behaviours.{lighter}.{key}", told)
