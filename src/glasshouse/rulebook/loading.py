"""From a name or a path to one merged rulebook, with every fault of every file on the way."""

from __future__ import annotations

import re
from pathlib import Path

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError
from glasshouse.rulebook.book import Rulebook
from glasshouse.rulebook.checks import check, check_basis, follows
from glasshouse.rulebook.exits import unreachable
from glasshouse.rulebook.library import chain, locate, shipped_names, used_by
from glasshouse.rulebook.merging import Laid, beside, over, root
from glasshouse.rulebook.own_words import check_words, unknown_acts
from glasshouse.rulebook.sheets import Sheet
from glasshouse.rulebook.variants import MARK, split, varied
from glasshouse.specs.reading import is_file

_MOMENT = re.compile(r"@\d{4}-\d{2}$")


def load(name: str | Path) -> Rulebook:
    """The rulebook of a shipped name, of a path, or of several joined by `+` (the others being add-ons).

    `court-list-2025@2025-06` is the law of that month, held at all dates (`Rulebook.as_of`), and
    `court-list-2025~due-process` a variant (see `variants.VARIANTS`).
    Raises `InputError` with all faults at once. What is only noted (a lower layer that goes beyond what is
    delegated to it) is in `Rulebook.findings`.
    """
    if not isinstance(name, str) or not name:
        name = arguments.path("rulebook", name, "a rulebook, its name or its path")
    if isinstance(name, str) and not is_file(name) and MARK in name:
        plain, variants = split(name)
        return varied(load(plain), variants)
    text, _, moment = str(name).rpartition("@") if _MOMENT.search(str(name)) else (str(name), "", "")
    first, *others = [text] if is_file(text) else text.split("+")
    sheets = chain(Path(text) if isinstance(name, Path) else first)
    addons = [_addon(other) for other in others]
    if others and sheets[-1].header.kind == "add-on":
        what = "an add-on cannot come first"
        raise InputError(sheets[-1].diagnostic(("kind",), what, "name the rulebook before the plus"))
    named = {Path(addon.file).resolve() for addon in addons}
    shared = [one for one in used_by([*sheets, *addons]) if Path(one.file).resolve() not in named]
    book = _book(_laid(sheets, [*shared, *addons]), sheets, addons, shared)
    return book.as_of(moment) if moment else book


def _addon(name: str) -> Sheet:
    sheet = chain(name)[-1]
    if sheet.header.kind != "add-on":
        what = f"{sheet.header.id} is a rulebook, not an add-on"
        raise InputError(sheet.diagnostic((), what, "only add-ons can be joined with a plus"))
    return sheet


def _laid(sheets: list[Sheet], addons: list[Sheet]) -> Laid:
    laid = root(sheets[0])
    for sheet in sheets[1:]:
        laid = _after(laid, over(laid.tree, sheet, delegated=bool(sheet.header.extends)))
    for addon in addons:
        laid = _after(laid, beside(laid.tree, addon))
    return laid


def _after(laid: Laid, more: Laid) -> Laid:
    return Laid(more.tree, laid.diagnostics + more.diagnostics, laid.findings + more.findings)


def _book(laid: Laid, sheets: list[Sheet], addons: list[Sheet], shared: list[Sheet]) -> Rulebook:
    every = [*sheets, *shared, *addons]
    diagnostics = [*laid.diagnostics, *_basis_diagnostics(every)]
    alone = sheets[-1].header.kind == "add-on"
    diagnostics += list(check_words(laid.tree)) if alone else check(laid.tree)
    own = [
        diagnostic
        for sheet in every
        for diagnostic in (*sheet.diagnostics, *unknown_acts(sheet, laid.tree.words))
    ]
    if own:
        unread = [path for sheet in every for path in sheet.unread]
        diagnostics = [diagnostic for diagnostic in diagnostics if not follows(diagnostic, unread)]
    if found := dict.fromkeys([*own, *_placed(diagnostics, every)]):
        order = {sheet.file: place for place, sheet in enumerate(every)}
        raise InputError(
            *sorted(
                found,
                key=lambda diagnostic: (order.get(diagnostic.file, 0), diagnostic.line, diagnostic.column),
            )
        )
    last = sheets[-1].header
    return Rulebook(
        id="+".join(sheet.header.id for sheet in (sheets[-1], *addons)),
        title=" + ".join(sheet.header.title for sheet in (sheets[-1], *addons)),
        layer=str(last.layer),
        start=sheets[0].start,
        newest=sheets[-1].start,
        until=sheets[-1].until,
        tree=laid.tree,
        files=tuple(sheet.file for sheet in every),
        notes=tuple(note for sheet in (*sheets, *addons) for note in sheet.header.notes),
        unknowns=tuple(text for sheet in (*sheets, *addons) for text in sheet.header.unknowns),
        findings=(*laid.findings, *unreachable(laid.tree)),
    )


def _placed(diagnostics: list[Diagnostic], sheets: list[Sheet]) -> list[Diagnostic]:
    """The faults of the merged rules but those at values that a file's own faults are about."""
    spoilt = {(sheet.file, *mark) for sheet in sheets if sheet.text for mark in sheet.text.spoilt}
    return [
        diagnostic
        for diagnostic in diagnostics
        if (diagnostic.file, diagnostic.line, diagnostic.column) not in spoilt
    ]


def _basis_diagnostics(sheets: list[Sheet]) -> list[Diagnostic]:
    known: frozenset[str] = frozenset()
    diagnostics: list[Diagnostic] = []
    for sheet in sheets:
        known |= sheet.sources
        diagnostics += check_basis(sheet, known)
    return diagnostics


def shipped() -> list[tuple[str, str, str, str]]:
    """Name, title, date and confidence of every shipped rulebook and add-on.

    The date is the first day of its own (newest) text, or empty. The confidence counts the codes of
    evidence over its rules: `12 V, 3 M, 1 assumption`.
    """
    return [_row(name) for name in shipped_names()]


def _row(name: str) -> tuple[str, str, str, str]:
    book = load(locate(name))
    return name, book.title, str(book.newest or ""), book.confidence()
