"""LEG-4: a harsher rule for what was done before it."""

import datetime

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Place, Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.rulebooks.delegation import HARSHER, harsher
from glasshouse.rulebooks.tree import Leaf

STANDING = ("triggers", "links", "retention", "grades", "effect", "publish", "review", "repair_after")
"""Where a new value also falls on those who are listed or recorded already."""
LAID_ON = ("links", "publicity", "association", "gatekeepers", "movement", "rights")
"""Sections, besides those of lists, acts and sanctions, whose clauses lay something on people."""


@rule(
    "LEG-4",
    "A harsher rule counts for what was done before it",
    "E",
    articles=(
        cite("ICCPR 15(1)", "no heavier penalty than the one that applied when the act was done"),
        cite("ECHR 7", "no punishment without law, and none heavier than at the time of the act"),
    ),
    why="""
        Whoever acted under a milder rule could not foresee the harsher one. If the burden is a
        penalty, the harsher one must not reach back.
    """,
    blind="""
        Whether the burden is a penalty at all in the sense of these articles, and when the acts of
        those who are on a list were done.
    """,
    bad="""
        governance: {transition: all}
        lists: {defaulters: {triggers: {2024-01-01: [warned], 2025-01-01: [warned, no_luxury_hotels]}}}
    """,
    good="""
        governance: {transition: new_facts}
        lists: {defaulters: {triggers: {2024-01-01: [warned], 2025-01-01: [warned, no_luxury_hotels]}}}
    """,
)
def leg_4(law: Reading) -> Places:
    """Every clause that burdens: is it in force before the day on which the source it rests on was made?
    Every value with dates: is it set for a day before the text that sets it was in force; and does a
    harsher value of what falls on those who stand on a list already spare them
    (`governance.transition`)?"""
    yield from _before_its_source(law)
    for leaf in law.tree.values():
        if not harshenings(law, leaf):
            continue
        early = next((day for day in harshenings(law, leaf) if before_its_text(law, leaf, day)), None)
        if early:
            yield found(leaf.dotted, f"harsher since {early}, before its own text")
        elif set(STANDING) & set(map(str, leaf.path)):
            days = " and ".join(map(str, harshenings(law, leaf)))
            reaches = law.says("governance.transition")
            if reaches == "all":
                yield found(leaf.dotted, f"harsher since {days}, also for those who are there already")
            elif reaches is None:
                yield unsure(leaf.dotted, f"harsher since {days}; are those who were there before spared?")


def _before_its_source(law: Reading) -> Places:
    """The first clause of each source that is in force before the source was made."""
    told: set[str] = set()
    for leaf in law.tree.values():
        for step in leaf.steps:
            source = step.basis.partition("#")[0]
            if source in told or not _burdens(law, leaf) or law.says(f"sources.{source}.rank") == "practice":
                continue
            begins, made = step.since or step.born or law.book.start, law.says(f"sources.{source}.date")
            if begins and made and begins < made:
                told.add(source)
                yield _reaches_back(law, leaf.dotted, f"in force from {begins}, and {source} is of {made}")
            elif source and made is None:
                told.add(source)
                yield unsure(leaf.dotted, f"when {source} was made is not said")


def _reaches_back(law: Reading, path: str, told: str) -> Place:
    """Found where the text speaks of its transition; a silent one may only be told from a later report."""
    if law.stated("governance.transition"):
        return found(path, told)
    return unsure(path, f"{told}: does it reach back, or does a later source report an older rule?")


def _burdens(law: Reading, leaf: Leaf) -> bool:
    """Whether a leaf stands in a clause that lays something on people."""
    section, name = str(leaf.path[0]), str(leaf.path[1] if len(leaf.path) > 1 else "")
    if section == "lists":
        return name not in law.redlists
    if section == "behaviours":
        return law.costs(name)
    if section == "sanctions":
        return any(burden.clause == f"sanctions.{name}" for burden in law.burdens)
    return section in LAID_ON


def harshenings(law: Reading, leaf: Leaf) -> list[datetime.date]:
    """The days on which a value becomes harsher than it was before."""
    days = []
    for old, new in zip(leaf.steps, leaf.steps[1:], strict=False):
        was, now = (leaf.kind.absent if step.absent else step.value for step in (old, new))
        if new.since and harsher(leaf.path, leaf.kind, was, now, law.tree.value) == HARSHER:
            days.append(new.since)
    return days


def before_its_text(law: Reading, leaf: Leaf, day: datetime.date) -> bool:
    """Whether a value is dated before the file that states it is in force."""
    step = next(step for step in leaf.steps if step.since == day)
    return step.born is not None and day < step.born
