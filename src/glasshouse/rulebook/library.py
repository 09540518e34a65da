"""Finding rulebook files: shipped ones by name, others by path, and the files they stand on."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from glasshouse.errors import Diagnostic, InputError, choices, shown, suggestion
from glasshouse.rulebook.schema import LAYERS
from glasshouse.rulebook.sheets import Sheet, as_far_as_read
from glasshouse.specs.reading import Text, is_file, is_folder, survey

FOLDER = Path(__file__).resolve().parent.parent / "data" / "rulebooks"
FILE = "rulebook.yaml"
LISTED = "`glasshouse list` shows the shipped ones; a path must end in .yaml"
_SUFFIXES = (".yaml", ".yml")


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
