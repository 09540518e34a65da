"""The language of rulebooks as a page: every key, what it may hold, and which change is harsher.

Written from the schema that reads rulebooks, so that the page, the JSON Schema and the reader agree.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from glasshouse.model_docs import entities
from glasshouse.model_docs.language_facts import examples, questions
from glasshouse.rulebooks.leaf_kinds import Word, Words
from glasshouse.rulebooks.leaf_schema import HARSHER, Kind, label, words
from glasshouse.rulebooks.meanings import meanings
from glasshouse.rulebooks.schema import HEADER, SCHEMA, Keyed, Node, RulebookFile, children, clauses
from glasshouse.rulebooks.sections import Clause
from glasshouse.rulebooks.vocabulary import NAMES as VOCABULARIES
from glasshouse.rulebooks.vocabulary import OPEN, all_shipped

COLUMNS = ("key", "meaning", "what it holds", "if left out", "harsher", "example", "lint asks")
NAME = "NAME"
"""Stands for a key that the rulebook chooses."""
ABOUT_FILE = {
    "schema": f"Always `{SCHEMA}`.",
    "kind": "`rulebook` (the default) or `add-on`, which is joined to a rulebook with `+`.",
    "id": "The name by which the rulebook is found. Small letters, digits and hyphens.",
    "title": "Its title, for people to read.",
    "layer": "`outline`, `province` or `city`: the layer of law.",
    "extends": "The name of a rulebook of a higher layer, to which this one adds.",
    "amends": "The name of an earlier rulebook of the same layer, of which this one states the changes.",
    "uses": "Add-ons that are always joined to it, such as a file of words that several rulebooks share.",
    "from": "The day it comes into force.",
    "until": "The day it ends; leave it out where no end is set.",
    "notes": "Remarks: a text or a list of texts.",
    "unknowns": "What could not be found out: a text or a list of texts.",
}
REFERS = {
    "grade": "A grade of this rulebook, as `score.grade`.",
    "list": "A list of this rulebook.",
    "source": "A source of this rulebook.",
}
"""What a leaf holds that names one thing of the same rulebook."""
INTRODUCTION = """\
# The language of rulebooks

Written by `python docs/tables.py` from the schema that reads rulebooks; a test keeps it current. Editors that
read JSON Schema complete and check rulebooks with `src/glasshouse/data/schema/rulebook.schema.json`, which is
made from the same source. `glasshouse check FILE` reports every fault of a file.

A rulebook is a YAML file: a header, then clauses. A value can be written in three ways:

```yaml
term: 24 month                                              # a value
term: {2013-10-01: 24 month, 2017-05-01: 36 month}          # a value from each date on
term: {value: 24 month, basis: art. 9, evidence: V, note: as amended}   # a value with its legal basis
```

An annotated value may also have `unit`; `lever`, what a designer may choose from (`[12 month, 60 month]`, or
words); and `change`, what a lower layer says it does to a rule (`add`, `ease`, `tighten`). Any clause may
carry `basis`, `note` and `evidence`, which hold for every value inside it that has none of its own. `null`
takes away a clause that a rulebook amends or extends. `NAME` stands for a name that the rulebook chooses.

Whom a clause reaches, how often something must happen, and what a repetition leads to:

```yaml
vocabulary:
  statuses:                                   # what somebody is, without an act
    claimant: {title: claimants of the benefit, who: unemployed, share: {value: 0.8, unit: fraction}}
scope: {applies_to: [claimant]}               # the whole text is for nobody else
lists:
  sanctioned:
    exempt: [old]                             # and this list for none of these
    entry: {when: behaviour, any_of: [job_refused, job_left], at_least: 2 count, within: 12 month}
    ladder:                                   # by how often somebody came onto the list within a year
      within: 12 month
      steps: {first: {term: 3 month}, second: {term: 6 month, triggers: [no_loan]}}
    falls_on: person                          # or payer (for a child), household, guarantor
  large_debts:
    entry: {when: owes, owes: 10000 money, for: 180 day}
```

Tiers by amount are lists with other values of `owes`, tiers by frequency the steps of a ladder; each triggers
its own sanctions. A shipped act keeps its meaning: another title for it is refused, and
`vocabulary.behaviours` defines an act of the rulebook's own, done by holders of a status (`by`) or by
`children`, whose parent then answers for it.

