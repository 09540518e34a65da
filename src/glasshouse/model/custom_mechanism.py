"""Mechanisms of a user's own: declared, checked when they are loaded, and run every month for every adult.

    @gh.mechanism(
        parameters={"lottery.prize": gh.parameter(500, unit="CNY", range=(0, 10_000), evidence="assumption")},
        streams=("win",), reads=("savings",), writes=("savings",),
    )
    def lottery(person, ctx):
        if ctx.chance("win", 0.01):
            person.savings += ctx.parameters["lottery.prize"]

What a mechanism may say is described in docs/mechanism-of-your-own.md and checked by `mechanism_translation`.
"""

from __future__ import annotations

import ast
import builtins
import hashlib
import inspect
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import CellType
from typing import Any, Literal, get_args

from glasshouse.engine.field_access import accesses
from glasshouse.errors import Diagnostic, InputError, choices, suggestion
from glasshouse.model.layout import PERSON
from glasshouse.model.mechanism_translation import CODES, FIXED_FIELDS, Names, Source, Translator, sources_in
from glasshouse.model.schedule import MONTH
from glasshouse.model.shipped_parameters import mechanisms as shipped_parameters
from glasshouse.rulebooks import practice
from glasshouse.rulebooks.sizes import Sizes
from glasshouse.specs import packing
from glasshouse.specs.parameter_leaves import EVIDENCE, within
from glasshouse.specs.parameters import Parameter, ParameterSet
from glasshouse.specs.units import check_unit

AppliesTo = Literal["system", "both"]
"""Whose lives a mechanism is part of: only those with the system, or those of the twin too."""
TYPES = ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "f8")
"""Types of own fields, as NumPy writes them: whole numbers of 1 to 8 bytes, or a number with decimals."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DOTTED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
_Named = tuple[str, ...]


@dataclass(frozen=True)
class CustomMechanism:
    """A mechanism that a user wrote: its declaration, its text and the numbers it takes from around it.

    `parameters` are its own, with the values they have by default; `fields` its own numbers of every person
    with their types; `constants` numbers that its text takes from outside the function; `uses` the parameters
    it reads, its own and others.
    """

    name: str
    meaning: str
    applies_to: AppliesTo
    after: str
    parameters: tuple[Parameter, ...]
    fields: tuple[tuple[str, str], ...]
    events: _Named
    streams: _Named
    reads: _Named
    writes: _Named
    source: Source = field(repr=False)
    constants: tuple[tuple[str, int | float], ...] = ()
    uses: _Named = ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 of text and declaration; where the text stands does not count."""
        said = {**asdict(self), "source": self.source.text}
        said["parameters"] = [{**vars(one), "file": "", "line": 0} for one in self.parameters]
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()

    def translated(self, sizes: Sizes) -> ast.FunctionDef:
        """The function as Numba compiles it in a run of these sizes; lines are counted within the text."""
        written = self.source.function()
        assert written is not None
        names = replace(self.names(dict(self.constants)), sizes=sizes)
        return Translator(self.source, names).function(written)

    def names(self, outside: Mapping[str, object]) -> Names:
        """What the names in its text mean, with what stands `outside` of it."""
        known = {one.name: one for one in (*_shipped().parameters, *self.parameters)}
        rows = {name: len(p.value) if isinstance(p.value, tuple) else 0 for name, p in known.items()}
        return Names(dict(self.fields), self.events, self.streams, rows, outside)


def parameter(
    value: float | tuple[float, ...],
    *,
    unit: str,
    range: tuple[float, float],
    evidence: str = "assumption",
    source: str = "",
    note: str = "",
) -> Parameter:
    """A number of a mechanism of your own: `value` and `range` (lowest and highest sensible) in `unit`.

    `evidence` is one of V, V2, D, M (which need a `source`) and assumption. What is wrong with it is said by
    the mechanism that declares it.

    >>> import glasshouse as gh
    >>> gh.parameter(24, unit="month", range=(0, 1200), note="when debts are forgiven").value
    24
    """
    row = tuple(value) if isinstance(value, (list, tuple)) else value
    return Parameter("", row, unit, tuple(range), evidence, source, None, note)  # type: ignore[arg-type]


