"""Reading a YAML text so that every value remembers where it stands and every fault is reported at once.

The texts are YAML 1.2 with less: no anchors, aliases, tags, merge keys or several documents; no word that
readers of YAML disagree about; no key twice; at most `LIMIT` bytes and `composing.DEPTH` levels.
"""

from __future__ import annotations

import copy
import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from glasshouse.errors import Diagnostic, InputError, nearest
from glasshouse.specs.composing import Composed, KeyPath, Mark, compose, dotted, line_of

LIMIT = 1024 * 1024
"""Largest text read, in bytes."""


@dataclass(frozen=True)
class Text:
    """A text that has been read: plain `data` (dicts, lists, scalars) and where each of its values stands.

    `flaws` are values that cannot be taken as written (see `composing`); `spoilt` the marks of their keys.
    Only `survey` returns texts that have any.
    """

    data: dict[Any, Any]
    file: str
    content: str = field(repr=False)
    keys: dict[KeyPath, Mark] = field(repr=False)
    values: dict[KeyPath, Mark] = field(repr=False)
    flaws: tuple[Diagnostic, ...] = ()
    spoilt: frozenset[Mark] = field(default=frozenset(), repr=False)

    @property
    def hash(self) -> str:
        """SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.content.encode()).hexdigest()

    def mark(self, path: KeyPath, *, value: bool = False) -> Mark:
        """Line and column of the key at `path` (of its value if `value`); of the nearest parent if absent."""
        marks = self.values if value else self.keys
        while path and path not in marks:
            path = path[:-1]
        return marks.get(path, (1, 1))

    def diagnostic(self, path: KeyPath, what: str, fix: str = "", *, value: bool = False) -> Diagnostic:
        """The fault `what` of the entry at `path`; the dotted path is put before `what`."""
        line, column = self.mark(path, value=value)
        sentence = f"{dotted(path)}: {what}" if path else what
        return Diagnostic(sentence, fix, self.file, line, column, line_of(self.content, line))

    def all_diagnostics(self, found: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The flaws of the text with the faults found in what it says, in the order of its lines.

        What is found at a value that could not be read follows from that and is left out.
        """
        others = [
            diagnostic for diagnostic in found if (diagnostic.line, diagnostic.column) not in self.spoilt
        ]
        return sorted([*self.flaws, *others], key=lambda diagnostic: (diagnostic.line, diagnostic.column))


def read(path: str | Path) -> Text:
    """Read the YAML text at `path`. Raises `InputError` with every fault found in it."""
    return _sound(survey(path))


def parse(content: str, file: str = "") -> Text:
    """Read YAML from a string; `file` is the name under which faults are reported."""
    return _sound(_surveyed(content, file))


def survey(path: str | Path) -> Text:
    """Read the YAML text at `path` as far as it can be read, to report all that is wrong with it at once.

    The caller must report `flaws` (see `Text.all_diagnostics`). Raises `InputError` where it is no YAML map
    at all.
    """
    return _surveyed(_content(Path(path)), str(path))


def is_file(path: str | Path) -> bool:
    """Whether there is a file; False for names that no file can have, such as very long ones."""
    return os.path.isfile(path)


def is_folder(path: str | Path) -> bool:
    """Whether there is a folder; False for names that no folder can have."""
    return os.path.isdir(path)


def _sound(text: Text) -> Text:
    if text.flaws:
        raise InputError(*text.flaws)
    return text


def _surveyed(content: str, file: str) -> Text:
    if not content.strip():
        raise InputError(Diagnostic("the file is empty", "write at least its schema line", file))
    if len(content.encode("utf-8", "replace")) > LIMIT:
        raise InputError(_too_large(file))
    found = _composed(content, file)
    data = copy.deepcopy(found.data)  # whoever reads may change what they read
    return Text(data, file, content, found.keys, found.values, found.diagnostics, found.spoilt)


@lru_cache(maxsize=32)
def _composed(content: str, file: str) -> Composed:
    """A text, parsed once though a run reads it for its rules, its plan and its report."""
    return compose(content, file)


def _content(path: Path) -> str:
    file = str(path)
    try:
        raw = path.read_bytes() if path.stat().st_size <= LIMIT else None
    except FileNotFoundError:
        raise InputError(Diagnostic("no such file", _nearest_file(path) or "check its name", file)) from None
    except IsADirectoryError:
        raise InputError(Diagnostic("is a folder, not a file", "name the file inside it", file)) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(
            Diagnostic(f"cannot be read: {reason}", "check its name and its rights", file)
        ) from None
    if raw is None:
        raise InputError(_too_large(file))
    return _decoded(raw, file)


def _decoded(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Diagnostic(f"byte {error.start} is not UTF-8", "save the file as UTF-8", file)
        ) from None


def _too_large(file: str) -> Diagnostic:
    return Diagnostic(
        f"the file is larger than {LIMIT // 1024} KiB", "rules and tables are small texts: is this one?", file
    )


def _nearest_file(path: Path) -> str:
    """`did you mean ...?` by the part of a name before its ending, since the endings are all alike."""
    beside = sorted(path.parent.iterdir()) if is_folder(path.parent) else []
    by_stem = {entry.stem: entry.name for entry in beside}
    stem = nearest(path.stem, by_stem)
    return f'did you mean "{by_stem[stem]}"?' if stem else ""
