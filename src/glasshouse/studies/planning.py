"""Reading a `study.yaml`: shapes first, then names and numbers, which rulebooks and parameters decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from glasshouse.arguments import MOST_MONTHS
from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics.catalogue import Own
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.rulebooks import Rulebook
from glasshouse.simulation.run_config import hash_of
from glasshouse.specs.composing import DEPTH, KeyPath
from glasshouse.specs.parameters import ParameterSet
from glasshouse.specs.reading import Text, read
from glasshouse.studies import forms, outcomes, plan_checks
from glasshouse.studies.designing import Designing
from glasshouse.studies.designs import Design
from glasshouse.studies.forms import Entry
from glasshouse.studies.goals import Asked, asked_of
from glasshouse.studies.members import Factor, Named, Value, hash_of_book
from glasshouse.studies.plan import MOST_MEMBERS, SCHEMA, Plan
from glasshouse.studies.plan_names import Diagnostics, PlanNames
from glasshouse.studies.varying import resolved

ENTRIES = {
    "schema": Entry("", forms.word("a schema of studies", SCHEMA)),
    "title": Entry("", forms.text),
    "note": Entry("", forms.text),
    "rulebooks": Entry((), forms.names, each=forms.name),
    "mechanisms": Entry((), forms.names, each=forms.name),
    "society": Entry("hebei", forms.name),
    "persons": Entry(10_000, forms.whole(1, 100_000_000, usual=10_000)),
    "months": Entry(120, forms.whole(1, MOST_MONTHS, usual=120)),
    "start": Entry("", forms.month),
    "seed": Entry(1, forms.whole(0, 2**64 - 1, usual=1)),
    "replicates": Entry(1, forms.whole(1, 1_000_000, usual=1)),
    "redraw": Entry(False, forms.flag),
    "twins": Entry(True, forms.flag),
    "switches": Entry({}, forms.mapping),
    "set": Entry({}, forms.mapping),
    "vary": Entry({}, forms.mapping),
    "design": Entry("list", lambda given: given),
    "outcomes": Entry((), lambda given: _outcomes(given), each=outcomes.named),
    "measures": Entry((), lambda given: _measures(given)),
    "executor": Entry("", forms.text),
    "budget": Entry(0, forms.whole(0, MOST_MEMBERS, usual=0)),
    "search": Entry(None, lambda given: given),
}
"""Every key of a plan, its value where nothing is said, and the shape it must have."""


def load(path: str | Path, measures: Sequence[Own] = ()) -> Plan:
    """The plan in a `study.yaml`, with these measures of one's own beside those it names.

    Raises `InputError` with every fault of the file.
    """
    return plan_of(read(path), measures)


def plan_of(text: Text, more: Sequence[Own] = ()) -> Plan:
    """The plan a text describes, with `more` measures of one's own. Raises `InputError` with every fault."""
    return _Reading(text, tuple(more)).plan()


def plan_from(data: Mapping[str, Any]) -> Plan:
    """The plan in plain data with the keys of a `study.yaml`; faults name no file."""
    try:
        return plan_of(Text(_plain({"schema": SCHEMA, **data}), "", "", {}, {}))
    except InputError as bad:
        raise InputError(
            *(Diagnostic(diagnostic.what, diagnostic.fix) for diagnostic in bad.diagnostics)
        ) from None


def _plain(value: object, depth: int = 0) -> Any:
    """Python's values as a file would hold them: NumPy's numbers as Python's, arrays and tuples as lists."""
    if depth > DEPTH:
        raise InputError(Diagnostic(f"nested more than {DEPTH} levels deep", "flatten it"))
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, CustomMechanism):
        return _place_of(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(inner, depth + 1) for inner in value]
    return str(value) if isinstance(value, Path) else value


def _place_of(mechanism: CustomMechanism) -> str:
    """FILE:NAME of a mechanism made in Python, under which workers find it."""
    if not mechanism.source.module:
        what = f"the mechanism {mechanism.name} is in no file, where the workers of a study could find it"
        raise InputError(Diagnostic(what, "write it in a file and give FILE:NAME"))
    return f"{mechanism.source.file}:{mechanism.name}"


PLAIN = ("title", "persons", "months", "start", "seed", "replicates", "redraw", "twins", "budget")
"""Keys whose values a plan takes as they are."""


