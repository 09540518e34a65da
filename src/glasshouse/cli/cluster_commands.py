"""`glasshouse study slurm` and `work`: a study spread over machines that share a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from glasshouse.cli.option_groups import InStore
from glasshouse.errors import Diagnostic, InputError


def slurm(
    file: Path,
    /,
    *,
    tasks: Annotated[int, Parameter(validator=Number(gte=1, lte=100_000))] = 16,
    time: str = "04:00:00",
    memory: str = "2G",
    members: InStore = InStore(),
    out: Path | None = None,
) -> None:
    """Write an array script for a Slurm cluster over the same store, and make the folder of its logs.

    Parameters
    ----------
    file
        The plan, a study.yaml.
    tasks
        Array tasks, each on one core; no more than there are members.
    time
        Most time a task may take, as Slurm writes it: 90, 04:00:00 or 1-12:00:00.
    memory
        Memory a core, as Slurm writes it: 2G.
    out
        File for the script; by default it is printed.
    """
    from glasshouse.files import write_atomic
    from glasshouse.studies.executors.slurm import Job, logs, script
    from glasshouse.studies.planning import load

    plan = load(file, members.measures)
    job = Job(tasks, time, memory, tuple(str(Path(one).absolute()) for one in members.measures))
    text = script(file, members.store, len(plan.members), job, plan.hash)
    if out is not None and out.exists():
        raise InputError(Diagnostic("is there already", "choose another file", str(out)))
    try:
        logs(members.store).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"the folder of the logs cannot be made: {error.strerror or error}"
        raise InputError(Diagnostic(what, "choose another store", str(logs(members.store)))) from None
    print(text, end="") if out is None else print(write_atomic(out, text))


def work(
    file: Path,
    /,
    *,
    part: Annotated[int, Parameter(validator=Number(gte=0))],
    of: Annotated[int, Parameter(validator=Number(gte=1))],
    planned: str = "",
    members: InStore = InStore(),
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
    planned
        Hash of the study the script was written for; another one is refused.
    """

    made = members.study_of(file)
    if planned and made.plan.hash != planned:
        what = "the study is no longer the one the script was written for: a text, or the version, changed"
        raise InputError(Diagnostic(what, "write the script again (glasshouse study slurm)", str(file)))
    lived = made.work(part, of)
    print(f"part {part} of {of}: {lived:,} members lived")
