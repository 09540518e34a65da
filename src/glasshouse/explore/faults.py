"""What is wrong with a request, in the words of `glasshouse.errors` and a status of HTTP."""

from __future__ import annotations

from typing import Any

from glasshouse.errors import BadInput, Fault


class Refused(Exception):
    """A request that gets no answer but `status` (400 to 499) and the reasons."""

    def __init__(self, status: int, *faults: Fault) -> None:
        super().__init__("; ".join(fault.what for fault in faults))
        self.status = status
        self.faults = faults


def not_there(what: str, fix: str = "") -> Refused:
    """404."""
    return Refused(404, Fault(what, fix))


def too_busy(what: str, fix: str = "wait for the answer to an earlier question") -> Refused:
    """429."""
    return Refused(429, Fault(what, fix))


def too_large(what: str, fix: str = "") -> Refused:
    """413: the request, or what it asks for, is beyond the limits."""
    return Refused(413, Fault(what, fix))


def bad(what: str, fix: str = "") -> BadInput:
    """400."""
    return BadInput(Fault(what, fix))


def told(faults: tuple[Fault, ...]) -> list[dict[str, Any]]:
    """Faults as plain data. Of a path on this machine only the last two parts are told."""
    return [
        {"what": fault.what, "fix": fault.fix, "file": short(fault.file), "line": fault.line}
        for fault in faults
    ]


def short(file: str) -> str:
    """`.../rulebooks/suining-2010/rulebook.yaml` as `suining-2010/rulebook.yaml`."""
    return "/".join(file.replace("\\", "/").split("/")[-2:])
