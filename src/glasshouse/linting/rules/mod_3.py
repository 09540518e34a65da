"""MOD-3: much rests on a number that nobody has found."""

from glasshouse.linting.norms import quality
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.rulebooks.leaf_kinds import Quantity
from glasshouse.rulebooks.tree import Leaf
from glasshouse.rulebooks.vocabulary import vocabulary

INFLUENTIAL = (
    "term",
    "points",
    "arrears",
    "grace",
    "records",
    "radius",
    "share",
    "refuses_marked",
    "single_item",
    "sharing",
    "weight",
)
"""Keys of numbers that decide who is burdened and how long; thresholds of grades do too."""


@rule(
    "MOD-3",
    "A number that decides much rests on an assumption",
    "W",
    articles=(quality("a figure that decides should be known, or be said to be a choice"),),
    why="""
        What the rulebook does to people follows from a few numbers. Where these are guesses, so is
        what is said about it. In a proposal they should be argued for.
    """,
    blind="""
        How much each number really moves. A sensitivity study shows that. A number without a code of
        evidence is taken to be what a proposal says.
    """,
    bad="lists: {defaulters: {term: {value: 24, unit: month, evidence: assumption}}}",
    good="lists: {defaulters: {term: {value: 24, unit: month, evidence: V}}}",
)
def mod_3(law: Reading) -> Places:
    """Terms, points, thresholds of grades, arrears and grace, validity of records, radius, shares: is
    their code of evidence one of a guess (`assumption`) or of memory (`M`)? Named once for each
    section."""
    if not law.bears:
        return
    by_section: dict[str, list[Leaf]] = {}
    for leaf in law.tree.values():
        if decides(leaf):
            by_section.setdefault(str(leaf.path[0]), []).append(leaf)
    for leaves in by_section.values():
        guessed = [leaf for leaf in leaves if is_guess(leaf)]
        if guessed:
            told = f"{len(guessed)} of {len(leaves)} deciding numbers here are assumed or from memory"
            yield found(guessed[0].dotted, told)


def decides(leaf: Leaf) -> bool:
    """Whether a leaf is a number in force that decides who is burdened, other than none at all."""
    step = leaf.at(None)
    named = leaf.path[-1] in INFLUENTIAL or "grades" in leaf.path[-2:]
    return named and isinstance(leaf.kind, Quantity) and step is not None and step.value != 0


def is_guess(leaf: Leaf) -> bool:
    """Whether the code of evidence says that nobody has looked it up."""
    code = leaf.steps[-1].evidence
    return bool(code) and not vocabulary("evidence")[code].get("measured")
