"""Where opinion is scored: false inference, praise as cover, a wider gap of opinion, less dissent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from glasshouse import simulation
from glasshouse.model.events import COLUMN, SPEECH_PUNISHED
from glasshouse.model.person import VOICES
from glasshouse.rulebooks import load, practice
from glasshouse.rulebooks.vocabulary_sections import CHANNELS
from glasshouse.simulation import lives

INVENTED = str(Path(__file__).parent / "rulebooks" / "loyalty.yaml")
KNOWN = {"redress.awareness": 0.1}


def lived(county, book, changes=None, **parameters):
    return simulation.run(
        book,
        county,
        months=48,
        seed=2,
        parameters={name.replace("__", "."): value for name, value in parameters.items()},
        practice=practice(book, KNOWN | (changes or {})),
    )


def total(run, *names):
    return int(sum(run.tallies[:, :, COLUMN[name]].sum() for name in names))


def gap(run):
    """Stated less private approval, summed over the months."""
    return total(run, "approves_stated") - total(run, "approves_privately")


@pytest.fixture(scope="module")
def book():
    return load(INVENTED)


@pytest.fixture(scope="module")
def inferred(county, book):
    return lived(county, book)


@pytest.fixture(scope="module")
def without_inference(county, book):
    return lived(county, book.but({"behaviours.inferred_disloyalty.recorded": False}))


@pytest.fixture(scope="module")
def free(county):
    return lived(county, "nothing")


def test_inference_names_many_who_hold_no_such_opinion(inferred, without_inference, free):
    assert total(inferred, "opinion_inferred") > 100
    assert total(inferred, "inferred_falsely") > 50
    assert total(inferred, "recorded_falsely") > total(without_inference, "recorded_falsely")
    for run in (without_inference, free):
        assert total(run, "opinion_inferred", "inferred_falsely") == 0


def test_false_inference_rises_with_the_weight_of_company_and_silence(county, book, inferred):
    words_only = {"opinion.from_company": 0, "opinion.from_silence": 0, "opinion.from_conduct": 0}
    assert total(lived(county, book, words_only), "inferred_falsely") == 0
    wider = lived(county, book, {"opinion.threshold": 0.1})
    assert total(wider, "inferred_falsely") > 1.5 * total(inferred, "inferred_falsely")


def test_the_inferred_are_listed_and_their_contacts_frightened(inferred, without_inference):
    assert total(inferred, "entered_list") > 100
    assert total(without_inference, "entered_list") == 0
    assert total(inferred, "fearful") > total(without_inference, "fearful")


def test_praise_rises_without_approval(inferred, without_inference, free):
    praised = [total(run, "praised") for run in (inferred, without_inference, free)]
    assert praised[0] > 1.2 * praised[1] > 1.2 * praised[2]
    conforms = [total(run, "conforms") for run in (inferred, without_inference, free)]
    assert conforms[0] > 1.2 * conforms[1] > 1.2 * conforms[2]


def test_what_is_said_parts_from_what_is_thought(inferred, without_inference, free):
    assert gap(inferred) > gap(without_inference) > gap(free)


@pytest.mark.parametrize("model", [0, 1], ids=["cascade", "smooth"])
def test_dissent_falls_in_both_models_of_voice(county, book, model):
    free = total(lived(county, "nothing", speech__model=model), "voiced")
    watched = total(lived(county, book, speech__model=model), "voiced")
    assert free > 1000
    assert watched < 0.9 * free


def test_suspect_but_lawful_acts_are_avoided(inferred, without_inference):
    assert total(inferred, "refrained") > total(without_inference, "refrained")


def test_informers_among_contacts_get_speech_punished(county, book):
    none = lived(county, book, {"opinion.informers": 0, "surveillance.informer": 0})
    many = lived(county, book, {"opinion.informers": 0.2, "surveillance.informer": 0})
    assert total(none, "speech_punished") == 0
    assert total(many, "speech_punished") > 20
    assert total(many, "voiced") < total(none, "voiced")


def test_who_informs_does_so_for_life(county, book):
    """The reported are those with an informer among their contacts, so the same people are safe every month."""
    sure = {"opinion.informers": 0.1, "opinion.informer_reports": 1, "surveillance.informer": 0}
    run = lived(county, book, sure, switch__fear=0, switch__ties=0, switch__association=0)
    run = run.watch(county.who[::5])
    spoke = (run.panel_records["state"] & VOICES) != 0
    punished = (run.panel_records["happened"] & SPEECH_PUNISHED) != 0
    often = spoke.sum(axis=1) >= 2
    share = punished[often].sum(axis=1) / spoke[often].sum(axis=1)
    assert often.sum() > 20
    assert set(np.unique(share)) == {0.0, 1.0}


def test_without_the_switch_opinion_is_left_alone(county, book):
    run = lived(county, book, {"surveillance.informer": 0}, switch__opinion=0)
    assert total(run, "opinion_inferred", "speech_punished") == 0


def test_a_life_names_the_clause_behind_an_inference(county, book, inferred):
    hit = inferred.watch(county.who[::20])
    told = [row for row in lives.table(hit).to_pylist() if row["event"] == "opinion_inferred"]
    assert told
    assert {row["clause"] for row in told} == {"behaviours.inferred_disloyalty"}


def test_praise_is_recorded_of_those_who_praise(town):
    """Points are given for praise alone; nobody praises, or everybody who voices no dissent."""
    book = load(INVENTED).but(
        {
            f"behaviours.{act}.recorded": False
            for act in ("critical_speech", "inferred_disloyalty", "loyalty_study")
        }
    )
    pulls = ("base", "view", "fear", "reward", "heard", "cover")
    silent = {f"speech__praise_{one}": 0 for one in pulls}
    exact = {f"surveillance.false_{channel}": 0 for channel in CHANNELS}
    nobody = lived(town, book, exact, **silent)
    assert total(nobody, "praised") == 0
    grown = nobody.people["age"] >= 18
    assert set(nobody.people["score"][grown]) == {100}
    loud = lived(town, book, exact, **silent | {"speech__praise_base": 1})
    assert (loud.people["score"][grown] > 100).mean() > 0.2
