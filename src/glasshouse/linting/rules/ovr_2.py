"""OVR-2: a weaker text overrides a stronger one."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.rulebooks.delegation import HARSHER, harsher
from glasshouse.rulebooks.tree import LeafStep
from glasshouse.rulebooks.vocabulary import vocabulary


@rule(
    "OVR-2",
    "A text of weaker rank makes a stronger one harsher",
    "E",
    articles=(
        cite("ICCPR 12(3)", "movement is limited only as provided by law", "2026-11-23"),
        cite("Siracusa 15-18", "a limit stands in a clear national law that people can find"),
    ),
    why="""
        A notice cannot make a statute harsher. If it could, the legislature's limits would not be
        limits.
    """,
    blind="""
        Values that the weaker text leaves as they are, and texts that are of the same rank by name
        only.
    """,
    bad="""
        delegation: {lists: {allow: [tighten]}}
        lower:
          sources: {notice: {issuer: an office, rank: normative_document, date: 2024-05-01, confidence: V}}
          lists: {defaulters: {term: {value: 36, unit: month, basis: notice}}}
    """,
    good="""
        delegation: {lists: {allow: [tighten]}}
        lower:
          sources: {revision: {issuer: parliament, rank: statute, date: 2024-05-01, confidence: V}}
          lists: {defaulters: {term: {value: 36, unit: month, basis: revision}}}
    """,
)
def ovr_2(law: Reading) -> Places:
    """Every value that a later text makes harsher: is the source it rests on of weaker rank than that of
    the value before, and itself no law? What the loader notes where a delegation asks for a rank or
    ground."""
    noted = set()
    for diagnostic in law.book.findings:
        path, _, said = diagnostic.what.partition(": ")
        if said.startswith("rests on less"):
            noted.add(path)
            yield found(path, said)
    for leaf in law.tree.values():
        for old, new in zip(leaf.steps, leaf.steps[1:], strict=False):
            was, now = (leaf.kind.absent if step.absent else step.value for step in (old, new))
            tightened = harsher(leaf.path, leaf.kind, was, now, law.tree.value) == HARSHER
            if not tightened or leaf.dotted in noted:
                continue
            if weaker(law, new, old):
                yield found(leaf.dotted, f"harsher by a {rank(law, new)} than by the {rank(law, old)} before")
            elif not rank(law, new) and new.origin.rulebook != old.origin.rulebook:
                yield unsure(
                    leaf.dotted, f"harsher than by the {rank(law, old) or 'text'} before; on what basis?"
                )


def rank(law: Reading, step: LeafStep) -> str:
    """The rank of the source a value rests on, in words."""
    return str(law.says(f"sources.{step.basis.partition('#')[0]}.rank", "")).replace("_", " ")


def weaker(law: Reading, new: LeafStep, old: LeafStep) -> bool:
    """Whether both name a source, and that of the new value is weaker and no law."""
    later, earlier = (vocabulary("ranks").get(rank(law, step).replace(" ", "_")) for step in (new, old))
    if later is None or earlier is None or later.get("prescribed_by_law"):
        return False
    return bool(later.get("strength") < earlier.get("strength"))
