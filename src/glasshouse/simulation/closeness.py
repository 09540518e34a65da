"""Who is close to the listed: contacts and households, counted for each person, so that nobody's ties are
written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from glasshouse.simulation.running import Run

Array = npt.NDArray[Any]


def columns(run: Run) -> dict[str, Array]:
    """For each person in canonical order, under the system of `run`.

    `contacts` known at the start; of these `contacts_listed` were ever on a blacklist, and
    `contacts_listed_kept` of these stand at the end; `household_listed` counts the other members of the
    household who were ever on one.
    """
    society = run.society
    listed = np.asarray(run.people["times_listed"] > 0)
    ties = np.asarray(society.contacts)
    known = ties >= 0
    kept = (np.asarray(run.people["ties_cut"])[:, None] >> np.arange(ties.shape[1]) & 1) == 0
    marked = known & listed[np.where(known, ties, 0)]
    return {
        "contacts": known.sum(1).astype(np.uint8),
        "system_contacts_listed": marked.sum(1).astype(np.uint8),
        "system_contacts_listed_kept": (marked & kept).sum(1).astype(np.uint8),
        "system_household_listed": _others(np.asarray(society.household), listed),
    }


def _others(household: Array, listed: Array) -> Array:
    """How many others of each person's household are marked."""
    _, home = np.unique(household, return_inverse=True)
    together = np.bincount(home, listed)[home]
    return np.minimum(together - listed, 255).astype(np.uint8)
