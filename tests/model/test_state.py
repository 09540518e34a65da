"""The state of a world: nothing that a month leaves to the next is forgotten."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from glasshouse.engine.shards import Shards
from glasshouse.model import state, world
from glasshouse.model.climate import Climate
from glasshouse.model.founding import Firms
from glasshouse.model.patrols import Districts
from glasshouse.model.person import ADULT, FIXED
from glasshouse.study.setting import setting

EVERYTHING = str(Path(__file__).parent / "books" / "everything.yaml")
MONTHS = 8


@pytest.fixture(scope="module")
def chosen(town):
    return setting(
        EVERYTHING, town, practice=None, ways=None, start="2014-10", months=MONTHS, seed=5, replicate=0
    )


def built(chosen):
    return world.build(
        chosen.society, seed=chosen.seed, replicate=chosen.replicate, months=chosen.months,
        ways=chosen.ways.record(), practice=chosen.practice.record(), catalogue=chosen.catalogue,
        panel=chosen.society.who[:3],
    )  # fmt: skip


def lived(place, chosen, months):
    with Shards(1) as shards:
        for month in range(place.month, months):
            tally = place.live(chosen.laws[month : month + 1], shards)
    return tally


@pytest.fixture(scope="module")
def old(chosen):
    place = built(chosen)
    lived(place, chosen, MONTHS // 2)
    assert place.firms is not None and "phones" in vars(place), "the rulebook no longer uses everything"
    return place


def parts(place):
    return {"World": place, "Climate": place.climate, "Districts": place.districts, "Firms": place.firms}


@pytest.mark.parametrize("name", state.FIELDS)
def test_every_field_is_kept_drawn_again_or_scratch(old, name):
    """Fails for a new field of World and its parts: say in `state.FIELDS` what becomes of it."""
    stated = state.FIELDS[name]
    named = [*stated.state, *stated.again, *stated.scratch, *stated.trail]
    assert len(named) == len(set(named))
    assert set(named) == set(vars(parts(old)[name]))


def test_the_parts_are_all_there_are():
    assert set(state.FIELDS) == {kind.__name__ for kind in (world.World, Climate, Districts, Firms)}
    assert {field.name for field in fields(world.World)} <= {
        name for kind in vars(state.FIELDS["World"]).values() for name in kind
    }


def test_a_restored_world_lives_as_if_it_had_never_stopped(chosen, old):
    kept = {name: array.copy() for name, array in old.state().items()}
    other = built(chosen)
    other.restore(kept)
    assert other.digest() == old.digest()
    again = other.state()
    assert again.keys() == kept.keys()
    for name, array in kept.items():
        np.testing.assert_array_equal(again[name], array, err_msg=name)
    straight = built(chosen)
    tally = lived(straight, chosen, MONTHS)
    np.testing.assert_array_equal(lived(other, chosen, MONTHS), tally)
    assert other.digest() == straight.digest()
    np.testing.assert_array_equal(other.log, straight.log)
    np.testing.assert_array_equal(np.stack(other.asked), np.stack(straight.asked))
    assert len(other.firm_months) == MONTHS
    for one, two in zip(other.firm_months, straight.firm_months, strict=True):
        np.testing.assert_array_equal(one, two)


def test_what_is_not_kept_does_not_change_or_does_not_matter(chosen):
    place, fresh = built(chosen), built(chosen)
    lived(place, chosen, MONTHS // 2)
    for name in ("contacts", "cell_start", "raster", "panel"):
        np.testing.assert_array_equal(getattr(place, name), getattr(fresh, name), err_msg=name)
    for name, *_ in FIXED:
        np.testing.assert_array_equal(place.people[name], fresh.people[name], err_msg=name)
    for name in state.FIELDS["Districts"].again + state.FIELDS["Climate"].again:
        part = "districts" if name in vars(place.districts) else "climate"
        np.testing.assert_array_equal(
            getattr(getattr(place, part), name), getattr(getattr(fresh, part), name), err_msg=name
        )
    assert not place.districts.found.any()
    place.next_signs[place.people["age"] >= ADULT] = 255
    place.viewers_before[1:] = -7
    lived(place, chosen, MONTHS)
    lived(fresh, chosen, MONTHS)
    assert place.digest() == fresh.digest()


def test_a_state_that_does_not_fit_is_refused(chosen, old):
    kept = old.state()
    with pytest.raises(ValueError, match=r"signs: .* does not fit"):
        built(chosen).restore({**kept, "signs": kept["signs"][:-1]})
