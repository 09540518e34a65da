"""GOV-3: whoever scores gains by it, or is exempt."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import answers, unsaid

POWERS = {"sell": "take money for points or a delisting", "shield": "protect their own ties"}
"""What officials may do for their own ends."""


@rule(
    "GOV-3",
    "Whoever scores gains by it, or is exempt from it",
    "E",
    articles=(
        cite("ICCPR 26", "all are equal before the law"),
        cite("ICCPR 14(1)", "whoever decides must be impartial"),
        cite("GC 27 para 13", "laws may not leave unfettered discretion to those who carry them out"),
    ),
    why=(
        "Who is paid by the listing lists more; who must fill a quota finds somebody. Rules that do not "
        "bind those who make them are made without care."
    ),
    blind="Gains that no text admits to: promotion, budgets, favours. Corruption that is against the rules.",
    bad="governance: {scorer_gains: true}",
    good="governance: {scorer_gains: false, officials: bound}",
)
def gov_3(law: Reading) -> Places:
    """Gain from scoring or listing, officials who are exempt, quotas of findings, and leave for officials to
    sell points or to shield their own."""
    if not law.bears:
        return
    yield from answers(law, "governance.scorer_gains", {True: "whoever scores or lists earns by it"})
    yield from answers(law, "governance.officials", {"exempt": "officials are exempt"})
    if findings := law.says("enforcement.quota.findings", 0):
        yield found(
            "enforcement.quota.findings", f"{findings:g} findings a month for 10,000 adults must be brought"
        )
    for path in ("scope.exempt", *(f"lists.{name}.exempt" for name in law.blacklists)):
        if "officials" in law.says(path, ()):
            yield found(path, "officials are exempt")
    powers = [POWERS[word] for word in law.says("discretion.officials_may", ()) if word in POWERS]
    if powers:
        yield found("discretion.officials_may", f"officials may {' and '.join(powers)}")
    yield from unsaid(
        law,
        {
            "governance.scorer_gains": "whether anybody earns by it",
            "governance.officials": "whether officials are bound",
        },
    )
