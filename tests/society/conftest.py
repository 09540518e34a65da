"""Helpers for the tests of societies: variants of toytown made from its text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from glasshouse.society import SocietyRecipe, load
from glasshouse.society.faults import tables_of
from glasshouse.society.recipe import SHIPPED
from glasshouse.texts.reading import parse

Variant = Callable[..., SocietyRecipe]

SECOND_PROVINCE = """provinces:
  elsewhere:
    title: Elsewhere
    serial: {serial}
    population: {{value: 50000, unit: persons, evidence: assumption}}
    area: {{value: 300, unit: km2, evidence: assumption}}
"""


@pytest.fixture(scope="session")
def toytown() -> SocietyRecipe:
    return load("toytown")


@pytest.fixture(scope="session")
def hebei() -> SocietyRecipe:
    return load("hebei")


@pytest.fixture(scope="session")
def variant() -> Variant:
    """toytown with passages of its text replaced: `variant((old, new), ...)`."""

    def make(*changes: tuple[str, str]) -> SocietyRecipe:
        content = (SHIPPED / "toytown.yaml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in content
            content = content.replace(old, new)
        return SocietyRecipe(tables_of(parse(content, "toytown.yaml")), "toytown.yaml")

    return make


@pytest.fixture(scope="session")
def with_neighbour(variant: Variant) -> Callable[[int], SocietyRecipe]:
    """toytown (serial 1) and a province of another serial."""

    def make(serial: int) -> SocietyRecipe:
        second = SECOND_PROVINCE.format(serial=serial)
        return variant(("serial: 0", "serial: 1"), ("provinces:\n", second))

    return make
