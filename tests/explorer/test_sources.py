"""Opening what was written: lived again where that can be, read where it cannot."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.sealing import forge

from glasshouse.errors import InputError
from glasshouse.explorer.api import Api
from glasshouse.explorer.requests import Limits, Refused
from glasshouse.explorer.runner import RunResult
from glasshouse.explorer.sources import open_source
from glasshouse.explorer.stored import Stored
from glasshouse.simulation import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("opened") / "town"
    made = run("suining-2010", "toytown", persons=1500, months=30, seed=2, twin=True)
    return made.save(path, variants=())


def shown(path: Path, limits: Limits | None = None) -> tuple[Api, str]:
    api = Api(limits, open_source(path, limits))
    name = api.about()["opened"]["run"]
    while api.session.job(name).unfinished:
        pass
    assert api.session.job(name).status == "done", api.session.job(name).diagnostics
    return api, name


def test_a_folder_is_lived_again(folder: Path) -> None:
    api, name = shown(folder)
    try:
        told = api.about()["opened"]
        assert told["folder"] == "town"
        assert told["setting"]["rulebook"] == "suining-2010"
        made = api.session.finished(name)
        assert isinstance(made, RunResult)
        assert (
            f"{made.run.state:016x}"
            == json.loads((folder / "manifest.json").read_text())["results"]["system"]["state"]
        )
        person = api.pick(name, {"fate": "listed"})["person"]
        assert api.life(name, str(person))["system"]
    finally:
        api.close()


def test_a_folder_that_cannot_be_lived_again_is_read(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "town"
    shutil.copytree(folder, copy)
    forge(copy, parameters={**forge(copy)["parameters"], "hash": "of another version"})
    (api, name), (other, again) = shown(copy), shown(folder)
    try:
        read, made = api.session.finished(name), other.session.finished(again)
        assert isinstance(read, Stored)
        assert "cannot be made again" in read.report["stored"]
        for series in ("listed", "voices", "income"):
            assert read.report["series"]["system"][series] == made.report["series"]["system"][series]
        assert read.report["headline"] == made.report["headline"]
        orders = [np.argsort(one.recording.columns["who"]) for one in (read, made)]
        ever = 0
        for month in range(30):
            for plane in ("listed", "gated"):
                one, two = (
                    side.recording.plane(plane, month)[order]
                    for side, order in zip((read, made), orders, strict=True)
                )
                assert np.array_equal(one, two), (plane, month)
                ever += int(one.sum())
        assert ever
        person = api.pick(name, {"fate": "listed"})["person"]
        life = api.life(name, str(person))
        assert any(event["event"] == "entered_list" for event in life["system"])
        with pytest.raises(Refused) as caught:
            api.radar(name, {})
        assert caught.value.status == 409
    finally:
        api.close()
        other.close()


def test_a_folder_beyond_the_limits_is_read(folder: Path) -> None:
    api, name = shown(folder, Limits(persons=1000))
    try:
        assert isinstance(api.session.finished(name), Stored)
    finally:
        api.close()


def test_a_study_shows_its_first_member_and_names_the_others(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(
        "schema: glasshouse/study@1\ntitle: Radius\nrulebooks: [court-list-2013+debtor-map]\nsociety: toytown\n"
        "persons: 400\nmonths: 6\nvary:\n  map.radius: [100, 500]\n"
        "design: {kind: grid}\n"
    )
    api, name = shown(tmp_path)
    try:
        told = api.about()["opened"]
        assert told["study"] == "Radius"
        assert [one["changes"] for one in told["members"]] == [
            {"publicity.map.radius": 100}, {"publicity.map.radius": 500}
        ]  # fmt: skip
        assert api.report(name)["status"] == "done"
    finally:
        api.close()


@pytest.mark.parametrize("what", ["nowhere", "empty", "file.txt"])
def test_other_things_are_refused(what: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(InputError):
        open_source(tmp_path / what)
