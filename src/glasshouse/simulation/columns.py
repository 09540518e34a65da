"""What the columns of results tables hold: each carries its unit and its meaning as Arrow field metadata.

    pyarrow.parquet.read_schema("results/demo/people.parquet").field("system_income").metadata[b"unit"]

Readers that do not look at metadata are not touched by it, and it does not count in any digest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pyarrow as pa

from glasshouse.metrics import catalogue
from glasshouse.metrics.monthly import CURRENCY, GROUPS
from glasshouse.model import groups
from glasshouse.model.events import EVENTS, STOCKS
from glasshouse.model.gatekeepers import ASKED
from glasshouse.specs.units import in_currency

if TYPE_CHECKING:
    from glasshouse.population.society import Society

Column = tuple[str, str]
"""Unit and meaning; the unit of names and codes is "name", "code" or "identity"."""

_WHO: dict[str, Column] = {
    "person": ("identity", "Identity of a synthetic person"),
    "who": ("identity", "Identity of a synthetic person"),
    "cluster": ("code", "Block of 200 m in which the person lives"),
    "settlement": ("code", "Number of the settlement in which the person lives"),
    "x": ("m", "East of the middle of the settlement"),
    "y": ("m", "North of the middle of the settlement"),
    "age": ("years", "Age at the start"),
    "province": ("name", "Province of registration"),
    "registration": ("name", "Class of residents, by default urban or rural"),
    "sex": ("name", "Men or women"),
    "age_band": ("name", "Age band at the start"),
    "minority": ("name", "Majority or minority"),
    "income_band": ("name", "Third of household income per head, low, middle or high"),
    "attitude": ("points, -100 to 100", "Private approval of the authority at the start"),
    "conviction": ("points, 0 to 255", "How strongly that view is held"),
    "contacts": ("persons", "Contacts known at the start"),
    "contacts_listed": ("persons", "Of these, ever on a blacklist"),
    "contacts_listed_kept": ("persons", "Of these, still contacts at the end"),
    "household_listed": ("persons", "Other members of the household ever on a blacklist"),
    "first_listed": ("month", "Month of the first entry onto a blacklist, from 0; -1 never"),
    "first_left": ("month", "Month of the first exit from a blacklist, from 0; -1 never"),
}
_STOCKS: dict[str, str] = {
    "persons": "Persons",
    "adults": "Adults",
    "working_age": "Adults under 60",
    "employed": "Employed",
    "self_employed": "Self-employed",
    "indebted": "In debt",
    "in_arrears": "In arrears with a debt",
    "under_enforcement": "Under enforcement of a judgment",
    "listed": "On a blacklist",
    "listed_wrong_person": "On a blacklist for somebody else's debt or act",
    "listed_unable": "On a blacklist although unable to pay",
    "redlisted": "On a redlist and on no blacklist",
    "low_grade": "In a low grade of the score",
    "gated": "With at least one right denied",
    "voiced": "Spoke critically in public",
    "praised": "Praised the authority",
    "fearful": "In fear (64 or more of 255)",
    "aware": "Aware of being watched",
    "disputing": "With a dispute open",
    "approves_privately": "Approve of the authority in private",
    "approves_stated": "Approve of the authority, or state that they do",
    "shut_out": "Refused by every gatekeeper of a kind",
    "frozen": "With frozen accounts",
    "refused_by_copies": "Still refused because of a copy of an entry that was struck",
    "on_course": "On a course that repairs credit",
    "conforms": "Praise the authority and disapprove of it in private",
}
_SUMS: dict[str, Column] = {
    "income": ("money cents", "Income of the month"),
    "paid": ("money cents", "Debt service paid"),
    "interest": ("money cents", "Interest owed on debts"),
    "borrowed": ("money cents", "Borrowed"),
    "consumed": ("money cents", "Spent on consumption"),
    "exposure": ("looks", "Looks at listed persons on the map"),
    "score": ("points", "Score, added up over those who have one"),
    "savings": ("money cents", "Savings at the end of the month"),
    "debt": ("money cents", "Debt at the end of the month"),
    "refusals": ("refusals", "Rights refused when they were wanted"),
    "points_moved": ("points", "Points given or taken"),
    "points_by_whim": ("points", "Points given or taken by an official's choice"),
    "entries_by_whim": ("entries", "Entries onto a list by an official's choice"),
    "entries_spared": ("entries", "Entries onto a list that an official spared somebody"),
    "exits_by_whim": ("exits", "Exits from a list by an official's choice"),
    "told_push": ("persons", "Persons told of somebody's listing by push message"),
    "told_ringtone": ("persons", "Persons told of somebody's listing by a ringtone"),
    "told_screens": ("persons", "Persons told of somebody's listing by public screens"),
    "merits": ("persons", "Did a good deed that earns points"),
    "kindnesses": ("persons", "Did a kind act that earns nothing"),
    "refrained": ("persons", "Refrained from an act that costs points"),
    "inferred_falsely": ("persons", "Held to have an opinion that they do not have"),
    "raised": ("money cents", "Raised to pay debts, beyond income"),
    "state_charged": ("money cents", "Fines charged and benefits claimed back"),
    "fines_paid": ("money cents", "Fines paid to the state"),
    "clawbacks_paid": ("money cents", "Benefits paid back to the state"),
    "benefits_cut": ("money cents", "Benefits and other income cut"),
    "prices_paid": ("money cents", "Paid more for credit and services because of a list, grade or record"),
    "deposits_paid": ("money cents", "Deposits locked by the state"),
    "deposits_returned": ("money cents", "Deposits given back"),
    "rewards_paid": ("money cents", "Rewards in money, and the worth of points that were spent"),
    "refunds_paid": ("money cents", "Given back because an entry on a list was struck"),
    "points_spent": ("points", "Points spent"),
    "owed_to_state": ("money cents", "Fines and clawbacks not yet paid, at the end of the month"),
    "debtors_of_state": ("persons", "Owe fines or clawbacks, at the end of the month"),
    "behind_with_state": ("persons", "Of these, behind with an instalment"),
    "withdrew": ("persons", "Withdrew from taking part"),
    "excused": ("persons", "Kept a right open by a defence against a sanction"),
    "entries_exempted": ("entries", "Entries onto a list that a defence prevented"),
    "exits_exempted": ("exits", "Exits from a list by a defence"),
    "exits_by_deadline": ("exits", "Exits from a list because a confirmation or decision came too late"),
    "caught_before": ("persons", "With a mistake found before it was recorded or listed"),
    "refused_by_mark": ("refusals", "Rights refused by those who weighed a mark"),
    "delayed": ("refusals", "Rights wanted in a month in which the person still had to wait"),
}
_MONTHLY: dict[str, Column] = {
    **_WHO,
    "month": ("month", "Month of the run, from 0"),
    **{name: ("persons", f"{_STOCKS[name]}, at the end of the month") for name in STOCKS},
    **{
        name: ("persons", f"Persons to whom this happened in the month: {name.replace('_', ' ')}")
        for name in EVENTS
    },
    **_SUMS,
}
_COMPARED: dict[str, Column] = {
    "measure": ("name", "What is compared (glasshouse.metrics.catalogue)"),
    "dim": ("name", "Dimension of the groups, all for everybody"),
    "group": ("name", "Group of that dimension"),
    "persons": ("persons", "Persons compared with themselves"),
    "clusters": ("blocks", "Blocks of 200 m in which they live"),
    "unit": ("name", "Unit of the figures of this row"),
    "system": ("as column unit", "Mean per person with the system"),
    "twin": ("as column unit", "Mean per person without the system"),
    "difference": ("as column unit", "Difference of the means"),
    "se": ("as column unit", "Standard error of the difference, clustered by block"),
    "low": ("as column unit", "Lower end of the 95 % confidence interval of the difference"),
    "high": ("as column unit", "Upper end of the 95 % confidence interval of the difference"),
    "variant": ("name", "Variant of the rulebook"),
    "title": ("name", "Title of the variant"),
    "state": ("code", "Digest of everybody's state at the end under the variant"),
    "rulebook": ("as column unit", "Mean per person under the rulebook"),
    "under_variant": ("as column unit", "Mean per person under the variant"),
}
_SPELLS: dict[str, Column] = {
    **_WHO,
    "month": ("month", "First month, from 0"),
    "months": ("months", "How long it lasted"),
    "lists": ("mask of lists", "Lists the person is on"),
    "wrong_person": ("mask of lists", "Of these, for somebody else's debt or act"),
    "unable": ("mask of lists", "Of these, although unable to pay"),
    "shut": ("mask of rights", "Rights that are denied"),
    "grade": ("grade", "Grade of the score, 0 the best, -1 none"),
    "ended": ("true or false", "Whether it ended before the run did"),
    "list": ("name", "List in the rulebook"),
    "kind": ("name", "Blacklist or redlist"),
    "entered": ("month", "First month on the list, from 0"),
    "left": ("month", "First month off the list, -1 never"),
    "how": ("name", "How the stay ended"),
    "ground": ("name", "Whether the ground was true, false or protected"),
    "noticed": ("month", "Month in which the person learnt of it, -1 never"),
    "disputed": ("month", "Month of the dispute, -1 never"),
    "decided": ("month", "Month of the latest decision, -1 never"),
    "won": ("true or false", "Whether the dispute was won"),
    "copies_until": ("month", "Last month in which a copy of the struck entry refused, -1 never"),
    "right": ("name", "Right that was denied"),
    "clause": ("name", "Clause of the rulebook behind it"),
    "cause": ("name", "Act or fact that led to it"),
    "behaviour_context": ("name", "Part of life the act belongs to"),
    "sanction_context": ("name", "Part of life the right belongs to"),
    "refusals": ("refusals", "Times the right was wanted and refused"),
    "first": ("month", "First month, from 0"),
    "from": ("code", "Situation before: 1 on a blacklist, 2 out of work, 4 in debt, added up"),
    "to": ("code", "Situation after, in the same code"),
    "count": ("persons", "Adults who went from one to the other, added up over months"),
    "event": ("name", "What happened"),
    "detail": ("name", "More words about it"),
    "standing": ("name", "Whether a gatekeeper saw a mark on the applicant"),
    **{
        name: ("applications", f"Applications: {name.replace('_', ' ')}")
        for name in ASKED
    },
    "effect": ("name", "What the clause does with money"),
    "charged": ("money cents", "Charged by the clause, over the whole run"),
    "settled": ("money cents", "Of that, paid, lost or received"),
    "owed": ("money cents", "Of that, still owed at the end"),
    "behind": ("instalments", "Instalments missed in a row at the end"),
    "listed": ("true or false", "On a list at the end"),
    "wrongly_listed": ("true or false", "On a list for somebody else's act or although unable to pay"),
    "viewers": ("persons", "Smartphone owners within the radius of the map"),
    "weight": ("persons", "Persons this point stands for"),
}  # fmt: skip


def described(table: pa.Table, society: Society) -> pa.Table:
    """The table with unit and meaning on every column that is known, by its name, and the currency of money.

    What `system_` and `twin_` stand before is a measure of persons, or known without them. Columns of groups
    carry the names of all groups in order (`metrics.monthly.GROUPS`).
    """
    tables = society.recipe.tables
    own = {name: ("name", one.title or name.capitalize()) for name, one in tables.attributes.items()}
    named = groups.names_in(society)
    fields = []
    for field in table.schema:
        about = own.get(field.name) or _about(field.name, table.column_names)
        fields.append(_with(field, about, society.recipe.currency, named.get(field.name)))
    about_all = {**(table.schema.metadata or {}), CURRENCY: society.recipe.currency}
    return table.cast(pa.schema(fields, about_all))


def _about(name: str, beside: list[str]) -> Column | None:
    if "." in name:
        return "as declared", f"Of a mechanism of a user's own: {name}"
    side, _, plain = name.partition("_")
    if side in ("system", "twin") and plain:
        unit, meaning = _WHO.get(plain) or catalogue.raw(plain)
        return unit, f"{meaning}, {'with' if side == 'system' else 'without'} the system"
    return _kind(beside).get(name)


def _kind(names: list[str]) -> Mapping[str, Column]:
    if "adults" in names:
        return _MONTHLY
    if "difference" in names:
        return _COMPARED
    return _WHO if "age_band" in names else _SPELLS


def _with(field: pa.Field, about: Column | None, currency: str, labels: tuple[str, ...] | None) -> pa.Field:
    if about is None:
        return field
    words = {"unit": in_currency(about[0], currency), "meaning": about[1]}
    return field.with_metadata(words | ({GROUPS: "\n".join(labels)} if labels else {}))
