"""PRO-4: whoever cannot pay is treated like whoever will not."""

from glasshouse.linting.burdens import Burden
from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import entry_of

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
OWED = ("finance", "courts", "taxation", "public_services", "housing")
"""Parts of life in which an act of a rulebook's own may be a debt."""
ENTRIES = ("able_and_refuses", "unperformed", "in_arrears", "owes")


@rule(
    "PRO-4",
    "A burden for a debt asks not whether the person can pay",
    "E",
    articles=(
        cite("ICCPR 11", "nobody is imprisoned merely for inability to fulfil a contract"),
        cite(
            "ECHR P4 2 (Khlyustov v Russia)",
            "a travel ban for debt only as long as it serves recovery, with regard to means",
            "2026-11-30",
        ),
        cite(
            "ECHR P4 2 (Stetsov v Ukraine)",
            "no ban until all is paid whatever the circumstances",
            "2026-11-30",
        ),
    ),
    why="""
        Pressure to pay works on those who can. On those who cannot it is a penalty for being poor, and it
        lasts as long as they are. The court asks of travel bans that they serve recovery, which they do
        not where there is nothing to recover.
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
    (`entry.ability_test`), or is inability an exit? Points taken for debts, where points can burden, and
    doors other than a lender's at which arrears count, are left open."""
    for name in law.blacklists:
        if beyond_credit(law, f"lists.{name}"):
            yield from _of_list(law, name)
    for burden in law.burdens:
        debts = _debts_seen(law, burden)
        if debts and burden.context != "finance":
            yield unsure(burden.written, f"it looks at {' and '.join(debts)}; could the person pay?")
    points = [name for name in law.behaviours if law.costs(name) and _owed(law, name)]
    if points and law.score_burdens:
        told = f"do these cost points when nobody could pay: {', '.join(points)}?"
        yield unsure(f"behaviours.{points[0]}", told)


def _of_list(law: Reading, name: str) -> Places:
    here, acts = f"lists.{name}", law.acts_onto(name)
    exits, tested = f"{here}.exit.on", f"{here}.entry.ability_test"
    if law.says(tested) or "inability" in law.says(exits, ()):
        return
    if set(acts) & set(DEBTS) or law.says(f"{here}.entry.when") in ENTRIES:
        if law.stated(exits) or law.stated(tested):
            yield found(exits, "who cannot pay stays on it like who will not")
        else:
            yield unsure(f"{here}.entry", "neither a test of ability to pay nor a way out is written")
    elif owed := [act for act in acts if _owed(law, act)]:
        yield unsure(entry_of(law, name, owed[0]), f"is {owed[0]} a debt that somebody may be unable to pay?")


def _debts_seen(law: Reading, burden: Burden) -> list[str]:
    """The data on debts that a private gatekeeper looks at."""
    data = law.says(burden.written) if burden.kind == "gatekeeper" else ()
    return [word for word in data if word in ("arrears", "judgments")]


def _owed(law: Reading, act: str) -> bool:
    """Whether an act is a debt, or one of the rulebook's own that may be one by the part of life it is of."""
    return act in DEBTS or (law.usual(act, "context") is None and law.about(act, "context") in OWED)


def beyond_credit(law: Reading, cause: str) -> bool:
    """Whether a list touches more than finance, or is shown."""
    touched = any(b.cause == cause and b.context != "finance" for b in law.burdens)
    return touched or any(path.startswith(f"{cause}.") for path in law.shows)
