"""LEG-3: words that leave those who apply them to say what counts."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading


@rule(
    "LEG-3",
    "An open-ended condition, or discretion without bounds",
    "E",
    articles=(
        cite(
            "GC 27 para 13", "a law that limits may not give unfettered discretion to those who carry it out"
        ),
        cite(
            "GC 34 para 25", "a law that limits is precise enough for people to act by it, and bounds power"
        ),
    ),
    why="""
        People can only keep a rule they can foresee. Where the officials decide what counts, the rule
        is what they say it is.
    """,
    blind="""
        Whether a definition that is given is precise. Open-ended words are those that the vocabulary
        marks so; others may be vague too.
    """,
    bad="discretion: {officials_may: [waive, add], bounds: none}",
    good="discretion: {officials_may: [waive], bounds: written}",
)
def leg_3(law: Reading) -> Places:
    """Powers of officials (`discretion`) without written bounds; categories of firms that officials fill;
    acts and rights that the vocabulary marks as open-ended and the rulebook does not define
    (`definition`)."""
    if law.says("discretion.officials_may"):
        bounds = law.says("discretion.bounds")
        powers = ", ".join(law.says("discretion.officials_may"))
        if bounds is None:
            yield unsure(
                "discretion.officials_may", f"no bounds are stated for what officials may do: {powers}"
            )
        elif bounds == "none":
            yield found("discretion.bounds", f"officials may {powers}, without bounds")
    if law.says("firms.discretion.connections_may"):
        yield found("firms.discretion.connections_may", "connections decide what stands on a firm's record")
    elif law.says("firms.categories.discretionary.points"):
        yield found("firms.categories.discretionary", "officials put into this category what they like")
    entered = [act for name in law.blacklists for act in law.acts_onto(name)]
    for name in law.behaviours:
        open_ended = law.words.behaviours[name].get("open_ended")
        counts = law.costs(name) or name in entered
        if open_ended and counts and not law.stated(f"behaviours.{name}.definition"):
            yield found(f"behaviours.{name}", f"what counts as to {law.words.behaviours[name].title}?")
    for path in dict.fromkeys(burden.clause for burden in law.burdens if burden.kind != "gatekeeper"):
        right = law.says(f"{path}.right")
        if right and law.words.rights[right].get("open_ended") and not law.stated(f"{path}.definition"):
            yield found(path, f"the rule does not say what it is to {law.words.rights[right].title}")
