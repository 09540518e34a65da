"""Commands about texts: rulebooks, societies and the model itself, listed, checked, explained, described."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from glasshouse.cli.option_groups import AskedRules, LintRuns
from glasshouse.cli.options import Flag, Json, Measures, Mechanisms, listed
from glasshouse.skeletons import Kind

DONE, FOUND = 0, 1
Vocabulary = Literal[
    "rights", "behaviours", "statuses", "contexts", "grounds", "effects", "ranks", "evidence", "audiences"
]


def new(kind: Kind, file: Path, *, title: str = "") -> None:
    """Write a commented skeleton that is sound and runs: a rulebook, society, study, mechanism or measure.

    Parameters
    ----------
    kind
        What to write.
    file
        The file, which must not be there yet; its name becomes the id, or the name of the function.
    title
        The title, by default the name of the file with spaces.
    """
    from glasshouse import skeletons

    print(skeletons.new(kind, file, title=title))


def list_shipped(
    *,
    words: Vocabulary | None = None,
    measures: Flag = False,
    measure: Measures = (),
    figures: Flag = False,
    as_json: Json = False,
) -> None:
    """List the shipped rulebooks and societies, and the variants of any rulebook.

    Parameters
    ----------
    words
        List instead the words that rulebooks may use for these.
    measures
        List all measures instead: what audits find, reports print and studies may name as outcomes.
    measure
        With --measures, a measure of your own as FILE:NAME, repeatable.
    figures
        List the figures that `plot` and Python draw instead, with what they show and need.
    as_json
        Print as JSON.
    """
    if figures:
        _list_figures(as_json)
    elif words:
        _list_words(words, as_json)
    elif measures or measure:
        _list_measures(measure, as_json)
    else:
        _list_texts(as_json)


def _list_texts(as_json: bool) -> None:
    """Rulebooks, the variants of any rulebook, and societies."""
    from glasshouse import terminal
    from glasshouse.population import load, shipped
    from glasshouse.rulebooks import shipped as rulebooks
    from glasshouse.rulebooks.variants import MARK, VARIANTS

    variants = [(f"RULEBOOK{MARK}{name}", _meaning(made)) for name, made in VARIANTS.items()]
    known = [(name, load(name)) for name in shipped()]
    societies = [(name, one.title, one.currency, ", ".join(one.tables.attributes)) for name, one in known]
    if as_json:
        about, of_society = (
            ("name", "title", "date", "confidence"),
            ("name", "title", "currency", "attributes"),
        )
        terminal.show_json(
            {
                "rulebooks": [dict(zip(about, book, strict=True)) for book in rulebooks()],
                "variants": [dict(zip(about, one, strict=False)) for one in variants],
                "societies": [dict(zip(of_society, one, strict=True)) for one in societies],
            }
        )
    else:
        terminal.show_table("Rulebooks", ("name", "title", "in force from", "confidence"), rulebooks())
        terminal.show_table("Variants of any rulebook", ("name", "what it is"), variants)
        terminal.show_table("Societies", ("name", "title", "money", "attributes"), societies)


def _list_figures(as_json: bool) -> None:
    from glasshouse import terminal
    from glasshouse.charts.registry import PACKAGES, makers

    rows = [(one.id, of, one.title, ", ".join(one.needs)) for of in PACKAGES for one in makers(of).values()]
    fields = ("id", "of", "what it shows", "tables it needs")
    if as_json:
        terminal.show_json(
            {"figures": [dict(zip(("id", "of", "title", "needs"), row, strict=True)) for row in rows]}
        )
    else:
        terminal.show_table("Figures", fields, rows)


def _list_words(of: str, as_json: bool) -> None:
    from glasshouse import terminal
    from glasshouse.rulebooks.vocabulary import all_shipped

    meanings = {term.name: term.title for term in all_shipped(of).terms}
    if as_json:
        terminal.show_json(meanings)
    else:
        terminal.show_table(of.capitalize(), ("word", "what it means"), list(meanings.items()))


def _list_measures(own: tuple[str, ...], as_json: bool) -> None:
    from glasshouse import terminal
    from glasshouse.metrics.catalogue import with_own
    from glasshouse.studies.outcomes import of_measure

    known = with_own(own)
    outcomes = {id: [one.name for one in of_measure(measure)] for id, measure in known.items()}
    if as_json:
        words = ("id", "title", "unit", "side", "worse", "needs", "definition", "source")
        rows = [
            {**{word: getattr(one, word) for word in words}, "outcomes": outcomes[id],
             "file": one.origin.file if one.origin else ""}
            for id, one in known.items()
        ]  # fmt: skip
        terminal.show_json({"measures": rows})
        return
    table = [
        (one.id, one.title, one.unit, one.side, one.worse, ", ".join(one.needs), " ".join(outcomes[id]))
        for id, one in known.items()
    ]
    heads = ("id", "measure", "unit", "counts as", "worse for people", "needs", "outcomes of studies")
    terminal.show_table("Measures", heads, table)


def check(file: Path, /) -> None:
    """Check a rulebook, society, practice, parameter, cases, bounds or study file and name every fault in it.

    Notes name values that change nothing, with the reason; they are no faults.

    Parameters
    ----------
    file
        The file to check.
    """
    from glasshouse.checking import check as checked
    from glasshouse.checking import notes

    found = checked(file)
    for note in (*found.findings, *notes(file)):
        print(f"note: {note}")
    print(f"{file}: sound ({found.schema})")
    if found.schema == "glasshouse/study@1":
        from glasshouse.cli.options import show_plan
        from glasshouse.studies.planning import load

        show_plan(load(file))


def lint(
    rulebook: str,
    /,
    *,
    asked: AskedRules = AskedRules(),
    fail_on: Literal["P", "E", "W", "never"] = "E",
    simulated: LintRuns = LintRuns(),
    witnesses: Flag = False,
    as_json: Json = False,
    sarif: Flag = False,
) -> int:
    """Ask of a rulebook what a careful lawyer would ask first. A finding is a question, never a verdict.

    Parameters
    ----------
    rulebook
        Name of a shipped rulebook or path of a file; a+b, a~v and a@2016-01 are understood.
    fail_on
        Leave with status 1 when a finding of this severity or a graver one is violated: P would breach a ban
        or a near-absolute right, E is an error, W a warning. What is passed over or undecided never fails.
    witnesses
        Print for each finding a made-up history that runs into it, ready for cases.yaml.
    as_json
        Print as JSON.
    sarif
        Print as SARIF 2.1.0, for code hosts and editors.
    """
    from glasshouse import terminal
    from glasshouse.linting.linter import lint as linted
    from glasshouse.linting.simulated import replicate
    from glasshouse.rulebooks import load

    law = load(rulebook)
    ran = replicate(law, **vars(simulated)) if simulated.runs else None
    report = linted(
        law,
        norms=listed(asked.norms),
        select=listed(asked.select),
        ignore=listed(asked.ignore),
        runs=ran,
        rules=asked.rules,
    )
    if as_json or sarif:
        terminal.show_json(report.as_sarif() if sarif else report.as_dict())
    else:
        terminal.show_lint(report, witnesses=witnesses)
    return FOUND if fail_on != "never" and report.fails(fail_on) else DONE


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
    from glasshouse.rulebooks import load

    facts = vars(load(rulebook).explain(path))
    terminal.show_json(facts) if as_json else terminal.show_facts(facts)


def describe(
    *,
    plan: Flag = False,
    mechanisms: Flag = False,
    markdown: Flag = False,
    odd: Flag = False,
    events: Flag = False,
    own: Mechanisms = (),
) -> None:
    """Describe the model: its mechanisms, and the plan of a month with what each rule reads and writes.

    Parameters
    ----------
    plan
        Only the plan of a month.
    mechanisms
        Only the mechanisms: switch, rules, what they touch and draw, numbers and sources of each.
    markdown
        The mechanisms as a page with tables, as it stands in docs/mechanisms.md.
    odd
        The whole model in the sections of the ODD protocol, as it stands in docs/odd.md.
    events
        Only the kinds of dated events, with the unit and range of their sizes.
    own
        FILE:NAME, repeatable: a mechanism of your own to describe, alone or within --odd.
    """
    from glasshouse import model_docs
    from glasshouse.simulation.mechanism_files import chosen

    custom = chosen(own)
    if events:
        print(model_docs.events())
        return
    if odd or markdown:
        print(model_docs.odd(custom) if odd else model_docs.table(), end="")
        return
    if custom:
        print("\n\n".join(model_docs.custom.told(one) for one in custom))
        return
    if mechanisms or not plan:
        print(model_docs.describe(), end="\n" if mechanisms else "\n\n")
    if plan or not mechanisms:
        print(model_docs.plan())


def _meaning(function: Callable[..., Any]) -> str:
    return (function.__doc__ or "").partition("\n")[0]
