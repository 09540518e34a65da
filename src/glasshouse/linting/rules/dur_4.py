"""DUR-4: no way back."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading

BY_OWN_DOING = ("performed", "repaired", "inability", "firm_left")
"""Exits that something other than time opens."""


@rule(
    "DUR-4",
    "There is no way to repair",
    "E",
    articles=(
        cite("ICCPR 2(3)", "whoever is wronged has an effective remedy"),
        cite("State Council 2020 no. 49", "who has mended matters can have credit restored"),
    ),
    why="""
        A measure that is meant to change what people do must stop when they have changed it. Without
        a way back it only punishes.
    """,
    blind="Whether the way back is open in practice, what it costs, and who can afford it.",
    bad="lists: {defaulters: {exit: {on: [expired]}}}\nprocedure: {repair: {allowed: false, needs: null}}",
    good="lists: {defaulters: {exit: {on: [performed, expired]}}}",
)
def dur_4(law: Reading) -> Places:
    """Every list that burdens: can something other than time end it (performance, repair, proven
    inability)? For a score: can points come back by good acts, by time (`recovery`) or because records
    expire?"""
    for name in law.blacklists:
        here = f"lists.{name}"
        exits = law.says(f"{here}.exit.on", ())
        if set(exits) & set(BY_OWN_DOING) or ("grade_left" in exits and points_return(law)):
            continue
        if not exits or (law.says("procedure.repair.allowed") is None and "expired" in exits):
            yield unsure(f"{here}.exit", "time may end it; whether anything else can is not written")
        else:
            yield found(f"{here}.exit.on", "nothing the person does ends it")
    if law.score_burdens and not points_return(law):
        path, told = f"scores.{law.score}", "points that are lost never come back"
        yield (
            found(path, told)
            if law.score_surely_burdens
            else unsure(path, f"{told}, and rewards hang on them")
        )


def points_return(law: Reading) -> bool:
    """Whether lost points can come back."""
    good = any(law.points(name) > 0 for name in law.behaviours)
    return bool(good or law.says(f"scores.{law.score}.recovery") or law.says("retention.records"))
