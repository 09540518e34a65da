"""A loaded rulebook: where values come from, variants, months of law."""

from __future__ import annotations

import json
import pickle
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from glasshouse.errors import InputError
from glasshouse.rulebooks import LAW, Rulebook, json_schema, load, shipped
from glasshouse.rulebooks.clauses import KINDS
from glasshouse.rulebooks.compiling import compile_months
from glasshouse.rulebooks.law import NOTICE_BEFORE, PUBLISHED_MAP, PUBLISHED_WEBSITE
from glasshouse.rulebooks.merging import root
from glasshouse.rulebooks.practising import SCHEMA_FILE as PUBLISHED_SCHEMA
from glasshouse.rulebooks.schema import leaf_patterns
from glasshouse.rulebooks.vocabulary import vocabulary
from glasshouse.specs.reading import read

from .made import rulebooks, sheet

NAMES = (
    "nothing",
    "common-vendor",
    "court-list-2013",
    "court-list-2025",
    "financial-only",
    "rongcheng-2014",
    "corporate-credit",
    "court-list-2013+debtor-map",
)
INACTIVE = load("nothing").law(0)[0]


@pytest.fixture(scope="module")
def court() -> Rulebook:
    return load("court-list-2013+debtor-map")


def sentences(bad: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [
        f"{diagnostic.what} ({diagnostic.fix})" if diagnostic.fix else diagnostic.what
        for diagnostic in bad.value.diagnostics
    ]


# Provenance


@pytest.mark.parametrize("name", NAMES)
def test_every_leaf_knows_the_line_that_set_it(name: str) -> None:
    book = load(name)
    for path in book.paths():
        why = book.explain(path)
        line = Path(why.file).read_text().splitlines()[why.line - 1]
        assert path.rsplit(".", 1)[-1] in line or path.split(".")[-1] in line, why
        assert why.layer in ("outline", "province", "city"), why
        assert why.date, why
        assert why.basis or path.startswith(("sources", "delegation")), why


def test_explain_tells_unit_basis_and_note(court: Rulebook) -> None:
    why = court.explain("lists.defaulters.exit.within")
    assert (why.value, why.unit, why.basis, why.evidence, why.layer) == (
        3,
        "working_day",
        "court_2017#10",
        "M",
        "outline",
    )
    assert why.rulebook == "court-list-2013"


def test_explain_tells_what_was_before(court: Rulebook) -> None:
    why = court.explain("association.legal_representative")
    assert (why.value, str(why.date)) == ("spared", "2020-01-02")
    assert [(old.value, str(old.date)) for old in why.earlier] == [("listed", "2013-10-01")]
    assert court.explain("association.legal_representative", "2019-12").value == "listed"


def test_the_end_of_a_path_is_enough_where_it_is_the_only_one(court: Rulebook) -> None:
    assert court.explain("map.radius").path == "publicity.map.radius"
    with pytest.raises(InputError, match=r"term: could mean lists.defaulters.term, lists.obstructors.term"):
        court.explain("term")


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("lists.defaulters.exit.wihin", 'did you mean "lists.defaulters.exit.within"?'),
        ("lists.defaulters.exit", "a clause, not a value"),
        ("map.raduis", 'did you mean "publicity.map.radius"?'),
        ("scores.points.start", "says nothing there"),
    ],
)
def test_an_unknown_path_names_the_nearest(court: Rulebook, path: str, sentence: str) -> None:
    with pytest.raises(InputError) as bad:
        court.explain(path)
    assert sentence in sentences(bad)[0]


# Variants


def test_but_reads_units_and_says_who_set_it(court: Rulebook) -> None:
    variant = court.but({"lists.defaulters.term": "2 year"}, map={"radius": "1 km", "grid": "200 m"})
    assert variant.law(0).map_radius[0] == 1000
    assert variant.law(0).map_grid[0] == 200
    assert variant.law(0).list_term[0][0] == 24
    assert variant.explain("map.radius").layer == "set in code"
    assert court.law(0).map_radius[0] == 500
    assert variant.text_hash != court.text_hash


def test_nested_and_dotted_say_the_same(court: Rulebook) -> None:
    nested = court.but(lists={"defaulters": {"entry": {"grace": "2 month"}}})
    dotted = court.but({"lists.defaulters.entry.grace": {"value": 2, "unit": "month"}})
    assert nested.text_hash == dotted.text_hash


