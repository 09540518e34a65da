"""Lives: the pages of sampled persons as events in order, each with the clause of the rulebook behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from glasshouse.engine.bit_columns import to_column
from glasshouse.metrics.known_rights import carrying
from glasshouse.model.events import EVENTS
from glasshouse.model.person import VOICES, WITHDREW, WORKS
from glasshouse.model.rights import INFERRED_DISLOYALTY
from glasshouse.population.society import MOST
from glasshouse.rulebooks.law import FREED_BY_DEADLINE, bits_of
from glasshouse.rulebooks.sizes import Records
from glasshouse.simulation.columns import described
from glasshouse.simulation.person_differences import hardest
from glasshouse.simulation.records import person_measures

if TYPE_CHECKING:
    from glasshouse.rulebooks import Rulebook
    from glasshouse.simulation.completed_run import CompletedRun

SCHEMA = pa.schema(
    [
        ("person", pa.uint32()),
        ("month", pa.int32()),
        ("event", pa.string()),
        ("clause", pa.string()),
        ("detail", pa.string()),
    ]
)
CENTS = 100
_STOOD = ("savings", "debt", "income", "paid", "arrears", "score", "fear", "lists")
_QUIET = ("map_opened", "map_seen", "denied_right", "exit_refused", "fined")
"""Events left out of a told life: they happen often or say nothing another event does not."""
_TOLD = sum(1 << bit for bit, event in enumerate(EVENTS) if event not in _QUIET)
_VOICE = ("falls_silent", "speaks_out")
_MONEY_EVENTS = {"money_charged": "billed", "money_taken": "taken", "money_given": "given"}
"""What clauses did with money in a month, and the amounts of each in the page; `fined` says no more."""

_CLAUSE_OF_EVENT = {
    "term_extended": "map_reports",
    "map_recognised": "map_fields",
    "map_reported": "map_reports",
    "shamed": "map_on",
    "noticed": "notice",
    "dispute_filed": "dispute",
    "dispute_won": "dispute",
    "dispute_lost": "dispute",
    "account_frozen": "freeze_who",
    "job_lost_firm_listed": "firm_on",
    "listed_as_legal_rep": "legal_rep_listed",
    "waived": "officials_may",
    "added_by_whim": "officials_may",
    "sold": "officials_may",
    "told_nearby": "announced",
    "duty_breached": "duty_breach",
}
_RIGHT_OF_EVENT = {
    "refused_flight": "movement.flight",
    "refused_train": "movement.high_speed_rail",
    "refused_loan": "economic.loan",
    "refused_school": "education.private_school",
    "hire_refused": "work.screened_employment",
}


@dataclass(frozen=True)
class Life:
    """One synthetic person twice.

    `system` and `twin` are tables of events (columns of `SCHEMA`), `system_months` and `twin_months` how the
    person stood at the end of every month (see `months`).
    """

    person: int
    system: pa.Table
    twin: pa.Table
    system_months: pa.Table
    twin_months: pa.Table


def of(person: int, system: CompletedRun, twin: CompletedRun) -> Life:
    """The life of a person whom both runs watched."""
    return Life(
        person, table(system, person), table(twin, person), months(system, person), months(twin, person)
    )


def table(run: CompletedRun, only: int | None = None) -> pa.Table:
    """The events of all sampled lives of `run`, or of `only` one, person by person and month by month."""
    rows = [
        row
        for k, who in enumerate(run.panel_ids)
        if only is None or only == who
        for row in (
            *_life(int(who), run.panel_records[k], book_of(run, int(who)), run.society.recipe.currency),
            *_own_events(run, int(who)),
        )
    ]
    return described(pa.Table.from_pylist(rows, schema=SCHEMA), run.society)


def months(run: CompletedRun, who: int) -> pa.Table:
    """How one watched person stood at the end of every month, a row a month.

    `savings`, `debt`, `income`, `paid` in cents, `arrears` in months, `score` in points, `fear` 0 to 255,
    `lists` and `shut` masks of lists stood on and rights denied, `listed` on a blacklist, `works`, `voiced`.
    """
    pages = run.panel_records[np.searchsorted(run.panel_ids, who)]
    columns = {name: np.asarray(pages[name]) for name in _STOOD}
    honours = _honours(book_of(run, who))
    told = pa.table(
        {
            "month": np.arange(len(pages), dtype=np.int32),
            **columns,
            "shut": to_column(np.asarray(pages["shut"])),
            "listed": (columns["lists"].astype(np.int64) & ~honours) != 0,
            "works": (pages["state"] & WORKS) != 0,
            "voiced": (pages["state"] & VOICES) != 0,
        }
    )
    return carrying(told, run.config.scope.words)


def _honours(book: Rulebook | None) -> int:
    """The lists of a rulebook that are honours (mask)."""
    names = book.tree.names("lists") if book else ()
    kinds = [book.tree.value(("lists", name, "kind")) for name in names] if book else []
    return sum(1 << k for k, kind in enumerate(kinds) if kind == "redlist")


def book_of(run: CompletedRun, who: int) -> Rulebook | None:
    """The rulebook of the province in which a person is registered, as it stood at the start."""
    names = {serial: name for name, serial in run.config.serials.items()}
    return run.config.book_of(names.get(who // MOST, ""))


def _life(who: int, pages: Records, book: Rulebook | None, currency: str) -> Iterator[dict[str, object]]:
    voiced = (pages["state"] & VOICES) != 0
    turned = voiced.copy()
    turned[1:] ^= voiced[:-1]
    left = (pages["acts"] & WITHDREW) != 0
    moved = [(pages[name] != 0).any(axis=1) for name in ("billed", "taken", "given")]
    for month in np.flatnonzero((pages["happened"] & _TOLD != 0) | turned | left | np.any(moved, axis=0)):
        page = pages[month]
        about = {"person": who, "month": int(month)}
        for event in _events(int(page.happened)):
            for clause, detail in _turns(event, page, book, currency):
                yield {**about, "event": event, "clause": clause, "detail": detail}
        for event, m, cents in _money(page):
            clause = book.measures[m] if book else ""
            detail = f"{cents // CENTS:,} {currency}"
            yield {**about, "event": event, "clause": clause, "detail": detail}
        if left[month]:
            yield {**about, "event": "withdrew", "clause": _clause(book, "withdrawal"), "detail": ""}
        if turned[month]:
            event, detail = _VOICE[bool(voiced[month])], f"fear {int(page.fear)} of 255"
            yield {**about, "event": event, "clause": "", "detail": detail}


def _money(page: Records) -> Iterator[tuple[str, int, int]]:
    """What measures of money did in a month: the event, the place of the measure and cents."""
    for event, name in _MONEY_EVENTS.items():
        for m in np.flatnonzero(page[name]):
            yield event, int(m), int(page[name][m])


def _clause(book: Rulebook | None, kind: str, index: int = 0) -> str:
    return book.clause_of(kind, index) if book else ""


def _own_events(run: CompletedRun, who: int) -> Iterator[dict[str, object]]:
    """What mechanisms of a user's own recorded of a sampled life."""
    for person, month, event in run.panel_events:
        if person == who:
            yield {"person": who, "month": month, "event": event, "clause": "", "detail": ""}


