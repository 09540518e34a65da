"""Continue a finished run from one of its months with changes, beside its twin without them.

A run is repeated to the bit from what its manifest says, so every month of it can be continued, and nothing
but the results folder has to be kept: the months before the change are simulated again and compared with
those in the folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

import pyarrow.compute as pc

from glasshouse import arguments
from glasshouse.errors import Diagnostic, InputError
from glasshouse.rulebooks import Rulebook, practice
from glasshouse.rulebooks import load as load_rulebook
from glasshouse.rulebooks.joining import scope_of
from glasshouse.simulation import manifest
from glasshouse.simulation.digests import value_hash
from glasshouse.simulation.repeating import INSTEAD, config_of_manifest, joined
from glasshouse.simulation.results_folder import ResultsFolder, open_results
from glasshouse.simulation.run_config import RunConfig, run_config
from glasshouse.simulation.run_settings import CONTINUE_DEFAULTS, ContinueSettings
from glasshouse.simulation.running import Run, run_both

if TYPE_CHECKING:
    import pyarrow as pa


def continue_run(folder: str | Path, from_month: int, **settings: Unpack[ContinueSettings]) -> Run:
    """Continue the run of a results folder with changes that take effect after its first `from_month` months.

    Its `twin()` is the same run continued without the changes: the same people with the same luck. Without
    any change the two are equal. Keywords, each with its default:

    * `rulebook` (None): the rulebook from then on, a loaded object, a name or a file; None means the old one.
    * `practice` (None): how rules are carried out from then on; None means as before.
    * `parameters` (None): changed parameters of mechanisms and switches from then on, by name.
    * `months` (None): months to simulate after the change, so that the whole run has 2 to 1,200 months; None
      means up to the last month of the old run.
    * `threads` (None): 1 to 512, None meaning all cores. Results do not depend on it.
    * `on_month` (none): called after each month with the months done and those to do, of both runs.

    Raises `InputError` where the folder is not that of a whole run, where this version repeats other months
    than it holds, and for changes that cannot be carried over.

    >>> import glasshouse as gh
    >>> old = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7)
    >>> folder = old.save("results/continued")
    >>> new = gh.continue_run(folder, 3, rulebook="court-list-2025@2025-06", months=9)
    >>> new.config.months, new.twin().config.rulebook_id
    (12, 'court-list-2013')
    """
    arguments.keywords("glasshouse.continue_run", settings, ContinueSettings)
    given: ContinueSettings = {**CONTINUE_DEFAULTS, **settings}
    results = _opened(arguments.path("folder", folder))
    month, more, threads = arguments.together(
        lambda: arguments.months("from_month", from_month),
        lambda: None if given["months"] is None else arguments.months("months", given["months"]),
        lambda: arguments.threads("threads", given["threads"]),
    )
    chosen = config_continued(results, month, more, given)
    made = run_both(chosen, threads, given["on_month"], True, None)
    _refuse_another_past(results, made, month)
    return made


def config_continued(
    results: ResultsFolder, month: int, more: int | None, given: ContinueSettings
) -> RunConfig:
    """The configuration of a run continued after `month` months, for `more` months or to its old end.

    Raises `InputError` for what cannot be continued or changed.
    """
    about = results.manifest
    _refuse_what_cannot_go_on(about, month, more, given, str(results.path))
    old = config_of_manifest(results)
    before = replace(old, months=month + more if more else old.months)
    book = _rulebook(given["rulebook"], before)
    changed = given["practice"]
    after = run_config(
        book or "nothing",
        before.society,
        practice=practice(book, about["practice"].get("changed") or {}) if changed is None else changed,
        parameters={**dict(before.changed), **arguments.mapping("parameters", given["parameters"])},
        start=before.start,
        months=before.months,
        seed=before.seed,
        replicate=before.replicate,
        mechanisms=before.mechanisms,
        events=before.events,
    )
    _refuse_what_cannot_be_carried_over(before, after, month)
    return joined(before, after, month, about["digest"])


def _opened(folder: Path) -> ResultsFolder:
    from glasshouse.simulation.checkpoints import is_unfinished

    if is_unfinished(folder) and not (folder / manifest.FILE).is_file():
        fix = f"finish it with glasshouse resume {folder}, then continue it"
        raise InputError(Diagnostic("the run was cut off and has no results yet", fix, str(folder)))
    return open_results(folder)


def _refuse_what_cannot_go_on(
    about: Mapping[str, Any], month: int, more: int | None, given: ContinueSettings, file: str
) -> None:
    found = []
    last = about["months"]
    if month >= last and (more is None or month > last):
        fix = f"choose a month from 1 to {last - 1}" + (f", or {last} with months" if month == last else "")
        found.append(Diagnostic(f"month {month} is beyond the {last} months of this run", fix, file))
    if month + (more or 0) > arguments.MOST_MONTHS:
        what = f"the whole run would have {month + (more or 0):,} months"
        found.append(Diagnostic(what, f"at most {arguments.MOST_MONTHS:,} are simulated", file))
    if about.get("continued"):
        fix = f"continue the run it was continued from ({about['continued']['digest'][:12]})"
        found.append(Diagnostic("these results are themselves of a continued run", fix, file))
    if about.get("provinces"):
        what = "provinces of this run have rulebooks of their own"
        found.append(Diagnostic(what, "only runs with one rulebook can be continued with changes", file))
    if about["mechanisms"] and (given["parameters"] or given["practice"] is not None):
        what = "this run has mechanisms of its own, which were built with its parameters"
        found.append(Diagnostic(what, "change the rulebook alone", file))
    if found:
        raise InputError(*found)


def _rulebook(given: Rulebook | str | Path | None, before: RunConfig) -> Rulebook | None:
    if given is None:
        return before.rulebook
    return given if isinstance(given, Rulebook) else load_rulebook(given)


def _refuse_what_cannot_be_carried_over(before: RunConfig, after: RunConfig, month: int) -> None:
    old, new = before.rulebook, after.rulebook
    if new is None or old is None or new.text_hash == old.text_hash:
        return
    found = []
    file = new.files[-1] if new.files else ""
    if scope_of([old, new]).key != before.scope.key:
        what = f"{new.id} defines acts or rights of its own that people of this run do not have"
        found.append(Diagnostic(what, "run it from the first month, or use the words of the old one", file))
    if _firm_lists(old) and _firm_lists(new) != _firm_lists(old):
        what = f"firms are on lists of {old.id} that {new.id} does not have"
        found.append(Diagnostic(what, "give it the same lists of firms, in the same order", file))
    if not after.laws[month].active:
        fix = (
            f"continue from a later month, or pin the rulebook to a date: {new.id.partition('@')[0]}@2025-06"
        )
        found.append(Diagnostic(f"{new.id} is not in force after {month} months of this run", fix, file))
    if found:
        raise InputError(*found)


def _firm_lists(book: Rulebook) -> tuple[str, ...]:
    return tuple(book.tree.names("firms", "lists"))


def _refuse_another_past(results: ResultsFolder, made: Run, month: int) -> None:
    """Raises `InputError` unless the months before the change are those of the results folder."""
    stored = _first_months(results.table("system/monthly"), month)
    if value_hash(stored) != value_hash(_first_months(made.monthly.select(stored.column_names), month)):
        version = results.manifest["glasshouse"]
        what = f"this version of glasshouse repeats other months than these results hold (version {version})"
        raise InputError(Diagnostic(what, INSTEAD, str(results.path)))


def _first_months(table: pa.Table, months: int) -> pa.Table:
    return table.filter(pc.field("month") < months)
