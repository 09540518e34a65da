"""A rulebook as the rules of lint read it: its text, who bears what and why, and what runs of it showed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from glasshouse.linting.burdens import Burden, burdens_of, contexts_of_score
from glasshouse.linting.rulebook_text import RulebookText

if TYPE_CHECKING:
    from glasshouse.linting.simulated import Replicates


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
        """Every right that is denied, marked or made dearer to somebody, with the reason."""
        return burdens_of(self)

    @cached_property
    def denials(self) -> tuple[Burden, ...]:
        """The burdens that shut a right."""
        return tuple(burden for burden in self.burdens if burden.denies)

    @cached_property
    def score_contexts(self) -> tuple[str, ...]:
        """The parts of life whose acts take points."""
        return contexts_of_score(self)

    def by_score(self, burden: Burden) -> bool:
        """Whether the score decides who bears it: by grade, by a list of a grade, by a look at the grade."""
        if burden.kind == "grade":
            return True
        if burden.kind == "gatekeeper":
            return "grade" in self.says(burden.written, ())
        return burden.kind == "list" and self.says(f"{burden.cause}.entry.when") == "grade_at_most"

    @cached_property
    def score_burdens(self) -> bool:
        """Whether points can bring a burden: a right touched, or a listing that is shown."""
        shown = (name for name in self.blacklists if self.says(f"lists.{name}.entry.when") == "grade_at_most")
        return any(map(self.by_score, self.burdens)) or any(shown)

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
    def bears(self) -> bool:
        """Whether the rulebook does anything to anybody that they would not want."""
        return bool(self.burdens or self.shows or any(map(self.costs, self.behaviours)))
