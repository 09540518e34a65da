"""All rules of lint by id, found by looking into the folder `rules`."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Sequence
from functools import cache

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.lint import rules as folder
from glasshouse.lint.norms import PROFILES
from glasshouse.lint.rule import Rule

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


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by id, in the order of `FAMILIES`. Each module of the folder holds exactly one."""
    found = [_rule_in(entry.name) for entry in pkgutil.iter_modules(folder.__path__)]
    return {rule.id: rule for rule in sorted(found, key=_place)}


def _rule_in(name: str) -> Rule:
    module = importlib.import_module(f"{folder.__name__}.{name}")
    own = [thing for thing in vars(module).values() if isinstance(thing, Rule)]
    if len(own) != 1 or own[0].id.lower().replace("-", "_") != name:
        raise TypeError(f"{module.__name__} must hold one rule of that name")
    return own[0]


def _place(rule: Rule) -> tuple[int, int]:
    return list(FAMILIES).index(rule.family), int(rule.id.partition("-")[2])


def chosen(norms: Sequence[str] = (), select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Rule]:
    """The rules of these norm profiles (none: all), by id or family (`LEG`), without those ignored.

    Raises `InputError` with every name that is not known.
    """
    norms, select, ignore = arguments.together(
        lambda: arguments.several("norms", norms, arguments.one_name),
        lambda: arguments.several("select", select, arguments.one_name),
        lambda: arguments.several("ignore", ignore, arguments.one_name),
    )
    diagnostics = [_unknown(each, PROFILES, "a norm profile") for each in norms if each not in PROFILES]
    names = (*all_rules(), *FAMILIES)
    diagnostics += [_unknown(each, names, "a rule") for each in (*select, *ignore) if each not in names]
    if diagnostics:
        raise InputError(*diagnostics)
    return [
        rule
        for rule in all_rules().values()
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
