"""Slurm: the text of an array script whose tasks write chunks into one store."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from glasshouse.errors import Diagnostic, InputError

LOGS = "logs"
"""Folder of the store that takes what tasks print."""
SCRIPT = """\
#!/bin/bash
#SBATCH --job-name={name}
#SBATCH --array=0-{last}
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu={memory}
#SBATCH --time={time}
#SBATCH --output={log}
# {members:,} members in {tasks} tasks. A task that is cut off goes on where it was when it is queued again.
# When all have ended, on any machine that sees the store:
#   {status}
set -euo pipefail
exec {work} --part "$SLURM_ARRAY_TASK_ID" --of {tasks}
"""
_TIME = re.compile(r"[0-9]+(:[0-5]?[0-9]){0,2}|[0-9]+-[0-9]{1,2}(:[0-5]?[0-9]){0,2}")
_MEMORY = re.compile(r"[1-9][0-9]*[KMGT]?")


@dataclass(frozen=True)
class Job:
    """What the script asks of the cluster: array tasks, time a task and memory a core in Slurm's forms.

    `measures` are FILE:NAME of measures of one's own beside those of the plan, with absolute paths.
    """

    tasks: int
    time: str = "04:00:00"
    memory: str = "2G"
    measures: tuple[str, ...] = ()


def script(study: Path, store: Path, members: int, job: Job, planned: str = "") -> str:
    """The array script of a study. Tasks live a part each; nothing but the store's folder is shared.

    `planned` is the hash of the study, which tasks compare with theirs. Raises `InputError` with all that a
    script cannot hold.
    """
    if diagnostics := list(_diagnostics(study, store, job)):
        raise InputError(*diagnostics)
    here = [str(study.absolute()), "--store", str(store.absolute())]
    here += [word for one in job.measures for word in ("--measure", one)]
    tasks = max(1, min(job.tasks, members))
    return SCRIPT.format(
        name=f"glasshouse-{re.sub(r'[^A-Za-z0-9._-]+', '-', study.stem)}",
        last=tasks - 1,
        tasks=tasks,
        members=members,
        memory=job.memory,
        time=job.time,
        log=f'"{_escaped(logs(store))}/%A_%a.log"',
        work=shlex.join(["glasshouse", "study", "work", *here, *(["--planned", planned] if planned else [])]),
        status=shlex.join(["glasshouse", "study", "status", *here]),
    )


def logs(store: Path) -> Path:
    """The folder of the logs of tasks, which Slurm does not make."""
    return store.absolute() / LOGS


def _escaped(path: Path) -> str:
    """A path in a pattern of Slurm's for file names."""
    return str(path).replace("%", "%%")


def _diagnostics(study: Path, store: Path, job: Job) -> Iterator[Diagnostic]:
    if not _TIME.fullmatch(job.time):
        yield Diagnostic(
            f"{job.time!r} is not a time limit of Slurm's",
            "write minutes, hours:minutes:seconds or days-hours, such as 90, 04:00:00 or 1-12:00:00",
        )
    if not _MEMORY.fullmatch(job.memory):
        yield Diagnostic(
            f"{job.memory!r} is not a size of Slurm's",
            "write a whole number of megabytes, or one with K, M, G or T, such as 2G",
        )
    for path in (study, store, *map(Path, job.measures)):
        if re.search(r'[\x00-\x1f\x7f"\\]', str(path.absolute())):
            what = (
                f"{str(path)!r}: a script cannot hold a path with quotes, backslashes or control characters"
            )
            yield Diagnostic(what, "rename it")
