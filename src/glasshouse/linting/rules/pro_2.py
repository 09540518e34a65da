"""PRO-2: what follows weighs far more than the law's own penalty."""

from collections.abc import Iterator

from glasshouse.linting.burdens import Burden
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit

SUMS = ("fine", "clawback", "deposit")
"""Effects whose amount is one sum, as a fine is."""


@rule(
    "PRO-2",
    "What follows is far longer or dearer than the law's own penalty",
    "W",
    articles=(
        cite("AI Act 5(1)(c)(ii)", "no detriment out of proportion to the act or its gravity", "2026-11-23"),
        cite("GC 27 para 14", "a limit is the least intrusive that serves its aim", "2026-11-23"),
    ),
    why="""
        The law has already said what an act is worth: a fine, a licence suspended for months. A loss
        of rights many times as long, or a sum many times as high, is a second and greater penalty.
    """,
    blind="""
        How heavily the right or the sum weighs for the person. Sums in different currencies are not
        compared, nor shares. Debts are not looked at here but in PRO-4, points that add up in PRO-3.
    """,
    bad="""
        behaviours:
          jaywalking:
            {recorded: true, ground: final_decision, penalty: {months: 1 month}, basis: act#8}
        lists:
          jaywalkers:
            basis: act#8
            entry: {ground: final_decision, when: behaviour, behaviour: jaywalking}
            term: 24 month
            exit: {on: [expired]}
            triggers: [no_luxury_hotels]
    """,
    good="""
        behaviours:
          jaywalking:
            {recorded: true, ground: final_decision, penalty: {months: 1 month}, basis: act#8}
        lists:
          jaywalkers:
            basis: act#8
            entry: {ground: final_decision, when: behaviour, behaviour: jaywalking}
            term: 2 month
            exit: {on: [expired]}
            triggers: [no_luxury_hotels]
    """,
)
def pro_2(law: Reading) -> Places:
    """Every list that an act leads to and that shuts rights or cuts pay, and every grade an act drops to: is
    the loss longer than three times the law's own penalty (`penalty.months`)? Where that is not stated, a
    light act should not cost rights for a year. Every sum that follows from an act: is it more than three
    times the law's own fine (`penalty.fine`)?"""
    for name, path, months in losses(law):
        own = law.says(f"behaviours.{name}.penalty.months")
        lasts = "without end" if months is None else f"for {months:g} months"
        light = law.about(name, "gravity") <= limit("PRO-2.light")
        if own is not None and (months is None or months > limit("PRO-2.times") * max(own, 1)):
            yield found(path, f"{name} costs rights {lasts}; the law's own penalty lasts {own:g}")
        elif own is None and light and (months is None or months >= limit("PRO-2.long")):
            yield found(path, f"{name} is a light act and costs rights {lasts}")
        elif own is None and not law.stated(f"behaviours.{name}.penalty"):
            yield unsure(path, f"nothing says what ordinary law does about {name}, to compare with")
    for name, burden in charges(law):
        if excess := _times_the_fine(law, name, burden):
            yield found(f"{burden.clause}.amount", f"{name} costs {excess:g} times the law's own fine")


def losses(law: Reading) -> Iterator[tuple[str, str, float | None]]:
    """Acts that alone shut rights or cut pay: the act, where that is written, and for how many months (None:
    no end)."""
    shut = {burden.cause for burden in law.losses if burden.denies or burden.effect == "cut"}
    for each in law.blacklists:
        for name in law.acts_onto(each) if f"lists.{each}" in shut else ():
            yield name, f"lists.{each}.term", law.says(f"lists.{each}.term")
    for name in law.behaviours:
        grade = law.says(f"behaviours.{name}.drop_to")
        if grade and f"links.{grade}" in shut:
            yield name, f"behaviours.{name}.drop_to", law.says("retention.records")


def charges(law: Reading) -> Iterator[tuple[str, Burden]]:
    """Acts, and what takes money from whoever is recorded for them or listed by them."""
    for burden in law.losses:
        section, _, name = burden.cause.partition(".")
        if burden.effect in SUMS and section in ("lists", "behaviours"):
            acts = law.acts_onto(name) if section == "lists" else (name,)
            yield from ((act, burden) for act in acts)


def _times_the_fine(law: Reading, act: str, burden: Burden) -> float:
    """How many times the law's own fine a sum is, where that is too often; 0 otherwise."""
    fine, asked = (law.step(path) for path in (f"behaviours.{act}.penalty.fine", f"{burden.clause}.amount"))
    if fine is None or asked is None or fine.unit != asked.unit or not fine.value:
        return 0.0
    times = float(asked.value / fine.value)
    return times if times > limit("PRO-2.times") else 0.0
