"""Going on with a run that was cut off, from the last checkpoint of the system and of the twin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse import arguments
from glasshouse.errors import InputError
from glasshouse.simulation import checkpoints
from glasshouse.simulation.checkpoints import Checkpoints, Tell, untold
from glasshouse.simulation.plans import NOTHING, Given, notes_on, setting_of
from glasshouse.simulation.results_folder import open_results
from glasshouse.simulation.running import ProgressCallback, Run, _silent, simulate

if TYPE_CHECKING:
    from glasshouse.model.custom_mechanism import CustomMechanism
    from glasshouse.population.recipe import SocietyRecipe
    from glasshouse.population.society import Society
    from glasshouse.rulebook import Rulebook
    from glasshouse.specs.parameters import ParameterSet


def resume(
    folder: str | Path,
    *,
    rulebook: Rulebook | str | None = None,
    society: Society | SocietyRecipe | str | None = None,
    practice: ParameterSet | str | Path | None = None,
    provinces: Mapping[str, Rulebook | str | None] | None = None,
    mechanisms: Sequence[CustomMechanism | str] = (),
    threads: int | None = None,
    on_month: ProgressCallback = _silent,
    tell: Tell = untold,
) -> Run:
    """Go on with the run whose results were to go to `folder`; its digest is that of a run never cut off.

    Files are found again by the names the run was begun with. What was made in Python, or lies elsewhere now,
    is handed over: `rulebook`, `society`, `practice`, `provinces` by name. `mechanisms`
    are those the run keeps; hand over those whose file says something else now. `threads` None means as
    before. `tell` is called with a sentence for each damaged file and what is used instead. Raises
    `InputError` where there is nothing to go on with, or where a text or the code is not what it was.
    """
    folder = arguments.path("folder", folder)
    given = Given(rulebook, society, practice, provinces, mechanisms)
    return go_on(checkpoints.opened(folder, tell), given, threads=threads, on_month=on_month)


def go_on(
    points: Checkpoints,
    given: Given = NOTHING,
    *,
    threads: int | None = None,
    on_month: ProgressCallback = _silent,
) -> Run:
    """Go on from checkpoints that are open already (see `resume`)."""
    chosen = setting_of(points.plan, given)
    if note := notes_on(points.plan):
        points.tell(note)
    runs = 2 if points.plan["twin"] else 1
    many = points.plan["threads"] if threads is None else arguments.threads("threads", threads)
    made = simulate(
        chosen, many, lambda done, total: on_month(done, runs * total), points=points.side("system")
    )
    made.checkpoints = points
    if points.plan["twin"]:
        made.twin(lambda done, total: on_month(total + done, runs * total))
    return made


def save(run: Run) -> Path:
    """Write the results of a run that went on to its folder, as was wanted when it began.

    These very results are left alone where they are there already: then it was cut off after them.
    """
    assert run.checkpoints is not None
    keep, twin = run.checkpoints.keep, run.twin() if run.checkpoints.plan["twin"] else None
    if not _is_there(run, twin, keep.folder):
        run.save(keep.folder, keep.overwrite, keep.variants)
    return keep.folder


def _is_there(run: Run, twin: Run | None, folder: Path) -> bool:
    try:
        results = open_results(folder).manifest["results"]
    except InputError:
        return False
    states = {side: one["state"] for side, one in results.items()}
    return states == {side: f"{one.state:016x}" for side, one in (("system", run), ("twin", twin)) if one}
