"""NDS-1: who somebody is counts, not what they did."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import held_against, title_of, where_written

ATTRIBUTES = {"belief": "religion or belief", "body": "health", "family": "family status"}
"""What a behaviour touches where it stands for who somebody is."""


@rule(
    "NDS-1",
    "A protected attribute is an input or a condition",
    "P",
    articles=(
        cite(
            "ICCPR 2(1)",
            "rights without distinction of race, sex, religion, opinion, origin, birth or status",
        ),
        cite("ICCPR 26", "equal protection of the law and no discrimination on such grounds"),
        cite("GDPR 9(1)", "no processing of data on origin, opinion, belief, health as a rule"),
    ),
    why=(
        "Points for origin, belief, health or family punish people for who they are. Nobody can earn their "
        "way out."
    ),
    blind=(
        "Attributes that hide in others: a district, a name, a profession. Whether outcomes differ "
        "although no attribute is named is asked by NDS-3 on runs."
    ),
    bad="scores: {points: {start: 100, origin: -50, grades: {A: 100, B: 0}}}\nlinks: {points.B: [warned]}",
    good="scores: {points: {start: 100, origin: 0, grades: {A: 100, B: 0}}}\nlinks: {points.B: [warned]}",
)
def nds_1(law: Reading) -> Places:
    """Points at the start for belonging to a minority, and acts held against people that stand for religion,
    health or family status."""
    for score in law.names("scores"):
        if points := law.says(f"scores.{score}.origin", 0):
            yield found(
                f"scores.{score}.origin", f"{points:g} points at the start for belonging to a minority"
            )
    for name in held_against(law):
        stands_for = [ATTRIBUTES[word] for word in law.about(name, "touches") if word in ATTRIBUTES]
        if stands_for:
            yield found(where_written(law, name), f"to {title_of(law, name)}: {' and '.join(stands_for)}")
