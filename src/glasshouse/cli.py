"""The command line: words in, one call into the library, words out."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from cyclopts import App, CycloptsError, Parameter, Token, UnusedCliTokensError
from cyclopts.validators import Number

import glasshouse
from glasshouse.errors import BadInput, Fault

DONE, FAULT, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
FOUND = 1
STANDARD = "court-list-2013+debtor-map"

app = App(
    name="glasshouse",
    help="Run social-scoring systems on wholly synthetic people and see what they do to them.",
    version=glasshouse.__version__,
    help_format="plaintext",
)


def whole(_kind: type, tokens: Sequence[Token]) -> int:
    """The whole number written in the first of `tokens`; 100_000 and 100,000 are understood, 1.5 is not."""
    written = tokens[0].value
    if not re.fullmatch(r"[-+]?[0-9]+([_,][0-9]{3})*", written):
        raise ValueError(f"{written} is not a whole number")
    return int(written.replace(",", ""))


def month_of_year(_kind: type, tokens: Sequence[Token]) -> str:
    """The month written in the first of `tokens`, such as 2017-06."""
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", tokens[0].value):
        raise ValueError(f"{tokens[0].value} is not a month such as 2017-06")
    return tokens[0].value


Persons = Annotated[int, Parameter(converter=whole, validator=Number(gte=1, lte=100_000_000))]
Months = Annotated[int, Parameter(converter=whole, validator=Number(gte=1, lte=1_200))]
Seed = Annotated[int, Parameter(converter=whole, validator=Number(gte=0, lt=2**64))]
Month = Annotated[str | None, Parameter(converter=month_of_year)]
Years = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=1, lte=100))]
Threads = Annotated[int | None, Parameter(converter=whole, validator=Number(gte=1, lte=1_024))]
Json = Annotated[bool, Parameter(name="--json", negative="")]
Flag = Annotated[bool, Parameter(negative="")]


def main(arguments: list[str] | None = None) -> None:
    """Run the command in `arguments` (by default those of the process) and leave with its exit status.

    0: done; 2: bad input; 1: a fault of the program or the machine, or lint found what it was to fail on;
    130: interrupted.
    """
    sys.exit(_status(sys.argv[1:] if arguments is None else arguments))


def _status(arguments: list[str]) -> int:
    try:
        status = app(arguments, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return status if isinstance(status, int) else DONE
    except UnusedCliTokensError as bad:
        return _say(f"{' '.join(bad.unused_tokens or ())}: not understood here (see --help)", BAD_INPUT)
    except (BadInput, CycloptsError) as bad:
        return _say(str(bad), BAD_INPUT)
    except BrokenPipeError:  # whoever was reading has left; what is still unsaid goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        return _say("interrupted: no half-written results are left behind", INTERRUPTED)
    except OSError as error:
        return _say(f"{error.filename or 'glasshouse'}: {error.strerror or error}", FAULT)
    except MemoryError:
        return _say("not enough memory: try fewer persons", FAULT)
    except Exception:
        return _say(f"{traceback.format_exc()}\nThis is a fault of glasshouse: please report it.", FAULT)
    return DONE


def _say(sentence: str, status: int) -> int:
    print(sentence, file=sys.stderr)
    return status


@app.command
def run(
    *,
    rulebook: str = STANDARD,
    practice: Path | None = None,
    society: str = "hebei",
    province: tuple[str, ...] = (),
    tournament: Flag = False,
    ceilings_from: Years = None,
    unify_after: Years = None,
    unify_into: Literal["best", "median", "outline"] = "best",
    changes: Annotated[tuple[str, ...], Parameter(name="--set")] = (),
    persons: Persons = 100_000,
    start: Month = None,
    months: Months = 120,
    seed: Seed = 1,
    threads: Threads = None,
    out: Path | None = None,
    twin: bool = True,
    variants: Flag = False,
    report: bool = True,
    quiet: Flag = False,
    as_json: Json = False,
    overwrite: Flag = False,
) -> None:
    """Let synthetic people live under a rulebook, beside their twins who live without it.

    Parameters
    ----------
    rulebook
        Name of a shipped rulebook or path of a file; a+b lays the add-on b over a, a~v is the variant v of a
        (benefits-only, due-process or finance-only).
    practice
        File saying how the rules are carried out, laid over the shipped assumptions.
    society
        Name of a shipped society or path of a file.
    province
        NAME=RULEBOOK, repeatable: a province with a rulebook of its own; * is all other inhabited ones.
    tournament
        Provinces are ranked every year, vary their rulebooks and copy the first.
    ceilings_from
        Year from which no province may be harsher than the rulebook of the centre.
    unify_after
        Years after which all provinces come under one rulebook.
    unify_into
        That of the best ranked province, the median of all, or the outline as it is.
    changes
        NAME=VALUE, repeatable: another value for a parameter of a mechanism or of practice; switch.ties=0
        turns a mechanism off, and glasshouse describe --mechanisms names all of them.
    persons
        How many persons to draw.
    start
        First month, such as 2017-06; by default the month in which the rulebook comes into force.
    months
        How many months they live.
    seed
        Their luck: the same seed gives the same lives.
    threads
        Threads to use, by default all; results do not depend on it.
    out
        Folder for the results, by default a new one under results/.
    twin
        Run the twin too: the same people and luck without the rulebook.
    variants
        Compare with every variant of the rulebook, not only with the same rules as rewards only.
    report
        Write report.html too.
    quiet
        Say nothing but faults.
    as_json
        Print the summary as JSON.
    overwrite
        Replace the results already in the folder.
    """
    from glasshouse import report as reports
    from glasshouse import study, terminal
    from glasshouse.rulebook import load as load_rulebook
    from glasshouse.society import load as load_society
    from glasshouse.study.variants import EVERY, STANDARD
    from glasshouse.summary import summary

    law, recipe = _each(lambda: load_rulebook(rulebook), lambda: load_society(society))
    folder = _folder_for_results(out, f"{Path(rulebook).stem}-{Path(society).stem}", overwrite)
    with terminal.progress(persons, months * (1 + twin), shown=not (quiet or as_json)) as on_month:
        done = study.run(
            law, recipe, persons=persons, months=months, seed=seed, threads=threads,
            practice=practice, twin=twin, on_month=on_month, start=start, ways=_numbers_of(changes),
            provinces=_books_of(province),
            government=_government(tournament, ceilings_from, unify_after, unify_into),
        )  # fmt: skip
        done.save(folder, overwrite=overwrite, variants=EVERY if variants else STANDARD)
    page = reports.write(folder) if report else None
    if as_json:
        terminal.show_json(summary(folder, page).as_dict())
    elif not quiet:
        terminal.show_summary(summary(folder, page))


def _books_of(provinces: tuple[str, ...]) -> dict[str, str]:
    """Rulebook names by province from words such as hebei=court-list-2013."""
    return _pairs(provinces, "--province", "NAME=RULEBOOK")


def _numbers_of(changes: tuple[str, ...]) -> dict[str, float | str]:
    """Values by parameter from words such as dues.lapse=0.01 or court.sue_after=6 month."""
    pairs = _pairs(changes, "--set", "NAME=VALUE")
    return {name: float(value) if _is_number(value) else value for name, value in pairs.items()}


def _is_number(word: str) -> bool:
    return re.fullmatch(r"[-+]?[0-9]*\.?[0-9]+", word) is not None


def _pairs(words: tuple[str, ...], option: str, form: str) -> dict[str, str]:
    parts = {word: word.partition("=") for word in words}
    wrong = [
        Fault(f"{option} {word}: not understood", f"write {form}")
        for word, p in parts.items()
        if not (p[0] and p[2])
    ]
    if wrong:
        raise BadInput(*wrong)
    return {name: value for name, _, value in parts.values()}


def _government(
    tournament: bool, ceilings: int | None, unify: int | None, into: str
) -> dict[str, Any] | None:
    if not (tournament or ceilings or unify):
        return None
    return {
        "tournament": tournament, "ceilings_from": ceilings, "unify_after": unify, "unify_into": into,
    }  # fmt: skip


@app.command(name="list")
def list_shipped(*, as_json: Json = False) -> None:
    """List the shipped rulebooks and societies, and the variants of any rulebook.

    Parameters
    ----------
    as_json
        Print as JSON.
    """
    from glasshouse import terminal
    from glasshouse.rulebook import shipped as rulebooks
    from glasshouse.rulebook.variants import MARK, VARIANTS
    from glasshouse.society import load, shipped

    variants = [(f"RULEBOOK{MARK}{name}", _meaning(made)) for name, made in VARIANTS.items()]
    societies = [(name, load(name).title) for name in shipped()]
    if as_json:
        fields = ("name", "title", "date", "confidence")
        books = [dict(zip(fields, book, strict=True)) for book in rulebooks()]
        terminal.show_json(
            {
                "rulebooks": books,
                "variants": [dict(zip(fields, v, strict=False)) for v in variants],
                "societies": [dict(zip(fields, s, strict=False)) for s in societies],
            }
        )
    else:
        terminal.show_table("Rulebooks", ("name", "title", "in force from", "confidence"), rulebooks())
        terminal.show_table("Variants of any rulebook", ("name", "what it is"), variants)
        terminal.show_table("Societies", ("name", "title"), societies)


@app.command
def check(file: Path, /) -> None:
    """Check a rulebook, society, practice or parameter file and name every fault in it.

    Parameters
    ----------
    file
        The file to check.
    """
    from glasshouse.checking import check as checked

    print(f"{file}: sound ({checked(file)})")


@app.command
def lint(
    rulebook: str,
    /,
    *,
    norms: str = "",
    select: str = "",
    ignore: str = "",
    fail_on: Literal["P", "E", "W", "never"] = "E",
    runs: Annotated[int, Parameter(converter=whole, validator=Number(gte=0, lte=1_000))] = 0,
    society: str = "hebei",
    persons: Persons = 20_000,
    months: Months = 60,
    seed: Seed = 1,
    witnesses: Flag = False,
    as_json: Json = False,
    sarif: Flag = False,
) -> int:
    """Ask of a rulebook what a careful lawyer would ask first. A finding is a question, never a verdict.

    Parameters
    ----------
    rulebook
        Name of a shipped rulebook or path of a file; a+b, a~v and a@2016-01 are understood.
    norms
        Norm profiles, such as un,eu: un, eu, coe, us, cn, soft, quality; by default all.
    select
        Only these rules or families, such as CTX,DUR-1.
    ignore
        Not these rules or families.
    fail_on
        Leave with status 1 when a finding of this severity or a graver one is violated: P would breach a ban
        or a near-absolute right, E is an error, W a warning. What is passed over or undecided never fails.
    runs
        How many runs decide the rules that a text cannot (at least 3; none by default).
    society
        Society of these runs.
    persons
        Persons of each run.
    months
        Months of each run.
    seed
        Seed of the first run.
    witnesses
        Print for each finding a made-up history that runs into it, ready for cases.yaml.
    as_json
        Print as JSON.
    sarif
        Print as SARIF 2.1.0, for code hosts and editors.
    """
    from glasshouse import terminal
    from glasshouse.lint.linting import lint as asked
    from glasshouse.lint.simulated import replicate
    from glasshouse.rulebook import load

    law = load(rulebook)
    ran = (
        replicate(law, runs=runs, society=society, persons=persons, months=months, seed=seed)
        if runs
        else None
    )
    report = asked(law, norms=_words(norms), select=_words(select), ignore=_words(ignore), runs=ran)
    if as_json or sarif:
        terminal.show_json(report.as_sarif() if sarif else report.as_dict())
    else:
        terminal.show_lint(report, witnesses=witnesses)
    return FOUND if fail_on != "never" and report.fails(fail_on) else DONE


def _words(listed: str) -> tuple[str, ...]:
    """The words of a list such as un,eu."""
    return tuple(word.strip() for word in listed.split(",") if word.strip())


@app.command
def explain(rulebook: str, path: str, /, *, as_json: Json = False) -> None:
    """Say what a rulebook holds at a path, and which file, line and source set it.

    Parameters
    ----------
    rulebook
        Name of a shipped rulebook or path of a file.
    path
        Dotted path of a clause, such as lists.defaulters.exit.within.
    as_json
        Print as JSON.
    """
    from glasshouse import terminal
    from glasshouse.rulebook import load

    facts = vars(load(rulebook).explain(path))
    terminal.show_json(facts) if as_json else terminal.show_facts(facts)


@app.command
def describe(*, plan: Flag = False, mechanisms: Flag = False, markdown: Flag = False) -> None:
    """Describe the model: its mechanisms, and the plan of a month with what each rule reads and writes.

    Parameters
    ----------
    plan
        Only the plan of a month.
    mechanisms
        Only the mechanisms: switch, rules, what they touch and draw, numbers and sources of each.
    markdown
        The mechanisms as a page with tables, as it stands in docs/mechanisms.md.
    """
    from glasshouse import describing

    if markdown:
        print(describing.table(), end="")
        return
    if mechanisms or not plan:
        print(describing.describe(), end="\n" if mechanisms else "\n\n")
    if plan or not mechanisms:
        print(describing.plan())


@app.command
def report(folder: Path, /, *, to: Path | None = None) -> None:
    """Write the report of a results folder again.

    Parameters
    ----------
    folder
        A results folder.
    to
        File to write, by default report.html in the folder.
    """
    from glasshouse.report import write

    print(write(folder, to))


@app.command
def digest(folder: Path, /) -> None:
    """Print one hash of all results in a folder, the same whatever the time, the folder or the threads.

    Parameters
    ----------
    folder
        A results folder.
    """
    from glasshouse.study import digest_of

    print(digest_of(folder))


def _meaning(function: Callable[..., Any]) -> str:
    return (function.__doc__ or "").partition("\n")[0]


def _each(*loads: Callable[[], Any]) -> list[Any]:
    """What each call returns; the faults of all of them together."""
    found: list[Any] = []
    faults: list[Fault] = []
    for load in loads:
        try:
            found.append(load())
        except BadInput as bad:
            faults += bad.faults
    if faults:
        raise BadInput(*faults)
    return found


def _folder_for_results(out: Path | None, name: str, overwrite: bool) -> Path:
    """The folder to write to, refused before hours are spent if it cannot be."""
    from glasshouse.study.saving import refuse_unless_free

    if out is None:
        return _unused(Path("results") / name)
    refuse_unless_free(out, overwrite)
    ground = next(folder for folder in (out, *out.absolute().parents) if folder.exists())
    if not (ground.is_dir() and os.access(ground, os.W_OK | os.X_OK)):
        raise BadInput(Fault(f"{ground} cannot be written to", "choose another --out", str(out)))
    return out


def _unused(folder: Path) -> Path:
    number = 2
    chosen = folder
    while chosen.exists():
        chosen = folder.with_name(f"{folder.name}-{number}")
        number += 1
    return chosen
