"""The pictures of a report from Python: one function per picture, each returning an Altair chart.

    glasshouse.report.plots.redress("results/demo").save("redress.svg")

`results` is a results folder or a comparison in memory (`Comparison`), which is then written to a folder that
is thrown away. Charts save as .svg, .png, .html or .json. Every function raises `InputError` for a folder
that cannot be read, and where the run has nothing to draw.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from glasshouse.errors import Diagnostic, InputError, suggestion
from glasshouse.report import folder as folders
from glasshouse.report.canvas import Figure
from glasshouse.report.pictures import PICTURES, Source

if TYPE_CHECKING:
    from glasshouse.simulation import Comparison


def figure(results: str | Path | Comparison, name: str) -> Figure:
    """A picture with its title, its table and the files it rests on, undrawn; `name` as in `PICTURES`."""
    found = find(results, name)
    if found is None:
        raise InputError(
            Diagnostic(f"this run has nothing to draw as {name}", "see its report", str(results))
        )
    return found


def find(results: str | Path | Comparison, name: str) -> Figure | None:
    """The same; None where nothing of it happened in the run."""
    if name not in PICTURES:
        raise InputError(
            Diagnostic(f"{name}: not a picture", suggestion(name, PICTURES) or ", ".join(PICTURES))
        )
    if not isinstance(results, (str, Path)):
        with TemporaryDirectory() as place:
            return find(results.save(Path(place) / "results"), name)
    folder = folders.read(Path(results))
    found = PICTURES[name](Source.of(folder))
    if found is None and folder.unseen:
        why = f"this run has nothing to draw as {name}: {folder.unseen}"
        raise InputError(Diagnostic(why, "see its report", str(results)))
    return found


KINDS = (".svg", ".png", ".html", ".json")
"""Files a picture can be saved as."""


def check(to: Path) -> None:
    """Raises `InputError` for a file that is none of `KINDS`, or that has no folder to stand in."""
    if to.suffix.lower() not in KINDS:
        raise InputError(
            Diagnostic(f"{to.name} is not a picture", f"end it in one of {', '.join(KINDS)}", str(to))
        )
    if not to.absolute().parent.is_dir():
        raise InputError(Diagnostic("no such folder", "make it first", str(to.absolute().parent)))


def save(figure: Figure, to: Path) -> Path:
    """Draw a picture into a file and return where it is. Raises `InputError` as `check` does."""
    from glasshouse.report import charting  # late: Altair is heavy

    check(to)
    charting.chart(figure).save(str(to), **({"scale_factor": 2} if to.suffix.lower() == ".png" else {}))
    return to


def chart(results: str | Path | Comparison, name: str) -> Any:
    """A picture by its name, as an Altair chart."""
    from glasshouse.report import charting  # late: Altair is heavy

    return charting.chart(figure(results, name))


def listed(results: str | Path | Comparison) -> Any:
    """The share of the population on the list, by true state, month by month."""
    return chart(results, "listed")


def flows(results: str | Path | Comparison) -> Any:
    """Entries onto the list and exits by kind, year by year."""
    return chart(results, "flows")


def redress(results: str | Path | Comparison) -> Any:
    """Wrongful entries not yet corrected, by months since the entry (Kaplan and Meier), with its interval."""
    return chart(results, "redress")


def due_process(results: str | Path | Comparison) -> Any:
    """Of the wrongly listed: who was told, disputed it, won, and was put right everywhere."""
    return chart(results, "due_process")


def rights(results: str | Path | Comparison) -> Any:
    """Years of lost rights by the clause that shut them, stacked by true ground."""
    return chart(results, "rights")


def contexts(results: str | Path | Comparison) -> Any:
    """Years of lost rights by pair of contexts: where the act came from, where the right lies."""
    return chart(results, "contexts")


def disparity(results: str | Path | Comparison) -> Any:
    """Risk ratio of being listed, each group against all others, with intervals and sizes."""
    return chart(results, "disparity")


def refusals(results: str | Path | Comparison) -> Any:
    """Risk ratio of being refused something, each group against all others, with intervals and sizes."""
    return chart(results, "refusals")


def burden(results: str | Path | Comparison) -> Any:
    """Share of all lost rights borne by the persons who bear most."""
    return chart(results, "burden")


def speech(results: str | Path | Comparison) -> Any:
    """Adults who spoke critically in public, month by month, with the system and without."""
    return chart(results, "speech")


def chilling(results: str | Path | Comparison) -> Any:
    """Critical speech lost: in all, by those the system touched, by those it did not touch."""
    return chart(results, "chilling")


def fear(results: str | Path | Comparison) -> Any:
    """Adults in fear, month by month, with the system and without."""
    return chart(results, "fear")


def opinion(results: str | Path | Comparison) -> Any:
    """Adults who say that they approve of the authority, and those who approve in private."""
    return chart(results, "opinion")


def variants(results: str | Path | Comparison) -> Any:
    """Each burden under every variant, as per cent of the same burden under the rulebook."""
    return chart(results, "variants")


def viewers(results: str | Path | Comparison) -> Any:
    """How many possible viewers of the map each listed person lives among."""
    return chart(results, "viewers")


def map_privacy(results: str | Path | Comparison) -> Any:
    """What an attacker learns from each design of a map, beside what the map is for."""
    return chart(results, "map_privacy")
