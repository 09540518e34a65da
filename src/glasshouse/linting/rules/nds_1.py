"""NDS-1: who somebody is counts, not what they did."""

from collections.abc import Iterator

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import held_against, title_of, where_written

ATTRIBUTES = {"belief": "religion or belief", "body": "health", "family": "family status"}
"""What a behaviour touches where it stands for who somebody is."""
STANDS_FOR = {**ATTRIBUTES, "origin": "origin", "sex": "sex", "age": "age"}
"""The same of a status, which nobody has by what they do."""


def named_statuses(law: Reading) -> Iterator[tuple[str, str]]:
    """Where statuses are written that bring somebody onto a blacklist, or that it or the whole text is for.

    A status that a rulebook defines stands for what those who hold it have besides.
    """
    for name in law.blacklists:
        if status := law.says(f"lists.{name}.entry.status"):
            yield from ((f"lists.{name}.entry.status", each) for each in _with_basis(law, status))
    for here in ("scope", *(f"lists.{name}" for name in law.blacklists)):
        for status in law.says(f"{here}.applies_to", ()):
            yield from ((f"{here}.applies_to", each) for each in _with_basis(law, status))


def _with_basis(law: Reading, status: str) -> Iterator[str]:
    while status:
        yield status
        status = law.words.statuses[status].get("who", "")


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
    """Points at the start for belonging to a minority; statuses that lead onto a blacklist or that it is for;
    acts held against people that stand for religion, health or family status."""
    for score in law.names("scores"):
        if points := law.says(f"scores.{score}.origin", 0):
            yield found(
                f"scores.{score}.origin", f"{points:g} points at the start for belonging to a minority"
            )
    for path, status in named_statuses(law):
        stands_for = law.words.statuses[status].get("touches", ())
        if words := [word for word in stands_for if word in STANDS_FOR]:
            about = " and ".join(STANDS_FOR[word] for word in words)
            yield found(path, f"{law.words.statuses[status].title}: {about}")
    for name in held_against(law):
        stands_for = [ATTRIBUTES[word] for word in law.about(name, "touches") if word in ATTRIBUTES]
        if stands_for:
            yield found(where_written(law, name), f"to {title_of(law, name)}: {' and '.join(stands_for)}")
