"""PRO-2: what follows weighs far more than the law's own penalty."""

from collections.abc import Iterator

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading

TIMES = 3
"""How many times as long as the law's own penalty rights may be lost before lint asks (assumption)."""
LIGHT, LONG = 2, 12
"""Gravity up to which an act is light, and months from which a loss for it is long, where nothing is stated
about the law's own penalty (assumptions)."""


@rule(
    "PRO-2",
    "Rights are lost for far longer than the law's own penalty lasts",
    "W",
    articles=(
        cite("AI Act 5(1)(c)(ii)", "no detriment out of proportion to the act or its gravity", "2026-11-23"),
        cite("GC 27 para 14", "a limit is the least intrusive that serves its aim", "2026-11-23"),
    ),
    why="""
        The law has already said what an act is worth: a fine, a licence suspended for months. A loss
        of rights many times as long is a second and greater penalty.
    """,
    blind="""
        How heavily the right weighs for the person. A fine has no length and is not compared. Debts
        are not looked at here but in PRO-4, points that add up in PRO-3.
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
    """Every list that an act leads to and that shuts rights, and every grade an act drops to: is the loss
    longer than three times the law's own penalty (`penalty.months`)? Where that is not stated, a light
    act should not cost rights for a year."""
    for name, path, months in losses(law):
        own = law.says(f"behaviours.{name}.penalty.months")
        lasts = "without end" if months is None else f"for {months:g} months"
        light = law.about(name, "gravity") <= LIGHT
        if own is not None and (months is None or months > TIMES * max(own, 1)):
            yield found(path, f"{name} costs rights {lasts}; the law's own penalty lasts {own:g}")
        elif own is None and light and (months is None or months >= LONG):
            yield found(path, f"{name} is a light act and costs rights {lasts}")
        elif own is None and not law.stated(f"behaviours.{name}.penalty"):
            yield unsure(path, f"nothing says what ordinary law does about {name}, to compare with")


def losses(law: Reading) -> Iterator[tuple[str, str, float | None]]:
    """Acts that alone shut rights: the act, where that is written, and for how many months (None: no end)."""
    shut = {burden.cause for burden in law.denials}
    for each in law.blacklists:
        for name in law.acts_onto(each) if f"lists.{each}" in shut else ():
            yield name, f"lists.{each}.term", law.says(f"lists.{each}.term")
    for name in law.behaviours:
        grade = law.says(f"behaviours.{name}.drop_to")
        if grade and f"links.{grade}" in shut:
            yield name, f"behaviours.{name}.drop_to", law.says("retention.records")
