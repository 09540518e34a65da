"""PRC-2: it takes effect before the person knows, or without a reason."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import answers, unsaid


@rule(
    "PRC-2",
    "No notice before it takes effect, or no reasons",
    "E",
    articles=(
        cite("ICCPR 2(3)", "an effective remedy, which nobody can seek who does not know"),
        cite("ICCPR 14(1)", "a fair hearing when rights and obligations are decided"),
        cite("FCRA 1681m", "whoever is refused by reason of a report is told so, and by whom it was made"),
    ),
    why=(
        "People who learn of a listing at the ticket counter had no chance to say that it is a mistake. "
        "Without reasons there is nothing to answer."
    ),
    blind="Whether notices arrive. Courts have listed people who had moved, or who had never been told.",
    bad="procedure: {notice: after}",
    good="procedure: {notice: before, reasons: true}",
)
def prc_2(law: Reading) -> Places:
    """Notice before the effect (`procedure.notice`) and reasons with it (`procedure.reasons`)."""
    if not law.bears:
        return
    late = {"after": "the person is told only after it has taken effect", "none": "the person is not told"}
    yield from answers(law, "procedure.notice", late)
    yield from answers(law, "procedure.reasons", {False: "no reasons are given"})
    yield from unsaid(law, {"procedure.notice": "notice before the effect", "procedure.reasons": "reasons"})
