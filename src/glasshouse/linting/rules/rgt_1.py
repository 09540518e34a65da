"""RGT-1: speech, petition, assembly, association or belief is scored, listed or refused."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import closed, held_against, title_of, under, where_written

FREEDOMS = {
    "expression": "expression",
    "petition": "petition",
    "assembly": "peaceful assembly",
    "association": "association",
    "belief": "belief",
}
"""What a behaviour may touch, by the words of the vocabulary."""
NEAR = ("politics", "belief", "opinion", "association", "communication")
"""Parts of life in which an act that is said to touch nothing may yet be the use of a freedom."""


@rule(
    "RGT-1",
    "Speech, petition, assembly, association or belief counts against people",
    "P",
    articles=(
        cite("ICCPR 18", "freedom of thought, conscience and religion; what one believes may not be limited"),
        cite(
            "ICCPR 19",
            "opinions without interference; limits on speech only by law and where necessary",
            "2026-11-23",
        ),
        cite("ICCPR 21", "limits on peaceful assembly only by law and where necessary", "2026-11-23"),
        cite("ICCPR 22", "limits on association only by law and where necessary", "2026-11-23"),
        cite("ICCPR 25", "taking part in public affairs without unreasonable restrictions"),
    ),
    why=(
        "Points, listings and refusals for using a freedom deter everybody who looks on, not only the one "
        "they fall on. Where the act is forbidden at all, a court can say so; a score need not."
    ),
    blind=(
        "What the act was in the single case, whether a narrow limit under a law would be lawful there, "
        "and who acts: for a private platform these articles bind the state that lets it act. Which "
        "freedom an act touches is read from the vocabulary. Votes and offices are asked about by RGT-4."
    ),
    bad="""
        scores: {points: {start: 100, grades: {A: 100, B: 0}}}
        behaviours: {petition_ordinary: {points: -10, basis: act, ground: final_decision}}
        links: {points.B: [warned]}
    """,
    good="""
        scores: {points: {start: 100, grades: {A: 100, B: 0}}}
        behaviours: {drink_driving: {points: -10, basis: act, ground: court_judgment}}
        links: {points.B: [warned]}
    """,
)
def rgt_1(law: Reading) -> Places:
    """Acts that cost points or a grade or lead onto a blacklist: does one of them use a freedom? Is speech
    among what gatekeepers or an order to freeze accounts look at? Is anybody shut out of speaking on
    platforms? An act that touches no freedom by name in a part of life where most do, and a freedom whose use
    earns points, are left open."""
    for name in held_against(law):
        touched = [FREEDOMS[word] for word in law.about(name, "touches") if word in FREEDOMS]
        if touched:
            yield found(where_written(law, name), f"to {title_of(law, name)}: {' and '.join(touched)}")
        elif law.about(name, "context") in NEAR:
            told = f"to {title_of(law, name)}: a matter of {law.about(name, 'context')}; is it a freedom?"
            yield unsure(where_written(law, name), told)
    for name in law.behaviours:
        touched = [FREEDOMS[word] for word in law.about(name, "touches") if word in FREEDOMS]
        if touched and law.points(name) > 0:
            told = f"to {title_of(law, name)} earns points: {' and '.join(touched)} that is paid for"
            yield unsure(where_written(law, name), told)
    for kind in law.names("gatekeepers"):
        if "speech" in law.says(f"gatekeepers.{kind}.data", ()):
            yield found(f"gatekeepers.{kind}.data", "what people have said decides on whom it admits")
    if law.says("gatekeepers.freeze.ordered") and law.says("gatekeepers.freeze.who") == "dissent":
        yield found("gatekeepers.freeze.who", "accounts are shut for dissent")
    for shut in closed(law, _spoken(law)):
        yield shut.place


def _spoken(law: Reading) -> tuple[str, ...]:
    """The rights in which these freedoms are used."""
    named = (name for name in law.words.rights if name.startswith("expression."))
    return (*named, *under(law, "ICCPR 18", "ICCPR 21", "ICCPR 22"))