def test_but_takes_numpy_numbers_tuples_and_none(court: Rulebook) -> None:
    variant = court.but(
        {"association.household.share": np.float64(0.5), "map.fields": ("name",), "procedure.notice": None}
    )
    law = variant.law(0)[0]
    assert (law.household_share, law.map_fields, law.notice) == (0.5, 1, 0)
    assert court.law(0)[0].notice == NOTICE_BEFORE


def test_all_mistakes_are_told_together(court: Rulebook) -> None:
    with pytest.raises(InputError) as bad:
        court.but(
            {
                "map.radius": 500,
                "lists.defaulters.term": "24 point",
                "lists.defauters.term": "2 year",
                "map.raduis": "2 km",
            },
            procedure={"notice": "maybe"},
        )
    assert sentences(bad) == [
        'lists.defauters.term: defauters is not among the lists (did you mean "defaulters"?)',
        'map.raduis: not a known path (did you mean "publicity.map.radius"?)',
        "lists.defaulters.term: point (points) cannot be turned into month (time) (give it in month)",
        "publicity.map.radius: the unit is missing (write {value: 500, unit: metre})",
        "procedure.notice: maybe is not one of the words for this (one of: before, after, none)",
    ]


def test_a_variant_is_checked_as_a_whole() -> None:
    with pytest.raises(InputError, match="no_fight is not a sanction of this rulebook"):
        load("court-list-2013").but({"lists.defaulters.triggers": ["no_fight"]})
    with pytest.raises(InputError, match="is not below that of the better grade"):
        load("rongcheng-2014").but({"scores.points.grades.AA": 1060})


def test_a_path_cannot_be_set_twice(court: Rulebook) -> None:
    with pytest.raises(InputError, match="set twice in one call"):
        court.but({"map.radius": "500 m"}, map={"radius": "600 m"})


def test_beyond_its_lever_is_noted(court: Rulebook) -> None:
    assert [finding.what for finding in court.but(map={"radius": "20 km"}).findings] == [
        "publicity.map.radius: 20000 lies outside its lever 50 to 5000"
    ]


def test_links_can_be_set() -> None:
    variant = load("rongcheng-2014").but({"links.points.D": []})
    assert not variant.law(0).grade_shuts[0][5].any()
    assert load("rongcheng-2014").law(0).grade_shuts[0][5].any()


# Months of law


def test_months_before_the_first_day_are_those_of_no_law(court: Rulebook) -> None:
    laws = court.laws(12, "2013-01")
    assert list(laws.active) == [0] * 9 + [1] * 3
    assert all(laws[month] == INACTIVE for month in range(9))


def test_a_law_that_begins_late_never_acts(court: Rulebook) -> None:
    assert all(law == INACTIVE for law in court.but(from_="2030-01").laws(120))


def test_the_month_of_the_last_day_still_counts() -> None:
    laws = load("court-list-2013").but(until="2015-06-10").laws(3, "2015-05")
    assert list(laws.active) == [1, 1, 0]


def test_dated_values_change_in_the_month_of_their_date(court: Rulebook) -> None:
    laws = court.laws(120)
    assert [int(laws[month].legal_rep_listed) for month in (71, 72)] == [1, 0]
    assert laws[23].list_shuts[0] != laws[24].list_shuts[0]
    assert (court.law(24)[0] == laws[24]) and court.law(24).shape == (1,)


def test_the_law_as_of_a_month_holds_always() -> None:
    graded = load("court-list-2025@2025-06")
    assert graded.id == "court-list-2025@2025-06"
    assert (graded.laws(24, "1990-01") == load("court-list-2025").law(0, "2025-06")[0]).all()
    assert load("court-list-2013+debtor-map@2020-02").law(0, "1990-01").map_on[0] == 1
    with pytest.raises(InputError, match="not in force in 2012-01"):
        load("court-list-2013@2012-01")


def test_the_map_shows_blacklists(court: Rulebook) -> None:
    law = court.law(0)[0]
    assert list(law.list_published) == [PUBLISHED_WEBSITE | PUBLISHED_MAP] * 2 + [0, 0]


