"""A rulebook as the rules of lint read it: its text, who bears what and why, and what runs of it showed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from glasshouse.linting.burdens import Burden, burdens_of
from glasshouse.linting.rulebook_text import RulebookText
from glasshouse.rulebooks.vocabulary import vocabulary

if TYPE_CHECKING:
    from glasshouse.linting.simulated import Replicates


BY_GRADE = ("grade_at_most", "grade_at_least")
"""Entries onto a list that the score decides."""


@dataclass(frozen=True)
class Reading(RulebookText):
    """The rulebook of one lint; `runs` are those of it, if there were any."""

    runs: Replicates | None = field(default=None, repr=False)

    def why_inert(self, path: str) -> str:
        """Why a value changes nothing in any run of this text; empty where it can, or is absent."""
        from glasshouse.simulation.inert import why_in_text

        return why_in_text(self.book, path) if path in self.tree.by_name else ""

    @cached_property
    def burdens(self) -> tuple[Burden, ...]:
        """Every right that is denied, marked, made dearer or granted to others only, with the reason."""
        return burdens_of(self)

    @cached_property
    def denials(self) -> tuple[Burden, ...]:
        """The burdens that shut a right, or keep it for others."""
        return tuple(burden for burden in self.burdens if burden.denies)

    @cached_property
    def takings(self) -> tuple[Burden, ...]:
        """The burdens that take money from somebody: those of an effect of money that states a sum or a
        share."""
        return tuple(burden for burden in self.burdens if self._takes_money(burden))

    def _takes_money(self, burden: Burden) -> bool:
        moves = vocabulary("effects")[burden.effect].get("money")
        return bool(moves) and any(self.stated(f"{burden.clause}.{size}") for size in ("amount", "share"))

    @cached_property
    def losses(self) -> tuple[Burden, ...]:
        """What persons lose: rights that are shut or kept for others, and money."""
        return tuple(b for b in (*self.denials, *self.takings) if b.kind != "firm list")

    def by_score(self, burden: Burden) -> bool:
        """Whether the score decides who bears it: by grade, by a list of a grade, by a look at the grade."""
        if burden.kind == "grade":
            return True
        if burden.kind == "gatekeeper":
            return "grade" in self.says(burden.written, ())
        return burden.kind == "list" and self.says(f"{burden.cause}.entry.when") in BY_GRADE

    @cached_property
    def score_burdens(self) -> bool:
        """Whether points can bring a burden: a right touched or not granted, or a listing that is shown."""
        return self.score_surely_burdens or any(map(self.by_score, self.burdens))

    @cached_property
    def score_surely_burdens(self) -> bool:
        """The same, where the text says so itself: rewards alone leave it open."""
        shown = (name for name in self.blacklists if self.says(f"lists.{name}.entry.when") == "grade_at_most")
        return any(self.by_score(burden) and burden.sure for burden in self.burdens) or any(shown)

    @staticmethod
    def by_clause(burdens: Iterable[Burden]) -> dict[str, list[Burden]]:
        """Burdens by the words that bring them, so that a rule can say all of one clause at once."""
        found: dict[str, list[Burden]] = {}
        for burden in burdens:
            found.setdefault(burden.written, []).append(burden)
        return found

    @cached_property
    def shows(self) -> tuple[str, ...]:
        """The paths of clauses that show persons to others."""
        shown = [f"lists.{n}.publish" for n in self.blacklists if self.says(f"lists.{n}.publish")]
        return (*shown, *(path for path in ("publicity.map", "publicity.notify") if self.stated(path)))

    @cached_property
    def laid_elsewhere(self) -> tuple[str, ...]:
        """The clauses that burden outside lists, scores and gatekeepers: rights that nobody has unless
        granted, leave to ask for before moving, and what falls on those around somebody."""
        lays = {
            "rights.zero_base": bool(self.says("rights.zero_base")),
            "movement.permit": self.says("movement.permit", "nobody") != "nobody",
            "movement.exit_visa": self.says("movement.exit_visa", "nobody") != "nobody",
            "association.household.share": self.says("association.household.share", 0) > 0,
            "association.contacts.points": self.says("association.contacts.points", 0) < 0,
        }
        return tuple(path for path, lays_on in lays.items() if lays_on)

    @cached_property
    def bears(self) -> bool:
        """Whether the rulebook does anything to anybody that they would not want."""
        costs = any(map(self.costs, self.behaviours))
        return bool(self.burdens or self.shows or self.laid_elsewhere or costs)
