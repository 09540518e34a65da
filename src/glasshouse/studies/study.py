"""A study: its members, and what is asked of them: contrasts, indices, boxes, milder variants, figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from glasshouse import arguments
from glasshouse.charts import registry
from glasshouse.charts.figure import Figure
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.catalogue import Own
from glasshouse.studies import outcomes
from glasshouse.studies.contrasts import Contrast, Future, crossed
from glasshouse.studies.executors.protocol import Executor
from glasshouse.studies.plan import Plan, plan_with
from glasshouse.studies.plan_names import SweepSettings
from glasshouse.studies.sharing import OnMember
from glasshouse.studies.store import Store
from glasshouse.studies.study_runs import StudyRuns, silent

if TYPE_CHECKING:
    from glasshouse.studies.discovery import Discovery
    from glasshouse.studies.fronts import Front
    from glasshouse.studies.search import Bound
    from glasshouse.studies.sensitivity import Indices
    from glasshouse.studies.study_runs import Verified

STORE = "glasshouse-store"
"""Folder of members where nobody names another."""


@dataclass(frozen=True)
class Study(StudyRuns):
    """A plan and its store. `run` lives what has not been lived; `table` reads what has.

    `part_of` is the hash of the study whose search asks for this one. Every reader verifies the store first
    and raises `InputError` where any of it is damaged.

    >>> import glasshouse as gh
    >>> study = gh.sweep(
    ...     "court-list-2013", "toytown", {"court.sue": [0.1, 0.2]}, design="grid",
    ...     persons=300, months=3, outcomes=["ever_listed"], store="members", by="serial",
    ... )
    >>> study.table()["court.sue"].tolist()
    [0.1, 0.2]
    >>> study.missing()
    []
    """

    def verify(self, sample: int = 8, seed: int | None = None, threads: int = 0) -> Verified:
        """Live some members of the store again and compare them to the bit (`verifying.verify`)."""
        from glasshouse.studies.study_runs import verify

        return verify(self.plan, self.store, sample, seed, threads)

    def compare(self, outcome: str, rulebook: str, with_: str) -> Contrast:
        """The paired difference of an outcome between two rulebooks on the same futures."""
        self._known((outcome,))
        names = self.plan.rulebooks
        diagnostics = [
            Diagnostic(f"{name}: not a rulebook of this study", suggestion(name, names))
            for name in (rulebook, with_)
            if name not in names
        ]
        if diagnostics:
            raise InputError(*diagnostics)
        one, other = (self._by_future(outcome, name) for name in (rulebook, with_))
        differences = {future: one[future] - other[future] for future in one if future in other}
        return self._crossed(differences, rulebook, with_)

    def effect(self, outcome: str, rulebook: str) -> Contrast:
        """The paired difference of an outcome between a rulebook and the twins without a system."""
        return self.mean(outcome.removesuffix(outcomes.DIFFERENCE) + outcomes.DIFFERENCE, rulebook)

    def mean(self, outcome: str, rulebook: str) -> Contrast:
        """The mean of an outcome over futures; lives in which it has no value are left out."""
        self._known((outcome,))
        return self._crossed(self._by_future(outcome, rulebook), rulebook)

    def _crossed(self, differences: Mapping[Future, float], *books: str) -> Contrast:
        """The contrast over distinct points: points that gave the same lives are one, with its weight."""
        lives: dict[int, set[str]] = {}
        for row in self._rows:
            if row["rulebook"] in books:
                lives.setdefault(row["point"], set()).add(row["outcomes"]["key"])
        first: dict[frozenset[str], int] = {}
        one = {point: first.setdefault(frozenset(keys), point) for point, keys in lives.items()}
        distinct = {future: value for future, value in differences.items() if one[future[0]] == future[0]}
        return crossed(distinct, Counter(one.values()))

    def indices(self, outcome: str, rulebook: str = "") -> Indices:
        """What an outcome hangs on: Morris or Sobol indices of each factor, and of luck.

        Raises `InputError` where the design's members are not all lived, or nothing varies.
        """
        from glasshouse.studies.frames import response
        from glasshouse.studies.sensitivity import indices

        return indices(response(self, outcome, rulebook))

    def figure(self, id: str, outcome: str = "", rulebook: str = "") -> Figure:
        """A figure of the study: "effects" of its rulebooks on an outcome, or its "indices".

        Raises `InputError` for an unknown id or outcome, and where members it needs are missing.
        """
        if outcome:
            self._known((outcome,))
        return registry.draw(self, id, "study", outcome=outcome, rulebook=rulebook)

    def discover(
        self,
        outcome: str,
        rulebook: str = "",
        *,
        above: float | None = None,
        below: float | None = None,
        density: float = 0.8,
    ) -> Discovery:
        """Boxes of factor values where an outcome is above, or below, a number (`discovery.discover`)."""
        from glasshouse.studies.discovery import discover

        return discover(self, outcome, rulebook, above=above, below=below, density=density)

    def search(
        self,
        rulebook: str = "",
        by: Executor | str = "",
        *,
        on_member: OnMember = silent,
        bound: Bound | None = None,
    ) -> Front:
        """Less harmful variants of a rulebook, as the plan's search asks (`search.search`)."""
        from glasshouse.studies.search import search

        return search(self, rulebook, by=by, on_member=on_member, bound=bound)

    def to_xarray(self, *columns: str) -> Any:
        """Outcomes over rulebook, point and replicate as an `xarray.Dataset` (`frames.to_xarray`)."""
        from glasshouse.studies.frames import to_xarray

        return to_xarray(self, *columns)

    def _by_future(self, outcome: str, rulebook: str) -> dict[tuple[int, int], float]:
        return {
            (row["point"], row["replicate"]): row["outcomes"][outcome]
            for row in self._rows
            if row["rulebook"] == rulebook
        }


