"""LEG-1: what burdens people needs a basis in law."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.rulebooks.enabling_act import enabling
from glasshouse.rulebooks.vocabulary import vocabulary


@rule(
    "LEG-1",
    "A burden rests on no law",
    "E",
    articles=(
        cite("ICCPR 12(3)", "movement is limited only as provided by law", "2026-11-23"),
        cite("ICCPR 17(1)", "no arbitrary or unlawful interference with private life", "2026-11-23"),
        cite("ICCPR 19(3)", "expression is limited only as provided by law", "2026-11-23"),
        cite("Siracusa 15-18", "a limit stands in a clear national law that people can find"),
        cite("GDPR 6(3)", "processing for a public task needs a basis laid down in law"),
    ),
    why="""
        A limit on a right must stand in a law that people can find and that a legislature has made.
        An opinion, a memorandum between agencies or terms of service are not that.
    """,
    blind="""
        Whether the law named really says so, whether it is clear, and whether a higher law allows it.
        A statute can still be a bad law. A binding judicial interpretation counts as law here.
    """,
    bad="""
        sources:
          letter: {issuer: ministry, rank: memorandum, date: 2023-06-01, confidence: V}
        sanctions: {no_luxury_hotels: {basis: letter}}
    """,
    good="""
        sources:
          order: {issuer: a city council, rank: local_regulation, date: 2023-06-01, confidence: V}
        sanctions: {no_luxury_hotels: {basis: order}}
    """,
)
def leg_1(law: Reading) -> Places:
    """The source behind every list, sanction, penalty in points and way of showing people: is one named,
    and is its rank that of a statute, regulation, local regulation or binding interpretation?"""
    for source, paths in by_source(law).items():
        rank = str(law.says(f"sources.{source}.rank", ""))
        told = f" ({len(paths)} clauses rest on it)" if len(paths) > 1 else ""
        if not source:
            yield found(paths[0], "no source is named")
        elif rank == "practice":
            yield unsure(paths[0], f"{source} reports what is done; no legal text is named{told}")
        elif not vocabulary("ranks")[rank].get("prescribed_by_law"):
            act = enabling(law.tree, paths[0], source)
            under = f", made under {act}; is that enough?" if act else ", no law"
            yield (unsure if act else found)(paths[0], f"{source} is a {rank.replace('_', ' ')}{under}{told}")


def by_source(law: Reading) -> dict[str, list[str]]:
    """The clauses that put a burden on somebody, by the source they rest on (empty: none)."""
    paths = [f"lists.{name}" for name in law.blacklists]
    paths += [burden.clause for burden in law.burdens]
    paths += [f"behaviours.{name}" for name in law.behaviours if law.costs(name)]
    paths += [path for path in law.shows if path.startswith("publicity")]
    grouped: dict[str, list[str]] = {}
    for path in dict.fromkeys(paths):
        grouped.setdefault(law.basis(path), []).append(path)
    return grouped
