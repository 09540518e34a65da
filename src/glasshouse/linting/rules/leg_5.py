"""LEG-5: one fact, several burdens."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading

SAME_MATTER = (
    ("contract_breach", "contract_judgment"),
    ("private_lending_breach", "debt_judgment"),
    ("missed_loan_payment", "debt_judgment"),
    ("late_public_fee", "public_fee_judgment"),
    ("debt_judgment", "judgment_unperformed"),
    ("tax_arrears", "tax_debt_certified"),
)
"""Records that one unpaid debt can leave one after the other."""


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
    """Every act: is it on more than one list, or on a list and in the score? Lists that trigger another
    list. Pairs of records that one unpaid debt leaves one after the other, where both cost points."""
    for name in law.behaviours:
        lists = [n for n in law.blacklists if name in law.acts_onto(n)]
        parameters = [f"the list {n}" for n in lists] + (["the score"] if law.costs(name) else [])
        if len(parameters) > 1:
            yield found(f"behaviours.{name}", f"counts in {' and '.join(parameters)}")
    for name in law.blacklists:
        others = [w for w in law.says(f"lists.{name}.triggers", ()) if w.startswith("lists.")]
        beside = [w for w in law.says(f"lists.{name}.triggers", ()) if not w.startswith("lists.")]
        if others and beside:
            yield found(f"lists.{name}.triggers", f"one listing brings also what {', '.join(others)} brings")
    for first, second in SAME_MATTER:
        if first in law.behaviours and second in law.behaviours and law.costs(first) and law.costs(second):
            yield unsure(f"behaviours.{second}", f"the matter of {first} may be counted a second time")
