"""Code of a user's own: objects named as FILE:NAME or offered by an installed package, with their source.

Mechanisms, measures, lint rules, pictures and executors all come in through here. The file is read once, and
what was hashed is what is executed; nothing else of the user's folder is put on Python's path.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import CodeType, ModuleType
from typing import Generic, TypeVar

from glasshouse.errors import Diagnostic, InputError, choices, suggestion

T = TypeVar("T")


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of thing a user can add.

    `word` names it in messages ("measure"), `type` is the class of its objects, `group` the group of entry
    points in which an installed package offers it, `made_by` the advice on how one is written.
    """

    word: str
    type: type[T]
    group: str
    made_by: str


@dataclass(frozen=True)
class Source:
    """The text of a file of Python with its SHA-256, as hexadecimal digits of the file's bytes.

    `name` is how the object was named ("amnesty.py:amnestied", or the name of a function or entry point),
    `file` the path of the file, empty where there is none, as in a notebook; `package` is name and version of
    the installed package that offers it.
    """

    name: str
    file: str
    text: str
    sha256: str
    package: str = ""

    def __str__(self) -> str:
        return f"{self.package or self.file or self.name} (SHA-256 {self.sha256[:12]})"


@dataclass(frozen=True)
class Loaded(Generic[T]):
    """An object of a user's own and the source it came from."""

    object: T
    source: Source


def load_object(spec: str, relative_to: Path, kind: Kind[T]) -> Loaded[T]:
    """The object that `spec` names as FILE:NAME, with FILE relative to the folder `relative_to`.

    Raises `InputError` for a file that is missing, cannot be read or does not execute, a name it does not
    define, and an object of another kind. The same file with the same text is executed once a process.
    """
    file, colon, name = spec.rpartition(":")
    if not colon or not file.strip() or not name.strip() or name.endswith(".py"):
        raise InputError(Diagnostic(f"{spec}: no {kind.word} is named so", _named_as(kind)))
    path = relative_to / Path(file).expanduser()
    raw = _bytes_of(path, kind.word)
    source = Source(spec, str(path), _decoded(raw, path), hashlib.sha256(raw).hexdigest())
    return Loaded(named(source, name, kind), source)


def find_object(spec: str, relative_to: Path, kind: Kind[T], shipped: Iterable[str] = ()) -> Loaded[T]:
    """The object that `spec` names: as FILE:NAME, or by the name under which an installed package offers it.

    `shipped` are further names of the kind, for the advice. Raises `InputError` as `load_object` and
    `installed` do, and for a name that nothing has.
    """
    if ":" in spec:
        return load_object(spec, relative_to, kind)
    offered = installed(kind)
    if spec not in offered:
        known = (*shipped, *offered)
        few = f"one of {', '.join(known)}, or FILE:NAME" if known else _named_as(kind)
        raise InputError(Diagnostic(f"{spec}: no {kind.word} has this name", suggestion(spec, known) or few))
    return offered[spec]


def _named_as(kind: Kind[T]) -> str:
    return f"write FILE:NAME, such as my_{kind.word.replace(' ', '_')}.py:NAME"


def named(source: Source, name: str, kind: Kind[T]) -> T:
    """The object of that name in a source, which is executed unless this process has done so before.

    Raises `InputError` as `load_object` does.
    """
    names = vars(_module(source))
    if name not in names:
        known = [one for one, thing in names.items() if isinstance(thing, kind.type)]
        fix = choices(name, known, f"it defines no {kind.word}; {kind.made_by}")
        raise InputError(Diagnostic(f"there is no {name} in this file", fix, source.file))
    return _of_kind(names[name], name, kind, source.file)


def load_module(path: Path, word: str) -> tuple[ModuleType, Source]:
    """The module that a file of Python makes, and its source; `word` says in messages what it should hold.

    Raises `InputError` for a file that is missing, cannot be read or does not execute.
    """
    raw = _bytes_of(path, word)
    source = Source(path.name, str(path), _decoded(raw, path), hashlib.sha256(raw).hexdigest())
    return _module(source), source


def installed(kind: Kind[T]) -> dict[str, Loaded[T]]:
    """What installed packages offer of a kind, by the names of their entry points, in alphabetical order.

    Raises `InputError` with every entry point that cannot be loaded, and for names offered twice.
    """
    found: dict[str, Loaded[T]] = {}
    diagnostics: list[Diagnostic] = []
    for point in sorted(entry_points(group=kind.group), key=lambda one: (one.name, one.value)):
        try:
            if point.name in found:
                raise InputError(Diagnostic("two installed packages offer this name", "uninstall one"))
            found[point.name] = _entry(point, kind)
        except InputError as bad:
            diagnostics += [_of_point(point, kind, one) for one in bad.diagnostics]
    if diagnostics:
        raise InputError(*diagnostics)
    return found


