"""Checks of what brings somebody onto a list: parts that lack or have no meaning, and ladders."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.errors import Diagnostic
from glasshouse.rulebooks.grounds import ACTS, STEPS, acts_of, counted, steps_of
from glasshouse.rulebooks.schema import Path
from glasshouse.rulebooks.sizes import LIMIT
from glasshouse.rulebooks.tree import Leaf, Tree

_PARTS = {
    "arrears": ("in_arrears",),
    "grade": ("grade_at_most", "grade_at_least"),
    "status": ("status",),
    "owes": ("owes",),
}
"""Parts of an entry that some entries need."""
_FITS = {
    **_PARTS,
    "owes": ("owes", "in_arrears", "able_and_refuses", "obstructs", "unperformed"),
    "to": ("owes",),
    "for": ("owes", "unperformed"),
}
"""Entries with which a part has a meaning."""
_OF_ACTS = (*ACTS, "at_least", "within")
_EXAMPLES = {
    "arrears": "add arrears: 3 month",
    "grade": "add grade: points.D",
    "status": "add status: unemployed",
    "owes": "add owes: {value: 10000, unit: money}",
    "behaviour": "add behaviour: drink_driving; or any_of: [...], all_of: [...] for several",
}
SHARED = ("household", "guarantor")
"""Who bears what a list denies besides the person on it."""
_WITHIN = "add within: {value: 12, unit: month}"


def check_entries(tree: Tree) -> Iterator[Diagnostic]:
    """Everything wrong with the entries of lists, and with their ladders."""
    for name in tree.names("lists"):
        here = ("lists", name, "entry")
        when = tree.get((*here, "when"))
        whens = [step.value for step in when.steps if not step.absent] if when else []
        if when and whens:
            yield from _parts(tree, here, when, whens)
            yield from _acts(tree, here, when, whens)
        yield from _ladder(tree, ("lists", name, "ladder"), name)
        yield from _bearers(tree, name)
    if counted(tree) > LIMIT.counted:
        what = f"lists: more than {LIMIT.counted} things to count"
        yield _at(tree.under(("lists",))[0], what, "leave a ladder or a count out", ("lists",))


def all_end(tree: Tree, name: str) -> bool:
    """Whether every step of the ladder of a list has a term; false where there is no ladder."""
    steps = steps_of(tree, name)
    here = ("lists", name, "ladder", "steps")
    return bool(steps) and all(tree.value((*here, step, "term")) is not None for step in steps)


def _parts(tree: Tree, here: Path, when: Leaf, whens: list[str]) -> Iterator[Diagnostic]:
    for part, users in _PARTS.items():
        needed = [word for word in whens if word in users]
        if needed and not _stated(tree, (*here, part)):
            yield _at(when, f"{needed[0]} needs {part}", _EXAMPLES[part])
    for part, users in _FITS.items():
        yield from _meaningless(tree, (*here, part), any(word in users for word in whens), whens)


def _acts(tree: Tree, here: Path, when: Leaf, whens: list[str]) -> Iterator[Diagnostic]:
    stated = [key for key in ACTS if _stated(tree, (*here, key))]
    if "behaviour" in whens and not stated:
        yield _at(when, "behaviour needs behaviour", _EXAMPLES["behaviour"])
    for key in _OF_ACTS:
        yield from _meaningless(tree, (*here, key), "behaviour" in whens, whens)
    if "behaviour" not in whens:
        return
    if {"behaviour", "all_of"} <= set(stated):
        what = "names a single act beside all_of"
        yield _at(tree[(*here, "behaviour")], what, "put it into all_of, or into any_of")
    yield from _window(tree, here)


def _window(tree: Tree, here: Path) -> Iterator[Diagnostic]:
    """Repetition needs a time in which to look for it, as many months long as there must be records in."""
    within, least = tree.value((*here, "within")), tree.value((*here, "at_least"), default=1)
    for key, needs in (("at_least", least > 1), ("all_of", _stated(tree, (*here, "all_of")))):
        if needs and within is None:
            yield _at(tree[(*here, key)], "says not within what time", _WITHIN)
    if within is not None and least > within and _stated(tree, (*here, "at_least")):
        what = f"{least} months with a record do not fit within {within:g} months"
        yield _at(tree[(*here, "at_least")], what, "look back longer, or ask for fewer; a month counts once")
    if within is not None and least == 1 and not _stated(tree, (*here, "all_of")):
        fix = "add at_least: {value: 3, unit: count}, or leave within out"
        yield _at(tree[(*here, "within")], "one record is enough, whenever it is made", fix)


def _ladder(tree: Tree, here: Path, name: str) -> Iterator[Diagnostic]:
    leaves = tree.under(here)
    if not any(leaf.at(None) for leaf in leaves):
        return
    steps = steps_of(tree, name)
    if not _stated(tree, (*here, "within")):
        yield _at(leaves[0], "within is missing", _WITHIN, here)
    for step, before in zip(STEPS[1:], STEPS, strict=False):
        if step in steps and before not in steps:
            yield _at(tree.under((*here, "steps", step))[0], f"there is no step {before}", f"add {before}")
    if not steps:
        yield _at(leaves[0], "there are no steps", "add steps: {first: {term: 1 month}}", here)


def _bearers(tree: Tree, name: str) -> Iterator[Diagnostic]:
    """What others bear depends on whether the person is on any blacklist: the model tells them no more."""
    path = ("lists", name, "falls_on")
    falls_on = tree.value(path)
    if falls_on == "payer" and not _are_of_children(tree, name):
        fix = "give the acts by: children, or write falls_on: household or person"
        yield _at(tree[path], "the payer answers for acts of children, and it is entered by others", fix)
    if falls_on in SHARED:
        black = (one for one in tree.names("lists") if tree.value(("lists", one, "kind")) != "redlist")
        if others := [one for one in black if tree.value(("lists", one, "falls_on")) != falls_on]:
            what = f"lists.{others[0]} does not, and a {falls_on} bears all blacklists of a person or none"
            yield _at(tree[path], what, f"write falls_on: {falls_on} for every blacklist")


def _are_of_children(tree: Tree, name: str) -> bool:
    acts = acts_of(tree, name)
    return bool(acts) and all(
        act in tree.words.behaviours and tree.words.behaviours[act].get("by") == "children" for act in acts
    )


def _meaningless(tree: Tree, path: Path, has_meaning: bool, whens: list[str]) -> Iterator[Diagnostic]:
    if _stated(tree, path) and not has_meaning:
        yield _at(tree[path], f"has no meaning with when: {whens[-1]}", "leave it out")


def _stated(tree: Tree, path: Path) -> bool:
    """Whether anything is said at a path that has not been taken away again."""
    leaf = tree.get(path)
    return leaf is not None and any(not step.absent for step in leaf.steps)


def _at(leaf: Leaf, what: str, fix: str, path: Path = ()) -> Diagnostic:
    place = ".".join(map(str, path)) or leaf.dotted
    return leaf.steps[-1].origin.diagnostic(f"{place}: {what}", fix)