def _events(happened: int) -> Iterator[str]:
    for bit, event in enumerate(EVENTS):
        if happened >> bit & 1 and event not in _QUIET:
            yield event


def _turns(event: str, page: Records, book: Rulebook | None, currency: str) -> Iterator[tuple[str, str]]:
    """Clause and detail of one event; several where several lists or rights are concerned."""
    if book is None:
        yield "", _detail(event, page, currency)
    elif event == "entered_list":
        yield from (
            (book.clause_of("list_entry", k), _detail(event, page, currency)) for k in _bits(page.entered)
        )
    elif event.startswith("left_"):
        yield from (
            (_clause_of_exit(page, book, k), _detail(event, page, currency)) for k in _bits(page.left)
        )
    elif event == "exempted":
        yield from ((clause, "") for clause in _defences(page, book))
    elif event in _RIGHT_OF_EVENT:
        right = book.words.rights[_RIGHT_OF_EVENT[event]]
        yield book.clause_of("right", right.index), right.title
    elif event == "refused_other":
        yield from _other_refusals(page, book)
    elif event in ("recorded", "rewarded") and page.recorded < len(book.words.behaviours):
        yield (
            book.clause_of("points", int(page.recorded)),
            book.words.behaviours.terms[page.recorded].title,
        )
    elif event == "opinion_inferred":
        yield book.clause_of("points", int(INFERRED_DISLOYALTY)), ""
    else:
        kind = _CLAUSE_OF_EVENT.get(event)
        yield book.clause_of(kind) if kind else "", _detail(event, page, currency)


