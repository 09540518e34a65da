"""A mechanism of a user's own as data: its declaration, its text, and what the names in the text mean."""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Literal

from glasshouse.model.inserting import Replaced
from glasshouse.model.mechanism_names import Names, own_events
from glasshouse.model.mechanism_text import FunctionText, condition, decorator_argument
from glasshouse.model.mechanism_translation import Translator
from glasshouse.model.person import DRAWS
from glasshouse.model.schedule import MONTH
from glasshouse.model.shipped_parameters import mechanisms as shipped_parameters
from glasshouse.rulebooks import practice
from glasshouse.rulebooks.sizes import Sizes
from glasshouse.specs.parameters import Parameter

AppliesTo = Literal["system", "both"]
"""Whose lives a mechanism is part of: only those with the system, or those of the twin too."""
_Named = tuple[str, ...]


@dataclass(frozen=True)
class CustomMechanism:
    """A mechanism that a user wrote: its declaration, its text and the numbers it takes from around it.

    `after` is what it follows in the month, `replaces` the shipped rule whose place it takes; at most one of
    them is given. `when` is a condition without which it does nothing. `parameters` are its own, with the
    values they have by default; `fields` its own numbers of every person with their types; `constants`
    numbers that its text takes from outside the function; `uses` the parameters it reads, its own and others.
    """

    name: str
    meaning: str
    applies_to: AppliesTo
    after: str
    replaces: str
    when: str
    parameters: tuple[Parameter, ...]
    fields: tuple[tuple[str, str], ...]
    events: _Named
    streams: _Named
    reads: _Named
    writes: _Named
    source: FunctionText = field(repr=False)
    constants: tuple[tuple[str, int | float], ...] = ()
    uses: _Named = ()

    @cached_property
    def hash(self) -> str:
        """SHA-256 of text and declaration; where the text stands does not count."""
        said = {**asdict(self), "source": self.source.text}
        said["parameters"] = [{**vars(one), "file": "", "line": 0} for one in self.parameters]
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()

    @property
    def own_events(self) -> _Named:
        """The events that it counts by itself; the others are the model's."""
        return own_events(self.events)

    @property
    def replaced(self) -> Replaced | None:
        """The shipped rule that it replaces; None where there is none of that name."""
        return MONTH.replaceable().get(self.replaces)

    def condition(self, written: ast.FunctionDef) -> ast.expr | None:
        """The expression of `when`, placed in the decorator. Raises `SyntaxError`."""
        return condition(self.when, decorator_argument(written, "when")) if self.when else None

    def translated(self, sizes: Sizes) -> ast.FunctionDef:
        """The function as Numba compiles it in a run of these sizes; lines are counted within the text."""
        written = self.source.function()
        assert written is not None
        names = replace(self.names(dict(self.constants)), sizes=sizes)
        return Translator(self.source, names).function(written, self.condition(written))

    def translated_condition(self, sizes: Sizes) -> ast.FunctionDef | None:
        """Its condition as a function that Numba compiles; None where even who does not fulfil it changes.

        A mechanism with events of its own takes back those of last month.
        """
        written = self.source.function()
        assert written is not None
        when = self.condition(written)
        if when is None or self.own_events:
            return None
        names = replace(self.names(dict(self.constants)), sizes=sizes)
        return Translator(self.source, names).condition(written, when)

    def names(self, outside: Mapping[str, object]) -> Names:
        """What the names in its text mean, with what stands `outside` of it."""
        replaced = self.replaced.rule.streams if self.replaced else ()
        return Names(
            own=dict(self.fields),
            events=self.events,
            streams=self.streams,
            routine=[name for name in replaced if name in DRAWS],
            shipped={one.name: one for one in shipped_parameters().parameters},
            practice={one.name: one for one in practice(None).parameters},
            given={one.name: one for one in self.parameters},
            outside=outside,
        )
