"""RGT-6: minors are listed, scored or recorded."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading


@rule(
    "RGT-6",
    "Minors can be listed, scored or recorded",
    "E",
    articles=(
        cite("CRC 3", "the child's best interests come first in whatever is done about children"),
        cite("CRC 16", "no arbitrary interference with a child's privacy, family and honour"),
        cite("CRC 40", "a child who broke the law is treated so as to come back into society"),
    ),
    why=(
        "A mark from childhood follows somebody who could not yet answer for it. Lists and scores are for "
        "adults."
    ),
    blind=(
        "Whether age is checked in practice, and what reaches children by way of their parents (see RGT-5)."
    ),
    bad="lists: {defaulters: {minors: included}}",
    good="lists: {defaulters: {minors: excluded}}",
)
def rgt_6(law: Reading) -> Places:
    """Every blacklist (`minors`) and, where there is a score, participation (`minors`): are persons under age
    left out? Silence does not decide: a law on civil capacity may."""
    for name in law.blacklists:
        yield from _asked(law, f"lists.{name}.minors", "listed")
    if law.score and any(map(law.costs, law.behaviours)):
        yield from _asked(law, "participation.minors", "scored")


def _asked(law: Reading, path: str, what: str) -> Places:
    if not law.stated(path):
        yield unsure(path, f"whether minors are {what} is not said")
    elif law.says(path) == "included":
        yield found(path, f"minors are {what} too")
