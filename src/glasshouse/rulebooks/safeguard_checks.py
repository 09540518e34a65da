"""What only shows of safeguards when a rulebook is whole: choices, defences, deadlines that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from glasshouse.errors import Diagnostic
from glasshouse.rulebooks.law import PURPOSES
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
    for key in ("deletes", "keeps"):
        if (*withdrawal, key) in tree and not tree.value((*withdrawal, "allowed")):
            what = "has no meaning where nobody may withdraw"
            yield _fault(tree, (*withdrawal, key), what, "add allowed: true, or leave it out")
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


def _fault(tree: Tree, path: Path, what: str, fix: str) -> Diagnostic:
    leaf = tree.under(path)[0]
    return leaf.steps[-1].origin.diagnostic(f"{'.'.join(map(str, path))}: {what}", fix)
