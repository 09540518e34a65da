"""PRO-5: all or nothing."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading


@rule(
    "PRO-5",
    "No milder step comes before the full burden",
    "W",
    articles=(
        cite(
            "GC 27 paras 14-15", "a limit is the least intrusive that serves, also in each case", "2026-11-23"
        ),
        cite("State Council 2020 no. 49", "measures are lawful, linked to the act and in proportion to it"),
    ),
    why="""
        If a warning or a single measure would do, the full set is too much. A ladder lets the
        authority begin with the least.
    """,
    blind="Steps that are taken in practice without being written.",
    bad="""
        sanctions:
          no_holidays: {right: leisure.holiday, effect: deny, context: consumption, because: x, basis: act#8}
        lists: {defaulters: {triggers: [no_luxury_hotels, no_holidays]}}
        procedure: {single_lifting: false}
    """,
    good="""
        sanctions:
          no_holidays: {right: leisure.holiday, effect: deny, context: consumption, because: x, basis: act#8}
        lists: {defaulters: {triggers: [warned, no_luxury_hotels, no_holidays]}}
        procedure: {single_lifting: false}
    """,
)
def pro_5(law: Reading) -> Places:
    """Rulebooks that shut two or more rights of persons: is there any milder step (a warning, a mark, a
    delay, a grade or list that shuts less), or can single measures be lifted
    (`procedure.single_lifting`)?"""
    own = [burden for burden in law.burdens if burden.kind in ("list", "grade") and not burden.granted]
    sets = {
        frozenset(b.right for b in own if b.denies and b.cause == cause) for cause in {b.cause for b in own}
    }
    sets.discard(frozenset())
    milder = any(not burden.denies for burden in own)
    full = max(sets, key=len, default=frozenset())
    if len(full) >= 2 and len(sets) == 1 and not milder and not law.says("procedure.single_lifting"):
        first = next(burden for burden in own if burden.denies)
        yield found(first.written, f"all {len(full)} rights are shut together and nothing milder comes first")
