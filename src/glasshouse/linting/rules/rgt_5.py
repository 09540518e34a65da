"""RGT-5: family, contacts or heads of firms bear what somebody else did."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import closed

OTHERS = {
    "payer": "the main earner of a household bears what a child did",
    "household": "everybody in the household bears what is denied to its main earner",
    "guarantor": "who stands surety for somebody bears what is denied to them",
}
SCHOOLS = ("education.private_school", "education.public_school")


@rule(
    "RGT-5",
    "Others bear what somebody did: family, guarantors, contacts, co-workers",
    "P",
    articles=(
        cite("ICCPR 17", "no arbitrary interference with family and privacy"),
        cite("ICCPR 24", "protection of every child"),
        cite("ICCPR 26", "equal protection, whatever the birth or other status"),
        cite("CRC 2(2)", "no child is punished for the status, acts or opinions of parents or family"),
    ),
    why=(
        "Nobody answers for what another did. A burden on those around somebody turns families, friends and "
        "colleagues into enforcers and makes the listed alone."
    ),
    blind=(
        "What falls on others without being written: a household that loses its earner's loan, a child who "
        "is teased, friends who stay away. Runs show some of it. Whether the head of a firm took part in "
        "what the firm did is not written in a rulebook."
    ),
    bad="association: {household: {share: 0.5}}",
    good="association: {household: {share: {value: 0, unit: fraction, basis: act, evidence: assumption}}}",
)
def rgt_5(law: Reading) -> Places:
    """Points for the household or contacts of a listed person, lists that fall on others, schools shut to
    their children, and heads of firms who are listed for the firm (there the text does not say whether they
    took part)."""
    if law.says("association.household.share", 0) > 0:
        share = law.says("association.household.share")
        yield found("association.household.share", f"the household bears {share:.0%} of a penalty")
    if law.says("association.contacts.points", 0) < 0:
        points = -law.says("association.contacts.points")
        yield found(
            "association.contacts.points",
            f"{points:g} {'point' if points == 1 else 'points'} a month for knowing a listed person",
        )
    for name in law.blacklists:
        if whom := OTHERS.get(law.says(f"lists.{name}.falls_on")):
            yield found(f"lists.{name}.falls_on", whom)
    for shut in closed(law, SCHOOLS):
        yield found(shut.path, f"a child is refused for what the parent did: {shut}")
    if law.says("association.legal_representative") == "listed":
        yield unsure(
            "association.legal_representative", "heads are listed for firms; whether they took part is open"
        )
    for name in law.blacklists:
        if law.says(f"lists.{name}.entry.when") == "firm_listed":
            yield unsure(f"lists.{name}.entry.when", "listed for a firm; whether the head took part is open")
