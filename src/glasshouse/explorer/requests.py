"""What a page may ask: every request is read against a closed schema, and names only what is shipped.

Nothing in a request is a path, a formula or code: rulebooks and societies are chosen by name, values are
numbers, truth values and words that the schema of rulebooks reads.
"""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from glasshouse.errors import Diagnostic, InputError
from glasshouse.explorer.diagnostics import bad

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


def _diagnostic(one: Any) -> Diagnostic:
    place = ".".join(str(step)[:80] for step in one["loc"])
    return Diagnostic(
        f"{place}: {one['msg']}" if place else str(one["msg"]), "see docs/explore.md for the requests"
    )


def number(query: Any, name: str, usual: int | None, low: int, high: int) -> int:
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


def word(query: Any, name: str, known: tuple[str, ...]) -> str:
    """One of the words of a query, by default the first. Raises `InputError`."""
    given = str(query.get(name, known[0]))
    if given not in known:
        raise bad(f"{name}: {given[:40]} is not known", f"one of {', '.join(known)}")
    return given
