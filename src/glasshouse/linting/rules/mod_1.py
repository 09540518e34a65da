"""MOD-1: a rule that never fires, or always."""

from glasshouse.linting.norms import quality
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading


@rule(
    "MOD-1",
    "A rule never takes effect, or always",
    "W",
    articles=(quality("a rule that cannot apply misleads; one that always applies is no rule"),),
    why="""
        A clause that nobody can fall under, or everybody does, is a mistake, a remnant, or meant for
        something the text does not say.
    """,
    blind="Rules that could apply and do not because nobody does such things. Runs show these.",
    bad="""
        sanctions: {no_flights: {right: movement.flight, effect: deny, context: transport, basis: act#8}}
    """,
    good="""
        lists: {defaulters: {triggers: [warned, no_luxury_hotels]}}
    """,
)
def mod_1(law: Reading) -> Places:
    """Sanctions that nothing triggers. Lists that do nothing, that no act can lead to, or on which
    everybody begins. Grades that are out of reach. Heads of firms on a list while `association` spares
    them."""
    yield from idle_sanctions(law)
    for name in law.names("lists"):
        here = f"lists.{name}"
        if not law.led_to(name) and not law.says(f"{here}.publish") and not law.shows:
            yield found(here, "the list has no consequence")
        if law.says(f"{here}.entry.when") == "firm_listed" and not heads_are_listed(law):
            yield found(f"{here}.entry.when", "heads of firms are spared, so nobody comes onto it")
        if law.says(f"{here}.entry.when") == "grade_at_most":
            yield from entry_by_grade(law, here)
    yield from idle_grades(law)


def idle_sanctions(law: Reading) -> Places:
    """Sanctions that no list, grade or record names."""
    used = {word for name in law.names("lists") for word in law.led_to(name)}
    used |= {
        word for name in law.names("firms.lists") for word in law.says(f"firms.lists.{name}.triggers", ())
    }
    used |= {word for name in law.behaviours for word in law.says(f"behaviours.{name}.triggers", ())}
    used |= {word for grade in law.names("links") for word in law.says(f"links.{grade}", ())}
    for name in law.names("sanctions"):
        if name not in used:
            yield found(f"sanctions.{name}", "nothing triggers it")


def heads_are_listed(law: Reading) -> bool:
    """Whether some list of firms reaches the legal representative, and `association` lets it."""
    reaching = [
        n for n in law.names("firms.lists") if law.says(f"firms.lists.{n}.representative") == "listed"
    ]
    return bool(reaching) and law.says("association.legal_representative") == "listed"


def entry_by_grade(law: Reading, here: str) -> Places:
    """A list of those with a low grade: does everybody begin there, or can nobody fall so low?"""
    score, _, grade = law.says(f"{here}.entry.grade", "").partition(".")
    above = [law.says(f"scores.{score}.grades.{each}") for each in law.tree.grades(score)]
    place = law.tree.grades(score).index(grade)
    start = law.says(f"scores.{score}.start")
    if place == 0 or start < above[place - 1]:
        yield found(f"{here}.entry.grade", f"everybody begins with {start} points, and so on this list")
    elif not any(map(law.costs, law.behaviours)):
        yield found(f"{here}.entry.grade", "no act takes points, so nobody falls to this grade")


def idle_grades(law: Reading) -> Places:
    """Grades above the highest or below the lowest possible score."""
    here = f"scores.{law.score}"
    highest, lowest = law.says(f"{here}.highest"), law.says(f"{here}.lowest")
    grades = law.tree.grades(law.score)
    for place, grade in enumerate(grades):
        path = f"{here}.grades.{grade}"
        if highest is not None and law.says(path) > highest:
            yield found(path, f"no score reaches it: the highest is {highest}")
        if lowest is not None and place and law.says(f"{here}.grades.{grades[place - 1]}") <= lowest:
            yield found(path, f"no score is so low: the lowest is {lowest}")
