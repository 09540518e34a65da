"""GOV-4: the public cannot see that the system exists and what it does."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import answers, unsaid


@rule(
    "GOV-4",
    "No public register of the system",
    "W",
    articles=(
        cite("AI Act 49", "systems of high risk are entered in a public register before use"),
        cite("GC 34 para 18", "a right of access to information that public bodies hold"),
        cite("GC 34 para 19", "information of public interest should be open to the public without asking"),
    ),
    why=(
        "What nobody can look up nobody can question: which lists there are, on what grounds, how many "
        "people are on them, how many were found to be wrong."
    ),
    blind=(
        "Whether the register is complete, current and readable. It is about the system, not about persons. "
        "The record of processing that GDPR 30 asks for is internal and does not count."
    ),
    bad="governance: {public_register: false}",
    good="governance: {public_register: true}",
)
def gov_4(law: Reading) -> Places:
    """A public register of the system, its rules and its counts (`governance.public_register`)."""
    if not law.bears:
        return
    yield from answers(law, "governance.public_register", {False: "there is no public register"})
    yield from unsaid(law, {"governance.public_register": "a public register of the system"})
