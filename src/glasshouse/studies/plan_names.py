"""What a plan names, loaded: rulebooks, society, mechanisms, measures, executor, and what they decide.

The keys of a plan that `sweep` takes as keywords, with their types.

What is wrong with a plan: every fault at its place in the text, collected in one pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.catalogue import Own, all_measures, joined, own_measure
from glasshouse.metrics.measure import Measure
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.model.groups import names_of_recipe
from glasshouse.population import load as load_society
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks import load as load_rulebook
from glasshouse.rulebooks import practice as load_practice
from glasshouse.simulation.mechanism_files import chosen, parameters_of
from glasshouse.specs.composing import KeyPath
from glasshouse.specs.parameters import ParameterSet
from glasshouse.specs.reading import Text
from glasshouse.studies import outcomes
from glasshouse.studies.executors import NAMES, beside, own_executor
from glasshouse.studies.outcomes import Outcome
from glasshouse.studies.plan_checks import Found
from glasshouse.studies.sharing import OnMember
from glasshouse.studies.varying import Subjects

if TYPE_CHECKING:
    from glasshouse.population import SocietyRecipe


@dataclass
class PlanNames:
    """The names in what a plan says (`said`), each loaded once; names of files count from the plan's folder.

    What cannot be loaded is left out and told to `wrong`. `more` are measures of one's own beside those that
    the plan names.
    """

    said: Mapping[str, Any]
    wrong: Diagnostics
    more: tuple[Own, ...] = ()

    @cached_property
    def books(self) -> dict[str, Rulebook]:
        """Rulebooks by name, or by path where they are files."""
        if "rulebooks" not in self.wrong.text.data:
            fix = "write rulebooks: [court-list-2013]"
            self.wrong.add(("rulebooks",), "needs at least one rulebook", fix)
        found: dict[str, Rulebook] = {}
        for k, name in enumerate(self.said["rulebooks"]):
            where = self.beside(name)
            if where in found:
                self.wrong.add(("rulebooks", k), f"{name} is named twice", "keep one of them")
            elif book := self.wrong.attempt(("rulebooks", k), partial(load_rulebook, where)):
                found[where] = book
        return found

    @cached_property
    def practices(self) -> dict[str, ParameterSet]:
        """The practice that each rulebook names."""
        return {name: load_practice(book) for name, book in self.books.items()}

    @cached_property
    def mechanisms(self) -> dict[str, CustomMechanism]:
        """Mechanisms of the user's own by FILE:NAME, or by the name of an installed one."""
        found: dict[str, CustomMechanism] = {}
        for k, name in enumerate(self.said["mechanisms"]):
            file, colon, of = name.rpartition(":")
            where = f"{self.beside(file)}:{of}" if colon else name
            if made := self.wrong.attempt(("mechanisms", k), partial(chosen, [where])):
                found[where] = made[0]
        if not self.wrong.found:
            self.wrong.attempt(("mechanisms",), partial(chosen, list(found.values())))
        return found

    @cached_property
    def recipe(self) -> SocietyRecipe | None:
        """The society; None where it cannot be read, which is then reported."""
        return self.wrong.attempt(("society",), lambda: load_society(self.beside(self.said["society"])))

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Measures of one's own: those the plan names, and those of the caller."""
        folder = self._folder
        named = [
            self.wrong.attempt(("measures", k), partial(own_measure, one, folder))
            for k, one in enumerate(self.said["measures"])
        ]
        given = [self.wrong.attempt(("measures",), partial(own_measure, one)) for one in self.more]
        own = [one for one in (*named, *given) if one]
        self.wrong.attempt(("measures",), lambda: joined(all_measures(), own))
        return tuple({one.id: one for one in own}.values())

    @cached_property
    def executor(self) -> str:
        """The name of the executor, tried."""
        named = beside(self.said["executor"], self._folder)
        if named and named not in NAMES:
            self.wrong.attempt(("executor",), partial(own_executor, named))
        return named

    @cached_property
    def outcomes(self) -> dict[str, Outcome]:
        """Every outcome that may be named, with those of measures of one's own and of groups."""
        return outcomes.catalogue(self.measures, self.groups)

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Names of the groups of the society, by dimension."""
        return names_of_recipe(self.recipe) if self.recipe else {}

    @cached_property
    def inputs(self) -> ParameterSet:
        """All parameters a study may set: of the model, of practice, and of mechanisms of a user's own."""
        from glasshouse.model.shipped_parameters import mechanisms
        from glasshouse.simulation.society_figures import in_money, world_of

        practice = next(iter(self.practices.values()), None) or load_practice(None)
        own = parameters_of(self.mechanisms.values()).parameters
        if recipe := self.recipe:
            world = self.wrong.attempt(("society",), lambda: world_of(recipe))
            carried_out = self.wrong.attempt(("society",), lambda: in_money(recipe, practice))
            if world and carried_out:
                return ParameterSet((*world.parameters, *carried_out.parameters, *own))
        return ParameterSet((*mechanisms().parameters, *practice.parameters, *own))

    def is_input(self, path: KeyPath, name: object) -> bool:
        """Whether a parameter of that name may be set; a fault at `path` where not."""
        if name in self.inputs:
            return True
        switches = path[0] == "switches"
        names = [one for one in self.inputs if one.startswith("switch.")] if switches else list(self.inputs)
        known = [one.removeprefix("switch.") if switches else one for one in names]
        near = suggestion(path[-1], known) or "glasshouse describe --mechanisms prints all"
        self.wrong.add(path, "not a known parameter", near)
        return False

    @cached_property
    def subjects(self) -> Subjects:
        """What may vary: parameters, and the levers of the rulebooks."""
        return Subjects(self.inputs, self.books)

    def refuse_not_in_force(self) -> None:
        """Months for which a rulebook has no law yet."""
        from glasshouse.simulation.society_figures import first_month

        for book in self.books.values():
            start = self.said["start"] or (
                first_month(book, self.recipe) if self.recipe else book.first_month
            )
            self.wrong.attempt(("start",), partial(book.laws, self.said["months"], start))

    def refuse_other_money(self) -> None:
        """Amounts of rulebooks in currencies of which the society says no worth."""
        from glasshouse.simulation.society_figures import refuse_other_money

        if recipe := self.recipe:
            for book in self.books.values():
                self.wrong.attempt(("society",), partial(refuse_other_money, recipe, book))

    def beside(self, name: str) -> str:
        """A name as it is, or a path of a file beside the study."""
        near = self._folder / name
        try:
            return str(near) if self.wrong.text.file and near.is_file() else name
        except (OSError, ValueError):
            return name

    @property
    def _folder(self) -> Path:
        return Path(self.wrong.text.file).parent if self.wrong.text.file else Path()


