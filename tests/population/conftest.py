"""Helpers for the tests of societies: variants of toytown."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from glasshouse.population import SocietyRecipe, load
from glasshouse.population.diagnostics import tables_of
from glasshouse.population.recipe import SHIPPED
from glasshouse.specs.reading import read

Variant = Callable[[Mapping[str, Any]], SocietyRecipe]


@pytest.fixture(scope="session")
def toytown() -> SocietyRecipe:
    return load("toytown")


@pytest.fixture(scope="session")
def hebei() -> SocietyRecipe:
    return load("hebei")


@pytest.fixture(scope="session")
def variant() -> Variant:
    """toytown with some of its entries replaced: `variant({"work.rate.value": 1})`."""
    text = read(SHIPPED / "toytown.yaml")

    def make(changes: Mapping[str, Any]) -> SocietyRecipe:
        data = copy.deepcopy(text.data)
        for path, value in changes.items():
            *parents, last = path.split(".")
            part = data
            for step in parents:
                part = part[step]
            part[last] = value
        return SocietyRecipe(tables_of(replace(text, data=data)), "toytown.yaml")

    return make


@pytest.fixture(scope="session")
def with_neighbour(variant: Variant) -> Callable[[int], SocietyRecipe]:
    """toytown (serial 1) and, listed after it, a province of another serial."""

    def make(serial: int) -> SocietyRecipe:
        elsewhere = {
            "title": "Elsewhere",
            "serial": serial,
            "population": {"value": 50000, "unit": "persons", "evidence": "assumption"},
            "area": {"value": 300, "unit": "km2", "evidence": "assumption"},
        }
        return variant({"provinces.toyland.serial": 1, "provinces.elsewhere": elsewhere})

    return make