@settings(max_examples=80, deadline=None)
@given(rulebooks())
def test_every_rulebook_compiles_to_the_same_shape(data: dict[str, Any]) -> None:
    tree = root(sheet(data)).tree
    laws = compile_months(tree, ((2014, 1), None), (2013, 11), 30)
    assert laws.shape == (30,)
    assert laws.dtype.fields == LAW.fields
    assert laws.dtype.itemsize == LAW.itemsize
    assert laws[0] == INACTIVE


@pytest.mark.parametrize("name", NAMES)
def test_clauses_stand_behind_the_law(name: str) -> None:
    book = load(name)
    law, inactive = book.law(0, "2025-06")[0], book.law(0, "1950-01")[0]
    for kind in KINDS:
        values = [] if kind == "right" else np.atleast_1d(law[kind])
        default = np.atleast_1d(inactive[kind]) if kind != "right" else []
        for index, value in enumerate(values):
            if kind in ("score_floor", "score_cap", "list_published", "list_extension_high"):
                continue
            if np.any(value != default[index]):
                assert book.clause_of(kind, index), (kind, index)


def test_clause_of_a_sanction_a_behaviour_and_nothing(court: Rulebook) -> None:
    assert court.clause_of("list_entry", 0) == "lists.defaulters.entry"
    assert court.clause_of("list_term", 1) == "lists.obstructors.term"
    assert court.clause_of("right", vocabulary("rights")["movement.flight"].index) == "sanctions.no_flights"
    assert court.clause_of("right", vocabulary("rights")["health.care"].index) == ""
    assert court.clause_of("list_entry", 3) == ""
    assert load("rongcheng-2014").clause_of("points", 0) == "behaviours.missed_loan_payment"
    with pytest.raises(KeyError):
        court.clause_of("no such field")


def test_what_is_written_but_not_played_is_named(court: Rulebook) -> None:
    assert court.unplayed() == (
        "lists.defaulters.minors",
        "lists.obstructors.minors",
        "publicity.map.audience",
        "publicity.map.until",
    )


# Names, hashes, the published schema


def test_shipped_rulebooks_are_listed_with_date_and_confidence() -> None:
    rows = {name: (date, confidence) for name, _, date, confidence in shipped()}
    assert rows["court-list-2025"][0] == "2025-03-01"
    assert rows["nothing"][1] == "no rules"
    assert " V" in rows["court-list-2013"][1]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("court-list-2031", 'there is no rulebook "court-list-2031" (did you mean "court-list-2013"?)'),
        (
            "debtor-map+nothing",
            "nothing is a rulebook, not an add-on (only add-ons can be joined with a plus)",
        ),
        (
            "nothing+debtor-map",
            "publicity.map: there is no blacklist to show (join it to a rulebook with a list)",
        ),
        ("court-list-2013+debtor-map+debtor-map", "debtor-map and debtor-map both set this path"),
    ],
)
def test_names_that_mean_nothing(name: str, sentence: str) -> None:
    with pytest.raises(InputError) as bad:
        load(name)
    assert sentence in " ".join(sentences(bad))


def test_a_path_to_a_file_or_its_folder_loads(court: Rulebook) -> None:
    file = Path(court.files[0])
    assert load(file).text_hash == load(str(file)).text_hash == load(file.parent).text_hash
    assert load(f"{file}+debtor-map").text_hash == court.text_hash


def test_comments_and_order_do_not_change_the_hash(tmp_path: Path) -> None:
    text = read(load("financial-only").files[0])
    keys = list(text.data)
    random.Random(1).shuffle(keys)
    other = tmp_path / "rulebook.yaml"
    other.write_text("# rewritten\n" + json.dumps({key: text.data[key] for key in keys}, default=str))
    assert load(other).text_hash == load("financial-only").text_hash


def test_the_published_schema_is_current() -> None:
    assert json.loads(PUBLISHED_SCHEMA.read_text()) == json_schema(), (
        "run: python -c 'from glasshouse.rulebooks.practising import write_schema; write_schema()'"
    )


def test_the_published_schema_describes_every_key() -> None:
    text = json.dumps(json_schema())
    assert all(
        f'"{step}"' in text for pattern in leaf_patterns() for step in pattern.split(".") if step != "*"
    )


def test_a_rulebook_can_be_sent_to_another_process(court: Rulebook) -> None:
    copy = pickle.loads(pickle.dumps(court))
    assert copy.text_hash == court.text_hash
    assert (copy.laws(12) == court.laws(12)).all()
