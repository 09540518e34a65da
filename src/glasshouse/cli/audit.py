"""`glasshouse audit`: findings of runs with numbers, intervals and groups, held against bounds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from glasshouse.cli.option_groups import AuditedStudy, AuditFiles, HeldAgainst, LivedAgain
from glasshouse.cli.options import Json, listed
from glasshouse.cli.results_commands import write_table
from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from glasshouse.auditing.audit_findings import OnStep
    from glasshouse.auditing.auditor import Audit
    from glasshouse.auditing.bounds import ChosenBound
    from glasshouse.metrics.findings import Finding

DONE, FOUND = 0, 1
_DRAFTS = (".md", ".html")


def audit(
    *results: Path,
    held: HeldAgainst = HeldAgainst(),
    of_study: AuditedStudy = AuditedStudy(),
    again: LivedAgain = LivedAgain(),
    files: AuditFiles = AuditFiles(),
    every: Annotated[bool, Parameter(name="--all", negative="")] = False,
    as_json: Json = False,
) -> int:
    """Turn runs into findings with numbers, intervals and groups, and hold them against bounds.

    Harm and claimed benefit stand side by side; nothing is added up to one score.

    Parameters
    ----------
    results
        Results folders of one rulebook (several are an ensemble), or the study.yaml of a study.
    every
        Print every finding and group, not only those that tell most.
    as_json
        Print the audit as JSON.
    """
    from glasshouse import terminal
    from glasshouse.auditing import auditor

    _refuse_files(files)
    by = listed(held.by) or None
    drafts = files.assessment is not None and files.alternatives
    with terminal.count("runs", shown=(again.more or drafts) and not as_json) as on_step:
        made = auditor.audit(
            *results, bounds=held.bounds, by=by, rulebook=of_study.rulebook, store=of_study.store,
            privacy=again.map_, more=again.more, measures=held.measures, mechanisms=again.mechanisms,
            on_step=on_step,
        )  # fmt: skip
        written = _write(made, files, on_step)
    if as_json:
        terminal.show_json(made.as_dict())
    else:
        _show(made, grouped=bool(by), every=every)
        terminal.show_facts(written)
    return FOUND if held.fail_on == "violated" and made.fails("violated") else DONE


def _write(made: Audit, files: AuditFiles, on_step: OnStep) -> dict[str, object]:
    """Write the table and the draft that are asked for, and the sources of measures beside them; where."""
    if files.to is not None:
        files.to.unlink(missing_ok=True)
        write_table(made.table(), files.to)
    draft = None
    if files.assessment is not None:
        draft = made.assessment(files.assessment, alternatives=files.alternatives, on_step=on_step)
    kept = [made.keep_sources(file.parent) for file in (files.to, draft) if file is not None]
    return {"findings": files.to or "", "draft": draft or "", "code": _kept(kept)}


def _kept(found: Sequence[tuple[Path, ...]]) -> str:
    """Where the sources of measures of one's own were kept."""
    return ", ".join(dict.fromkeys(str(path) for paths in found for path in paths))


def _refuse_files(files: AuditFiles) -> None:
    kinds = ((files.to, (".csv", ".parquet"), "a table"), (files.assessment, _DRAFTS, "an assessment"))
    diagnostics = []
    for file, endings, what in kinds:
        if file is not None and file.suffix not in endings:
            diagnostics.append(
                Diagnostic(
                    f"{file.suffix or 'no ending'}: not {what}", f"end in {' or '.join(endings)}", str(file)
                )
            )
        elif file is not None and file.exists() and not files.overwrite:
            diagnostics.append(
                Diagnostic("is there already", "choose another file, or --overwrite", str(file))
            )
    if diagnostics:
        raise InputError(*diagnostics)


def _show(made: Audit, *, grouped: bool, every: bool) -> None:
    from glasshouse import terminal
    from glasshouse.auditing.audit_findings import NO_SCORE
    from glasshouse.auditing.audit_text import SIDES, summary

    print("\n".join(summary(made)), end="\n\n")
    for one in made.own:
        print(f"measure {one.id}: {one.origin}")
    heads = ("", "finding", "value>", f"{made.subject.interval}>", "unit", "persons>", "events>")
    for side, title in SIDES.items():
        if found := _told(made.side(side), every):
            terminal.show_table(title, heads, [row for one in found for row in _rows(one, grouped or every)])
    if not every and (more := _more(made)):
        print(more, end="\n\n")
    _show_verdicts(made, every)
    _show_map(made)
    _show_unknown(made)
    print(NO_SCORE)


