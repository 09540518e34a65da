"""One reader for every command: whatever is damaged, foreign or forged is refused by name, and so is anybody
who was not drawn."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sealing import forge

from glasshouse import reporting, simulation, summary
from glasshouse.auditing import audit
from glasshouse.charts import registry
from glasshouse.cli.results_commands import life
from glasshouse.errors import InputError
from glasshouse.explorer.sources import open_source
from glasshouse.explorer.stored import stored
from glasshouse.reporting import folder as folders
from glasshouse.simulation.repeating import refuse_unless_repeated
from glasshouse.simulation.results_folder import open_results

READERS: dict[str, Callable[[Path], object]] = {
    "report": lambda folder: reporting.write(folder, folder.parent / "report.html"),
    "plot": lambda folder: registry.draw(folder, "listed"),
    "audit": audit,
    "digest": simulation.digest_of,
    "life": lambda folder: life(folder, random=True),
    "probe": lambda folder: simulation.map_privacy(folder, ["pin"], targets=2),
    "explore": open_source,
    "summary": lambda folder: summary.summary(folders.read(folder), None),
}
"""Every way in which a results folder is read."""
DAMAGES: dict[str, Callable[[bytes], bytes | None]] = {
    "flip": lambda data: (
        data[: len(data) // 2] + bytes([data[len(data) // 2] ^ 1]) + data[len(data) // 2 + 1 :]
    ),
    "cut": lambda data: data[: len(data) * 2 // 3],
    "empty": lambda _: b"",
    "delete": lambda _: None,
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    done = simulation.run(
        "court-list-2013+debtor-map", "toytown", persons=3_000, months=24, seed=4, start="2017-06", twin=True,
        parameters={"credit.lapse": 0.03, "court.sue": 0.5},
    )  # fmt: skip
    return done.save(tmp_path_factory.mktemp("verified") / "results")


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "results"))


def refused(read: Callable[[Path], object], folder: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(folder)
    assert all(diagnostic.fix for diagnostic in caught.value.diagnostics)
    return str(caught.value)


def test_a_sound_folder_is_read_by_all(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for read in READERS.values():
        read(folder)
    assert "Synthetic person" in capsys.readouterr().out


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damaged_file_is_named_by_every_reader(damage: str, copy: Path) -> None:
    files = sorted(path for path in copy.rglob("*") if path.is_file() and path.suffix != ".html")
    assert len(files) > 15
    for file in files:
        whole = file.read_bytes()
        hurt = DAMAGES[damage](whole)
        file.unlink() if hurt is None else file.write_bytes(hurt)
        for name, read in READERS.items():
            assert str(file) in refused(read, copy), (name, file.name)
        file.write_bytes(whole)
    open_results(copy)


def test_swapped_tables_are_named_by_every_reader(copy: Path) -> None:
    for name in ("monthly", "lives", "standing", "states"):
        one, two = (copy / side / f"{name}.parquet" for side in ("system", "twin"))
        first, second = one.read_bytes(), two.read_bytes()
        one.write_bytes(second)
        two.write_bytes(first)
        for read in READERS.values():
            said = refused(read, copy)
            assert str(one) in said
            assert str(two) in said
        one.write_bytes(first)
        two.write_bytes(second)


def test_any_flipped_byte_of_any_file_is_found(copy: Path) -> None:
    rng = np.random.default_rng(7)
    files = sorted(path for path in copy.rglob("*") if path.is_file() and path.suffix != ".html")
    for _ in range(300):
        file = files[rng.integers(len(files))]
        whole = file.read_bytes()
        place = int(rng.integers(len(whole)))
        hurt = bytearray(whole)
        hurt[place] ^= 1 << int(rng.integers(8))
        file.write_bytes(bytes(hurt))
        assert str(file) in refused(open_results, copy)
        file.write_bytes(whole)


def test_all_damage_is_reported_at_once(copy: Path) -> None:
    (copy / "comparison.parquet").write_bytes(b"PAR1 and then nothing")
    (copy / "twin" / "lives.parquet").unlink()
    pq.write_table(pa.table({"month": [0]}), copy / "system" / "firms.parquet")
    said = refused(open_results, copy).splitlines()
    assert [line.split(": ")[0].removeprefix(f"{copy}/") for line in said] == [
        "comparison.parquet", "twin/lives.parquet", "system/firms.parquet",
    ]  # fmt: skip
    assert "altered or damaged" in said[0]
    assert "is missing" in said[1]
    assert "is not among the files that this run wrote" in said[2]


def test_files_of_other_kinds_may_lie_in_the_folder(copy: Path) -> None:
    (copy / "notes.txt").write_text("mine")
    pq.write_table(pa.table({"id": ["F1"]}), copy / "findings.parquet")
    open_results(copy)


def test_a_file_altered_after_opening_is_refused(copy: Path) -> None:
    results = open_results(copy)
    (copy / "comparison.parquet").write_bytes((copy / "people.parquet").read_bytes())
    with pytest.raises(InputError, match="altered or damaged"):
        results.find("comparison")


def test_an_edited_manifest_is_refused(copy: Path) -> None:
    path = copy / "manifest.json"
    path.write_text(path.read_text().replace('"persons": 3000', '"persons": 30000'))
    for read in READERS.values():
        assert "manifest.json: is damaged" in refused(read, copy)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"persons": "many"}, "persons: is not what a run writes"),
        ({"files": {"comparison.parquet": "short"}}, "files: holds something that is no SHA-256"),
        ({"results": {}}, "results: has no state of the run with the system"),
        ({"rulebook": {"id": 7}}, "rulebook.id: is missing or is no text"),
        ({"persons": 30_000}, "persons: 30000 do not live in the provinces, which have 3000"),
    ],
)
def test_a_manifest_of_wrong_types_is_refused_even_when_sealed(change, said, copy: Path) -> None:
    from glasshouse.engine.array_store import read_data, write_data

    write_data(copy / "manifest.json", read_data(copy / "manifest.json") | change)
    assert said in refused(open_results, copy)


def test_folders_of_older_versions_say_which_one_wrote_them(copy: Path) -> None:
    (copy / "manifest.json").write_text(
        '{"schema": "glasshouse/manifest@1", "glasshouse": "0.1.0", "seed": 1}'
    )
    said = refused(open_results, copy)
    assert "was written by glasshouse 0.1.0 in an older form" in said
    assert "run again with this version" in said


def hand_made(table: pa.Table, name: str, values: list[int]) -> pa.Table:
    place = table.column_names.index(name)
    changed = table[name].to_pylist()
    changed[: len(values)] = values
    return table.set_column(place, name, pa.array(changed, table[name].type))


@pytest.mark.parametrize(
    ("name", "column", "values"),
    [
        ("people.parquet", "age", [99, 98]),
        ("people.parquet", "x", [-5000]),
        ("people.parquet", "person", [4_000_000]),
        ("outcomes.parquet", "age", [99]),
        ("system/lives.parquet", "person", [4_000_000]),
        ("system/listings.parquet", "person", [4_000_000]),
        ("city.parquet", "x", [30_000]),
    ],
)
def test_forged_people_are_shown_by_nobody(name: str, column: str, values: list[int], copy: Path) -> None:
    """Hashes and seals made anew do not help: who lives is drawn again from the tables of the society."""
    pq.write_table(hand_made(pq.read_table(copy / name), column, values), copy / name)
    forge(copy)
    for reader in set(READERS) - {"digest", "explore"}:
        said = refused(READERS[reader], copy)
        assert f"{name}: says other things of the people" in said, reader
    with pytest.raises(InputError, match="says other things of the people"):
        stored(copy, "too large")


def test_numbers_forged_with_all_seals_are_found_by_running_again(copy: Path) -> None:
    refuse_unless_repeated(open_results(copy))
    for name, column in (("comparison", "difference"), ("system/monthly", "listed"), ("variants", "low")):
        path = copy / f"{name}.parquet"
        whole = path.read_bytes()
        table = pq.read_table(path)
        values = [1 if value is None else value + 1 for value in table[column].to_pylist()]
        place = table.column_names.index(column)
        pq.write_table(table.set_column(place, column, pa.array(values, table[column].type)), path)
        forge(copy)
        with pytest.raises(InputError, match=rf"{name}\.parquet: is not what this run gives"):
            refuse_unless_repeated(open_results(copy))
        path.write_bytes(whole)
    forge(copy)
    assert simulation.digest_of(copy)


def test_people_that_cannot_be_drawn_are_shown_by_nobody(copy: Path) -> None:
    """A folder whose society is gone keeps its counts of groups; no table of persons is believed."""
    about = forge(copy)
    forge(copy, society={**about["society"], "hash": "0" * 64})
    for reader in ("audit", "life", "probe"):
        assert "the people cannot be drawn again" in refused(READERS[reader], copy), reader
    with pytest.raises(InputError, match="nobody is shown: the people cannot be drawn again"):
        stored(copy, "too large")
    text = reporting.write(copy, copy.parent / "report.html").read_text()
    assert "No single persons." in text
    assert "This run kept no single lives" in text
    with pytest.raises(InputError, match="nothing to draw as viewers: the people cannot be drawn again"):
        registry.draw(copy, "viewers")


def test_a_hand_made_folder_with_a_spoilt_rulebook_is_not_shown(copy: Path) -> None:
    """The page reads tables where a run cannot be lived again; they must speak of the people drawn."""
    path = copy / "people.parquet"
    pq.write_table(hand_made(pq.read_table(path), "age", [41] * 100), path)
    about = forge(copy)
    forge(copy, rulebook={**about["rulebook"], "hash": "0" * 64})
    from glasshouse.explorer.api import Api

    api = Api(None, open_source(copy))
    try:
        job = api.session.job(api.about()["opened"]["run"])
        while job.unfinished:
            pass
        assert job.lived is None
        assert any("says other things of the people" in diagnostic.what for diagnostic in job.diagnostics)
    finally:
        api.close()


def test_the_society_of_a_user_goes_with_the_folder(tmp_path: Path) -> None:
    """People can be drawn again where the society's own file is gone."""
    mine = tmp_path / "mine.yaml"
    shipped = Path(simulation.__file__).parents[1] / "data" / "societies" / "toytown.yaml"
    mine.write_text(shipped.read_text().replace("id: toytown", "id: mine").replace("100000", "90000"))
    made = simulation.run("suining-2010", str(mine), persons=500, months=6, seed=4, twin=True).save(
        tmp_path / "results", variants=()
    )
    mine.unlink()
    audit(made)
    (made / "inputs" / "society.yaml").unlink()
    assert "society.yaml: is missing" in refused(audit, made)
