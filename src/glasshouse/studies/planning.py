"""Reading a `study.yaml`: shapes first, then names and numbers, which rulebooks and parameters decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from glasshouse.arguments import MOST_MONTHS
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.metrics.catalogue import Own, all_measures, joined, own_measure
from glasshouse.metrics.measure import Measure
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.population import load as load_society
from glasshouse.rulebooks import Rulebook
from glasshouse.rulebooks import load as load_rulebook
from glasshouse.rulebooks import practice as load_practice
from glasshouse.simulation.mechanism_files import chosen, parameters_of
from glasshouse.simulation.run_config import hash_of
from glasshouse.specs.composing import DEPTH, KeyPath
from glasshouse.specs.parameters import ParameterSet
from glasshouse.specs.reading import Text
from glasshouse.studies import forms, outcomes, plan_checks
from glasshouse.studies.designing import Designing
from glasshouse.studies.designs import Design
from glasshouse.studies.executors import NAMES, beside, own_executor
from glasshouse.studies.forms import Entry
from glasshouse.studies.goals import Asked, asked_of
from glasshouse.studies.members import Factor, Value, hash_of_book
from glasshouse.studies.outcomes import Outcome
from glasshouse.studies.plan import MOST_MEMBERS, SCHEMA, Plan
from glasshouse.studies.plan_checks import Found
from glasshouse.studies.varying import Subjects, resolved

if TYPE_CHECKING:
    from glasshouse.population.recipe import SocietyRecipe

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


@dataclass
class _Reading:
    """One pass over a text, collecting what it says and what is wrong with it."""

    text: Text
    more: tuple[Own, ...] = ()
    diagnostics: list[Diagnostic] = field(default_factory=list)
    books: dict[str, Rulebook] = field(default_factory=dict)
    practices: dict[str, ParameterSet] = field(default_factory=dict)
    mechanisms: dict[str, CustomMechanism] = field(default_factory=dict)

    @cached_property
    def said(self) -> dict[str, Any]:
        """The value of every key, of the right shape."""
        return forms.section(self.text.data, ENTRIES, self._diagnostic)

    def plan(self) -> Plan:
        if "schema" not in self.text.data:
            self._diagnostic(("schema",), "is missing", f"write schema: {SCHEMA}")
        said = self.said
        self._load_books()
        self._load_mechanisms()
        society = self._beside(said["society"])
        fixed, factors = self._fixed(), tuple(self._factors())
        self._all(plan_checks.clashes(factors, said, self.books, self._outcomes))
        design = self._design(factors)
        search = asked_of(said["search"], self._under("search"))
        self._all(plan_checks.unknown(list(self._compared(search)), self._outcomes))
        if not said["twins"]:
            self._all(plan_checks.twinless(list(self._compared(search)), self._outcomes))
        self._in_force()
        self._one_money()
        if said["redraw"] and said["seed"] + said["replicates"] > 2**64:
            self._diagnostic(
                ("seed",), "leaves too few seeds for the people of every replicate", "write seed: 1"
            )
        _ = self._executor
        made = None if self.diagnostics else self._made(society, fixed, factors, design, search)
        if made:
            self._all(plan_checks.too_large(made))
        if made and not self.diagnostics:
            self._all(plan_checks.together(made, self.books))
        if self.diagnostics or made is None:
            raise InputError(
                *sorted(self.diagnostics, key=lambda diagnostic: (diagnostic.line, diagnostic.column))
            )
        return made

    def _made(
        self, society: str, fixed: tuple[tuple[str, Value], ...], factors: tuple[Factor, ...],
        design: Design, search: Asked | None,
    ) -> Plan:  # fmt: skip
        said = self.said
        assert self._recipe is not None
        plain = ("title", "persons", "months", "start", "seed", "replicates", "redraw", "twins", "budget")
        return Plan(
            rulebooks=tuple(self.books),
            society=society,
            society_hash=self._recipe.hash,
            currency=self._recipe.currency,
            mechanisms=self.mechanisms,
            fixed=fixed,
            factors=factors,
            design=design,
            outcomes=tuple(dict.fromkeys(said["outcomes"])),
            search=search,
            measures=self._own,
            executor=self._executor,
            levers_of={
                name: tuple(f.name for f in factors if f.kind == "lever" and resolved(book, f.name))
                for name, book in self.books.items()
            },
            hashes={
                name: (hash_of_book(book), hash_of(self.practices[name])) for name, book in self.books.items()
            },
            notes=tuple(self.text.diagnostic(*note) for note in plan_checks.unbalanced(design, factors)),
            **{name: said[name] for name in plain},
        )

    def _diagnostic(self, path: KeyPath, what: str, fix: str = "") -> None:
        self.diagnostics.append(self.text.diagnostic(path, what, fix))

    def _all(self, found: Iterator[Found]) -> None:
        for path, what, fix in found:
            self._diagnostic(path, what, fix)

    def _under(self, key: str) -> Callable[[KeyPath, str, str], None]:
        """Faults told of what stands under a key."""
        return lambda path, what, fix: self._diagnostic((key, *path), what, fix)

    def _try(self, path: KeyPath, make: Callable[[], object]) -> Any:
        """What `make` gives; its faults are put where `path` stands."""
        try:
            return make()
        except InputError as bad:
            for diagnostic in bad.diagnostics:
                place = ":".join(filter(None, (diagnostic.file, str(diagnostic.line or ""))))
                where = f" ({place})" if place else ""
                self._diagnostic(path, f"{diagnostic.what}{where}", diagnostic.fix)
        except OSError as error:
            self._diagnostic(path, f"cannot be read: {error.strerror or error}", "write a shorter name")
        return None

    @cached_property
    def _own(self) -> tuple[Measure, ...]:
        """Measures of one's own: those the plan names, relative to it, and those of the caller."""
        named = [
            found
            for k, one in enumerate(self.said["measures"])
            if (found := self._try(("measures", k), partial(own_measure, one, self._folder)))
        ]
        given = [found for one in self.more if (found := self._try(("measures",), partial(own_measure, one)))]
        self._try(("measures",), lambda: joined(all_measures(), [*named, *given]))
        return tuple({one.id: one for one in (*named, *given)}.values())

    @cached_property
    def _executor(self) -> str:
        """The name of the executor, tried; a file counts from the folder of the plan."""
        named = beside(self.said["executor"], self._folder)
        if named and named not in NAMES:
            self._try(("executor",), partial(own_executor, named))
        return named

    @property
    def _folder(self) -> Path:
        return Path(self.text.file).parent if self.text.file else Path()

    @cached_property
    def _outcomes(self) -> dict[str, Outcome]:
        return outcomes.catalogue(self._own)

    @cached_property
    def _recipe(self) -> SocietyRecipe | None:
        """The society; None where it cannot be read, which is then reported."""
        found: SocietyRecipe | None = self._try(
            ("society",), lambda: load_society(self._beside(self.said["society"]))
        )
        return found

    def _load_books(self) -> None:
        if "rulebooks" not in self.text.data:
            self._diagnostic(
                ("rulebooks",), "needs at least one rulebook", "write rulebooks: [court-list-2013]"
            )
        for k, name in enumerate(self.said["rulebooks"]):
            where = self._beside(name)
            if where in self.books:
                self._diagnostic(("rulebooks", k), f"{name} is named twice", "keep one of them")
            elif book := self._try(("rulebooks", k), partial(load_rulebook, where)):
                self.books[where] = book
                self.practices[where] = load_practice(book)

    def _load_mechanisms(self) -> None:
        for k, name in enumerate(self.said["mechanisms"]):
            file, colon, of = name.rpartition(":")
            where = f"{self._beside(file)}:{of}" if colon else name
            if found := self._try(("mechanisms", k), partial(chosen, [where])):
                self.mechanisms[where] = found[0]
        if not self.diagnostics:
            self._try(("mechanisms",), partial(chosen, list(self.mechanisms.values())))

    def _beside(self, name: str) -> str:
        """A name as it is, or a path of a file beside the study."""
        near = Path(self.text.file).parent / name
        try:
            return str(near) if self.text.file and near.is_file() else name
        except (OSError, ValueError):
            return name

    @cached_property
    def _inputs(self) -> ParameterSet:
        """All parameters a study may set: of the model, of practice, and of mechanisms of a user's own."""
        from glasshouse.model.shipped_parameters import mechanisms
        from glasshouse.simulation.society_figures import in_money, world_of

        practice = next(iter(self.practices.values()), None) or load_practice(None)
        own = parameters_of(self.mechanisms.values()).parameters
        if recipe := self._recipe:
            world = self._try(("society",), lambda: world_of(recipe))
            carried_out = self._try(("society",), lambda: in_money(recipe, practice))
            if world and carried_out:
                return ParameterSet((*world.parameters, *carried_out.parameters, *own))
        return ParameterSet((*mechanisms().parameters, *practice.parameters, *own))

    def _first_month(self, book: Rulebook) -> str:
        from glasshouse.simulation.society_figures import first_month

        return first_month(book, self._recipe) if self._recipe else book.first_month

    def _one_money(self) -> None:
        """Amounts of rulebooks in currencies of which the society says no worth."""
        from glasshouse.simulation.society_figures import refuse_other_money

        if recipe := self._recipe:
            for book in self.books.values():
                self._try(("society",), partial(refuse_other_money, recipe, book))

    @cached_property
    def _subjects(self) -> Subjects:
        return Subjects(self._inputs, self.books)

    def _fixed(self) -> tuple[tuple[str, Value], ...]:
        found: dict[str, Any] = {}
        for name, on in self.said["switches"].items():
            if self._input(("switches", name), f"switch.{name}"):
                found[f"switch.{name}"] = int(bool(self._try(("switches", name), partial(forms.flag, on))))
        for name, given in self.said["set"].items():
            if not self._input(("set", name), name):
                continue
            if name in found:
                self._diagnostic(("set", name), "is set under switches as well", "keep one of them")
            found[name] = self._try(("set", name), partial(self._set, name, given))
        return tuple(sorted(found.items()))

    def _set(self, name: str, given: object) -> Any:
        value = (
            int(given) if isinstance(given, bool) and name.startswith("switch.") else forms.settable(given)
        )
        self._inputs.but({name: value})
        return value

    def _input(self, path: KeyPath, name: object) -> bool:
        known = name in self._inputs
        if not known:
            all_ = [
                known.removeprefix("switch.") if path[0] == "switches" else known
                for known in self._inputs
                if path[0] != "switches" or known.startswith("switch.")
            ]
            near = suggestion(path[-1], all_) or "glasshouse describe --mechanisms prints all"
            self._diagnostic(path, "not a known parameter", near)
        return known

    def _factors(self) -> Iterator[Factor]:
        for name, given in self.said["vary"].items():
            here = ("vary", name)
            if self._try(here, partial(forms.name, name)) is None:
                continue
            if not self.books and name not in self._inputs:
                continue  # no rulebook could be read: which values there are is not known
            if made := self._try(here, partial(self._subjects.factor, name, given)):
                yield made

    def _design(self, factors: tuple[Factor, ...]) -> Design:
        reader = Designing(self._subjects, factors, self._beside, self._diagnostic, self.diagnostics.append)
        return reader.design(self.said["design"])

    def _compared(self, search: Asked | None) -> Iterator[tuple[KeyPath, str]]:
        """Every outcome that is named, with its place."""
        listed = self.text.data.get("outcomes") or []
        yield from ((("outcomes", listed.index(name)), name) for name in self.said["outcomes"])
        for k, goal in enumerate(search.goals if search else ()):
            yield ("search", "goals", k), goal.outcome

    def _in_force(self) -> None:
        """Months for which a rulebook has no law yet."""
        for book in self.books.values():
            start = self.said["start"] or self._first_month(book)
            self._try(("start",), partial(book.laws, self.said["months"], start))


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
