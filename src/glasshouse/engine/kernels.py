"""Compiled functions generated from steps: plain Python source, written to a file, imported and compiled.

The file lies in a folder named by the sources it imports and is named by its own hash, so that the next
process finds the machine code again and debuggers and tracebacks show its lines. Where nothing can be
written the source is compiled in memory.
"""

from __future__ import annotations

import ast
import hashlib
import linecache
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from keyword import iskeyword
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import numba
import numpy as np

from glasshouse.engine.compiled import folder_of_text
from glasshouse.engine.picking import ALWAYS, concerned, condition_of, given_by
from glasshouse.engine.steps import Assign, Call, Function, Step, When, arguments, calls, plain, step

INDENT = "    "
BUILT_IN = frozenset({"len", "max", "min", "np", "range"})
_HEAD = '''"""{title}

Generated from the schedule of the model; changes to this file are lost.
"""

import numpy as np

from glasshouse.engine.compiled import compiled
'''


class Unknown(Exception):
    """A step that needs a value which no step before it gives; the message names both."""


@dataclass(frozen=True)
class Kernel:
    """A function to generate: its name, what it does in one sentence, its contexts and its steps.

    `contexts` maps the name of each leading argument to the names that steps find in it; two more arguments,
    `start` and `stop`, say for which numbers the function works. `constants` are named values.
    """

    name: str
    title: str
    contexts: Mapping[str, tuple[str, ...]]
    steps: tuple[Step, ...] = ()
    constants: Mapping[str, object] = field(default_factory=dict)

    def over(self, *steps: Step | Function) -> Kernel:
        """The same kernel with these steps; a plain function is called."""
        return replace(self, steps=tuple(step(one) for one in steps))

    def source(self) -> str:
        """The whole text of the module. Raises `Unknown` for a step that needs what is not there yet."""
        writer = _Writer(self)
        body = writer.block(self.steps, 1)
        head = [_HEAD.format(title=self.title), *sorted(writer.imports.values()), ""]
        head += [f"{name} = {_literal(self.constants[name])}" for name in sorted(writer.used_constants)]
        head += [f"# {line}" for line in writer.inserted.values()]
        opened = [
            f"{INDENT}{name} = {context}.{name}"
            for name, context in writer.context_of.items()
            if name in writer.used_names
        ]
        signature = f"def {self.name}({', '.join((*self.contexts, 'start', 'stop'))}):"
        return "\n".join(
            [*head, "", "", "@compiled", signature, f'{INDENT}"""{self.title}"""', *opened, *body, ""]
        )

    def load(self, check: Callable[[], object] = lambda: None) -> Function:
        """The compiled function.

        `check` is called where the file is written for the first time since a source changed.
        """
        inserted = {name_of(one): one for one in self._called() if is_inserted(one)}
        source = self.source()
        if not path_of(self.name, source).is_file():
            check()
        return getattr(loaded(self.name, source, inserted), self.name)  # type: ignore[no-any-return]

    def _called(self) -> Iterator[Function]:
        for one, _ in calls(self.steps):
            yield one.function
            if when := condition_of(one.function):
                yield when


class _Writer:
    """Writes steps as lines and notes what they need."""

    def __init__(self, kernel: Kernel) -> None:
        self.constants = kernel.constants
        self.context_of = {name: context for context, names in kernel.contexts.items() for name in names}
        self.known = {"start", "stop", *kernel.contexts}
        self.used_names: set[str] = set()
        self.used_constants: set[str] = set()
        self.imports: dict[str, str] = {}
        self.inserted: dict[str, str] = {}

    def block(self, steps: tuple[Step, ...], depth: int) -> list[str]:
        return [INDENT * depth + line for one in steps for line in self._lines(one)]

    def _lines(self, step: Step) -> Iterator[str]:
        if isinstance(step, Call):
            yield self._call(step)
        elif isinstance(step, Assign):
            value = self._expression(step.value, step.target)
            yield f"{self._target(step.target)} {'+=' if step.added else '='} {value}"
        elif isinstance(step, When):
            yield f"if {self._condition(step)}:"
            if picked := self._picked(step):
                yield f"{INDENT}if {picked}:"
            known = set(self.known)
            yield from self.block(step.steps, 2 if picked else 1)
            if picked:  # those who skip the steps have none of the values given there
                self.known = known
        else:
            over = self._expression(step.over, step.name)
            self.known.add(step.name)
            yield f"for {step.name} in {over}:"
            yield from self.block(step.steps, 1)

    def _call(self, step: Call) -> str:
        made = self._made(step)
        return f"{self._target(step.gives)} = {made}" if step.gives else made

    def _made(self, step: Call) -> str:
        name = name_of(step.function)
        if is_inserted(step.function):
            self.inserted[name] = f"{name}: {fingerprint(step.function)}"
        else:
            self.imports[name] = f"from {plain(step.function).__module__} import {name}"
        passed = ", ".join(
            self._expression(step.named.get(argument, argument), name)
            for argument in arguments(step.function)
        )
        return f"{name}({passed})"

    def _condition(self, step: When) -> str:
        parts = [self._expression(f"parameters.switch_{step.switch}", step.switch)] if step.switch else []
        if callable(step.condition):
            parts.append(self._made(Call(step.condition)))
        elif step.condition:
            condition = self._expression(step.condition, step.condition)
            parts.append(f"({condition})" if parts and " or " in condition else condition)
        return " and ".join(parts)

    def _picked(self, step: When) -> str:
        """Whom the steps concern; "" for everybody."""
        if not step.picks or given_by(step.steps) & self.known:
            return ""
        if numba.config.DISABLE_JIT:  # plain Python asks every rule: it is what we check by
            return ""
        found = concerned(step.steps, self._condition, self._made)
        return "" if found == ALWAYS else found or "False"

    def _target(self, target: str) -> str:
        if target.isidentifier():
            self.known.add(target)
            return target
        return self._expression(target, target)

    def _expression(self, text: str, needed_by: str) -> str:
        for name in _names_in(text):
            self._use(name, needed_by)
        return text

    def _use(self, name: str, needed_by: str) -> None:
        if name in self.known or name in BUILT_IN:
            return
        if name in self.constants:
            self.used_constants.add(name)
        elif name in self.context_of:
            self.used_names.add(name)
        else:
            raise Unknown(f'"{needed_by}" needs "{name}", which no step before it gives')


