"""`glasshouse study`: plans of many runs, lived, continued, looked at and spread over machines."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from glasshouse.cli import findings
from glasshouse.cli.words import STORE, Count, Flag, Json
from glasshouse.errors import BadInput, Fault

if TYPE_CHECKING:
    from glasshouse.experiment.contrasts import Contrast
    from glasshouse.experiment.study import Study

app = App(
    name="study", help="Run many members of one plan, resume, extend and read them.", help_format="plaintext"
)
for _command in (findings.indices, findings.discover, findings.search):
    app.command(_command)


@app.command
def run(
    file: Path,
    /,
    *,
    store: Path = STORE,
    executor: Literal["processes", "here", "dask"] = "processes",
    workers: Count = None,
    scheduler: str | None = None,
    out: Path | None = None,
    precision: str = "10%",
    quiet: Flag = False,
    as_json: Json = False,
) -> None:
    """Live every member of a study that the store does not hold yet, and print what came of them.

    May be stopped at any moment and started again; nothing finished is lived twice.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    store
        Folder of members; several studies may share one.
    executor
        processes: on all cores of this machine; here: in this process; dask: on a cluster.
    workers
        Processes to use, by default one a core.
    scheduler
        Address of a dask scheduler; without one a cluster is made here.
    out
        File for the table: .csv or .parquet.
    precision
        Half width wanted of intervals: a share of the difference (10%) or a number in the outcome's unit
        (0.02). The points and replicates it would take are told, at the variances seen so far.
    quiet
        Say nothing but faults.
    as_json
        Print the effects as JSON.
    """
    from glasshouse import terminal
    from glasshouse.experiment.executors import executor as executor_of
    from glasshouse.experiment.study import study

    _refuse_unless_table(out)
    wanted = precise(precision)
    made = study(file, store)
    with terminal.count("members", shown=not (quiet or as_json)) as on_member:
        made.run(executor_of(executor, workers, scheduler), on_member)
    if out:
        _write(made.table(), out)
    if as_json:
        terminal.show_json({"study": made.plan.hash, "effects": effects(made, wanted)})
    elif not quiet:
        _show(made, precision, wanted)
    if failures := made.failures():
        why = next(iter(failures.values()))
        raise BadInput(
            Fault(f"{len(failures):,} members failed, such as: {why}", "mend the plan and run again")
        )


@app.command
def status(file: Path, /, *, store: Path = STORE, as_json: Json = False) -> None:
    """Say how much of a study has been lived, and what is damaged or failed.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    store
        Folder of members.
    as_json
        Print as JSON.
    """
    from glasshouse import terminal
    from glasshouse.experiment.study import study

    made = study(file, store)
    _, damaged = made.store.gather()
    members = len(made.plan.members)
    facts = {
        "study": made.plan.hash[:16],
        "rulebooks": len(made.plan.rulebooks),
        "points": len(made.plan.points),
        "replicates": made.plan.replicates,
        "members": members,
        "lived": members - len(made.missing()),
        "failed": len(made.failures()),
        "damaged": [str(fault) for fault in damaged],
    }
    terminal.show_json(facts) if as_json else terminal.show_facts(facts)


@app.command
def table(file: Path, out: Path, /, *, store: Path = STORE) -> None:
    """Write the table of a study: a row a member, with its factors and outcomes.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    out
        File to write: .csv or .parquet.
    store
        Folder of members.
    """
    from glasshouse.experiment.study import study

    _refuse_unless_table(out)
    _write(study(file, store).table(), out)
    print(out)


@app.command
def slurm(
    file: Path,
    /,
    *,
    tasks: Annotated[int, Parameter(validator=Number(gte=1, lte=100_000))] = 16,
    time: str = "04:00:00",
    memory: str = "2G",
    store: Path = STORE,
    out: Path | None = None,
) -> None:
    """Write an array script for a Slurm cluster over the same store.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    tasks
        Array tasks, each on one core.
    time
        Most time a task may take, as Slurm writes it.
    memory
        Memory a core.
    store
        Folder of members, which all machines see.
    out
        File for the script; by default it is printed.
    """
    from glasshouse.experiment.executors.slurm import Job, script
    from glasshouse.experiment.plan import load
    from glasshouse.files import put

    text = script(file, store, len(load(file).members), Job(tasks, time, memory))
    if out is None:
        print(text, end="")
        return
    if out.exists():
        raise BadInput(Fault("is there already", "choose another file", str(out)))
    print(put(out, text))


@app.command
def work(
    file: Path,
    /,
    *,
    part: Annotated[int, Parameter(validator=Number(gte=0))],
    of: Annotated[int, Parameter(validator=Number(gte=1))],
    store: Path = STORE,
) -> None:
    """Live one part of a study and write it into the store, as one of many machines.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    part
        Which part, from 0.
    of
        How many parts there are.
    store
        Folder of members, which all machines see.
    """
    from glasshouse.experiment.study import study

    lived = study(file, store).work(part, of)
    print(f"part {part} of {of}: {lived:,} members lived")


def precise(text: str) -> Callable[[float], float]:
    """The half width a precision asks for, of a mean: `10%` of it, or `0.02` whatever it is."""
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise BadInput(Fault(f"{text} is not a precision", "write 10% or 0.02"))
    return (lambda mean: abs(mean) * number / 100) if text.endswith("%") else (lambda _mean: number)


def effects(made: Study, wanted: Callable[[float], float]) -> list[dict[str, object]]:
    """The effect of each rulebook on each outcome that has a twin, as rows of plain data.

    `futures_needed` are those for an interval of `wanted(mean)` either side, as so many points with so many
    replicates each; None where that is unknown.
    """
    from glasshouse.experiment.outcomes import names as all_names

    kept = set(all_names())
    names = dict.fromkeys(name.removesuffix("_difference").removesuffix("_twin") for name in made.outcomes)
    known = [name for name in names if f"{name}_difference" in kept]
    found = [(book, name, made.effect(name, book)) for book in made.plan.rulebooks for name in known]
    return [
        {"rulebook": book, "outcome": name, **_numbers(one), **_needed(made, one, wanted)}
        for book, name, one in found
    ]


def _numbers(found: Contrast) -> dict[str, object]:
    parts = found.parts and {"points": found.parts.factors, "replicates": found.parts.shared,
                             "rest": found.parts.alone}  # fmt: skip
    return vars(found) | {"parts": parts}


def _needed(made: Study, found: Contrast, wanted: Callable[[float], float]) -> dict[str, int | None]:
    """Futures, points and replicates for the precision; None where unknown or beyond what more can give."""
    half, growing = wanted(found.mean), made.plan.design.kind in ("sobol", "latin")
    names = ("futures_needed", "points_needed", "replicates_needed")
    if not (found.sd > 0 and half > 0):
        return dict.fromkeys(names)
    try:
        needed = found.needed(half, None if growing else found.points)
    except BadInput:
        return dict.fromkeys(names)
    return dict(zip(names, (needed.futures, needed.points, needed.replicates), strict=True))


def _show(made: Study, precision: str, wanted: Callable[[float], float]) -> None:
    from glasshouse import terminal

    found = effects(made, wanted)
    rows = [
        (row["rulebook"], row["outcome"], row["pairs"], *(f"{row[k]:,.6g}" for k in ("mean", "low", "high")),
         _size(row["points_needed"], row["replicates_needed"]))
        for row in found
    ]  # fmt: skip
    needed = f"points x replicates for ±{precision}>"
    heads = ("rulebook", "outcome", "futures>", "difference>", "low>", "high>", needed)
    title = f"{made.plan.title or 'Study'}: each rulebook against the same people without it, per person"
    terminal.show_table(title, heads, rows)
    for note in dict.fromkeys(str(row["note"]) for row in found if row["note"]):
        print(f"Do not rely on the intervals: {note}.")


def _size(points: object, replicates: object) -> str:
    return f"{points:,} x {replicates:,}" if points and replicates else ""


def _refuse_unless_table(out: Path | None) -> None:
    if out is None:
        return
    if out.suffix not in (".csv", ".parquet"):
        raise BadInput(
            Fault(f"{out.suffix or 'no ending'}: not a kind of table", "end in .csv or .parquet", str(out))
        )
    if out.exists():
        raise BadInput(Fault("is there already", "choose another file", str(out)))


def _write(made: object, out: Path) -> None:
    import pyarrow.csv
    import pyarrow.parquet

    partial = out.with_name(f".{out.name}.unfinished")
    try:
        writer = pyarrow.csv.write_csv if out.suffix == ".csv" else pyarrow.parquet.write_table
        writer(made, partial)
        partial.rename(out)
    except OSError as error:
        raise BadInput(
            Fault(f"cannot be written: {error.strerror or error}", "choose another file", str(out))
        ) from None
    finally:
        partial.unlink(missing_ok=True)
