"""A draft of an impact assessment, filled from an audit, for a human to finish."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.auditing import assessment_tables, blocks
from glasshouse.auditing.audit_text import interval, number
from glasshouse.auditing.blocks import (
    Block,
    Blocks,
    Section,
    blank,
    commands,
    listed,
    named,
    numbers,
    paragraph,
)
from glasshouse.auditing.measuring import OF_THE_MODEL
from glasshouse.errors import Diagnostic, InputError
from glasshouse.files import write_atomic

if TYPE_CHECKING:
    from glasshouse.auditing.audit_findings import AuditFindings
    from glasshouse.metrics.findings import Finding, GroupValue


MOST_GROUPS = 12
"""Groups named as bearing more than others, at most."""
MOST_CLAUSES = 12
"""Clauses named with the rights they denied, at most."""
FEWEST = 30
"""Persons below which a group is not named in a draft (assumption)."""


def every(made: AuditFindings) -> list[Section]:
    """All sections, in order."""
    parts: tuple[tuple[str, str, Callable[[AuditFindings], Blocks]], ...] = (
        ("The system and its aim", "AI Act 27(1)(a); GDPR 35(7)(a)", _aim),
        ("Period and frequency of use", "AI Act 27(1)(b)", _period),
        ("Who is affected", "AI Act 27(1)(c)", _affected),
        ("Necessity and claimed benefit", "GDPR 35(7)(b)", _necessity),
        ("Harms measured", "AI Act 27(1)(d); GDPR 35(7)(c)", _harms),
        ("What the map gives away", "GDPR 25(2); the attacks run on the synthetic town", _map),
        ("Which clauses do it", "AI Act 27(1)(d)", _clauses),
        ("Chosen bounds", "every bound is somebody's choice", _bounds),
        ("Alternatives compared", "GDPR 35(7)(b); proportionality", _alternatives),
        (
            "Questions of law from the text",
            "glasshouse lint: a finding is a question, never a verdict",
            _lint,
        ),
        ("Safeguards, oversight and complaint", "AI Act 27(1)(e) and (f); GDPR 35(7)(d)", _safeguards),
        ("What remains unknown", "what this draft must not be read to say", _unknown),
        ("Decisions for a human", "AI Act 27; GDPR 35(2) and (9), 36", _decisions),
    )
    found = [Section(title, basis, tuple(make(made))) for title, basis, make in parts]
    return [section for section in found if section.blocks]


def _aim(made: AuditFindings) -> Blocks:
    yield paragraph(f"{made.subject.title} (rulebook {made.subject.rulebook}).")
    if made.runs:
        run = made.runs[0]
        aims = run.says("lists", "purpose") | run.says("scores", "purpose")
        titles = run.says("lists", "title")
        yield listed(f"{titles.get(name, name)}: {aim}" for name, aim in aims.items())
        if not aims:
            yield paragraph("The text of the rulebook states no aim that was found.")
        sanctions = run.says("sanctions", "title")
        yield paragraph(f"Sanctions and rewards in the text: {len(sanctions)}.")
        yield listed(sanctions.values())
    yield blank("Who is responsible for the system, and who decides in it?")
    yield blank("Is the aim above the real one, is it stated in law, and how is success measured?")


def _period(made: AuditFindings) -> Blocks:
    subject = made.subject
    yield paragraph(
        f"Simulated: {subject.months} months, {subject.persons:,} invented persons of {subject.society}, "
        f"{subject.runs} run{'s' if subject.runs > 1 else ''}."
    )
    yield blank("When is the system used in fact, how often, and when will it be reviewed?")


def _affected(made: AuditFindings) -> Blocks:
    found = named(made, "F3.ever", "F3.mean", "F2.headcount", "F18.near", "F20")
    yield from numbers("Reach", found)
    worst = [one for one in named(made, "F10.ratio") if one.by_group]
    rows = sorted(
        (
            (group, one)
            for one in worst
            for group in one.by_group
            if group.persons >= FEWEST and group.low > 1
        ),
        key=lambda pair: -pair[0].low,
    )
    if rows:
        yield _worst(rows[:MOST_GROUPS])
    yield commands(made)
    yield blank("Which of these groups need special care, and who spoke with them?")


def _worst(rows: Sequence[tuple[GroupValue, Finding]]) -> Block:
    return Block(
        "table",
        "Groups whose interval lies above that of all others together (some do so by chance)",
        columns=("group", "harm", "risk ratio", "interval", "persons", "of them harmed"),
        rows=tuple(_group(group, one) for group, one in rows),
    )


def _group(group: GroupValue, found: Finding) -> tuple[str, ...]:
    harm = found.title.partition(": ")[2].partition(" by ")[0]
    return (
        f"{group.group} ({group.dim})", harm, number(group.value), interval(group), f"{group.persons:,}",
        f"{group.events:,}",
    )  # fmt: skip


def _necessity(made: AuditFindings) -> Blocks:
    yield paragraph(
        "Against the same people with the same luck and no system, also where it favours the system:"
    )
    yield from numbers("Claimed benefit and its price", (*made.side("benefit"), *named(made, "F29")))
    yield commands(made)
    yield blank("Is this benefit the aim? Could the aim be reached without touching rights?")


def _harms(made: AuditFindings) -> Blocks:
    plain = [one for one in made.side("harm") if one.id not in ("F10", "F25")]
    yield from numbers(f"Harms, with {made.subject.interval}", plain)
    yield from numbers("Gaps between groups, run less twin", [one for one in named(made, "F25") if one.value])
    for name in ("F1.loss", "F3.ever", "F4"):
        yield from _by_group(made, name)
    yield commands(made)
    yield paragraph("Nothing above is added up: harms of different kinds have no common measure.")
    yield blank("Which of these harms would be unacceptable whatever the benefit?")


def _by_group(made: AuditFindings, name: str) -> Blocks:
    for found in named(made, name):
        groups = [group for group in found.by_group if group.persons >= FEWEST and group.dim != "province"]
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


def _map(made: AuditFindings) -> Blocks:
    """Nothing where the rulebook has no map or nobody probed it."""
    if made.privacy is not None:
        columns, rows = blocks.table(made.privacy)
        yield Block("table", "Means over the listed who were attacked, by design", columns=columns, rows=rows)
        yield commands(made)
        yield blank("What is the map for, and would any of these designs serve that?")


def _clauses(made: AuditFindings) -> Blocks:
    rows = assessment_tables.burdens(made)[:MOST_CLAUSES]
    if not rows:
        yield paragraph("These results hold no ledger of denied rights.")
        return
    yield Block(
        "table",
        "Person-months of denied rights by clause, and how many of them on a ground known to be false",
        columns=("clause", "led to by", "person-months", "false ground", "persons"),
        rows=tuple(rows),
    )
    yield commands(made)
    yield blank("Which of these clauses could go without loss to the aim?")


def _bounds(made: AuditFindings) -> Blocks:
    rows = [
        (
            held.chosen.name, held.finding.title, held.chosen.limit,
            f"{number(held.finding.value)} ({interval(held.finding) or 'no interval'})", held.verdict,
            f"{held.finding.persons:,}", held.chosen.basis,
        )
        for held in made.verdicts
        if held.finding.id != "F10" or held.verdict == "violated"
    ]  # fmt: skip
    yield Block(
        "table",
        "Verdicts: violated, not violated, not enough evidence (of F10 those violated)",
        columns=("measure", "finding", "bound", "value", "verdict", "persons", "basis of the bound"),
        rows=tuple(rows),
    )
    if made.unasked:
        yield paragraph(f"Not enough evidence, no finding: {', '.join(one.name for one in made.unasked)}.")
    yield listed(f"{one.name}: {one.caveat}" for one in made.bounds if one.caveat)
    yield commands(made)
    yield blank("Are these the bounds you would choose? Who chose them?")


def _alternatives(made: AuditFindings) -> Blocks:
    table = assessment_tables.compared(made)
    if table is None:
        yield paragraph("These results compare no alternative. Add --more, or run with --variants.")
    else:
        columns, rows = table
        yield Block("table", "The same people and luck under other rules", columns=columns, rows=rows)
        missing = [name for name in assessment_tables.DESIGNS if name not in columns]
        if missing:
            yield paragraph(f"Not compared here: {', '.join(missing)}. Add --more, or run with --variants.")
        yield commands(made)
    yield blank("Which milder design was considered, and why was it not chosen?")


def _lint(made: AuditFindings) -> Blocks:
    yield from (
        Block(kind, text, tuple(items), tuple(columns), tuple(map(tuple, rows)))
        for kind, text, items, columns, rows in blocks.asked(made)
    )
    yield blank("Which lawyer has answered these questions?")


def _safeguards(made: AuditFindings) -> Blocks:
    if made.runs:
        rules = [
            (str(rule["path"]), str(rule["says"]))
            for rule in made.runs[0].rulebook.get("summary") or ()
            if str(rule["path"]).split(".")[0] in ("procedure", "retention", "governance", "data")
        ]
        yield Block("table", "What the text provides", columns=("clause", "says"), rows=tuple(rules))
    steps = named(made, "F30.told", "F30.filed", "F30.won", "F30.corrected", "F6.median", "F6.open_1",
                   "F6.open_3", "F6.open_12")  # fmt: skip
    yield from numbers("What became of them for those listed wrongly", steps)
    yield commands(made)
    yield blank("Who watches over the system, with what power to stop it?")
    yield blank("Where does somebody complain, who decides, how soon, and what is made good?")


def _unknown(made: AuditFindings) -> Blocks:
    yield listed(OF_THE_MODEL)
    yield listed(f"{one.name} {one.title}: {one.why}" for one in made.unknown)
    if made.runs:
        run = made.runs[0]
        unknowns = [" ".join(str(text).split()) for text in run.rulebook.get("unknowns") or ()]
        if unknowns:
            yield paragraph("Of the rulebook nobody knows, and the model assumes:")
            yield listed(unknowns)
        assumed = len(run.manifest.get("assumptions") or ())
        yield paragraph(
            f"{assumed} numbers of the model are assumptions; the manifest of the run lists them."
        )
    yield blank("What would have to be measured on the ground before a decision?")


def _decisions(made: AuditFindings) -> Blocks:
    for question in (
        "Is the system to be used at all?",
        "With which changes, by clause?",
        "Which safeguards must stand before it starts?",
        "Who was heard: those affected, works councils, a data protection officer, an authority?",
        "When is this assessment done again, and what would end the system?",
        "Name, office, date, signature:",
    ):
        yield blank(question)


DRAFT = "This is a draft. A human has to finish it, check it and answer for it. It decides nothing."
SYNTHETIC = (
    "Every person in it is invented. The numbers follow from the text of a rulebook, from published tables "
    "about a society, and from assumptions. They are no measurements of real people and name nobody."
)
ENDINGS = (".md", ".html")


def assessment(made: AuditFindings, to: str | Path) -> Path:
    """Write the draft to a .md or .html file and return where it is. Raises `InputError` for other endings.

    The file moves into place when whole."""
    target = Path(to)
    if target.suffix not in ENDINGS:
        what = f"{target.suffix or 'no ending'}: not a kind of document"
        raise InputError(Diagnostic(what, f"end in {' or '.join(ENDINGS)}", str(target)))
    return write_atomic(target, draft(made, target.suffix))


def draft(made: AuditFindings, ending: str = ".md") -> str:
    """The draft as text: Markdown or HTML."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # late: most audits draft nothing

    environment: Any = Environment(
        loader=PackageLoader("glasshouse.auditing"),
        autoescape=ending == ".html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    text: str = environment.get_template(f"assessment{ending}.j2").render(
        title=f"Draft impact assessment: {made.subject.title}",
        front=(DRAFT, SYNTHETIC),
        sections=every(made),
    )
    return text
