"""What the command line shows: a bar while people live, tables when they have lived, else plain words."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from glasshouse.linting.lint_findings import blocks
from glasshouse.linting.rule import QUESTION
from glasshouse.reporting import words

if TYPE_CHECKING:
    import pyarrow as pa

    from glasshouse.linting.lint_findings import Block, Finding
    from glasshouse.linting.linter import LintReport
    from glasshouse.linting.rule import Rule
    from glasshouse.metrics.privacy import Design, Town
    from glasshouse.simulation.run_estimate import RunEstimate
    from glasshouse.summary import Line, Summary

ProgressCallback = Callable[[int, int], None]
"""Told, after each month, how many months of how many are done."""


@contextmanager
def progress(persons: int, months: int, *, shown: bool) -> Iterator[ProgressCallback]:
    """A bar on standard error with months done and time left; silent where nobody is watching.

    `months` are those of the run and, if it has one, of its twin together.
    """
    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(f"{persons:,} persons"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("months"),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("months", total=months)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _brief(seconds: float) -> str:
    """A time in the largest unit of which there are two."""
    for name, length in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.1f} {name}"
    return f"{seconds:,.1f} s" if seconds >= 1 else f"{1000 * seconds:,.0f} ms"


def show_json(data: object) -> None:
    """Print `data` as JSON; numbers that are not finite become null."""
    print(json.dumps(_finite(data), indent=2, ensure_ascii=False, default=str))


def show_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table. Headings that end in ">" are aligned to the right, without the ">"."""
    made = Table(title=title, box=SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
    for heading in headings:
        made.add_column(heading.removesuffix(">"), justify="right" if heading.endswith(">") else "left")
    for row in rows:
        made.add_row(*(str(cell) for cell in row))
    console = Console(highlight=False, markup=False)
    if not console.is_terminal:
        console.width = 200
    with console.capture() as drawn:
        console.print(made)
    print("\n".join(line.rstrip() for line in drawn.get().rstrip().splitlines()), end="\n\n")


def show_facts(facts: Mapping[str, object]) -> None:
    """Print names and values, a line each; empty values are left out."""
    width = max(map(len, facts), default=0)
    for name, value in facts.items():
        if value not in (None, "", ()):
            print(f"{name:<{width}}  {value}")


def show_probes(table: pa.Table, town: Town, designs: Sequence[Design]) -> None:
    """Print what each design gives away: a row per probe, a column per design, and the ranges below."""
    from glasshouse.metrics.privacy import PROBES

    cells = {(row["design"], row["probe"]): row for row in table.to_pylist()}
    people = f"{len(town):,} invented residents, {int(town.now.sum()):,} of them listed"
    print(f"The largest town of the run: {people}. Attacks on it, design by design:\n")
    names = [f"{design.name}>" for design in designs]
    rows = [(probe, [cells[design.name, probe.name] for design in designs]) for probe in PROBES]
    means = [(probe.title, *map(_mean_cell, row), probe.unit) for probe, row in rows]
    show_table("Mean", ("", *names, "unit"), means)
    ranges = [(probe.title, *map(_range_cell, row)) for probe, row in rows]
    show_table("From 5 to 95 % of the persons attacked", ("", *names), ranges)
    persons = {probe.name: row[0]["targets"] for probe, row in rows}
    print(
        f"{persons['location_error']:,} of the listed attacked; "
        f"{persons['change_leak']:,} came onto the list or left it between the two dates"
    )


def _mean_cell(row: dict[str, Any]) -> str:
    return "" if row["value"] is None else words.number(row["value"])


def _range_cell(row: dict[str, Any]) -> str:
    return "" if row["value"] is None else f"{words.number(row['low'])} to {words.number(row['high'])}"


def _finite(data: object) -> object:
    if isinstance(data, Mapping):
        return {str(key): _finite(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_finite(value) for value in data]
    return None if isinstance(data, float) and not math.isfinite(data) else data


def show_summary(found: Summary) -> None:
    """Print what a run was, its headline figures beside the twin's, and where its files are."""
    people = f"{found.persons:,} persons of {found.society}"
    print(f"{people}, {found.months} months under {found.rulebook}, seed {found.seed}")
    for event in found.events:
        print(f"event of this run: {event}")
    if found.change:
        print(found.change)
    if found.lines:
        show_table(
            "",
            (
                "",
                "with>",
                "without>",
                "difference>",
                "95 % interval>",
                "unit",
                "persons it differs for>",
                "by>",
            ),
            list(map(_cells, found.lines)),
        )
        print(
            "Means are over everybody; the last columns say for how many a figure differs, and by how much.\n"
        )
    if found.targets:
        inside = [target["inside"] for target in found.targets if target["inside"] is not None]
        print(f"{sum(inside)} of {len(inside)} published figures fall inside their range")
    show_facts({"digest": found.digest, "results": found.folder, "report": found.report})


def show_estimate(found: RunEstimate) -> None:
    """Print what a run will take, province by province, and in all."""
    from glasshouse.simulation.memory_budget import shown as size

    rows = [
        (one.province, f"{one.persons:,}", *(_brief(seconds) for seconds in (one.people, one.world)),
         _brief(one.month), _brief(one.twin_month) if found.twin_lives else "",
         _brief(found.seconds_of(one)))
        for one in found.provinces
    ]  # fmt: skip
    heads = ("province", "persons>", "drawing>", "layout>", "a month>", "of the twin>", "all>")
    sample = max(one.sample for one in found.provinces)
    title = f"Time by province, extrapolated from up to {sample:,} persons"
    show_table(title, heads, rows)
    where = f"with {found.workers} workers" if found.workers else "in one process"
    lives = f"{found.lives} with the system, {found.twin_lives} without"
    show_facts(
        {
            "persons": f"{found.persons:,}",
            "lives": f"{lives}, of {found.months} months each",
            "time": f"{_brief(found.seconds)} {where}, without tables and report",
            "memory": f"{size(found.memory)}; at least {size(found.least_memory)} with --memory",
            "disk": f"{size(found.disk)} with --memory",
        }
    )


def show_lint(report: LintReport, *, witnesses: bool) -> None:
    """Print the findings of a rulebook with places and articles, then those that nothing decides.

    What one rule says of many clauses in the same words is one block, and what the text is silent on another.
    """
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"{report.rulebook}: {report.title}")
    for heading, findings in (
        ("", report.violated),
        ("Not enough evidence", [finding for finding in report.undecided if not finding.silent]),
        ("Passed over at the wish of the rulebook", report.suppressed),
    ):
        if findings and heading:
            console.print(f"\n{heading}", style="bold")
        for rule, group in groupby(findings, key=lambda finding: finding.rule):
            style = _STYLES[rule.severity] if not heading else ""
            _show_rule(console, rule, style)
            for block in blocks(group):
                _show_block(console, block, witnesses)
    _show_silence(console, [finding for finding in report.undecided if finding.silent])
    for name in report.unused:
        console.print(f"\nsuppressions.{name} passes nothing over")
    for wish in report.expired:
        console.print(
            f"\nsuppressions.{wish.rule} expired on {wish.until} and passes nothing over: {wish.reason}"
        )
    _show_counts(console, report)


_STYLES = {"P": "bold red", "E": "yellow", "W": "cyan"}


def _show_rule(console: Console, rule: Rule, style: str) -> None:
    console.print(f"\n{rule.severity} {rule.id}  {rule.title}", style=style)
    console.print(f"    {'; '.join(article.name for article in rule.articles)}", style="dim")
    asked: dict[str, list[str]] = {}
    for article in rule.articles:
        if article.binds:
            asked.setdefault(article.binds, []).append(article.name)
    for binds, names in asked.items():
        console.print(f"    {', '.join(names)}: {binds}", style="dim")


def _show_block(console: Console, block: Block, witnesses: bool) -> None:
    if not block.wording:
        _show_finding(console, block.findings[0], witnesses)
        return
    console.print(f"    {len(block.findings)} clauses: {block.wording}")
    for finding in block.findings:
        console.print(f"      {finding.path} ({finding.file}:{finding.line})", style="dim")
        _show_more(console, finding, witnesses)


def _show_finding(console: Console, finding: Finding, witnesses: bool) -> None:
    place = f"{finding.file}:{finding.line}" if finding.file else "set in code"
    console.print(f"    {finding.path}: {finding.why}")
    console.print(f"      {place}", style="dim")
    _show_more(console, finding, witnesses)


def _show_more(console: Console, finding: Finding, witnesses: bool) -> None:
    if wish := finding.suppressed:
        console.print(f"      passed over from {wish.date} to {wish.until}: {wish.reason}")
    if witnesses and finding.witness:
        console.print(finding.witness.as_yaml(), style="dim")


def _show_silence(console: Console, findings: Sequence[Finding]) -> None:
    """What the text does not say, by rule: a general law may say it."""
    if findings:
        console.print("\nNot enough evidence: the text is silent", style="bold")
    for one in findings:
        console.print(f"    {one.rule.severity} {one.rule.id}  {one.path}: {one.why}")


def _show_counts(console: Console, report: LintReport) -> None:
    counts = Counter(report.verdicts.values())
    told = ", ".join(f"{counts[word]} {word}" for word in ("violated", "not enough evidence", "not violated"))
    console.print(f"\n{len(report.rules)} rules: {told}. {len(report.suppressed)} findings passed over.")
    console.print(QUESTION, style="bold")


def _cells(line: Line) -> tuple[str, ...]:
    share = line.unit == "of persons"
    scale, unit = (100.0, "% of persons") if share else (1.0, line.unit)
    return (
        line.title,
        words.number(line.system * scale),
        words.number(line.twin * scale),
        words.number(line.difference * scale, sign=True),
        words.interval(line.low, line.high, scale),
        unit,
        "" if line.touched is None else words.count(line.touched),
        "" if line.among is None else f"{words.number(line.among, sign=True)} {line.among_unit}",
    )


@contextmanager
def count(of: str, *, shown: bool) -> Iterator[ProgressCallback]:
    """A bar on standard error that counts things done of all there are; silent where nobody is watching."""
    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield lambda _done, _total: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn(of), TimeRemainingColumn(compact=True))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(of, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
