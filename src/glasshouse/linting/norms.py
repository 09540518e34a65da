"""The norms that rules of lint lean on, by profile: where each text can be read, when it was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from glasshouse.errors import Diagnostic, InputError
from glasshouse.specs.reading import read

FILE = Path(__file__).resolve().parent.parent / "data" / "lint" / "norms.yaml"
PROFILES = {
    "un": "treaties of the United Nations and what their committees say",
    "eu": "law of the European Union",
    "coe": "Convention of the Council of Europe",
    "us": "law of the United States",
    "cn": "law of China",
    "soft": "texts that do not bind",
    "quality": "no norm: the workmanship of the text",
}
"""The norm profiles."""


@dataclass(frozen=True)
class Article:
    """One place in a norm: its profile, what it asks, where it can be read, when that was checked.

    `checked` is an ISO date, or empty for what is given from memory. `binds` says whom or what alone it
    binds, as a question; empty where it binds in general.
    """

    norm: str
    name: str
    asks: str
    source: str
    checked: str
    binds: str = ""

    @property
    def evidence(self) -> str:
        """`V` for a text that somebody looked at, `M` for one from memory."""
        return "V" if self.checked else "M"


@cache
def instruments() -> dict[str, dict[str, Any]]:
    """The instruments by the name with which their articles are cited, the longest first."""
    found: dict[str, dict[str, Any]] = read(FILE).data["instruments"]
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def cite(name: str, asks: str, checked: str = "") -> Article:
    """An article such as `ICCPR 12(3)`: its instrument gives profile and source.

    `asks` says in plain words what it asks; `checked` is the day on which somebody looked at the text.
    Raises `InputError` for an instrument that `norms.yaml` does not have.
    """
    for instrument, about in instruments().items():
        if name == instrument or name.startswith(f"{instrument} "):
            return Article(about["profile"], name, asks, about["source"], checked, _binds(name, about))
    raise InputError(Diagnostic(f"{name}: no such instrument", "add it to norms.yaml", str(FILE)))


def _binds(name: str, about: dict[str, Any]) -> str:
    """What the longest beginning of an article's name that is listed says about its reach."""
    named: dict[str, str] = about.get("binds", {})
    fitting = [each for each in named if name.startswith(each)]
    return named[max(fitting, key=len)] if fitting else ""


def drafting() -> str:
    """Where to read about good drafting."""
    return str(read(FILE).data["drafting"])


def quality(asks: str) -> Article:
    """No norm but workmanship: a text should do what it says."""
    return Article("quality", "good drafting", asks, "", "")
