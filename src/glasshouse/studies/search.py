"""Search for less harmful variants of a rulebook: levers turned for several goals at once.

Every variant lives the same futures as the rulebook as written. Variants with errors of lint are never lived.
NSGA-II (NSGA-III from four goals on, both by pymoo) moves the population; the front is taken from everything
that was lived, and lived again on fresh futures, because the best of many are partly the luckiest.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from glasshouse.engine.shards import available_cores
from glasshouse.errors import Diagnostic, InputError
from glasshouse.extras import extra, quiet
from glasshouse.studies.designs import Design, Points, cube
from glasshouse.studies.executors import PROCESSES, Executor, executor
from glasshouse.studies.frames import chosen, placed, stepped
from glasshouse.studies.fronts import (
    Conflict,
    Course,
    Front,
    Variant,
    conflicts,
    course_of,
    not_dominated,
    variant,
)
from glasshouse.studies.goals import Asked, lint_errors, refused
from glasshouse.studies.members import Factor, Value, changed
from glasshouse.studies.sharing import OnMember
from glasshouse.studies.study_runs import StudyRuns

Floats = npt.NDArray[np.float64]
Bound = Callable[[dict[str, Value]], int]
Results = dict[tuple[int, int], tuple[float, ...]]
"""The goals of a variant on each future: point of the inputs and replicate."""
BROKEN = 1_000
"""Counted against a variant that is no rulebook at all, beside the errors of those that are."""
MANY_GOALS = 4
CHUNKS_A_CORE = 2
"""Chunks each core gets of a generation: few, for they are read again after each."""
SAMPLED = ("sobol", "latin", "grid")


def search(
    study: StudyRuns,
    rulebook: str = "",
    *,
    by: Executor | str = "",
    on_member: OnMember = lambda _done, _total: None,
    bound: Bound | None = None,
) -> Front:
    """Search as the plan's `search:` section asks. Raises `InputError` without one, or without a lever.

    `bound` counts what forbids a variant, given the values of its levers; by default errors of lint.
    """
    book = chosen(study.plan, rulebook)
    asked, levers, inputs = _asked(study, book)
    held = bound or lint_bound(study, book, asked.lint)
    by = by or study.plan.executor or PROCESSES
    lives = executor(by) if isinstance(by, str) else by  # one for all generations: its workers stay warm
    searcher = Searcher(study, book, asked, levers, inputs, lives, on_member, held)
    return searcher.found()


def _asked(study: StudyRuns, book: str) -> tuple[Asked, tuple[Factor, ...], tuple[Factor, ...]]:
    """What is asked, the levers of the rulebook, and the inputs nobody is sure of."""
    plan, diagnostics = study.plan, []
    levers = tuple(f for f in plan.factors if f.kind == "lever" and f.name in plan.levers_of[book])
    inputs = tuple(f for f in plan.factors if f.kind == "input")
    if plan.search is None:
        diagnostics.append(Diagnostic("the study asks for no search", "add search: {goals: [...]}"))
    if not levers:
        diagnostics.append(Diagnostic(f"no lever of {book} varies", "add vary: {NAME: lever}"))
    if inputs and plan.design.kind not in SAMPLED:
        fix = f"use one of {', '.join(SAMPLED)}"
        diagnostics.append(
            Diagnostic(f"a {plan.design.kind} design cannot spread the inputs of a search", fix)
        )
    if diagnostics:
        raise InputError(*diagnostics)
    assert plan.search is not None
    return plan.search, levers, inputs


def lint_bound(study: StudyRuns, book: str, mode: str) -> Bound:
    """Errors of lint that forbid a variant: those it has and the rulebook as written has not (`no more`)."""
    from glasshouse.rulebooks import load

    if mode == "ignored":
        return lambda _values: 0
    plain, named = load(book), {factor.name: factor for factor in study.plan.factors}
    written = lint_errors(plain)

    def bound(values: dict[str, Value]) -> int:
        changes: dict[str, Any] = changed(named, values)
        try:
            return refused(mode, lint_errors(plain.but(changes)), written)
        except InputError:
            return BROKEN

    return bound


@dataclass
class Searcher:
    """A search under way: what was lived, by the values of levers, and what was forbidden."""

    study: StudyRuns
    book: str
    asked: Asked
    levers: tuple[Factor, ...]
    inputs: tuple[Factor, ...]
    by: Executor
    on_member: OnMember
    bound: Bound
    lived: dict[tuple[Value, ...], Results] = field(default_factory=dict)
    forbidden: dict[tuple[Value, ...], int] = field(default_factory=dict)

    def found(self) -> Front:
        """Search, then live the front again on fresh futures."""
        plan = self.study.plan
        (written,) = self._live([{}], plan.replicates)
        first, course = self._generations()
        best = self._front()
        rows = [dict(zip(self._names, values, strict=True)) for values in best]
        again = self._live([{}, *rows], plan.replicates + self.asked.fresh)
        fresh = [_since(plan.replicates, results) for results in again]
        make = partial(variant, goals=self.asked.goals, written=written, fresh_written=fresh[0])
        variants = [
            make(row, self.lived[values], results)
            for row, values, results in zip(rows, best, fresh[1:], strict=True)
        ]
        return Front(
            self.book, self.asked, self._names, self._as_written(written, fresh[0]), _marked(variants),
            first, len(self.lived), len(self.forbidden), course,
        )  # fmt: skip

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(factor.name for factor in self.levers)

    def _as_written(self, written: Results, fresh: Results) -> Variant:
        return variant({}, written, fresh, goals=self.asked.goals, written=written, fresh_written=fresh)

    def _generations(self) -> tuple[tuple[Conflict, ...], Course]:
        """How the goals agreed in the first of all generations, and the course of the search."""
        with quiet():
            algorithm = self._algorithm()
        told: tuple[Conflict, ...] = ()
        sizes: list[int] = []
        static = extra("pymoo.problems.static", "study").StaticProblem
        evaluator = extra("pymoo.core.evaluator", "study").Evaluator()
        for generation in range(self.asked.generations):
            with quiet():
                asked = algorithm.ask()
            if asked is None or len(asked) == 0:  # every variant there is has been tried
                break
            costs, bounds = self._costs(asked.get("X"))
            with quiet():
                evaluator.eval(static(algorithm.problem, F=costs, G=bounds), asked)
                algorithm.tell(infills=asked)
            told = told if generation else conflicts(self.asked.goals, costs[bounds[:, 0] <= 0])
            sizes.append(len(self.lived))
        costs = np.array([self._mean_costs(results) for results in self.lived.values()])
        return told, course_of(costs, sizes)

    def _algorithm(self) -> Any:
        goals, size = len(self.asked.goals), self.asked.population
        problem = extra("pymoo.core.problem", "study").Problem(
            n_var=len(self.levers), n_obj=goals, n_ieq_constr=1, xl=0.0, xu=1.0
        )
        repair = extra("pymoo.core.repair", "study").Repair
        whole = type(
            "Whole", (repair,), {"_do": lambda _self, _problem, unit, **_more: stepped(self.levers, unit)}
        )
        settings = {"pop_size": size, "sampling": self._start(size), "repair": whole()}
        if goals < MANY_GOALS:
            made = extra("pymoo.algorithms.moo.nsga2", "study").NSGA2(**settings)
        else:
            directions = extra("pymoo.util.ref_dirs", "study").get_reference_directions(
                "energy", goals, size, seed=self.asked.seed
            )
            made = extra("pymoo.algorithms.moo.nsga3", "study").NSGA3(directions, **settings)
        return made.setup(problem, termination=("n_gen", self.asked.generations), seed=self.asked.seed)

    def _start(self, size: int) -> Floats:
        """The first population: a Sobol sequence over the levers, each variant once."""
        laid = cube(Design("sobol", size, self.asked.seed), self.levers)
        return np.unique(stepped(self.levers, laid), axis=0)

    def _costs(self, unit: Floats) -> tuple[Floats, Floats]:
        """Costs of variants, shape (variants, goals), and what forbids each (0: nothing), (variants, 1).

        Forbidden ones are not lived; they cost the same, for only what forbids them is compared.
        """
        rows = [tuple(f.at(float(u)) for f, u in zip(self.levers, row, strict=True)) for row in unit]
        self._try([row for row in dict.fromkeys(rows) if row not in self.lived and row not in self.forbidden])
        costs = np.zeros((len(rows), len(self.asked.goals)))
        bounds = np.zeros((len(rows), 1))
        for k, row in enumerate(rows):
            bounds[k] = self.forbidden.get(row, 0)
            if row in self.lived:
                costs[k] = self._mean_costs(self.lived[row])
        return costs, bounds

    def _try(self, rows: Sequence[tuple[Value, ...]]) -> None:
        """Live those of some variants that nothing forbids and whose goals are numbers; note the others."""
        values = [dict(zip(self._names, row, strict=True)) for row in rows]
        against = [self.bound(one) for one in values]
        allowed = [k for k, count in enumerate(against) if not count]
        results = self._live([values[k] for k in allowed], self.study.plan.replicates) if allowed else []
        self.forbidden |= {row: count for row, count in zip(rows, against, strict=True) if count}
        for k, found in zip(allowed, results, strict=True):
            if found and np.isfinite(self._mean_costs(found)).all():
                self.lived[rows[k]] = found
            else:
                self.forbidden[rows[k]] = BROKEN

    def _mean_costs(self, results: Results) -> Floats:
        mean = np.mean(list(results.values()), axis=0)
        return np.array([goal.cost(value) for goal, value in zip(self.asked.goals, mean, strict=True)])

    def _front(self) -> list[tuple[Value, ...]]:
        """Variants nothing lived beats in all goals, at most a population of them, spread over the first."""
        rows = list(self.lived)
        if not rows:
            raise InputError(Diagnostic("no variant is allowed", "widen the levers, or say lint: no more"))
        costs = np.array([self._mean_costs(self.lived[row]) for row in rows])
        kept = not_dominated(costs)
        kept = kept[np.lexsort(placed(self.levers, [rows[k] for k in kept]).T)]
        _, once = np.unique(costs[kept], axis=0, return_index=True)  # sorted by the first goal
        ends = np.unique(np.linspace(0, len(once) - 1, min(len(once), self.asked.population)).round())
        return [rows[kept[once[int(k)]]] for k in ends]

    def _live(self, variants: Sequence[dict[str, Value]], replicates: int) -> list[Results]:
        """Every variant on every future, from the store where it has been lived."""
        futures: Points = self.study.plan.design.points(self.inputs) if self.inputs else [{}]
        rows = tuple(tuple({**one, **future}.items()) for one in variants for future in futures)
        plan = self.study.plan.more(
            rulebooks=(self.book,), design=Design("table", rows=rows), replicates=replicates, budget=0,
            search=None, title=f"{self.study.plan.title}: search",
        )  # fmt: skip
        chunk = math.ceil(len(rows) * replicates / (CHUNKS_A_CORE * available_cores()))
        made = StudyRuns(plan, self.study.store, self.study.plan.hash).run(self.by, self.on_member, chunk)
        names = [goal.outcome for goal in self.asked.goals]
        results: list[Results] = [{} for _ in variants]
        for row in made.table(*dict.fromkeys(names)).to_pylist():
            number, future = divmod(row["point"], len(futures))
            results[number][future, row["replicate"]] = tuple(row[name] for name in names)
        return results


def _since(replicate: int, results: Results) -> Results:
    """Results on the futures from a replicate on."""
    return {future: found for future, found in results.items() if future[1] >= replicate}


def _marked(variants: Sequence[Variant]) -> tuple[Variant, ...]:
    """Variants with those marked that are still on the front when all are lived on fresh futures."""
    from dataclasses import replace

    kept = set(not_dominated(np.array([one.fresh_costs for one in variants])).tolist())
    return tuple(replace(one, holds=k in kept) for k, one in enumerate(variants))
