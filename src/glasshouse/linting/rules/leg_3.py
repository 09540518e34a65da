"""LEG-3: words that leave those who apply them to say what counts."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import open_words
from glasshouse.linting.touching import held_against, where_written


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
        Whether a definition without such words is precise. Open words are looked for in English, and a few in
        other languages (`open_terms.yaml`); others may be vague too.
    """,
    bad="discretion: {officials_may: [waive, add], bounds: none}",
    good="discretion: {officials_may: [waive], bounds: written}",
)
def leg_3(law: Reading) -> Places:
    """Powers of officials (`discretion`) without written bounds; categories of firms that officials fill;
    acts and rights that the vocabulary marks as open-ended and the rulebook does not define (`definition`);
    definitions of entries, acts and rights that leave the last word to whoever applies them ("or other grave
    circumstances"). A title that does so, where nothing is defined, leaves it open."""
    if law.says("discretion.officials_may"):
        powers = ", ".join(law.says("discretion.officials_may"))
        bounds = law.says("discretion.bounds")
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
    for name in law.blacklists:
        yield from _worded(law, f"lists.{name}.entry", law.says(f"lists.{name}.title", ""))
    for name in held_against(law):
        yield from _act(law, name)
    for path in dict.fromkeys(burden.clause for burden in law.burdens if burden.kind != "gatekeeper"):
        yield from _right(law, path)


def _act(law: Reading, name: str) -> Places:
    about = law.words.behaviours[name]
    if about.get("open_ended") and not law.stated(f"behaviours.{name}.definition"):
        yield found(where_written(law, name), f"what counts as to {about.title}?")
    else:
        yield from _worded(law, f"behaviours.{name}", law.says(f"behaviours.{name}.title", about.title))


def _right(law: Reading, path: str) -> Places:
    right = law.says(f"{path}.right")
    if right and law.words.rights[right].get("open_ended") and not law.stated(f"{path}.definition"):
        yield found(path, f"the rule does not say what it is to {law.words.rights[right].title}")
    else:
        yield from _worded(law, path, law.says(f"{path}.title", ""))


def _worded(law: Reading, path: str, title: str) -> Places:
    """Open words in a definition, else in the title where nothing is defined."""
    defined = law.says(f"{path}.definition")
    if words := open_words(defined or ""):
        yield found(f"{path}.definition", f'the definition leaves open what counts: "{words}"')
    elif not defined and (words := open_words(title)):
        yield unsure(path, f'the title leaves open what counts, and nothing is defined: "{words}"')
