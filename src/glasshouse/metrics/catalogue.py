"""All measures by id: shipped ones, found by looking into the folder `measures`, and those of packages.

What a study may name, an audit finds, a report prints and `glasshouse list --measures` lists is this list,
and whatever measures of one's own a call brings along.
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics import measures as folder
from glasshouse.metrics.findings import Answer, Finding
from glasshouse.metrics.measure import MEASURE, Measure
from glasshouse.metrics.per_person import of_unknown
from glasshouse.plugins import Source, installed, load_object, source_of
from glasshouse.specs.units import MONEY, in_currency

FAMILIES = ("person_blocks", "whole_run")
"""Files of measures without a number, as pages print them; F1 to F31 and CS stand before."""

Own = Measure | str | Path
"""A measure of one's own: the object, or FILE:NAME."""
CARROT_AND_STICK = 1e3
"""Stands after every number."""
LIST = "glasshouse list --measures prints all"


@cache
def shipped() -> dict[str, Measure]:
    """Every shipped measure by id, in the order in which pages print them."""
    names = sorted((entry.name for entry in pkgutil.iter_modules(folder.__path__)), key=_place_of_file)
    found = sorted((measure for name in names for measure in _measures_in(name)), key=_place_of_number)
    return joined({}, found)


@cache
def all_measures() -> dict[str, Measure]:
    """Shipped measures, then those that installed packages offer (entry points `glasshouse.measures`).

    Raises `InputError` with every entry point that cannot be used.
    """
    offered = [replace(one.object, origin=one.source) for one in installed(MEASURE).values()]
    return joined(shipped(), offered)


def with_own(own: Iterable[Own], relative_to: Path = Path()) -> dict[str, Measure]:
    """All measures with those of one's own, as objects or FILE:NAME with FILE relative to a folder.

    Raises `InputError` with everything that cannot be loaded, and for ids that are taken.
    """
    loaded: list[Measure] = []
    diagnostics: list[Diagnostic] = []
    for one in own:
        try:
            loaded.append(own_measure(one, relative_to))
        except InputError as bad:
            diagnostics += bad.diagnostics
    if diagnostics:
        raise InputError(*diagnostics)
    return joined(all_measures(), loaded)


def own_measure(given: Own, relative_to: Path = Path()) -> Measure:
    """A measure of one's own with its source. Raises `InputError` for anything else."""
    if isinstance(given, Measure):
        return _of_one_run(given, given.origin or source_of(given.function, given.id))
    if isinstance(given, (str, Path)):
        found = load_object(str(given), relative_to, MEASURE)
        return _of_one_run(found.object, found.source)
    what = f"{given!r} is not a measure" if not callable(given) else f"{given.__name__} is not a measure"
    raise InputError(Diagnostic(what, MEASURE.made_by))


def _of_one_run(own: Measure, source: Source) -> Measure:
    """The measure with its source. Raises `InputError` for one of several runs, which nobody would take."""
    if "runs" in own.required:
        what = f"measure {own.id}: needs runs, but a measure of your own is taken of one run"
        raise InputError(
            Diagnostic(what, "leave runs out of needs; audits give medians over runs", source.file)
        )
    return replace(own, origin=source)


def joined(known: Mapping[str, Measure], more: Sequence[Measure]) -> dict[str, Measure]:
    """Both together. Raises `InputError` for ids that are taken."""
    found = dict(known)
    sides = {f"{one.id}{side}" for one in known.values() if one.kind for side in ("_twin", "_difference")}
    diagnostics = []
    for one in more:
        if one.id in found or one.id in sides:
            place = one.origin.file if one.origin else ""
            diagnostics.append(Diagnostic(f"measure {one.id}: the id is taken", "choose another", place))
        found[one.id] = one
    if diagnostics:
        raise InputError(*diagnostics)
    return found


def options(own: Iterable[Measure]) -> Iterator[str]:
    """What `--measure` is given for measures of one's own; those of installed packages need none."""
    for one in own:
        if one.origin and one.origin.file and not one.origin.package:
            name = one.origin.name.rpartition(":")[2]
            yield f"{one.origin.file}:{name}"


def find(id: str, known: Mapping[str, Measure] | None = None) -> Measure:
    """The measure of that id. Raises `InputError` with the nearest one for anything else."""
    measures = all_measures() if known is None else known
    if id not in measures:
        raise InputError(Diagnostic(f"{id}: not a measure", suggestion(id, measures) or LIST))
    return measures[id]


def finding(found: Answer, currency: str = MONEY) -> Finding:
    """A number of a shipped measure with the words of the measure beside it."""
    return find(found.id, shipped()).finding(found, currency)


def measure(name: str) -> Measure:
    """The measure of that name; an unknown one gets a plain title and is nobody's harm or benefit."""
    return shipped().get(name) or of_unknown(name)


@cache
def numbered() -> dict[str, Measure]:
    """The measures with a number, F1 to F31, and CS."""
    return {id: one for id, one in shipped().items() if re.fullmatch(r"F\d+|CS", id)}


def is_figure(id: str) -> bool:
    """Whether that is a shipped measure without a number: a figure of persons, months or the whole run."""
    return id in shipped() and id not in numbered()


def figures() -> Iterator[Measure]:
    """The measures of figures kept of each person, which have a kind."""
    return (one for one in shipped().values() if one.kind)


_RAW = {
    "share": "0 or 1",
    "months": "months",
    "times": "times",
    "cents": "money cents",
    "stock": "money cents",
    "level": "points",
}


def raw(name: str) -> tuple[str, str]:
    """Unit and meaning of a figure of one person, as tables of persons hold it: over the whole run."""
    found = measure(name)
    when = "" if found.kind in ("stock", "level") or name.endswith("_at_end") else ", over the whole run"
    return _RAW[str(found.kind)], f"{found.title}{when}"


def units(months: int, currency: str = MONEY) -> dict[str, tuple[float, str]]:
    """For every figure of persons what turns its mean over a run of `months` into its unit, and that unit.

    Money is in `currency`.
    """
    return {entry.id: (entry.scale(months), in_currency(entry.unit, currency)) for entry in figures()}


@cache
def _places() -> dict[str, int]:
    return {name: place for place, name in enumerate(shipped())}


def place(id: str) -> int:
    """Where a measure stands on a page; those of one's own come last."""
    return _places().get(id, len(_places()))


def _measures_in(name: str) -> Iterator[Measure]:
    module = importlib.import_module(f"{folder.__name__}.{name}")
    family = getattr(module, "MEASURES", ())
    found = [thing for thing in vars(module).values() if isinstance(thing, Measure)]
    if not (found or family):
        raise TypeError(f"{module.__name__} must hold a measure")
    yield from (*found, *family)


def _place_of_file(name: str) -> int:
    return FAMILIES.index(name) if name in FAMILIES else -1


def _place_of_number(measure: Measure) -> float:
    """F1 first, then CS, then those without a number, as their files have them."""
    if match := re.fullmatch(r"F(\d+)", measure.id):
        return int(match[1])
    return CARROT_AND_STICK if measure.id == "CS" else math.inf
