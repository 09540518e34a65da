"""All measures of people and months at once, as far as the tables allow."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from glasshouse.metrics import catalogue
from glasshouse.metrics.findings import Bound, Finding, verdicts
from glasshouse.metrics.measure_data import Data, SideData

COUNTS = (
    "ever_listed",
    "denied",
    "months_voiced",
    "ties_cut",
    "rights_lost_months",
    "praises_at_end",
    "employed_at_end",
)
LEVELS = ("income", "paid", "debt_at_end", "savings_at_end", "fear_at_end", "approval_at_end")


def people(size: int = 400, seed: int = 0) -> pa.Table:
    rng = np.random.default_rng(seed)
    columns: dict[str, object] = {
        "person": np.arange(size, dtype=np.uint32),
        "cluster": rng.integers(0, 40, size) * 1000,
        "age": rng.integers(0, 90, size).astype(np.uint8),
        "registration": pa.array(np.array(("urban", "rural"))[rng.integers(0, 2, size)]).dictionary_encode(),
        "sex": pa.array(np.array(("men", "women"))[rng.integers(0, 2, size)]).dictionary_encode(),
    }
    for side in ("system", "twin"):
        columns |= {f"{side}_{name}": rng.integers(0, 2, size).astype(np.int32) for name in COUNTS}
        columns |= {f"{side}_{name}": rng.integers(-90, 90, size) for name in LEVELS}
    return pa.table(columns)


def monthly() -> pa.Table:
    names = ("persons", "adults", "approves_stated", "approves_privately", "payment_missed", "refrained")
    return pa.table({"month": [0, 1], **{name: [400, 400] for name in names}})


def data(people: pa.Table, months: pa.Table | None = None) -> Data:
    system, twin = (SideData(name, {"monthly": months} if months else {}) for name in ("system", "twin"))
    return Data(12, 4, table_of_people=people, system=system, twin=twin)


def findings(of: Data) -> list[Finding]:
    return [found for measure in catalogue.numbered().values() for found in measure.take(of)]


def names(of: Data) -> list[str]:
    return list(dict.fromkeys(found.name for found in findings(of)))


def test_everything_the_tables_allow_is_measured_in_order() -> None:
    assert names(data(people(), monthly())) == [
        "F10.ratio", "F10.difference", "F10.favourable", "F11.gini", "F11.concentration", "F12",
        "F15.all", "F15.direct", "F15.social", "F16.gap", "F16.change", "F16.hidden", "F17",
        "F18.all", "F18.listed", "F25", "F26.mean", "F26.weighted",
        "F28.repaid", "F28.debt", "F28.kept", "F28.avoided", "F28.merit", "F29",
    ]  # fmt: skip


def test_without_a_twin_there_is_no_loss() -> None:
    table = people()
    alone = table.select([name for name in table.column_names if not name.startswith("twin_")])
    assert names(data(alone)) == [
        "F10.ratio", "F10.difference", "F10.favourable", "F11.gini", "F11.concentration", "F12",
    ]  # fmt: skip


def test_every_number_has_its_sizes_and_meets_its_bound() -> None:
    found = findings(data(people(), monthly()))
    assert all(one.persons > 0 for one in found)
    assert len({(one.name, one.title) for one in found}) == len(found)
    assert {verdict for _, _, verdict in verdicts(found, [Bound("F12", 2.0)])} == {"not violated"}
