"""RGT-3: health, schooling, a home, water, energy, social security or legal aid is refused."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import closed, under

ARTICLES = ("ICESCR 9", "ICESCR 11", "ICESCR 12", "ICESCR 13", "ICCPR 14(3)(d)")
"""The treaty articles of what life and a fair hearing need."""


@rule(
    "RGT-3",
    "Care, schooling, a home, water, energy, social security or legal aid is refused",
    "P",
    articles=(
        cite("ICESCR 9", "social security for everybody"),
        cite("ICESCR 11", "food, clothing and a home, and no worsening of them on purpose"),
        cite("ICESCR 12", "the highest attainable health, with care for all in sickness"),
        cite("ICESCR 13", "primary schooling free for all, other schooling open to all"),
        cite("ICCPR 14(3)(d)", "legal assistance without payment where justice asks for it"),
    ),
    why="What people need to live, learn and be heard is no coin to pay for conduct with, whatever they did.",
    blind=(
        "Whether the same need is met elsewhere: one private landlord is not all of them, and a "
        "fee-charging school is not the only one. There runs can tell how many find every door shut."
    ),
    bad="sanctions: {no_luxury_hotels: {right: health.care, context: health}}",
    good="sanctions: {no_luxury_hotels: {right: health.care, context: health, effect: warn}}",
)
def rgt_3(law: Reading) -> Places:
    """Every right to what life and a fair hearing need that is shut to persons. Single private institutions
    and fee-charging schools leave it open whether the need is met elsewhere."""
    for shut in closed(law, _needs(law)):
        yield shut.place
    for shut in closed(law, ("education.private_school",)):
        yield unsure(shut.path, "fee-charging schools are shut; whether a public place is open is not said")


def _needs(law: Reading) -> list[str]:
    """Basic rights to what life and a fair hearing need; an account at a bank is a means to them."""
    basic = (name for name in under(law, *ARTICLES) if law.words.rights[name].get("kind") == "basic")
    return [name for name in basic if not name.startswith("economic.")]
