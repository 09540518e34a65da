"""Living members: a workshop keeps people, parameters and rulebooks between runs and lives one at a time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from glasshouse.experiment.members import Member

if TYPE_CHECKING:
    from glasshouse.rulebook import Rulebook
    from glasshouse.society.society import Society
    from glasshouse.study.running import Run
    from glasshouse.study.setting import Setting
    from glasshouse.texts.parameters import ParameterSet


@dataclass
class Lived:
    """What came of a member: its outcomes, or why there are none (`error`)."""

    key: str
    outcomes: dict[str, float] = field(default_factory=dict)
    digest: str = ""
    twin_digest: str = ""
    seconds: float = 0.0
    error: str = ""


@dataclass
class Shelf:
    """The last few things made, by what they were made from."""

    room: int
    kept: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    def get(self, name: Hashable, make: Callable[[], Any]) -> Any:
        """What stands there under `name`; made, and the oldest thing thrown out, if nothing does."""
        if name not in self.kept:
            self.kept[name] = make()
            if len(self.kept) > self.room:
                self.kept.popitem(last=False)
        self.kept.move_to_end(name)
        return self.kept[name]


@dataclass
class Workshop:
    """Lives members on `threads` threads; societies, rulebooks, practice and twins stay warm."""

    threads: int = 1
    societies: Shelf = field(default_factory=lambda: Shelf(2))
    books: Shelf = field(default_factory=lambda: Shelf(16))
    practices: Shelf = field(default_factory=lambda: Shelf(16))
    twins: Shelf = field(default_factory=lambda: Shelf(2))

    def live(self, member: Member) -> Lived:
        """Live a member and its twin. What goes wrong is written down, not raised."""
        began = time.perf_counter()
        try:
            made = self._live(member)
        except Exception as error:  # a study of thousands does not end with one of them
            made = Lived(member.key, error=f"{type(error).__name__}: {error}")
        return replace(made, seconds=time.perf_counter() - began)

    def _live(self, member: Member) -> Lived:
        from glasshouse.experiment.outcomes import outcomes_of
        from glasshouse.study.running import live

        chosen = self.setting(member)
        run = live(chosen, self.threads)
        twin: Run | None = None
        if member.twin:
            twin = self.twins.get(member.future, lambda: live(chosen.without_system(), self.threads))
        return Lived(
            member.key,
            outcomes_of(run, twin),
            run.digest(),
            twin.digest() if twin else "",
        )

    def setting(self, member: Member) -> Setting:
        """The setting of a member."""
        from glasshouse.study.setting import setting

        return setting(
            self.book(member),
            self.society(member),
            practice=self.practice(member.rulebook),
            ways=dict(member.inputs),
            start=member.start or None,
            months=member.months,
            seed=member.seed,
            replicate=member.replicate,
        )

    def book(self, member: Member) -> Rulebook:
        """The rulebook with the member's levers set."""
        from glasshouse.rulebook import load

        plain: Rulebook = self.books.get(member.rulebook, lambda: load(member.rulebook))
        return plain.but(dict(member.levers)) if member.levers else plain

    def practice(self, rulebook: str) -> ParameterSet:
        """The practice under a rulebook."""
        from glasshouse.rulebook import load, practice

        made: ParameterSet = self.practices.get(
            rulebook, lambda: practice(self.books.get(rulebook, lambda: load(rulebook)))
        )
        return made

    def society(self, member: Member) -> Society:
        """The people of a member."""
        from glasshouse.society import load

        name = (member.society, member.persons, member.people_seed)
        drawn: Society = self.societies.get(
            name, lambda: load(member.society).draw(persons=member.persons, seed=member.people_seed)
        )
        return drawn
