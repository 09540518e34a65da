"""RGT-8: liberty, the body, assembly, association, privacy, food or a clean record is touched."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import closed

CORE = (
    "liberty.custody",
    "liberty.body",
    "expression.assembly",
    "expression.association",
    "privacy.home",
    "privacy.correspondence",
    "welfare.food",
    "justice.clean_record",
)
"""Rights that need a decision in the single case, whatever list or grade a person is in."""


@rule(
    "RGT-8",
    "Liberty, the body, assembly, association, privacy, food or a clean record is touched",
    "P",
    articles=(
        cite("ICCPR 9(1)", "nobody is deprived of liberty but on grounds and by a procedure set by law"),
        cite("ICCPR 17(1)", "no arbitrary interference with privacy, home or correspondence", "2026-11-23"),
        cite("ICCPR 21", "peaceful assembly; limits only by law and where necessary"),
        cite("ICCPR 22", "association and trade unions; limits only by law and where necessary"),
        cite("ICESCR 11", "an adequate standard of living, food among it"),
    ),
    why=(
        "These rights may be limited, if at all, by a decision on one person and one ground. A list or a "
        "grade limits them for everybody in it, without that decision."
    ),
    blind=(
        "Whether a court decides in the single case before the measure is carried out. A refused ration is "
        "asked about even where other food can be bought."
    ),
    bad="sanctions: {no_luxury_hotels: {right: privacy.home, context: private_life}}",
    good="sanctions: {no_luxury_hotels: {right: privacy.home, context: private_life, effect: warn}}",
)
def rgt_8(law: Reading) -> Places:
    """Every right to liberty, the integrity of the body, assembly, association, privacy of home and
    correspondence, food or a clean record that is shut to persons."""
    for shut in closed(law, CORE):
        ask = unsure if shut.private else found
        yield ask(shut.path, f"shut: {shut}")
