"""Compile a function with Numba and keep the machine code between runs.

Numba caches by the file of the function alone, so a caller would go on using the old body of a callee
that lives in another file. The cache folder of a function therefore carries a hash of its source file and of
all that this file imports from glasshouse, directly or not. A changed source starts a fresh folder for itself
and for those that import it; what others compiled stays.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numba
import numba.extending
import numpy as np
from numba.core.caching import NullCache
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import CPUDispatcher

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = Path(__file__).resolve().parents[1]
_IMPORT = re.compile(
    rf"^(?:from ({_PACKAGE.name}[\w.]*) import (\([^)]*\)|[^\n(]*)|import ({_PACKAGE.name}[\w.]*))",
    re.MULTILINE,
)


def compiled(function: F) -> F:
    """Compile `function` on first call, without the interpreter lock, and cache the machine code.

    With the environment variable NUMBA_DISABLE_JIT=1 the function stays plain Python, to step through in
    a debugger. Floating point is strict IEEE: no reassociation, no contraction.
    """
    return _compile(function, inline=False)


def inlined(function: F) -> F:
    """Like `compiled`, but written into its callers: for small functions called for every person.

    Nothing is made for calls from Python, which are rare: the first such call compiles the function again.
    """
    return _compile(function, inline=True)


class _Kept(CPUDispatcher):  # type: ignore[misc]
    """A function whose machine code is kept; the place is looked up when it is first compiled, not before."""

    def compile(self, signature: Any) -> Any:
        with global_compiler_lock:
            source = Path(self.py_func.__code__.co_filename)
            if isinstance(self._cache, NullCache) and source.is_file():  # a source in memory has no file
                folder = cache_folder(source.resolve())
                if _writable(folder):
                    with _caching_in(folder):
                        self.enable_caching()
        return super().compile(signature)


class _Inlined(_Kept):
    """A function for compiled callers. It lacks the wrapper without which a call from Python would crash."""

    def __call__(self, *given: Any) -> Any:
        return _called_from_python(self.py_func)(*given)


@cache
def _called_from_python(function: F) -> F:
    return numba.njit(error_model="numpy")(function)  # type: ignore[no-any-return]


def by_kind(whole: F, other: F) -> F:
    """A function of one number: `whole` for whole numbers, `other` for those with decimals, both inlined.

    Which of them runs is settled when a caller is compiled.
    """

    def chosen(value: Any) -> Any:
        return whole(value) if isinstance(value, int | np.integer) else other(value)

    def typed(value: Any) -> Callable[[Any], Any]:
        made = whole if isinstance(value, numba.types.Integer | numba.types.Boolean) else other

        def called(value: Any) -> Any:
            return made(value)

        return called

    numba.extending.overload(chosen, jit_options={"forceinline": True, "error_model": "numpy"})(typed)
    return chosen  # type: ignore[return-value]


def _compile(function: F, inline: bool) -> F:
    made = numba.njit(  # nothing compiled here allocates, so no array needs counting references
        nogil=True,
        error_model="numpy",
        forceinline=inline,
        no_cfunc_wrapper=True,
        no_cpython_wrapper=inline,
        _nrt=False,
    )(function)
    if isinstance(made, CPUDispatcher):  # it is the plain function where compiling is switched off
        made.__class__ = _Inlined if inline else _Kept  # Numba offers no other way to say which class to make
    return made  # type: ignore[no-any-return]


@lru_cache(maxsize=256)
def cache_folder(source: Path) -> Path:
    """Where machine code of functions from a source file is kept.

    Generated sources keep theirs beside them.
    """
    if source.parent.parent == (_user_cache() / "glasshouse").resolve():
        return source.parent
    beside = () if source.is_relative_to(_PACKAGE) else tuple(source.parent.glob("*.py"))
    return _folder_of({source, *beside})


def folder_of_text(text: str) -> Path:
    """Where a generated source of this text is kept, with its machine code."""
    return _folder_of(_imports(text))


def _folder_of(sources: set[Path]) -> Path:
    digest = hashlib.sha256()
    for source in sorted(_with_imports(sources)):
        digest.update(source.as_posix().encode())
        digest.update(_text_of(source))
    return _user_cache() / "glasshouse" / f"compiled-{digest.hexdigest()[:16]}"


def _with_imports(sources: set[Path]) -> set[Path]:
    """The sources and all they import from this package, directly or not."""
    found: set[Path] = set()
    todo = set(sources)
    while todo:
        found |= todo
        todo = {other for source in todo for other in _imported_by(source)} - found
    return found


@cache
def _imported_by(source: Path) -> frozenset[Path]:
    return frozenset(_imports(_text_of(source).decode()))


@cache
def _text_of(source: Path) -> bytes:
    """The text of a source as it was when this process first asked."""
    return source.read_bytes()


def _imports(text: str) -> set[Path]:
    """The files of this package that a text imports when it is loaded."""
    found = set()
    for base, names, module in _IMPORT.findall(text):
        home = _file_of(base or module)
        inner = re.findall(r"\w+", names) if home.name == "__init__.py" else ()
        found |= {home, *(_file_of(f"{base}.{name}") for name in inner)}
    return {file for file in found if file.suffix}


@cache
def _file_of(module: str) -> Path:
    """The source of a module; without a suffix where there is none of that name."""
    place = _PACKAGE.parent.joinpath(*module.split("."))
    known = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in known if file.is_file()), place)


def _user_cache() -> Path:
    if chosen := os.environ.get("GLASSHOUSE_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local")))
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


@contextmanager
def _caching_in(folder: Path) -> Iterator[None]:
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
