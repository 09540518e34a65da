"""What a society says of the model: its own parameters, its currency and its first month.

Parameters of mechanisms and of practice are given in the currency of whoever found them. A run has one
currency, that of its society: amounts in another are converted by the rates the society states, and refused
where it states none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from glasshouse.errors import Diagnostic, InputError, choices
from glasshouse.model.layout import PERSON
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.specs import packing
from glasshouse.specs.composing import KeyPath, dotted
from glasshouse.specs.parameters import Parameter, ParameterSet
from glasshouse.specs.reading import is_file, survey
from glasshouse.specs.units import MONEY, convert, currency_of

if TYPE_CHECKING:
    from glasshouse.population.schema import Figure
    from glasshouse.population.society import SocietyRecipe
    from glasshouse.rulebooks import Rulebook


def world_of(recipe: SocietyRecipe) -> ParameterSet:
    """The parameters of all mechanisms for a society: in its currency, with the figures its file gives.

    Raises `InputError` for figures of unknown parameters, attributes with the name of a field of persons, and
    where a rate is missing.
    """
    own = recipe.tables.parameters
    known = mechanisms()
    diagnostics = [
        _placed(recipe, ("attributes", name), Diagnostic("is a field of every person", "use another name"))
        for name in recipe.tables.attributes
        if name in (PERSON.names or ())
    ]
    laid: dict[str, Parameter] = {}
    for name, figure in own.items():
        try:
            laid[name] = _laid(known, name, figure, recipe)
        except InputError as bad:
            diagnostics += [_placed(recipe, ("parameters", name), one) for one in bad.diagnostics]
    rest = ParameterSet(tuple(one for one in known.parameters if one.name not in own))
    converted: dict[str, Parameter] = {}
    try:
        converted = dict(in_money(recipe, rest))
    except InputError as bad:
        diagnostics += bad.diagnostics
    if diagnostics:
        raise InputError(*diagnostics)
    return ParameterSet(tuple((converted | laid)[name] for name in known))


def in_money(recipe: SocietyRecipe, parameters: ParameterSet) -> ParameterSet:
    """Parameters with all amounts in the currency of a society. Raises `InputError` where it has no rate."""
    try:
        return parameters.in_money(recipe.currency, recipe.rates)
    except InputError as bad:
        raise InputError(*(replace(one, file=recipe.file) for one in bad.diagnostics)) from None


def refuse_other_money(recipe: SocietyRecipe, book: Rulebook) -> None:
    """Raises `InputError` for amounts of a rulebook in a currency of which nobody states the worth."""
    known = {MONEY, recipe.currency, *worth_of_others(recipe, [book])}
    if found := [one for one in _amounts(book) if one[1] not in known]:
        rate = f"{recipe.currency}/{found[0][1]}"
        raise InputError(
            *(
                Diagnostic(
                    f"{path}: an amount in {currency}, and {recipe.id} has {recipe.currency}",
                    f"add {currency}: {{value: ..., unit: {rate}, evidence: ...}} to its money.rates, "
                    f"or {recipe.currency} with the same value to those of the rulebook",
                    file,
                    line,
                )
                for path, currency, file, line in found
            )
        )


def worth_of_others(recipe: SocietyRecipe, books: Iterable[Rulebook]) -> dict[str, float]:
    """What one unit of other currencies is worth in that of a society: as it says itself, or as the first of
    the rulebooks that says it."""
    stated = [_rates_into(book, recipe.currency) for book in books]
    return {name: rate for rates in (*reversed(stated), recipe.rates) for name, rate in rates.items()}


def first_month(book: Rulebook, recipe: SocietyRecipe) -> str:
    """The first month of the society where the rulebook is in force then, else that of the rulebook."""
    calendar = recipe.tables.calendar
    last = f"{book.until:%Y-%m}" if book.until else "9999-12"
    if calendar and book.first_month <= calendar.start < last:
        return calendar.start
    return book.first_month


def _rates_into(book: Rulebook, currency: str) -> dict[str, float]:
    """What a rulebook says one unit of another currency is worth in `currency`."""
    leaf = book.tree.get(("money", "rates", currency))
    if leaf is None or not leaf.steps[-1].unit.startswith(f"{currency}/"):
        return {}
    return {leaf.steps[-1].unit.partition("/")[2]: float(leaf.steps[-1].value)}


def _amounts(book: Rulebook) -> Iterator[tuple[str, str, str, int]]:
    """Path, currency, file and line of every amount of money in a rulebook."""
    for leaf in book.tree.values():
        last = leaf.steps[-1]
        if leaf.path[0] != "money" and last.unit and (currency := currency_of(last.unit)):
            yield leaf.dotted, currency, last.origin.file, last.origin.line


def _laid(known: ParameterSet, name: str, figure: Figure, recipe: SocietyRecipe) -> Parameter:
    if name not in known:
        fix = choices(name, known, "`glasshouse describe --mechanisms` lists all parameters")
        raise InputError(Diagnostic("not a known parameter of a mechanism", fix))
    old = known[name]
    unit = old.unit
    if other := currency_of(unit):
        unit = unit.replace(other, recipe.currency, 1)
    value = convert(
        int(figure.value) if figure.value == int(figure.value) else figure.value, figure.unit, unit
    )
    packing.packed(value, unit)
    low, high = _range(figure, old, recipe)
    source = recipe.sources.get(figure.source)
    return replace(
        old,
        value=value,
        unit=unit,
        range=(min(low, value), max(high, value)),
        evidence=figure.evidence,
        source=f"{source.title}, {source.year}" if source else "",
        prior=None,
        note=figure.note or old.note,
    )


def _range(figure: Figure, old: Parameter, recipe: SocietyRecipe) -> tuple[float, float]:
    """The range of a figure: as given, or else that of the parameter in the currency of the society."""
    if figure.range is not None:
        return figure.range
    rate = {"": 1.0, recipe.currency: 1.0, **recipe.rates}.get(currency_of(old.unit))
    if rate is None:
        what = f"has no range, and there is no rate for {currency_of(old.unit)}, in which one is known"
        raise InputError(Diagnostic(what, "write range: [lowest, highest] sensible value"))
    return rate * old.range[0], rate * old.range[1]


def _placed(recipe: SocietyRecipe, path: KeyPath, found: Diagnostic) -> Diagnostic:
    if not is_file(recipe.file):
        return replace(found, what=f"{dotted(path)}: {found.what}", file=recipe.file)
    return survey(recipe.file).diagnostic(path, found.what, found.fix)
