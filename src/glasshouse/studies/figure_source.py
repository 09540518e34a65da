"""What the figures of a study are made of: the study, or a result of it that is at hand."""

from __future__ import annotations

from dataclasses import dataclass

from glasshouse.errors import Diagnostic
from glasshouse.studies.fronts import Front
from glasshouse.studies.sensitivity import Indices
from glasshouse.studies.study import Study


@dataclass(frozen=True)
class StudySource:
    """A study with the outcome (and rulebook) it is asked about, or indices, or a front."""

    subject: Study | Indices | Front
    outcome: str = ""
    rulebook: str = ""

    def has(self, name: str) -> bool:
        """Whether it can give a "study" with an outcome, "indices" or a "front"."""
        one = self.subject
        asked = isinstance(one, Study) and bool(self.outcome)
        return {"indices": asked or isinstance(one, Indices), "front": isinstance(one, Front)}.get(
            name, asked
        )

    def lacks(self, id: str, needs: list[str]) -> Diagnostic:
        """Why the figure `id` cannot be drawn."""
        fix = "draw it from what `Study.search` returned" if "front" in needs else "name an outcome"
        return Diagnostic(f"{id} cannot be drawn from this alone", fix)

    @property
    def study(self) -> Study:
        """The study."""
        assert isinstance(self.subject, Study)
        return self.subject

    @property
    def indices(self) -> Indices:
        """The indices at hand, or those of the outcome."""
        one = self.subject
        return one if isinstance(one, Indices) else self.study.indices(self.outcome, self.rulebook)

    @property
    def front(self) -> Front:
        """The front."""
        assert isinstance(self.subject, Front)
        return self.subject


def source(subject: Study | Indices | Front, outcome: str = "", rulebook: str = "") -> StudySource:
    """The source of a study or of a result of one."""
    return StudySource(subject, outcome, rulebook)
