"""What is wrong with a plan: every fault at its place in the text, collected in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from glasshouse.errors import Diagnostic, InputError
from glasshouse.specs.composing import KeyPath
from glasshouse.specs.reading import Text
from glasshouse.studies.plan_checks import Found

Made = TypeVar("Made")


@dataclass
class Diagnostics:
    """The faults found so far in a text."""

    text: Text
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, path: KeyPath, what: str, fix: str = "") -> None:
        """A fault at the key `path`."""
        self.found.append(self.text.diagnostic(path, what, fix))

    def add_all(self, found: Iterator[Found]) -> None:
        """Faults as checks give them."""
        for path, what, fix in found:
            self.add(path, what, fix)

    def under(self, key: str) -> Callable[[KeyPath, str, str], None]:
        """`add` for the paths below a key."""
        return lambda path, what, fix: self.add((key, *path), what, fix)

    def attempt(self, path: KeyPath, make: Callable[[], Made]) -> Made | None:
        """What `make` gives; None where it fails, and then its faults are put at `path`."""
        try:
            return make()
        except InputError as bad:
            for diagnostic in bad.diagnostics:
                place = ":".join(filter(None, (diagnostic.file, str(diagnostic.line or ""))))
                where = f" ({place})" if place else ""
                self.add(path, f"{diagnostic.what}{where}", diagnostic.fix)
        except OSError as error:
            self.add(path, f"cannot be read: {error.strerror or error}", "write a shorter name")
        return None

    def raise_any(self) -> None:
        """Raise `InputError` with all faults in the order of the text, if there are any."""
        if self.found:
            raise InputError(*sorted(self.found, key=lambda one: (one.line, one.column)))
