"""A session: what the page has asked for, lived one thing at a time by one thread that keeps the rest warm.

A newer setting takes the place of an unfinished older one. Questions about a finished run (a life, a probe)
wait their turn, a few at most; beyond that the page is told to wait.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLong
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from glasshouse.errors import Diagnostic, InputError
from glasshouse.explorer.requests import Limits, Live, Refused, memory_of, not_there, too_busy, too_large
from glasshouse.explorer.shipped_files import groups_of

T = TypeVar("T")

if TYPE_CHECKING:
    from glasshouse.explorer.runner import RunResult, Warm
    from glasshouse.explorer.stored import Stored
    from glasshouse.rulebooks import Rulebook

Status = Literal["waiting", "living", "done", "failed"]
SUPERSEDED = Diagnostic("a newer setting was asked for", "ask again for this one")
TOOK_TOO_LONG = "took longer than {} seconds"


class Stopped(Exception):
    """Raised inside a run that is not wanted any more, or that takes too long."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.what)
        self.diagnostic = diagnostic


@dataclass
class Job:
    """One run: `done` of `total` months, and what came of it. `kept` ones are never superseded."""

    id: str
    config: dict[str, object]
    make: Callable[[Callable[[int, int], None]], RunResult | Stored]
    kept: bool = False
    status: Status = "waiting"
    done: int = 0
    total: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    lived: RunResult | Stored | None = None
    unwanted: bool = field(default=False, repr=False)

    @property
    def unfinished(self) -> bool:
        """Whether something may still come of it."""
        return self.status in ("waiting", "living")


