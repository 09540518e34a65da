"""Map privacy of a run: from the run and from its folder, on people drawn from their recipe and nobody else."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.sealing import forge

from glasshouse import simulation
from glasshouse.errors import InputError
from glasshouse.metrics.privacy import DESIGNS, PROBES, Design
from glasshouse.metrics.privacy.table import DIRECTORY
from glasshouse.simulation import records
from glasshouse.simulation.running import Run
from glasshouse.simulation.town import KEPT, town

LAW = "court-list-2013+debtor-map"


@pytest.fixture(scope="module")
def lived() -> Run:
    return simulation.run(LAW, "toytown", persons=4_000, months=24, seed=3, parameters={"credit.lapse": 0.05})


@pytest.fixture(scope="module")
def folder(lived: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lived.save(tmp_path_factory.mktemp("probe") / "results")


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "copy"))


def test_the_probes_a_folder_keeps_are_those_it_gives(folder: Path) -> None:
    kept = pq.read_table(folder / "probes.parquet")
    given = simulation.map_privacy(folder, KEPT)
    quick = [probe not in DIRECTORY for probe in given["probe"].to_pylist()]
    assert kept.equals(given.filter(quick))


@pytest.mark.parametrize("law", ["court-list-2013", LAW], ids=["no map", "nobody listed"])
def test_without_a_map_and_without_a_list_no_probes_are_kept(law: str, tmp_path: Path) -> None:
    lived = simulation.run(law, "toytown", persons=500, months=2, seed=3)
    assert not (lived.save(tmp_path / "results") / "probes.parquet").exists()


def stays_of(run: Run) -> pa.Table:
    """A table of stays in the shape results folders have, from what a run keeps of everybody's first stay."""
    first = records.first_spell(run)
    ever = np.flatnonzero(first["first_listed"] >= 0)
    return pa.table(
        {
            "person": run.people["who"][ever],
            "kind": pa.array(["blacklist"] * len(ever)).dictionary_encode(),
            "entered": first["first_listed"][ever].astype(np.int32),
            "left": first["first_left"][ever].astype(np.int32),
        }
    )


def test_a_run_gives_a_row_for_each_design_and_probe(lived: Run) -> None:
    table = simulation.map_privacy(lived, targets=20)
    assert table.num_rows == len(DESIGNS) * len(PROBES)
    found = {(row["design"], row["probe"]): row["value"] for row in table.to_pylist()}
    assert found["pin", "location_error"] == pytest.approx(0, abs=1e-6)
    assert found["grid-250", "location_error"] > 10
    assert found["noise", "location_error"] < found["noise-kept", "location_error"]


def test_the_town_is_the_largest_settlement_and_its_listed_are_those_of_the_run(lived: Run) -> None:
    place = town(lived)
    settlement = np.asarray(lived.society.settlement)
    here = settlement == np.argmax(np.bincount(settlement))
    assert len(place) == here.sum()
    assert (place.now == (lived.people["lists"][here] != 0)).all()
    assert place.radius == 500
    assert place.look == pytest.approx(0.01 * 0.9)


def test_the_two_dates_are_those_of_a_shorter_run(lived: Run) -> None:
    shorter = simulation.run(LAW, lived.society, months=18, seed=3, parameters={"credit.lapse": 0.05})
    place = town(lived, apart=6)
    settlement = np.asarray(lived.society.settlement)
    here = settlement == np.argmax(np.bincount(settlement))
    then = shorter.people["lists"][here] != 0
    assert then.any()
    # nobody came back to the list in so short a run, so first stays are all stays
    assert (place.before == then).all()


def test_a_folder_says_what_its_run_says(lived: Run, folder: Path) -> None:
    assert simulation.map_privacy(folder, targets=20).equals(simulation.map_privacy(lived, targets=20))


def test_the_table_of_stays_is_used_where_there_is_one(lived: Run, copy: Path) -> None:
    stays = stays_of(lived)
    pq.write_table(stays, copy / "system" / "listings.parquet")
    forge(copy)
    assert (town(copy).now == town(lived).now).all()
    honoured = stays.set_column(1, "kind", pa.array(["redlist"] * len(stays)).dictionary_encode())
    pq.write_table(honoured, copy / "system" / "listings.parquet")
    forge(copy)
    with pytest.raises(InputError, match="nobody in the town stood on a list"):
        town(copy)


def test_positions_in_a_folder_are_never_believed(copy: Path) -> None:
    outcomes = pq.read_table(copy / "outcomes.parquet")
    place = outcomes.column_names.index("x")
    zeros = pa.array(np.zeros(len(outcomes), int), outcomes["x"].type)
    pq.write_table(outcomes.set_column(place, "x", zeros), copy / "outcomes.parquet")
    forge(copy)
    with pytest.raises(InputError, match=r"outcomes\.parquet: says other things of the people"):
        town(copy)


def test_people_who_are_not_those_of_the_run_are_not_attacked(copy: Path) -> None:
    forge(copy, society={**forge(copy)["society"], "digest": "0" * 64})
    with pytest.raises(InputError, match="draws other people from toytown than those of this run"):
        simulation.map_privacy(copy)


def test_a_society_that_is_not_shipped_must_be_given(copy: Path) -> None:
    forge(copy, society={**forge(copy)["society"], "id": "elsewhere", "file": "gone.yaml"})
    with pytest.raises(InputError, match="give the file it was drawn from"):
        simulation.map_privacy(copy)
    assert simulation.map_privacy(copy, ["pin"], society="toytown", targets=5).num_rows == len(PROBES)


def test_a_folder_that_says_nothing_of_who_was_listed_is_refused(copy: Path) -> None:
    (copy / "system" / "listings.parquet").unlink()
    forge(copy)
    with pytest.raises(InputError, match=r"wrote no table system/listings\.parquet"):
        simulation.map_privacy(copy)


def test_dates_and_designs_that_make_no_sense_are_refused(lived: Run) -> None:
    with pytest.raises(InputError, match="do not fit in 24 months"):
        simulation.map_privacy(lived, apart=24)
    with pytest.raises(InputError, match="pni: no such design"):
        simulation.map_privacy(lived, ["pni"])


def test_a_design_of_ones_own(lived: Run) -> None:
    mine = Design("mine", "100 m squares", grid=100)
    table = simulation.map_privacy(lived, [mine, "pin"], targets=10)
    assert table.column("design").unique().to_pylist() == ["mine", "pin"]


def test_the_twin_has_nothing_to_publish(lived: Run) -> None:
    with pytest.raises(InputError, match="nobody in the town"):
        simulation.map_privacy(lived.twin())
