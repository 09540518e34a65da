"""What a page may ask: requests read against a closed schema, the limits they keep to, and what is said of
bad ones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from glasshouse.errors import Diagnostic, InputError

MIB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """All are assumptions about a laptop with 2 cores and 4 GB to spare.

    `persons` and `months` of one run, and `person_months` of both together; `memory` bytes a run may take
    while it lives; `seconds` before it is given up. One run lives at a time; `waiting` other questions (a
    life, a probe) may wait. `kept` finished runs stay, in `kept_bytes` together. `body` bytes of a request,
    `changes` of a rulebook in it, `page_persons` that the page asks for where nobody says otherwise.
    `connections` and `sockets` may be open at once; a request must have arrived `request_seconds` after it
    was begun.
    """

    persons: int = 1_000_000
    months: int = 240
    person_months: int = 60_000_000
    memory: int = 3_072 * MIB
    seconds: int = 180
    waiting: int = 8
    kept: int = 24
    kept_bytes: int = 512 * MIB
    body: int = 65_536
    changes: int = 200
    provinces_persons: int = 62_000
    page_persons: int = 20_000
    page_months: int = 120
    sockets: int = 16
    connections: int = 64
    request_seconds: float = 10.0

    def as_dict(self) -> dict[str, object]:
        """All of them as plain data; `runs_at_once` is always 1."""
        return {**asdict(self), "runs_at_once": 1}


BYTES_A_PERSON = 1_400
"""Most memory a person takes while people are drawn and live (assumption, above what was measured: drawing a
million peaks at 1.1 kB a person)."""
BYTES_A_GROUP = 8 * 110 * 3
"""Memory of a month's counts of one group: those of the run, and those of the twin twice while they are put
together (31 provinces, 240 months and 100,000 persons were measured at 1.9 GB)."""


def memory_of(persons: int, months: int, groups: int) -> int:
    """Bytes a run may take at most; `groups` are strata of all provinces up to the highest serial."""
    return persons * BYTES_A_PERSON + months * groups * BYTES_A_GROUP


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


def told(diagnostics: tuple[Diagnostic, ...]) -> list[dict[str, object]]:
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


Name = Annotated[str, Field(max_length=200, pattern=r"^[a-z0-9][a-z0-9@+/_-]*$")]
VariantName = Annotated[str, Field(max_length=100, pattern=r"^[a-z0-9~-]*$")]
Path = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_.@+/-]+$")]
Word = Annotated[str, Field(max_length=200)]
Whole = Annotated[int, Field(gt=-(2**53), lt=2**53)]
"""Whole numbers that JavaScript can hold too."""
Value = bool | Whole | float | Word | Annotated[list[Word], Field(max_length=64)] | None
Seed = Annotated[int, Field(ge=0, lt=2**53)]


class _Ask(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Law(_Ask):
    """A rulebook by name, a variant of it ("" for none, several joined by ~), and values changed in it."""

    rulebook: Name = "court-list-2013+debtor-map"
    variant: VariantName = ""
    changes: dict[Path, Value] = Field(default_factory=dict)


class Live(Law):
    """A run: under what law, with which mechanisms on, who lives and for how long."""

    switches: dict[Annotated[str, Field(max_length=60, pattern=r"^[a-z_]+$")], bool] = Field(
        default_factory=dict
    )
    society: Name = "hebei"
    persons: Annotated[int, Field(ge=1)] = 20_000
    months: Annotated[int, Field(ge=1)] = 120
    seed: Seed = 1

    @property
    def id(self) -> str:
        """The same request has the same name: 16 hexadecimal digits of a SHA-256."""
        text = json.dumps(self.model_dump(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


Asked = TypeVar("Asked", bound=_Ask)


def read(kind: type[Asked], body: bytes) -> Asked:
    """The request in a body of JSON. Raises `InputError` with everything wrong with it."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        raise InputError(*(_diagnostic(one) for one in error.errors()[:20])) from None


def _diagnostic(one: ErrorDetails) -> Diagnostic:
    place = ".".join(str(step)[:80] for step in one["loc"])
    return Diagnostic(
        f"{place}: {one['msg']}" if place else str(one["msg"]), "see docs/explore.md for the requests"
    )


def number(query: Mapping[str, str], name: str, usual: int | None, low: int, high: int) -> int:
    """A whole number of a query, `usual` where it is not given (None: it must be). Raises `InputError`."""
    given = query.get(name)
    if given is None and usual is not None:
        return usual
    try:
        value = int(given) if given is not None and len(given) <= 20 else None
    except ValueError:
        value = None
    if value is None or not low <= value <= high:
        raise bad(f"{name}: give a whole number from {low} to {high}")
    return value


def word(query: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """One of the words of a query, by default the first. Raises `InputError`."""
    given = str(query.get(name, known[0]))
    if given not in known:
        raise bad(f"{name}: {given[:40]} is not known", f"one of {', '.join(known)}")
    return given
