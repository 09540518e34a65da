"""What is wrong with a request, in the words of `glasshouse.errors` and a status of HTTP."""

from __future__ import annotations

from typing import Any

from glasshouse.errors import Diagnostic, InputError


class Refused(Exception):
    """A request that gets no answer but `status` (400 to 499) and the reasons."""

    def __init__(self, status: int, *diagnostics: Diagnostic) -> None:
        super().__init__("; ".join(diagnostic.what for diagnostic in diagnostics))
        self.status = status
        self.diagnostics = diagnostics


def not_there(what: str, fix: str = "") -> Refused:
    """404."""
    return Refused(404, Diagnostic(what, fix))


def too_busy(what: str, fix: str = "wait for the answer to an earlier question") -> Refused:
    """429."""
    return Refused(429, Diagnostic(what, fix))


def too_large(what: str, fix: str = "") -> Refused:
    """413: the request, or what it asks for, is beyond the limits."""
    return Refused(413, Diagnostic(what, fix))


def bad(what: str, fix: str = "") -> InputError:
    """400."""
    return InputError(Diagnostic(what, fix))


def told(diagnostics: tuple[Diagnostic, ...]) -> list[dict[str, Any]]:
    """Faults as plain data. Of a path on this machine only the last two parts are told."""
    return [
        {
            "what": diagnostic.what,
            "fix": diagnostic.fix,
            "file": short(diagnostic.file),
            "line": diagnostic.line,
        }
        for diagnostic in diagnostics
    ]


def short(file: str) -> str:
    """`.../rulebooks/suining-2010/rulebook.yaml` as `suining-2010/rulebook.yaml`."""
    return "/".join(file.replace("\\", "/").split("/")[-2:])
