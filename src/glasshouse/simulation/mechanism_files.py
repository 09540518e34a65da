"""Custom mechanisms as a caller names them, and as a results folder or a checkpoint keeps them.

A file that is named is executed by `plugins`. A text that was kept is never executed as Python: its function
is translated anew (see `model.mechanism_translation`), which refuses whatever could touch more than its
synthetic person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from glasshouse.arguments import several
from glasshouse.errors import Diagnostic, InputError
from glasshouse.files import kept_source, place_of_source
from glasshouse.model.custom_mechanism import CustomMechanism
from glasshouse.model.mechanism_checks import checked
from glasshouse.model.mechanism_text import functions_in
from glasshouse.plugins import Kind, Source, find_object
from glasshouse.specs.parameters import Parameter, ParameterSet

MECHANISM = Kind(
    "mechanism",
    CustomMechanism,
    "glasshouse.mechanisms",
    "put @gh.mechanism(...) above def name(person, ctx)",
)
"""Mechanisms as things a user can add."""
SHORT = 12
"""Digits of a hash that are printed."""
HEADER = "import glasshouse as gh\n\n\n"
Mechanisms = tuple[CustomMechanism, ...]


def chosen(given: Iterable[CustomMechanism | str], folder: Path | None = None) -> Mechanisms:
    """Mechanisms as a caller names them: made by `gh.mechanism`, FILE:NAME, or the name of an entry point.

    Files are looked for beside `folder` where one is given. Raises `InputError` with everything that is
    wrong, also where two of them have one name or one parameter.
    """
    found = tuple(several("mechanisms", given, lambda _, one: _one(one, folder)))
    diagnostics = [
        *_repeated("mechanism", [one.name for one in found]),
        *_repeated("parameter", [number.name for one in found for number in one.parameters]),
    ]
    if diagnostics:
        raise InputError(*diagnostics)
    return found


def parameters_of(mechanisms: Iterable[CustomMechanism]) -> ParameterSet:
    """Their own parameters together."""
    return ParameterSet(tuple(number for one in mechanisms for number in one.parameters))


def _repeated(what: str, names: Sequence[str]) -> list[Diagnostic]:
    twice = dict.fromkeys(name for name in names if names.count(name) > 1)
    return [
        Diagnostic(f"{what} {name} is there twice", "take one out, or give it another name") for name in twice
    ]


def _one(given: object, folder: Path | None) -> CustomMechanism:
    if isinstance(given, CustomMechanism):
        return given
    if not isinstance(given, str) or not given:
        what = f"{getattr(given, '__name__', repr(given))}: not a mechanism"
        raise InputError(Diagnostic(what, f"{MECHANISM.made_by}, or give FILE:NAME"))
    return find_object(given, folder or Path(), MECHANISM).object


def told(mechanisms: Iterable[Mapping[str, object]]) -> str:
    """Mechanisms as `described` gives them, in one line: name and the first digits of the hash."""
    return ", ".join(f"{one['name']} (source {str(one['hash'])[:SHORT]})" for one in mechanisms)


def described(mechanism: CustomMechanism) -> dict[str, Any]:
    """A mechanism as plain data, without its text: declaration, hash, its file, and where results keep it."""
    declared = asdict(mechanism)
    del declared["source"]
    declared["parameters"] = [_plain(one) for one in mechanism.parameters]
    source = mechanism.source
    declared |= {"hash": mechanism.hash, "file": source.file, "kept": place_of_source(source_of(mechanism))}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in declared.items()}


def _plain(one: Parameter) -> dict[str, object]:
    known = ("name", "value", "unit", "range", "evidence", "source", "note")
    return {name: getattr(one, name) for name in known}


def source_of(mechanism: CustomMechanism) -> Source:
    """What is kept of it: the whole file, or the function alone where it is of a notebook."""
    source = mechanism.source
    text = source.module or HEADER + source.text
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Source(mechanism.name, source.file if source.module else "", text, sha256)


def restored(about: Mapping[str, Any], text: str, file: str = "") -> CustomMechanism:
    """The mechanism that `described` and `source_of` gave, translated anew and never run as Python.

    `file` is where the text is now. Raises `InputError` where the text is not that of the hash.
    """
    said = {one.name: _tupled(about[one.name]) for one in fields(CustomMechanism) if one.name in about}
    said["parameters"] = tuple(
        Parameter(**{key: _tupled(value) for key, value in one.items()}) for one in about["parameters"]
    )
    for source in functions_in(text, about["name"], file):
        made = CustomMechanism(**said, source=source)
        if made.hash == about["hash"]:
            return checked(made, dict(made.constants))
    raise InputError(changed(about, file))


def keep(mechanisms: Iterable[CustomMechanism], folder: Path) -> None:
    """Write their texts into a results folder."""
    for one in mechanisms:
        kept_source(source_of(one), folder)


def is_changed(about: Mapping[str, Any]) -> bool:
    """Whether the file a mechanism came from is there and has another text of it now.

    The file is not run: only the text of its function counts.
    """
    file = Path(about["file"])
    try:
        now = file.read_text("utf-8")
        then = {one.text for one in functions_in(about["text"], about["name"], "")}
        return not then & {one.text for one in functions_in(now, about["name"], "")}
    except OSError:
        return False
    except (SyntaxError, ValueError):
        return True


def changed(about: Mapping[str, object], file: str) -> Diagnostic:
    """A mechanism whose text or declaration is another than that of the run."""
    return Diagnostic(
        f"the mechanism {about['name']} changed since the run was begun "
        f"(source {str(about['hash'])[:SHORT]})",
        "put back what it was, or run again",
        file,
    )


def _tupled(value: object) -> Any:
    return tuple(map(_tupled, value)) if isinstance(value, list) else value
