"""`glasshouse study indices`, `discover` and `search`: what a study found, and variants that do less harm."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from glasshouse.cli.option_groups import ByExecutor, InStore, Printed, WantedLives
from glasshouse.cli.options import Json

if TYPE_CHECKING:
    from glasshouse.studies.fronts import Front, Variant
    from glasshouse.studies.sensitivity import Indices
    from glasshouse.studies.study import Study


def indices(
    file: Path,
    /,
    *,
    outcome: str,
    rulebook: str = "",
    members: InStore = InStore(),
    to: Path | None = None,
    as_json: Json = False,
) -> None:
    """Say which factors an outcome hangs on, and how much of it is luck.

    Morris or Sobol indices by SALib on morris and saltelli designs; else by a surrogate, if it is good.

    Parameters
    ----------
    file
        The plan, a study.yaml whose members have been lived.
    outcome
        The outcome to explain.
    rulebook
        The rulebook, where the study has several.
    to
        File for the figure: .svg, .png, .html or .json.
    as_json
        Print as JSON.
    """
    from glasshouse import terminal

    _refuse_unless_picture(to)
    found = members.study_of(file).indices(outcome, rulebook)
    terminal.show_json(found.as_dict()) if as_json else _show_indices(found)
    if to:
        found.figure().save(to)


def discover(
    file: Path,
    /,
    *,
    outcome: str,
    wanted: WantedLives = WantedLives(),
    rulebook: str = "",
    members: InStore = InStore(),
    as_json: Json = False,
) -> None:
    """Find boxes of factor values in which an outcome is high, or low (PRIM).

    Parameters
    ----------
    file
        The plan, a study.yaml whose members have been lived.
    outcome
        The outcome looked at.
    rulebook
        The rulebook, where the study has several.
    as_json
        Print as JSON.
    """
    from glasshouse import terminal

    made = members.study_of(file)
    found = made.discover(outcome, rulebook, **vars(wanted))
    if as_json:
        terminal.show_json(found.as_dict())
        return
    rows = [
        (str(box), *(f"{share:.2f}" for share in (box.density, box.density_unseen, box.coverage, box.mass)),
         box.note)
        for box in found.boxes
    ]  # fmt: skip
    title = f"{found.outcome} {found.wanted}: {100 * found.base:.0f} % of {found.cases:,} lives"
    heads = ("box", "density>", "density unseen>", "coverage>", "share of lives>", "note")
    terminal.show_table(title, heads, rows or [("no factor narrows the lives down", *[""] * 5)])


def search(
    file: Path,
    /,
    *,
    rulebook: str = "",
    members: InStore = InStore(),
    by: ByExecutor = ByExecutor(),
    to: Path | None = None,
    printed: Printed = Printed(),
) -> None:
    """Search the levers of a rulebook for variants that do less harm, as the plan's search: section asks.

    Parameters
    ----------
    file
        The plan, a study.yaml with levers under vary and goals under search.
    rulebook
        The rulebook, where the study has several.
    to
        File for a figure of the front: .svg, .png, .html or .json.
    """
    from glasshouse import terminal

    _refuse_unless_picture(to)
    made = members.study_of(file)
    tell_set_aside(made)
    executor = by.executor_for(made)
    with terminal.count("members", shown=printed.for_people) as on_member:
        found = made.search(rulebook, executor, on_member=on_member)
    if printed.as_json:
        terminal.show_json(found.as_dict())
    elif not printed.quiet:
        _show_front(found)
    if to:
        found.figure().save(to)


def tell_set_aside(made: Study) -> None:
    """Set aside what is damaged in the store of a study, and say so."""
    for diagnostic in made.store.mend():
        print(f"set aside: {diagnostic.file}: {diagnostic.what}", file=sys.stderr)


def _refuse_unless_picture(to: Path | None) -> None:
    if to is not None:
        from glasshouse.charts.figure import check

        check(to)


def _show_indices(found: Indices) -> None:
    from glasshouse import terminal

    about = f"{found.points:,} points, {found.replicates} replicates, {found.method}"
    if found.surrogate:
        tried = ", ".join(f"{kind} {q2:.2f}" for kind, q2 in found.surrogate.tried.items())
        about += f" ({found.surrogate.kind}); Q2: {tried}"
    shown = [name for name in found.columns[1:] if found.method == "morris" or not name.endswith("_conf")]
    heads = ("", *(f"{name}>" for name in shown))
    rows = [(row["names"], *(f"{row[name]:.4g}" for name in shown)) for row in found.rows]
    terminal.show_table(f"What {found.outcome} hangs on: {about}", heads, rows)
    for note in found.notes:
        print(note)


def _show_front(found: Front) -> None:
    from glasshouse import terminal

    goals = [f"{goal.outcome}>" for goal in found.asked.goals]
    gains = [f"gain in {goal.outcome}>" for goal in found.asked.goals]
    heads = (*(f"{name}>" for name in found.levers), *goals, *gains, "still on the front")
    rows = [_front_row(found, one) for one in (found.written, *found.variants)]
    terminal.show_table(f"{found.rulebook}: variants on fresh futures, as written first", heads, rows)
    for note in found.notes:
        print(note)


def _front_row(found: Front, one: Variant) -> tuple[str, ...]:
    written = one is found.written
    values = [_value(one.values.get(name)) for name in found.levers]
    goals = [f"{value:.4g}" for value in one.fresh]
    gains = ["" if written else f"{x.mean:+.3g} ({x.low:+.3g} to {x.high:+.3g})" for x in one.fresh_gains]
    return (*values, *goals, *gains, "" if written else "yes" if one.holds else "no")


def _value(value: object) -> str:
    if value is None:
        return "as written"
    return f"{value:.4g}" if isinstance(value, float) else str(value)
