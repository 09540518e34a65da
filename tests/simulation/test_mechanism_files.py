"""Mechanisms of a user's own from the command line to the results folder and back."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import EntryPoint
from pathlib import Path

import pyarrow.compute as pc
import pytest
from tests.own_mechanisms import AMNESTY, good_months

import glasshouse as gh
from glasshouse import plugins, simulation
from glasshouse.cli import main
from glasshouse.errors import InputError
from glasshouse.simulation.mechanism_files import MECHANISM, chosen, described, restored, source_of
from glasshouse.simulation.repeating import config_of_manifest, life, refuse_unless_repeated
from glasshouse.simulation.results_folder import open_results

BOOK, TOWN, MONTHS = "court-list-2013", "toytown", 6
OPTIONS = {"persons": 300, "months": MONTHS, "seed": 3, "twin": True, "parameters": {"amnesty.month": 2}}


@pytest.fixture(scope="module")
def amnesty(tmp_path_factory):
    """The example in a file of its own, which tests may change."""
    return Path(shutil.copy(AMNESTY, tmp_path_factory.mktemp("own") / "amnesty.py"))


@pytest.fixture(scope="module")
def run(amnesty):
    return simulation.run(BOOK, TOWN, mechanisms=[f"{amnesty}:debt_amnesty", good_months], **OPTIONS)


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    return run.save(tmp_path_factory.mktemp("results") / "run")


@pytest.fixture
def copy(folder, tmp_path):
    return Path(shutil.copytree(folder, tmp_path / "run"))


def test_the_folder_keeps_text_and_hash(folder, run, amnesty):
    about = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert [one["name"] for one in about["mechanisms"]] == ["debt_amnesty", "good_months"]
    assert [one["hash"] for one in about["mechanisms"]] == [one.hash for one in run.config.mechanisms]
    assert about["own_parameters"] == {"amnesty.month": 2}
    kept = about["mechanisms"][0]["kept"]
    assert (folder / kept).read_text("utf-8") == amnesty.read_text("utf-8")
    assert kept.startswith("code/amnesty-") and kept in about["files"]
    assert (
        "--mechanism amnesty.py:debt_amnesty" in about["command"]
        and "--set amnesty.month=2" in about["command"]
    )


def test_events_and_fields_are_columns(folder, run):
    results = open_results(folder)
    table = results.table("system/mechanisms")
    assert table.column_names[-2:] == ["debt_amnesty.debt_forgiven", "good_months.good"]
    by_month = table.group_by("month").aggregate([("debt_amnesty.debt_forgiven", "sum")]).to_pydict()
    assert [n > 0 for n in by_month["debt_amnesty.debt_forgiven_sum"]] == [k == 2 for k in range(MONTHS)]
    assert results.table("twin/mechanisms").column_names[-1:] == ["good_months.good"]
    people = results.table("people")
    forgiven = people["system_debt_amnesty.forgiven"].to_numpy()
    assert forgiven.sum() == run.own["debt_amnesty.forgiven"].sum() > 0
    assert "twin_debt_amnesty.forgiven" not in people.column_names
    assert people["twin_good_months.good"].to_pylist() == people["system_good_months.good"].to_pylist()


def test_a_folder_repeats_its_run_without_the_file(folder, run, copy, amnesty):
    made = config_of_manifest(open_results(copy))
    assert [one.hash for one in made.mechanisms] == [one.hash for one in run.config.mechanisms]
    assert made.own_parameters["amnesty.month"].value == 2
    refuse_unless_repeated(open_results(copy), 1)
    debtor = int(run.people["who"][run.own["debt_amnesty.forgiven"] > 0][0])
    lived = life(open_results(copy), debtor, 1)
    events = {(row["month"], row["event"]) for row in lived.system.to_pylist()}
    assert (2, "debt_amnesty.debt_forgiven") in events
    assert not {row["event"] for row in lived.twin.to_pylist()} & {"debt_amnesty.debt_forgiven"}


def test_its_mechanisms_may_be_handed_over_if_they_are_what_they_were(folder, run, amnesty, tmp_path):
    results = open_results(folder)
    of_file = f"{amnesty}:debt_amnesty"
    made = config_of_manifest(results, [good_months, of_file])
    assert [one.hash for one in made.mechanisms] == [one.hash for one in run.config.mechanisms]
    with pytest.raises(InputError, match="the mechanism good_months is not named"):
        config_of_manifest(results, [of_file])
    other = tmp_path / "other.py"
    other.write_text(amnesty.read_text("utf-8").replace("person.debt > 0", "person.debt > 1"), "utf-8")
    with pytest.raises(InputError, match="the mechanism debt_amnesty changed since"):
        config_of_manifest(results, [good_months, f"{other}:debt_amnesty"])
    other.write_text(amnesty.read_text("utf-8").replace("def debt_amnesty", "def debt_amnestie"), "utf-8")
    with pytest.raises(InputError, match=r'debt_amnestie: not a mechanism.*did you mean "debt_amnesty"'):
        config_of_manifest(results, [good_months, f"{other}:debt_amnestie"])


def test_an_audit_takes_them_only_where_it_repeats_the_run(folder, amnesty, capsys):
    for options, said in (([], "add --more"), (["--more"], "the mechanism good_months is not named")):
        with pytest.raises(SystemExit) as left:
            main(["audit", str(folder), "--mechanism", f"{amnesty}:debt_amnesty", *options])
        assert left.value.code == 2
        assert said in capsys.readouterr().err


def test_a_changed_copy_is_refused(copy):
    (text,) = (copy / "code").glob("amnesty-*.py")
    text.write_text(text.read_text("utf-8").replace("> 0", "> 1"), "utf-8")
    with pytest.raises(InputError, match=r"amnesty-\w+\.py: has been altered"):
        open_results(copy)


def test_a_kept_text_is_never_run_as_python(run, tmp_path):
    """Its hash fits, and still only what a mechanism may say is translated."""
    of = run.config.mechanisms[0]
    trap = f"open({str(tmp_path / 'trap')!r}, 'w')\n{source_of(of).text}"
    assert restored(described(of), trap).hash == of.hash
    assert not (tmp_path / "trap").exists()
    with pytest.raises(InputError, match="the mechanism debt_amnesty changed since the run was begun"):
        restored(described(of), trap.replace("person.debt = 0", "person.debt = 1"))


class Killed(BaseException):
    """What no code catches."""


def cut(folder, mechanism, after):
    def on_month(done, _total):
        if done == after:
            raise Killed

    with pytest.raises(Killed):
        simulation.run(
            BOOK, TOWN, mechanisms=[mechanism, good_months], checkpoint=folder, every=1, on_month=on_month,
            **OPTIONS,
        )  # fmt: skip


@pytest.mark.parametrize("after", [1, 2, 3, 5, 8])
def test_a_run_goes_on_from_any_month(run, amnesty, tmp_path, after):
    cut(tmp_path / "run", f"{amnesty}:debt_amnesty", after)
    done = simulation.resume(tmp_path / "run")
    assert (done.digest(), done.twin().digest()) == (run.digest(), run.twin().digest())
    assert all((done.own[name] == run.own[name]).all() for name in run.own)
    assert all((done.own_months[name] == run.own_months[name]).all() for name in run.own_months)


def test_a_run_whose_mechanism_changed_does_not_go_on(run, tmp_path):
    own = Path(shutil.copy(AMNESTY, tmp_path / "amnesty.py"))
    cut(tmp_path / "run", f"{own}:debt_amnesty", 3)
    text = own.read_text("utf-8")
    own.write_text(text.replace("person.debt > 0", "person.debt > 100"), "utf-8")
    with pytest.raises(InputError, match="the mechanism debt_amnesty changed since the run was begun"):
        simulation.resume(tmp_path / "run")
    with pytest.raises(InputError, match="the mechanism debt_amnesty changed"):
        simulation.resume(tmp_path / "run", mechanisms=[f"{own}:debt_amnesty"])
    with pytest.raises(InputError, match="the run was begun without the mechanism other"):
        simulation.resume(tmp_path / "run", mechanisms=[f"{AMNESTY}:debt_amnesty", other])
    done = simulation.resume(tmp_path / "run", mechanisms=[f"{AMNESTY}:debt_amnesty"])
    assert done.digest() == run.digest()


@gh.mechanism()
def other(person, ctx):
    """Nothing."""


def status(*words):
    with pytest.raises(SystemExit) as left:
        main(list(words))
    return left.value.code


def test_the_command_line_takes_a_file(amnesty, tmp_path, capsys, monkeypatch):
    words = ["run", "--rulebook", BOOK, "--society", TOWN, "--persons", "300", "--months", "6", "--seed", "3"]
    words += ["--mechanism", f"{amnesty}:debt_amnesty", "--set", "amnesty.month=2", "--no-report"]
    assert status(*words, "--out", str(tmp_path / "run")) == 0
    results = open_results(tmp_path / "run")
    assert results.table("system/mechanisms")["debt_amnesty.debt_forgiven"].to_numpy().sum() > 0
    who = results.table("people").filter(pc.field("system_debt_amnesty.forgiven") > 0)["person"][0].as_py()
    assert status("life", str(tmp_path / "run"), str(who)) == 0
    assert "debt forgiven (mechanism debt_amnesty)" in capsys.readouterr().out
    assert status("digest", str(tmp_path / "run"), "--rerun") == 0
    assert results.manifest["digest"] in capsys.readouterr().out
    wrong = [*words[:-5], "--mechanism", f"{amnesty}:debt_amnsty", "--out", str(tmp_path / "b")]
    assert status(*wrong) == 2
    assert 'there is no debt_amnsty in this file (did you mean "debt_amnesty"?)' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("def f(:\n", "own.py:1:7: is not valid Python: invalid syntax"),
        ("import nothing_of_the_kind\n", "own.py:1: cannot be loaded: ModuleNotFoundError"),
        ("x = 1\nx / 0\n", "own.py:2: cannot be loaded: ZeroDivisionError"),
        (
            "import glasshouse as gh\n@gh.mechanism(colour=1)\ndef f(person, ctx): pass\n",
            "own.py:2: colour: not a keyword of mechanism .mechanism takes applies_to, after",
        ),
    ],
)
def test_a_file_that_cannot_be_run_is_told_with_its_line(tmp_path, text, complaint):
    (tmp_path / "own.py").write_text(text, "utf-8")
    with pytest.raises(InputError, match=complaint):
        chosen([f"{tmp_path / 'own.py'}:f"])


def test_files_and_names_that_do_not_exist(tmp_path):
    with pytest.raises(InputError, match="there is no such file"):
        chosen([f"{tmp_path}/nowhere.py:f"])
    with pytest.raises(InputError, match="nowhere: no mechanism has this name"):
        chosen(["nowhere"])


def test_an_installed_package_offers_mechanisms(monkeypatch):
    offered = EntryPoint("luck", f"{__name__}:good_months", MECHANISM.group)
    monkeypatch.setattr(plugins, "entry_points", lambda group: [offered] if group == MECHANISM.group else [])
    assert chosen(["luck"]) == (good_months,)
    with pytest.raises(InputError, match='did you mean "luck"'):
        chosen(["luk"])


def test_of_a_notebook_the_function_is_kept(tmp_path, monkeypatch):
    import linecache

    cell = "import glasshouse as gh\nRATE = 0.5\n\n@gh.mechanism(writes='debt')\ndef cut(person, ctx):\n"
    cell += "    person.debt = person.debt * RATE\n"
    linecache.cache["<cell 7>"] = (len(cell), None, cell.splitlines(keepends=True), "<cell 7>")
    space: dict[str, object] = {"__name__": "__main__"}
    exec(compile(cell, "<cell 7>", "exec"), space)
    made = space["cut"]
    text = source_of(made).text
    assert text.startswith("import glasshouse as gh\n\n\n@gh.mechanism")
    assert restored(described(made), text).hash == made.hash
