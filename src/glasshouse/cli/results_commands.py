"""Commands about a results folder: its report, a life, a probe of its map, its digest.

Tables written to files: .csv or .parquet.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from glasshouse.cli.option_groups import Attack
from glasshouse.cli.options import Fate, Flag, Json, Measures, Person, Pictures, Threads
from glasshouse.errors import Diagnostic, InputError

if TYPE_CHECKING:
    from glasshouse.data_table import Table

Theme = Literal["light", "dark", "print"]


def report(
    folder: Path, /, *, to: Path | None = None, measures: Measures = (), pictures: Pictures = ()
) -> None:
    """Write the report of a results folder again.

    Parameters
    ----------
    folder
        A results folder.
    to
        File to write, by default report.html in the folder.
    measures
        A measure of your own as FILE:NAME, repeatable (docs/measure-of-your-own.md).
    pictures
        A picture of your own as FILE:NAME, repeatable.
    """
    from glasshouse.reporting import write

    print(write(folder, to, measures=measures, pictures=pictures))


def plot(
    folder: Path, /, *, figure: str, out: Path | None = None, theme: Theme = "light", as_json: Json = False
) -> None:
    """Print the numbers behind a figure, and draw it into a file if asked to.

    Parameters
    ----------
    folder
        A results folder.
    figure
        Id of the figure, as `glasshouse list --figures` prints them, or a picture of your own as FILE:NAME.
    out
        File to draw it in: .svg, .png, .html or .json (its description).
    theme
        Colours for a light screen, a dark one, or paper.
    as_json
        Print the numbers as JSON.
    """
    from glasshouse import terminal
    from glasshouse.charts import registry
    from glasshouse.charts.figure import check

    if out is not None:
        check(out)
    found = registry.find(folder, figure) if out is None else registry.draw(folder, figure)
    if found is None:
        print("[]" if as_json else f"{figure}: nothing of this happened in the run")
        return
    if as_json:
        terminal.show_json([dict(zip(found.columns, row, strict=True)) for row in found.rows])
    else:
        terminal.show_table(found.title, found.columns, found.rows)
        print("\n".join(line for line in (found.unit, found.note, f"from {', '.join(found.files)}") if line))
    if out is not None:
        picture = found.save(out, theme)
        if not as_json:
            print(f"picture  {picture}")


def life(
    folder: Path,
    person: Person = None,
    /,
    *,
    to: Path | None = None,
    who: Fate | None = None,
    random: Flag = False,
    threads: Threads = None,
) -> None:
    """Tell one synthetic life of a run beside its twin, month by month, naming the clause behind each turn.

    Both lives are lived again from what the manifest says, unless the run wrote this one down.

    Parameters
    ----------
    folder
        A results folder.
    person
        Identity of the person, as in people.parquet.
    to
        Draw the life too, into a .svg, .png, .html or .json file.
    who
        Instead of a person: whoever was hit hardest in this way.
    random
        Instead of a person: any adult, by chance.
    threads
        Threads to use, by default all; results do not depend on it.
    """
    from glasshouse.charts.figure import check
    from glasshouse.reporting import portrait, turns
    from glasshouse.simulation import comparing, repeating, results_folder
    from glasshouse.simulation.results_folder import open_results

    if (person is not None) + (who is not None) + random != 1:
        raise InputError(Diagnostic("whose life?", "name one person, or one of --who and --random"))
    if to is not None:
        check(to)
    results = open_results(folder)
    results_folder.same_people(results)
    chosen = comparing.somebody(results, who) if person is None else person
    if to is None and (events := turns.stored(results, chosen)):
        print("\n".join(turns.told(results, chosen, *events)))
        return
    lived = repeating.life(results, chosen, threads or 0)
    told = turns.told(results, chosen, lived.system, lived.twin)
    print("\n".join(told))
    if to:
        start = str(results.manifest["start"])
        print(f"\npicture  {portrait.portrait(lived, told[0], start).save(to)}")


def probe(
    folder: Path,
    /,
    *,
    attack: Attack = Attack(),
    society: Path | None = None,
    to: Path | None = None,
    as_json: Json = False,
) -> None:
    """Attack the synthetic town of a results folder under each design of a map, and say what it gives away.

    Parameters
    ----------
    folder
        A results folder. Its people are drawn again from their recipe; positions are never read from a file.
    society
        File of the society, if it is not a shipped one.
    to
        File to draw the picture in: .svg, .png, .html or .json.
    as_json
        Print the table as JSON.
    """
    from glasshouse import terminal
    from glasshouse.charts.figure import check
    from glasshouse.metrics.privacy import DESIGNS, designs_named, probe_table
    from glasshouse.simulation.town import town

    if to is not None:
        check(to)
    designs = designs_named(attack.design) or DESIGNS
    place = town(folder, apart=attack.apart, society=society)
    table = probe_table(place, designs, seed=attack.seed, targets=attack.targets)
    if as_json:
        terminal.show_json(table.to_pylist())
    else:
        terminal.show_probes(table, place, designs)
    if to is not None:
        from glasshouse.reporting.privacy import probe_figure

        picture = probe_figure(table, place, designs, seed=attack.seed).save(to)
        if not as_json:
            print(f"picture  {picture}")


def digest(folder: Path, /, *, rerun: Flag = False, threads: Threads = None) -> None:
    """Verify a results folder and print one hash of all its results.

    The hash is the same whatever the time, the folder, the threads or the machine. Every file is compared
    with the hash it was written with.

    Parameters
    ----------
    folder
        A results folder.
    rerun
        Run it again too, and compare every table: this also finds numbers that were changed by somebody who
        made all hashes anew. Takes as long as the run.
    threads
        Threads to use with --rerun, by default all.
    """
    from glasshouse.simulation.digests import digest_of_opened
    from glasshouse.simulation.results_folder import open_results

    results = open_results(folder)
    found = digest_of_opened(results)
    if rerun:
        from glasshouse.simulation.repeating import refuse_unless_repeated

        refuse_unless_repeated(results, threads or 0)
    print(found)


def refuse_unless_table(out: Path | None) -> None:
    """Raise `InputError` for a file that is there already, or whose ending is not that of a table."""
    if out is None:
        return
    if out.suffix not in (".csv", ".parquet"):
        raise InputError(
            Diagnostic(
                f"{out.suffix or 'no ending'}: not a kind of table", "end in .csv or .parquet", str(out)
            )
        )
    if out.exists():
        raise InputError(Diagnostic("is there already", "choose another file", str(out)))


def write_table(made: Table, out: Path) -> None:
    """Write a table as its ending says, whole or not at all. Raises `InputError` where it cannot be."""
    import pyarrow.csv
    import pyarrow.parquet

    partial = out.with_name(f".{out.name}.unfinished")
    try:
        writer = pyarrow.csv.write_csv if out.suffix == ".csv" else pyarrow.parquet.write_table
        writer(made.to_arrow(), partial)
        partial.rename(out)
    except OSError as error:
        raise InputError(
            Diagnostic(f"cannot be written: {error.strerror or error}", "choose another file", str(out))
        ) from None
    finally:
        partial.unlink(missing_ok=True)