def source_of(thing: object, name: str) -> Source:
    """The source of a function or class: the whole file it stands in, or its own text in a notebook.

    Raises `InputError` where Python does not have it, as for what was typed at a prompt.
    """
    try:
        file = inspect.getsourcefile(thing)  # type: ignore[arg-type]
        if file and Path(file).is_file():
            raw = _bytes_of(Path(file), name)
            return Source(name, file, _decoded(raw, Path(file)), hashlib.sha256(raw).hexdigest())
        text = inspect.getsource(thing)  # type: ignore[arg-type]
    except (OSError, TypeError):
        fix = "put it into a file, so that results can keep its source"
        raise InputError(Diagnostic(f"{name}: its source text cannot be found", fix)) from None
    return Source(name, "", text, hashlib.sha256(text.encode()).hexdigest())


def _bytes_of(path: Path, word: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        beside = [one.name for one in path.parent.glob("*.py")] if path.parent.is_dir() else []
        fix = choices(path.name, beside, "give the path of a file of Python")
        raise InputError(Diagnostic("there is no such file", fix, str(path))) from None
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}"
        raise InputError(Diagnostic(what, f"give a file of Python that holds a {word}", str(path))) from None


def _decoded(raw: bytes, path: Path) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise InputError(Diagnostic("is not text in UTF-8", "save it as UTF-8", str(path))) from None


def _module(source: Source) -> ModuleType:
    """The executed module of a source, kept by path and text so that equal sources share their objects."""
    key = hashlib.sha256(f"{Path(source.file).absolute()}\0{source.sha256}".encode()).hexdigest()
    name = f"glasshouse_plugin_{key[:24]}"
    if name in sys.modules:
        return sys.modules[name]
    module = ModuleType(name)
    module.__file__ = source.file
    # Dataclasses and pickling look modules up by name while they are executed.
    sys.modules[name] = module
    try:
        exec(_compiled(source), vars(module))
    except BaseException as error:
        del sys.modules[name]
        if isinstance(error, InputError):
            raise InputError(*(_with_line(one, error, source) for one in error.diagnostics)) from error
        if isinstance(error, (Exception, SystemExit)):
            raise InputError(_failure(error, source)) from error
        raise
    return module


def _compiled(source: Source) -> CodeType:
    try:
        text = source.text.removeprefix("\ufeff")
        code: CodeType = compile(text, source.file or "<source>", "exec", dont_inherit=True)
    except SyntaxError as error:
        raise InputError(
            Diagnostic(
                f"is not valid Python: {error.msg}",
                file=source.file,
                line=error.lineno or 0,
                column=error.offset or 0,
                text=(error.text or "").rstrip("\n"),
            )
        ) from None
    except ValueError as error:  # null bytes, in Python 3.11
        raise InputError(Diagnostic(f"is not valid Python: {error}", file=source.file)) from None
    return code


def _failure(error: BaseException, source: Source) -> Diagnostic:
    """What went wrong while a file was executed, at the last line of that file that was reached."""
    fix = "correct the file"
    if isinstance(error, ImportError):
        fix = "install what it imports; a file cannot import files beside it"
    return failure(error, source.file, f"cannot be loaded: {type(error).__name__}: {error}", fix)


def failure(error: BaseException, file: str, what: str, fix: str = "") -> Diagnostic:
    """A diagnostic for an exception of a user's code, at the last line of `file` that it passed through."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return Diagnostic(what, fix, file, (lines[-1] or 0) if lines else 0)


def _with_line(found: Diagnostic, error: InputError, source: Source) -> Diagnostic:
    """A diagnostic that names no place, at the line of the source that caused it."""
    return found if found.file else failure(error, source.file, found.what, found.fix)


def _of_kind(thing: object, name: str, kind: Kind[T], file: str) -> T:
    if not isinstance(thing, kind.type):
        what = f"{name} is not a {kind.word} but of type {type(thing).__name__}"
        raise InputError(Diagnostic(what, kind.made_by, file))
    return thing


def _entry(point: EntryPoint, kind: Kind[T]) -> Loaded[T]:
    try:
        thing = point.load()
    except (Exception, SystemExit) as error:
        raise InputError(Diagnostic(f"cannot be loaded: {type(error).__name__}: {error}")) from error
    package = f"{point.dist.name} {point.dist.version}" if point.dist else point.value
    module = inspect.getmodule(thing) or sys.modules[point.module]
    source = replace(source_of(module, point.name), package=package)
    return Loaded(_of_kind(thing, point.name, kind, module.__file__ or ""), source)


def _of_point(point: EntryPoint, kind: Kind[T], found: Diagnostic) -> Diagnostic:
    where = f'entry point "{point.name} = {point.value}" of {kind.group}'
    return Diagnostic(f"{where}: {found.what}", found.fix, found.file, found.line, found.column, found.text)


def folder_of(path: Path, word: str) -> Iterator[Path]:
    """The files of Python in a folder, in alphabetical order; names that begin with an underscore are left
    out.

    Raises `InputError` where there is no such folder, or none in it.
    """
    if not path.is_dir():
        fix = f"give a folder with one file a {word}"
        raise InputError(Diagnostic("there is no such folder", fix, str(path)))
    files = sorted(file for file in path.glob("*.py") if not file.name.startswith("_"))
    if not files:
        raise InputError(Diagnostic("holds no file of Python", f"put one file a {word} in it", str(path)))
    yield from files