class Session:
    """All runs of one page, and the thread that lives them."""

    def __init__(self, limits: Limits, warm: Callable[[], Warm]) -> None:
        """`warm` makes what runs need; it is called in the thread, since it loads the model."""
        self.limits = limits
        self._make_warm = warm
        self._warm: Warm | None = None
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._tasks: deque[Callable[[], None]] = deque()
        self._asked = 0
        self._bell = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="glasshouse-explore", daemon=True)
        self._thread.start()

    def ask(self, asked: Live, book: Callable[[], Rulebook]) -> Job:
        """The job of a request: the one there is, or a new one. Raises `InputError` or `Refused`."""
        self._refuse_too_much(asked)
        known = self._known(asked.id)
        if known is not None:
            return known
        made = book()
        return self.add(Job(asked.id, asked.model_dump(), lambda on_month: self._live(asked, made, on_month)))

    def _known(self, name: str) -> Job | None:
        with self._bell:
            job = self._jobs.get(name)
            if job is None or job.status == "failed" or job.unwanted:
                return None
            self._jobs.move_to_end(name)
            return job

    def add(self, job: Job) -> Job:
        """Put a job in the place of every unfinished one that nobody needs."""
        with self._bell:
            for other in self._jobs.values():
                if other.unfinished and not other.kept:
                    other.unwanted = True
            self._jobs[job.id] = job
            self._jobs.move_to_end(job.id)
            self._tasks.append(lambda: self._run(job))
            self._bell.notify_all()
        return job

    def job(self, name: str) -> Job:
        """The job of that name. Raises `Refused` (404)."""
        with self._bell:
            job = self._jobs.get(name)
        if job is None:
            raise not_there("there is no such run here", "ask for it with POST /api/run")
        return job

    def finished(self, name: str) -> RunResult | Stored:
        """What came of a run. Raises `Refused`: 404 where there is none, 409 while it is not done."""
        job = self.job(name)
        if job.lived is None:
            what = "is not done yet" if job.unfinished else "came to nothing"
            raise Refused(
                409, *(job.diagnostics or (Diagnostic(f"the run {what}", "follow it on /api/live"),))
            )
        return job.lived

    def call(self, work: Callable[[Warm], T]) -> T:
        """Do something in the thread of runs and wait for it. Raises `Refused` (429) when too many wait."""
        future: Future[T] = Future()
        with self._bell:
            if self._asked >= self.limits.waiting:
                raise too_busy(f"{self._asked} questions are waiting already")
            self._asked += 1
            self._tasks.append(lambda: self._answer(work, future))
            self._bell.notify_all()
        try:
            return future.result(self.limits.seconds)
        except TooLong:
            future.cancel()
            raise too_busy(f"the answer {TOOK_TOO_LONG.format(self.limits.seconds)}") from None

    def patience(self) -> Callable[[int, int], None]:
        """What ends a run, within an answer, that takes too long or that nobody waits for any more."""
        until = time.monotonic() + self.limits.seconds

        def on_month(_done: int, _total: int) -> None:
            if self._closed or time.monotonic() > until:
                raise too_busy(f"the answer {TOOK_TOO_LONG.format(self.limits.seconds)}")

        return on_month

    def close(self) -> None:
        """Stop the thread; a run that lives is ended at its next month."""
        with self._bell:
            self._closed = True
            self._tasks.clear()
            for job in self._jobs.values():
                job.unwanted = True
            self._bell.notify_all()
        self._thread.join(timeout=10)

    def _refuse_too_much(self, asked: Live) -> None:
        most = self.limits
        diagnostics = [
            Diagnostic(f"{name}: {value:,} is beyond the limit of {limit:,}", f"give at most {limit:,}")
            for name, value, limit in (
                ("persons", asked.persons, most.persons),
                ("months", asked.months, most.months),
                ("persons x months", asked.persons * asked.months, most.person_months),
                ("changes", len(asked.changes), most.changes),
            )
            if value > limit
        ]
        if diagnostics:
            raise InputError(*diagnostics)
        needed = memory_of(asked.persons, asked.months, groups_of(asked.society))
        if needed > most.memory:
            raise too_large(f"this run would take {needed >> 20:,} MiB of memory", "fewer persons or months")

    def _live(self, asked: Live, book: Rulebook, on_month: Callable[[int, int], None]) -> RunResult:
        warm = self.warm()
        return warm.live(warm.config(asked, book), on_month)

    def warm(self) -> Warm:
        """What is kept between runs; only for the thread of runs."""
        if self._warm is None:
            self._warm = self._make_warm()
        return self._warm

    def _work(self) -> None:
        while True:
            with self._bell:
                self._bell.wait_for(lambda: self._tasks or self._closed)
                if self._closed:
                    return
                task = self._tasks.popleft()
            task()

    def _answer(self, work: Callable[[Warm], T], future: Future[T]) -> None:
        with self._bell:
            self._asked -= 1
        if not future.set_running_or_notify_cancel():
            return
        try:
            future.set_result(work(self.warm()))
        except BaseException as error:
            future.set_exception(error)

    def _run(self, job: Job) -> None:
        if job.unwanted:
            job.diagnostics, job.status = (SUPERSEDED,), "failed"
            return
        job.status = "living"
        until = time.monotonic() + self.limits.seconds

        def on_month(done: int, total: int) -> None:
            job.done, job.total = done, total
            if job.unwanted:
                raise Stopped(SUPERSEDED)
            if time.monotonic() > until:
                raise Stopped(
                    Diagnostic(f"the run {TOOK_TOO_LONG.format(self.limits.seconds)}", "ask for less")
                )

        try:
            job.lived = job.make(on_month)
            job.status = "done"
        except Stopped as stopped:
            job.diagnostics, job.status = (stopped.diagnostic,), "failed"
        except InputError as wrong:
            job.diagnostics, job.status = wrong.diagnostics, "failed"
        except MemoryError:
            job.diagnostics, job.status = (
                (Diagnostic("not enough memory", "fewer persons or months"),),
                "failed",
            )
        except Exception as error:
            diagnostic = Diagnostic(
                f"a fault of glasshouse: {type(error).__name__}: {error}", "please report it"
            )
            job.diagnostics, job.status = (diagnostic,), "failed"
        self._tidy()

    def _tidy(self) -> None:
        """Forget the runs longest not asked for, until those that stay fit."""
        with self._bell:
            finished = [job for job in self._jobs.values() if not job.unfinished and not job.kept]
            held = sum(job.lived.bytes for job in finished if job.lived)
            for job in finished[:-1]:
                if len(finished) <= self.limits.kept and held <= self.limits.kept_bytes:
                    return
                held -= job.lived.bytes if job.lived else 0
                finished.remove(job)
                del self._jobs[job.id]
