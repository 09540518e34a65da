"""What the tables of a study say of themselves: units and meanings of columns, hash, settings, versions."""

from __future__ import annotations

import pyarrow as pa

from glasshouse.specs.units import in_currency
from glasshouse.studies.members import code_hash
from glasshouse.studies.plan import Plan
from glasshouse.version import __version__

ABOUT = {
    "point": "number of the point of the design",
    "rulebook": "rulebook as the plan names it",
    "replicate": "number of the luck, which all points and rulebooks share",
}
Words = dict[str, str]


def described(table: pa.Table, plan: Plan) -> pa.Table:
    """A table of a study with the unit and meaning of each column, and `attributes`, as metadata."""
    known = {**columns(plan), **{name: outcome(plan, name) for name in plan.known}}
    fields = [field.with_metadata(known[field.name]) for field in table.schema]
    about = {key: str(value) for key, value in attributes(plan).items()}
    return pa.Table.from_arrays(table.columns, schema=pa.schema(fields, about))


def columns(plan: Plan) -> dict[str, Words]:
    """The words of the columns beside outcomes: where a row stands, and its factors."""
    factors = {f.name: {"kind": f.kind, "unit": f.measured_in, "meaning": f.meaning} for f in plan.factors}
    about = {name: {"meaning": meaning} for name, meaning in ABOUT.items()} | factors
    return {name: {key: word for key, word in words.items() if word} for name, words in about.items()}


def outcome(plan: Plan, name: str) -> Words:
    """The words of the column of an outcome."""
    one = plan.known[name]
    return {"unit": in_currency(one.unit, plan.currency), "meaning": one.meaning}


def attributes(plan: Plan) -> dict[str, str | int]:
    """What a table of results is of: hash, settings, versions. Plain words and whole numbers."""
    return {
        "study": plan.hash,
        "title": plan.title,
        "society": plan.society,
        "currency": plan.currency,
        "persons": plan.persons,
        "months": plan.months,
        "seed": str(plan.seed),
        "design": plan.design.kind,
        "glasshouse": __version__,
        "code": code_hash(),
        **{f"source of {source.name}": source.sha256 for source in plan.sources},
    }