def _clause_of_exit(page: Records, book: Rulebook, k: int) -> str:
    """The clause by which a person left list `k`: a deadline that had passed, or an exit."""
    if page.freed >> k & 1 and page.freed_by == FREED_BY_DEADLINE:
        return book.clause_of("list_interim", k) or book.clause_of("list_lapses", k)
    return book.clause_of("list_exits", k)


def _defences(page: Records, book: Rulebook) -> Iterator[str]:
    """The defences that can have freed somebody from the lists of this month."""
    names = book.tree.names("lists")
    lists = {f"lists.{names[k]}" for k in _bits(int(page.excused) | int(page.freed)) if k < len(names)}
    for d, name in enumerate(book.tree.names("defences")):
        if lists & set(book.tree.value(("defences", name, "against"), default=())):
            yield book.clause_of("defence_lists", d)


def _other_refusals(page: Records, book: Rulebook) -> Iterator[tuple[str, str]]:
    told = {book.words.rights[name].index for name in _RIGHT_OF_EVENT.values()}
    for index in _bits(bits_of(page.refused)):
        if index not in told:
            yield book.clause_of("right", index), book.words.rights.terms[index].title


def _detail(event: str, page: Records, currency: str) -> str:
    if event in ("payment_missed", "sued", "judged", "entered_list"):
        return f"owes {page.debt // CENTS:,} {currency}"
    if event == "performed":
        return f"pays {page.paid // CENTS:,} {currency}"
    if event == "borrowed_money":
        return f"borrows {page.debt // CENTS:,} {currency}"
    if event in ("shamed", "map_recognised"):
        return f"{page.exposure} people looked this month"
    return ""


def _bits(mask: int) -> list[int]:
    return [k for k in range(int(mask).bit_length()) if int(mask) >> k & 1]


def worth_telling(run: CompletedRun, twin: CompletedRun, each: int = 12) -> npt.NDArray[np.uint32]:
    """Identities of lives to write down: the hardest hit of each kind, and some picked by luck alone."""
    fates = ("wrongly_listed", "listed", "locked_out", "silenced", "poorer", "richer")
    system, without, who = person_measures(run), person_measures(twin), run.people["who"]
    hit = [who[hardest(fate, system, without)[:each]] for fate in fates]
    wrong = run.people["who"][run.people["wrong_person"] > 0][:each]
    return np.unique(np.concatenate([*hit, wrong, by_luck(run, 3 * each)]))


def by_luck(run: CompletedRun, count: int) -> npt.NDArray[np.uint32]:
    """`count` adults picked by keyed luck, the same in every run of the society."""
    from glasshouse.model.person import ADULT

    return shuffled(run, run.people["who"][run.people["age"] >= ADULT])[:count]


def shuffled(run: CompletedRun, who: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Identities in an order by keyed luck, the same in every run of the society."""
    from glasshouse.engine import rng

    word = rng.first_words(run.config.seed, 0, who, 0, "study.panel")
    return np.asarray(who[np.argsort(word, kind="stable")])
