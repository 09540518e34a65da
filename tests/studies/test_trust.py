"""Keys and workers: a result is kept only under the contents that gave it, whatever happens to files meanwhile."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from glasshouse.simulation import provenance
from glasshouse.studies import members, worker
from glasshouse.studies.executors.processes import Processes
from glasshouse.studies.planning import load, plan_from
from glasshouse.studies.store import CHUNKS, Store
from glasshouse.studies.study import Study
from glasshouse.studies.worker import Worker

BOOK = (provenance.PACKAGE / "data/rulebooks/rongcheng-2014/rulebook.yaml").read_text("utf-8")
TOWN = (provenance.PACKAGE / "data/societies/toytown.yaml").read_text("utf-8")
START = "start: {value: 1000,"
STARTS = (1000, 900, 700)
STUDY = """\
schema: glasshouse/study@1
rulebooks: [one/rulebook.yaml, two/rulebook.yaml]
society: town.yaml
persons: 200
months: 3
replicates: 2
outcomes: [low_grade]
"""


@pytest.fixture
def folder(tmp_path):
    for name, start in (("one", 1000), ("two", 900)):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "rulebook.yaml", start)
    (tmp_path / "town.yaml").write_text(TOWN)
    (tmp_path / "study.yaml").write_text(STUDY)
    return tmp_path


def write(file, start):
    file.write_text(BOOK.replace(START, f"start: {{value: {start},"), "utf-8")


def test_a_key_is_made_of_contents_and_not_of_places(folder, tmp_path, monkeypatch):
    absolute = load(folder / "study.yaml")
    monkeypatch.chdir(folder)
    relative = load("study.yaml")
    shutil.copytree(folder, folder / "elsewhere" / "rulebooks")
    elsewhere = load(folder / "elsewhere" / "rulebooks" / "study.yaml")
    assert absolute.hash == relative.hash == elsewhere.hash
    assert absolute.rulebooks != relative.rulebooks
    write(folder / "one" / "rulebook.yaml", 800)
    assert load("study.yaml").hash != absolute.hash


def test_a_key_has_the_month_of_the_start_in_it(folder):
    """Two texts that say the same, one of them in force later, are lived from other months."""
    before = load(folder / "study.yaml")
    file = folder / "one" / "rulebook.yaml"
    file.write_text(file.read_text().replace("from: 2014-01-01\nnotes", "from: 2015-03-01\nnotes"))
    after = load(folder / "study.yaml")
    assert before.members[0].key != after.members[0].key


def test_versions_and_code_are_in_a_key(folder, monkeypatch):
    (member, *_) = load(folder / "study.yaml").members
    for name in ("numpy", "numba", "scipy"):
        assert f"{name} {__import__(name).__version__}" in member.code
    monkeypatch.setattr(members, "version", lambda name: "0.0")
    members.fingerprint.cache_clear()
    (other, *_) = load(folder / "study.yaml").members
    members.fingerprint.cache_clear()
    assert member.key != other.key


def test_the_hash_of_code_does_not_depend_on_where_the_package_is(tmp_path):
    package = tmp_path / "rulebooks" / "glasshouse"
    ignored = shutil.ignore_patterns("__pycache__", "*.js", "*.css")
    shutil.copytree(provenance.PACKAGE, package, ignore=ignored)
    assert hash_of_code(package) == provenance.code_hash()
    some = package / "model" / "world.py"
    some.write_bytes(some.read_bytes().replace(b"\n", b"\r\n"))
    assert hash_of_code(package) == provenance.code_hash()
    some.write_text(some.read_text() + "# more\n")
    assert hash_of_code(package) != provenance.code_hash()


def hash_of_code(package):
    done = subprocess.run(
        [sys.executable, "-c", "from glasshouse.simulation.provenance import code_hash; print(code_hash())"],
        env=os.environ | {"PYTHONPATH": str(package.parent)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_a_text_edited_after_planning_is_refused(folder):
    plan = load(folder / "study.yaml")
    write(folder / "two" / "rulebook.yaml", 700)
    study = Study(plan, Store(folder / "store")).run("serial")
    assert len(study.table()) == 2
    (why,) = set(study.failures().values())
    assert "rulebook" in why
    assert "changed after the study was planned" in why
    assert len(why.splitlines()) == 1
    (folder / "town.yaml").write_text(TOWN.replace("\nid: toytown", "\nid: othertown"))
    study = Study(plan, Store(folder / "other")).run("serial")
    assert study.table().num_rows == 0
    assert "the society" in next(iter(study.failures().values()))


def test_workers_kept_alive_never_serve_an_older_text(folder):
    crew = Processes(1)
    file = folder / "one" / "rulebook.yaml"
    found = []
    for start in (1000, 700, 1000):
        write(file, start)
        study = Study(load(folder / "study.yaml"), Store(folder / "store")).run(crew)
        assert not study.failures()
        found.append(study.table()["low_grade"].tolist()[0])
    crew.close()
    assert found[0] == found[2] != found[1]


@pytest.mark.parametrize("what", ["fingerprint", "mechanisms_hash"])
def test_a_worker_with_other_code_or_numbers_refuses(folder, monkeypatch, what):
    (member, *_) = load(folder / "study.yaml").members
    monkeypatch.setattr(worker, what, lambda: "numpy 0.1, code 123")
    error = Worker().live(member).error
    assert {"fingerprint": "other code (numpy 0.1, code 123)", "mechanisms_hash": "mechanisms"}[what] in error


def numbers_of(study):
    """The digest of all results, and one of them, by what should decide them: text and replicate."""
    rows = study.store.read([member.key for member in study.plan.members]).to_pylist()
    return {(row["rulebook"], row["replicate"]): (row["digest"], row["low_grade"]) for row in rows}


class Meddling:
    """An executor whose workshop stays for all studies, while files are edited and exchanged."""

    def __init__(self, meddle):
        self.meddle, self.worker = meddle, Worker()

    def live(self, chunks):
        for number, chunk in enumerate(chunks):
            self.meddle()
            lived = []
            for member in chunk:
                lived.append(self.worker.live(member))
                self.meddle()
            yield number, lived


def test_no_edit_swap_or_delay_ever_gives_a_wrong_number(folder, tmp_path):
    truth = {}
    for start in STARTS:
        write(folder / "one" / "rulebook.yaml", start)
        plan = load(folder / "study.yaml")
        study = Study(plan, Store(tmp_path / f"truth-{start}")).run("serial")
        truth |= numbers_of(study)
    assert len(set(truth.values())) == len(truth) == 2 * len(STARTS)
    rng = random.Random(7)
    files = [folder / name / "rulebook.yaml" for name in ("one", "two")]

    def edit():
        write(rng.choice(files), rng.choice(STARTS))

    def swap():
        texts = [file.read_bytes() for file in files]
        for file, text in zip(files, reversed(texts), strict=True):
            file.write_bytes(text)

    def meddle():
        rng.choice((edit, swap, lambda: None, lambda: None, lambda: None))()

    by, checked = Meddling(meddle), 0
    for turn in range(8):
        plan = load(folder / "study.yaml")
        meddle()
        study = Study(plan, Store(folder / "store")).run(by, chunk=rng.choice((1, 2, 4)))
        for decided, numbers in numbers_of(study).items():
            assert numbers == truth[decided]
            checked += 1
        assert set(study.lived()) | set(study.failures()) >= {member.key for member in plan.members}
        if turn % 4 == 3:
            first = sorted((folder / "store" / CHUNKS).glob("*.parquet"))[0]
            first.write_bytes(sorted((folder / "store" / CHUNKS).glob("*.parquet"))[-1].read_bytes())
            with pytest.warns(UserWarning, match="set aside"):
                study.run(by)
    assert checked > 12


def test_the_same_plan_in_code_and_in_a_file_has_one_hash(tmp_path):
    asked = {"rulebooks": "court-list-2013", "society": "toytown", "persons": 100, "months": 3}
    text = "schema: glasshouse/study@1\n" + "".join(f"{name}: {value}\n" for name, value in asked.items())
    (tmp_path / "study.yaml").write_text(text)
    assert load(Path(tmp_path / "study.yaml")).hash == plan_from(asked).hash