The column *harsher* says which change of the value bears harder on people; it is empty where neither does.
*Example* is from a shipped rulebook, *lint asks* names the [rules of lint](lint.md) with a question about the
key, as seen at the shipped rulebooks and at the examples of the rules.
"""


def language() -> str:
    """The reference of the language of rulebooks, in Markdown."""
    return "\n".join((INTRODUCTION, *_header(), *_sections((), RulebookFile), *_vocabularies())) + "\n"


def _header() -> Iterator[str]:
    yield from ("## Header", "")
    yield from entities.table(("key", "what it holds"), [(f"`{key}`", ABOUT_FILE[key]) for key in HEADER])


def _sections(path: tuple[str, ...], clause: type[Clause]) -> Iterator[str]:
    """A section for a clause and for every clause below it; the file itself has the header as its own."""
    inside = {key: child.node for key, child in children(clause).items() if path or key not in HEADER}
    if path:
        yield from ("", f"## `{'.'.join(path)}`", "", *(inspect.getdoc(clause) or "").splitlines())
        yield from _asked_of_all(path)
        said = meanings(clause)
        rows = [
            _row(key, child.node, path, said.get(child.attribute, ""))
            for key, child in children(clause).items()
        ]
        yield from ("", *entities.table(COLUMNS, rows))
    for key, node in inside.items():
        below = node.inside if isinstance(node, Keyed) else node
        if isinstance(below, type):
            yield from _sections((*path, key, *([NAME] if isinstance(node, Keyed) else [])), below)
        elif not path:
            row = _row(key, node, path, meanings(clause).get(key, ""))
            yield from ("", f"## `{key}`", "", *entities.table(COLUMNS, [row]))


def _asked_of_all(path: tuple[str, ...]) -> Iterator[str]:
    """The rules of lint that ask about the clause and not about one of its keys."""
    if asked := questions().get(_pattern(path)):
        yield from ("", f"Lint asks about the clause: {', '.join(asked)}.")


def _row(key: str, node: Node, path: tuple[str, ...], meaning: str) -> tuple[str, ...]:
    if isinstance(node, Keyed):
        key, node = f"{key}.{NAME}", node.inside
    here = (*path, *key.split("."))
    if not isinstance(node, Kind):
        dotted = ".".join(here)
        return f"`{key}`", f"See [`{dotted}`](#{dotted.replace('.', '').lower()}).", *[""] * 5
    pattern = _pattern(here)
    example = str(examples().get(pattern, "")).replace("|", r"\|")
    asked = ", ".join(questions().get(pattern, ()))
    return f"`{key}`", meaning, _holds(node), _absent(node), HARSHER[node.harsher], example, asked


def _pattern(path: tuple[str, ...]) -> str:
    return ".".join("*" if step == NAME else step for step in path)


def _absent(kind: Kind) -> str:
    """What holds where nothing is said, if that is a value; empty where the clause does nothing then."""
    if isinstance(kind.absent, bool):
        return str(kind.absent).lower()
    return {None: "", (): "none"}.get(kind.absent, str(kind.absent))


def _holds(kind: Kind) -> str:
    """What a leaf may hold; a vocabulary is named, and its words are listed once at the end."""
    if isinstance(kind, Word | Words) and kind.refers:
        return (
            f"Names of {kind.refers}s of this rulebook." if isinstance(kind, Words) else REFERS[kind.refers]
        )
    value = kind.json_value()
    name = label(value)
    if name.removesuffix("_or_text") in OPEN:
        return f"A word of [{name.removesuffix('_or_text')}](#vocabularies), or one of the rulebook's own."
    if name.removeprefix("some_") not in VOCABULARIES:
        return words(value)
    many = "Words" if name.startswith("some_") else "A word"
    return f"{many} of [{name.removeprefix('some_')}](#vocabularies)."


def _vocabularies() -> Iterator[str]:
    yield from ("", "## Vocabularies", "")
    yield "`glasshouse list --words NAME` prints what each word means."
    rows = [(f"`{name}`", entities.codes(list(all_shipped(name)))) for name in VOCABULARIES]
    yield from ("", *entities.table(("vocabulary", "words"), rows))


def undocumented() -> list[str]:
    """Clauses without a description, and keys that are not explained; none, says a test."""
    silent = [clause.__name__ for clause in clauses() if not clause.__doc__]
    return [*silent, *_without_meaning(), *(key for key in HEADER if key not in ABOUT_FILE)]


def _without_meaning() -> Iterator[str]:
    """The keys that hold a value and do not say what it means."""
    for clause in clauses():
        for key, child in children(clause).items():
            held = child.node.inside if isinstance(child.node, Keyed) else child.node
            if isinstance(held, Kind) and key not in HEADER and child.attribute not in meanings(clause):
                yield f"{clause.__name__}.{child.attribute}"
