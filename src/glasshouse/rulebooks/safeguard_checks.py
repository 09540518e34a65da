"""What only shows of safeguards when a rulebook is whole: choices, defences, deadlines that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.errors import Diagnostic
from glasshouse.rulebooks.clause_checks import DEBT_ENTRIES
from glasshouse.rulebooks.law import DEFENCES, PURPOSES
from glasshouse.rulebooks.schema import Path
from glasshouse.rulebooks.tree import Tree


def check_choices(tree: Tree) -> Iterator[Diagnostic]:
    """Withdrawal where nobody is asked, purposes that lack a part, or too many of them."""
    withdrawal = ("participation", "withdrawal")
    by = tree.get(("participation", "by"))
    asked = by is not None and any(not step.absent and step.value != "mandatory" for step in by.steps)
    if tree.value((*withdrawal, "allowed")) and not asked:
        what = "nobody takes part by choice"
        yield _fault(tree, (*withdrawal, "allowed"), what, "say participation.by: consent, app or opt_out")
    names = tree.names("participation", "purposes")
    for name in names:
        here = ("participation", "purposes", name)
        for key, example in _NEEDED.items():
            if (*here, key) not in tree and not tree.under(here)[0].steps[-1].absent:
                yield _fault(tree, here, f"{key} is missing", example)
    if len(names) > PURPOSES:
        here = ("participation", "purposes", names[PURPOSES])
        yield _fault(tree, here, f"more than {PURPOSES} purposes", "merge some")


_NEEDED = {
    "by": "say how people are asked: by: consent",
    "recipients": "name them: recipients: [bank]",
}


def check_defences(tree: Tree) -> Iterator[Diagnostic]:
    """Defences against nothing, or too many of them."""
    names = tree.names("defences")
    for name in names:
        here = ("defences", name)
        if not tree.value((*here, "against")) and not tree.under(here)[0].steps[-1].absent:
            what = "against names nothing" if (*here, "against") in tree else "against is missing"
            yield _fault(tree, here, what, "say what it is a defence against: against: [lists.debtors]")
        against = tree.value((*here, "against")) or ()
        if (*here, "share") in tree and any(word.startswith("lists.") for word in against):
            fix = "name the sanctions that it lowers: against: [sanctions.NAME]"
            yield _fault(tree, (*here, "share"), "nobody is on a list in part", fix)
    if len(names) > DEFENCES:
        yield _fault(tree, ("defences", names[DEFENCES]), f"more than {DEFENCES} defences", "merge some")


_DEBTS = {"settlement": DEBT_ENTRIES, "decision": ("able_and_refuses", "obstructs", "unperformed")}
"""Entries for which a term can run from something other than the entry."""


def check_deadlines(tree: Tree) -> Iterator[Diagnostic]:
    """Interim entries that nobody needs to confirm, deadlines and clocks that lead nowhere."""
    for name in tree.names("lists"):
        here = ("lists", name)
        yield from _pair(tree, (*here, "entry"), "interim", "confirm_within", "2 month")
        yield from _pair(tree, here, "lapses", "decide_within", "1 month")
        yield from _clock(tree, here)


def _pair(tree: Tree, here: Path, flag: str, time: str, example: str) -> Iterator[Diagnostic]:
    if tree.value((*here, flag)) and not tree.value((*here, time)):
        yield _fault(tree, (*here, flag), f"{time} is missing", f"add {time}: {example}")


def _clock(tree: Tree, here: Path) -> Iterator[Diagnostic]:
    clock, when = tree.value((*here, "term_from")), tree.value((*here, "entry", "when"))
    if clock in (None, "entry"):
        return
    if tree.value((*here, "term")) is None:
        yield _fault(tree, (*here, "term_from"), "the list has no term", "give it a term, or leave it out")
    if when and when not in _DEBTS.get(clock, (when,)):
        fix = "write entry or notice, or leave it out"
        yield _fault(tree, (*here, "term_from"), f"{clock} has no meaning with when: {when}", fix)


def _fault(tree: Tree, path: Path, what: str, fix: str) -> Diagnostic:
    leaf = tree.under(path)[0]
    return leaf.steps[-1].origin.diagnostic(f"{'.'.join(map(str, path))}: {what}", fix)
