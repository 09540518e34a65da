"""What a clause itself calls wrong, and what is only harsh.

The tables of a run note `unable` wherever a debtor on a list could not pay. Where the clause is for those who
are able and refuse, such an entry is false. Where it lists whoever owes or is in arrears, the entry is true
and the debtor could not help it: it is harsh, and harsh is no kind of wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pyarrow as pa
import pyarrow.compute as pc

HARSH = "harsh"
"""The ground of a listing that is true, of somebody who could not pay, under a clause that does not ask."""
UNABLE = "unable"
_ASKS = "able and refuses"
"""When somebody is entered on a list that is for those who are able to pay and refuse."""


def harsh_lists(when: Mapping[str, str], tested: Mapping[str, str]) -> frozenset[str]:
    """The lists whose clause does not ask whether somebody could pay.

    `when` says when somebody is entered, `tested` whether the text asks for a test of ability ("True"), both
    by the name of the list. A list about which nothing is said is not among them.
    """
    return frozenset(
        name
        for name, says in when.items()
        if says.replace("_", " ") != _ASKS and tested.get(name, "").lower() != "true"
    )


def by_clause(table: pa.Table, harsh: Collection[str]) -> pa.Table:
    """Stays on lists, or the ledger of denied rights, with `harsh` for `unable` on these lists.

    The list is named in the column `list`, or as `lists.NAME` in the column `cause`.
    """
    of, prefix = ("list", "") if "list" in table.column_names else ("cause", "lists.")
    if not harsh or "ground" not in table.column_names or of not in table.column_names:
        return table
    names = pa.array([f"{prefix}{name}" for name in sorted(harsh)], pa.string())
    ground = table.column("ground").cast(pa.string())
    hit = pc.and_(pc.is_in(table.column(of).cast(pa.string()), names), pc.equal(ground, UNABLE))
    place = table.column_names.index("ground")
    return table.set_column(place, "ground", pc.if_else(hit, HARSH, ground))
