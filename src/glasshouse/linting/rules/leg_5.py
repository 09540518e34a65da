"""LEG-5: one fact, several burdens."""

from itertools import combinations

from glasshouse.linting.burdens import JUDGED, STATES
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import where_written

SAME_MATTER = (
    ("contract_breach", "contract_judgment"),
    ("private_lending_breach", "debt_judgment"),
    ("missed_loan_payment", "debt_judgment"),
    ("late_public_fee", "public_fee_judgment"),
    ("debt_judgment", "judgment_unperformed"),
    ("tax_arrears", "tax_debt_certified"),
)
"""Records that one unpaid debt can leave one after the other."""
STEPS = {
    "in_arrears": ("arrears", "for", "grace"),
    "owes": ("owes", "for", "grace"),
    "unperformed": ("grace",),
    "able_and_refuses": ("grace",),
    "obstructs": ("grace",),
}
"""States that bring somebody onto a list, and what else the entry may ask for."""


@rule(
    "LEG-5",
    "One fact counts several times",
    "E",
    articles=(cite("ICCPR 14(7)", "nobody is punished again for what they were finally punished for"),),
    why="""
        An act that ordinary law already answers should not be answered again by a list and once more
        by a score. Several burdens for one fact are hard to keep in proportion.
    """,
    blind="Whether ordinary law has already punished the act, and whether these burdens are penalties.",
    bad="""
        behaviours:
          debt_judgment: {points: -30, context: courts, ground: court_judgment, basis: act#8}
        scores:
          points: {start: 1000, grades: {A: 900, B: 0}, basis: act#8}
        lists:
          sued:
            basis: act#8
            entry: {ground: court_judgment, when: behaviour, behaviour: debt_judgment}
            triggers: [no_luxury_hotels]
    """,
    good="""
        behaviours:
          debt_judgment: {points: -30, context: courts, ground: court_judgment, basis: act#8}
        scores:
          points: {start: 1000, grades: {A: 900, B: 0}, basis: act#8}
    """,
)
def leg_5(law: Reading) -> Places:
    """Every act: is it on more than one list, on a list and in the score, or does it take points and a
    grade as well? A state counts like the act that leads to it: arrears, an unperformed judgment. Lists
    that rest on the same state, lists that trigger another list, a grade that both burdens and lists. Pairs
    of records that one unpaid debt leaves one after the other, where both cost points."""
    for name in dict.fromkeys((*law.behaviours, *STATES)):
        lists = [n for n in law.blacklists if _rests_on(law, n, name)]
        places = [f"the list {each}" for each in lists] + (["the score"] if law.costs(name) else [])
        if len(places) > 1 and (law.costs(name) or name not in STATES):
            yield found(where_written(law, name), f"counts in {' and '.join(places)}")
        if law.points(name) < 0 and law.stated(f"behaviours.{name}.drop_to"):
            yield found(f"behaviours.{name}.drop_to", "takes points, and a fall to a grade as well")
    yield from _lists_of_one_state(law)
    for name in law.blacklists:
        others = [w for w in law.says(f"lists.{name}.triggers", ()) if w.startswith("lists.")]
        beside = [w for w in law.says(f"lists.{name}.triggers", ()) if not w.startswith("lists.")]
        if others and beside:
            yield found(f"lists.{name}.triggers", f"one listing brings also what {', '.join(others)} brings")
        grade = law.says(f"lists.{name}.entry.grade", "")
        if grade and any(burden.cause == f"links.{grade}" and not burden.granted for burden in law.burdens):
            yield unsure(f"lists.{name}.entry.grade", f"links.{grade} burdens those whom this lists as well")
    for first, second in SAME_MATTER:
        if law.costs(first) and law.costs(second):
            yield unsure(f"behaviours.{second}", f"the matter of {first} may be counted a second time")


def _rests_on(law: Reading, name: str, act: str) -> bool:
    """Whether an act, or the state that it leads to, brings somebody onto a list."""
    return act in law.acts_onto(name) or law.says(f"lists.{name}.entry.when") in STATES.get(act, ())


def _lists_of_one_state(law: Reading) -> Places:
    """Lists beside another that the same state brings on: steps of a ladder where what they ask for
    differs."""
    for first, second in combinations(law.blacklists, 2):
        ones, others = (law.says(f"lists.{name}.entry.when") for name in (first, second))
        here = f"lists.{second}.entry.when"
        if ones == others and ones in STEPS:
            same = all(
                law.says(f"lists.{first}.entry.{key}") == law.says(f"lists.{second}.entry.{key}")
                for key in STEPS[ones]
            )
            told = f"{first} rests on the same state ({ones})"
            yield found(here, told) if same else unsure(here, f"{told}; is one a step before the other?")
        elif {ones, others} <= set(JUDGED) and "unperformed" in (ones, others):
            yield unsure(here, f"one unperformed judgment may also lead onto {first}")
