"""The state of a world: nothing that a month leaves to the next is forgotten."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from tests.own_mechanisms import good_months

from glasshouse.engine.shards import Shards
from glasshouse.errors import InputError
from glasshouse.model import state
from glasshouse.model.building import build_world
from glasshouse.model.climate import Climate
from glasshouse.model.founding import Firms
from glasshouse.model.layout import PERSON_FIELDS
from glasshouse.model.mechanism_insertion import month_with
from glasshouse.model.patrols import Districts
from glasshouse.model.world import World
from glasshouse.simulation.run_config import run_config

EVERYTHING = str(Path(__file__).parent / "books" / "everything.yaml")
MONTHS = 8


@pytest.fixture(scope="module")
def chosen(town):
    return run_config(
        EVERYTHING, town, practice=None, parameters=None, start="2014-10", months=MONTHS, seed=5, replicate=0
    )


def built(chosen):
    world = build_world(
        chosen.society,
        chosen.packed,
        seed=chosen.seed,
        replicate=chosen.replicate,
        schedule=month_with([good_months], chosen.all_parameters, chosen.start),
    )
    world.record_lives(chosen.society.who[:3], chosen.months)
    return world


def lived(world, chosen, months):
    with Shards(1) as shards:
        for month in range(world.month, months):
            tally = world.step(chosen.laws[month : month + 1], shards)
    return tally


@pytest.fixture(scope="module")
def old(chosen):
    world = built(chosen)
    lived(world, chosen, MONTHS // 2)
    assert world.firms is not None and "phones" in vars(world), "the rulebook no longer uses everything"
    return world


def parts(world):
    return {"World": world, "Climate": world.climate, "Districts": world.districts, "Firms": world.firms}


@pytest.mark.parametrize("name", state.FIELDS)
def test_every_field_is_kept_drawn_again_or_scratch(old, name):
    """Fails for a new field of World and its parts: say in `state.FIELDS` what becomes of it."""
    stated = state.FIELDS[name]
    named = [*stated.state, *stated.again, *stated.scratch, *stated.trail]
    assert len(named) == len(set(named))
    assert set(named) == set(vars(parts(old)[name]))


def test_the_parts_are_all_there_are():
    assert set(state.FIELDS) == {kind.__name__ for kind in (World, Climate, Districts, Firms)}
    assert {field.name for field in fields(World)} <= {
        name for kind in vars(state.FIELDS["World"]).values() for name in kind
    }


def test_a_restored_world_lives_as_if_it_had_never_stopped(chosen, old):
    kept = {name: array.copy() for name, array in state.state_of(old).items()}
    other = built(chosen)
    state.restore(other, kept)
    assert other.digest() == old.digest()
    again = state.state_of(other)
    assert again.keys() == kept.keys()
    for name, array in kept.items():
        np.testing.assert_array_equal(again[name], array, err_msg=name)
    straight = built(chosen)
    tally = lived(straight, chosen, MONTHS)
    np.testing.assert_array_equal(lived(other, chosen, MONTHS), tally)
    assert other.digest() == straight.digest()
    np.testing.assert_array_equal(other.panel_records, straight.panel_records)
    np.testing.assert_array_equal(np.stack(other.asked), np.stack(straight.asked))
    name = good_months.name
    np.testing.assert_array_equal(np.stack(other.own_months[name]), np.stack(straight.own_months[name]))
    np.testing.assert_array_equal(other.own[name], straight.own[name])
    assert other.own_months[name][-1].any()
    assert len(other.firm_months) == MONTHS
    for one, two in zip(other.firm_months, straight.firm_months, strict=True):
        np.testing.assert_array_equal(one, two)


def test_what_is_not_kept_does_not_change_or_does_not_matter(chosen):
    world, fresh = built(chosen), built(chosen)
    lived(world, chosen, MONTHS // 2)
    for name in ("cell_start", "raster", "panel_ids"):
        np.testing.assert_array_equal(getattr(world, name), getattr(fresh, name), err_msg=name)
    for one, other in zip(world.contacts, fresh.contacts, strict=True):
        np.testing.assert_array_equal(one, other)
    for name in (one.name for one in PERSON_FIELDS if one.fixed):
        np.testing.assert_array_equal(world.people[name], fresh.people[name], err_msg=name)
    for name in state.FIELDS["Districts"].again + state.FIELDS["Climate"].again:
        part = "districts" if name in vars(world.districts) else "climate"
        np.testing.assert_array_equal(
            getattr(getattr(world, part), name), getattr(getattr(fresh, part), name), err_msg=name
        )
    assert not world.districts.found.any()
    world.seen_signs[:] = 255
    world.viewers_before[1:] = -7
    lived(world, chosen, MONTHS)
    lived(fresh, chosen, MONTHS)
    assert world.digest() == fresh.digest()


def test_fields_start_as_they_are_declared(chosen):
    """A field without a start of its own is zero for everybody in a new world, any other is not."""
    people = built(chosen).people
    for one in PERSON_FIELDS:
        if "province" not in one.start:  # the only one of this society has the serial 0
            assert people[one.name].any() == (one.start != ""), one.name


def test_a_state_that_does_not_fit_is_refused(chosen, old):
    kept = state.state_of(old)
    with pytest.raises(InputError, match=r"does not fit this run: signs is uint8"):
        state.restore(built(chosen), {**kept, "signs": kept["signs"][:-1]})
