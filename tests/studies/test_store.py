"""The store: whatever happens to a file of it, every reader names the file or gives the right numbers."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.commands import said

import glasshouse as gh
from glasshouse.errors import InputError
from glasshouse.studies import chunks
from glasshouse.studies.outcomes import names
from glasshouse.studies.planning import plan_from
from glasshouse.studies.store import CHUNKS, INDEX, Store
from glasshouse.studies.study import Study, study
from glasshouse.studies.worker import Result

from .standin import OUTCOME, Standin

ASKED = {
    "rulebooks": ["court-list-2013"], "society": "toytown", "persons": 300, "months": 6, "replicates": 2,
    "vary": {"speech.base": {"from": 0.3, "to": 0.7}}, "design": {"kind": "sobol", "samples": 8},
    "outcomes": [OUTCOME],
}  # fmt: skip


@pytest.fixture(scope="module")
def plan():
    return plan_from(ASKED)


@pytest.fixture(scope="module")
def whole(plan, tmp_path_factory):
    return filled(plan, tmp_path_factory.mktemp("whole") / "store")


@pytest.fixture
def made(plan, whole, tmp_path):
    shutil.copytree(whole.store.folder, tmp_path / "store")
    return Study(plan, Store(tmp_path / "store"))


def filled(plan, folder):
    numbers = Standin(lambda values, replicate: {OUTCOME: 100 * values["speech.base"] + replicate})
    return Study(plan, Store(folder)).run(numbers, chunk=4)


def chunks_of(made):
    return sorted((made.store.folder / CHUNKS).glob("*.parquet"))


def flip(path, _other):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path, _other):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path, _other):
    path.write_bytes(b"")


def delete(path, _other):
    path.unlink()


def swap(path, other):
    mine, theirs = path.read_bytes(), other.read_bytes()
    path.write_bytes(theirs)
    other.write_bytes(mine)


def rewrite(path, _other):
    """Other numbers in a valid file under its old name."""
    pq.write_table(altered(pq.read_table(path)), path)


def rename(path, _other):
    """Other numbers in a valid file that is named by its own bytes."""
    pq.write_table(altered(pq.read_table(path)), path)
    path.rename(chunks.path_of(path.parent, chunks.hashlib.sha256(path.read_bytes()).hexdigest()))


def altered(table):
    place = table.schema.get_field_index(OUTCOME)
    numbers = [value + 1 for value in table[OUTCOME].to_pylist()]
    return table.set_column(place, OUTCOME, pa.array(numbers, pa.float64()))


READERS = {
    "table": lambda made: made.table(),
    "missing": lambda made: made.missing(),
    "indices": lambda made: made.indices(OUTCOME),
    "discover": lambda made: made.discover(OUTCOME, above=50),
    "xarray": lambda made: made.to_xarray(),
    "pandas": lambda made: made.to_pandas(),
    "effect": lambda made: made.effect(OUTCOME, "court-list-2013"),
    "verify": lambda made: made.verify(1),
}


@pytest.mark.parametrize("harm", [flip, cut, empty, delete, swap, rewrite, rename])
def test_every_reader_refuses_a_damaged_chunk_by_name(made, whole, harm):
    (first, second, *_) = chunks_of(made)
    harm(first, second)
    for read in READERS.values():
        with pytest.raises(InputError) as told:
            read(Study(made.plan, made.store))
        assert first.name in str(told.value)
        assert "`glasshouse study run`" in str(told.value)
    again = Standin(lambda values, replicate: {OUTCOME: 100 * values["speech.base"] + replicate})
    with pytest.warns(UserWarning, match="set aside"):
        made.run(again)
    assert 4 <= again.lived <= 8
    assert made.table() == whole.table()


@pytest.mark.parametrize("harm", [flip, cut, empty, delete, swap, rewrite])
def test_damage_to_any_chunk_is_named(made, whole, harm):
    for path in chunks_of(made):
        other = next(one for one in chunks_of(made) if one != path)
        before = path.read_bytes(), other.read_bytes()
        harm(path, other)
        found, refused = right_or_refused(lambda: Study(made.plan, made.store).table())
        assert found is None
        assert path.name in refused
        path.write_bytes(before[0])
        other.write_bytes(before[1])
    assert made.table() == whole.table()


@pytest.mark.parametrize("harm", [flip, cut, empty, delete, swap])
def test_an_index_that_is_damaged_is_named_or_made_again(made, whole, harm):
    index = made.store.folder / INDEX
    harm(index, chunks_of(made)[0])
    for read in (READERS["table"], READERS["missing"]):
        found, refused = right_or_refused(lambda read=read: read(Study(made.plan, made.store)))
        assert found is None or found == [] or found == whole.table()
        assert found is not None or INDEX in refused or chunks_of(made)[0].name in refused


def right_or_refused(read):
    """What a reader gives, or else what it says."""
    try:
        return read(), ""
    except InputError as told:
        return None, str(told)


def test_no_flipped_byte_of_the_index_gives_another_table(made, whole):
    index = made.store.folder / INDEX
    data = index.read_bytes()
    refusals = []
    for place in range(0, len(data), max(1, len(data) // 30)):
        index.write_bytes(data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :])
        found, refused = right_or_refused(lambda: Study(made.plan, made.store).table())
        assert found is None or found == whole.table()
        refusals += [refused] if refused else []
    assert refusals
    assert all(INDEX in refused or ".parquet" in refused for refused in refusals)


def test_a_damaged_index_is_made_anew_by_a_run(made, whole):
    (made.store.folder / INDEX).write_bytes(b"no index" * 100)
    with pytest.raises(InputError, match="makes it anew"):
        made.table()
    counting = Standin(lambda values, replicate: {})
    with pytest.warns(UserWarning, match=INDEX):
        made.run(counting)
    assert counting.lived == 0
    assert made.table() == whole.table()


def test_a_result_sealed_anew_contradicts_the_first_one(made):
    """A seal is no secret; but two results of one member are never both believed."""
    first = chunks_of(made)[0]
    forged = altered(pq.read_table(first))
    forged = forged.set_column(1, "seal", pa.array(chunks.seals(forged), pa.string()))
    written = first.parent / "x"
    pq.write_table(forged, written)
    written.rename(chunks.path_of(first.parent, chunks.hashlib.sha256(written.read_bytes()).hexdigest()))
    with pytest.raises(InputError, match="two chunks have other numbers of the same member"):
        made.table()


def test_two_results_of_one_member_are_never_both_believed(plan, tmp_path):
    """Two processes may compute a member at once, which must give the same numbers."""
    store, member = Store(tmp_path), plan.members[0]
    for denied in (1.0, 1.0):
        store.add([member], [Result(member.key, dict.fromkeys(names(), denied), seconds=denied)])
    assert store.read([member.key]).num_rows == 1
    store.add([member], [Result(member.key, dict.fromkeys(names(), 2.0))])
    with pytest.raises(InputError, match="two chunks have other numbers"):
        store.read([member.key])
    assert len({diagnostic.file for diagnostic in store.mend()}) == 2
    assert store.done([member.key]) == set()


def test_living_again_shows_what_no_hash_shows(tmp_path):
    asked = {**ASKED, "vary": {}, "design": "list", "rulebooks": "suining-2010"}
    file = tmp_path / "study.yaml"
    file.write_text(json.dumps({"schema": "glasshouse/study@1", **asked}))
    made = study(file, tmp_path / "store").run("serial")
    assert made.verify(5).differences == {}
    (chunk, *others) = chunks_of(made)
    forged = altered(pq.read_table(chunk))
    forged = forged.set_column(1, "seal", pa.array(chunks.seals(forged), pa.string()))
    pq.write_table(forged, chunk)
    chunk.rename(chunks.path_of(chunk.parent, chunks.hashlib.sha256(chunk.read_bytes()).hexdigest()))
    (tmp_path / "store" / INDEX).unlink()
    found = study(file, made.store).verify(5)
    assert set(found.differences.values()) == {(OUTCOME,)}
    assert len(found.differences) == forged.num_rows
    code, out, err = said("study", "verify", file, "--store", tmp_path / "store", "--sample", "5")
    assert code == 2
    assert "of 2 members lived again are the same to the bit" in out
    assert f"differs from the store in {OUTCOME}" in err
    assert len(others) <= 1


def test_what_does_not_belong_to_a_member_is_not_kept(plan, tmp_path):
    store, (first, second, *_) = Store(tmp_path), plan.members
    numbers = dict.fromkeys(names(), 1.0)
    store.add([first, second], [Result(second.key, numbers), Result("stranger", numbers)])
    assert store.done([first.key, second.key, "stranger"]) == {second.key}
    assert "another member" in store.failed([first.key])[first.key]
    store.add([first], [Result(first.key, numbers, code="numpy 1.0, code abc")])
    assert "computed by other code (numpy 1.0, code abc)" in store.failed([first.key])[first.key]
    store.add([first], [Result(first.key, {"denied": 1.0})])
    assert "no number for" in store.failed([first.key])[first.key]
    assert store.read([first.key]).num_rows == 0


def test_what_a_kill_left_while_writing_is_removed_in_time(made, whole):
    old, new = (made.store.folder / CHUNKS / f"{chunks.UNFINISHED}{name}" for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"PAR1")
    os.utime(old, (0, 0))
    assert made.store.mend() == []
    assert (old.exists(), new.exists()) == (False, True)
    assert made.table() == whole.table()


def test_numbers_survive_the_store_to_the_bit(plan, tmp_path):
    store, member = Store(tmp_path), plan.members[0]
    numbers = dict.fromkeys(names(), float("nan")) | {OUTCOME: 0.1 + 0.2, "denied": -0.0}
    store.add([member], [Result(member.key, numbers)])
    (row,) = store.read([member.key]).to_pylist()
    assert row[OUTCOME] == 0.1 + 0.2
    assert str(row["denied"]) == "-0.0"


def test_a_store_of_another_version_is_refused_and_left_alone(plan, tmp_path):
    connection = sqlite3.connect(tmp_path / INDEX)
    connection.execute("create table members (key text)")
    connection.commit()
    connection.close()
    for use in (lambda made: made.table(), lambda made: made.run("serial")):
        with pytest.raises(InputError, match="another version of glasshouse"):
            use(Study(plan, Store(tmp_path)))
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [INDEX]


@pytest.fixture
def file(tmp_path):
    (tmp_path / "study.yaml").write_text(json.dumps({"schema": "glasshouse/study@1", **ASKED}))
    return tmp_path / "study.yaml"


def test_commands_refuse_a_damaged_store(made, file, tmp_path):
    chunk = chunks_of(made)[1]
    flip(chunk, None)
    store = ("--store", made.store.folder)
    for words in (
        ("study", "table", file, tmp_path / "t.csv"),
        ("study", "indices", file, "--outcome", OUTCOME),
        ("study", "discover", file, "--outcome", OUTCOME, "--above", "50"),
        ("study", "verify", file),
        ("study", "status", file, "--json"),
        ("audit", file),
    ):
        code, _, err = said(*words, *store)
        assert code == 2
        assert err.startswith(f"{chunk}: is damaged")
    assert not (tmp_path / "t.csv").exists()
    assert "damaged" in said("study", "status", file, *store, "--json")[1]
    with pytest.raises(InputError, match=chunk.name):
        gh.audit(file, store=made.store.folder)
    code, _, err = said("study", "run", file, *store, "--executor", "serial", "--quiet")
    assert (code, err) == (0, f"set aside: {chunk}: is damaged: its bytes are not those written\n")
    assert said("study", "table", file, tmp_path / "t.csv", *store)[0] == 0


def test_a_table_says_what_it_lacks(plan, file, tmp_path):
    store = tmp_path / "store"
    code, out, err = said("study", "table", file, tmp_path / "none.csv", "--store", store)
    assert (code, out) == (2, "")
    assert "there is no store of members here" in err
    assert not store.exists()
    half = Study(plan.more(replicates=1), Store(store)).run(Standin(lambda values, replicate: {}))
    code, out, err = said("study", "table", file, tmp_path / "half.csv", "--store", store)
    assert code == 0
    assert err == "note: 8 of 16 rows, 8 members not lived yet, 0 failed\n"
    assert len((tmp_path / "half.csv").read_text().splitlines()) == 9
    shutil.rmtree(half.store.folder / CHUNKS)
    (half.store.folder / INDEX).unlink()
    (half.store.folder / CHUNKS).mkdir()
    code, out, err = said("study", "table", file, tmp_path / "none.csv", "--store", store)
    assert code == 2
    assert "no member of this study has been lived" in err
    assert not (tmp_path / "none.csv").exists()


def test_a_typo_makes_no_store(made, file, tmp_path):
    for command in (("status",), ("table",), ("verify",), ("indices", "--outcome", OUTCOME)):
        words = (
            "study",
            command[0],
            file,
            *((tmp_path / "t.csv",) if command == ("table",) else command[1:]),
        )
        code, _, err = said(*words, "--store", tmp_path / "stor")
        assert code == 2
        assert 'did you mean "store"?' in err
    assert not (tmp_path / "stor").exists()


def test_status_counts_searches(made, file):
    part = Study(plan_from({**ASKED, "rulebooks": "financial-only"}), made.store, made.plan.hash)
    part.run(Standin(lambda values, replicate: {}))
    _, out, _ = said("study", "status", file, "--store", made.store.folder, "--json")
    assert json.loads(out)["searched"] == len(part.plan.members)
    assert json.loads(out)["lived"] == len(made.plan.members)
