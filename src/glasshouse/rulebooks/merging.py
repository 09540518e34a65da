"""Laying one file over others, path by path and date by date, within what the higher layer delegates."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from glasshouse.errors import Diagnostic
from glasshouse.rulebooks.delegation import Change, harsher, refusal
from glasshouse.rulebooks.leaf_kinds import Prose
from glasshouse.rulebooks.schema import Keyed, Path, node_at
from glasshouse.rulebooks.sheets import Sheet
from glasshouse.rulebooks.statements import Statement
from glasshouse.rulebooks.tree import IN_CODE, Leaf, LeafStep, Origin, Tree

_NOTHING_THERE = "null takes a rule away, and there is none here", "leave it out, or write {value: null, ...}"


@dataclass
class Laid:
    """The tree after one more file, the faults that forbid it, and findings that only note it."""

    tree: Tree
    diagnostics: list[Diagnostic] = field(default_factory=list)
    findings: list[Diagnostic] = field(default_factory=list)


def root(sheet: Sheet) -> Laid:
    """The tree of a file that stands on no other."""
    laid = Laid(Tree({path: _leaf(sheet, path, None) for path in sheet.said}))
    laid.diagnostics = [sheet.diagnostic(path, *_NOTHING_THERE) for path in sheet.removed]
    for path, said in sheet.said.items():
        if said.change:
            laid.diagnostics.append(
                sheet.diagnostic(path, f"says {said.change}, but extends nothing", "leave change out")
            )
    return laid


def over(base: Tree, sheet: Sheet, *, delegated: bool) -> Laid:
    """Lay `sheet` over `base`. Where `delegated`, what the base does not allow becomes a finding."""
    removed, diagnostics = _removed(base, sheet)
    leaves = [_leaf(sheet, path, base.get(path)) for path in sheet.said]
    laid = Laid(_graded(base, base.but([*removed, *leaves])), diagnostics)
    for path, said in sheet.said.items():
        change = change_at(base, laid.tree, path, sheet.start)
        if said.change and said.change != change.word:
            laid.diagnostics.append(sheet.diagnostic(path, *_misuse(said.change, change)))
        if delegated and (finding := refusal(base, laid.tree, change)):
            laid.findings.append(sheet.diagnostic(path, *finding))
    for path in sheet.removed if delegated else ():
        for leaf in base.under(path):
            if finding := refusal(base, laid.tree, change_at(base, laid.tree, leaf.path, sheet.start)):
                laid.findings.append(sheet.diagnostic(path, *finding))
    return laid


def beside(base: Tree, sheet: Sheet) -> Laid:
    """Join an add-on to `base`: it may say new things, and nothing that is said already."""
    laid = Laid(base.but(_leaf(sheet, path, None) for path in sheet.said if path not in base))
    for path in sheet.said:
        if path in base and not (path[0] == "sources" and _same(base[path], sheet.said[path])):
            other = base[path].steps[-1].origin
            what = f"{sheet.header.id} and {other.rulebook} both set this path ({other})"
            laid.diagnostics.append(sheet.diagnostic(path, what, "let one of them say it"))
    laid.diagnostics += [
        sheet.diagnostic(path, "an add-on takes nothing away", "leave it out") for path in sheet.removed
    ]
    return laid


def _same(leaf: Leaf, said: Statement) -> bool:
    """Whether an add-on names a source just as the base does."""
    return bool(leaf.steps[-1].value == said.steps[-1].value)


def change_at(base: Tree, after: Tree, path: Path, start: datetime.date | None) -> Change:
    """What happens to one path between two trees: added, eased, tightened, the same, or no order."""
    old, new = base.get(path), after[path]
    if old is None and _is_new(base, path):
        return Change(path, "add")
    if isinstance(new.kind, Prose):
        return Change(path, "same")
    month = (start.year, start.month) if start else None
    results = {
        _compared(old, step, new, month, after) for step in new.steps if old is None or step not in old.steps
    }
    results -= {0}
    word = {1: "tighten", -1: "ease"}.get(results.pop() or 0, "change") if len(results) == 1 else ""
    return Change(path, word or ("change" if results else "same"))


def _compared(
    old: Leaf | None, step: LeafStep, new: Leaf, month: tuple[int, int] | None, after: Tree
) -> int | None:
    when = (step.since.year, step.since.month) if step.since else month
    before = old.at(when) if old else None
    was = new.kind.absent if before is None else before.value
    now = new.kind.absent if step.absent else step.value
    return harsher(new.path, new.kind, was, now, after.value)


def _is_new(base: Tree, path: Path) -> bool:
    """Whether a key that the rulebook chooses, and all below it, is not yet in the base."""
    for depth in range(1, len(path)):
        if isinstance(node_at(path[:depth]), Keyed) and not base.under(path[: depth + 1]):
            return True
    return False


def _removed(base: Tree, sheet: Sheet) -> tuple[list[Leaf], list[Diagnostic]]:
    gone: list[Leaf] = []
    diagnostics: list[Diagnostic] = []
    for path in sheet.removed:
        leaves = base.under(path)
        if not leaves:
            diagnostics.append(sheet.diagnostic(path, *_NOTHING_THERE))
        absent = LeafStep(sheet.start, None, None, "", _origin(sheet, path), absent=True, born=sheet.start)
        gone += [Leaf(leaf.path, leaf.kind, (*_earlier(leaf, sheet.start), absent)) for leaf in leaves]
    return gone, diagnostics


def _leaf(sheet: Sheet, path: Path, old: Leaf | None) -> Leaf:
    steps = tuple(
        _steps(sheet, path, sheet.said[path], undated=None if old is None and _rooted(sheet) else sheet.start)
    )
    kept = _earlier(old, steps[0].since) if old else ()
    return Leaf(path, sheet.kinds[path], (*kept, *steps))


def _rooted(sheet: Sheet) -> bool:
    return not (sheet.header.extends or sheet.header.amends or sheet.header.kind == "add-on")


def _graded(base: Tree, after: Tree) -> Tree:
    """Put grades that are new between those that were there, by their bounds."""
    for score in base.names("scores"):
        order = list(base.grades(score))
        floors = {
            name: after[("scores", score, "grades", name)].steps[-1].value for name in after.grades(score)
        }
        for name in [name for name in floors if name not in order]:
            order.insert(sum(floors[other] > floors[name] for other in order), name)
        paths = [("scores", score, "grades", name) for name in order]
        others = {path: leaf for path, leaf in after.items() if path not in paths}
        after = Tree({**others, **{path: after[path] for path in paths}})
    return after


def _steps(sheet: Sheet, path: Path, said: Statement, undated: datetime.date | None) -> Iterator[LeafStep]:
    origin = _origin(sheet, path)
    for step in said.steps:
        yield LeafStep(
            since=step.since or undated,
            value=step.value,
            shown=step.shown,
            unit=step.unit,
            origin=origin,
            basis=said.basis,
            note=said.note,
            evidence=said.evidence,
            lever=said.lever,
            born=sheet.start,
        )


def _earlier(leaf: Leaf, day: datetime.date | None) -> tuple[LeafStep, ...]:
    if day is None:
        return ()
    return tuple(step for step in leaf.steps if step.since is None or step.since < day)


def _origin(sheet: Sheet, path: Path) -> Origin:
    if sheet.text is None:
        return Origin(IN_CODE, IN_CODE)
    line, column = sheet.text.mark(path)
    place = sheet.diagnostic(path, "")
    return Origin(sheet.header.id, sheet.header.layer or "", sheet.file, line, column, place.text)


def _misuse(said: str, change: Change) -> tuple[str, str]:
    does = {"add": "adds", "ease": "eases", "tighten": "tightens", "same": "changes nothing here"}
    return (
        f"says {said}, but {does.get(change.word, 'is neither harsher nor milder')}",
        f"write {_fit(change.word)}",
    )


def _fit(word: str) -> str:
    return f"change: {word}" if word in ("add", "ease", "tighten") else "no change"
