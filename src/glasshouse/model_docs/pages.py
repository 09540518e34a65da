"""The model in words: its mechanisms with all that is known of them, the plan of a month, rulebooks,
measures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from glasshouse.engine.rules import Phase, Rule
from glasshouse.metrics import catalogue
from glasshouse.metrics.measure import Measure
from glasshouse.model.fields import StateField
from glasshouse.model.schedule import MONTH
from glasshouse.model.world_events import KINDS, described, effect
from glasshouse.model_docs import entities
from glasshouse.model_docs.entities import codes, range_of, value_of
from glasshouse.model_docs.mechanisms import VERBS, Mechanism, elsewhere, mechanisms
from glasshouse.rulebooks import load, shipped
from glasshouse.specs.parameters import Parameter

ALWAYS = "none: always on"
BETWEEN = "It has no rules of its own about one person: it acts on whole places, or between the months."


def describe() -> str:
    """Every mechanism of the model: its switch, rules, what they touch, and its numbers with their sources.

    The mechanisms stand in the order in which a month meets them.

    >>> import glasshouse as gh
    >>> "credit" in gh.describe()
    True
    """
    return "\n\n".join("\n".join(_mechanism(each)) for each in mechanisms())


def plan() -> str:
    """The phases of a month and, for each rule, the switches and conditions without which it does not run,
    and what it reads, writes, sees of others, shows and draws.

    >>> import glasshouse as gh
    >>> gh.plan().splitlines()[0]
    'phase 1: firms trade'
    """
    return "\n".join(line for number, phase in enumerate(MONTH.phases, 1) for line in _phase(number, phase))


def table() -> str:
    """The mechanisms as a page in Markdown: an overview, then a section for each with rules and numbers."""
    known = mechanisms()
    sections = (line for each in known for line in _section(each))
    return "\n".join((*_overview(known), *sections, *_rest(elsewhere()))) + "\n"


def rulebook_table() -> str:
    """The shipped rulebooks as a table in Markdown: when in force, what, whom, and how well it is known."""
    rows = [_rulebook(*row) for row in shipped()]
    headings = ("name", "in force", "what it is", "who is in it", "values by evidence")
    return "\n".join(entities.table(headings, rows)) + "\n"


def measure_table() -> str:
    """The measures as a page in Markdown: an overview, then the definition, numbers and source of each."""
    every = catalogue.shipped().values()
    known = [each for each in every if not each.kind]
    sections = (line for each in known for line in _measure(each))
    return "\n".join((*_measures(known), *sections, *_figures())) + "\n"


def _mechanism(about: Mechanism) -> Iterator[str]:
    yield f"{about.name}: {about.about[0]}"
    yield f"  {'switch':<6}  {_switch(about)}"
    width = max((len(rule.name) for rule in about.rules), default=0)
    for rule in about.rules:
        yield f"  {'rule':<6}  {rule.name:<{width}}  {rule.meaning}"
    if not about.rules:
        yield f"  {'rule':<6}  {BETWEEN}"
    for verb in VERBS:
        if names := about.touched(verb):
            yield f"  {verb:<6}  {' '.join(names)}"
    for one in about.fields:
        unit = "" if one.unit == "none" else f", {one.unit}"
        yield f"  {'field':<6}  {one.name}{unit}: {one.meaning}"
    for name, meaning in about.events.items():
        yield f"  {'event':<6}  {name}: {meaning}"
    if about.law:
        yield f"  {'law':<6}  {' '.join(about.law)}"
    for parameter in about.parameters:
        value = f"{value_of(parameter)} {parameter.unit} ({range_of(parameter)})"
        yield f"  number  {parameter.name} = {value}, {_ground(parameter)}"


def _switch(about: Mechanism) -> str:
    return ", ".join(f"{switch.name} ({switch.note})" for switch in about.switches) or ALWAYS


def _ground(parameter: Parameter) -> str:
    """On what the number rests: its source or, for an assumption, that it is one; then the note."""
    return "; ".join(part for part in (parameter.evidence, parameter.source, parameter.note) if part)


def _phase(number: int, phase: Phase) -> Iterator[str]:
    yield f"phase {number}: {phase.name}"
    switches, conditions = phase.switches(), phase.conditions()
    for rule in phase.rules:
        yield f"  {rule.mechanism}.{rule.name}"
        if switches[rule.name]:
            yield f"    {'switch':<6}  {' '.join(switches[rule.name])}"
        if conditions[rule.name]:
            yield f"    {'when':<6}  {'; '.join(conditions[rule.name])}"
        for verb in VERBS:
            if names := getattr(rule, verb):
                yield f"    {verb:<6}  {' '.join(names)}"


def _overview(known: Sequence[Mechanism]) -> Iterator[str]:
    yield "# Mechanisms"
    yield ""
    yield "Written by `python docs/tables.py` from the code and the data files; a test keeps it current. In"
    yield "the terminal: `glasshouse describe --mechanisms`. Numbers are defaults; every run can change them."
    yield ""
    yield from entities.table(
        ("mechanism", "what it does", "switch", "rules", "numbers", "of these assumed"),
        [
            (
                f"[{each.name}](#{each.name})",
                each.about[0],
                codes([switch.name for switch in each.switches]),
                str(len(each.rules)),
                str(len(each.parameters)),
                str(sum(number.evidence == "assumption" for number in each.parameters)),
            )
            for each in known
        ],
    )


def _section(about: Mechanism) -> Iterator[str]:
    yield from ("", f"## {about.name}", "")
    yield from about.about
    yield ""
    if not about.rules:
        yield BETWEEN
    else:
        yield from _rules(about)
    if about.fields:
        yield ""
        headings = ("field", "meaning", "unit", "starts as")
        yield from entities.table(headings, [_field(one) for one in about.fields])
    if about.events:
        yield ""
        rows = [(f"`{name}`", meaning) for name, meaning in about.events.items()]
        yield from entities.table(("event", "what it says of the person"), rows)
    if about.law:
        yield from ("", f"Fields of the law it reads: {codes(about.law, ', ')}.")
    if about.parameters:
        yield ""
        yield from entities.table(entities.NUMBER, [entities.number(number) for number in about.parameters])


def _rules(about: Mechanism) -> Iterator[str]:
    yield from entities.table(
        ("rule", "what it does", "switch", "runs only if", *VERBS),
        [_rule(about, rule) for rule in about.rules],
    )


def _field(one: StateField) -> tuple[str, ...]:
    return f"`{one.name}`", one.meaning, "" if one.unit == "none" else one.unit, one.start or "0"


def _measures(known: Sequence[Measure]) -> Iterator[str]:
    yield from ("# Measures", "")
    yield "Written by `python docs/tables.py` from the registry of measures (`glasshouse list --measures`); a"
    yield "test keeps it current. [A measure of your own](measure-of-your-own.md) joins the same list. Every"
    yield "number is printed with the persons and events it rests on, and with its interval where an honest"
    yield "one exists. No measure is a sum of others: there is no score over all harms. The claimed benefit"
    yield "always stands beside the harm. Ground truth exists only because the people are synthetic. As a"
    yield 'source, "own" marks a definition of this project; others name the work of an idea, from memory.'
    yield 'In a unit, "money" stands for the currency of the society, which every result names.'
    yield ""
    headings = ("id", "measure", "counts as", "unit", "worse for people", "needs")
    rows = [
        (f"[{each.id}](#{_anchor(each)})", each.title, each.side, each.unit, each.worse, codes(each.needs))
        for each in known
    ]
    yield from entities.table(headings, rows)


def _figures() -> Iterator[str]:
    yield from ("", "## Figures of persons and months", "")
    yield "Kept of each person, or counted month by month. The finding of such a measure is the mean with the"
    yield "system less the mean without it. In a study its name stands for the mean with the system; with"
    yield "`_twin` after it, for the mean without; with `_difference`, for the difference."
    yield ""
    rows = [
        (f"`{each.id}`", each.title, each.side, each.unit, each.worse, codes(each.required))
        for each in catalogue.figures()
    ]
    yield from entities.table(("id", "measure", "counts as", "unit", "worse for people", "needs"), rows)


def _measure(about: Measure) -> Iterator[str]:
    yield from ("", f"## {about.id} {about.title}", "", about.definition)
    if about.note:
        yield from ("", about.note)
    if any(part.name for part in about.parts):
        yield ""
        rows = [
            (f"`{about.id}.{part.name}`", part.title, part.unit, part.worse, part.note)
            for part in about.parts
            if part.name
        ]
        yield from entities.table(("number", "what it is", "unit", "worse for people", "caveat"), rows)
    yield from ("", f"Source: {about.source}.")


def _anchor(about: Measure) -> str:
    """The anchor Markdown gives the heading of a measure."""
    words = f"{about.id} {about.title}".lower().replace(" ", "-")
    return "".join(letter for letter in words if letter.isalnum() or letter == "-")


def _rest(numbers: Sequence[Parameter]) -> Iterator[str]:
    if numbers:
        yield from ("", "## Numbers of no mechanism", "", "They shape the people and the provinces.", "")
        yield from entities.table(entities.NUMBER, [entities.number(number) for number in numbers])


_WHO_TAKES_PART = {
    "mandatory": "everybody",
    "opt_out": "who does not opt out",
    "consent": "who consents",
    "app": "who opens the app",
}


def _rulebook(name: str, title: str, since: str, confidence: str) -> tuple[str, ...]:
    if not since or confidence == "no rules":
        return f"`{name}`", "add-on" if not since else "always", title, "", confidence
    book = load(name)
    asked = book.value("participation.by") if "participation.by" in book.paths() else "mandatory"
    until = f" to {book.until:%B %Y}" if book.until else ""
    who = _WHO_TAKES_PART[asked]
    return f"`{name}`", f"{date.fromisoformat(since):%B %Y}{until}", title, who, confidence


def _rule(about: Mechanism, rule: Rule) -> tuple[str, ...]:
    touched = (codes(getattr(rule, verb)) for verb in VERBS)
    switches, conditions = codes(about.switches_of(rule)), codes(about.conditions_of(rule), ", ")
    return f"`{rule.name}`", rule.meaning, switches, conditions, *touched


def events() -> str:
    """The kinds of dated events, with the unit and range of their sizes and what is usual."""
    usual = ("size", "months", "decay")
    return "\n".join(
        f"{kind}: {described(kind)} Usual: "
        + ", ".join(f"{key} {effect(f'{kind}_{key}').value:g}" for key in usual)
        for kind in KINDS
    )
