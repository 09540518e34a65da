"""Checkpoints: a run that is cut off anywhere goes on to the digest of one that was not, or says why not."""

import errno
import os
import random
import shutil
from pathlib import Path

import pytest
from tests.own_mechanisms import good_months

from glasshouse import rulebook, simulation, society
from glasshouse.engine import array_store
from glasshouse.errors import InputError
from glasshouse.simulation import checkpoints, plans, provenance, repeating
from glasshouse.simulation.checkpoints import seal_key

EVERYTHING = str(Path(__file__).parents[1] / "model" / "books" / "everything.yaml")
MONTHS, EVERY = 12, 3
NAMES = ("hebei", "henan", "anhui", "hubei")
BOOKS = {"hebei": "province-strict", "henan": "province-lenient", "anhui": None, "hubei": EVERYTHING}


class Killed(BaseException):
    """What no code catches."""


def lived(folder=None, **more):
    """1,500 of toytown under everything at once, with their twins."""
    options = {"persons": 1_500, "months": MONTHS, "start": "2014-10", "seed": 7, "twin": True, "threads": 1}
    return simulation.run(EVERYTHING, "toytown", checkpoint=folder, **{"every": EVERY, **options, **more})


def digests(run):
    return [run.digest(), run.twin().digest()]


@pytest.fixture(scope="module")
def whole():
    return digests(lived())


def cut(folder, after, **more):
    """A run that is killed when `after` months are done."""

    def on_month(done, _total):
        if done == after:
            raise Killed

    with pytest.raises(Killed):
        lived(folder, on_month=on_month, **more)


def names(folder):
    return array_store.names(checkpoints.home_of(folder))


def arrays_of(folder, name):
    return checkpoints.home_of(folder) / (name + array_store.ARRAYS)


def copies(folder, lives, at_months):
    """Live while copying what is kept after each of `at_months` months done; returns the run."""

    def on_month(done, _total):
        if done in at_months:
            home = checkpoints.home_of(folder)
            shutil.copytree(home, checkpoints.home_of(folder.with_name(f"after{done}")))

    return lives(folder, on_month)


def test_from_every_month_the_digest_is_the_same(tmp_path, whole):
    every = range(1, 2 * MONTHS + 1)
    run = copies(tmp_path / "run", lambda to, told: lived(to, every=1, on_month=told), every)
    assert digests(run) == whole
    for done in every:
        assert digests(simulation.resume(tmp_path / f"after{done}", tell=pytest.fail)) == whole, done


def test_provinces_and_their_government_go_on(tmp_path):
    land = society("provinces31").draw(dict.fromkeys(NAMES, 400), seed=3)
    told = (11, 12, 13, 24, 25, 30, 42)

    def lives(folder, on_month):
        return simulation.run(
            "national-outline", land, months=30, seed=5, provinces=BOOKS, parameters={"government.vary": 1},
            government={"unify_after": 2, "unify_into": "best"}, twin=True, threads=1,
            checkpoint=folder, every=1, on_month=on_month,
        )  # fmt: skip

    run = copies(tmp_path / "run", lives, told)
    plain = simulation.run(
        "national-outline", land, months=30, seed=5, provinces=BOOKS, parameters={"government.vary": 1},
        government={"unify_after": 2, "unify_into": "best"}, twin=True, threads=1,
    )  # fmt: skip
    assert len(plain.government) == 8
    for one in (run, *(simulation.resume(tmp_path / f"after{done}") for done in told)):
        assert digests(one) == digests(plain)
        assert one.government == plain.government


def test_a_kill_in_the_middle_of_writing_loses_only_what_was_written(tmp_path, monkeypatch, whole):
    """Killed at every step of every file of a run, one after another, until it comes to its end."""
    steps = [("fsync", array_store.os), ("replace", array_store.Path)]
    dice, folder, kills = random.Random(4), tmp_path / "run", 0
    for attempt in range(40):
        name, home = dice.choice(steps)
        left = dice.randint(0 if attempt else 4, 5)
        true = getattr(home, name)

        def deadly(*arguments, left=[left], true=true, **more):  # noqa: B006
            left[0] -= 1
            if left[0] < 0:
                raise Killed
            return true(*arguments, **more)

        with monkeypatch.context() as patched:
            patched.setattr(home, name, deadly)
            try:
                done = simulation.resume(folder, tell=pytest.fail) if attempt else lived(folder)
                break
            except Killed:
                kills += 1
    assert kills >= 2
    assert digests(done) == whole


