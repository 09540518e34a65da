"""MOD-2: two clauses that cannot both be meant."""

from collections import defaultdict

from glasshouse.linting.norms import quality
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.rulebooks.vocabulary import vocabulary


@rule(
    "MOD-2",
    "Two clauses contradict each other",
    "E",
    articles=(quality("people can follow a text only if it does not say two things"),),
    why="Where the text says two things, those who apply it choose, and nobody can foresee how.",
    blind="Contradictions of meaning. Only pairs of keys are compared that can be told to disagree.",
    bad="procedure: {repair: {allowed: false, needs: null}}",
    good="""
        lists: {defaulters: {exit: {on: [performed, inability, expired]}}}
        procedure: {repair: {allowed: false, needs: null}}
    """,
)
def mod_2(law: Reading) -> Places:
    """A list or grade that both grants and shuts one right. `repaired` as an exit where repair is not
    allowed, or only after the term is over. A term on a list that time does not end. Deadlines,
    suspension or marks for corrections and appeals that are not allowed. A map that never forgets beside
    a list that does."""
    for name in law.names("lists"):
        yield from within_list(law, f"lists.{name}")
    causes = [f"lists.{name}.triggers" for name in law.names("lists")] + [
        f"links.{g}" for g in law.names("links")
    ]
    for written in causes:
        yield from both_ways(law, written)
    for right in ("correction", "appeal"):
        here = f"procedure.{right}"
        more = [
            leaf.dotted for leaf in law.leaves(here) if leaf.path[-1] != "allowed" and law.says(leaf.dotted)
        ]
        if law.says(f"{here}.allowed") is False and more:
            yield found(more[0], f"{right} is not allowed, and yet this is said of it")
    if law.says("publicity.map.until") == "never" and law.says("retention.records") is not None:
        yield found("publicity.map.until", "the map shows for ever what the file forgets")


def within_list(law: Reading, here: str) -> Places:
    """Clauses of one list that do not fit together."""
    exits, term = law.says(f"{here}.exit.on", ()), law.says(f"{here}.term")
    if "repaired" in exits and law.says("procedure.repair.allowed") is False:
        yield found(f"{here}.exit.on", "repair ends it, and repair is not allowed")
    if "repaired" in exits and term is not None and (law.says(f"{here}.repair_after") or 0) >= term:
        yield found(f"{here}.repair_after", "repair is possible only when the term is over")
    why = law.why_inert(f"{here}.term") if term is not None and exits else ""
    if why.endswith("does not name expired"):
        yield found(f"{here}.term", f"a term is set, and its end is no exit: {why}")


def both_ways(law: Reading, written: str) -> Places:
    """Rights that one clause both grants and shuts."""
    does: defaultdict[str, set[str]] = defaultdict(set)
    for name in law.says(written, ()):
        effect, right = law.says(f"sanctions.{name}.effect"), law.says(f"sanctions.{name}.right")
        if effect and right:
            does[str(vocabulary("effects")[effect].get("mask"))].add(right)
    for right in sorted(does["grants"] & (does["shuts"] | does["withholds"])):
        yield found(written, f"grants {right} and shuts it")
