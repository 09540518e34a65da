"""What is on the shelf: titles and days of shipped rulebooks and societies, without reading them through.

The page lists them before anything else is loaded. Each file begins with a header of plain lines.

The societies that the page offers: those shipped, each read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.errors import suggestion
from glasshouse.explorer.requests import bad

if TYPE_CHECKING:
    from glasshouse.population import SocietyRecipe

DATA = Path(__file__).resolve().parent.parent / "data"
_LINE = re.compile(r"^(id|title|from|kind): (.+)$", re.M)

TITLES = {
    "benefits-only": "Carrots: denials recast as rewards that all others are granted",
    "penalties-only": "Sticks: rights are denied, nothing is granted, every reward goes",
    "zero-base": "Zero base: nothing it refuses or rewards is held unless granted",
    "due-process": "With due process: notice, disputes, ends, one part of life at a time",
    "finance-only": "Finance only: only debts are recorded, only credit is refused",
}
"""Titles of the variants of `rulebook.variants`, in the words of the page."""


def rulebooks() -> Iterator[dict[str, str]]:
    """Name, title, first day and kind of every shipped rulebook and add-on, as in `rulebook.shipped`."""
    folder = DATA / "rulebooks"
    for path in sorted(
        folder.glob("**/rulebook.yaml"), key=lambda path: path.parent.relative_to(folder).as_posix()
    ):
        said = _header(path)
        yield {
            "id": path.parent.relative_to(folder).as_posix(),
            "title": said["title"],
            "date": said.get("from", ""),
            "kind": said.get("kind", "rulebook"),
        }


def societies() -> Iterator[dict[str, str]]:
    """Name and title of every shipped society."""
    for path in sorted((DATA / "societies").glob("*.yaml")):
        yield {"id": path.stem, "title": _header(path)["title"]}


def _header(path: Path) -> dict[str, str]:
    return {
        name: text.strip().strip("\"'") for name, text in reversed(_LINE.findall(path.read_text("utf-8")))
    }


def groups_of(society: str) -> int:
    """Groups that people of a shipped society are counted in. Raises `InputError` for a name not shipped."""
    from glasshouse.model.groups import STRATA

    return (_highest_serial(society) + 1) * STRATA


def _highest_serial(society: str) -> int:
    from glasshouse.population import shipped

    if society not in shipped():
        known = shipped()
        raise bad(f'there is no society "{society}" here', suggestion(society, known) or ", ".join(known))
    return max(int(province.serial) for province in recipe(society).tables.provinces.values())


@lru_cache(maxsize=8)
def recipe(society: str) -> SocietyRecipe:
    """The recipe of a shipped society, read once."""
    from glasshouse.population import load

    return load(society)
