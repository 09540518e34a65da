"""Granovetter (1978), "Threshold Models of Collective Behavior": two crowds of 100 who differ in one person.

With thresholds 0, 1, 2, ... 99 all riot; with the 1 replaced by a 2 one person riots. Played here with the
model's own rule of voice, in a crowd where everybody hears everybody. The smooth model of voice, in which no
one's word carries another, does not tell the two crowds apart.
"""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse.engine.rng import CERTAIN
from glasshouse.model.deterrence import LOGISTIC, threshold_at
from glasshouse.model.layout import PERSON
from glasshouse.model.person import MONTH_RECORD, VOICES
from glasshouse.model.shipped_parameters import mechanisms
from glasshouse.model.speech import CASCADE, SMOOTH, joins, speak_or_hold_back

CROWD = 100
CARRIED = 200  # conviction
STEP = 2  # of fear for each person more that must go first: 2 / 255 = 200 / 255 / 100
ALL = np.arange(CROWD)
ONE_CHANGED = np.where(ALL == 1, 2, ALL)


def crowd(thresholds):
    """People who think ill of the authority alike and differ in how many must go before them."""
    people = np.zeros(CROWD, PERSON).view(np.recarray)
    people.attitude, people.conviction, people.fear = -100, CARRIED, STEP * thresholds
    return people


def parameters(model=CASCADE, **changes):
    """Half a person's worth of urge of one's own, so that n others reach a threshold of n; no luck."""
    own = {"speech.model": model, "speech.base": 0.5 / CROWD, "speech.noise": 0}
    return mechanisms().but(own | changes).record()[0]


def spread(people, parameters, rounds=CROWD + 1):
    """How many speak once nothing changes any more, everybody hearing what was said the round before."""
    record = np.zeros(1, MONTH_RECORD).view(np.recarray)[0]
    rng = np.zeros(1, [("speech", "u4")]).view(np.recarray)[0]
    words = np.random.default_rng(1).integers(0, CERTAIN, CROWD)
    record.contacts = CROWD
    for _ in range(rounds):
        before = people.copy()
        spoke = (people.state & VOICES) != 0
        for i in range(CROWD):
            record.dissenters = spoke.sum() - spoke[i]
            rng.speech = words[i]
            speak_or_hold_back(people[i], record, rng, parameters)
        if (people == before).all():  # luck is the same in every round, so nothing will change any more
            break
    return int(((people.state & VOICES) != 0).sum())


def test_with_all_thresholds_from_0_to_99_everybody_riots():
    assert spread(crowd(ALL), parameters()) == CROWD


def test_with_the_1_replaced_by_a_2_exactly_one_person_riots():
    assert spread(crowd(ONE_CHANGED), parameters()) == 1


def test_the_decision_is_a_threshold_on_how_many_others_speak():
    people, own = crowd(ALL), parameters()
    for n in range(CROWD):
        assert [bool(joins(p, n / CROWD, 0, own)) for p in people] == [n >= t for t in ALL]


def test_the_smooth_model_does_not_tip():
    """One person changed changes at most that person, and a little less fear brings a little more voice."""
    smooth = {"speech.steepness": 10, "speech.restraint": 0.3}
    all_, one = (spread(crowd(who), parameters(SMOOTH, **smooth)) for who in (ALL, ONE_CHANGED))
    assert 5 < all_ < 95
    assert abs(all_ - one) <= 1


def test_across_fear_the_cascade_jumps_and_the_smooth_model_glides():
    levels = np.arange(0, 10)
    jumps = {}
    for model, changes in ((CASCADE, {}), (SMOOTH, {"speech.restraint": 0.3})):
        ends = [spread(crowd(np.minimum(99, ALL + level)), parameters(model, **changes)) for level in levels]
        assert (np.diff(ends) <= 0).all()
        assert ends[-1] < ends[0]
        jumps[model] = int(-np.diff(ends).min())
    assert jumps[CASCADE] == CROWD
    assert jumps[SMOOTH] < 10


@pytest.mark.parametrize("x", [-30, -12, -3.3, -0.01, 0, 0.7, 5.05, 12, 30])
def test_the_table_is_the_logistic_curve(x):
    expected = CERTAIN / (1 + np.exp(-np.clip(x, -12, 12)))
    assert threshold_at(float(x)) == pytest.approx(expected, rel=1e-3)
    assert (np.diff(LOGISTIC) > 0).all()
