"""The command line from outside: what it prints, how it leaves, and that bad input never shows a traceback."""

import json
import os
import resource
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from tests.commands import glasshouse
from tests.waiting import until

import glasshouse as package
from glasshouse.simulation import checkpoints

PACKAGE = str(Path(package.__file__).parent)
SMALL = ("--society", "toytown", "--persons", "1000", "--months", "6")


def in_a_process(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "glasshouse", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TERM": "dumb", "PYTHONPATH": str(Path(PACKAGE).parent)},
        **options,  # type: ignore[call-overload]
    )


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "results"
    done = glasshouse("run", *SMALL, "--seed", 7, "--out", folder)
    assert done.returncode == 0, done.stderr
    assert str(folder / "report.html") in done.stdout
    return folder


def test_a_life_is_told_and_drawn(results: Path, tmp_path: Path) -> None:
    told = glasshouse("life", results, "--random", "--to", tmp_path / "life.svg")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("Synthetic person ")
    assert (tmp_path / "life.svg").read_text("utf-8").startswith("<svg")
    nobody = glasshouse("life", results, 99_999)
    assert nobody.returncode == 2
    assert "nobody here has the identity 99999 (ask with --who" in nobody.stderr
    whose = glasshouse("life", results)
    assert whose.returncode == 2
    assert "whose life?" in whose.stderr


def test_help_is_fast_and_names_every_command() -> None:
    took = []
    for _ in range(3):  # the best of three: others may be at work too
        begun = time.perf_counter()
        done = in_a_process("--help")
        took.append(time.perf_counter() - begun)
    assert min(took) < 2
    assert done.returncode == 0
    for command in (
        "run",
        "resume",
        "continue",
        "list",
        "check",
        "explain",
        "describe",
        "report",
        "life",
        "probe",
        "digest",
    ):
        assert f" {command} " in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [("list",), ("explain", "court-list-2013", "lists.defaulters.exit.within")],
    ids=" ".join,
)
def test_what_is_printed(arguments: tuple[str, ...], snapshot: SnapshotAssertion) -> None:
    done = glasshouse(*arguments)
    assert done.returncode == 0, done.stderr
    assert done.stdout.replace(PACKAGE, "glasshouse") == snapshot


def test_the_plan_names_every_rule_and_what_it_may_touch() -> None:
    from glasshouse.model.schedule import MONTH

    plan = glasshouse("describe", "--plan").stdout
    for phase in MONTH.phases:
        assert f": {phase.name}\n" in plan
        for rule in phase.rules:
            assert f"  {rule.mechanism}.{rule.name}\n" in plan
    assert "    writes  savings" in plan


def test_the_mechanisms_are_described_in_sentences() -> None:
    from glasshouse.model.schedule import MONTH

    described = glasshouse("describe", "--mechanisms").stdout
    for rule in (rule for phase in MONTH.phases for rule in phase.rules):
        assert rule.meaning in described
    assert glasshouse("describe").stdout.startswith(described)


def test_the_model_is_described_in_the_odd_protocol() -> None:
    page = (Path(__file__).parent.parent / "docs" / "odd.md").read_text("utf-8")
    assert glasshouse("describe", "--odd").stdout == page


MISTYPED = {
    "rn": 'Did you mean "run"',
    "run stray": "stray: not understood here",
    "run --person 3": "--person",
    "run --persons": "--persons",
    "run --persons many": "many is not a whole number",
    "run --persons 1e5": "1e5 is not a whole number",
    "run --persons 0": ">= 1",
    "run --persons -5": ">= 1",
    "run --persons 1000000000000": "<= 2147483647",
    "run --months 0": ">= 1",
    "run --months 1.5": "1.5 is not a whole number",
    "run --seed -1": ">= 0",
    "run --threads 0": ">= 1",
    "check": "FILE",
}


@pytest.mark.parametrize(("line", "said"), MISTYPED.items())
def test_a_mistyped_command_is_answered_in_one_line(line: str, said: str, tmp_path: Path) -> None:
    done = glasshouse(*line.split(), folder=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert (done.stdout, len(done.stderr.strip().splitlines())) == ("", 1)
    assert not any(tmp_path.iterdir())


BAD = [
    "run --rulebook court-list-2031",
    "run --rulebook nowhere/rules.yaml",
    "run --rulebook nothing+court-lst --society hebie",
    "run --society toytwn",
    "run --practice missing.yaml --society toytown --persons 10 --months 1",
    "run --out file.txt",
    "run --out file.txt/results",
    "run --out kept",
    "run --out kept --overwrite",
    "check missing.yaml",
    "check unknown.yaml",
    "check broken.yaml",
    "check surprising.yaml",
    "explain court-list-2013 lists.defaulters.exit.whithin",
    "explain court-lst lists",
    "report missing",
    "report kept",
    "digest missing",
    "digest kept",
]  # fmt: skip


@pytest.fixture
def littered(tmp_path: Path) -> Path:
    (tmp_path / "file.txt").write_text("kept")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "diary.txt").write_text("kept")
    (tmp_path / "unknown.yaml").write_text("schema: glasshouse/rulebok@1\n")
    (tmp_path / "broken.yaml").write_text("schema: [glasshouse\n")
    (tmp_path / "surprising.yaml").write_text("schema: glasshouse/rulebook@1\na: no\nb: 1e3\na: 2\n")
    return tmp_path


@pytest.mark.parametrize("line", BAD)
def test_bad_input_is_explained(line: str, littered: Path, snapshot: SnapshotAssertion) -> None:
    done = glasshouse(*line.split(), folder=littered)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert done.stderr.replace(str(littered), "").replace(PACKAGE, "glasshouse") == snapshot
    assert sorted(path.name for path in littered.rglob("*")) == [
        "broken.yaml", "diary.txt", "file.txt", "kept", "surprising.yaml", "unknown.yaml",
    ]  # fmt: skip


