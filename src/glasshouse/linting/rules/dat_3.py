"""DAT-3: nothing is done for records to be right and to be about the right person."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import answers, unsaid


@rule(
    "DAT-3",
    "No rule makes records accurate, traceable and matched to the right person",
    "E",
    articles=(
        cite("GDPR 5(1)(d)", "accurate and kept up to date; what is wrong is put right without delay"),
        cite("FCRA 1681e(b)", "reasonable procedures for the greatest possible accuracy"),
    ),
    why=(
        "About half of the hits of a list that matches by name alone were somebody else, where it was "
        "counted. A record nobody checked and nobody signed for cannot be disputed either."
    ),
    blind=(
        "Whether the rule is kept, and how often records are wrong: no text knows, and few offices publish "
        "it."
    ),
    bad="data: {identity: name}",
    good="data: {identity: number, accuracy: true, source_kept: true}",
)
def dat_3(law: Reading) -> Places:
    """Matching by name alone, no duty to check before use, no note of who reported. Silence does not decide:
    a general law on data may ask for it."""
    if not law.bears:
        return
    yield from answers(law, "data.identity", {"name": "records are matched by name alone"})
    yield from answers(law, "data.accuracy", {False: "nobody has to check a record before it is used"})
    yield from answers(law, "data.source_kept", {False: "a record does not say who reported it"})
    yield from unsaid(
        law,
        {
            "data.identity": "how a record is matched to a person",
            "data.accuracy": "a check before use",
            "data.source_kept": "who reported a record",
        },
    )
