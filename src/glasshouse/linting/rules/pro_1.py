"""PRO-1: the graver act costs less."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
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
    dear is named once, with the graver ones that cost less. Where the rulebook itself makes an act graver
    or lighter than the vocabulary has it, the order that this hides is left open."""
    prices = {name: price for name in law.behaviours if (price := law.price(name)) > 0}
    here = {name: law.about(name, "gravity") for name in prices}
    usual = {name: here[name] if (said := law.usual(name, "gravity")) is None else said for name in prices}
    for lighter in prices:
        key = "points" if law.points(lighter) < 0 else "drop_to"
        path, takes = f"behaviours.{lighter}.{key}", f"takes {prices[lighter]} points, graver acts take fewer"
        if cheaper := _cheaper(lighter, prices, here):
            yield found(path, f"gravity {here[lighter]} {takes}: {', '.join(cheaper)}")
        elif cheaper := _cheaper(lighter, prices, usual):
            yield unsure(path, f"by the usual gravity ({usual[lighter]}) it {takes}: {', '.join(cheaper)}")


def _cheaper(lighter: str, prices: dict[str, int], gravity: dict[str, float]) -> list[str]:
    """The acts that are graver and cost less."""
    least = gravity[lighter] + limit("PRO-1.apart")
    graver = (name for name in prices if gravity[name] >= least and prices[name] < prices[lighter])
    return [f"{name} ({gravity[name]}: {prices[name]})" for name in graver]
