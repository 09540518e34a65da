"""Delayed impact of a lending threshold as a special case: L. T. Liu, S. Dean, E. Rolf, M. Simchowitz, M. Hardt
(2018), "Delayed impact of fair machine learning", ICML, PMLR 80.

Their set-up. A borrower with score x repays with chance rho(x), increasing in x. A lender who accepts gains u+
on repayment and u- on default; the borrower's score moves by c+ or c-. With threshold policies the mean change
of score of a group is a function of the share accepted, the outcome curve, which is concave. Against the lender's
best (MaxUtil) a policy is a relative improvement, a relative harm, or, where the mean change is below zero, an
active harm. Their experiments take c+ = 75, c- = -150, u+ = 1 and u- = -4 or -10 (the parameters in the authors'
published notebook; the terms from the abstract, the authors' slides and their code, not from the full text).

They use scores of real people, which this laboratory does not hold. The two groups here are made up, so their
figures are not reproduced but the regimes are, with expectations exact for the same distribution: everything
about a policy follows from rho, and the claims below are derived in their docstrings. Lending decisions are
those of the model's gatekeepers, score changes those of its records.
"""

from __future__ import annotations

import numpy as np
import pytest

from glasshouse.engine.rng import uniform, words
from glasshouse.model.gatekeepers import is_refused
from glasshouse.model.layout import PERSON
from glasshouse.model.person import MONTH_RECORD
from glasshouse.model.rights import MISSED_LOAN_PAYMENT
from glasshouse.model.scoring import add_points, enter_record
from glasshouse.rulebooks.law import LAW

GAIN, LOSS = 75, -150
PROFIT = 1
LOSSES = (-4, -10)
SCORES = np.arange(450, 776, 5)  # so that no change meets the ends of the scale, 300 and 850
REPAYS = 1 / (1 + np.exp(-(SCORES - 590) / 45))
BREAKS_EVEN = -LOSS / (GAIN - LOSS)  # chance of repayment at which a loan leaves the score as it is: 2/3


def group(mean, spread=60):
    """Share of a made-up group at each score."""
    weight = np.exp(-(((SCORES - mean) / spread) ** 2) / 2)
    return weight / weight.sum()


DISADVANTAGED, ADVANTAGED = group(560), group(680)


def law():
    """A score from 300 to 850 that a missed payment lowers."""
    made = np.zeros(1, LAW).view(np.recarray)
    made.active = made.score_on = 1
    made.score_floor, made.score_cap = 300, 850
    made.points[0, MISSED_LOAN_PAYMENT] = LOSS
    made.drop_to_grade = -1
    return made[0]


def score_after(score, repays):
    """A borrower's score after the loan, by the rules of the model."""
    p, record = np.zeros(1, PERSON).view(np.recarray)[0], np.zeros(1, MONTH_RECORD).view(np.recarray)[0]
    p.score = score
    if repays:
        add_points(p, np.int64(GAIN), law())
    else:
        enter_record(p, record, MISSED_LOAN_PAYMENT, law())
    return int(p.score)


@pytest.fixture(scope="module")
def change():
    """Expected change of score by a loan, at each score."""
    up, down = (np.array([score_after(x, repays) - x for x in SCORES]) for repays in (True, False))
    return REPAYS * up + (1 - REPAYS) * down


def accepted(cut):
    """Which scores a lender with this threshold accepts: 1 or 0 at each score."""
    return np.array([not is_refused(x, cut) for x in SCORES], np.float64)


CUTS = np.append(SCORES[::-1], SCORES[0] - 5)


def curve(people, worth):
    """Share accepted and mean of `worth` in the whole group, for every threshold from the highest down."""
    policies = [accepted(cut) for cut in [SCORES[-1] + 5, *SCORES[::-1]]]
    return np.array([(people * a).sum() for a in policies]), np.array(
        [(people * a * worth).sum() for a in policies]
    )


def profit(loss):
    """Expected gain of the lender by a loan, at each score."""
    return PROFIT * REPAYS + loss * (1 - REPAYS)


def test_the_score_moves_by_the_numbers_of_the_paper(change):
    assert score_after(600, True) == 675
    assert score_after(600, False) == 450
    assert change == pytest.approx(GAIN * REPAYS + LOSS * (1 - REPAYS))
    assert score_after(320, False) == 300 and score_after(840, True) == 850


def test_the_outcome_curve_is_concave_and_rises_before_it_falls(change):
    """Lowering the threshold adds borrowers in order of falling rho: the slope is their expected change."""
    share, outcome = curve(DISADVANTAGED, change)
    slope = np.diff(outcome) / np.diff(share)
    assert outcome[0] == 0
    assert (np.diff(slope) < 0).all()
    assert slope == pytest.approx(change[::-1])
    peak = SCORES[::-1][outcome.argmax() - 1]
    assert peak == SCORES[REPAYS > BREAKS_EVEN].min()
    assert outcome.max() > 0 > outcome[-1]


