"""`glasshouse resume`: a run that was cut off goes on from its last checkpoint."""

from __future__ import annotations

import sys
from pathlib import Path

from glasshouse.cli.running import finish
from glasshouse.cli.words import Flag, Json, Mechanisms, Threads


def resume(
    folder: Path,
    /,
    *,
    mechanisms: Mechanisms = (),
    threads: Threads = None,
    quiet: Flag = False,
    as_json: Json = False,
) -> None:
    """Go on with a run that was cut off, to the results and the digest of one that was not.

    Only a run with --checkpoint-every can be gone on with. Rulebook, society, practice and code must be what
    they were.

    Parameters
    ----------
    folder
        The folder its results were to go to, its --out.
    mechanisms
        FILE:NAME, repeatable: where a mechanism of the run is now, if its file says something else by now.
    threads
        Threads to use, by default as before; results do not depend on it.
    quiet
        Say nothing but faults.
    as_json
        Print the summary as JSON.
    """
    from glasshouse import terminal
    from glasshouse.simulation import resuming
    from glasshouse.simulation.checkpoints import opened
    from glasshouse.simulation.plans import Given

    points = opened(folder, _note)
    persons, months = sum(points.plan["society"]["persons"].values()), points.plan["months"]
    sides = 2 if points.plan["twin"] else 1
    with terminal.progress(persons, months * sides, shown=not (quiet or as_json)) as on_month:
        done = resuming.go_on(points, Given(mechanisms=mechanisms), threads=threads, on_month=on_month)
        resuming.save(done)
    finish(done, folder, report=points.keep.report, quiet=quiet, as_json=as_json)


def _note(sentence: str) -> None:
    print(f"note: {sentence}", file=sys.stderr)