@dataclass(frozen=True)
class _Reading:
    """One pass over a text, collecting what it says and what is wrong with it."""

    text: Text
    more: tuple[Own, ...] = ()

    @cached_property
    def wrong(self) -> Diagnostics:
        return Diagnostics(self.text)

    @cached_property
    def said(self) -> dict[str, Any]:
        """The value of every key, of the right shape."""
        return forms.section(self.text.data, ENTRIES, self.wrong.add)

    @cached_property
    def names(self) -> PlanNames:
        return PlanNames(self.said, self.wrong, self.more)

    def plan(self) -> Plan:
        """The plan, checked as a whole. Raises `InputError` with every fault."""
        if "schema" not in self.text.data:
            self.wrong.add(("schema",), "is missing", f"write schema: {SCHEMA}")
        self._check()
        self.wrong.raise_any()
        made = self._made()
        self.wrong.add_all(plan_checks.too_large(made))
        self.wrong.raise_any()
        self.wrong.add_all(plan_checks.together(made, self.names.books))
        self.wrong.raise_any()
        return made

    def _check(self) -> None:
        """All that can be wrong in the text, names first: they decide what may be set and varied."""
        said, names = self.said, self.names
        _ = names.books, names.mechanisms, self.fixed
        self.wrong.add_all(plan_checks.clashes(self.factors, said, names.books, names.outcomes))
        _ = self.design
        compared = list(self._compared())
        self.wrong.add_all(plan_checks.unknown(compared, names.outcomes))
        if not said["twins"]:
            self.wrong.add_all(plan_checks.twinless(compared, names.outcomes))
        names.refuse_not_in_force()
        names.refuse_other_money()
        if said["redraw"] and said["seed"] + said["replicates"] > 2**64:
            what = "leaves too few seeds for the people of every replicate"
            self.wrong.add(("seed",), what, "write seed: 1")
        _ = names.executor

    def _made(self) -> Plan:
        """The plan of a text in which nothing is wrong."""
        said, names, factors, design = self.said, self.names, self.factors, self.design
        assert names.recipe is not None
        return Plan(
            rulebooks=tuple(names.books),
            society=names.beside(said["society"]),
            society_hash=names.recipe.hash,
            currency=names.recipe.currency,
            groups=names.groups,
            mechanisms=names.mechanisms,
            fixed=self.fixed,
            factors=factors,
            design=design,
            outcomes=tuple(dict.fromkeys(said["outcomes"])),
            search=self.search,
            measures=names.measures,
            executor=names.executor,
            levers_of={name: _levers(book, factors) for name, book in names.books.items()},
            hashes={name: _hashes(book, names.practices[name]) for name, book in names.books.items()},
            notes=tuple(self.text.diagnostic(*note) for note in plan_checks.unbalanced(design, factors)),
            **{name: said[name] for name in PLAIN},
        )

    @cached_property
    def fixed(self) -> Named:
        """Parameters set for all members, switches among them."""
        attempt, is_input = self.wrong.attempt, self.names.is_input
        found: dict[str, Any] = {}
        for name, on in self.said["switches"].items():
            if is_input(("switches", name), f"switch.{name}"):
                found[f"switch.{name}"] = int(bool(attempt(("switches", name), partial(forms.flag, on))))
        for name, given in self.said["set"].items():
            if not is_input(("set", name), name):
                continue
            if name in found:
                self.wrong.add(("set", name), "is set under switches as well", "keep one of them")
            found[name] = attempt(("set", name), partial(self._settable, name, given))
        return tuple(sorted(found.items()))

    def _settable(self, name: str, given: object) -> Value:
        value: Value = (
            int(given) if isinstance(given, bool) and name.startswith("switch.") else forms.settable(given)
        )
        self.names.inputs.but({name: value})
        return value

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """What varies."""
        return tuple(self._factors())

    def _factors(self) -> Iterator[Factor]:
        for name, given in self.said["vary"].items():
            here = ("vary", name)
            if self.wrong.attempt(here, partial(forms.name, name)) is None:
                continue
            if not self.names.books and name not in self.names.inputs:
                continue  # no rulebook could be read: which values there are is not known
            if made := self.wrong.attempt(here, partial(self.names.subjects.factor, name, given)):
                yield made

    @cached_property
    def design(self) -> Design:
        """The points at which the factors are tried."""
        wrong, names = self.wrong, self.names
        reader = Designing(names.subjects, self.factors, names.beside, wrong.add, wrong.found.append)
        return reader.design(self.said["design"])

    @cached_property
    def search(self) -> Asked | None:
        """What a search for less harmful variants is asked; None where there is none."""
        return asked_of(self.said["search"], self.wrong.under("search"))

    def _compared(self) -> Iterator[tuple[KeyPath, str]]:
        """Every outcome that is named, with its place."""
        listed = self.text.data.get("outcomes") or []
        yield from ((("outcomes", listed.index(name)), name) for name in self.said["outcomes"])
        for k, goal in enumerate(self.search.goals if self.search else ()):
            yield ("search", "goals", k), goal.outcome


def _levers(book: Rulebook, factors: tuple[Factor, ...]) -> tuple[str, ...]:
    """The names of the levers among factors that a rulebook has."""
    return tuple(one.name for one in factors if one.kind == "lever" and resolved(book, one.name))


def _hashes(book: Rulebook, practice: ParameterSet) -> tuple[str, str]:
    """What a rulebook says and how it is carried out, as hashes."""
    return hash_of_book(book), hash_of(practice)


def _outcomes(given: object) -> list[Any]:
    if not isinstance(given, list):
        example = given if isinstance(given, str) and given in outcomes.catalogue() else "denied"
        raise InputError(
            Diagnostic(f"{forms.shown(given)} is not a list of outcomes", f"write outcomes: [{example}]")
        )
    return given


def _measures(given: object) -> list[object]:
    listed = [given] if isinstance(given, str) else given
    if not isinstance(listed, list):
        fix = "write measures: [my_measures.py:amnestied]"
        raise InputError(Diagnostic(f"{forms.shown(given)} is not a list of measures", fix))
    return listed
