"""Custom mechanisms by name: from a file of the user's, from an installed package, or as a folder kept them.

A file that is named is run, as any Python file that is imported. The text kept in a results folder or a
checkpoint is never run as Python: its function is translated anew (see `model.mechanism_translation`), which
refuses whatever could touch more than its synthetic person.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from glasshouse.arguments import several
from glasshouse.errors import Diagnostic, InputError, choices
from glasshouse.model.custom_mechanism import CustomMechanism, checked
from glasshouse.model.mechanism_translation import sources_in
from glasshouse.plugins import failure
from glasshouse.specs.parameters import Parameter, ParameterSet

if TYPE_CHECKING:
    from glasshouse.simulation.results_folder import ResultsFolder

GROUP = "glasshouse.mechanisms"
"""Entry points of installed packages that offer mechanisms."""
FOLDER = "mechanisms"
"""Where a results folder keeps the texts."""
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
        raise InputError(Diagnostic(what, "put @gh.mechanism(...) above it, or give FILE:NAME"))
    file, colon, name = given.rpartition(":")
    return _from_file((folder or Path()) / file, name, given) if colon else _installed(given)


def _from_file(path: Path, name: str, given: str) -> CustomMechanism:
    if not path.is_file():
        raise InputError(
            Diagnostic("no such file", "give FILE:NAME, such as amnesty.py:debt_amnesty", str(path))
        )
    module = _run(path)
    if not isinstance(found := getattr(module, name, None), CustomMechanism):
        known = [key for key, value in vars(module).items() if isinstance(value, CustomMechanism)]
        what = f"{name} is not a mechanism of this file"
        raise InputError(Diagnostic(what, choices(name, known, "put @gh.mechanism(...) above it"), str(path)))
    return found


def _run(path: Path) -> ModuleType:
    """Run a file of the user's. What it raises is told with its line."""
    spec = importlib.util.spec_from_file_location(f"mechanisms_of_{path.stem}", path.resolve())
    if spec is None or spec.loader is None:
        raise InputError(Diagnostic("is not a Python file", "give a file that ends in .py", str(path)))
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    try:
        spec.loader.exec_module(module)
    except InputError:
        raise
    except SyntaxError as error:
        what = f"is not Python: {error.msg}"
        raise InputError(Diagnostic(what, "", str(path), error.lineno or 0)) from None
    except Exception as error:  # whatever a stranger's file does when it runs
        found = failure(error, str(path.resolve()), f"cannot be run: {type(error).__name__}: {error}")
        raise InputError(replace(found, file=str(path))) from None
    finally:
        del sys.modules[spec.name]
    return module


def _installed(name: str) -> CustomMechanism:
    known: dict[str, EntryPoint] = {one.name: one for one in entry_points(group=GROUP)}
    if name not in known:
        fix = choices(name, known, "give FILE:NAME, such as amnesty.py:debt_amnesty")
        raise InputError(Diagnostic(f"{name}: no installed package offers such a mechanism", fix))
    found = known[name].load()
    if not isinstance(found, CustomMechanism):
        raise InputError(
            Diagnostic(f"{name}: not a mechanism", f"{known[name].value} is not made by gh.mechanism")
        )
    return found


def told(mechanisms: Iterable[Mapping[str, object]]) -> str:
    """Mechanisms as `described` gives them, in one line: name and the first digits of the hash."""
    return ", ".join(f"{one['name']} (source {str(one['hash'])[:SHORT]})" for one in mechanisms)


def described(mechanism: CustomMechanism) -> dict[str, Any]:
    """A mechanism as plain data, without its text: declaration, hash, and the file it came from."""
    declared = asdict(mechanism)
    del declared["source"]
    declared["parameters"] = [_plain(one) for one in mechanism.parameters]
    source = mechanism.source
    declared |= {"hash": mechanism.hash, "file": source.file}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in declared.items()}


def _plain(one: Parameter) -> dict[str, object]:
    known = ("name", "value", "unit", "range", "evidence", "source", "note")
    return {name: getattr(one, name) for name in known}


def text_of(mechanism: CustomMechanism) -> str:
    """The text that is kept: the whole file, or the function alone where it is of a notebook."""
    return mechanism.source.module or HEADER + mechanism.source.text


def restored(about: Mapping[str, Any], text: str, file: str = "") -> CustomMechanism:
    """The mechanism that `described` and `text_of` gave, translated anew and never run as Python.

    `file` is where the text is now. Raises `InputError` where the text is not that of the hash.
    """
    said = {one.name: _tupled(about[one.name]) for one in fields(CustomMechanism) if one.name in about}
    said["parameters"] = tuple(
        Parameter(**{key: _tupled(value) for key, value in one.items()}) for one in about["parameters"]
    )
    for source in sources_in(text, about["name"], file):
        made = CustomMechanism(**said, source=source)
        if made.hash == about["hash"]:
            return checked(made, dict(made.constants))
    raise InputError(changed(about, file))


def kept_in(results: ResultsFolder) -> Mechanisms:
    """The mechanisms of a results folder, from the texts it keeps."""
    made = []
    for about in results.manifest["mechanisms"]:
        text = results.text(f"{FOLDER}/{about['name']}.py")
        made.append(restored(about, text, str(results.path / FOLDER / f"{about['name']}.py")))
    return tuple(made)


def keep(mechanisms: Iterable[CustomMechanism], folder: Path) -> None:
    """Write their texts into a results folder."""
    for one in mechanisms:
        (folder / FOLDER).mkdir(exist_ok=True)
        (folder / FOLDER / f"{one.name}.py").write_text(text_of(one), "utf-8")


def is_changed(about: Mapping[str, Any]) -> bool:
    """Whether the file a mechanism came from is there and has another text of it now.

    The file is not run: only the text of its function counts.
    """
    file = Path(about["file"])
    try:
        now = file.read_text("utf-8")
        then = {one.text for one in sources_in(about["text"], about["name"], "")}
        return not then & {one.text for one in sources_in(now, about["name"], "")}
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
