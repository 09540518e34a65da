"""PRC-6: whoever was listed by mistake gets nothing for it."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import answers, unsaid


@rule(
    "PRC-6",
    "No remedy for those listed by mistake",
    "E",
    articles=(
        cite("ICCPR 14(6)", "compensation for a miscarriage of justice, by law"),
        cite("ICCPR 2(3)", "an effective remedy for whoever's rights were violated"),
        cite("GDPR 82", "compensation for damage from unlawful processing"),
    ),
    why=(
        "Being taken off a list does not bring back the job or the flat. A duty to make good also makes "
        "those who list look twice."
    ),
    blind="A general law on state liability that applies without being named. What is paid in fact.",
    bad="procedure: {compensation: false}",
    good="procedure: {compensation: true}",
)
def prc_6(law: Reading) -> Places:
    """Whether those wrongly listed or scored are compensated (`procedure.compensation`)."""
    if not law.bears:
        return
    yield from answers(law, "procedure.compensation", {False: "nothing is made good"})
    yield from unsaid(law, {"procedure.compensation": "compensation for the wrongly listed"})
