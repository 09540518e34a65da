"""CTX-1: what somebody did in one part of life counts against them in another."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading


@rule(
    "CTX-1",
    "Conduct in one part of life costs a right in another",
    "P",
    articles=(
        cite("AI Act 5(1)(c)(i)", "no detriment in contexts unrelated to those of the data", "2026-11-23"),
        cite("GDPR 5(1)(b)", "data collected for one purpose are not used for an incompatible one"),
        cite("UNESCO 2021 para 26", "AI systems should not be used for social scoring"),
        cite("State Council 2020 no. 49", "measures are lawful, linked to the act and in proportion to it"),
    ),
    why="""
        Consequences outside the part of life in which the fact arose are the mark of social scoring.
        There may be a good reason for one; then the text should give it.
    """,
    blind="""
        Whether the reason given is a good one. The parts of life are those of a fixed vocabulary, in
        which a judgment on a debt is a matter of finance. Two others that are close in truth are told
        apart, and one that is wide hides jumps within it.
    """,
    bad="sanctions: {no_luxury_hotels: {because: null}}",
    good="sanctions: {no_luxury_hotels: {because: the money spent there is owed under a judgment}}",
)
def ctx_1(law: Reading) -> Places:
    """Every right that is shut or marked: is its part of life that of all facts that lead there, and if
    not, does the sanction say why (`because`)?"""
    for written, burdens in law.by_clause(law.burdens).items():
        unnamed = [b.named for b in burdens if not b.context or not b.contexts]
        if unnamed:
            yield unsure(written, f"no context is named, so nobody can tell: {', '.join(unnamed)}")
        far = [b for b in burdens if b.elsewhere and not law.stated(f"{b.clause}.because")]
        if far:
            facts = ", ".join(dict.fromkeys(context for b in far for context in b.elsewhere))
            rights = ", ".join(b.named for b in far)
            yield found(written, f"facts of {facts} touch {rights}; no reason is given")
