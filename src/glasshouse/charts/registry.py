"""Every figure by its id: makers are found by looking into the packages that hold them.

A maker is a function with a declaration above it, one file for a figure or a close family:

    @figure(id="listed", title="Share of the population on the list", needs=("system",))
    def stock(source: Source) -> Figure | None: ...

It answers `None` where nothing of it happened in the run.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from glasshouse.charts.figure import Figure
from glasshouse.errors import Diagnostic, InputError, suggestion

PACKAGES = {"run": "glasshouse.report.figures", "study": "glasshouse.studies.figures"}
"""Where the makers are, by what they draw.

Names and no imports, since these packages lie above this one: a run and a study can then draw themselves
without knowing the report. Each has a function `source(results)` that makes what its makers are given.
"""


@dataclass(frozen=True)
class Maker:
    """A figure that can be drawn: its id, what it shows, and the tables it cannot do without."""

    id: str
    title: str
    needs: tuple[str, ...]
    make: Callable[[Any], Figure | None]

    def missing(self, source: Any) -> list[str]:
        """The tables it needs that a source lacks; a source says so by `has(name)`."""
        return [name for name in self.needs if not source.has(name)]

    def __call__(self, source: Any) -> Figure | None:
        """The figure; `None` where a table it needs is missing, or nothing of it happened."""
        found = None if self.missing(source) else self.make(source)
        return found and replace(found, id=self.id)


def figure(
    *, id: str, title: str, needs: tuple[str, ...] = ()
) -> Callable[[Callable[[Any], Figure | None]], Maker]:
    """Declare a function as the maker of the figure `id`; `needs` are names of tables of its source."""
    return lambda make: Maker(id, title, needs, make)


@cache
def makers(of: str = "run") -> Mapping[str, Maker]:
    """Every maker of one kind by its id, in the order of the names of their files and of declaration."""
    package = importlib.import_module(PACKAGES[of])
    found: dict[str, Maker] = {}
    for module in sorted(one.name for one in pkgutil.iter_modules(package.__path__)):
        for value in vars(importlib.import_module(f"{PACKAGES[of]}.{module}")).values():
            for maker in value if isinstance(value, tuple) else (value,):
                if isinstance(maker, Maker) and found.setdefault(maker.id, maker) is not maker:
                    raise ValueError(f"two figures have the id {maker.id}")
    return found


def maker(id: str, of: str = "run") -> Maker:
    """The maker of that id. Raises `InputError` that names the nearest one."""
    known = makers(of)
    if id not in known:
        raise InputError(Diagnostic(f"{id}: not a figure", suggestion(id, known) or ", ".join(known)))
    return known[id]


def figures(of: str = "run") -> dict[str, str]:
    """The figures of runs, or of studies with `of="study"`: id, and what it shows."""
    return {one.id: one.title for one in makers(of).values()}


def source(subject: Any, of: str = "run", **chosen: str) -> Any:
    """What makers are given of a run, a study or a results folder; can be drawn from again and again."""
    return importlib.import_module(PACKAGES[of]).source(subject, **chosen)


def find(subject: Any, id: str, of: str = "run", **chosen: str) -> Figure | None:
    """The figure of a run, a study or a results folder; `None` where nothing of it happened.

    `chosen` is what a study is asked about (`outcome`, `rulebook`). Raises `InputError` for an unknown id,
    and where the subject lacks what the figure needs.
    """
    made = maker(id, of)
    given = source(subject, of, **chosen)
    if missing := made.missing(given):
        raise InputError(given.lacks(made.id, missing))
    return made(given)


def draw(subject: Any, id: str, of: str = "run", **chosen: str) -> Figure:
    """The figure of a run, a study or a results folder: `draw("results/demo", "listed").save("listed.svg")`.

    Raises `InputError` for an unknown id, and where there is nothing to draw.
    """
    found = find(subject, id, of, **chosen)
    if found is None:
        raise InputError(Diagnostic(f"there is nothing to draw as {id}", "nothing of it happened in the run"))
    return found
