"""Every figure by its id: makers are found by looking into the packages that hold them.

A maker is a function with a declaration above it, one file for a figure or a close family:

    @figure(id="listed", title="Share of the population on the list", needs=("system",))
    def stock(source: Source) -> Figure | None: ...

It answers `None` where nothing of it happened in the run. A picture of one's own is declared by `picture`
instead, which also says after which section of the report it is shown; it is named as FILE:NAME, or offered
by an installed package under the entry points `glasshouse.pictures`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from glasshouse.charts.figure import Figure
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.plugins import Kind, Source, failure, installed, load_object, source_of

PACKAGES = {"run": "glasshouse.reporting.figures", "study": "glasshouse.studies.figures"}
"""Where the makers are, by what they draw.

Names and no imports, since these packages lie above this one: a run and a study can then draw themselves
without knowing the report. Each has a function `source(results)` that makes what its makers are given.
"""


@dataclass(frozen=True)
class Maker:
    """A figure that can be drawn: its id, what it shows, and the tables it cannot do without.

    A picture of one's own also has the section of the report `after` which it is shown, and its file as
    `origin`.
    """

    id: str
    title: str
    needs: tuple[str, ...]
    make: Callable[[Any], Figure | None]
    after: str = ""
    origin: Source | None = field(default=None, repr=False)

    def missing(self, source: Any) -> list[str]:
        """The tables it needs that a source lacks; a source says so by `has(name)`."""
        return [name for name in self.needs if not source.has(name)]

    def __call__(self, source: object) -> Figure | None:
        """The figure; `None` where a table it needs is missing, or nothing of it happened.

        Raises `InputError` where a picture of one's own fails or is no figure.
        """
        found = None if self.missing(source) else self._made(source)
        return found and replace(found, id=self.id)

    def _made(self, source: object) -> Figure | None:
        try:
            found = self.make(source)
        except Exception as error:
            if self.origin is None:
                raise
            what = f"picture {self.id} fails: {type(error).__name__}: {error}"
            raise InputError(failure(error, self.origin.file, what, "correct the picture")) from error
        if self.origin and not (found is None or isinstance(found, Figure)):
            what = f"picture {self.id} returns an object of type {type(found).__name__}"
            fix = "return a glasshouse.charts.figure.Figure, or None where there is nothing to draw"
            raise InputError(Diagnostic(what, fix, self.origin.file))
        return found


Own = Maker | str | Path
"""A picture of one's own: what `picture` made, or FILE:NAME."""
PICTURE = Kind("picture", Maker, "glasshouse.pictures", "put @gh.picture(id=..., title=...) above a function")
"""Pictures as things a user can add."""


def figure(
    *, id: str, title: str, needs: tuple[str, ...] = ()
) -> Callable[[Callable[[Any], Figure | None]], Maker]:
    """Declare a function as the maker of the figure `id`; `needs` are names of tables of its source."""
    return lambda make: Maker(id, title, needs, make)


def picture(
    *, id: str, title: str, after: str = "findings", needs: tuple[str, ...] = ()
) -> Callable[[Callable[[object], Figure | None]], Maker]:
    """Declare a function as a picture of a report, shown at the end of the section `after`.

    The function gets the source of the figures of a run (`report.figure_source.Source`: tables by
    `table(name)`, findings, and `data` as measures get it) and returns a `charts.figure.Figure`, or None
    where there is nothing to draw. `needs` are names of tables without which it is left out.

    >>> import glasshouse as gh
    >>> @gh.picture(id="nothing", title="A picture of nothing")
    ... def nothing(source):
    ...     return None
    >>> nothing.id, nothing.after
    ('nothing', 'findings')
    """
    return lambda make: Maker(id, title, needs, make, after)


def own_pictures(own: Iterable[Own]) -> list[Maker]:
    """Pictures of one's own, then those of installed packages, each with its source.

    Raises `InputError` with everything that cannot be loaded, and for ids that are taken.
    """
    found: dict[str, Maker] = {}
    diagnostics: list[Diagnostic] = []
    offered = (replace(one.object, origin=one.source) for one in installed(PICTURE).values())
    for one in (*own, *offered):
        try:
            made = one if isinstance(one, Maker) and one.origin else _loaded(one)
        except InputError as bad:
            diagnostics += bad.diagnostics
            continue
        if made.id in found or made.id in makers():
            place = made.origin.file if made.origin else ""
            diagnostics.append(Diagnostic(f"picture {made.id}: the id is taken", "choose another", place))
        found[made.id] = made
    if diagnostics:
        raise InputError(*diagnostics)
    return list(found.values())


def _loaded(given: Own) -> Maker:
    if isinstance(given, Maker):
        return replace(given, origin=source_of(given.make, given.id))
    found = load_object(str(given), Path(), PICTURE)
    return replace(found.object, origin=found.source)


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


def maker(id: Own, of: str = "run") -> Maker:
    """The maker of that id, or a picture of one's own. Raises `InputError` that names the nearest one."""
    known = makers(of)
    if isinstance(id, Maker) or ".py:" in str(id):
        return _loaded(id)
    if id not in known:
        raise InputError(Diagnostic(f"{id}: not a figure", suggestion(id, known) or ", ".join(known)))
    return known[str(id)]


def figures(of: str = "run") -> dict[str, str]:
    """The figures of runs, or of studies with `of="study"`: id, and what it shows.

    >>> import glasshouse as gh
    >>> "listed" in gh.figures(), "indices" in gh.figures(of="study")
    (True, True)
    """
    return {one.id: one.title for one in makers(of).values()}


def source(subject: object, of: str = "run", **chosen: str) -> Any:
    """What makers are given of a run, a study or a results folder; can be drawn from again and again."""
    return importlib.import_module(PACKAGES[of]).source(subject, **chosen)


def find(subject: object, id: Own, of: str = "run", **chosen: str) -> Figure | None:
    """The figure of a run, a study or a results folder; `None` where nothing of it happened.

    `id` may be a picture of one's own, or its FILE:NAME. `chosen` is what a study is asked about (`outcome`,
    `rulebook`). Raises `InputError` for an unknown id,
    and where the subject lacks what the figure needs.
    """
    made = maker(id, of)
    given = source(subject, of, **chosen)
    if missing := made.missing(given):
        raise InputError(given.lacks(made.id, missing))
    return made(given)


def draw(subject: object, id: Own, of: str = "run", **chosen: str) -> Figure:
    """The figure of a run, a study or a results folder.

    Raises `InputError` for an unknown id, and where there is nothing to draw.

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7, twin=True)
    >>> folder = run.save("results/drawn", overwrite=True, variants=())
    >>> gh.figure(folder, "speech").save("speech.svg").name
    'speech.svg'
    """
    found = find(subject, id, of, **chosen)
    if found is None:
        raise InputError(Diagnostic(f"there is nothing to draw as {id}", "nothing of it happened in the run"))
    return found