def test_the_last_two_of_each_side_are_kept_and_all_go_with_the_results(tmp_path, whole):
    folder = tmp_path / "run"
    run = lived(folder)
    assert names(folder) == ["system-000009", "system-000012", "twin-000009", "twin-000012"]
    run.save(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    with pytest.raises(InputError, match="is finished"):
        simulation.resume(folder)


def test_results_that_stand_already_are_not_written_again(tmp_path):
    keep = simulation.CheckpointPolicy(tmp_path / "run", EVERY, report=True)
    run = lived(keep, persons=300, months=3)
    run.save(keep.folder)
    assert names(keep.folder), "a report is still to come"
    before = (keep.folder / "manifest.json").read_text()
    repeating.save(simulation.resume(keep.folder))
    assert (keep.folder / "manifest.json").read_text() == before
    (checkpoints.home_of(keep.folder)).rename(checkpoints.home_of(tmp_path / "other"))
    shutil.copytree(keep.folder, tmp_path / "other")
    about = (tmp_path / "other" / "manifest.json").read_text()
    state = f"{run.state:016x}"
    (tmp_path / "other" / "manifest.json").write_text(about.replace(state, "0" * 16))
    with pytest.raises(InputError, match="already holds files"):
        repeating.save(simulation.resume(tmp_path / "other"))


def flip(path):
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 16
    path.write_bytes(whole)


def truncate(path):
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("harm", [flip, truncate, Path.unlink])
@pytest.mark.parametrize("suffix", [array_store.ARRAYS, array_store.ABOUT])
def test_what_is_damaged_is_named_and_the_one_before_is_used(tmp_path, whole, harm, suffix):
    folder, notes = tmp_path / "run", []
    cut(folder, MONTHS + 7)
    path = checkpoints.home_of(folder) / f"twin-000006{suffix}"
    harm(path)
    assert digests(simulation.resume(folder, tell=notes.append)) == whole
    if harm is Path.unlink and suffix == array_store.ABOUT:
        assert notes == []  # that one was never written to its end
    else:
        assert len(notes) == 1
        assert f"{path}: is " in notes[0]
        assert notes[0].endswith("the twin goes on from the checkpoint before, month 3")


def test_where_no_checkpoint_is_sound_the_side_begins_again(tmp_path, whole):
    folder, notes = tmp_path / "run", []
    cut(folder, 7)
    for name in names(folder):
        flip(arrays_of(folder, name))
    assert digests(simulation.resume(folder, tell=notes.append)) == whole
    assert len(notes) == 1
    assert "system-000006" in notes[0] and "system-000003" in notes[0]
    assert notes[0].endswith("the system begins again from its first month")


@pytest.mark.parametrize("key", [b"", b"of somebody else"], ids=["checksum", "another key"])
def test_a_checkpoint_somebody_wrote_is_not_gone_on_with(tmp_path, whole, key):
    """People changed by hand, with all checksums made anew: the one before is used, then the first month."""
    folder, notes = tmp_path / "run", []
    cut(folder, 7)
    home = checkpoints.home_of(folder)
    for name in names(folder):
        bundle = array_store.read(home, name, seal_key())
        debts = bundle.arrays["world.people.debt"]
        debts[:] = 999_900
        array_store.write(home, name, bundle.arrays, bundle.about, key)
    assert digests(simulation.resume(folder, tell=notes.append)) == whole
    assert "its seal is not of this user's key" in notes[0]
    assert notes[0].endswith("the system begins again from its first month")


def test_checkpoints_of_another_user_are_refused(tmp_path, monkeypatch):
    cut(tmp_path / "run", 7)
    monkeypatch.setenv("GLASSHOUSE_CONFIG_DIR", str(tmp_path / "other"))
    with pytest.raises(InputError, match="another user or machine wrote it") as refused:
        simulation.resume(tmp_path / "run")
    assert "begin the run again with --overwrite" in str(refused.value)


def test_the_key_is_made_once_and_for_its_user_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("GLASSHOUSE_CONFIG_DIR", str(tmp_path / "config"))
    key = seal_key()
    assert seal_key() == key
    (path,) = (tmp_path / "config").iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"short")
    with pytest.raises(InputError, match="is not a key: 5 bytes instead of 32"):
        seal_key()
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("GLASSHOUSE_CONFIG_DIR", str(tmp_path / "file"))
    with pytest.raises(InputError, match="set GLASSHOUSE_CONFIG_DIR"):
        seal_key()


def test_a_damaged_plan_is_read_from_a_checkpoint(tmp_path, whole):
    folder, notes = tmp_path / "run", []
    cut(folder, 4)
    flip(checkpoints.home_of(folder) / checkpoints.PLAN)
    assert digests(simulation.resume(folder, tell=notes.append)) == whole
    assert len(notes) == 1 and "plan.json: is damaged" in notes[0]
    cut(tmp_path / "young", 1)
    flip(checkpoints.home_of(tmp_path / "young") / checkpoints.PLAN)
    with pytest.raises(InputError, match="is damaged"):
        simulation.resume(tmp_path / "young")