@cache
def _names_in(expression: str) -> tuple[str, ...]:
    if expression.isidentifier() and not iskeyword(expression):
        return (expression,)
    nodes = ast.walk(ast.parse(expression, mode="eval"))
    return tuple(node.id for node in nodes if isinstance(node, ast.Name))


def is_inserted(function: Function) -> bool:
    """Whether a function is none of this package, so that generated source cannot import it."""
    return not plain(function).__module__.startswith(f"{__name__.partition('.')[0]}.")


def name_of(function: Function) -> str:
    """What generated source calls a function; one that is not of this package can hide none that is."""
    return f"inserted_{plain(function).__name__}" if is_inserted(function) else plain(function).__name__


def fingerprint(function: Function) -> str:
    """A hash of all that the machine code of a function depends on: bytecode, constants, what it calls.

    The names of modules count too, because machine code that is loaded again looks for its modules.
    """
    digest = hashlib.sha256()
    _feed(digest, plain(function), set())
    return digest.hexdigest()[:16]


def _feed(digest: hashlib._Hash, function: Function, seen: set[int]) -> None:
    seen.add(id(function))
    names: set[str] = set()
    codes = [function.__code__]
    for code in codes:
        inner = [constant for constant in code.co_consts if isinstance(constant, CodeType)]
        values = [constant for constant in code.co_consts if not isinstance(constant, CodeType)]
        digest.update(code.co_code)
        digest.update(repr((function.__module__, values, code.co_names, code.co_varnames)).encode())
        names |= set(code.co_names)
        codes += inner
    for value in _leaned_on(function, sorted(names)):
        called = plain(value)
        if not hasattr(called, "__code__"):
            digest.update(value.tobytes() if isinstance(value, np.ndarray) else _text(value).encode())
        elif id(called) not in seen:
            _feed(digest, called, seen)


def _text(value: object) -> str:
    """A value as text that is the same in every process: the `repr` of some functions has their address."""
    name = getattr(value, "__qualname__", "")
    return f"{getattr(value, '__module__', '')}.{name}" if name else repr(value)


def _leaned_on(function: Function, names: list[str]) -> list[Any]:
    """What a function finds outside itself: in its closure and, under `names`, in its module and others."""
    found = [cell.cell_contents for cell in function.__closure__ or ()]
    found += [function.__globals__[name] for name in names if name in function.__globals__]
    modules = [value for value in found if isinstance(value, ModuleType)]
    return found + [vars(module)[name] for module in modules for name in names if name in vars(module)]


def path_of(name: str, source: str) -> Path:
    """Where generated `source` is kept."""
    return folder_of_text(source) / f"{name}_{_digest(source)}.py"


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def loaded(name: str, source: str, inserted: Mapping[str, Function]) -> ModuleType:
    """The module of generated `source`, in which the `inserted` functions are found by name.

    It is made once for each text and process.
    """
    module_name = f"{__name__}.{name}_{_digest(source)}"
    if module_name in sys.modules:
        return sys.modules[module_name]
    path = write_source(path_of(name, source), source)
    module = ModuleType(module_name)
    module.__file__ = str(path) if path else f"<{name}_{_digest(source)}>"
    if not path:
        linecache.cache[module.__file__] = (
            len(source),
            None,
            source.splitlines(keepends=True),
            module.__file__,
        )
    vars(module).update(inserted)
    sys.modules[module_name] = module  # the machine code of a cache is bound to the name of its module
    exec(compile(source, module.__file__, "exec"), vars(module))
    return module


def write_source(path: Path, source: str) -> Path | None:
    """Write a generated source once and whole; None where nothing can be written.

    Of two processes that write at the same time either wins: both write the same text with the same time, by
    which the compiler tells whether its machine code is still good.
    """
    if path.is_file():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".draft")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(source)
        os.utime(draft, (0, 0))
        os.replace(draft, path)
    except OSError:
        return path if path.is_file() else None
    return path


def _literal(value: object) -> str:
    return f"np.{value.dtype.name}({value.item()})" if isinstance(value, np.generic) else repr(value)
