"""NDS-2: points that only some can earn or avoid."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import title_of

WITHIN_REACH = {
    "property": "money",
    "body": "a healthy body",
    "home": "a yard or home",
}
"""What an honoured act asks for, by what it touches."""
ONLY = {
    "employed": "people in employment",
    "working": "people in work",
    "owners": "owners of firms",
    "officials": "officials",
    "smartphone": "owners of a smartphone",
    "young": "people under 40",
    "old": "people from 60 on",
}
"""Who alone can do an act, by the words of the vocabulary."""
STATUS = ("young", "old")
"""Groups that nobody can leave, so that a penalty only they can meet is one on who they are."""


@rule(
    "NDS-2",
    "Points that only some can earn or avoid",
    "W",
    articles=(
        cite("ICCPR 26", "equal protection against discrimination, property and other status included"),
    ),
    why=(
        "A reward for money given, blood donated or an app on a phone goes to those who have them. In "
        "measured systems rewards went to officials and townspeople, penalties to villagers."
    ),
    blind=(
        "Chances that differ by place or habit though everybody could: volunteering in a village without "
        "clubs. Runs by group show that. Debts that the poor cannot avoid are asked about by PRO-4."
    ),
    bad="""
        scores: {points: {start: 100, grades: {A: 150, B: 0}}}
        behaviours: {gift_to_village: {points: 30, basis: act}}
        links: {points.B: [warned]}
    """,
    good="""
        scores: {points: {start: 100, grades: {A: 150, B: 0}}}
        behaviours: {volunteering: {points: 30, basis: act}}
        links: {points.B: [warned]}
    """,
)
def nds_2(law: Reading) -> Places:
    """Acts that bring points: do they ask for money, a healthy body, a family, a home, or can only some do
    them? Acts that cost points: can only one age do them? Rewards that are open to owners of the app only."""
    for name in law.behaviours:
        points, who = law.points(name), law.words.behaviours[name].get("by")
        asks = [WITHIN_REACH[word] for word in law.about(name, "touches") if word in WITHIN_REACH]
        asks += ["such a family"] if law.about(name, "context") == "family" else []
        if points > 0 and (asks or who):
            needs = " and ".join(asks) or _who(law, who)
            yield found(
                f"behaviours.{name}", f"to {title_of(law, name)} earns {points} points; it takes {needs}"
            )
        if points < 0 and who in STATUS:
            yield found(
                f"behaviours.{name}",
                f"to {title_of(law, name)} costs {-points} points; only {_who(law, who)} do",
            )
    if law.says("participation.by") == "app" and any(law.points(name) > 0 for name in law.behaviours):
        yield found("participation.by", "rewards are for owners of a smartphone with the app only")


def _who(law: Reading, word: str) -> str:
    """Those who can do an act: a word of the vocabulary, or a status."""
    return ONLY.get(word) or law.words.statuses[word].title
