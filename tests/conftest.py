"""What all tests share.

Settings of the user, and the key of checkpoints, lie in a folder that is thrown away. Hypothesis tries the same
examples in every run; HYPOTHESIS_PROFILE=default lets it try others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("seeded", derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "seeded"))


DEAREST = (
    "test_twins.py",  # compiles the month for all
    "test_sensitivity.py",  # meanwhile: it needs no month
    "test_pages_run.py",
    "test_executors.py",
    "test_own_words.py",
    "test_resume_command.py",
)
"""Files that take longest; they begin first, so that no core is left with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: DEAREST.index(item.path.name) if item.path.name in DEAREST else len(DEAREST))


@pytest.fixture(scope="session", autouse=True)
def _settings_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("config")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GLASSHOUSE_CONFIG_DIR", str(folder))
        yield folder
