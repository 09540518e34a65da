"""GOV-1: nobody can tell whether the system does what it is for."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading


@rule(
    "GOV-1",
    "The aim cannot be measured",
    "W",
    articles=(
        cite(
            "Siracusa 10",
            "a limit answers a pressing need, pursues a legitimate aim, and is proportionate",
            "2026-11-23",
        ),
        cite("GC 27 para 14", "a limit must be fit to achieve what it is to protect", "2026-11-23"),
    ),
    why=(
        "Trust, honesty and good order cannot fail, so a system that is for them can never be found not to "
        "work. Whether a burden is in proportion can only be asked against an aim with a number."
    ),
    blind="Whether the number measures the aim, and whether anybody looks at it.",
    bad="governance: {aim: an honest society, measured_by: null}",
    good="governance: {aim: more judgments performed, measured_by: share performed within a year}",
)
def gov_1(law: Reading) -> Places:
    """An aim (`governance.aim`, or the purpose of every list) and the number that would show whether it is
    met (`governance.measured_by`)."""
    if not law.bears or law.stated("governance.measured_by"):
        return
    if law.stated("governance.aim"):
        yield found("governance.aim", "no number is named that would show whether it is met")
    else:
        yield unsure("governance.measured_by", "neither an aim nor a measure of it is named")
