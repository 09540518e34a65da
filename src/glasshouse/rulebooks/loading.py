"""From a name or a path to one merged rulebook, with every fault of every file on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError, choices, shown, suggestion
from glasshouse.rulebooks.book import Rulebook
from glasshouse.rulebooks.checks import check, check_basis, follows
from glasshouse.rulebooks.clause_checks import unreachable
from glasshouse.rulebooks.merging import Laid, beside, over, root
from glasshouse.rulebooks.own_words import check_words, unknown_acts
from glasshouse.rulebooks.schema import LAYERS
from glasshouse.rulebooks.sheets import Sheet, as_far_as_read
from glasshouse.rulebooks.variants import MARK, split, varied
from glasshouse.specs.reading import Text, is_file, is_folder, survey

FOLDER = Path(__file__).resolve().parent.parent / "data" / "rulebooks"
FILE = "rulebook.yaml"
LISTED = "`glasshouse list` shows the shipped ones; a path must end in .yaml"
_SUFFIXES = (".yaml", ".yml")


@cache
def shipped_names() -> tuple[str, ...]:
    """The names of the shipped rulebooks and add-ons."""
    return tuple(sorted(path.parent.relative_to(FOLDER).as_posix() for path in FOLDER.glob(f"**/{FILE}")))


def locate(name: str | Path) -> Path:
    """The file of a shipped rulebook, or of a path to a file or to a folder that holds one."""
    given = Path(name)
    if isinstance(name, Path) or given.suffix in _SUFFIXES:
        return given / FILE if is_folder(given) else given
    if str(name) in shipped_names():
        return FOLDER / str(name) / FILE
    if is_file(given / FILE):
        return given / FILE
    raise InputError(
        Diagnostic(f'there is no rulebook "{shown(name)}"', choices(name, shipped_names(), LISTED))
    )


def chain(name: str | Path) -> list[Sheet]:
    """The file and those it stands on, the highest first, each as far as it can be read, with its faults.

    Raises `InputError` where a file is missing or of another kind.
    """
    sheets: list[Sheet] = []
    diagnostics: list[Diagnostic] = []
    for text in _texts(locate(name)):
        try:
            sheets.append(as_far_as_read(text))
        except InputError as bad:
            diagnostics += bad.diagnostics
    if diagnostics:
        raise InputError(*diagnostics, *(diagnostic for sheet in sheets for diagnostic in sheet.diagnostics))
    if misfits := [diagnostic for above, sheet in pairwise(sheets) for diagnostic in _misfits(above, sheet)]:
        raise InputError(*(diagnostic for sheet in sheets for diagnostic in sheet.diagnostics), *misfits)
    return sheets


def used_by(sheets: Iterable[Sheet]) -> list[Sheet]:
    """The add-ons that some files always take in by `uses`, each once, and those that these use.

    Raises `InputError` where one is missing or no add-on.
    """
    found: dict[Path, Sheet] = {}
    waiting = list(sheets)
    while waiting:
        sheet = waiting.pop(0)
        for reference in sheet.header.uses if sheet.text else ():
            assert sheet.text is not None
            path = _above(reference, Path(sheet.file), sheet.text, "uses")
            if path.resolve() not in found:
                other = as_far_as_read(survey(path))
                if other.header.kind != "add-on":
                    what = f"{shown(reference)} is a rulebook, not an add-on"
                    raise _refusal(sheet.text, "uses", what, "only add-ons can be used")
                found[path.resolve()] = other
                waiting.append(other)
    return list(found.values())


def _texts(path: Path) -> list[Text]:
    """The texts of a file and of those it stands on, the highest first."""
    texts = [survey(path)]
    seen = {path.resolve()}
    while key := _stands_on(texts[0]):
        path = _above(str(texts[0].data[key]), path, texts[0], key)
        if path.resolve() in seen:
            what = f"{shown(texts[0].data[key])} stands in the end on this file"
            raise _refusal(texts[0], key, what, "break the loop")
        seen.add(path.resolve())
        texts.insert(0, survey(path))
    return texts


def _stands_on(text: Text) -> str:
    """The key that names the file above this one; empty where there is none."""
    named = [key for key in ("extends", "amends") if isinstance(text.data.get(key), str) and text.data[key]]
    return named[0] if named else ""


def _above(reference: str, path: Path, text: Text, key: str) -> Path:
    """The file that `extends`, `amends` or `uses` means, seen from the file at `path`."""
    if not reference.endswith(_SUFFIXES):
        if reference in shipped_names():
            return FOLDER / reference / FILE
        hint = choices(reference, shipped_names(), "give a shipped name, or a .yaml file of the same folder")
        raise _refusal(text, key, f'there is no rulebook "{shown(reference)}"', hint)
    folder = path.resolve().parent
    target = Path(os.path.normpath(folder / reference))
    if not target.is_relative_to(folder) or not target.resolve().is_relative_to(folder):
        what = f"{shown(reference)} leaves the folder of this file"
        raise _refusal(text, key, what, "keep both in one folder")
    if not is_file(target):
        hint = suggestion(target.name, [entry.name for entry in folder.iterdir()]) or "check its name"
        raise _refusal(text, key, f"there is no file {shown(reference)}", hint)
    return path.parent / reference


def _refusal(text: Text, key: str, what: str, fix: str) -> InputError:
    """The file that this one stands on is not to be had: that, and all that is wrong in this one alone."""
    alone = as_far_as_read(text).diagnostics
    return InputError(text.diagnostic((key,), what, fix), *alone)


def _misfits(above: Sheet, sheet: Sheet) -> list[Diagnostic]:
    diagnostics: list[Diagnostic] = []
    if not (above.header.layer and sheet.header.layer) or (sheet.header.extends and sheet.header.amends):
        return diagnostics
    upper, lower = (LAYERS.index(str(each.header.layer)) for each in (above, sheet))
    name = f"{above.header.id} ({above.header.layer})"
    if above.header.kind == "add-on":
        diagnostics.append(
            sheet.diagnostic(("extends",), f"{name} is an add-on", "join it with a plus instead")
        )
    if sheet.header.extends and lower <= upper:
        what = f"{_a(sheet)} cannot extend {name}, which is not a higher layer"
        diagnostics.append(
            sheet.diagnostic(("extends",), what, "use amends for a successor of the same layer")
        )
    if sheet.header.amends and lower != upper:
        what = f"{_a(sheet)} cannot amend {name}, which is of another layer"
        diagnostics.append(sheet.diagnostic(("amends",), what, "use extends for a lower layer"))
    if sheet.start and above.start and sheet.start < above.start:
        what = f"is in force before {name}, on which it stands and which begins {above.start}"
        diagnostics.append(sheet.diagnostic(("from",), what, "give a later day"))
    return diagnostics


def _a(sheet: Sheet) -> str:
    return "an outline" if sheet.header.layer == "outline" else f"a {sheet.header.layer}"


_MOMENT = re.compile(r"@\d{4}-\d{2}$")


def load(name: str | Path) -> Rulebook:
    """The rulebook of a shipped name, of a path, or of several joined by `+` (the others being add-ons).

    `court-list-2025@2025-06` is the law of that month, held at all dates (`Rulebook.as_of`), and
    `court-list-2025~due-process` a variant (see `variants.VARIANTS`).
    Raises `InputError` with all faults at once. What is only noted (a lower layer that goes beyond what is
    delegated to it) is in `Rulebook.findings`.

    >>> import glasshouse as gh
    >>> gh.rulebook("court-list-2013+debtor-map").id
    'court-list-2013+debtor-map'
    >>> gh.rulebook("court-list-2031")
    Traceback (most recent call last):
        ...
    glasshouse.errors.InputError: ...did you mean "court-list-2013"...
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

    >>> import glasshouse as gh
    >>> [name for name, *_ in gh.list_rulebooks()][:2]
    ['cashless-welfare-card', 'chexsystems']
    """
    return [_row(name) for name in shipped_names()]


def _row(name: str) -> tuple[str, str, str, str]:
    book = load(locate(name))
    return name, book.title, str(book.newest or ""), book.confidence()
