"""Rules written in Python: the results name them, the twin has none of them, and nothing repeats without them."""

from __future__ import annotations

import json

import pytest

from glasshouse import audit, report, simulation
from glasshouse.engine.rules import rule
from glasshouse.errors import InputError
from glasshouse.population import load as society
from glasshouse.rulebook import load
from glasshouse.simulation.beyond_command import beyond_command
from glasshouse.simulation.repeating import setting_of
from glasshouse.simulation.results_folder import open_results

BOOK = "court-list-2013"


@rule(reads="savings", writes="savings")
def rob(p, rng, law, practice, parameters):
    """Takes one cent from whoever has one."""
    if p.savings > 0:
        p.savings -= 1


@pytest.fixture(scope="module")
def town():
    return society("toytown").draw(persons=200, seed=4)


def lived(town, **more):
    return simulation.run(BOOK, town, months=4, seed=2, **more)


def test_a_rule_of_ones_own_is_not_the_twins(town):
    plain, robbed = lived(town, twin=True), lived(town, rules=[rob], twin=True)
    assert robbed.digest() != plain.digest()
    assert robbed.twin().digest() == plain.twin().digest()
    assert lived(town, rules=[rob], rules_apply_to="system", twin=True).digest() == robbed.digest()


def test_a_rule_made_for_both_is_the_twins_too(town):
    both, plain = lived(town, rules=[rob], rules_apply_to="both"), lived(town)
    assert both.digest() == lived(town, rules=[rob]).digest()
    assert both.twin().digest() != plain.twin().digest()
    assert both.twin().people["savings"].sum() < plain.twin().people["savings"].sum()


def test_whom_rules_apply_to_is_checked(town):
    with pytest.raises(InputError, match="rules_apply_to: twin is not known"):
        lived(town, rules=[rob], rules_apply_to="twin")


def test_the_results_name_the_rules_and_say_what_the_command_lacks(town, tmp_path):
    folder = lived(town, rules=[rob], twin=True).save(tmp_path / "run")
    about = json.loads((folder / "manifest.json").read_text("utf-8"))
    (named,) = about["rules"]
    assert named["name"].endswith("test_beyond_command.rob") and len(named["hash"]) == 64
    assert about["rules_apply_to"] == "system"
    page = report.write(folder).read_text("utf-8")
    assert f"{named['name']} (source {named['hash'][:12]})" in page
    assert "The command alone does not repeat the run" in page and "do not apply to the twin" in page


def test_nothing_repeats_a_run_without_its_rules(town, tmp_path):
    folder = lived(town, rules=[rob], twin=True).save(tmp_path / "run")
    for ask in (lambda: setting_of(open_results(folder)), lambda: audit.audit(folder, more=True)):
        with pytest.raises(
            InputError, match=r"used rules written in Python, which its folder does not hold: .*rob"
        ):
            ask()


def test_a_command_that_holds_all_is_called_so(town, tmp_path):
    sentences = beyond_command(lived(town, parameters={"credit.lapse": 0.01}).config)
    assert sentences == ()
    changed = load(BOOK).but({"lists.defaulters.term": "24 month"})
    told = beyond_command(simulation.run(changed, town, months=1, replicate=3, practice=None).config)
    assert told[0].startswith("Values of the rulebook court-list-2013 were set in code")
    assert told[1].startswith("This run is replicate 3")
