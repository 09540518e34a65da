"""The desk: every question of the page with its answer, as plain data."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

import glasshouse
from glasshouse.explore.asking import Law, Live, read
from glasshouse.explore.limits import Limits
from glasshouse.explore.session import Session, recipe

if TYPE_CHECKING:
    from glasshouse.explore.books import Library
    from glasshouse.explore.living import Warm
    from glasshouse.explore.opened import Opened

Query = Mapping[str, str]


class Desk:
    """Answers the questions of one page. `opened` is the folder or study it was started with, if any."""

    def __init__(self, limits: Limits | None = None, opened: Opened | None = None) -> None:
        self.limits = limits or Limits()
        self.opened = opened
        self.session = Session(self.limits, _warm)
        self._lock = threading.Lock()
        if opened is not None:
            opened.begin(self.session)

    def close(self) -> None:
        """End all runs."""
        self.session.close()

    def warm_up(self) -> None:
        """Load the model and what the page asks for first, before anybody asks."""
        self.about()
        self.session.call(lambda warm: warm.get_going(self.limits.page_persons))

    @cached_property
    def library(self) -> Library:
        """The rulebooks that can be named."""
        from glasshouse.explore.books import Library

        return Library(self.opened.books if self.opened else None)

    def about(self) -> dict[str, Any]:
        """What there is: rulebooks, societies, variants, limits, and what was opened."""
        return {**self._shipped, "opened": self.opened.about() if self.opened else None}

    @cached_property
    def _shipped(self) -> dict[str, Any]:
        from glasshouse.explore.books import TITLES
        from glasshouse.rulebook import shipped
        from glasshouse.rulebook.library import chain, locate
        from glasshouse.rulebook.variants import VARIANTS
        from glasshouse.society import shipped as societies

        books = [
            {
                "id": name,
                "title": title,
                "date": date,
                "confidence": confidence,
                "kind": chain(locate(name))[-1].header.kind,
            }
            for name, title, date, confidence in shipped()
        ]
        return {
            "version": glasshouse.__version__,
            "rulebooks": books,
            "societies": [{"id": name, "title": recipe(name).title} for name in societies()],
            "variants": [{"id": name, "title": TITLES.get(name, name)} for name in VARIANTS],
            "limits": self.limits.as_dict(),
            "usual": Live(persons=self.limits.page_persons, months=self.limits.page_months).model_dump(),
        }

    def rulebook(self, query: Query) -> dict[str, Any]:
        """What a rulebook says and what can be moved in it."""
        from glasshouse.explore.books import about

        asked = read(Law, _json({"rulebook": query.get("id", ""), "variant": query.get("variant", "")}))
        return about(self.library, asked.rulebook, asked.variant)

    def lint(self, body: bytes) -> dict[str, Any]:
        """What a careful lawyer would ask of a changed rulebook."""
        from glasshouse.explore.questions import questions

        return questions(self.library.book(read(Law, body)))

    def run(self, body: bytes) -> Response:
        """Ask for a run; the answer names it."""
        from starlette.responses import JSONResponse

        asked = read(Live, body)
        job = self.session.ask(asked, lambda: self.library.book(asked))
        return JSONResponse({"run": job.id}, 202)

    def report(self, run: str) -> dict[str, Any]:
        """What came of a run, or how far it is."""
        from glasshouse.explore.faults import told

        job = self.session.job(run)
        about = {
            "run": job.id,
            "status": job.status,
            "setting": job.setting,
            "done": job.done,
            "total": job.total,
        }
        return {**about, "faults": told(job.faults), **(job.lived.report if job.lived else {})}

    def city(self, run: str) -> Response:
        """The recording of a run."""
        return Response(self.session.finished(run).recording.packed, media_type="application/octet-stream")


def _json(data: dict[str, Any]) -> bytes:
    import json

    return json.dumps(data).encode()


def _warm() -> Warm:
    from glasshouse.explore.living import Warm

    return Warm()
