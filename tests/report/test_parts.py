"""Parts of the page, where a figure must not say more than the tables do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from glasshouse.charts.registry import makers
from glasshouse.reporting import finding_tables, folder, headline, life, listings_section, page_sections
from glasshouse.reporting.figure_source import Source


def headline_of(copy: Path) -> headline.Headline:
    """The headline of a results folder."""
    found = folder.read(copy)
    return headline.build(found, finding_tables.of(found))


def change(path: Path, name: str, values: Callable[[pa.Table], list[float]]) -> None:
    """Replace or add one column of a Parquet file."""
    table = pq.read_table(path)
    if name in table.column_names:
        table = table.drop_columns([name])
    changed = table.append_column(name, pa.array(values(pq.read_table(path))))
    pq.write_table(changed.select(sorted(changed.column_names)), path)


def test_a_gain_whose_interval_holds_zero_is_no_gain(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    change(copy / "system" / "monthly.parquet", "paid", lambda t: [v + 1 for v in t["paid"].to_pylist()])
    found = headline_of(copy)
    assert found.benefit[-1].value == "No clear gain"


def test_the_price_of_a_clear_gain_is_printed(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    change(copy / "system" / "monthly.parquet", "paid", lambda t: [v + 1000 for v in t["paid"].to_pylist()])
    rows = pq.read_table(copy / "comparison.parquet").to_pylist()
    for row in rows:
        if row["measure"] == "paid":
            row.update(difference=2.0, low=1.0, high=3.0)
    pq.write_table(pa.Table.from_pylist(rows), copy / "comparison.parquet")
    card = headline_of(copy).benefit[2]
    assert "person-years on the list for each 100,000 CNY" in card.says
    assert "person-years on the list" in card.interval


def test_what_differs_nowhere_has_no_breakdown(copy_of: Callable[[], Path]) -> None:
    given = Source(folder.read(copy_of()))
    assert makers()["by_group.months_listed"](given)
    assert makers()["by_group.paid"](given) is None


def test_a_group_that_gains_is_not_called_hit(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    rows = pq.read_table(copy / "comparison.parquet").to_pylist()
    for row in rows:
        if row["measure"] == "income":
            row.update(difference=abs(row["difference"]) + 100, low=50.0, high=1e9)
    pq.write_table(pa.Table.from_pylist(rows), copy / "comparison.parquet")
    income = makers()["by_group.income"](Source(folder.read(copy)))
    assert income is not None and income.title.startswith("Income. No group is worse off")


def test_the_waffle_stays_one_hundred(copy_of: Callable[[], Path]) -> None:
    assert sum(count for _, count, _ in listings_section.waffle(folder.read(copy_of()))) == 100


def test_records_are_told_where_points_are_kept(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    assert headline.records(folder.read(copy)) == []
    change(copy / "system" / "monthly.parquet", "recorded", lambda t: [1] * len(t))
    rows = len(pq.read_table(copy / "system" / "monthly.parquet"))
    assert headline.records(folder.read(copy))[0] == ["records kept", f"{rows / 10:,.0f}"]


def test_the_circle_counts_what_its_points_stand_for(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    alone = makers()["town_map"](Source(folder.read(copy)))
    change(copy / "city.parquet", "weight", lambda t: [10.0] * len(t))
    weighted = makers()["town_map"](Source(folder.read(copy)))
    inside = int(alone.rows[0][1].replace(",", ""))
    told = int(weighted.rows[0][1].removeprefix("About ").replace(",", ""))
    assert abs(told - 10 * inside) <= 0.005 * 10 * inside + 1


def test_no_map_in_the_rulebook_no_picture(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest["rulebook"]["radius"] = 0
    (copy / "manifest.json").write_text(json.dumps(manifest))
    assert (
        page_sections.city_parts(folder.read(copy)).why_not
        and makers()["town_map"](Source(folder.read(copy))) is None
    )


def test_the_life_shown_is_the_middle_one_not_the_worst(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    schema = pa.schema(
        [
            ("person", pa.int64()),
            ("month", pa.int64()),
            *((n, pa.string()) for n in ("event", "clause", "detail")),
        ]
    )
    rows = [
        {"person": who, "month": month, "event": event, "clause": "", "detail": ""}
        for who, refusals in ((1, 0), (2, 3), (3, 40))
        for month, event in [(0, "entered_list"), *((m + 1, "refused_flight") for m in range(refusals))]
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), copy / "system" / "lives.parquet")
    assert life.build(folder.read(copy)).who.startswith("Synthetic person 2")


def test_stated_approval_is_told_beside_private(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    for world in ("system", "twin"):
        change(copy / world / "monthly.parquet", "approves_stated", lambda t: t["adults"].to_pylist())
        change(copy / world / "monthly.parquet", "approves_privately", lambda t: [0] * len(t))
    says = page_sections.expression_text(folder.read(copy))
    assert "100\u202f% of adults say that they approve" in says and "0\u202f% do so in private" in says


def test_what_defences_and_deadlines_did_is_told(copy_of: Callable[[], Path]) -> None:
    copy = copy_of()
    assert listings_section.safeguards_used(folder.read(copy)) == []
    change(copy / "system" / "monthly.parquet", "exits_by_deadline", lambda t: [7, *[0] * (len(t) - 1)])
    assert listings_section.safeguards_used(folder.read(copy)) == [
        "7 listings ended because a confirmation or a decision came too late."
    ]
