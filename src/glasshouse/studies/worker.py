"""Living members: a workshop keeps people, parameters and rulebooks between runs and lives one at a time.

A member names its texts and carries their hashes. What is loaded is compared with these hashes before it is
used, and kept by them, so that a file edited after planning is refused and never stands for the planned one.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from glasshouse.errors import Diagnostic, InputError
from glasshouse.studies.members import Member, fingerprint, hash_of_book, mechanisms_hash, shown

if TYPE_CHECKING:
    from glasshouse.metrics.measure import Measure
    from glasshouse.model.custom_mechanism import CustomMechanism
    from glasshouse.population.society import Society
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.completed_run import CompletedRun
    from glasshouse.simulation.run_config import RunConfig
    from glasshouse.specs.parameters import ParameterSet
    from glasshouse.studies.members import Task


@dataclass
class Result:
    """What came of a member: its outcomes, or why there are none (`error`); `code` is what computed them.

    `made` is what came of a task that is no member."""

    key: str
    outcomes: dict[str, float] = field(default_factory=dict)
    digest: str = ""
    twin_digest: str = ""
    seconds: float = 0.0
    error: str = ""
    made: object = None
    code: str = field(default_factory=fingerprint)


@dataclass
class Cache:
    """The last few things made, by what they were made from."""

    room: int
    kept: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def get(self, name: Hashable, make: Callable[[], object]) -> Any:
        """What stands there under `name`; made, and the oldest thing thrown out, if nothing does."""
        if name not in self.kept:
            self.kept[name] = make()
            if len(self.kept) > self.room:
                self.kept.popitem(last=False)
        self.kept.move_to_end(name)
        return self.kept[name]


@dataclass
class Worker:
    """Lives members on `threads` threads; societies, rulebooks, practice and twins stay warm."""

    threads: int = 1
    societies: Cache = field(default_factory=lambda: Cache(2))
    books: Cache = field(default_factory=lambda: Cache(16))
    practices: Cache = field(default_factory=lambda: Cache(16))
    twins: Cache = field(default_factory=lambda: Cache(2))
    mechanisms: Cache = field(default_factory=lambda: Cache(16))
    provinces: dict[str, Any] = field(default_factory=dict)

    def live(self, member: Member | Task) -> Result:
        """Live a member and its twin, or do another task. What goes wrong is written down, not raised."""
        began = time.perf_counter()
        try:
            if isinstance(member, Member):
                made = self._live(member)
            else:
                made = Result(member.key, made=member.done_by(self))
        except InputError as bad:
            made = Result(member.key, error=str(bad))
        except Exception as error:  # a study of thousands does not end with one of them
            made = Result(member.key, error=f"{type(error).__name__}: {error}")
        return replace(made, seconds=time.perf_counter() - began)

    def _live(self, member: Member) -> Result:
        from glasshouse.simulation.run_data import written_down
        from glasshouse.studies import outcomes

        _refuse_other_code(member)
        chosen, own = self.config(member), self.own(member)
        wanted = [name for name, _ in member.taken]
        written = bool(wanted) and written_down(outcomes.needs_of(outcomes.measures_of(wanted, own)))
        run = self._lived(chosen, written)
        twin: CompletedRun | None = None
        if member.twin:
            without = chosen.without_system()
            key = (member.future, chosen.scope.key, written)
            twin = self.twins.get(key, lambda: self._lived(without, written))
        found = outcomes.outcomes_of(run, twin)
        if wanted:
            found |= outcomes.more_of(run, twin, wanted, own)
        return Result(member.key, found, run.digest(), twin.digest() if twin else "")

    def _lived(self, chosen: RunConfig, written: bool) -> CompletedRun:
        """The run of a setting, written down while it is computed where a measure needs that."""
        from glasshouse.simulation.run_data import sampled
        from glasshouse.simulation.simulating import simulate

        if not written:
            return simulate(chosen, self.threads)
        return simulate(chosen, self.threads, panel_ids=sampled(chosen.society, chosen.seed), trail=True)

    def own(self, member: Member) -> tuple[Measure, ...]:
        """Measures of one's own. Raises `InputError` where a source is not the one that was planned."""
        from glasshouse.metrics.catalogue import all_measures, own_measure

        found = tuple(own_measure(spec) for spec in member.measures)
        hashes = {one.id: one.origin.sha256 for one in (*all_measures().values(), *found) if one.origin}
        for name, planned in member.taken:
            id = name.partition(".")[0]
            if planned or id in hashes:
                _refuse_other("source of measure", id, hashes.get(id, ""), planned)
        return found

    def config(self, member: Member) -> RunConfig:
        """The setting of a member. Raises `InputError` where a text is not the one that was planned."""
        from glasshouse.simulation.run_config import run_config

        plain = self.book(member)
        return run_config(
            plain.but(dict(member.levers)) if member.levers else plain,
            self.society(member),
            practice=self.practice(member, plain),
            parameters=dict(member.inputs),
            mechanisms=self.custom(member),
            start=member.start or None,
            months=member.months,
            seed=member.seed,
            replicate=member.replicate,
        )

    def book(self, member: Member) -> Rulebook:
        """The rulebook as written."""

        def made() -> Rulebook:
            from glasshouse.rulebooks import load

            book = load(member.rulebook)
            _refuse_other("rulebook", member.rulebook, hash_of_book(book), member.rulebook_hash)
            return book

        book: Rulebook = self.books.get(member.rulebook_hash, made)
        return book

    def practice(self, member: Member, book: Rulebook) -> ParameterSet:
        """The practice under a rulebook."""

        def made() -> ParameterSet:
            from glasshouse.rulebooks import practice
            from glasshouse.simulation.run_config import hash_of

            found = practice(book)
            _refuse_other("practice of", member.rulebook, hash_of(found), member.practice_hash)
            return found

        found: ParameterSet = self.practices.get(member.practice_hash, made)
        return found

    def custom(self, member: Member) -> list[CustomMechanism]:
        """The mechanisms of a user's own of a member."""

        def made(name: str, planned: str) -> CustomMechanism:
            from glasshouse.simulation.mechanism_files import chosen

            (found,) = chosen([name])
            _refuse_other("mechanism", name, found.hash, planned)
            return found

        pairs = zip(member.mechanisms, member.mechanism_hashes, strict=True)
        return [self.mechanisms.get(hash_, partial(made, name, hash_)) for name, hash_ in pairs]

    def society(self, member: Member) -> Society:
        """The people of a member."""

        def drawn() -> Society:
            from glasshouse.population import load

            recipe = load(member.society)
            _refuse_other("society", member.society, recipe.hash, member.society_hash)
            return recipe.draw(persons=member.persons, seed=member.people_seed)

        people: Society = self.societies.get((member.society_hash, member.persons, member.people_seed), drawn)
        return people


def _refuse_other_code(member: Member) -> None:
    """Raises `InputError` where this process would compute with other code or numbers than was planned."""
    if member.code != fingerprint():
        what = f"this worker runs other code ({shown(fingerprint())}) than planned ({shown(member.code)})"
        raise InputError(Diagnostic(what, "install the same versions everywhere, then restart the workers"))
    _refuse_other("parameters of", "mechanisms", mechanisms_hash(), member.mechanisms_hash)


def _refuse_other(what: str, name: str, found: str, planned: str) -> None:
    if found != planned:
        raise InputError(
            Diagnostic(
                f"the {what} {name} changed after the study was planned"
                f" (planned {planned[:12]}, found {found[:12]})",
                "run the study again, so that it is planned with the text as it is now",
            )
        )
