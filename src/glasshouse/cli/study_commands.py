"""`glasshouse study`: plans of many runs, lived, continued, looked at and spread over machines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter
from cyclopts.validators import Number

from glasshouse.cli import cluster_commands, findings_commands, options
from glasshouse.cli.option_groups import ByExecutor, InStore, Printed
from glasshouse.cli.options import Json, Measures, Seed
from glasshouse.cli.results_commands import refuse_unless_table, write_table
from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from glasshouse.studies.study import Study

app = App(
    name="study", help="Run many members of one plan, resume, extend and read them.", help_format="markdown"
)
for _command in (
    findings_commands.indices,
    findings_commands.discover,
    findings_commands.search,
    cluster_commands.slurm,
    cluster_commands.work,
):
    app.command(_command)


@app.command
def run(
    file: Path,
    /,
    *,
    members: InStore = InStore(),
    by: ByExecutor = ByExecutor(),
    out: Path | None = None,
    precision: str = "10%",
    printed: Printed = Printed(),
) -> None:
    """Live every member of a study that the store does not hold yet, and print what came of them.

    May be stopped at any moment and started again; nothing finished is lived twice. Started twice at once,
    the two share the work. Damaged files are set aside, and their members lived again.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    out
        File for the table: .csv or .parquet.
    precision
        Half width wanted of intervals: a share of the difference (10%) or a number in the outcome's unit
        (0.02). The points and replicates it would take are told, at the variances seen so far.
    """
    from glasshouse import terminal

    refuse_unless_table(out)
    wanted = options.precise(precision)
    made = members.study_of(file)
    executor = by.executor_for(made)
    findings_commands.tell_set_aside(made)
    if not printed.quiet:
        options.forewarn(made)
    with terminal.count("members", shown=printed.for_people) as on_member:
        made.run(executor, on_member)
    if out and (found := made.table()).num_rows:
        write_table(found, out)
    if printed.as_json:
        terminal.show_json({"study": made.plan.hash, "effects": options.effects(made, wanted)})
    elif not printed.quiet:
        options.show(made, precision, wanted)
    if failures := made.failures():
        why = next(iter(failures.values()))
        raise InputError(
            Diagnostic(f"{len(failures):,} members failed, such as: {why}", "mend the plan and run again")
        )


@app.command
def check(file: Path, /, *, measures: Measures = (), as_json: Json = False) -> None:
    """Check a plan as a whole, and estimate members, time and disk; nothing is run.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    measures
        A measure of your own as FILE:NAME, repeatable, beside those the plan names.
    as_json
        Print as JSON.
    """
    from glasshouse import terminal
    from glasshouse.studies.planning import load

    plan = load(file, measures)
    if as_json:
        terminal.show_json(options.plan_facts(plan) | {"notes": [str(note) for note in plan.notes]})
        return
    print(f"{file}: sound (glasshouse/study@1)")
    options.show_plan(plan)


@app.command
def status(file: Path, /, *, members: InStore = InStore(), as_json: Json = False) -> None:
    """Say how much of a study has been lived, and what is damaged or failed.

    Leaves with 2 where anything in the store is damaged.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    as_json
        Print as JSON.
    """
    from glasshouse import terminal

    made = members.study_of(file)
    damaged = _damage(made)
    readable = not any(Path(diagnostic.file) == made.store.index_path for diagnostic in damaged)
    facts = {
        "study": made.plan.hash[:16],
        "rulebooks": len(made.plan.rulebooks),
        "points": len(made.plan.points),
        "replicates": made.plan.replicates,
        "members": len(made.plan.members),
        "lived": len(made.lived()) if readable else None,
        "failed": len(made.failures()) if readable else None,
        "searched": len(made.searched()) if readable else None,
        "damaged": [str(diagnostic) for diagnostic in damaged],
    }
    terminal.show_json(facts) if as_json else terminal.show_facts(facts)
    if damaged:
        raise InputError(*damaged)


def _damage(made: Study) -> tuple[Diagnostic, ...]:
    """What is damaged in the store of a study. Raises `InputError` where there is no store."""
    made.store.refuse_absent()
    return tuple(made.store.gather()[1])


@app.command
def table(file: Path, out: Path, /, *, members: InStore = InStore()) -> None:
    """Write the table of a study: a row a member, with its factors and outcomes.

    Of a study that is not finished, members that have been lived have a row; how many is said.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    out
        File to write: .csv or .parquet.
    """

    refuse_unless_table(out)
    made = members.study_of(file)
    found = made.table()
    if not found.num_rows:
        raise InputError(
            Diagnostic(
                "no member of this study has been lived", f"glasshouse study run {file}", str(members.store)
            )
        )
    if found.num_rows < len(made.plan.rows):
        print(
            f"note: {found.num_rows:,} of {len(made.plan.rows):,} rows, {_why_fewer(made)}", file=sys.stderr
        )
    write_table(found, out)
    print(out)


def _why_fewer(made: Study) -> str:
    failed = len(made.failures())
    missing = len(made.missing()) - failed
    return f"{missing:,} members not lived yet, {failed:,} failed"


@app.command
def verify(
    file: Path,
    /,
    *,
    sample: Annotated[int, Parameter(validator=Number(gte=1, lte=1_000_000))] = 8,
    seed: Seed | None = None,
    members: InStore = InStore(),
    as_json: Json = False,
) -> None:
    """Live some members of a study again and compare them with the store to the bit.

    Hashes show damage. They do not show a store that somebody altered with care; this does. Leaves with 2
    where anything differs.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    sample
        Members to live again, drawn at random.
    seed
        Seed of the draw; others each time without one.
    as_json
        Print as JSON.
    """
    from glasshouse import terminal

    found = members.study_of(file).verify(sample, seed)
    if as_json:
        terminal.show_json(vars(found))
    else:
        same = found.lived - len(found.differences)
        print(f"{same:,} of {found.lived:,} members lived again are the same to the bit")
        print(f"{found.stored:,} members of the study are stored")
    if found.differences:
        fix = "remove the store and run the study again"
        raise InputError(*(
            Diagnostic(f"member {key[:12]} differs from the store in {', '.join(columns[:4])}", fix,
            str(members.store))
            for key, columns in found.differences.items()
        ))  # fmt: skip
