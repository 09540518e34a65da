"""Small worlds for the tests of the model."""

from __future__ import annotations

import pytest

from glasshouse.population import load
from glasshouse.population.society import Society


@pytest.fixture(scope="session")
def town() -> Society:
    """5,000 people of toytown."""
    return load("toytown").draw(persons=5_000, seed=3)


@pytest.fixture(scope="session")
def county() -> Society:
    """30,000 people of the Hebei-like province."""
    return load("hebei").draw(persons=30_000, seed=3)
