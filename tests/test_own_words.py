"""A rulebook of 100 rights, 200 acts and 12 lists of its own, from the file to the audit.

All runs of it share one room of records, so that machine code is compiled for it once.
"""

from __future__ import annotations

import json
import pickle
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glasshouse import auditing, reporting, simulation
from glasshouse.engine.bit_columns import from_column, holds, sizes, to_column
from glasshouse.errors import InputError
from glasshouse.linting import lint
from glasshouse.metrics.known_rights import rights_of
from glasshouse.model.bits import list_and_months, list_in, months_in
from glasshouse.model.events import COLUMN
from glasshouse.population import load as load_society
from glasshouse.rulebooks import load, own_words
from glasshouse.rulebooks.joining import scope_of
from glasshouse.rulebooks.law import LAW, bits_of, law_type, put
from glasshouse.rulebooks.sizes import LIMIT, STANDARD, STEPS, Sizes, room_for
from glasshouse.simulation import ledger, lives
from glasshouse.simulation.running import Run
from glasshouse.studies.planning import plan_from
from glasshouse.studies.store import Store
from glasshouse.studies.study import Study

from . import plain_python
from .wide import SEEN, SHIPPED_ACTS, TRIED, act_of, right_of, wide, words, written

MORE, WIDE = STEPS[1], STEPS[2]


@pytest.fixture(scope="session")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("wide"), wide())


@pytest.fixture(scope="session")
def book(path: Path) -> Any:
    return load(path)


@pytest.fixture(scope="session")
def town() -> Any:
    return load_society("toytown").draw(persons=300, seed=1)


@pytest.fixture(scope="session")
def lived(book: Any, town: Any) -> Run:
    """A run and its twin in which everything of everybody was written down."""
    run = simulation.run(book, town, months=12, threads=1)
    watched = run.watch(run.people["who"], trail=True)
    assert watched.digest() == run.digest()
    watched.twin()
    return watched


