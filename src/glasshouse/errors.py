"""What is wrong with an input, said once, for all faults together."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 120
"""Most characters shown of a source line."""


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input, with the place where it stands.

    `what` says in one sentence what is wrong; `fix` what to do about it. `line` and `column` count from 1;
    0 means "the whole file". `text` is the source line, shown with a caret under `column`.
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


class BadInput(ValueError):
    """An input cannot be used. `faults` holds every reason found, not only the first."""

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise TypeError("BadInput needs at least one fault")
        self.faults: tuple[Fault, ...] = faults
        super().__init__(*faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


def nearest(word: object, known: Iterable[object]) -> str:
    """The name in `known` most like `word`, or an empty string when none is close."""
    names = [str(name) for name in known]
    close = difflib.get_close_matches(str(word), names, n=1, cutoff=0.6)
    if not close:
        folded = {name.casefold(): name for name in names}
        close = [
            folded[key] for key in difflib.get_close_matches(str(word).casefold(), folded, n=1, cutoff=0.6)
        ]
    return close[0] if close else ""


def suggestion(word: object, known: Iterable[object]) -> str:
    """`did you mean "nearest"?`, or an empty string when no known name is close."""
    name = nearest(word, known)
    return f'did you mean "{name}"?' if name else ""
