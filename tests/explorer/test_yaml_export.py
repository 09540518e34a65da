"""A changed rulebook as a file says the same law, and `glasshouse check` accepts it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from glasshouse.checking import check
from glasshouse.errors import InputError
from glasshouse.explorer.requests import Law
from glasshouse.explorer.rulebooks import Library
from glasshouse.explorer.yaml_export import rulebook_yaml
from glasshouse.rulebooks import Rulebook, load, shipped
from glasshouse.rulebooks.loading import chain, locate
from glasshouse.rulebooks.variants import VARIANTS

BOOKS = [name for name, *_ in shipped() if chain(locate(name))[-1].header.kind == "rulebook"]


def reloaded(book: Rulebook, name: str, folder: Path) -> Rulebook:
    path = folder / "rulebook.yaml"
    path.write_text(rulebook_yaml(name, book), "utf-8")
    return load(path)


def differing(one: Rulebook, other: Rulebook) -> list[str]:
    """Fields in which the laws of 15 years differ."""
    start = one.first_month
    assert other.first_month == start
    here, there = one.laws(180, start), other.laws(180, start)
    return [name for name in here.dtype.names if not np.array_equal(here[name], there[name])]


@pytest.mark.parametrize("name", [*BOOKS, "court-list-2013+debtor-map"])
@pytest.mark.parametrize("variant", ["", *VARIANTS])
def test_every_variant_of_every_rulebook_loads_again_and_says_the_same(
    name: str, variant: str, tmp_path: Path
) -> None:
    try:
        book = Library().book(Law(rulebook=name, variant=variant))
    except InputError:
        pytest.skip("this variant cannot stand")
    assert differing(book, reloaded(book, name, tmp_path)) == []


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        (
            "court-list-2013+debtor-map",
            {"publicity.map.radius": 1200, "publicity.map.fields": ["name", "photo"]},
        ),
        ("court-list-2025", {"lists.defaulters.entry.grace": 4, "procedure.notice": "before"}),
        ("suining-2010", {"procedure.correction.allowed": True, "retention.records": 12}),
        ("rongcheng-2014", {"scores.points.start": 900}),
    ],
)
def test_changes_are_in_the_file_and_little_else(name: str, changes: dict[str, Any], tmp_path: Path) -> None:
    book = Library().book(Law(rulebook=name, changes=changes))
    again = reloaded(book, name, tmp_path)
    assert differing(book, again) == []
    for path, value in changes.items():
        found = again.value(path)
        assert (list(found) if isinstance(found, tuple) else found) == value
    if "+" not in name:
        assert len((tmp_path / "rulebook.yaml").read_text().splitlines()) < 30


def test_the_download_passes_the_check(client: TestClient, lived: Callable[..., str], tmp_path: Path) -> None:
    run = lived(changes={"publicity.map.radius": 777}, variant="due-process")
    answer = client.get(f"/api/run/{run}/rulebook.yaml")
    assert "rulebook.yaml" in answer.headers["content-disposition"]
    path = tmp_path / "rulebook.yaml"
    path.write_bytes(answer.content)
    check(path)
    assert load(path).value("publicity.map.radius") == 777