class SweepSettings(TypedDict, total=False):
    """Keys of a `study.yaml` beside rulebooks, society, `vary` and `design`; and `on_member`, which is called
    with the members done and their number."""

    title: str
    note: str
    mechanisms: str | CustomMechanism | Sequence[str | CustomMechanism]
    persons: int
    months: int
    start: str
    seed: int
    replicates: int
    redraw: bool
    twins: bool
    switches: Mapping[str, bool]
    set: Mapping[str, object]
    outcomes: Sequence[str]
    measures: Own | Sequence[Own]
    executor: str
    budget: int
    search: Mapping[str, object]
    on_member: OnMember


Made = TypeVar("Made")


@dataclass
class Diagnostics:
    """The faults found so far in a text."""

    text: Text
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, path: KeyPath, what: str, fix: str = "") -> None:
        """A fault at the key `path`."""
        self.found.append(self.text.diagnostic(path, what, fix))

    def add_all(self, found: Iterator[Found]) -> None:
        """Faults as checks give them."""
        for path, what, fix in found:
            self.add(path, what, fix)

    def under(self, key: str) -> Callable[[KeyPath, str, str], None]:
        """`add` for the paths below a key."""
        return lambda path, what, fix: self.add((key, *path), what, fix)

    def attempt(self, path: KeyPath, make: Callable[[], Made]) -> Made | None:
        """What `make` gives; None where it fails, and then its faults are put at `path`."""
        try:
            return make()
        except InputError as bad:
            for diagnostic in bad.diagnostics:
                place = ":".join(filter(None, (diagnostic.file, str(diagnostic.line or ""))))
                where = f" ({place})" if place else ""
                self.add(path, f"{diagnostic.what}{where}", diagnostic.fix)
        except OSError as error:
            self.add(path, f"cannot be read: {error.strerror or error}", "write a shorter name")
        return None

    def raise_any(self) -> None:
        """Raise `InputError` with all faults in the order of the text, if there are any."""
        if self.found:
            raise InputError(*sorted(self.found, key=lambda one: (one.line, one.column)))