@pytest.mark.parametrize("loss", LOSSES)
def test_the_lender_who_maximises_profit_stops_before_the_peak(change, loss):
    """It accepts where rho > -u- / (u+ - u-), 4/5 or 10/11, and a score rises where rho > 2/3."""
    share, gain = curve(DISADVANTAGED, profit(loss))
    outcome = curve(DISADVANTAGED, change)[1]
    best = gain.argmax()
    assert SCORES[::-1][best - 1] == SCORES[-loss / (PROFIT - loss) < REPAYS].min()
    assert share[best] < share[outcome.argmax()]
    assert outcome[best] > 0


def regimes(people, change, loss):
    """For every share accepted beyond MaxUtil's: what the policy is to the group."""
    share, outcome = curve(people, change)
    best = curve(people, profit(loss))[1].argmax()
    names = np.where(
        outcome < 0, "active harm", np.where(outcome < outcome[best], "relative harm", "relative improvement")
    )
    return share[best + 1 :], names[best + 1 :], share[best]


@pytest.mark.parametrize("loss", LOSSES)
def test_more_lending_first_helps_then_helps_less_and_then_harms(change, loss):
    """As the share accepted grows past MaxUtil's: relative improvement, relative harm, active harm, in this order."""
    share, names, _ = regimes(DISADVANTAGED, change, loss)
    order = list(dict.fromkeys(names.tolist()))
    assert order == ["relative improvement", "relative harm", "active harm"]
    assert (np.diff(share) > 0).all()


def test_a_more_careful_lender_leaves_more_room_to_improve(change):
    """The more a default costs the lender, the earlier MaxUtil stops, and the lower the bar it sets."""
    room = []
    for loss in LOSSES:
        share, names, best = regimes(DISADVANTAGED, change, loss)
        room.append(share[names == "relative improvement"].max() - best)
    assert room[1] > room[0] > 0


@pytest.mark.parametrize(
    "people", [group(mean, spread) for mean in (500, 560, 620, 680) for spread in (20, 60)]
)
@pytest.mark.parametrize("loss", LOSSES)
def test_profit_alone_never_harms_where_default_costs_the_lender_more_than_the_borrower(change, people, loss):
    """u- / u+ < c- / c+ = -2: whoever is worth lending to repays often enough for the score to rise."""
    assert (change[profit(loss) > 0] > 0).all()
    assert curve(people, change)[1][curve(people, profit(loss))[1].argmax()] >= 0


def test_a_lender_who_loses_little_by_default_harms(change):
    """u- / u+ = -1 > -2: lending pays down to rho = 1/2, where scores fall."""
    best = curve(group(560, 20), profit(-1))[1].argmax()
    assert curve(group(560, 20), change)[1][best] < 0


def parity(change, larger, loss=-4):
    """Outcome for the disadvantaged under MaxUtil and where both groups must be accepted at equal rates."""
    shares = np.linspace(0, 1, 401)
    gain = {}
    for name, people in (("few", DISADVANTAGED), ("many", ADVANTAGED)):
        share, value = curve(people, profit(loss))
        gain[name] = np.interp(shares, share, value)
    equal = shares[((1 - larger) * gain["few"] + larger * gain["many"]).argmax()]
    share, outcome = curve(DISADVANTAGED, change)
    alone = curve(DISADVANTAGED, profit(loss))[1].argmax()
    return outcome[alone], np.interp(equal, share, outcome)


def test_equal_rates_help_or_harm_by_how_far_they_go(change):
    """Demographic parity raises the rate of the smaller group toward that of the larger; too far is active harm."""
    alone, mild = parity(change, larger=0.4)
    assert mild > alone > 0
    alone, far = parity(change, larger=0.88)
    assert far < 0 < alone


def test_borrowers_drawn_by_luck_move_as_expected(change):
    """20,000 of the disadvantaged, accepted from the peak of the curve, repaying by keyed luck."""
    n, cut = 20_000, SCORES[REPAYS > BREAKS_EVEN].min()
    u = uniform(words(3, 0, np.arange(n), 0, "test.delayed_impact"))
    place = np.searchsorted(np.cumsum(DISADVANTAGED), u[:, 0]).clip(max=len(SCORES) - 1)
    repays = u[:, 1] < REPAYS[place]
    moved = {(x, r): score_after(x, r) - x for x in SCORES for r in (False, True)}
    moves = np.array(
        [
            0 if is_refused(SCORES[k], cut) else moved[SCORES[k], bool(r)]
            for k, r in zip(place, repays, strict=True)
        ]
    )
    exact = curve(DISADVANTAGED, change)[1].max()
    assert abs(moves.mean() - exact) < 4 * moves.std() / np.sqrt(n)
