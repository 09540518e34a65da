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


@pytest.fixture(scope="session", autouse=True)
def _settings_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("config")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GLASSHOUSE_CONFIG_DIR", str(folder))
        yield folder
