"""PRO-4: whoever cannot pay is treated like whoever will not."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading

DEBTS = (
    "missed_loan_payment",
    "judgment_unperformed",
    "debt_judgment",
    "private_lending_breach",
    "guarantee_breach",
    "late_public_fee",
    "public_fee_judgment",
    "tax_arrears",
    "tax_debt_certified",
    "account_overdrawn",
)
"""Acts that somebody without means cannot help."""
ENTRIES = ("able_and_refuses", "unperformed", "in_arrears", "owes")


@rule(
    "PRO-4",
    "A burden for a debt asks not whether the person can pay",
    "E",
    articles=(
        cite("ICCPR 11", "nobody is imprisoned merely for inability to fulfil a contract"),
        cite("ECHR P4 1", "nobody is deprived of liberty merely for inability to fulfil a contract"),
    ),
    why="""
        Pressure to pay works on those who can. On those who cannot it is a penalty for being poor,
        and it lasts as long as they are. The articles speak of prison; their thought reaches further.
    """,
    blind="""
        Whether a test that is written is made with care. Credit refused to somebody in arrears is the
        lender's own caution and is not asked about.
    """,
    bad="lists: {defaulters: {entry: {ability_test: null}, exit: {on: [performed, expired]}}}",
    good="lists: {defaulters: {entry: {ability_test: null}, exit: {on: [performed, inability, expired]}}}",
)
def pro_4(law: Reading) -> Places:
    """Every list that rests on a debt and shuts more than credit: is ability to pay tested before entry
    (`entry.ability_test`), or is inability an exit? Points taken for debts, where points can burden."""
    for name in law.blacklists:
        here = f"lists.{name}"
        owed = law.says(f"{here}.entry.when") in ENTRIES or set(law.acts_onto(name)) & set(DEBTS)
        asked = law.says(f"{here}.entry.ability_test") or "inability" in law.says(f"{here}.exit.on", ())
        if owed and not asked and beyond_credit(law, here):
            path = f"{here}.exit.on" if law.stated(f"{here}.exit.on") else f"{here}.entry"
            yield found(path, "who cannot pay stays on it like who will not")
    points = [name for name in law.behaviours if name in DEBTS and law.costs(name)]
    if points and law.score_burdens:
        yield unsure(
            f"behaviours.{points[0]}", f"do these cost points when nobody could pay: {', '.join(points)}?"
        )


def beyond_credit(law: Reading, cause: str) -> bool:
    """Whether a list touches more than finance, or is shown."""
    touched = any(b.cause == cause and b.context != "finance" for b in law.burdens)
    return touched or any(path.startswith(f"{cause}.") for path in law.shows)
