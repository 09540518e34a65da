"""What all tests share: settings of the user, and the key of checkpoints, lie in a folder that is thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session", autouse=True)
def _settings_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("config")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GLASSHOUSE_CONFIG_DIR", str(folder))
        yield folder
