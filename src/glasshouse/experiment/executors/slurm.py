"""Slurm: the text of an array script whose tasks write chunks into one store."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

SCRIPT = """\
#!/bin/bash
#SBATCH --job-name={name}
#SBATCH --array=0-{last}
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu={memory}
#SBATCH --time={time}
#SBATCH --output={log}/%A_%a.log
# {members:,} members in {tasks} tasks. A task that is cut off goes on where it was when it is queued again.
# When all have ended, on any machine that sees the store:
#   {gather}
set -euo pipefail
exec {work} --part "$SLURM_ARRAY_TASK_ID" --of {tasks}
"""


@dataclass(frozen=True)
class Job:
    """What the script asks of the cluster: array tasks, time a task (Slurm's form), memory a core."""

    tasks: int
    time: str = "04:00:00"
    memory: str = "2G"


def script(study: Path, store: Path, members: int, job: Job) -> str:
    """The array script of a study. Tasks live a part each; nothing but the store's folder is shared."""
    here = [str(study.absolute()), "--store", str(store.absolute())]
    return SCRIPT.format(
        name=f"glasshouse-{study.stem}",
        last=job.tasks - 1,
        tasks=job.tasks,
        members=members,
        memory=job.memory,
        time=job.time,
        log=shlex.quote(str(store.absolute())),
        work=shlex.join(["glasshouse", "study", "work", *here]),
        gather=shlex.join(["glasshouse", "study", "run", *here]),
    )
