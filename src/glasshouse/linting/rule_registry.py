"""All rules of lint by id: shipped ones, found by looking into the folder `rules`, and those of one's own."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.linting import rules as folder
from glasshouse.linting.norms import PROFILES
from glasshouse.linting.rule import LINT_RULE, Rule
from glasshouse.plugins import Loaded, folder_of, installed, load_module, load_object, source_of

FAMILIES = {
    "LEG": "basis in law",
    "CTX": "one part of life reaching into another",
    "PRO": "proportion",
    "DUR": "duration",
    "RGT": "rights touched",
    "NDS": "non-discrimination",
    "PUB": "publicity",
    "DAT": "data",
    "PRC": "procedure",
    "OVR": "layers of law",
    "GOV": "governance",
    "MOD": "workmanship",
}
"""What the letters of a rule's id stand for, in the order of reports."""


Own = Rule | str | Path
"""Rules of one's own: the object, FILE:NAME, or a folder with files of rules."""
ID = re.compile(r"[A-Z]{2,8}-[0-9]{1,4}")


@cache
def shipped() -> dict[str, Rule]:
    """Every shipped rule by id, in the order of `FAMILIES`. Each module of the folder holds exactly one."""
    found = [_rule_in(entry.name) for entry in pkgutil.iter_modules(folder.__path__)]
    return {rule.id: rule for rule in sorted(found, key=_place)}


@cache
def all_rules() -> dict[str, Rule]:
    """The shipped rules, then those that installed packages offer (entry points `glasshouse.lint_rules`).

    Raises `InputError` with every entry point that cannot be used.
    """
    return _joined(shipped(), [_of(one) for one in installed(LINT_RULE).values()])


def with_own(own: Iterable[Own]) -> dict[str, Rule]:
    """All rules with those of one's own. Raises `InputError` with everything that cannot be used."""
    found: list[Rule] = []
    diagnostics: list[Diagnostic] = []
    for one in own:
        try:
            found += _own(one)
        except InputError as bad:
            diagnostics += bad.diagnostics
    if diagnostics:
        raise InputError(*diagnostics)
    return _joined(all_rules(), found)


def _own(given: Own) -> Iterator[Rule]:
    if isinstance(given, Rule):
        yield given if given.origin else replace(given, origin=source_of(given.check, given.id))
    elif re.search(r"\.py:", str(given)):
        yield _of(load_object(str(given), Path(), LINT_RULE))
    else:
        diagnostics: list[Diagnostic] = []
        for file in folder_of(Path(given), LINT_RULE.word):
            try:
                yield from _rules_of(file)
            except InputError as bad:
                diagnostics += bad.diagnostics
        if diagnostics:
            raise InputError(*diagnostics)


def _rules_of(file: Path) -> list[Rule]:
    """The rules in one file of a folder."""
    module, source = load_module(file, LINT_RULE.word)
    found = [thing for thing in vars(module).values() if isinstance(thing, Rule)]
    if not found:
        raise InputError(Diagnostic("holds no lint rule", LINT_RULE.made_by, str(file)))
    return [replace(rule, origin=source) for rule in dict.fromkeys(found)]


def _of(loaded: Loaded[Rule]) -> Rule:
    return replace(loaded.object, origin=loaded.source)


def _joined(known: Mapping[str, Rule], more: Iterable[Rule]) -> dict[str, Rule]:
    """Both together. Raises `InputError` for ids that are taken or are none."""
    found, diagnostics = dict(known), []
    for rule in more:
        place = rule.origin.file if rule.origin else ""
        if not ID.fullmatch(rule.id):
            fix = "write capital letters, a hyphen and a number, such as OWN-1"
            diagnostics.append(Diagnostic(f"{rule.id}: not an id of a lint rule", fix, place))
        elif rule.id in found:
            diagnostics.append(Diagnostic(f"lint rule {rule.id}: the id is taken", "choose another", place))
        found[rule.id] = rule
    if diagnostics:
        raise InputError(*diagnostics)
    return found


def _rule_in(name: str) -> Rule:
    module = importlib.import_module(f"{folder.__name__}.{name}")
    own = [thing for thing in vars(module).values() if isinstance(thing, Rule)]
    if len(own) != 1 or own[0].id.lower().replace("-", "_") != name:
        raise TypeError(f"{module.__name__} must hold one rule of that name")
    return own[0]


def _place(rule: Rule) -> tuple[int, int]:
    return list(FAMILIES).index(rule.family), int(rule.id.partition("-")[2])


def chosen(
    norms: Sequence[str] = (),
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    rules: Mapping[str, Rule] | None = None,
) -> list[Rule]:
    """The rules of these norm profiles (none: all), by id or family (`LEG`), without those ignored.

    `rules` are all that are known by default. Raises `InputError` with every name that is not known.
    """
    known = all_rules() if rules is None else rules
    norms, select, ignore = arguments.together(
        lambda: arguments.several("norms", norms, arguments.one_name),
        lambda: arguments.several("select", select, arguments.one_name),
        lambda: arguments.several("ignore", ignore, arguments.one_name),
    )
    profiles = dict.fromkeys((*PROFILES, *(norm for rule in known.values() for norm in rule.norms)))
    diagnostics = [_unknown(each, profiles, "a norm profile") for each in norms if each not in profiles]
    names = dict.fromkeys((*known, *FAMILIES, *(rule.family for rule in known.values())))
    diagnostics += [_unknown(each, names, "a rule") for each in (*select, *ignore) if each not in names]
    if diagnostics:
        raise InputError(*diagnostics)
    return [
        rule
        for rule in known.values()
        if (not norms or set(norms) & set(rule.norms))
        and (not select or _named(rule, select))
        and not _named(rule, ignore)
    ]


def _named(rule: Rule, names: Sequence[str]) -> bool:
    return rule.id in names or rule.family in names


def _unknown(name: str, known: object, what: str) -> Diagnostic:
    words = list(known)  # type: ignore[call-overload]
    short = [word for word in words if not re.search(r"\d", word)]
    return Diagnostic(f"{name} is not {what}", suggestion(name, words) or f"one of: {', '.join(short)}")
