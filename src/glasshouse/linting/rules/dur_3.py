"""DUR-3: still listed although the reason is gone."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit


@rule(
    "DUR-3",
    "Removal comes late after the reason has ended",
    "E",
    articles=(
        cite("GDPR 12(3)", "an answer to a request without undue delay, within a month", "2026-11-30"),
        cite("GDPR 17(1)", "data no longer needed are erased without undue delay"),
        cite("GDPR 19", "whoever received the data is told of the erasure"),
        cite("Court rules 2017", "the court removes a name within three working days"),
        cite("State Council 2020 no. 49", "restored credit is shown without delay"),
    ),
    why="""
        Every day on a list whose reason is gone is a day without any reason. A month is the longest that
        European law gives for an answer; the Chinese court rules promise three working days.
    """,
    blind="Whether the office keeps the time, and stale copies with those who received the list.",
    bad="lists: {defaulters: {exit: {within: 2 month}}}",
    good="lists: {defaulters: {exit: {within: 3 working_day}}}",
)
def dur_3(law: Reading) -> Places:
    """Every list that burdens: within what time is somebody removed (`exit.within`)? Lint asks beyond a
    month. Lists that only end by themselves need no such time."""
    for name in law.blacklists:
        path = f"lists.{name}.exit.within"
        within, exits = law.says(path), law.says(f"lists.{name}.exit.on", ())
        if within is not None and within > limit("DUR-3.removal", "month"):
            step = law.tree.by_name[path].steps[-1]
            yield found(path, f"removal may take {step.shown} {step.unit.replace('_', ' ')}")
        elif within is None and set(exits) != {"expired"}:
            yield unsure(path, "no time is written within which a listing must be removed")
