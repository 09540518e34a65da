"""LEG-2: a burden on somebody about whom nothing has been found."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.rulebooks.vocabulary import vocabulary


@rule(
    "LEG-2",
    "A burden hangs on a report, a sensor or an inference",
    "E",
    articles=(
        cite(
            "ICCPR 14(1)", "rights and duties are decided by a competent, independent and impartial tribunal"
        ),
        cite("ICCPR 14(2)", "whoever is charged with a crime is presumed innocent until proved guilty"),
        cite("GDPR 5(1)(d)", "personal data are accurate; what is not is erased or corrected at once"),
    ),
    why="""
        What somebody says, a camera sees or a program concludes is no finding. A burden should wait
        until an authority has decided and the time to contest has passed.
    """,
    blind="""
        Whether findings that are called final were made with care, and what happens before they are
        made.
    """,
    bad="lists: {defaulters: {entry: {ground: report}}}",
    good="lists: {defaulters: {entry: {ground: final_decision}}}",
)
def leg_2(law: Reading) -> Places:
    """The ground of every list that burdens and of every act that costs points where points can burden: is
    it a judgment or a final decision? A private gatekeeper's data, and an order to freeze accounts, have no
    stated ground."""
    for name in law.blacklists:
        path = f"lists.{name}.entry.ground"
        yield from weigh(path, law.says(path))
    if law.score_burdens:
        by_ground: dict[str | None, list[str]] = {}
        for name in law.behaviours:
            if law.costs(name):
                by_ground.setdefault(law.says(f"behaviours.{name}.ground"), []).append(name)
        for ground, names in by_ground.items():
            for place in weigh(f"behaviours.{names[0]}.ground", ground):
                told = f"{place.why} ({', '.join(names)})"
                sure = place.sure and law.score_surely_burdens
                yield found(place.path, told) if sure else unsure(place.path, told)
    looked_at = [burden for burden in law.burdens if burden.kind in ("gatekeeper", "freeze")]
    if looked_at:
        rights = ", ".join(burden.right for burden in looked_at)
        yield unsure(looked_at[0].written, f"on what finding do the data rest that decide on {rights}?")


def weigh(path: str, ground: str | None) -> Places:
    """The place, where the ground is none that is final."""
    if ground is None:
        yield unsure(path, "nothing says what the record rests on")
    elif not vocabulary("grounds")[ground].get("final"):
        yield found(
            path, f"{ground.replace('_', ' ')} ({vocabulary('grounds')[ground].title}), no final finding"
        )
