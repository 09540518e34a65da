"""LEG-6: a rule made under another text names no power for it, or goes beyond the power."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.rules.leg_1 import by_source
from glasshouse.rulebooks.enabling_act import chain, covers
from glasshouse.rulebooks.vocabulary import vocabulary


@rule(
    "LEG-6",
    "A delegated rule goes beyond its enabling act, or its enabling act is no law",
    "E",
    articles=(
        cite("Siracusa 15-18", "a limit stands in a clear national law that people can find"),
        cite("ICCPR 17(1)", "no arbitrary or unlawful interference with private life", "2026-11-23"),
    ),
    why="""
        Whoever makes rules under a power has that power and no more. What the enabling act does not
        cover has no basis, however good the rule.
    """,
    blind="""
        Whether the words of the enabling act really cover what the rule does, and whether the act itself may
        hand the power on. Rules that name no enabling act at all are asked about by LEG-1.
    """,
    bad="""
        sources:
          rule: {title: rule, issuer: ministry, rank: departmental_rule, date: 2023-08-01, confidence: V}
        made_under: {source: act, allows: the ministry keeps a list of debtors, clauses: [lists]}
        sanctions: {no_luxury_hotels: {basis: rule#3}}
    """,
    good="""
        sources:
          rule: {title: rule, issuer: ministry, rank: departmental_rule, date: 2023-08-01, confidence: V}
        made_under: {source: act, allows: the ministry names sanctions, clauses: [sanctions]}
        sanctions: {no_luxury_hotels: {basis: rule#3}}
    """,
)
def leg_6(law: Reading) -> Places:
    """The enabling act of the rulebook and of each source: does it have the rank of a law, is it older than
    what was made under it, are its words given, and is every burden that rests on a text of lower rank
    among the clauses that it covers?"""
    for source in law.names("sources"):
        yield from _source(law, source)
    act = str(law.says("made_under.source", ""))
    if not act:
        return
    yield from _is_law(law, "made_under.source", act)
    if not law.stated("made_under.allows"):
        yield unsure("made_under.allows", f"nothing is said of what {act} allows")
    for source, paths in by_source(law).items():
        outside = [path for path in paths if not covers(law.tree, path)]
        if outside and source != act and not _prescribed(law, source) and not _powered(law, source):
            yield found(outside[0], f"{source or 'no source'} is no law, and {act} does not cover it")


def _source(law: Reading, source: str) -> Places:
    path = f"sources.{source}.under"
    above = next(chain(law.tree, source), "")
    if not above:
        return
    last = [*chain(law.tree, source)][-1]
    yield from _is_law(law, path, last)
    made, enabled = law.says(f"sources.{source}.date"), law.says(f"sources.{above}.date")
    if made and enabled and enabled > made:
        yield found(path, f"{above} is of {enabled}, later than what was made under it")


def _is_law(law: Reading, path: str, act: str) -> Places:
    if not _prescribed(law, act):
        rank = str(law.says(f"sources.{act}.rank", "text of no rank")).replace("_", " ")
        yield found(path, f"{act} is a {rank}, which empowers nobody")


def _powered(law: Reading, source: str) -> bool:
    return any(_prescribed(law, above) for above in chain(law.tree, source))


def _prescribed(law: Reading, source: str) -> bool:
    rank = str(law.says(f"sources.{source}.rank", ""))
    return bool(rank and vocabulary("ranks")[rank].get("prescribed_by_law"))