def study(plan: Plan | str | Path, store: str | Path | Store = STORE, measures: Sequence[Own] = ()) -> Study:
    """The study of a plan, or of the file of one, with the members in `store`.

    `measures` are measures of one's own beside those the file names, as objects or FILE:NAME.

    >>> import glasshouse as gh
    >>> from pathlib import Path
    >>> text = '''
    ... schema: glasshouse/study@1
    ... rulebooks: court-list-2013
    ... society: toytown
    ... persons: 300
    ... months: 3
    ... vary: {court.sue: [0.1, 0.2]}
    ... design: {kind: grid}
    ... outcomes: [ever_listed]
    ... '''
    >>> _ = Path("study.yaml").write_text(text)
    >>> study = gh.study("study.yaml", store="members").run(by="serial")
    >>> len(study.table())
    2
    """
    from glasshouse.studies.planning import load

    read = plan_with(plan, measures) if isinstance(plan, Plan) else load(plan, measures)
    return Study(read, store if isinstance(store, Store) else Store(store))


def sweep(
    rulebook: str | Sequence[str],
    society: str,
    vary: Mapping[str, object],
    *,
    design: str | Mapping[str, object] = "sobol",
    samples: int = 64,
    store: str | Path | Store = STORE,
    by: Executor | str = "",
    **settings: Unpack[SweepSettings],
) -> Study:
    """Plan and run a study in one call; `settings` are the other keys of a `study.yaml`, and `on_member`.

    `vary` maps a path of the rulebook or the name of a parameter to values (None: no end; `"as written"`: the
    rulebook's own), `{"from": ..., "to": ...}`, a prior such as `"beta(2, 38)"`, or `"prior"` for the
    parameter's own. Raises `InputError`.

    >>> import glasshouse as gh
    >>> study = gh.sweep(
    ...     "court-list-2013", "toytown", {"court.sue": [0.1, 0.2]}, design="grid",
    ...     persons=300, months=3, outcomes=["ever_listed"], store="members", by="serial",
    ... )
    >>> study.table().units["court.sue"]
    '1/month'
    """
    from glasshouse.studies.planning import plan_from

    arguments.keywords("glasshouse.sweep", settings, SweepSettings)
    keys: dict[str, Any] = dict(settings)
    on_member = keys.pop("on_member", silent)
    laid = {"kind": design, "samples": samples} if isinstance(design, str) else dict(design)
    plan = plan_from(
        {"rulebooks": rulebook if isinstance(rulebook, str) else list(rulebook), "society": society,
         "vary": dict(vary), "design": laid, **keys}
    )  # fmt: skip
    return study(plan, store).run(by, on_member)
