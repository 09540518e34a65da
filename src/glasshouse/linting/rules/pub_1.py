"""PUB-1: everybody may look."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import EVERYBODY
from glasshouse.rulebooks.vocabulary import vocabulary


@rule(
    "PUB-1",
    "Anybody may see who is listed or how somebody scores",
    "P",
    articles=(
        cite("GDPR 25(2)", "by default not accessible to an indefinite number of people"),
        cite("CJEU C-439/19", "penalty points open to whoever asks: not shown to be necessary", "2026-11-23"),
        cite(
            "ECHR 8 L.B. v Hungary",
            "tax debtors' addresses on a website without weighing it in the case",
            "2026-11-23",
        ),
    ),
    why=(
        "What is open to everybody cannot be called back: it is copied, searched and kept. The aim of a "
        "list, that those concerned can protect themselves, asks for fewer readers."
    ),
    blind=(
        "What readers do with it, and copies on other sites. A website that asks for a reason or a fee "
        "before it answers is taken for an open one."
    ),
    bad="lists: {defaulters: {publish: [website], shown: [name, reason], shown_until: exit}}",
    good="data: {seen_by: [subject, parties, court, lenders]}",
)
def pub_1(law: Reading) -> Places:
    """Blacklists on a website, the audience of the map, who receives a score, who may look into the data: is
    any of them open to whoever asks?"""
    for name in law.blacklists:
        if "website" in law.says(f"lists.{name}.publish", ()):
            yield found(f"lists.{name}.publish", "a website shows it to whoever asks")
    if law.stated("publicity.map"):
        if not law.stated("publicity.map.audience"):
            yield unsure("publicity.map.audience", "who may open the map is not said")
        yield from _open_to(law, "publicity.map.audience")
    for score in law.names("scores"):
        yield from _open_to(law, f"scores.{score}.passed_to")
    yield from _open_to(law, "data.seen_by")
    if not law.stated("data.seen_by"):
        yield from _unsaid(law)


def _unsaid(law: Reading) -> Places:
    """The first list or score of which nothing says who may see it."""
    lists = [f"lists.{n}" for n in law.blacklists if not law.stated(f"lists.{n}.publish")]
    scores = [f"scores.{n}" for n in law.names("scores") if not law.stated(f"scores.{n}.passed_to")]
    if silent := lists + (scores if law.bears else []):
        yield unsure(silent[0], f"who may see it is not said: {', '.join(silent)}")


def _open_to(law: Reading, path: str) -> Places:
    said = law.says(path, ())
    for audience in (said,) if isinstance(said, str) else said:
        about = vocabulary("audiences")[audience]
        if about.get("reach") >= EVERYBODY:
            yield found(path, f"open to {about.title}")
