"""Options that belong together, declared once for every command that has them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Group, Parameter
from cyclopts.validators import Number

from glasshouse.cli.options import (
    STANDARD,
    STORE,
    Count,
    Every,
    Flag,
    Json,
    Measures,
    Mechanisms,
    Month,
    Months,
    Persons,
    Seed,
    Threads,
    Words,
    Years,
    whole,
)

if TYPE_CHECKING:
    from glasshouse.studies.executors.protocol import Executor
    from glasshouse.studies.study import Study

RULES = Group("Rules", sort_key=1)
SOCIETY = Group("Society and time", sort_key=2)
GOVERNMENT = Group("Provinces and their government", sort_key=3)
RESULTS = Group("Results", sort_key=4)
MACHINE = Group("Machine", sort_key=5)
OTHERS = Group("Parameters", sort_key=6)
"""The panel of help for options of no other group."""
RUNS = Group("Runs for the rules that a text cannot decide", sort_key=7)


@Parameter(name="*", group=RULES)
@dataclass(frozen=True)
class UnderRules:
    """What people live under: a rulebook, how it is carried out, and mechanisms."""

    rulebook: str = STANDARD
    """Name of a shipped rulebook or path of a file; a+b lays the add-on b over a, a~v is the variant v of a
    (benefits-only, penalties-only, zero-base, due-process or finance-only)."""
    practice: Path | None = None
    """File saying how the rules are carried out, laid over the shipped assumptions."""
    changes: Annotated[Words, Parameter(name="--set")] = ()
    """NAME=VALUE, repeatable: another value for a parameter of a mechanism or of practice; switch.ties=0
    turns a mechanism off, and glasshouse describe --mechanisms names all of them."""
    mechanisms: Mechanisms = ()
    """FILE:NAME, repeatable: a mechanism of your own, such as amnesty.py:debt_amnesty, or the name that an
    installed package gives one. The file is run as Python."""


@Parameter(name="*", group=RULES)
@dataclass(frozen=True)
class Changes:
    """What changes in a run that is continued, and when."""

    month: Annotated[int, Parameter(name="--from", converter=whole, validator=Number(gte=1, lte=1_200))]
    """Months of the old run after which the changes take effect."""
    rulebook: str | None = None
    """Rulebook from then on, named as for glasshouse run; by default the old one."""
    practice: Path | None = None
    """File saying how the rules are carried out from then on, by default as before."""
    changes: Annotated[Words, Parameter(name="--set")] = ()
    """NAME=VALUE, repeatable: another value for a parameter of a mechanism or of practice from then on."""
    months: Annotated[int | None, Parameter(converter=whole, validator=Number(gte=1, lte=1_200))] = None
    """Months to simulate after the change, by default up to the last month of the old run."""


@dataclass(frozen=True)
class PeopleAndTime:
    """Who lives, for how long, and with what luck."""

    society: str = "hebei"
    """Name of a shipped society or path of a file."""
    persons: Persons = 100_000
    """How many persons to draw."""
    months: Months = 120
    """How many months they live."""
    seed: Seed = 1
    """Their luck: the same seed gives the same lives."""


@Parameter(name="*", group=SOCIETY)
@dataclass(frozen=True)
class WhoLives(PeopleAndTime):
    """Who lives, for how long, with what luck, and from when."""

    start: Month = None
    """First month, such as 2017-06; by default the month in which the rulebook comes into force."""
    events: Annotated[Words, Parameter(name="--events")] = ()
    """File of dated events that strike the society, repeatable (see glasshouse describe --events)."""
    event: Annotated[Words, Parameter(name="--event")] = ()
    """One dated event, repeatable, as KIND:MONTH with KEY=VALUE after commas, such as
    downturn:2016-03,size=0.5,months=12,provinces=hebei."""


@Parameter(name="*", group=GOVERNMENT)
@dataclass(frozen=True)
class GovernmentOptions:
    """Rulebooks of provinces, and how the centre governs them."""

    province: Words = ()
    """NAME=RULEBOOK, repeatable: a province with a rulebook of its own; * is all other inhabited ones."""
    tournament: Flag = False
    """Provinces are ranked every year, vary their rulebooks and copy the first."""
    ceilings_from: Years = None
    """Year from which no province may be harsher than the rulebook of the centre."""
    unify_after: Years = None
    """Years after which all provinces come under one rulebook."""
    unify_into: Literal["best", "median", "outline"] = "best"
    """That of the best ranked province, the median of all, or the outline as it is."""


@Parameter(name="*", group=RESULTS)
@dataclass(frozen=True)
class RunResults:
    """What is compared with the run, and where results go."""

    out: Path | None = None
    """Folder for the results, by default a new one under results/."""
    twin: bool = True
    """Run the twin too: the same people and luck without the rulebook."""
    variants: Flag = False
    """Compare with every variant of the rulebook, not only with the same rules as rewards only."""
    report: bool = True
    """Write report.html too."""
    overwrite: Flag = False
    """Replace the results already in the folder."""
    checkpoint_every: Every = None
    """Months after which a checkpoint is written beside the folder, again and again; if the run is cut off,
    glasshouse resume goes on from the last."""


@Parameter(name="*", group=MACHINE)
@dataclass(frozen=True)
class OnMachine:
    """What a run takes of the machine; results do not depend on it."""

    threads: Threads = None
    """Threads to use, by default all."""
    memory: str | None = None
    """Memory the run may hold, such as 4GB, by default as much as it needs; what is larger lies in files
    beside the results while it runs, which takes longer."""
    dry_run: Flag = False
    """Only measure a sample of each province, and print what the run will take."""


@Parameter(name="*", group=MACHINE)
@dataclass(frozen=True)
class OnWorkers:
    """Workers among whom the provinces of a run are dealt; results do not depend on them."""

    executor: str = ""
    """Compute provinces as tasks: processes (on the cores of this machine), dask (on a cluster), serial (in
    this process), or an executor of your own, as FILE:NAME or the name an installed package gives it.
    --memory is then what each process may hold."""
    workers: Count = None
    """Workers of the executor, by default one a core."""
    scheduler: str | None = None
    """Address of a dask scheduler, whose workers all see the folder of --out; without one a cluster is made
    here."""

    @property
    def count(self) -> int | None:
        """How many workers there will be; None without an executor."""
        from glasshouse.engine.shards import available_cores

        return (self.workers or available_cores()) if self.executor else None

    @contextmanager
    def kept(self, usual: str = "") -> Iterator[Executor | None]:
        """The executor of these options with its workers, who stay to the end; None where none is named."""
        from glasshouse.studies.executors import executor

        name = self.executor or usual
        if not name:
            yield None
            return
        made = executor(name, self.workers, self.scheduler)
        with made.kept() if hasattr(made, "kept") else nullcontext(made) as same:
            yield same


@Parameter(name="*")
@dataclass(frozen=True)
class Printed:
    """What is printed."""

    quiet: Flag = False
    """Print errors only."""
    as_json: Json = False
    """Print as JSON."""

    @property
    def for_people(self) -> bool:
        """Whether progress and tables are printed for people."""
        return not (self.quiet or self.as_json)


@Parameter(name="*")
@dataclass(frozen=True)
class InStore:
    """Where the members of a study lie, and what is measured of them beside what the plan names."""

    store: Path = STORE
    """Folder of members; several studies may share one."""
    measures: Measures = ()
    """A measure of your own as FILE:NAME, repeatable, beside those the plan names."""

    def study_of(self, file: Path) -> Study:
        """The study of a plan, with its members in this store."""
        from glasshouse.studies.study import study

        return study(file, self.store, self.measures)


@Parameter(name="*")
@dataclass(frozen=True)
class ByExecutor:
    """Where members of a study are computed."""

    executor: str = ""
    """processes: on all cores of this machine; serial: in this process; dask: on a cluster; or one of your
    own, as FILE:NAME or the name an installed package gives it. By default what the plan says."""
    workers: Count = None
    """Processes to use, by default one a core."""
    scheduler: str | None = None
    """Address of a dask scheduler; without one a cluster is made here."""
    patience: Annotated[float | None, Parameter(validator=Number(gt=0))] = None
    """Seconds to wait for the scheduler and its first worker, by default 10."""

    def executor_for(self, made: Study) -> Executor:
        """The executor of these options, or else the one that the plan names."""
        from glasshouse.studies.executors import PROCESSES, executor

        name = self.executor or made.plan.executor or PROCESSES
        return executor(name, self.workers, self.scheduler, self.patience)


@Parameter(name="*")
@dataclass(frozen=True)
class WantedLives:
    """Which lives `discover` looks for."""

    above: float | None = None
    """Lives with more than this are wanted."""
    below: float | None = None
    """Lives with less than this are wanted."""
    density: float = 0.8
    """Least share of wanted lives in a box."""


@Parameter(name="*")
@dataclass(frozen=True)
class AskedRules:
    """Which rules of lint are asked."""

    norms: str = ""
    """Norm profiles, such as un,eu: un, eu, coe, us, cn, soft, quality; by default all."""
    select: str = ""
    """Only these rules or families, such as CTX,DUR-1."""
    ignore: str = ""
    """Not these rules or families."""
    rules: Words = ()
    """Folder with lint rules of your own, or one of them as FILE:NAME; repeatable."""


@Parameter(name="*", group=RUNS)
@dataclass(frozen=True)
class LintRuns(PeopleAndTime):
    """Runs for the rules that a text cannot decide."""

    persons: Persons = 20_000
    """Persons of each run."""
    months: Months = 60
    """Months of each run."""
    runs: Annotated[int, Parameter(converter=whole, validator=Number(gte=0, lte=1_000))] = 0
    """How many runs, each with the next seed (at least 3; none by default)."""


@Parameter(name="*")
@dataclass(frozen=True)
class HeldAgainst:
    """What an audit measures, and what it holds findings against."""

    bounds: Path | None = None
    """File of bounds to hold findings against, instead of the shipped ones."""
    by: str = ""
    """Dimensions of groups to show, such as sex,age_band."""
    measures: Measures = ()
    """A measure of your own as FILE:NAME, repeatable (docs/measure-of-your-own.md)."""
    fail_on: Literal["violated", "never"] = "never"
    """violated: leave with status 1 where a bound is violated."""


@Parameter(name="*")
@dataclass(frozen=True)
class AuditedStudy:
    """Which results of a study are audited."""

    rulebook: str = ""
    """Of a study with several rulebooks: the one to audit."""
    store: Path = STORE
    """Of a study: the folder of its members."""


@Parameter(name="*")
@dataclass(frozen=True)
class LivedAgain:
    """What an audit finds out by further runs."""

    more: Flag = False
    """Live 20,000 persons again for what a folder cannot say: trap, luck, switched attributes, variants."""
    map_: Annotated[bool, Parameter(name="--map", negative="")] = False
    """Attack the rulebook's map on the synthetic town, if it has one (--more does so too)."""
    mechanisms: Mechanisms = ()
    """FILE:NAME, repeatable, with --more: where a mechanism of the run is now, if the text that its results
    folder keeps cannot be used. It must be what it was."""


@Parameter(name="*")
@dataclass(frozen=True)
class AuditFiles:
    """Files an audit writes."""

    to: Path | None = None
    """File for all findings with their groups: .parquet or .csv."""
    assessment: Path | None = None
    """Draft a fundamental-rights impact assessment into this file: .md or .html."""
    alternatives: bool = True
    """For --assessment, live 20,000 persons again under every variant of the rulebook; --no-alternatives
    leaves that out."""
    overwrite: Flag = False
    """Replace --to and --assessment files that are there already."""


@Parameter(name="*")
@dataclass(frozen=True)
class Attack:
    """An attack on the synthetic town under designs of a map."""

    design: Words = ()
    """Name of a design, repeatable: pin, grid-250, grid-500, noise, noise-kept, count, budget, none. By
    default all."""
    targets: Annotated[int, Parameter(converter=whole, validator=Number(gte=1, lte=100_000))] = 200
    """How many of the listed are attacked at most."""
    apart: Months = 1
    """Months between the two dates of publication that are compared."""
    seed: Seed = 1
    """The luck of the attack."""
