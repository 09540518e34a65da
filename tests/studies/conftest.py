"""Studies of a function, whose rulebook is a name and no text (see `standin`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from glasshouse.studies import inert

from .standin import BOOK


@pytest.fixture(autouse=True, scope="session")
def _stand_ins_have_no_text() -> Iterator[None]:
    """Nobody asks the text of a stand-in what in it has no effect; every other rulebook is asked as always."""
    asked = inert.notes
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            inert, "notes", lambda plan, text=None: () if BOOK in plan.rulebooks else asked(plan, text)
        )
        yield
