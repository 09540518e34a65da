"""What a run will take: measured province by province, and added up as it will be computed."""

import json

import pytest

from glasshouse import society
from glasshouse.cli import main
from glasshouse.errors import InputError
from glasshouse.simulation import memory_budget
from glasshouse.simulation.run_estimate import ProvinceCost, RunEstimate


def run(arguments):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 0


def cost(name, persons, each):
    return ProvinceCost(name, persons, 100, people=1.0, world=0.5, month=each, twin_month=each / 2)


def test_seconds_are_those_of_all_lives_and_of_the_slowest_worker():
    provinces = (cost("a", 300, 0.2), cost("b", 200, 0.1), cost("c", 100, 0.1))
    alone = RunEstimate(provinces, months=10, lives=2, twin_lives=1, threads=0)
    first = 1.0 + 3 * 0.5 + 10 * (2 * 0.2 + 0.1)
    assert alone.seconds_of(provinces[0]) == pytest.approx(first)
    others = 2 * (1.0 + 3 * 0.5 + 10 * (2 * 0.1 + 0.05))
    assert alone.seconds == pytest.approx(first + others)
    spread = RunEstimate(provinces, months=10, lives=2, twin_lives=1, threads=1, workers=2)
    assert spread.seconds == pytest.approx(max(first, others))
    assert alone.least_memory == memory_budget.least(600) < alone.memory


def test_a_dry_run_measures_and_writes_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    asked = ["run", "--society", "toytown", "--persons", "300", "--months", "6", "--dry-run"]
    run([*asked, "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["persons"], told["months"], told["lives"], told["twin_lives"]) == (300, 6, 2, 1)
    assert told["provinces"][0]["province"] == "toyland"
    assert 0 < told["provinces"][0]["month"] < told["seconds"]
    run([*asked, "--executor", "processes", "--workers", "3"])
    assert "with 3 workers" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_a_nation_is_dealt_and_too_many_of_a_province_are_refused():
    nation = society("provinces31")
    assert sum(nation.counts(1_410_000_000).values()) == 1_410_000_000
    with pytest.raises(InputError, match=r"guangdong gets .* a province has room for"):
        nation.counts(1_600_000_000)