def test_a_run_cut_off_before_its_first_checkpoint_begins_again(tmp_path, whole):
    cut(tmp_path / "run", 1)
    assert digests(simulation.resume(tmp_path / "run", tell=pytest.fail)) == whole


def test_a_full_disk_ends_the_run_in_one_sentence_and_the_checkpoint_before_is_used(
    tmp_path, monkeypatch, whole
):
    folder, true = tmp_path / "run", os.fsync
    written = []

    def filling(handle):
        written.append(handle)
        if len(written) > 8:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        true(handle)

    with monkeypatch.context() as patched:
        patched.setattr(array_store.os, "fsync", filling)
        with pytest.raises(InputError) as stopped:
            lived(folder)
    assert str(stopped.value).count("\n") == 0
    assert "system-000006.safetensors: cannot be written: No space left on device" in str(stopped.value)
    assert f"glasshouse resume {folder} goes on from month 3 of the system" in str(stopped.value)
    assert names(folder) == ["system-000003"]
    assert digests(simulation.resume(folder, tell=pytest.fail)) == whole


def test_other_texts_and_other_code_are_refused_together(tmp_path, monkeypatch):
    law, town = tmp_path / "law.yaml", tmp_path / "town.yaml"
    shutil.copy(rulebook("court-list-2013").files[-1], law)
    shutil.copy(society("toytown").file, town)
    with pytest.raises(Killed):
        simulation.run(
            rulebook(str(law)), society(str(town)), persons=300, months=4, seed=1, checkpoint=tmp_path / "run",
            every=1, on_month=killing(2),
        )  # fmt: skip
    digest = simulation.run(str(law), str(town), persons=300, months=4, seed=1).digest()
    shutil.copytree(checkpoints.home_of(tmp_path / "run"), checkpoints.home_of(tmp_path / "copy"))
    assert simulation.resume(tmp_path / "copy").digest() == digest
    shutil.copy(rulebook("rongcheng-2014").files[-1], law)
    town.unlink()
    monkeypatch.setattr(plans, "code_hash", lambda: "f" * 64)
    with pytest.raises(InputError) as refused:
        simulation.resume(tmp_path / "run")
    told = str(refused.value)
    assert "begun by other code" in told and provenance.code_hash()[:12] in told
    assert "text of the rulebook" in told and "law.yaml" in told
    assert "town.yaml" in told
    assert len(refused.value.diagnostics) == 3


def killing(after):
    def on_month(done, _total):
        if done == after:
            raise Killed

    return on_month


def test_other_practice_is_refused(tmp_path):
    practice = tmp_path / "practice.yaml"
    written = "schema: glasshouse/practice@1\nparameters:\n"
    practice.write_text(written + "  redress.files: {value: 0.02, unit: 1/month, evidence: assumption}\n")
    cut(tmp_path / "run", 2, every=1, practice=practice)
    practice.write_text(written + "  redress.files: {value: 0.03, unit: 1/month, evidence: assumption}\n")
    with pytest.raises(InputError, match="the practice changed since the run was begun"):
        simulation.resume(tmp_path / "run")


def test_what_was_made_in_python_is_handed_over(tmp_path):
    law = rulebook("court-list-2013").but({"lists.defaulters.term": "5 month"})
    town = society("toytown").draw(persons=300, seed=9)
    options = {"months": 4, "seed": 1, "mechanisms": [good_months], "parameters": {"credit.lapse": 0.02}}
    with pytest.raises(Killed):
        simulation.run(law, town, checkpoint=tmp_path / "run", every=1, on_month=killing(3), **options)
    with pytest.raises(InputError) as refused:
        simulation.resume(tmp_path / "run")
    assert "was made in Python" in str(refused.value) and "rulebook=..." in str(refused.value)
    done = simulation.resume(tmp_path / "run", rulebook=law)
    assert done.digest() == simulation.run(law, town, **options).digest()


def test_where_there_is_nothing_to_go_on_with_it_says_so(tmp_path):
    with pytest.raises(InputError, match="no such folder"):
        simulation.resume(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no checkpoint is beside it"):
        simulation.resume(tmp_path / "empty")
    with pytest.raises(InputError, match="every: 0"):
        lived(tmp_path / "run", every=0)


def test_a_new_run_does_not_overwrite_an_unfinished_one_unasked(tmp_path):
    cut(tmp_path / "run", 4, persons=300)
    with pytest.raises(InputError, match="glasshouse resume"):
        lived(tmp_path / "run", persons=300)
    lived(simulation.CheckpointPolicy(tmp_path / "run", 12, overwrite=True), persons=300)
    assert names(tmp_path / "run") == ["system-000012", "twin-000012"]


def test_without_checkpoints_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(array_store, "write_whole", pytest.fail)
    assert lived(persons=300).checkpoints is None
    assert list(tmp_path.iterdir()) == []