def _more(made: Audit) -> str:
    from glasshouse.metrics import catalogue

    more = sum(catalogue.is_figure(one.id) for one in made.findings)
    return f"--all prints {more} figures of persons and months more." if more else ""


def _told(found: Sequence[Finding], every: bool) -> list[Finding]:
    """Those that tell most: measures with a number and one's own, where there is one; of a disparity or gap
    the greatest of each kind."""
    from glasshouse.metrics import catalogue

    if every:
        return list(found)
    found = [one for one in found if not catalogue.is_figure(one.id)]
    kept: dict[object, Finding] = {}
    for one in found:
        if math.isnan(one.value) or (one.name == "CS" and not one.value):
            continue
        key: object = one.name if one.id == "F10" else id(one)
        if key not in kept or _strength(one) > _strength(kept[key]):
            kept[key] = one
    return [one for one in kept.values() if one.id != "F25" or one.value]


def _strength(found: Finding) -> float:
    """How far a disparity certainly goes: the end of the interval nearer to none."""
    if math.isnan(found.low):
        return -math.inf
    return -found.high if found.worse == "less" else found.low


def _rows(found: Finding, grouped: bool) -> Iterator[tuple[str, ...]]:
    from glasshouse.auditing.audit_text import interval, number
    from glasshouse.auditing.evidence import small

    few = bool(small(found))
    yield (
        found.name, found.title, "too few" if few else number(found.value), "" if few else interval(found),
        found.unit, f"{found.persons:,}", f"{found.events:,}",
    )  # fmt: skip
    for group in found.by_group if grouped else ():
        yield (
            "", f"  {group.dim}: {group.group}", number(group.value), interval(group), "",
            f"{group.persons:,}", f"{group.events:,}",
        )  # fmt: skip


def _show_verdicts(made: Audit, every: bool) -> None:
    from glasshouse import terminal

    rows = [row for chosen in made.bounds for row in _verdict_rows(made, chosen, every)]
    title = "Bounds: somebody's choice, each with its source or marked as an assumption"
    terminal.show_table(title, ("", "bound", "verdict", "numbers", "basis"), rows)


def _verdict_rows(made: Audit, chosen: ChosenBound, every: bool) -> Iterator[tuple[str, ...]]:
    """One row a bound: how many of its numbers are violated, and the worst; every number on request."""
    from glasshouse.auditing.audit_text import interval, number

    held = [one for one in made.verdicts if one.chosen is chosen]
    about = f"{chosen.title}: {chosen.limit}"
    if not held:
        yield chosen.name, about, "not enough evidence", "no finding in these runs", chosen.basis
    elif every or len(held) == 1:
        for one in held:
            said = one.why or f"{number(one.finding.value)} ({interval(one.finding) or 'no interval'})"
            yield chosen.name, about, one.verdict, said, chosen.basis
    else:
        words = [one.verdict for one in held]
        worst = next((word for word in ("violated", "not enough evidence") if word in words), words[0])
        yield chosen.name, about, worst, f"{words.count(worst)} of {len(held)}", chosen.basis


def _show_map(made: Audit) -> None:
    if made.privacy is None:
        return
    from glasshouse import terminal
    from glasshouse.auditing import blocks

    (first, *designs, unit, persons), rows = blocks.table(made.privacy)
    heads = (first, *(f"{design}>" for design in designs), unit, f"{persons}>")
    terminal.show_table("The map, attacked on the synthetic town, by design", heads, rows)


def _show_unknown(made: Audit) -> None:
    from glasshouse import terminal
    from glasshouse.auditing.measuring import OF_THE_MODEL

    rows = [(one.name, one.title, one.why, one.mend) for one in made.unknown]
    terminal.show_table("Not known", ("", "measure", "why", "what would tell"), rows)
    print("\n".join(OF_THE_MODEL))
