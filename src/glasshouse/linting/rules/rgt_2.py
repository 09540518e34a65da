"""RGT-2: people are kept from leaving the country or moving inside it."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import closed, under


@rule(
    "RGT-2",
    "Leaving the country or moving inside it is shut",
    "E",
    articles=(
        cite(
            "ICCPR 12",
            "everybody may move within a country and leave any country; limits must be necessary",
            "2026-11-23",
        ),
        cite("GC 27 para 14", "a limit must fit, be the least intrusive, and be proportionate", "2026-11-23"),
        cite("ECHR P4 2", "freedom of movement; limits by law and necessary in a democratic society"),
    ),
    why=(
        "A ban on travel must serve a named interest in the single case and be the mildest means that "
        "does. A list that shuts travel to all who are on it asks nobody that question."
    ),
    blind=(
        "Whether a court weighs the ban in each case, and whether other ways of travel remain. Refused "
        "fast trains weigh less than a border that is shut; both are reported."
    ),
    bad="sanctions: {no_luxury_hotels: {right: movement.leave_country, context: borders}}",
    good="sanctions: {no_luxury_hotels: {right: movement.leave_country, context: borders, effect: inspect}}",
)
def rgt_2(law: Reading) -> Places:
    """Every right of movement that is denied to persons, and every duty to ask before moving or leaving."""
    for shut in closed(law, under(law, "ICCPR 12")):
        yield shut.place
    for path, what in (("permit", "move to another province"), ("exit_visa", "leave the country")):
        asked = law.says(f"movement.{path}", "nobody")
        if asked != "nobody":
            yield found(f"movement.{path}", f"{asked} must ask for leave to {what}")
