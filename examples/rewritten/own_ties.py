"""The shipped rule `drop_or_heal`, written as a user writes one: it looks at the person's contacts."""

import glasshouse as gh
from glasshouse.rulebooks.law import (
    PUBLISHED_CONTACTS,
    PUBLISHED_PUSH,
    PUBLISHED_RINGTONE,
    PUBLISHED_SCREENS,
)

TOLD = PUBLISHED_PUSH | PUBLISHED_CONTACTS


@gh.mechanism(
    applies_to="both",
    replaces="drop_or_heal",
    when="ctx.this_month.listed_slots or person.ties_cut",
    events="tie_cut tie_healed",
    streams="ties.drop ties.heal",
    writes="ties_cut",
)
def own_ties(person, ctx):
    """Drop listed contacts with some chance, more where they cost points; heal ties to the delisted."""
    for slot in range(8):
        bit = 1 << slot
        if ctx.this_month.listed_slots & bit and not person.ties_cut & bit:
            chance = ctx.parameters["ties.drop"]
            if ctx.law.contact_points < 0:
                chance += ctx.parameters["ties.drop_for_points"]
            if ctx.law.announced and ctx.parameters["switch.notification"]:
                if ctx.law.announced & TOLD:
                    chance += ctx.parameters["notification.drop_told"]
                if ctx.law.announced & PUBLISHED_RINGTONE:
                    chance += ctx.parameters["notification.drop_ringtone"]
                if ctx.law.announced & PUBLISHED_SCREENS:
                    chance += ctx.parameters["notification.drop_screens"]
            if ctx.chance("ties.drop", chance, number=slot):
                person.ties_cut |= bit
                ctx.record("tie_cut")
        elif (
            person.ties_cut & bit
            and not ctx.this_month.listed_slots & bit
            and ctx.chance("ties.heal", ctx.parameters["ties.heal"], number=slot)
        ):
            person.ties_cut ^= bit
            ctx.record("tie_healed")
