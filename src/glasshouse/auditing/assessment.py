"""A draft of an impact assessment, filled from an audit, for a human to finish."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.auditing import assessment_tables, legal_sections, measured_sections
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
from glasshouse.auditing.processing import SILENT, Rule, rules
from glasshouse.auditing.provisions import provisions
from glasshouse.errors import Diagnostic, InputError
from glasshouse.files import write_atomic

if TYPE_CHECKING:
    from glasshouse.auditing.audit_findings import AuditFindings


def every(made: AuditFindings) -> list[Section]:
    """All sections, in order."""
    parts: tuple[tuple[str, str, Callable[[AuditFindings], Blocks]], ...] = (
        ("The system and its aim", "GDPR 35(7)(a)", _aim),
        (
            "Threshold questions of the AI Act",
            "AI Act 3, 5, 6 and 27: whether they apply is open",
            legal_sections.threshold_questions,
        ),
        ("Period and frequency of use", "AI Act 27(1)(b) if it is a high-risk AI system", _period),
        ("The processing, systematically", "GDPR 35(7)(a)", legal_sections.description),
        ("Who is affected", "AI Act 27(1)(c) if it is a high-risk AI system", measured_sections.affected),
        ("Necessity and claimed benefit", "GDPR 35(7)(b)", _necessity),
        (
            "Harms measured",
            "GDPR 35(7)(c); AI Act 27(1)(d) if it is a high-risk AI system",
            measured_sections.harms,
        ),
        ("From risk to measure", "GDPR 35(7)(c) and (d)", measured_sections.from_risk_to_measure),
        (
            "What the map gives away",
            "GDPR 25(2); the attacks run on the synthetic town",
            measured_sections.what_the_map_gives_away,
        ),
        ("Which clauses do it", "GDPR 35(7)(c)", measured_sections.clauses),
        ("Chosen bounds", "every bound is somebody's choice", measured_sections.bounds),
        ("Alternatives compared", "GDPR 35(7)(b); proportionality", _alternatives),
        (
            "Questions of law from the text",
            "glasshouse lint: a finding is a question, never a verdict",
            legal_sections.lint_questions,
        ),
        (
            "Safeguards, oversight and complaint",
            "GDPR 35(7)(d); AI Act 27(1)(e) and (f) if it is a high-risk AI system",
            _safeguards,
        ),
        ("What remains unknown", "what this draft must not be read to say", _unknown),
        ("Decisions for a human", "GDPR 35(2) and (9), 36", _decisions),
    )
    found = [Section(title, basis, tuple(make(made))) for title, basis, make in parts]
    return [section for section in found if section.blocks]


def _aim(made: AuditFindings) -> Blocks:
    yield paragraph(f"{made.subject.title} (rulebook {made.subject.rulebook}).")
    if made.runs:
        run = made.runs[0]
        book, said = str(run.rulebook["id"]), rules(run.rulebook)
        leaves = ("purpose", "aim")
        aims = [rule for rule in said if rule.path.rpartition(".")[2] in leaves]
        yield listed(_cited(rule, book) for rule in aims)
        if not aims:
            yield paragraph(f"Aim: {SILENT}.")
        sanctions = [
            rule for rule in said if rule.path.startswith("sanctions.") and rule.path.endswith(".title")
        ]
        yield paragraph(f"Sanctions and rewards in the text: {len(sanctions)}.")
        yield listed(_cited(rule, book) for rule in sanctions)
        provided = ", ".join(provisions(run.rulebook).named) or "nothing"
        yield paragraph(f"The rulebook provides for: {provided}.")
    yield blank("Who is responsible for the system, and who decides in it?")
    yield blank("Is the aim above the real one, is it stated in law, and how is success measured?")


def _cited(rule: Rule, book: str) -> str:
    """A rule with its rulebook, clause and code of evidence."""
    return f"{rule.says} ({book}: {rule.path}, evidence: {rule.evidence or 'none given'})"


def _period(made: AuditFindings) -> Blocks:
    subject = made.subject
    yield paragraph(
        f"Simulated: {subject.months} months, {subject.persons:,} invented persons of {subject.society}, "
        f"{subject.runs} run{'s' if subject.runs > 1 else ''}."
    )
    yield from legal_sections.period_of_law(made)
    yield blank("When is the system used in fact, how often, and when will it be reviewed?")


def _necessity(made: AuditFindings) -> Blocks:
    yield paragraph(
        "Against the same people with the same luck and no system, also where it favours the system:"
    )
    yield from numbers("Claimed benefit and its price", (*made.side("benefit"), *named(made, "F29")))
    yield commands(made)
    yield blank("Is this benefit the aim? Could the aim be reached without touching rights?")


def _alternatives(made: AuditFindings) -> Blocks:
    table = assessment_tables.compared(made)
    if table is None:
        why = f" ({made.no_alternatives})" if made.no_alternatives else ""
        yield paragraph(f"These results compare no alternative{why}. Add --more, or run with --variants.")
    else:
        columns, rows = table
        yield Block("table", "The same people and luck under other rules", columns=columns, rows=rows)
        missing = [name for name in assessment_tables.DESIGNS if name not in columns]
        if made.alternatives:
            few = f"{assessment_tables.FEW}: the base is too small, or all have one value."
            yield paragraph(few)
        if made.alternatives and made.runs and made.runs[0].persons > assessment_tables.PERSONS:
            lived = f"{assessment_tables.PERSONS:,} of the {made.runs[0].persons:,} persons"
            yield paragraph(f"From {lived}, who lived again.")
        if missing:
            yield paragraph(f"Not compared here: {', '.join(missing)}. Add --more, or run with --variants.")
        yield commands(made)
    yield blank("Which milder design was considered, and why was it not chosen?")


def _safeguards(made: AuditFindings) -> Blocks:
    if made.runs:
        book = str(made.runs[0].rulebook["id"])
        provided = [
            (f"{book}: {rule.path}", rule.says, rule.basis or SILENT, rule.evidence or SILENT)
            for rule in rules(made.runs[0].rulebook)
            if rule.path.split(".")[0] in ("procedure", "retention", "governance", "data")
        ]
        if provided:
            columns = ("clause", "says", "legal basis", "evidence")
            yield Block("table", "What the text provides", columns=columns, rows=tuple(provided))
        else:
            yield paragraph(f"Safeguards: {SILENT}.")
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
    file = target(to)
    return write_atomic(file, draft(made, file.suffix))


def target(to: str | Path) -> Path:
    """Where a draft goes. Raises `InputError` for an ending other than .md or .html."""
    file = Path(to)
    if file.suffix not in ENDINGS:
        what = f"{file.suffix or 'no ending'}: not a kind of document"
        raise InputError(Diagnostic(what, f"end in {' or '.join(ENDINGS)}", str(file)))
    return file


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
