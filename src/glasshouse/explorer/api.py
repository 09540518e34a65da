"""The desk: every question of the page with its answer, as plain data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cached_property, partial
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse, Response

from glasshouse.charts import map_layers
from glasshouse.errors import Diagnostic
from glasshouse.explorer import shipped_files
from glasshouse.explorer.requests import Law, Limits, Live, Refused, number, read, told, word
from glasshouse.explorer.session import Session
from glasshouse.version import __version__

if TYPE_CHECKING:
    from glasshouse.explorer.rulebooks import Library
    from glasshouse.explorer.runner import RunResult, Warm
    from glasshouse.explorer.sources import Opened

Query = Mapping[str, str]
FARTHEST = 100_000
"""Metres from the middle of a settlement within which a point can be named."""
PROVINCIAL = "court-list-2013+debtor-map"
KEPT = 48
"""Answers of one kind that are kept."""


class Api:
    """Answers the questions of one page. `sources` is the folder or study it was started with, if any."""

    def __init__(self, limits: Limits | None = None, opened: Opened | None = None) -> None:
        self.limits = limits or Limits()
        self.opened = opened
        self.session = Session(self.limits, _warm)
        self._provinces: dict[str, dict[str, object]] = {}
        self._probed: dict[str, dict[str, object]] = {}
        self._figures: dict[str, dict[str, object]] = {}
        if opened is not None:
            opened.begin(self.session)

    def close(self) -> None:
        """End all runs."""
        self.session.close()

    def warm_up(self) -> None:
        """Load the model and what the page asks for first, before anybody asks."""
        self.rulebook({"id": Live().rulebook})
        self.session.call(lambda warm: warm.get_going(self.limits.page_persons))

    @cached_property
    def books(self) -> Library:
        """The rulebooks that can be named."""
        from glasshouse.explorer.rulebooks import Library

        return Library(self.opened.books if self.opened else None)

    def about(self) -> dict[str, object]:
        """What there is: rulebooks, societies, variants, limits, and what was opened."""
        return {**self._shipped, "opened": self.opened.about() if self.opened else None}

    @cached_property
    def _shipped(self) -> dict[str, object]:
        return {
            "version": __version__,
            "rulebooks": list(shipped_files.rulebooks()),
            "societies": list(shipped_files.societies()),
            "variants": [{"id": name, "title": title} for name, title in shipped_files.TITLES.items()],
            "layers": [asdict(layer) for layer in map_layers.LAYERS],
            "limits": self.limits.as_dict(),
            "usual": Live(persons=self.limits.page_persons, months=self.limits.page_months).model_dump(),
        }

    def rulebook(self, query: Query) -> dict[str, object]:
        """What a rulebook says and what can be moved in it."""
        from glasshouse.explorer.rulebooks import about

        asked = read(Law, _json({"rulebook": query.get("id", ""), "variant": query.get("variant", "")}))
        return about(self.books, asked.rulebook, asked.variant)

    def lint(self, body: bytes) -> dict[str, object]:
        """What a careful lawyer would ask of a changed rulebook."""
        from glasshouse.explorer.advice import questions

        return questions(self.books.book(read(Law, body)))

    def inert(self, body: bytes) -> dict[str, object]:
        """Which levers and switches change nothing in a run that is asked for, and why."""
        from glasshouse.explorer.advice import inert

        asked = read(Live, body)
        return inert(self.books.book(asked), asked)

    def run(self, body: bytes) -> Response:
        """Ask for a run; the answer names it."""
        from glasshouse.explorer.rulebooks import refuse_unknown_switches

        asked = read(Live, body)
        refuse_unknown_switches(asked.switches)
        job = self.session.ask(asked, lambda: self.books.book(asked))
        return JSONResponse({"run": job.id}, 202)

    def report(self, run: str) -> dict[str, object]:
        """What came of a run, or how far it is."""
        job = self.session.job(run)
        about = {
            "run": job.id,
            "status": job.status,
            "setting": job.config,
            "done": job.done,
            "total": job.total,
        }
        return {**about, "faults": told(job.diagnostics), **(job.lived.report if job.lived else {})}

    def city(self, run: str) -> Response:
        """The recording of a run."""
        return Response(self.session.finished(run).recording.packed, media_type="application/octet-stream")

    def figures(self, run: str) -> dict[str, object]:
        """What the view of harms draws."""
        from glasshouse.explorer import page_figures

        lived = self.session.finished(run)
        make = partial(page_figures.figures, lived.source, lived.recording)
        return self._once(self._figures, run, lambda _: make())

    def timeline(self, run: str, query: Query) -> dict[str, object]:
        """A run month by month, beside its twin or the run named by `beside`."""
        from glasshouse.explorer import page_figures

        lived, beside = self.session.finished(run), query.get("beside", "")
        other = self.session.finished(beside) if beside else None
        if other is not None and other.recording.months != lived.recording.months:
            raise Refused(400, Diagnostic("the runs are of different length", "compare runs of equal length"))
        return page_figures.timeline(lived.source, other.source if other else None)

    def life(self, run: str, person: str) -> dict[str, object]:
        """One life and its twin."""
        from glasshouse.explorer import page_lives
        from glasshouse.explorer.stored import Stored

        lived = self.session.finished(run)
        who = number({"person": person}, "person", None, 0, 2**32 - 1)
        if isinstance(lived, Stored):
            return lived.life(who)
        page_lives.row_of(lived, who)
        on_month = self.session.patience()
        return self.session.call(
            lambda warm: page_lives.life(lived, who, *page_lives.watched(lived, who, warm.threads, on_month))
        )

    def pick(self, run: str, query: Query) -> dict[str, int | None]:
        """Somebody with a fate; None where nobody met it."""
        from glasshouse.explorer import page_lives
        from glasshouse.explorer.stored import Stored

        lived = self.session.finished(run)
        fate, place = word(query, "fate", page_lives.FATES), number(query, "n", 0, 0, 2**31)
        order = word(query, "order", page_lives.ORDERS)
        if isinstance(lived, Stored):
            return {"person": lived.pick(fate, place)}
        return {"person": page_lives.pick(lived, fate, place, order)}

    def radar(self, run: str, query: Query) -> dict[str, object]:
        """Whom the map shows from a point."""
        from glasshouse.explorer import radar

        lived = self._alive(run)
        widest = radar.WIDEST
        return radar.radar(
            lived,
            settlement=number(query, "settlement", 0, 0, len(lived.recording.about["settlements"]) - 1),
            x=number(query, "x", 0, -FARTHEST, FARTHEST),
            y=number(query, "y", 0, -FARTHEST, FARTHEST),
            radius=number(query, "radius", 500, 1, widest),
            month=number(query, "month", lived.recording.months - 1, 0, lived.recording.months - 1),
            grid=number(query, "grid", 0, 0, widest),
        )

    def privacy(self, run: str, query: Query) -> dict[str, object]:
        """What an attacker could learn."""
        from glasshouse.explorer import radar

        lived = self._alive(run)
        settlements = len(lived.recording.about["settlements"])
        place = number(query, "settlement", -1, -1, settlements - 1)
        radius, grid = number(query, "radius", 500, 50, 5_000), number(query, "grid", 0, 0, 5_000)
        month = number(query, "month", lived.recording.months - 1, 0, lived.recording.months - 1)
        town = None if place < 0 else place
        return self._once(
            self._probed,
            f"{run} {radius} {grid} {month} {town}",
            lambda _: radar.privacy(lived, radius=radius, grid=grid, month=month, settlement=town),
        )

    def written(self, run: str) -> Response:
        """The rulebook of a run as a file to download."""
        from glasshouse.explorer.yaml_export import rulebook_yaml

        job = self.session.job(run)
        law = Law.model_validate({name: job.config[name] for name in Law.model_fields if name in job.config})
        text = rulebook_yaml(law.rulebook, self.books.book(law))
        headers = {"content-disposition": 'attachment; filename="rulebook.yaml"'}
        return Response(text, media_type="application/yaml", headers=headers)

    def provinces(self, query: Query) -> dict[str, object]:
        """Provinces year by year under one history."""
        from glasshouse.explorer import provinces

        law = read(
            Law, _json({"rulebook": query.get("rulebook", PROVINCIAL), "variant": query.get("variant", "")})
        )
        book = self.books.book(law)
        asked = provinces.History(
            history=word(query, "history", provinces.HISTORIES),
            persons=number(query, "persons", 15_500, 310, self.limits.provinces_persons),
            months=number(query, "months", 120, 12, 120),
            seed=number(query, "seed", 1, 0, 2**53),
            unify_after=number(query, "unify_after", 5, 1, 10),
        )
        on_month = self.session.patience()
        return self._once(
            self._provinces,
            f"{law} {asked}",
            lambda warm: provinces.provinces(warm, book, asked, on_month),
        )

    def _alive(self, run: str) -> RunResult:
        """What came of a run that was lived here. Raises `Refused` (409) for one that was only read."""
        from glasshouse.explorer.runner import RunResult

        lived = self.session.finished(run)
        if not isinstance(lived, RunResult):
            why = lived.report["stored"]
            raise Refused(
                409, Diagnostic(f"this folder could not be lived again: {why}", "ask for a new run")
            )
        return lived

    def _once(
        self, kept: dict[str, dict[str, object]], name: str, work: Callable[[Warm], dict[str, object]]
    ) -> dict[str, object]:
        """The answer to a question that was asked before, or that of `work`; the last few are kept."""
        if name not in kept:
            made = self.session.call(work)
            while len(kept) >= KEPT:
                kept.pop(next(iter(kept)))
            kept[name] = made
        return kept[name]


def _json(data: dict[str, object]) -> bytes:
    return json.dumps(data).encode()


def _warm() -> Warm:
    from glasshouse.explorer.runner import Warm

    return Warm()