def test_parameters_and_switches_are_set_by_name(tmp_path: Path) -> None:
    run = ("run", *SMALL, "--start", "2017-06", "--no-report", "--quiet")
    plain, off = tmp_path / "plain", tmp_path / "off"
    assert glasshouse(*run, "--out", plain).returncode == 0
    changed = ("--set", "switch.credit=0", "--set", "court.sue_after=6 month")
    assert glasshouse(*run, *changed, "--out", off).returncode == 0
    command = json.loads((off / "manifest.json").read_text())["command"]
    assert "--start 2017-06" in command
    assert "--set switch.credit=0" in command
    assert glasshouse("digest", plain).stdout != glasshouse("digest", off).stdout
    again = [word for word in shlex.split(command)[1:] if word]
    assert glasshouse(*again, "--no-report", "--quiet", "--out", tmp_path / "again").returncode == 0
    assert glasshouse("digest", tmp_path / "again").stdout == glasshouse("digest", off).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--set", "swich.court=0"), 'swich.court: not a known parameter (did you mean "switch.court"?)'),
        (("--set", "credit.lapse=9"), "credit.lapse: 9 1/month is outside its range (give 0 to 0.05)"),
        (("--set", "credit.lapse"), "--set credit.lapse: not understood (write NAME=VALUE)"),
        (("--start", "2017-13"), "2017-13 is not a month such as 2017-06"),
    ],
)
def test_settings_that_make_no_sense_are_explained(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = glasshouse("run", *SMALL, *words, "--out", tmp_path / "no")
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "no").exists()


def test_results_are_never_overwritten_unasked(results: Path) -> None:
    before = (results / "manifest.json").read_bytes()
    done = glasshouse("run", *SMALL, "--out", results)
    assert done.returncode == 2
    assert "already holds files" in done.stderr
    assert (results / "manifest.json").read_bytes() == before


def test_the_digest_knows_neither_folder_nor_threads(results: Path, tmp_path: Path) -> None:
    digests = {glasshouse("digest", results).stdout}
    for threads in (1, 2):
        out = tmp_path / f"with-{threads}"
        done = glasshouse(
            "run", *SMALL, "--seed", 7, "--threads", threads, "--out", out, "--no-report", "--quiet"
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        digests.add(glasshouse("digest", out).stdout)
    assert len(digests) == 1


def test_json_for_machines(tmp_path: Path) -> None:
    first = glasshouse("run", *SMALL, "--json", "--no-report", "--out", tmp_path / "one")
    again = glasshouse(
        "run", *SMALL, "--json", "--no-report", "--no-twin", "--out", tmp_path / "one", "--overwrite"
    )
    with_twin, without = json.loads(first.stdout), json.loads(again.stdout)
    assert with_twin["persons"] == 1000
    assert with_twin["lines"]
    assert not without["lines"]
    assert again.stderr == ""


def test_a_run_without_out_takes_a_new_folder(tmp_path: Path) -> None:
    short = ("--society", "toytown", "--persons", 100, "--months", 1, "--rulebook", "nothing")
    for _ in range(2):
        done = glasshouse("run", *short, "--no-twin", "--no-report", folder=tmp_path)
        assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "results").iterdir()) == [
        "nothing-toytown",
        "nothing-toytown-2",
    ]


def test_a_report_can_be_written_again(results: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = glasshouse("report", results, "--to", page)
    assert done.stdout.strip() == str(page)
    assert page.read_text("utf-8").lower().startswith("<!doctype html>")


def test_a_reader_that_leaves_early_is_no_fault() -> None:
    command = f"{sys.executable} -m glasshouse describe | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("words", "streams", "status"),
    [
        ("list", ">&-", 0),
        ("list", "<&- >&- 2>&-", 0),
        ("chek", ">&- 2>&-", 2),
        ("--help", "| head -c 1", 0),
        ("chek", "2>&1 >/dev/null | true", 2),
    ],
)
def test_closed_streams_are_no_fault(words: str, streams: str, status: int) -> None:
    """A stream that is closed from the start, and one whose reader leaves."""
    command = f"{sys.executable} -m glasshouse {words} {streams}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == status
    assert "Traceback" not in done.stderr and "Exception" not in done.stderr


def test_a_closed_stream_gives_its_number_to_no_file(tmp_path: Path) -> None:
    """Otherwise what is printed would land in the results."""
    words = f"run {' '.join(SMALL)} --no-twin --no-report --out {tmp_path / 'r'}"
    command = f"{sys.executable} -m glasshouse {words} >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert glasshouse("digest", tmp_path / "r").returncode == 0


def _can_be_interrupted() -> None:
    """Shells start what runs in the background deaf to Ctrl-C, and children inherit it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupted_run_leaves_nothing_half_written(tmp_path: Path) -> None:
    out = tmp_path / "results"
    command = [
        sys.executable,
        "-m",
        "glasshouse",
        "run",
        "--persons",
        "20000",
        "--months",
        "1200",
        "--checkpoint-every",
        "1",
        "--out",
        str(out),
    ]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=_can_be_interrupted)
    until(lambda: checkpoints.is_unfinished(out) or running.poll() is not None)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in said
    assert not (out / "manifest.json").exists()


def test_a_full_disk_is_one_sentence(results: Path, tmp_path: Path) -> None:
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    done = in_a_process("run", *SMALL, "--seed", 7, "--out", tmp_path / "full", preexec_fn=no_room)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "full" / "manifest.json").exists()