def mechanism(
    *,
    applies_to: AppliesTo = "system",
    after: str = "",
    parameters: Mapping[str, Parameter] | None = None,
    fields: Mapping[str, str] | None = None,
    events: str | Iterable[str] = (),
    streams: str | Iterable[str] = (),
    reads: str | Iterable[str] = (),
    writes: str | Iterable[str] = (),
) -> Callable[[Callable[[Any, Any], None]], CustomMechanism]:
    """Declare a function `(person, ctx)` that runs every month for every adult.

    `applies_to` is "system" (the twin does not have it) or "both". `after` names the mechanism or rule of the
    month it follows; without it the mechanism ends the person's month. `parameters` are numbers of its own by
    dotted name (see `parameter`), `fields` numbers of every person that only it has (`{"forgiven": "i8"}`;
    zero at the start), `events` what it counts by `ctx.record`, `streams` its random draws. `reads` and
    `writes` name every field of `person` it touches.

    Raises `InputError` with all that is wrong: an undeclared or unknown name, a field that nobody may write,
    and whatever is not part of what a mechanism may say.

    >>> import glasshouse as gh
    >>> @gh.mechanism(reads="debt", writes="debt")
    ... def relief(person, ctx):
    ...     '''Cut every debt by half in the second month.'''
    ...     if ctx.month == 1:
    ...         person.debt = person.debt // 2
    >>> town = {"persons": 300, "months": 3, "seed": 7}
    >>> plain, eased = (gh.run("nothing", "toytown", mechanisms=own, **town) for own in ([], [relief]))
    >>> bool(eased.people["debt"].sum() < plain.people["debt"].sum())
    True
    """

    def declare(function: Callable[[Any, Any], None]) -> CustomMechanism:
        source = _source(function)
        made = CustomMechanism(
            name=function.__name__,
            meaning=(function.__doc__ or "").strip().partition("\n")[0],
            applies_to=applies_to,
            after=after,
            parameters=tuple(
                replace(one, name=name) if isinstance(one, Parameter) else _no_parameter(name)
                for name, one in (parameters or {}).items()
            ),
            fields=tuple((fields or {}).items()),
            events=_listed(events),
            streams=_listed(streams),
            reads=_listed(reads),
            writes=_listed(writes),
            source=source,
        )
        return checked(made, _outside(function))

    return declare


def checked(made: CustomMechanism, outside: Mapping[str, object]) -> CustomMechanism:
    """The mechanism with the numbers it takes from `outside`. Raises `InputError` with all its faults."""
    written = made.source.function()
    if written is None:
        raise InputError(
            made.source.diagnostic(None, "is not a function", "write def name(person, ctx): ...")
        )
    translator = Translator(made.source, made.names(outside))
    translator.function(written)
    found = [*_Declared(made, written, translator).diagnostics(), *translator.diagnostics]
    if found:
        raise InputError(*sorted(dict.fromkeys(found), key=lambda one: (one.line, one.column)))
    constants = tuple(sorted(translator.constants.items()))
    return replace(made, constants=constants, uses=tuple(sorted(translator.parameters)))


@dataclass(frozen=True)
class _Declared:
    """What a declaration says, held against what its function does."""

    of: CustomMechanism
    written: ast.FunctionDef
    used: Translator

    def diagnostics(self) -> Iterator[Diagnostic]:
        yield from self._words()
        yield from self._parameters()
        yield from self._fields()
        yield from self._touched()
        yield from self._unused()

    def _wrong(self, argument: str, what: str, fix: str) -> Diagnostic:
        return self.of.source.diagnostic(self._at(argument), what, fix)

    def _at(self, argument: str) -> ast.AST | None:
        """Where an argument of the decorator stands."""
        calls = (one for one in self.written.decorator_list if isinstance(one, ast.Call))
        return next((word.value for call in calls for word in call.keywords if word.arg == argument), None)

    def _words(self) -> Iterator[Diagnostic]:
        of = self.of
        if of.applies_to not in get_args(AppliesTo):
            yield self._wrong(
                "applies_to", f"applies_to: {of.applies_to} is not known", "give system or both"
            )
        places = MONTH.places()
        if of.after and of.after not in places:
            fix = suggestion(of.after, places) or "`glasshouse describe --plan` lists them"
            yield self._wrong(
                "after", f"after: {of.after} is neither a mechanism nor a rule of the month", fix
            )
        for kind, names, form in (("events", of.events, _NAME), ("streams", of.streams, _DOTTED)):
            for name in dict.fromkeys(names):
                if not form.fullmatch(name):
                    fix = "use small letters, digits and underscores, a letter first"
                    yield self._wrong(kind, f"{kind}: {name} is not a name", fix)
                if names.count(name) > 1:
                    yield self._wrong(kind, f"{kind}: {name} is named twice", "take one out")

    def _parameters(self) -> Iterator[Diagnostic]:
        for one in self.of.parameters:
            for what, fix in _faults_of_parameter(one):
                yield self._wrong("parameters", f"parameter {one.name}: {what}", fix)

    def _fields(self) -> Iterator[Diagnostic]:
        for name, kind in self.of.fields:
            if not _NAME.fullmatch(name):
                yield self._wrong(
                    "fields", f"field {name} is not a name", "use small letters and underscores"
                )
            if name in (PERSON.names or ()):
                yield self._wrong("fields", f"field {name}: every person has one", "use another name")
            if kind not in TYPES:
                yield self._wrong("fields", f"field {name}: {kind} is not a type", choices(kind, TYPES))

    def _touched(self) -> Iterator[Diagnostic]:
        """Fields that the function touches and the declaration leaves out."""
        of, person = self.of, self.written.args.args[0].arg if self.written.args.args else "person"
        known = {*(PERSON.names or ()), *dict(of.fields)}
        for one in accesses(self.written, (person,)):
            if one.name not in known or (one.writes and one.name in FIXED_FIELDS | CODES):
                continue  # said by the translation
            if one.writes and one.name not in of.writes:
                what = f"writes {one.name}, which writes= does not declare"
                yield of.source.diagnostic(one.node, what, f'add "{one.name}" to writes=')
            elif not one.writes and one.name not in (*of.reads, *of.writes):
                what = f"reads {one.name}, which reads= does not declare"
                yield of.source.diagnostic(one.node, what, f'add "{one.name}" to reads=')

    def _unused(self) -> Iterator[Diagnostic]:
        """Names that are declared and not used, or unknown."""
        of, person = self.of, self.written.args.args[0].arg if self.written.args.args else "person"
        found = list(accesses(self.written, (person,)))
        read = {one.name for one in found if not one.writes}
        wrote = {one.name for one in found if one.writes}
        known = (*dict(of.fields), *(PERSON.names or ()))
        own = [one.name for one in of.parameters]
        for argument, names, used in (
            ("reads", of.reads, read),
            ("writes", of.writes, wrote),
            ("events", of.events, self.used.events),
            ("streams", of.streams, self.used.streams),
            ("parameters", own, self.used.parameters),
        ):
            for name in (one for one in dict.fromkeys(names) if one not in used):
                if argument in ("reads", "writes") and name not in known:
                    fix = suggestion(name, known) or "`glasshouse describe --odd` lists all fields"
                    yield self._wrong(argument, f"{argument}: {name} is not a field of a person", fix)
                else:
                    fix = "take it out, or use it"
                    yield self._wrong(argument, f"{argument}: {name} is declared and never used", fix)
        for name in dict(of.fields):
            if name not in wrote:
                yield self._wrong("fields", f"fields: {name} is never written", "take it out, or write it")


