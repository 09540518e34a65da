"""The keywords of `glasshouse.run` and `glasshouse.resume`: types, units, ranges and defaults."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    import datetime
    from pathlib import Path

    from glasshouse.model.custom_mechanism import CustomMechanism
    from glasshouse.model.government import Government
    from glasshouse.population.society import Society, SocietyRecipe
    from glasshouse.rulebooks.book import Rulebook
    from glasshouse.simulation.checkpoint_policy import CheckpointPolicy
    from glasshouse.simulation.spreading import Executor
    from glasshouse.specs.parameters import ParameterSet

ProgressCallback = Callable[[int, int], None]
"""Is told how many months of how many are done."""
Tell = Callable[[str], None]
"""Is told a sentence about what was damaged or is not as it was."""


def silent(_done: int, _total: int) -> None:
    """Progress that nobody follows."""


def untold(_sentence: str) -> None:
    """A sentence that nobody reads."""


class ConfigSettings(TypedDict, total=False):
    """What decides the results of a run beside its rulebook, its society and the number of persons."""

    months: int
    """Months to simulate, 1 to 1,200; 120 by default."""
    seed: int
    """Random seed, 0 to 2**64 - 1; 1 by default. It draws the people and all that happens to them."""
    replicate: int
    """Number of another random sequence for the same people, 0 to 2**64 - 1; 0 by default."""
    start: str | datetime.date | None
    """First month, "2014-01" or a date, 1900 to 2200. By default the month in which the rulebook comes into
    force, or that of the society if the rulebook is in force then."""
    practice: ParameterSet | str | Path | None
    """How the rules are carried out, as a file laid over the shipped practice; the shipped one by default."""
    parameters: Mapping[str, Any] | None
    """Changed parameters of mechanisms and switches, by name: `{"credit.lapse": 0.01, "switch.court": 0}`.
    Each has its own unit and range (`glasshouse list --parameters`)."""
    mechanisms: Iterable[CustomMechanism | str]
    """Mechanisms of your own, made by `gh.mechanism` or named as FILE:NAME; none by default."""
    provinces: Mapping[str, Rulebook | str | None] | None
    """Provinces with a rulebook of their own, `"*"` being all other inhabited ones:
    `{"hebei": "court-list-2013", "*": law}`. People move between those named. None by default."""
    government: Government | Mapping[str, Any] | None
    """How provinces compete and are unified (see `model.government`); the rulebook of the run is then the
    outline. Needs `provinces`. None by default."""
    events: Any
    """Dated events: a file (glasshouse/world@1), a text such as "downturn:2016-03,size=0.5", a map
    with the keys of such a file, or several of these in a list. None by default."""


class RunSettings(ConfigSettings, total=False):
    """The keywords of `glasshouse.run`, for settings that several runs share.

    >>> import glasshouse as gh
    >>> small: gh.RunSettings = {"persons": 300, "months": 6, "seed": 7}
    >>> runs = [gh.run(law, "toytown", **small) for law in ("court-list-2013", "rongcheng-2014")]
    >>> [run.config.months for run in runs]
    [6, 6]
    """

    persons: int | Mapping[str, int]
    """Persons to draw, in all or by province; 100,000 by default. Without effect on people already drawn."""
    threads: int | None
    """Threads, 1 to 512; None, the default, means all cores. Results do not depend on it."""
    twin: bool
    """Whether to run the twin too, the same people without the system; False by default."""
    record: bool
    """Whether to write down everybody's standing while the run is computed, which changes no result: saving
    and findings then need not live the months again. It costs about a tenth of the time, and memory; False by
    default."""
    checkpoint: CheckpointPolicy | str | Path | None
    """Folder to which the results will go: checkpoints are written beside it, from which `glasshouse.resume`
    goes on. None, the default, writes none."""
    every: int
    """Months between two checkpoints, 1 to 1,200; 12 by default."""
    memory: int | str | None
    """Memory the run may hold, in bytes or as "4GB": larger arrays then lie in files, which changes no
    result. None, the default, means no limit. Without effect on people already drawn."""
    scratch: str | Path | None
    """Folder for these files, which are gone when the process ends; by default that of the system for
    temporary files."""
    executor: Executor | None
    """Computes the provinces of the run as tasks, one of `glasshouse.studies.executors.executor`. Results do
    not depend on it. `memory` is then what each process may hold, and `scratch` a folder that all of them
    see. None, the default, computes everything in this process."""
    workers: int | None
    """Workers of the executor to whom provinces are dealt, 1 to 512; None, the default, means one a core."""
    on_month: ProgressCallback
    """Called after each month with the months done and those to do."""


class ResumeSettings(TypedDict, total=False):
    """The keywords of `glasshouse.resume`; the first five replace what the run was begun with."""

    rulebook: Rulebook | str | None
    """The rulebook, if it was made in Python or was moved since."""
    society: Society | SocietyRecipe | str | None
    """The society, or its people, if it was made in Python or was moved since."""
    practice: ParameterSet | str | Path | None
    """The practice, if it was made in Python or was moved since."""
    provinces: Mapping[str, Rulebook | str | None] | None
    """The rulebooks of provinces, by name, that were made in Python or were moved since."""
    mechanisms: Sequence[CustomMechanism | str]
    """Mechanisms whose file says something else now; those that the checkpoint holds by default."""
    threads: int | None
    """Threads, 1 to 512; None, the default, means as many as before."""
    executor: Executor | None
    """An executor that computes the provinces, needed where one did before; None by default."""
    workers: int | None
    """Workers of the executor, 1 to 512; None, the default, means one a core."""
    on_month: ProgressCallback
    """Called after each month with the months done and those to do."""
    tell: Tell
    """Called with a sentence for each damaged file and what is used instead."""


class ContinueSettings(TypedDict, total=False):
    """The keywords of `glasshouse.continue_run`."""

    rulebook: Rulebook | str | Path | None
    """The rulebook from then on; None, the default, means the old one."""
    practice: ParameterSet | str | Path | None
    """How rules are carried out from then on; None, the default, means as before."""
    parameters: Mapping[str, Any] | None
    """Changed parameters of mechanisms and switches from then on, by name; none by default."""
    months: int | None
    """Months to simulate after the change; None, the default, means up to the last month of the old run."""
    threads: int | None
    """Threads, 1 to 512; None, the default, means all cores. Results do not depend on it."""
    on_month: ProgressCallback
    """Called after each month with the months done and those to do, of both runs."""


CONFIG_DEFAULTS: ConfigSettings = {
    "months": 120,
    "seed": 1,
    "replicate": 0,
    "start": None,
    "practice": None,
    "parameters": None,
    "mechanisms": (),
    "provinces": None,
    "government": None,
    "events": None,
}
RUN_DEFAULTS: RunSettings = {
    **CONFIG_DEFAULTS,
    "persons": 100_000,
    "threads": None,
    "twin": False,
    "record": False,
    "checkpoint": None,
    "every": 12,
    "memory": None,
    "scratch": None,
    "executor": None,
    "workers": None,
    "on_month": silent,
}
CONTINUE_DEFAULTS: ContinueSettings = {
    "rulebook": None,
    "practice": None,
    "parameters": None,
    "months": None,
    "threads": None,
    "on_month": silent,
}
RESUME_DEFAULTS: ResumeSettings = {
    "rulebook": None,
    "society": None,
    "practice": None,
    "provinces": None,
    "mechanisms": (),
    "threads": None,
    "executor": None,
    "workers": None,
    "on_month": silent,
    "tell": untold,
}
