"""`glasshouse study`: plans of many runs, lived, continued, looked at and spread over machines."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import App, Parameter
from cyclopts.validators import Number

from glasshouse.cli import cluster, findings
from glasshouse.cli.words import STORE, Count, Flag, Json, Seed
from glasshouse.errors import BadInput, Fault

if TYPE_CHECKING:
    from glasshouse.experiment.contrasts import Contrast
    from glasshouse.experiment.plan import Plan
    from glasshouse.experiment.study import Study

app = App(
    name="study", help="Run many members of one plan, resume, extend and read them.", help_format="plaintext"
)
for _command in (findings.indices, findings.discover, findings.search, cluster.slurm, cluster.work):
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
    patience: Annotated[float | None, Parameter(validator=Number(gt=0))] = None,
    out: Path | None = None,
    precision: str = "10%",
    quiet: Flag = False,
    as_json: Json = False,
) -> None:
    """Live every member of a study that the store does not hold yet, and print what came of them.

    May be stopped at any moment and started again; nothing finished is lived twice. Started twice at once,
    the two share the work. Damaged files are set aside, and their members lived again.

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
    patience
        Seconds to wait for the scheduler and its first worker, by default 10.
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
    by = executor_of(executor, workers, scheduler, patience)
    findings.tell_set_aside(made)
    if not quiet:
        _forewarn(made)
    with terminal.count("members", shown=not (quiet or as_json)) as on_member:
        made.run(by, on_member)
    if out and (found := made.table()).num_rows:
        _write(found, out)
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
def check(file: Path, /, *, as_json: Json = False) -> None:
    """Check a plan as a whole, and estimate members, time and disk; nothing is run.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    as_json
        Print as JSON.
    """
    from glasshouse import terminal
    from glasshouse.experiment.plan import load

    plan = load(file)
    if as_json:
        terminal.show_json(plan_facts(plan) | {"notes": [str(note) for note in plan.notes]})
        return
    print(f"{file}: sound (glasshouse/study@1)")
    show_plan(plan)


