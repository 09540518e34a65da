"""DUR-5: pay, but you may not earn."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import asked

MEANS = (
    "work.screened_employment",
    "work.public_post",
    "work.company_office",
    "economic.bank_account",
    "economic.payment",
    "economic.public_tender",
    "movement.flight",
    "movement.high_speed_rail",
)
"""Rights with which people earn what they owe."""


@rule(
    "DUR-5",
    "The sanction cuts the means to fulfil its own exit",
    "W",
    articles=(cite("GC 27 para 14", "a limit is suited to what it is meant to bring about", "2026-11-23"),),
    why="""
        Whoever must pay to leave the list needs work, an account and a way to travel to work. A
        sanction that shuts these keeps people on the list.
    """,
    blind="How much the person in question depends on the right. Runs show it: see the trap index.",
    bad="""
        sanctions:
          no_work:
            {right: work.screened_employment, effect: deny, context: employment, because: x, basis: act#8}
        lists: {defaulters: {triggers: [no_work]}}
    """,
    good="""
        sanctions:
          no_flights:
            {right: movement.flight, effect: deny, context: transport, because: x, basis: act#8,
             spares: [work]}
        lists: {defaulters: {triggers: [no_flights]}}
    """,
)
def dur_5(law: Reading) -> Places:
    """Lists that performance ends, also by way of repair: do they shut work, accounts, payment or travel,
    without sparing what work needs (`spares: [work]`)?"""
    for written, burdens in law.by_clause(law.denials).items():
        cause = burdens[0].cause
        exits = law.says(f"{cause}.exit.on", ())
        repair = "repaired" in exits and "performed" in law.says("procedure.repair.needs", ())
        if burdens[0].kind != "list" or not ("performed" in exits or repair):
            continue
        means = [b for b in burdens if b.right in MEANS or b.right.startswith("work.")]
        cut = [b for b in means if "work" not in law.says(f"{b.clause}.spares", ())]
        if cut:
            yield asked(cut, written, f"performance ends it, and it shuts {', '.join(b.right for b in cut)}")
