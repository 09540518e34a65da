"""Rules, phases and the plan of a month, with the conflicts that a phase refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from glasshouse.engine.compiled import inlined
from glasshouse.engine.kernels import Kernel
from glasshouse.engine.steps import Function, Step, When, calls, plain, pruned


@dataclass(frozen=True)
class Rule:
    """What a rule about one person declares: the public record of what it may touch.

    `reads` and `writes` name fields of the person's own record, `sees` and `shows` name bits that others
    read, `streams` names draws. `mechanism` is the file the rule stands in. `when` is a compiled function of
    values that the rule could have too: where it is false, the rule changes nothing. None says nothing.
    """

    name: str
    mechanism: str
    meaning: str
    reads: tuple[str, ...]
    writes: tuple[str, ...]
    sees: tuple[str, ...]
    shows: tuple[str, ...]
    streams: tuple[str, ...]
    when: Function | None = None


@dataclass(frozen=True)
class Phase:
    """Steps that run in this order for every person before anybody's next phase begins.

    `kernel` has the steps and makes the compiled function of them; `switch` is the mechanism without which
    nothing of the phase runs ("" for one that always runs).
    """

    name: str
    kernel: Kernel
    switch: str = ""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in the order in which they are first called."""
        return tuple(dict.fromkeys(rule for rule, _ in self._called()))

    def switches(self) -> dict[str, tuple[str, ...]]:
        """For each rule by name, the mechanisms that must be switched on for it to be called."""
        outer = (self.switch,) if self.switch else ()
        found: dict[str, tuple[str, ...]] = {}
        for rule, guards in self._called():
            switches = (guard.switch for guard in guards if guard.switch)
            found[rule.name] = tuple(dict.fromkeys((*found.get(rule.name, outer), *switches)))
        return found

    def conditions(self) -> dict[str, tuple[str, ...]]:
        """For each rule by name, the conditions without which it is never called, outermost first."""
        found: dict[str, tuple[str, ...]] = {}
        for rule, guards in self._called():
            here = tuple(guard.text() for guard in guards if guard.condition)
            here += (plain(rule.when).__name__,) if rule.when else ()
            found[rule.name] = tuple(one for one in found.get(rule.name, here) if one in here)
        return found

    def pruned(self, keeps: Callable[[Step], bool]) -> Phase:
        """The phase with only the steps that `keeps` keeps."""
        return replace(self, kernel=replace(self.kernel, steps=pruned(self.kernel.steps, keeps)))

    def _called(self) -> Iterator[tuple[Rule, tuple[When, ...]]]:
        for one, guards in calls(self.kernel.steps):
            if hasattr(one.function, "rule"):
                yield one.function.rule, guards


class Conflict(Exception):
    """Rules of one phase that cannot stand together; the message names them and says why."""


def rule(
    *,
    reads: str = "",
    writes: str = "",
    sees: str = "",
    shows: str = "",
    streams: str = "",
    when: Function | None = None,
) -> Callable[[Callable[..., Any]], Any]:
    """Declare and compile a rule; names are separated by blanks, `when` is as in `Rule`.

    The declaration is found again as `function.rule`.
    """

    def declare(function: Callable[..., Any]) -> Any:
        made = inlined(function)
        made.rule = Rule(  # type: ignore[attr-defined]
            name=function.__name__,
            mechanism=function.__module__.rpartition(".")[2],
            meaning=(function.__doc__ or "").strip().partition("\n")[0],
            reads=tuple(reads.split()),
            writes=tuple(writes.split()),
            sees=tuple(sees.split()),
            shows=tuple(shows.split()),
            streams=tuple(streams.split()),
            when=when,
        )
        return made

    return declare


def phase(name: str, kernel: Kernel, *steps: Step | Function, switch: str = "") -> Phase:
    """A phase of `steps` in order, compiled as `kernel`; raises `Conflict` where they cannot share one."""
    made = Phase(name, kernel.over(*steps), switch)
    if clashes := conflicts(made):
        raise Conflict("; ".join(clashes))
    return made


def conflicts(made: Phase) -> list[str]:
    """Why rules of the phase cannot stand together: one sentence per clash, none when all is well."""
    return [
        *_shared(
            made.rules,
            "streams",
            "would share the draw",
            "their fates would be tied; give each a draw of its own",
        ),
        *_shared(
            made.rules, "shows", "both show", "others could not tell whose sign it is; let one rule show it"
        ),
        *_repeated(made.rules),
    ]


def _shared(rules: Sequence[Rule], what: str, verb: str, why: str) -> Iterable[str]:
    owner: dict[str, Rule] = {}
    for one in rules:
        for name in getattr(one, what):
            first = owner.setdefault(name, one)
            if first is not one:
                yield f'rules "{first.name}" and "{one.name}" {verb} "{name}": {why}'


def _repeated(rules: Sequence[Rule]) -> Iterable[str]:
    names = [one.name for one in rules]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield f'two rules of one phase are called "{name}"'


def unknown_names(made: Phase, fields: Iterable[str], signs: Iterable[str]) -> list[str]:
    """Names in declarations that are neither a field of a person nor a public sign."""
    own, public = set(fields), set(signs)
    return [
        f'rule "{one.name}" {verb} "{name}", which does not exist'
        for one in made.rules
        for verb, names, known in (
            ("reads", one.reads, own),
            ("writes", one.writes, own),
            ("sees", one.sees, public),
            ("shows", one.shows, public),
        )
        for name in names
        if name not in known
    ]
