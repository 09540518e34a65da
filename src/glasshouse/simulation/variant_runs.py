"""Carrot or stick: the same people under a variant of the rulebook, beside the rulebook itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from glasshouse import metrics
from glasshouse.metrics import catalogue
from glasshouse.model.events import COLUMN
from glasshouse.rulebooks.variants import VARIANTS, varied
from glasshouse.simulation import records
from glasshouse.simulation.checkpoint_policy import STANDARD_VARIANTS
from glasshouse.simulation.columns import described
from glasshouse.simulation.run_settings import ProgressCallback, silent
from glasshouse.simulation.simulating import simulate
from glasshouse.simulation.variant_lives import lived_where_it_differs

if TYPE_CHECKING:
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.completed_run import CompletedRun

EVERY = tuple(VARIANTS)

SCHEMA = pa.schema(
    [
        ("variant", pa.string()),
        ("title", pa.string()),
        ("state", pa.string()),
        ("measure", pa.string()),
        ("persons", pa.int64()),
        ("unit", pa.string()),
        ("rulebook", pa.float64()),
        ("under_variant", pa.float64()),
        ("difference", pa.float64()),
        ("se", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
"""Means per person in `unit` under the rulebook and under its variant; difference: variant - rulebook.
`state` is the digest of everybody's state at the end under the variant, as in the manifest."""

COUNTED = {
    "months_gated": "gated",
    "refused_flight": "refused_flight",
    "refused_train": "refused_train",
    "refused_loan": "refused_loan",
    "refused_school": "refused_school",
    "refused_other": "refused_other",
    "months_fearful": "fearful",
    "months_praised": "praised",
    "speech_punished": "speech_punished",
    "shamed": "shamed",
    "tie_cut": "tie_cut",
    "payment_missed": "payment_missed",
    "months_approving": "approves_privately",
}
"""Measures known only as counts of the whole society: name and column. They have no interval."""


def table(
    run: CompletedRun, variants: Sequence[str] = STANDARD_VARIANTS, on_month: ProgressCallback = silent
) -> pa.Table:
    """A row for each variant and measure; none where a variant says what the rulebook or one before it says.

    Lives all months again for each variant, by everybody, with `on_month` called after each, or by those whom
    the variant concerns (see `variant_lives`). Raises `InputError` for an unknown variant.
    """
    different = different_from(run.rulebook, variants) if run.rulebook else ()
    rows = [row for name, book in different for row in _rows(run, name, book, on_month)]
    return described(pa.Table.from_pylist(rows, schema=SCHEMA), run.society)


def different_from(book: Rulebook, variants: Sequence[str]) -> Iterator[tuple[str, Rulebook]]:
    """The variants that say what neither the rulebook nor a variant before them says, and their rulebooks."""
    told = {book.text_hash}
    for name in variants:
        other = varied(book, [name])
        if other.text_hash not in told:
            told.add(other.text_hash)
            yield name, other


def under_variant(run: CompletedRun, book: Rulebook, on_month: ProgressCallback = silent) -> CompletedRun:
    """The same run under a variant of its rulebook, simulated for those it concerns, or for everybody."""
    chosen = replace(run.config, rulebook=book)
    some = lived_where_it_differs(run, chosen)
    return some or simulate(chosen, run.threads, on_month, spread=run.spread)


def _rows(
    run: CompletedRun, variant: str, book: Rulebook, on_month: ProgressCallback
) -> Iterator[dict[str, Any]]:
    other = under_variant(run, book, on_month)
    about = {"variant": variant, "title": book.title, "state": f"{other.state:016x}"}
    units = catalogue.units(run.config.months, run.society.recipe.currency)
    paired = metrics.gap_table(
        records.person_measures(other), records.person_measures(run), {}, records.clusters(run.society), units
    )
    for row in paired.to_pylist():
        kept = {key: row[key] for key in ("measure", "persons", "unit", "difference", "se", "low", "high")}
        yield {**about, **kept, "rulebook": row["twin"], "under_variant": row["system"]}
    persons = len(run.society)
    for name, column in COUNTED.items():
        scale, unit = units[name]
        means = [scale * float(one.tallies[:, :, COLUMN[column]].sum()) / persons for one in (run, other)]
        figures = {"rulebook": means[0], "under_variant": means[1], "difference": means[1] - means[0]}
        yield {**about, "measure": name, "persons": persons, "unit": unit, **figures}
