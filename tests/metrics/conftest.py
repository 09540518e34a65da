"""Small tables with the columns of a results folder, made by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pytest

Builder = Callable[..., pa.Table]


def words(values: Sequence[str | None]) -> pa.DictionaryArray:
    return pa.array(values, pa.string()).dictionary_encode()


def people_table(clusters: Sequence[int], sex: Sequence[str] | None = None, **columns: object) -> pa.Table:
    size = len(clusters)
    base: dict[str, object] = {
        "person": pa.array(range(size), pa.uint32()),
        "cluster": pa.array(clusters, pa.int64()),
        "age": pa.array([40] * size, pa.uint8()),
        "sex": words(sex or ["men"] * size),
    }
    return pa.table(base | columns)


def standing_table(rows: Sequence[tuple[int, int, int, int]]) -> pa.Table:
    """Rows of person, month, months, mask of rights shut."""
    person, month, months, shut = zip(*rows, strict=True) if rows else ([], [], [], [])
    return pa.table(
        {
            "person": pa.array(person, pa.uint32()),
            "month": pa.array(month, pa.int32()),
            "months": pa.array(months, pa.int32()),
            "shut": pa.array(shut, pa.uint32()),
        }
    )


def listings_table(*rows: dict[str, object]) -> pa.Table:
    """Rows as keywords; what is left out is a true, open listing on the blacklist that nobody heard of."""
    plain: dict[str, object] = {
        "person": 0, "list": "debtors", "kind": "blacklist", "entered": 0, "left": -1, "how": "open",
        "ground": "true", "noticed": -1, "disputed": -1, "decided": -1, "won": False, "copies_until": -1,
    }  # fmt: skip
    kinds = {"person": pa.uint32(), "won": pa.bool_()}
    text = ("list", "kind", "how", "ground")
    full = [plain | row for row in rows]
    return pa.table(
        {
            name: words([row[name] for row in full])
            if name in text
            else pa.array([row[name] for row in full], kinds.get(name, pa.int32()))
            for name in plain
        }
    )


def ledger_table(*rows: dict[str, object]) -> pa.Table:
    plain: dict[str, object] = {
        "person": 0, "right": "movement.flight", "clause": "lists.debtors.sanctions.1", "cause": "lists.debtors",
        "behaviour_context": "courts", "sanction_context": "transport", "ground": "true", "months": 1,
        "refusals": 0, "first": 0,
    }  # fmt: skip
    text = ("right", "clause", "cause", "behaviour_context", "sanction_context", "ground")
    full = [plain | row for row in rows]
    kinds = {"person": pa.uint32()}
    return pa.table(
        {
            name: words([row[name] for row in full])
            if name in text
            else pa.array([row[name] for row in full], kinds.get(name, pa.int32()))
            for name in plain
        }
    )


@pytest.fixture(scope="session")
def people() -> Builder:
    return people_table


@pytest.fixture(scope="session")
def standing() -> Builder:
    return standing_table


@pytest.fixture(scope="session")
def listings() -> Builder:
    return listings_table


@pytest.fixture(scope="session")
def ledger() -> Builder:
    return ledger_table


@pytest.fixture(scope="session")
def random_town() -> Callable[[int], tuple[pa.Table, pa.Table, pa.Table, int]]:
    """A town of a seed: people, standing without overlaps, listings, months of the run."""

    def made(seed: int) -> tuple[pa.Table, pa.Table, pa.Table, int]:
        rng = np.random.default_rng(seed)
        size, months = int(rng.integers(1, 30)), int(rng.integers(1, 40))
        sexes = [("men", "women")[k] for k in rng.integers(0, 2, size)]
        town = people_table(rng.integers(0, 5, size).tolist(), sexes)
        spells, stays = [], []
        for person in range(size):
            month = int(rng.integers(0, months))
            while month < months:
                length = int(rng.integers(1, months - month + 1))
                if rng.random() < 0.5:
                    spells.append((person, month, length, int(rng.integers(1, 1 << 6))))
                month += length
            for _ in range(int(rng.integers(0, 3))):
                entered = int(rng.integers(0, months))
                left = int(rng.integers(entered + 1, months + 2))
                how = ("corrected", "paid", "unable")[int(rng.integers(3))]
                gone = {"left": left, "how": how} if left < months else {}
                ground = ("true", "wrong person", "protected", "unable")[int(rng.integers(4))]
                stays.append({"person": person, "entered": entered, "ground": ground, **gone})
        return (
            town,
            standing_table(spells),
            listings_table(*stays) if stays else listings_table({}).slice(0, 0),
            months,
        )

    return made
