"""Bad study files and the exact sentences with which they are refused, and plans bent at random.

Beside every `tests/bad_files/study/<name>.yaml` stands `<name>.txt` with the whole message.
"""

from __future__ import annotations

import functools
import json
import random
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet
import pytest

from glasshouse import cli
from glasshouse.errors import InputError
from glasshouse.specs.reading import parse
from glasshouse.studies import plan_checks, plan_names, planning
from glasshouse.studies.planning import load
from glasshouse.studies.store import Store
from glasshouse.studies.study import Study

from .mutate import mutant
from .standin import Standin

FOLDER = Path(__file__).resolve().parent.parent / "bad_files" / "study"
FILES = sorted(FOLDER.glob("*.yaml"))
MUTANTS = 300
READERS = {name: functools.cache(getattr(plan_names, name)) for name in ("load_rulebook", "load_society")}
"""Readers of other files, each of which is read once for all plans here."""


@pytest.fixture(autouse=True)
def two_cores_and_files_read_once(monkeypatch):
    monkeypatch.setattr(plan_checks, "available_cores", lambda: 2)
    for name, reader in READERS.items():
        monkeypatch.setattr(plan_names, name, reader)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_message(path, monkeypatch):
    monkeypatch.chdir(FOLDER)
    with pytest.raises(InputError) as caught:
        load(path.name)
    assert f"{caught.value}\n" == path.with_suffix(".txt").read_text("utf-8")
    assert all(
        diagnostic.file and diagnostic.line and diagnostic.fix for diagnostic in caught.value.diagnostics
    )


@pytest.mark.parametrize("command", [("check",), ("study", "check"), ("study", "run")])
@pytest.mark.parametrize("name", ["many", "study_map_value", "table_ragged"])
def test_every_command_leaves_with_2(command, name, tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        cli.main([*command, str(FOLDER / f"{name}.yaml")])
    said = capsys.readouterr()
    assert left.value.code == 2
    assert f"{name}." in said.err
    assert "Traceback" not in said.err
    assert not said.out


def test_no_bent_plan_ends_in_anything_but_faults(tmp_path):
    rng, sound, refused = random.Random(11), 0, []
    for number in range(MUTANTS):
        bent = mutant(rng)
        try:
            plan = planning.plan_of(parse(json.dumps(bent, default=str, ensure_ascii=False)))
        except InputError as bad:
            refused.append(str(bad))
            continue
        sound += 1
        if plan.count < 300:
            _tabled(plan, tmp_path / str(number))
    assert sound > MUTANTS / 20
    assert all(refused)


def _tabled(plan, folder):
    """A sound plan can be laid out, and its table be written in every format."""
    made = Study(plan, Store(folder))
    if _can_matter(made):
        _laid_out(made.run(Standin(lambda _values, _replicate: {}), chunk=100_000), folder)


def _can_matter(made):
    """Whether what a study varies can change a run; one in which nothing can is refused."""
    try:
        return made.notes is not None
    except InputError as bad:
        return not all(
            "nothing that varies can change a run" in diagnostic.fix for diagnostic in bad.diagnostics
        )


def _laid_out(made, folder):
    table = made.table("fearful").to_arrow()
    assert len(table) == made.plan.count
    pyarrow.parquet.write_table(table, folder / "table.parquet")
    pyarrow.csv.write_csv(table, folder / "table.csv")
    made.to_pandas("fearful")
