"""Finding rulebook files: shipped ones by name, others by path, and the files they stand on."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from glasshouse.errors import BadInput, Fault, suggestion
from glasshouse.rulebook.schema import LAYERS
from glasshouse.rulebook.sheets import Sheet, sheet_of
from glasshouse.texts.reading import Text, read

FOLDER = Path(__file__).resolve().parent.parent / "data" / "rulebooks"
FILE = "rulebook.yaml"
_SUFFIXES = (".yaml", ".yml")


def shipped_names() -> tuple[str, ...]:
    """The names of the shipped rulebooks and add-ons."""
    return tuple(sorted(path.parent.relative_to(FOLDER).as_posix() for path in FOLDER.glob(f"**/{FILE}")))


def locate(name: str | Path) -> Path:
    """The file of a shipped rulebook, or of a path to a file or to a folder that holds one."""
    given = Path(name)
    if isinstance(name, Path) or given.suffix in _SUFFIXES:
        return given / FILE if given.is_dir() else given
    if str(name) in shipped_names():
        return FOLDER / str(name) / FILE
    if (given / FILE).is_file():
        return given / FILE
    hint = suggestion(name, shipped_names()) or f"shipped: {', '.join(shipped_names())}; or give a .yaml file"
    raise BadInput(Fault(f'there is no rulebook "{name}"', hint))


def chain(name: str | Path) -> list[Sheet]:
    """The file and those it stands on, the highest first. Raises `BadInput` with all that is wrong."""
    texts = _texts(locate(name))
    sheets: list[Sheet] = []
    faults: list[Fault] = []
    for text in texts:
        try:
            sheets.append(sheet_of(text))
        except BadInput as bad:
            faults += bad.faults
    if not faults:
        faults = [fault for above, sheet in pairwise(sheets) for fault in _misfits(above, sheet)]
    if faults:
        raise BadInput(*faults)
    return sheets


def _texts(path: Path) -> list[Text]:
    """The texts of a file and of those it stands on, the highest first."""
    texts = [read(path)]
    seen = {path.resolve()}
    while key := _stands_on(texts[0]):
        path = _above(str(texts[0].data[key]), path, texts[0], key)
        if path.resolve() in seen:
            what = f"{texts[0].data[key]} stands in the end on this file"
            raise BadInput(texts[0].fault((key,), what, "break the loop"))
        seen.add(path.resolve())
        texts.insert(0, read(path))
    return texts


def _stands_on(text: Text) -> str:
    """The key that names the file above this one; empty where there is none."""
    named = [key for key in ("extends", "amends") if isinstance(text.data.get(key), str) and text.data[key]]
    return named[0] if named else ""


def _above(reference: str, path: Path, text: Text, key: str) -> Path:
    """The file that `extends` or `amends` means, seen from the file at `path`."""
    if not reference.endswith(_SUFFIXES):
        if reference in shipped_names():
            return FOLDER / reference / FILE
        hint = (
            suggestion(reference, shipped_names())
            or "give a shipped name, or a .yaml file of the same folder"
        )
        raise BadInput(text.fault((key,), f'there is no rulebook "{reference}"', hint))
    folder = path.resolve().parent
    target = (folder / reference).resolve()
    if not target.is_relative_to(folder):
        raise BadInput(
            text.fault((key,), f"{reference} leaves the folder of this file", "keep both in one folder")
        )
    if not target.is_file():
        hint = suggestion(target.name, [entry.name for entry in folder.iterdir()])
        raise BadInput(text.fault((key,), f"there is no file {reference}", hint))
    return path.parent / reference


def _misfits(above: Sheet, sheet: Sheet) -> list[Fault]:
    faults: list[Fault] = []
    upper, lower = (LAYERS.index(str(each.header.layer)) for each in (above, sheet))
    name = f"{above.header.id} ({above.header.layer})"
    if above.header.kind == "add-on":
        faults.append(sheet.fault(("extends",), f"{name} is an add-on", "join it with a plus instead"))
    if sheet.header.extends and lower <= upper:
        what = f"{_a(sheet)} cannot extend {name}, which is not a higher layer"
        faults.append(sheet.fault(("extends",), what, "use amends for a successor of the same layer"))
    if sheet.header.amends and lower != upper:
        what = f"{_a(sheet)} cannot amend {name}, which is of another layer"
        faults.append(sheet.fault(("amends",), what, "use extends for a lower layer"))
    if sheet.start and above.start and sheet.start < above.start:
        what = f"is in force before {name}, on which it stands and which begins {above.start}"
        faults.append(sheet.fault(("from",), what, "give a later day"))
    return faults


def _a(sheet: Sheet) -> str:
    return "an outline" if sheet.header.layer == "outline" else f"a {sheet.header.layer}"
