"""The top of the page: what was run, what it did to people, and the claimed benefit beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from glasshouse.measure import benefit, catalogue, harm, listing
from glasshouse.measure.catalogue import Measure
from glasshouse.measure.monthly import series
from glasshouse.report import words
from glasshouse.report.folder import Folder

TWIN = "the same people without the system"


@dataclass(frozen=True)
class Card:
    """One large figure, the sentence it belongs to, and how sure it is."""

    value: str
    says: str
    interval: str = ""


@dataclass(frozen=True)
class Row:
    """One measure in the table: both worlds, the difference, its interval, and whether that excludes zero."""

    title: str
    unit: str
    system: str
    twin: str
    difference: str
    interval: str
    clear: bool


@dataclass(frozen=True)
class Headline:
    """Cards of harm and of claimed benefit, the table behind them, and `same` when nothing differs at all."""

    sentence: str
    same: bool
    harm: Sequence[Card]
    benefit: Sequence[Card]
    tables: Sequence[tuple[str, Sequence[Row]]]


def build(folder: Folder) -> Headline:
    """The headline of a run with its twin; without a twin there is no difference to print and no card."""
    same = nothing_differs(folder)
    cards = ([], []) if same or folder.twin is None else (_harm_cards(folder), _benefit_cards(folder))
    return Headline(_sentence(folder), same, *cards, tables=_tables(folder))


def nothing_differs(folder: Folder) -> bool:
    """Whether the run and its twin agree in every recorded figure."""
    if folder.twin is None:
        return False
    equal = sorted(folder.system.column_names) == sorted(folder.twin.column_names)
    equal = equal and bool(folder.system.equals(folder.twin.select(folder.system.column_names)))
    return equal and not any(folder.gap.column("difference").to_pylist())


def gaps(folder: Folder, dim: str = "all") -> dict[str, dict[str, dict[str, Any]]]:
    """Rows of the gap table of one dimension: measure -> group -> row, measures in printing order."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in folder.gap.to_pylist():
        if row["dim"] == dim:
            found.setdefault(row["measure"], {})[row["group"]] = row
    return {name: found[name] for name in sorted(found, key=catalogue.place)}


def row_of(measure: Measure, gap: dict[str, Any], months: int) -> Row:
    """One row of the gap table in the unit and the words of a page."""
    scale = 100.0 if measure.kind == "share" else 1.0
    shown = [measure.shown(gap[key], months) * scale for key in ("system", "twin", "difference")]
    ends = [None if gap[key] is None else measure.shown(gap[key], months) * scale for key in ("low", "high")]
    unit = "per cent of persons" if measure.kind == "share" else measure.unit
    difference = words.number(shown[2], sign=True)
    return Row(
        measure.title,
        unit,
        words.number(shown[0]),
        words.number(shown[1]),
        difference,
        words.interval(ends[0], ends[1]),
        clear(gap),
    )


def clear(gap: dict[str, Any]) -> bool:
    """Whether the 95 % interval of a difference leaves out zero."""
    low, high = gap["low"], gap["high"]
    return low is not None and high is not None and (low > 0 or high < 0)


def _sentence(folder: Folder) -> str:
    manifest, law = folder.manifest, folder.rulebook
    town = manifest["society"].get("title") or manifest["society"]["id"]
    last = words.month(folder.start, folder.months - 1)
    lived = f"{words.count(manifest['persons'])} synthetic persons ({town}) lived {words.span(folder.months)}"
    when = f"{words.month(folder.start, 0)} to {last}"
    book = words.heading(str(law.get("title") or law["id"]))
    again = (
        f"The comparison is {TWIN}: same luck, same shocks, no rulebook." if folder.twin is not None else ""
    )
    return f"{lived}, {when}, under “{book}”. {again}".strip()


