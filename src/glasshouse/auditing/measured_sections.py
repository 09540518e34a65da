"""Sections of an assessment that state what was measured: who is affected, harms, risks, clauses, bounds."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from glasshouse.auditing import assessment_tables, blocks, risks, touched
from glasshouse.auditing.audit_text import interval, number
from glasshouse.auditing.blocks import Block, Blocks, blank, commands, listed, named, numbers, paragraph
from glasshouse.auditing.evidence import FEWEST, discovered, family

if TYPE_CHECKING:
    from glasshouse.auditing.audit_findings import AuditFindings
    from glasshouse.metrics.findings import Finding, GroupValue

MOST_GROUPS = 12
"""Groups named as bearing more than others, at most; the draft says how many are left out."""
MOST_CLAUSES = 12
"""Clauses named with the rights they denied, at most; the draft says how many are left out."""


def affected(made: AuditFindings) -> Blocks:
    """Who is reached, and which groups bear more than all others."""
    found = named(made, "F3.ever", "F3.mean", "F2.headcount", "F18.near", "F20")
    yield from numbers("Reach", found)
    yield from _worst(made)
    yield commands(made)
    yield blank("Which of these groups need special care, and who spoke with them?")


def _worst(made: AuditFindings) -> Blocks:
    """The groups that bear more than all others, of all compared, at a false discovery rate of 5 %."""
    found = [one for one in named(made, "F10.ratio") if one.by_group]
    compared = {one.title.partition(" by ")[0]: family(one, made.findings) for one in found}
    over = {harm: discovered(groups) for harm, groups in compared.items()}
    pairs = [(g, one) for one in found for g in one.by_group if g in over[one.title.partition(" by ")[0]]]
    many = sum(map(len, compared.values()))
    if not many:
        return
    about = (
        f"{many} groups and pairs of groups were compared for {len(compared)} harms; {len(pairs)} bear more "
        "than all others together at a false discovery rate of 5 % (Benjamini and Hochberg)."
    )
    yield paragraph(about)
    if pairs:
        rows = [_group(group, one) for group, one in sorted(pairs, key=lambda pair: -pair[0].low)]
        columns = ("group", "harm", "risk ratio", "interval", "persons", "of them harmed")
        yield from cut(
            "Groups that bear more than all others together", columns, rows, MOST_GROUPS, _everything(made)
        )


def _everything(made: AuditFindings) -> str:
    """The command that prints every finding and group."""
    return " ".join(("glasshouse audit", *map(shlex.quote, made.subject.source), "--all"))


def cut(title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]], most: int, where: str) -> Blocks:
    """A table of at most so many rows, and how many are left out and where the whole table is."""
    yield Block("table", title, columns=tuple(columns), rows=tuple(rows[:most]))
    if len(rows) > most:
        yield paragraph(f"{len(rows) - most} of {len(rows)} rows are left out here; {where} has all of them.")


def _group(group: GroupValue, found: Finding) -> tuple[str, ...]:
    harm = found.title.partition(": ")[2].partition(" by ")[0]
    return (
        f"{group.group} ({group.dim})", harm, number(group.value), interval(group), f"{group.persons:,}",
        f"{group.events:,}",
    )  # fmt: skip


def harms(made: AuditFindings) -> Blocks:
    """What was lost, over everybody, by those it touched and by group."""
    plain = [one for one in made.side("harm") if one.id not in ("F10", "F25")]
    yield from numbers(f"Harms, with {made.subject.interval}", plain)
    for run in made.runs[:1]:
        yield paragraph("Means above are over everybody. Of these persons:")
        yield listed(touched.sentences(run))
    yield from numbers("Gaps between groups, run less twin", [one for one in named(made, "F25") if one.value])
    for name in ("F1.loss", "F3.ever", "F4"):
        yield from _by_group(made, name)
    yield commands(made)
    yield paragraph("Nothing above is added up: harms of different kinds have no common measure.")
    yield blank("Which of these harms would be unacceptable whatever the benefit?")


def _by_group(made: AuditFindings, name: str) -> Blocks:
    for found in named(made, name):
        every = [group for group in found.by_group if group.dim != "province"]
        groups = [group for group in every if group.persons >= FEWEST]
        if groups:
            yield Block(
                "table",
                f"{name} {found.title} by group, {found.unit}",
                columns=("group", "value", "interval", "persons", "events"),
                rows=tuple(
                    (f"{g.group} ({g.dim})", number(g.value), interval(g), f"{g.persons:,}", f"{g.events:,}")
                    for g in groups
                ),
            )
        if few := len(every) - len(groups):
            yield paragraph(
                f"{few} groups of fewer than {FEWEST} persons are left out; {_everything(made)} has them."
            )


def what_the_map_gives_away(made: AuditFindings) -> Blocks:
    """Nothing where the rulebook has no map or nobody probed it."""
    if made.privacy is not None:
        columns, rows = blocks.table(made.privacy)
        yield Block("table", "Means over the listed who were attacked, by design", columns=columns, rows=rows)
        yield commands(made)
        yield blank("What is the map for, and would any of these designs serve that?")


def from_risk_to_measure(made: AuditFindings) -> Blocks:
    """Each risk with its likelihood, severity and what the text provides against it."""
    yield paragraph(
        "Likelihoods are those of the run, with the people they rest on; severity is the norm at stake and "
        "what those lose who lose rights. Rows are not ranked: which risk weighs most is for people to say."
    )
    yield Block("table", "From risk to measure", columns=risks.COLUMNS, rows=tuple(risks.rows(made)))
    yield commands(made)
    yield blank("Which measures will be taken, by whom and until when, and who accepts what remains?")


def clauses(made: AuditFindings) -> Blocks:
    """The clauses behind most months of denied rights."""
    rows = assessment_tables.burdens(made)
    if not rows:
        yield paragraph("These results hold no ledger of denied rights.")
        return
    title = "Person-months of denied rights by clause, and the share of each kind of wrongful or harsh ground"
    where = "system/ledger.parquet of the results folder"
    yield from cut(title, assessment_tables.CLAUSES, rows, MOST_CLAUSES, where)
    yield commands(made)
    yield blank("Which of these clauses could go without loss to the aim?")


def bounds(made: AuditFindings) -> Blocks:
    """Every measure against the bound that somebody chose."""
    rows = [
        (
            held.chosen.name, held.finding.title, held.chosen.limit,
            f"{number(held.finding.value)} ({interval(held.finding) or 'no interval'})", held.verdict,
            held.why, f"{held.finding.persons:,}", held.chosen.basis,
        )
        for held in made.verdicts
        if held.finding.id != "F10" or held.verdict == "violated"
    ]  # fmt: skip
    yield Block(
        "table",
        "Verdicts: violated, not violated, not enough evidence (of F10 those violated)",
        columns=(
            "measure",
            "finding",
            "bound",
            "value",
            "verdict",
            "why not",
            "persons",
            "basis of the bound",
        ),
        rows=tuple(rows),
    )
    if rest := len(made.verdicts) - len(rows):
        yield paragraph(
            f"{rest} verdicts on F10 that are not violated are left out; {_everything(made)} has them."
        )
    if made.unasked:
        yield paragraph(f"Not enough evidence, no finding: {', '.join(one.name for one in made.unasked)}.")
    yield listed(f"{one.name}: {one.caveat}" for one in made.bounds if one.caveat)
    yield commands(made)
    yield blank("Are these the bounds you would choose? Who chose them?")
