"""What is wrong with an input, said once, for all faults together."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

WIDTH = 120
"""Most characters shown of a source line."""
SHORT = 60
"""Most characters shown of a value or name in a sentence."""
FEW = 16
"""Most names that are listed in full as advice."""
ALIKE = 4
"""So many faults of one cause in one file are printed as one, with their number and lines."""


@dataclass(frozen=True)
class Diagnostic:
    """One thing wrong with an input, with the place where it stands.

    `what` says in one sentence what is wrong; `fix` what to do about it. `line` and `column` count from 1;
    0 means "the whole file". `text` is the source line, shown with a caret under `column`.

    >>> import glasshouse as gh
    >>> str(gh.Diagnostic("months: 0 is outside 1 .. 1,200", "give a whole number", "study.yaml", 3))
    'study.yaml:3: months: 0 is outside 1 .. 1,200 (give a whole number)'
    """

    what: str
    fix: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    text: str = ""

    def __str__(self) -> str:
        return "\n".join([self._sentence(), *self._excerpt()])

    def _sentence(self) -> str:
        place = [self.file] if self.file else []
        place += [str(number) for number in (self.line, self.column) if number]
        prefix = f"{':'.join(place)}: " if place else ""
        return f"{prefix}{self.what}{f' ({self.fix})' if self.fix else ''}"

    def _excerpt(self) -> list[str]:
        if not (self.line and self.text.strip()):
            return []
        start = max(self.column - WIDTH // 2, 0) if len(self.text) > WIDTH else 0
        shown = self.text[start : start + WIDTH].rstrip()
        margin = " " * len(str(self.line))
        caret = " " * max(self.column - 1 - start, 0) + "^"
        return [f"  {self.line} | {shown}", f"  {margin} | {caret}"]


class InputError(ValueError):
    """An input cannot be used. `faults` holds every reason found, not only the first.

    >>> import glasshouse as gh
    >>> try:
    ...     gh.run("court-list-2013", "toytown", persons=0, months=0)
    ... except gh.InputError as bad:
    ...     print(len(bad.diagnostics))
    2
    """

    def __init__(self, *diagnostics: Diagnostic) -> None:
        if not diagnostics:
            raise TypeError("InputError needs at least one fault")
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics
        super().__init__(*diagnostics)

    def __str__(self) -> str:
        return "\n".join(_grouped(self.diagnostics))


def _grouped(diagnostics: tuple[Diagnostic, ...]) -> Iterator[str]:
    """The sentences of all faults; many of one cause in one file share the first one's."""
    groups: dict[tuple[str, ...], list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        groups.setdefault(_cause(diagnostic), []).append(diagnostic)
    for diagnostic in diagnostics:
        alike = groups[_cause(diagnostic)]
        if len(alike) < ALIKE or not diagnostic.line:
            yield str(diagnostic)
        elif diagnostic is alike[0]:
            lines = list(dict.fromkeys(str(other.line) for other in alike[1:]))
            more = ", ..." if len(lines) > 8 else ""
            yield (
                f"{diagnostic}\n  and {len(alike) - 1} more of this kind, in lines "
                f"{', '.join(lines[:8])}{more}"
            )


def _cause(diagnostic: Diagnostic) -> tuple[str, ...]:
    """What faults of one cause have in common: the file, and the sentence without its place and numbers."""
    sentence = diagnostic.what.partition(": ")[2] or diagnostic.what
    return diagnostic.file, re.sub(r"[0-9]+", "0", sentence), re.sub(r"[0-9]+", "0", diagnostic.fix)


def shown(value: object) -> str:
    """A value of a file as a message shows it: short, in one line, and in no programming language."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a map of keys" if value else "an empty map"
    if isinstance(value, (list, tuple)):
        return "a list" if value else "an empty list"
    word = " ".join(str(value).split()) if str(value).strip() else "an empty text"
    return word if len(word) <= SHORT else f"{word[: SHORT - 3]}..."


def choices(word: object, known: Collection[object], otherwise: str = "") -> str:
    """What to write instead of `word`: a name spelt nearly so, all names where they are few, the nearest
    one, or `otherwise`."""
    few = f"one of: {', '.join(map(str, known))}" if 0 < len(known) <= FEW else ""
    return suggestion(word, known, 0.8) or few or suggestion(word, known) or otherwise


def nearest(word: object, known: Iterable[object], likeness: float = 0.6) -> str:
    """The name in `known` most like `word`, or an empty string when none is close or nothing was written."""
    if word is None or isinstance(word, (bool, dict, list, tuple)):
        return ""
    names = [str(name) for name in known]
    close = difflib.get_close_matches(str(word), names, n=1, cutoff=likeness)
    if not close:
        folded = {name.casefold(): name for name in names}
        close = [
            folded[key]
            for key in difflib.get_close_matches(str(word).casefold(), folded, n=1, cutoff=likeness)
        ]
    return close[0] if close else ""


def suggestion(word: object, known: Iterable[object], likeness: float = 0.6) -> str:
    """`did you mean "nearest"?`, or an empty string when no known name is close."""
    name = nearest(word, known, likeness)
    return f'did you mean "{name}"?' if name else ""
