"""Slurm: what goes into an array script is what Slurm documents, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.commands import said

from glasshouse.errors import InputError
from glasshouse.studies.executors.slurm import Job, script
from glasshouse.studies.planning import load

STUDY = """\
schema: glasshouse/study@1
title: own book
rulebooks: base/rulebook.yaml
society: toytown
persons: 200
months: 3
replicates: 4
outcomes: [fearful]
"""


@pytest.fixture
def file(tmp_path):
    from glasshouse.rulebooks.loading import FOLDER

    (tmp_path / "base").mkdir()
    text = (FOLDER / "suining-2010" / "rulebook.yaml").read_bytes()
    (tmp_path / "base" / "rulebook.yaml").write_bytes(text)
    (tmp_path / "own.yaml").write_text(STUDY)
    return tmp_path / "own.yaml"


@pytest.mark.parametrize(
    "time", ["90", "90:30", "04:00:00", "2-6", "2-06:30", "2-06:30:00", "0", "100:00:00"]
)
def test_time_limits_of_slurm(time):
    assert f"#SBATCH --time={time}\n" in script(Path("s.yaml"), Path("store"), 8, Job(2, time))


@pytest.mark.parametrize(
    "time", ["", "4h", "1:2:3:4", "-1", "1-", "1-2-3", "10:61", "60\n#SBATCH --exclusive", "6\u0660"]
)
def test_other_time_limits(time):
    with pytest.raises(InputError, match="not a time limit"):
        script(Path("s.yaml"), Path("store"), 8, Job(2, time))


@pytest.mark.parametrize("memory", ["2000", "512K", "2G", "1T"])
def test_sizes_of_slurm(memory):
    assert f"#SBATCH --mem-per-cpu={memory}\n" in script(Path("s"), Path("store"), 8, Job(2, memory=memory))


@pytest.mark.parametrize("memory", ["", "2 G", "2GB", "1.5G", "-2G", "0", "2G\n#SBATCH --exclusive", "lots"])
def test_other_sizes(memory):
    with pytest.raises(InputError, match="not a size"):
        script(Path("s.yaml"), Path("store"), 8, Job(2, memory=memory))


def test_names_put_no_line_of_their_own_into_a_script():
    text = script(Path("my study;\u00e9.yaml"), Path("a store/100%"), 8, Job(2))
    assert "#SBATCH --job-name=glasshouse-my-study-\n" in text
    assert 'store/100%%/logs/%A_%a.log"\n' in text
    for bad in ("a\nb", 'a"b', "a\\b"):
        with pytest.raises(InputError, match="a script cannot hold"):
            script(Path(f"{bad}.yaml"), Path("store"), 8, Job(2))
        with pytest.raises(InputError, match="a script cannot hold"):
            script(Path("s.yaml"), Path(bad), 8, Job(2))


def test_there_are_no_more_tasks_than_members():
    assert "--array=0-3\n" in script(Path("s.yaml"), Path("store"), 4, Job(16))


def test_an_array_is_found_from_another_folder(file, tmp_path, monkeypatch):
    """The script is written with a relative path, runs with an absolute one, and is looked at from elsewhere."""
    monkeypatch.chdir(tmp_path)
    code, text, _ = said("study", "slurm", "own.yaml", "--tasks", "2", "--time", "10")
    assert code == 0
    assert (tmp_path / "glasshouse-store" / "logs").is_dir()
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "glasshouse").write_text(f'#!/bin/sh\nexec {sys.executable} -m glasshouse "$@"\n')
    (folder / "glasshouse").chmod(0o755)
    env = os.environ | {
        "PATH": f"{folder}:{os.environ['PATH']}", "SLURM_ARRAY_TASK_ID": "0",
        "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
    }  # fmt: skip
    done = subprocess.run(["bash", "-s"], input=text, text=True, env=env, capture_output=True, check=True)
    assert done.stdout == "part 0 of 2: 2 members lived\n"
    code, out, _ = said("study", "work", file, "--part", 1, "--of", 2)
    assert (code, out) == (0, "part 1 of 2: 2 members lived\n")
    (tmp_path / "base" / "deep").mkdir()
    monkeypatch.chdir(tmp_path / "base" / "deep")
    store = ("--store", "../../glasshouse-store")
    code, out, _ = said("study", "status", "../../own.yaml", *store)
    assert code == 0
    assert dict(line.split() for line in out.splitlines() if line)["lived"] == "4"


def test_a_task_refuses_a_study_that_was_edited(file, tmp_path):
    planned, store = load(file).hash, ("--store", tmp_path / "store")
    file.write_text(STUDY.replace("months: 3", "months: 4"))
    code, _, err = said("study", "work", file, "--part", 0, "--of", 1, "--planned", planned, *store)
    assert code == 2
    assert "no longer the one the script was written for" in err
    assert not (tmp_path / "store").exists()


def test_a_log_folder_that_cannot_be_made_is_said(file, tmp_path):
    (tmp_path / "flat").write_text("")
    code, _, err = said("study", "slurm", file, "--store", tmp_path / "flat")
    assert code == 2
    assert "the folder of the logs cannot be made" in err
