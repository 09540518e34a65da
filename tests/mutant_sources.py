"""The sound files that mutants are made of, by kind, and what a user would do with each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from tests.mutants import Source

from glasshouse import checking
from glasshouse.auditing.bounds import load_bounds
from glasshouse.model.shipped_parameters import FOLDER as MECHANISMS
from glasshouse.population import load as load_society
from glasshouse.population.recipe import SHIPPED
from glasshouse.rulebooks import load, practice
from glasshouse.rulebooks.cases import cases
from glasshouse.rulebooks.loading import FOLDER as RULEBOOKS
from glasshouse.specs import reading
from glasshouse.specs.parameters import load as load_parameters
from glasshouse.studies.planning import load as load_plan

DATA = RULEBOOKS.parent
STUDIES = {
    "radius": """\
schema: glasshouse/study@1
title: Radius and mistakes
rulebooks: [court-list-2013+debtor-map, court-list-2013]
society: toytown
persons: 300
months: 6
replicates: 2
switches: {ties: false}
set: {credit.lapse: 0.02}
vary:
  map.radius: [250, 500 m, 1 km]
  surveillance.wrong_person: prior
design: {kind: sobol, samples: 3}
outcomes: [ever_listed]
""",
    "list": """\
schema: glasshouse/study@1
title: List
rulebooks: [court-list-2013, "court-list-2013~due-process"]
society: toytown
persons: 500
months: 24
seed: 3
start: 2017-06
twins: true
redraw: true
replicates: 2
set:
  switch.ties: 0
vary:
  credit.lapse: {from: 0.001, to: 0.02}
  fear.floor: prior
design: {kind: latin, samples: 8, seed: 2}
outcomes: [months_listed, denied]
budget: 20
""",
    "points": """\
schema: glasshouse/study@1
title: Points for speech
rulebooks: rongcheng-2021
society: toytown
persons: 500
months: 24
replicates: 2
vary:
  critical_speech.points: [-50, -10, 0]
  fear.floor: {from: 0, to: 60}
  speech.base: {from: 0.3, to: 0.7}
design: {kind: sobol, samples: 48}
outcomes: [fearful, months_voiced, conforms]
""",
}
"""Plans of studies; none is shipped."""


def rulebook(path: Path) -> None:
    """Load it and compile the law of some months."""
    book = load(path)
    book.laws(3, book.first_month)
    book.unplayed(), book.confidence(), book.text_hash


def society(path: Path) -> None:
    """Load it and draw a few people."""
    load_society(path).draw(40, 1)


def parameters(path: Path) -> None:
    """Load a file of parameters and pack them as rules read them."""
    load_parameters(path).record()


def practised(path: Path) -> None:
    """Lay a practice file over the shipped practice and pack it."""
    practice(None, path).record()


def played(path: Path) -> None:
    """Read cases."""
    cases(path)


def bounds(path: Path) -> None:
    """Read bounds of findings."""
    load_bounds(path)


def study(path: Path) -> None:
    """Read a plan."""
    load_plan(path)


def checked(path: Path) -> None:
    """Check a file of whatever kind it says it is."""
    checking.check(path)


def sources(kinds: Iterable[str]) -> list[Source]:
    """The sound files of these kinds (see `KINDS`)."""
    return [_source(name, content, USES[kind]) for kind in kinds for name, content in KINDS[kind]().items()]


def _source(name: str, content: str, use: Callable[[Path], object]) -> Source:
    return Source(name, content, reading.parse(content, name).data, use)


def _files(folder: Path, pattern: str) -> dict[str, str]:
    found = sorted(folder.glob(pattern))
    return {path.relative_to(DATA).as_posix(): path.read_text("utf-8") for path in found}


KINDS: dict[str, Callable[[], dict[str, str]]] = {
    "rulebook": lambda: _files(RULEBOOKS, "**/rulebook.yaml"),
    "society": lambda: _files(SHIPPED, "*.yaml"),
    "parameters": lambda: _files(MECHANISMS, "*.yaml"),
    "practice": lambda: _files(RULEBOOKS, "**/practice.yaml"),
    "cases": lambda: _files(RULEBOOKS, "**/cases.yaml"),
    "bounds": lambda: _files(DATA, "bounds.yaml"),
    "study": lambda: dict(STUDIES),
    "any": lambda: {**_files(RULEBOOKS, "nothing/*.yaml"), **_files(MECHANISMS, "fear.yaml"), **STUDIES},
}
"""What makes the files of each kind, by name."""
USES: dict[str, Callable[[Path], object]] = {
    "rulebook": rulebook,
    "society": society,
    "parameters": parameters,
    "practice": practised,
    "cases": played,
    "bounds": bounds,
    "study": study,
    "any": checked,
}
