"""Compile a function with Numba and keep the machine code between runs.

Numba caches by the file of the function alone, so a caller would go on using the old body of a callee
that lives in another file. The cache folder therefore carries a hash of every source file the function may
lean on: those of its own folder, of the engine, and those named in a file `leans_on.txt` of its folder. A
changed source starts a fresh folder.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numba
import numba.extending
import numpy as np
from numba.core.registry import CPUDispatcher

F = TypeVar("F", bound=Callable[..., Any])

_ENGINE = Path(__file__).resolve().parent
_LEANS_ON = "leans_on.txt"


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
    made = _compile(function, inline=True)
    if isinstance(made, CPUDispatcher):
        made.__class__ = _Inlined  # Numba offers no other way to say which class `njit` makes
    return made


class _Inlined(CPUDispatcher):  # type: ignore[misc]
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
    source = Path(function.__code__.co_filename)
    kept = not inline and source.is_file()  # source generated in memory has no file to keep machine code by
    with _cache_folder(cache_folder(source.resolve().parent)) if kept else nullcontext():
        compile_ = numba.njit(  # nothing compiled here allocates, so no array needs counting references
            cache=kept,
            nogil=True,
            error_model="numpy",
            forceinline=inline,
            no_cfunc_wrapper=True,
            no_cpython_wrapper=inline,
            _nrt=False,
        )
        return compile_(function)  # type: ignore[no-any-return]


@lru_cache(maxsize=32)
def cache_folder(folder: Path) -> Path:
    """Where machine code of functions from the sources in `folder` is kept, and sources generated from them.

    Generated sources keep theirs in the same folder.
    """
    if folder.parent == (_user_cache() / "glasshouse").resolve():
        return folder
    return _user_cache() / "glasshouse" / f"compiled-{_sources_hash(folder)}"


def _named(note: Path) -> list[Path]:
    lines = note.read_text("utf-8").splitlines() if note.is_file() else []
    return [(note.parent / line).resolve() for line in lines if line]


def _user_cache() -> Path:
    if chosen := os.environ.get("GLASSHOUSE_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local")))
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _sources_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for source in sorted({*folder.glob("*.py"), *_ENGINE.glob("*.py"), *_named(folder / _LEANS_ON)}):
        digest.update(source.as_posix().encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _cache_folder(folder: Path) -> Iterator[None]:
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(folder) if _writable(folder) else before
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
