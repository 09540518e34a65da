"""Skeletons of what a user writes: commented files that are sound and run as they are."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from string import Template
from typing import Literal, get_args

from glasshouse.errors import Diagnostic, InputError, choices
from glasshouse.files import write_atomic

Kind = Literal["rulebook", "society", "study", "mechanism", "measure"]
KINDS: tuple[str, ...] = get_args(Kind)
ENDINGS = {"rulebook": ".yaml", "society": ".yaml", "study": ".yaml", "mechanism": ".py", "measure": ".py"}
_HOME = Path(__file__).parent / "data" / "skeletons"
_NAMES = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def new(kind: Kind, path: Path | str, *, title: str = "") -> Path:
    """Write a skeleton of a `kind` to `path` and return it; what is there is never overwritten.

    The name of the file without its ending becomes the id, or the name of the function. `title` is by
    default that name with spaces. Raises `InputError` where the kind is not known, the name cannot be an id,
    or a file is in the way.

    >>> import glasshouse as gh
    >>> gh.new("rulebook", "late-readers.yaml", title="Late readers").name
    'late-readers.yaml'
    >>> gh.rulebook("late-readers.yaml").title
    'Late readers'
    """
    path = Path(path)
    if kind not in KINDS:
        raise InputError(Diagnostic(f"{kind}: there is no skeleton of this kind", choices(str(kind), KINDS)))
    id = _id_of(path, ENDINGS[kind])
    if path.exists():
        raise InputError(Diagnostic("is there already", "choose another name", str(path)))
    if not path.parent.is_dir():
        raise InputError(Diagnostic("no such folder", "make it first", str(path.parent)))
    text = (_HOME / f"{kind}{ENDINGS[kind]}.template").read_text("utf-8")
    words = {
        "id": id,
        "name": id.replace("-", "_"),
        "file": path.name,
        "title": _quotable(title or id.replace("-", " ").capitalize()),
    }
    return write_atomic(path, Template(text).substitute(words))


def _id_of(path: Path, ending: str) -> str:
    """The id that the name of a file makes. Raises `InputError`."""
    id = path.stem.lower().replace("_", "-")
    if path.suffix != ending:
        fix = f"name it {path.with_suffix(ending).name}"
        raise InputError(Diagnostic(f"a skeleton of this kind ends in {ending}", fix, str(path)))
    if not _NAMES.fullmatch(id) or keyword.iskeyword(id):
        fix = f"use letters a to z, digits and hyphens, such as late-readers{ending}"
        raise InputError(Diagnostic(f"{path.stem} cannot be a name", fix, str(path)))
    return id


def _quotable(title: str) -> str:
    """The title in one line that may stand between double quotes, in YAML and in Python."""
    return " ".join(title.split()).replace("\\", "/").replace('"', "'")