def _faults_of_parameter(one: Parameter) -> Iterator[tuple[str, str]]:
    if not _DOTTED.fullmatch(one.name) or "." not in one.name:
        yield "is not a name with a dot", f'write for example "amnesty.{one.name.rpartition(".")[2]}"'
    shipped = {packing.field(name): name for name in (*shipped_parameters(), *practice(None))}
    if packing.field(one.name) in shipped:
        yield "the model has a number of that name", "use another name"
    if one.evidence not in EVIDENCE:
        yield f"{one.evidence} is not a code of evidence", choices(one.evidence, EVIDENCE)
    elif one.evidence != "assumption" and not one.source:
        yield f"evidence {one.evidence} needs a source", "name the source, or write evidence: assumption"
    if len(one.range) != 2 or not one.range[0] < one.range[1]:
        yield "the range is not two numbers, the lower first", "write range=(0, 1)"
        return
    try:
        check_unit(one.unit)
        within(one.value, one.range, one.unit)
        packing.packed(one.value, one.unit)
    except InputError as bad:
        yield from ((diagnostic.what, diagnostic.fix) for diagnostic in bad.diagnostics)


def _no_parameter(name: str) -> Parameter:
    raise InputError(Diagnostic(f"parameter {name} is not declared", f'write "{name}": gh.parameter(...)'))


def _shipped() -> ParameterSet:
    return ParameterSet((*shipped_parameters().parameters, *practice(None).parameters))


def _listed(names: str | Iterable[str]) -> _Named:
    """Names from a list, or from a text with blanks between them."""
    return tuple(names.split() if isinstance(names, str) else names)


def _source(function: Callable[..., object]) -> Source:
    """The text of a function. Raises `InputError` where there is none."""
    name = getattr(function, "__name__", repr(function))
    if not inspect.isfunction(function) or name == "<lambda>":
        raise InputError(
            Diagnostic(f"{name}: is not a function", "put @gh.mechanism(...) above def name(person, ctx)")
        )
    try:
        lines, _ = inspect.findsource(function)
        file = inspect.getsourcefile(function) or function.__code__.co_filename
        found = list(sources_in("".join(lines), name, file))
    except (OSError, SyntaxError, TypeError):
        found = []
    first = function.__code__.co_firstlineno
    of = next((one for one in found if one.line == first), None)
    if of is None:
        what = f"the text of the mechanism {name} cannot be read"
        raise InputError(Diagnostic(what, "write it in a file or in a cell of a notebook"))
    return of if Path(of.file).is_file() else replace(of, module="")


def _outside(function: Callable[..., object]) -> dict[str, object]:
    """Names a function may see from where it stands, without those Python itself has."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    inner = {name: _content(cell) for name, cell in cells}
    return {**{n: v for n, v in function.__globals__.items() if not hasattr(builtins, n)}, **inner}


def _content(cell: CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # not yet given a value
        return None
