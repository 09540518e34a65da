"""DUR-3: still listed although the reason is gone."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.specs.units import quantity

SOON = quantity("3 working_day", "month")
"""Within what time a listing must be gone once its reason is."""


@rule(
    "DUR-3",
    "Removal comes late after the reason has ended",
    "E",
    articles=(
        cite("GDPR 17", "data no longer needed are erased without undue delay"),
        cite("GDPR 19", "whoever received the data is told of the erasure"),
        cite("State Council 2020 no. 49", "restored credit is shown without delay"),
    ),
    why="""
        Every day on a list whose reason is gone is a day without any reason. Three working days are
        what the court rules of 2017 promise (from memory).
    """,
    blind="Whether the office keeps the time, and stale copies with those who received the list.",
    bad="lists: {defaulters: {exit: {within: 1 month}}}",
    good="lists: {defaulters: {exit: {within: 3 working_day}}}",
)
def dur_3(law: Reading) -> Places:
    """Every list that burdens: within what time is somebody removed (`exit.within`)? Lint asks beyond
    three working days. Lists that only end by themselves need no such time."""
    for name in law.blacklists:
        path = f"lists.{name}.exit.within"
        within, exits = law.says(path), law.says(f"lists.{name}.exit.on", ())
        if within is not None and within > SOON + 1e-9:
            step = law.tree.by_name[path].steps[-1]
            yield found(path, f"removal may take {step.shown} {step.unit.replace('_', ' ')}")
        elif within is None and set(exits) != {"expired"}:
            yield unsure(path, "no time is written within which a listing must be removed")
