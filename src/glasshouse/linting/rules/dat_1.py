"""DAT-1: data on belief, opinion, health or offences without a ground of their own."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import recorded, title_of, where_written
from glasshouse.rulebooks.vocabulary import vocabulary

SPECIAL = {
    "belief": "belief",
    "opinion": "political opinion",
    "petition": "political opinion",
    "body": "health",
}
"""Special categories of data, by what an act touches."""
SPECIAL_CONTEXTS = {"health": "health", "belief": "belief", "opinion": "political opinion"}
"""The same by the part of life of an act."""
OFFENCE_CONTEXTS = ("traffic", "commerce", "transport", "taxation", "business")
"""Parts of life in which an unlawful act is as a rule an offence."""


@rule(
    "DAT-1",
    "Data on belief, opinion, health or offences are kept without a ground of their own",
    "P",
    articles=(
        cite("GDPR 9", "data on origin, opinion, belief, health only on one of the listed grounds"),
        cite(
            "GDPR 10",
            "data on offences only under official authority or by law with safeguards",
            "2026-11-23",
        ),
        cite("CJEU C-439/19", "points for traffic offences are data on offences", "2026-11-23"),
    ),
    why=(
        "Such data are the ones by which people are hunted, refused and shamed. The general ground for "
        "keeping a record does not carry them; the text must name their own."
    ),
    blind=(
        "Whether the ground named holds, and special data that follow from others (a church nearby, a "
        "medicine bought). Consent to a score is taken for a possible ground that would have to be "
        "explicit."
    ),
    bad="""
        data: {special_ground: null}
        behaviours: {religious_service: {recorded: true, basis: act}}
    """,
    good="behaviours: {religious_service: {recorded: true, basis: act}}",
)
def dat_1(law: Reading) -> Places:
    """Every act that is recorded: does it tell of belief, opinion, health or an offence, and does the
    rulebook name a ground for such data (`data.special_ground`)? For offences a law of due rank is ground
    enough."""
    if law.stated("data.special_ground"):
        return
    consents = law.says("participation.by") in ("app", "consent")
    for name in recorded(law):
        where = where_written(law, name)
        if special := _special(law, name):
            told = f"to {title_of(law, name)}: data on {special}"
            yield (
                unsure(where, f"{told}; by consent, which must be explicit")
                if consents
                else found(where, told)
            )
        elif is_offence(law, name):
            yield from _offence(law, name, where)


def _special(law: Reading, name: str) -> str:
    by_context = SPECIAL_CONTEXTS.get(law.about(name, "context"), "")
    return by_context or next((SPECIAL[word] for word in law.about(name, "touches") if word in SPECIAL), "")


def is_offence(law: Reading, name: str) -> bool:
    """Whether the act is as a rule an offence: unlawful, in a part of life that the law polices."""
    lawful = law.words.behaviours[name].get("lawful")
    return not lawful and law.about(name, "context") in OFFENCE_CONTEXTS


def _offence(law: Reading, name: str, where: str) -> Places:
    rank = law.rank(where)
    told = f"to {title_of(law, name)}: data on offences"
    if not rank or rank == "practice":
        yield found(where, f"{told}; no law is named")
    elif not vocabulary("ranks")[rank].get("prescribed_by_law"):
        yield found(where, f"{told} by a {rank.replace('_', ' ')}, no law")