def _harm_cards(folder: Folder) -> list[Card]:
    everybody, listing_ = gaps(folder), gaps(folder, "listing")
    cards: list[Card] = []
    if row := everybody.get("ever_listed", {}).get("all"):
        says = f"of persons were put on a list at least once in {words.span(folder.months)}"
        cards.append(Card(words.percent(row["system"]), says, _percent_interval(row)))
    cards += _wrongful_card(folder)
    if row := listing_.get("income", {}).get("ever listed"):
        cards.append(
            _money_card(
                row,
                folder.months,
                "a year in income for those ever listed, against their own lives without the system",
            )
        )
    if folder.twin is not None and series(folder.twin, "voiced").sum():
        cards.append(_speech_card(harm.lost_dissent(folder.system, folder.twin), everybody))
    if len(cards) < 4 and (row := everybody.get("denied", {}).get("all")):
        cards.insert(2, _denied_card(row, folder.months))
    return cards


def _denied_card(row: dict[str, Any], months: int) -> Card:
    value = words.number(12000 * row["difference"] / max(months, 1))
    ends = words.interval(row["low"], row["high"], 12000 / max(months, 1))
    return Card(value, "refusals a year for each 1,000 persons", f"95 % interval {ends}" if ends else "")


def _wrongful_card(folder: Folder) -> list[Card]:
    share = harm.wrongful_share(folder.system, 36)
    if share["all"] != share["all"]:
        return []
    parts = (
        f"{words.percent(share['wrong_person'])} wrong person, {words.percent(share['unable'])} unable to pay"
    )
    return [Card(words.percent(share["all"]), "of the list stood on it on a false ground", parts)]


def _speech_card(lost: float, everybody: dict[str, dict[str, dict[str, Any]]]) -> Card:
    row = everybody.get("months_voiced", {}).get("all")
    ends = ""
    if row and row["twin"]:
        ends = words.interval(row["low"], row["high"], scale=100 / row["twin"])
    says = "critical speech in public, against the same people without the system"
    return Card(words.percent(-lost, sign=True), says, f"95 % interval {ends}{words.NARROW}%" if ends else "")


def _money_card(row: dict[str, Any], months: int, says: str) -> Card:
    per_year = 12 / 100 / max(months, 1)
    value = words.number(row["difference"] * per_year, sign=True)
    ends = words.interval(row["low"], row["high"], scale=per_year)
    return Card(f"{value} CNY", says, f"95 % interval {ends}" if ends else "")


def _benefit_cards(folder: Folder) -> list[Card]:
    assert folder.twin is not None
    found = benefit.claimed_benefit(folder.system, folder.twin)
    rows = gaps(folder)
    cards: list[Card] = []
    if row := rows.get("paid", {}).get("all"):
        more = listing.ratio(found.recovered, found.paid_twin)
        says = f"debt service per person and year ({words.percent(more, sign=True)})"
        cards.append(_money_card(row, folder.months, says))
    missed = listing.ratio(found.missed - found.missed_twin, found.missed_twin)
    says = f"missed payments: {words.count(found.missed)} instead of {words.count(found.missed_twin)}"
    cards.append(Card(words.percent(missed, sign=True), says))
    sure = clear(rows["paid"]["all"]) if "all" in rows.get("paid", {}) else True
    cards.append(_price_card(found, sure))
    return cards


def _price_card(found: benefit.Benefit, sure: bool) -> Card:
    """The price of what was repaid, printed only where something was and the interval leaves out zero."""
    listed = f"in repayment for {words.count(found.listed_years)} person-years on the list"
    if found.price != found.price:
        return Card("Nothing gained", listed)
    if not sure:
        return Card("No clear gain", listed, "the interval of debt service holds zero")
    wrongful = words.percent(listing.ratio(found.wrongful_years, found.listed_years))
    says = "person-years on the list for each 100,000 CNY more repaid"
    return Card(words.number(found.price), says, f"{wrongful} of them on a false ground")


def _percent_interval(row: dict[str, Any]) -> str:
    ends = words.interval(row["low"], row["high"], scale=100)
    return f"95 % interval {ends}{words.NARROW}%" if ends else ""


def _tables(folder: Folder) -> list[tuple[str, Sequence[Row]]]:
    titles = {"harm": "Harm", "benefit": "Claimed benefit", "neither": "Other differences"}
    rows: dict[str, list[Row]] = {side: [] for side in titles}
    for name, groups in gaps(folder).items():
        measure = catalogue.measure(name)
        if "all" in groups:
            rows[measure.side].append(row_of(measure, groups["all"], folder.months))
    return [(titles[side], found) for side, found in rows.items() if found]