@pytest.fixture(scope="session")
def folder(lived: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lived.save(tmp_path_factory.mktemp("wide") / "results", variants=())


def test_the_file_is_sound_and_explains_its_words(book: Any) -> None:
    assert len(book.words.rights) == len(right_of.__globals__["vocabulary"]("rights")) + 100
    assert book.room == WIDE
    assert book.explain(f"vocabulary.rights.{right_of(TRIED)}.attempts.urban").value == 12
    assert book.clause_of("right", TRIED) == f"sanctions.no_{TRIED - 32}"
    milder = book.but({f"vocabulary.behaviours.{act_of(SEEN)}.gravity": 3})
    assert milder.words.behaviours[act_of(SEEN)].get("gravity") == 3
    assert pickle.loads(pickle.dumps(book)).words.rights[right_of(TRIED)].index == TRIED


def test_lint_reads_its_words(book: Any) -> None:
    told = " ".join(finding.why for finding in lint(book).findings)
    assert "act in the way number 1" in told


def test_threads_change_nothing(book: Any, town: Any, lived: Run) -> None:
    assert simulation.run(book, town, months=12, threads=2).digest() == lived.digest()


PLAIN = """
import sys
from glasshouse import simulation
print(simulation.run(sys.argv[1], "toytown", persons=40, months=5, seed=2).digest())
"""


def test_compiled_months_equal_plain_python(path: Path) -> None:
    assert plain_python.here(PLAIN, str(path)) == plain_python.as_plain_python(PLAIN, str(path))


def test_every_list_fills_and_empties(lived: Run) -> None:
    stays = ledger.tables(lived)["listings"].to_pylist()
    assert set(Counter(stay["list"] for stay in stays)) == {f"list_{k:02d}" for k in range(12)}
    left = Counter(stay["list"] for stay in stays if stay["how"] == "expired")
    assert len(left) == 12
    assert np.bitwise_count(lived.people["lists"]).max() > 1


def test_a_right_is_refused_as_often_as_its_rate_says(lived: Run) -> None:
    adults = lived.people["age"] >= 18
    shut = holds(lived.panel_records["shut"][adults].reshape(-1, WIDE.rights // 32), TRIED)
    refused = holds(lived.panel_records["refused"][adults].reshape(-1, WIDE.rights // 32), TRIED)
    chance = 1 - np.exp(-12 / 12)
    tried = int(shut.sum())
    assert tried > 100
    assert not refused[~shut].any()
    assert abs(refused.sum() - chance * tried) < 4 * np.sqrt(tried * chance * (1 - chance))
    rows = [row for row in ledger.tables(lived)["ledger"].to_pylist() if row["right"] == right_of(TRIED)]
    assert sum(row["refusals"] for row in rows) == refused.sum()
    assert {row["clause"] for row in rows} == {f"sanctions.no_{TRIED - 32}"}


def test_an_act_is_recorded_and_told(lived: Run) -> None:
    assert (lived.panel_records["recorded"] == SEEN).sum() > 20
    told = Counter(row["detail"] for row in lives.table(lived).to_pylist() if row["event"] == "recorded")
    assert (
        told[f"act in the way number {SEEN - SHIPPED_ACTS}"]
        == (lived.panel_records["recorded"] == SEEN).sum()
    )


def test_the_twin_does_the_same_acts_without_a_system(lived: Run) -> None:
    twin = lived.twin()
    assert twin.people.dtype == lived.people.dtype
    assert not twin.people["shut"].any()
    assert twin.config.packed.catalogue.tobytes() == lived.config.packed.catalogue.tobytes()


def test_the_folder_says_what_its_codes_mean(folder: Path, lived: Run) -> None:
    import pyarrow.parquet as pq

    standing = pq.read_table(folder / "system" / "standing.parquet")
    assert rights_of(standing).terms[TRIED].title == f"do the thing number {TRIED - 32}"
    shut = from_column(standing["shut"])
    assert holds(shut, TRIED).any()
    spells = ledger.standing_table(lived.trail)
    assert (from_column(spells["shut"]) == shut).all()


def test_it_is_reported_audited_and_probed(folder: Path) -> None:
    page = reporting.write(folder).read_text("utf-8")
    assert "A rulebook of its own words" in page
    found = {finding.id: finding for finding in auditing.audit(folder, privacy=True).findings}
    assert found["F1"].value > 0
    assert len(simulation.map_privacy(folder, ["pin"], targets=3)) > 0


def test_it_is_studied(path: Path, tmp_path: Path) -> None:
    factor = f"vocabulary.behaviours.{act_of(SHIPPED_ACTS)}.incidence.urban"
    asked = {
        "rulebooks": [str(path)], "society": "toytown", "persons": 60, "months": 4, "replicates": 1,
        "vary": {factor: [0, 12]}, "outcomes": ["ever_listed", "denied"],
    }  # fmt: skip
    done = Study(plan_from(asked), Store(tmp_path)).run("serial")
    listed = {row[factor]: row["ever_listed"] for row in done.table("ever_listed").to_pylist()}
    assert listed[0] < listed[12]


def test_provinces_share_codes_and_twins_share_acts(tmp_path: Path, town: Any, book: Any) -> None:
    other = wide(rights=3, acts=12, lists=12)
    other["id"] = "other"
    other["vocabulary"]["rights"] = {
        f"their.{name}": about for name, about in other["vocabulary"]["rights"].items()
    }
    for sanction in other["sanctions"].values():
        sanction["right"] = f"their.{sanction['right']}"
    theirs = load(written(tmp_path, other))
    scope = scope_of([book, theirs])
    assert list(scope.words.rights)[-3:] == list(theirs.tree.words.rights)[-3:]
    assert scope.sizes == WIDE
    law = theirs.within(scope).law(0)[0]
    assert bits_of(law.list_shuts[0]) >> len(book.words.rights) & 1
    run = simulation.run(book, town, months=2, provinces={"*": theirs})
    told = ledger.tables(run.watch([], trail=True))["ledger"]
    assert {name.partition(".")[0] for name in told["right"].to_pylist()} == {"their"}


def test_two_rulebooks_of_a_run_mean_the_same_by_a_word(tmp_path: Path, book: Any) -> None:
    other = wide(rights=3, acts=12, lists=12)
    other["vocabulary"]["rights"][right_of(33)]["weight"] = 0.9
    with pytest.raises(InputError, match=f"wide and wide define the right {right_of(33)} differently"):
        scope_of([book, load(written(tmp_path, other))])


@pytest.fixture(scope="session")
def padded() -> Any:
    """The court list with 40 rights, 40 acts and 8 lists more that nobody uses."""
    more = words(40, 40)
    for act in more["behaviours"].values():
        act["incidence"] |= {"urban": 0, "rural": 0}
    idle = {
        "entry": {"when": "behaviour", "behaviour": act_of(SHIPPED_ACTS + 3)},
        "exit": {"on": ["expired"]},
    }
    lists = {f"idle_{k}": {**idle, "term": "6 month"} for k in range(8)}
    return load("court-list-2013+debtor-map").but({"vocabulary": more, "lists": lists})


@pytest.mark.parametrize("seed", [5, 6])
def test_words_that_nobody_uses_change_nothing(padded: Any, seed: int) -> None:
    town = load_society("toytown").draw(persons=2_500, seed=seed)
    changes = {"credit.lapse": 0.05, "redress.copies_missed": 1, "redress.files": 0.5}
    plain, more = (
        simulation.run(each, town, months=30, seed=seed, start="2016-06", parameters=changes)
        for each in (load("court-list-2013+debtor-map"), padded)
    )
    assert (plain.config.scope.sizes, more.config.scope.sizes) == (STANDARD, WIDE)
    assert np.array_equal(plain.tallies, more.tallies)
    assert (plain.people["times_listed"] > 0).any()
    for name in plain.people.dtype.names:
        one, other = plain.people[name], more.people[name]
        if name == "record_left":
            one = np.where(one == 255, 65535, one)  # without end
        if name not in ("stale", "course"):
            shared = tuple(slice(0, n) for n in one.shape)
            assert np.array_equal(one, other[shared]), name


def test_a_checkpoint_of_another_room_does_not_fit(lived: Run, town: Any) -> None:
    from glasshouse.model.building import build_world
    from glasshouse.model.state import restore, state_of

    narrow = build_world(town, simulation.run("nothing", town, months=1).config.packed, seed=1, replicate=0)
    room = build_world(town, lived.config.packed, seed=1, replicate=0, sizes=WIDE)
    with pytest.raises(InputError, match=r"does not fit") as refused:
        restore(narrow, state_of(room))
    assert "a rulebook of more or fewer words" in str(refused.value)


# Times


LONG = {
    "schema": "glasshouse/rulebook@1",
    "id": "long",
    "title": "Terms longer than a generation",
    "layer": "outline",
    "from": "2014-01-01",
    "lists": {
        "debtors": {
            "entry": {"when": "in_arrears", "arrears": "1 month"},
            "term": "25 year",
            "exit": {"on": ["expired"]},
        }
    },
}
TERM = 300


def test_a_long_term_is_served_to_its_end(tmp_path: Path) -> None:
    """One byte holds 255 months; no time that the language allows ends before it should."""
    run = simulation.run(
        written(tmp_path, LONG), "toytown", persons=60, months=TERM + 40, seed=1,
        parameters={"credit.lapse": 0.05},
    )  # fmt: skip
    assert run.config.scope.sizes == WIDE
    entered, left = (run.tallies[:, :, COLUMN[name]].sum(1) for name in ("entered_list", "left_expired"))
    first = int(np.flatnonzero(entered)[0])
    assert int(np.flatnonzero(left)[0]) == first + TERM
    assert left[first + TERM] == entered[first]
    assert run.people["since"].max() > 255


@pytest.mark.parametrize(("change", "step"), [
    ({"procedure": {"repair": {"allowed": True, "course": "63 month"}}}, STANDARD),
    ({"procedure": {"repair": {"allowed": True, "course": "64 month"}}}, WIDE),
    ({"retention": {"records": "255 month"}}, STANDARD),
    ({"retention": {"records": "256 month"}}, WIDE),
])  # fmt: skip
def test_room_for_the_longest_time(tmp_path: Path, change: dict[str, Any], step: Sizes) -> None:
    short = {**LONG, "lists": {"debtors": {**LONG["lists"]["debtors"], "term": "2 year"}}}
    assert scope_of([load(written(tmp_path, {**short, **change}))]).sizes == step


@pytest.mark.parametrize("k", [0, 3, 61])
@pytest.mark.parametrize("months", [1, 63, 64, 1200])
def test_a_list_and_its_months_fit_into_one_number(k: int, months: int) -> None:
    packed = list_and_months.py_func(k, months)
    assert (list_in.py_func(packed), months_in.py_func(packed)) == (k, months)
    assert packed < 1 << 32
    assert packed == k << 6 | months or months > 63  # as in records with room for less


# Sizes


def test_the_standard_room_is_that_of_the_shipped_rulebooks() -> None:
    assert law_type(STANDARD) == LAW
    assert room_for([Sizes(rights=33, behaviours=0, lists=0, grades=0, firm_lists=0)]) == MORE
    assert room_for([Sizes(measures=1)]) == MORE
    assert room_for([Sizes(), WIDE]) == WIDE
    assert room_for([Sizes(lists=17)]) == LIMIT


def test_beyond_the_last_room_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_words, "LIMIT", Sizes(rights=100, behaviours=200, statuses=512))
    with pytest.raises(InputError) as refused:
        load(path)
    assert "more than 100 rights (leave some out, or merge some)" in str(refused.value)
    assert "more than 200 acts" in str(refused.value)


@pytest.mark.parametrize("step", STEPS)
def test_sets_of_rights_are_numbers_words_and_columns(step: Sizes) -> None:
    kept = np.zeros((3, step.rights // 32), np.uint32)
    sets = [0, 1 << 31, (1 << step.rights - 1) | 5]
    for row, bits in zip(kept, sets, strict=True):
        put(row, bits)
    assert [bits_of(row) for row in kept] == sets
    assert (from_column(to_column(kept)) == kept).all()
    assert (from_column(to_column(kept)[1:]) == kept[1:]).all()
    assert sizes(kept).tolist() == [0, 1, 3]
    assert holds(kept, step.rights - 1).tolist() == [False, step.rights == 32, True]


def test_a_file_of_words_can_be_shared(tmp_path: Path) -> None:
    shared = {"id": "shared", "kind": "add-on", "vocabulary": words(2, 1)}
    head = {"schema": "glasshouse/rulebook@1", "title": "words", "layer": "outline"}
    written(tmp_path, {**head, **shared})
    user = {
        **head, "id": "user", "from": "2014-01-01", "uses": "shared.yaml",
        "sanctions": {"none": {"right": right_of(33), "effect": "deny"}},
    }  # fmt: skip
    used = load(written(tmp_path, user))
    assert used.id == "user"
    assert used.words.rights[right_of(33)].index == 33
    assert json.loads(json.dumps(used.explain(f"vocabulary.rights.{right_of(33)}.weight").value)) == 0.2
    with pytest.raises(InputError, match=r"there is no file shard.yaml .did you mean \"shared.yaml\"\?"):
        load(written(tmp_path, {**user, "uses": "shard.yaml"}))
