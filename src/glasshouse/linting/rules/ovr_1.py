"""OVR-1: a lower layer goes beyond what it was given."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading

BEYOND = ("adds", "tightens", "changes")
"""How the loader begins to say that a file does what no higher layer lets it do."""


@rule(
    "OVR-1",
    "A lower layer adds or tightens what nobody delegated",
    "E",
    articles=(
        cite("ICCPR 12(3)", "movement is limited only as provided by law", "2026-11-23"),
        cite("Siracusa 15-18", "a limit stands in a clear national law that people can find"),
    ),
    why="""
        A province or city that burdens people beyond what the higher law lets it do acts without a
        basis, however good its reasons are.
    """,
    blind="Powers a lower layer has by other laws than the one it extends.",
    bad="""
        lower:
          lists: {defaulters: {term: 36 month}}
    """,
    good="""
        delegation: {lists: {allow: [tighten]}}
        lower:
          lists: {defaulters: {term: 36 month}}
    """,
)
def ovr_1(law: Reading) -> Places:
    """What the loader notes of each file that extends another: does it add, tighten or change where
    `delegation` of the higher layer does not allow that? To ease is never asked about."""
    for diagnostic in law.book.findings:
        path, _, said = diagnostic.what.partition(": ")
        if said.startswith(BEYOND):
            yield found(path, said)