@app.command
def status(file: Path, /, *, store: Path = STORE, as_json: Json = False) -> None:
    """Say how much of a study has been lived, and what is damaged or failed.

    Leaves with 2 where anything in the store is damaged.

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
    damaged = _damage(made)
    members = len(made.plan.members)
    readable = not any(Path(fault.file) == made.store.index_path for fault in damaged)
    facts = {
        "study": made.plan.hash[:16],
        "rulebooks": len(made.plan.rulebooks),
        "points": len(made.plan.points),
        "replicates": made.plan.replicates,
        "members": members,
        "lived": len(made.lived()) if readable else None,
        "failed": len(made.failures()) if readable else None,
        "searched": len(made.searched()) if readable else None,
        "damaged": [str(fault) for fault in damaged],
    }
    terminal.show_json(facts) if as_json else terminal.show_facts(facts)
    if damaged:
        raise BadInput(*damaged)


def _damage(made: Study) -> tuple[Fault, ...]:
    """What is damaged in the store of a study. Raises `BadInput` where there is no store."""
    made.store.refuse_absent()
    return tuple(made.store.gather()[1])


@app.command
def table(file: Path, out: Path, /, *, store: Path = STORE) -> None:
    """Write the table of a study: a row a member, with its factors and outcomes.

    Of a study that is not finished, members that have been lived have a row; how many is said.

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
    made = study(file, store)
    found = made.table()
    if not found.num_rows:
        raise BadInput(
            Fault("no member of this study has been lived", f"glasshouse study run {file}", str(store))
        )
    if found.num_rows < len(made.plan.rows):
        print(
            f"note: {found.num_rows:,} of {len(made.plan.rows):,} rows, {_why_fewer(made)}", file=sys.stderr
        )
    _write(found, out)
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
    store: Path = STORE,
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
    store
        Folder of members.
    as_json
        Print as JSON.
    """
    from glasshouse import terminal
    from glasshouse.experiment.study import study

    found = study(file, store).verify(sample, seed)
    if as_json:
        terminal.show_json(vars(found))
    else:
        same = found.lived - len(found.differences)
        print(f"{same:,} of {found.lived:,} members lived again are the same to the bit")
        print(f"{found.stored:,} members of the study are stored")
    if found.differences:
        fix = "remove the store and run the study again"
        raise BadInput(*(
            Fault(f"member {key[:12]} differs from the store in {', '.join(columns[:4])}", fix, str(store))
            for key, columns in found.differences.items()
        ))  # fmt: skip


EXTENDED = {
    True: "more samples or replicates keep all members",
    False: "more replicates keep all members; more samples of this design keep none",
}
"""What becomes of members when a plan is extended, by whether its design grows."""
MANY = 10_000
"""Members from which a run says beforehand what it will take."""


def plan_facts(plan: Plan) -> dict[str, object]:
    """How large a plan is and what it will take."""
    from glasshouse.experiment.estimate import estimate

    return {
        "rulebooks": len(plan.rulebooks),
        "points": plan.design.count(plan.factors),
        "replicates": plan.replicates,
        **vars(estimate(plan)),
        "extending": EXTENDED[plan.design.grows] if plan.factors else "more replicates keep all members",
    }


def show_plan(plan: Plan) -> None:
    """Print how large a plan is, and what to know before it is run."""
    from glasshouse import terminal
    from glasshouse.experiment.estimate import estimate

    facts, cost = plan_facts(plan), estimate(plan)
    shown = {name: f"{facts[name]:,}" for name in ("rulebooks", "points", "replicates")}
    cost_ = {"members": cost.count, "time": cost.time, "disk": cost.disk}
    terminal.show_facts({**shown, **cost_, "extending": facts["extending"]})
    for note in plan.notes:
        print(f"note: {note}")


def _forewarn(made: Study) -> None:
    from glasshouse.experiment.estimate import estimate

    said = [f"note: {note}" for note in (*made.plan.notes, *made.notes)]
    if made.plan.count > MANY:
        said.append(str(estimate(made.plan)))
    for sentence in said:
        print(sentence, file=sys.stderr)


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
    """A row for each rulebook and outcome, as plain data: its difference to the twin, or else its mean.

    `mean_of` is the outcome whose mean it is, in `unit`. `futures_needed` are those for an interval of
    `wanted(mean)` either side, as so many points with so many replicates each; None where that is unknown.
    """
    from glasshouse.experiment.outcomes import catalogue

    rows = []
    for book in made.plan.rulebooks:
        for name, mean_of in answers(made).items():
            one = made.mean(mean_of, book)
            about = {"rulebook": book, "outcome": name, "mean_of": mean_of, "unit": catalogue()[mean_of].unit}
            rows.append({**about, **_numbers(one), **_needed(made, one, wanted)})
    return rows


def answers(made: Study) -> dict[str, str]:
    """The outcomes a table of effects is about: those asked for, each with the one whose mean answers it."""
    from glasshouse.experiment import outcomes

    twins = made.plan.twins
    usual = [
        one.name for one in outcomes.catalogue().values() if not one.side and (twins or not one.needs_twin)
    ]
    asked = made.plan.outcomes or usual
    return {name: outcomes.estimated(name) if twins else name for name in asked}


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
        (row["rulebook"], row["outcome"], _estimated(str(row["mean_of"])), row["pairs"],
         *(f"{row[k]:,.6g}" for k in ("mean", "low", "high")),
         _size(row["points_needed"], row["replicates_needed"]), row["unit"])
        for row in found
    ]  # fmt: skip
    needed = f"points x replicates for ±{precision}>"
    heads = ("rulebook", "outcome", "estimate", "futures>", "mean>", "low>", "high>", needed, "unit")
    title = f"{made.plan.title or 'Study'}: each rulebook against the same people without it"
    terminal.show_table(title, heads, rows)
    for note in dict.fromkeys(str(row["note"]) for row in found if row["note"]):
        print(f"Do not rely on the intervals: {note}.")


def _estimated(outcome: str) -> str:
    from glasshouse.experiment.outcomes import DIFFERENCE

    return "difference" if outcome.endswith(DIFFERENCE) else "value"


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
