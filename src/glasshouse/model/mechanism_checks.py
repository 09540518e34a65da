"""What a mechanism of a user's own declares, held against what its function does, when it is loaded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from glasshouse.engine.declarations import Difference, Names, differences
from glasshouse.engine.field_access import Access, accesses
from glasshouse.errors import Diagnostic, InputError, choices, suggestion
from glasshouse.model.custom_mechanism import AppliesTo, CustomMechanism
from glasshouse.model.layout import PERSON
from glasshouse.model.mechanism_names import CODES, FIXED_FIELDS, WRITABLE
from glasshouse.model.mechanism_names import MONTH as RECORD
from glasshouse.model.mechanism_scope import Used
from glasshouse.model.mechanism_text import decorator_argument
from glasshouse.model.mechanism_translation import Translator
from glasshouse.model.schedule import MONTH
from glasshouse.model.shipped_parameters import mechanisms as shipped_parameters
from glasshouse.rulebooks import practice
from glasshouse.specs import packing
from glasshouse.specs.parameter_leaves import EVIDENCE, within
from glasshouse.specs.parameters import Parameter
from glasshouse.specs.units import check_unit

TYPES = ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "f8")
"""Types of own fields, as NumPy writes them: whole numbers of 1 to 8 bytes, or a number with decimals."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DOTTED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


def checked(made: CustomMechanism, outside: Mapping[str, object]) -> CustomMechanism:
    """The mechanism with the numbers it takes from `outside`. Raises `InputError` with all its faults."""
    written = made.source.function()
    if written is None:
        raise InputError(
            made.source.diagnostic(None, "is not a function", "write def name(person, ctx): ...")
        )
    try:
        when = made.condition(written)
    except SyntaxError as error:
        what, at = f"when: is not an expression of Python: {error.msg}", decorator_argument(written, "when")
        raise InputError(made.source.diagnostic(at, what, 'write for example "person.debt > 0"')) from None
    translator = Translator(made.source, made.names(outside))
    translator.function(written, when)
    used = translator.scope.used
    person = translator.scope.person
    found = [one for tree in (written, when) if tree for one in accesses(tree, (person,))]
    said = _Declared(made, written, found, used)
    diagnostics = [*said.diagnostics(), *translator.scope.diagnostics]
    if diagnostics:
        raise InputError(*sorted(dict.fromkeys(diagnostics), key=lambda one: (one.line, one.column)))
    constants = tuple(sorted(used.constants.items()))
    return replace(made, constants=constants, uses=tuple(sorted(used.parameters)))


@dataclass(frozen=True)
class _Declared:
    """A declaration, and what its function was found to do."""

    of: CustomMechanism
    written: ast.FunctionDef
    touched: Sequence[Access]
    used: Used

    def diagnostics(self) -> Iterator[Diagnostic]:
        """Everything that does not hold."""
        yield from self._place()
        yield from self._words()
        yield from self._parameters()
        yield from self._fields()
        yield from self._differences()
        yield from self._unused()

    def _wrong(self, argument: str, what: str, fix: str) -> Diagnostic:
        return self.of.source.diagnostic(decorator_argument(self.written, argument), what, fix)

    def _place(self) -> Iterator[Diagnostic]:
        of, places, rules = self.of, MONTH.places(), MONTH.replaceable()
        if of.applies_to not in get_args(AppliesTo):
            what = f"applies_to: {of.applies_to} is not known"
            yield self._wrong("applies_to", what, "give system or both")
        if of.after and of.after not in places:
            fix = suggestion(of.after, places) or "`glasshouse describe --plan` lists them"
            what = f"after: {of.after} is neither a mechanism nor a rule of the month"
            yield self._wrong("after", what, fix)
        if of.replaces and of.replaces not in rules:
            what = f"replaces: {of.replaces} is not a rule that can be replaced"
            yield self._wrong("replaces", what, choices(of.replaces, rules))
        if of.replaces and of.after:
            yield self._wrong("after", "after: replaces= says where it runs", "take one of them out")

    def _words(self) -> Iterator[Diagnostic]:
        for kind, names, form in (("events", self.of.events, _NAME), ("streams", self.of.streams, _DOTTED)):
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
                fix = "use small letters and underscores"
                yield self._wrong("fields", f"field {name} is not a name", fix)
            if name in (PERSON.names or ()):
                yield self._wrong("fields", f"field {name}: every person has one", "use another name")
            if kind not in TYPES:
                yield self._wrong("fields", f"field {name}: {kind} is not a type", choices(kind, TYPES))

    @property
    def _known(self) -> tuple[str, ...]:
        """Fields of a person, its own first."""
        return (*dict(self.of.fields), *(PERSON.names or ()))

    def _differences(self) -> Iterator[Diagnostic]:
        """Fields and streams in which declaration and function differ."""
        of, places = self.of, self._places_touched()
        reads, writes = ([name for verb, name in places if verb == one] for one in ("reads", "writes"))
        declared = Names(of.reads, of.writes, of.streams)
        for one in differences(declared, Names(reads, writes, self.used.streams)):
            if one.is_declared:
                yield self._never_used(one.argument, one.name)
            elif not self._is_said_elsewhere(one):
                for node in places[one.argument, one.name]:
                    what = f"{one.argument} {one.name}, which {one.argument}= does not declare"
                    yield of.source.diagnostic(node, what, f'add "{one.name}" to {one.argument}=')

    def _places_touched(self) -> dict[tuple[str, str], list[ast.expr]]:
        """Where each field is read and written."""
        found: dict[tuple[str, str], list[ast.expr]] = {}
        for one in self.touched:
            found.setdefault(("writes" if one.writes else "reads", one.name), []).append(one.node)
        return found | {("writes", f"{RECORD}.{name}"): [node] for name, node in self.used.written.items()}

    def _is_said_elsewhere(self, one: Difference) -> bool:
        """Whether the translation refuses it: a field that does not exist or that nobody may write."""
        if one.name.startswith(f"{RECORD}."):
            return False
        return one.name not in self._known or (one.argument == "writes" and one.name in FIXED_FIELDS | CODES)

    def _unused(self) -> Iterator[Diagnostic]:
        """Events, parameters and own fields that are declared and not used."""
        for argument, names, found in (
            ("events", self.of.events, self.used.events),
            ("parameters", [one.name for one in self.of.parameters], self.used.parameters),
        ):
            yield from (self._never_used(argument, one) for one in dict.fromkeys(names) if one not in found)
        written = {one.name for one in self.touched if one.writes}
        for name in dict(self.of.fields):
            if name not in written:
                yield self._wrong("fields", f"fields: {name} is never written", "take it out, or write it")

    def _never_used(self, argument: str, name: str) -> Diagnostic:
        known = self._known
        if argument == "writes":
            known = (*known, *(f"{RECORD}.{one}" for one in WRITABLE))
        if argument in ("reads", "writes") and name not in known:
            fix = suggestion(name, known) or "`glasshouse describe --odd` lists all fields"
            return self._wrong(argument, f"{argument}: {name} is not a field of a person", fix)
        return self._wrong(
            argument, f"{argument}: {name} is declared and never used", "take it out, or use it"
        )


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
