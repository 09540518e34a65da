"""What the page was started with: a results folder or a study, lived again or read from its tables."""

from __future__ import annotations

from typing import Any


class Opened:
    books: dict[str, Any] = {}

    def about(self) -> dict[str, Any]:
        return {}

    def begin(self, session: Any) -> None:
        pass
