"""An audit: the findings of one or several runs, bounds held against them, and what is not known.

Three verdicts: violated, not violated, not enough evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Unpack

from glasshouse import arguments
from glasshouse.auditing import audited_results
from glasshouse.auditing.assembling import of_runs
from glasshouse.auditing.assessment import assessment, target
from glasshouse.auditing.audit_findings import AUDIT_DEFAULTS, AuditFindings, AuditSettings, OnStep
from glasshouse.auditing.audit_text import as_dict, summary
from glasshouse.auditing.blocks import with_privacy
from glasshouse.auditing.bounds import ChosenBound, load_bounds
from glasshouse.errors import Diagnostic, InputError
from glasshouse.metrics import catalogue
from glasshouse.metrics.measure import Measure


@dataclass(frozen=True)
class Audit(AuditFindings):
    """What an audit found (see `AuditFindings`), in words, as data, and as the draft of an assessment.

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7, twin=True)
    >>> found = gh.audit(run.save("results/audited", overwrite=True, variants=()))
    >>> found.subject.runs, found.subject.persons
    (1, 300)
    >>> sorted({held.verdict for held in found.verdicts})[0]
    'not enough evidence'
    >>> found.by_group("F3.ever").column_names[:2]
    ['id', 'part']
    """

    @classmethod
    def _of(cls, found: AuditFindings) -> Audit:
        """The audit of findings."""
        return cls(**{one.name: getattr(found, one.name) for one in fields(found)})

    def as_dict(self) -> dict[str, Any]:
        """The audit as plain data, for JSON; numbers that do not exist are `nan`."""
        return as_dict(self)

    def assessment(self, to: str | Path, *, alternatives: bool = True, on_step: OnStep | None = None) -> Path:
        """Draft an impact assessment into a .md or .html file (see `audit.assessment`).

        With `alternatives` at most 20,000 of the people live again under every variant of the rulebook, where
        the audit does not have them yet; `on_step` is called after each of these runs.
        """
        if not alternatives:
            return assessment(self, to)
        from glasshouse.auditing.reruns import with_alternatives  # late: the model takes long to load

        target(to)
        return assessment(with_alternatives(self, on_step), to)

    def __str__(self) -> str:
        return "\n".join(summary(self))


def audit(*folders: str | Path, **settings: Unpack[AuditSettings]) -> Audit:
    """Audit the results of one run, of several (an ensemble), or a study.

    `folders` are results folders, or one `study.yaml`. Keywords, each with its default:

    * `bounds` (None): a file of bounds, or bounds already loaded; None means the shipped ones.
    * `by` (None): a group dimension, or several: only their groups are kept.
    * `rulebook` (""): the rulebook audited, of a study with several.
    * `store` (None): the folder in which the members of a study lie.
    * `privacy` (False): whether to probe the map, if there is one.
    * `more` (False): whether to repeat runs of 20,000 persons for what the folder alone cannot answer:
      neutral sanctions, chance, switched attributes, variants. It probes the map too.
    * `measures` (none): measures of your own beside the shipped ones, as objects or FILE:NAME.
    * `mechanisms` (none): those of the run, for `more`, where the texts that its folder keeps are not to be
      used: all of them, as they were.
    * `on_step` (None): called after each repeated run of `more` with the runs done and those to do.

    Raises `InputError` with all faults together.

    >>> import glasshouse as gh
    >>> run = gh.run("court-list-2013", "toytown", persons=300, months=6, seed=7, twin=True)
    >>> folder = run.save("results/audited", overwrite=True, variants=())
    >>> found = gh.audit(folder, by=["sex"])
    >>> found.named("F3.ever")[0].unit
    'of persons'
    >>> gh.audit("results/no-such-folder")
    Traceback (most recent call last):
        ...
    glasshouse.errors.InputError: results/no-such-folder: ...
    """
    arguments.keywords("glasshouse.audit", settings, AuditSettings)
    given: AuditSettings = {**AUDIT_DEFAULTS, **settings}
    paths = tuple(arguments.path("folders", folder) for folder in folders)
    by = _groups(given["by"])
    known = catalogue.with_own(arguments.several("measures", given["measures"], lambda _, one: one))
    chosen = _bounds(given["bounds"], known)
    is_study = len(paths) == 1 and paths[0].suffix in (".yaml", ".yml")
    if given["mechanisms"] and (is_study or not given["more"]):
        what = "mechanisms are of use only where the run of a results folder is repeated"
        raise InputError(Diagnostic(what, "add --more (more=True), or leave them out"))
    if is_study:
        from glasshouse.auditing.futures import of_study  # late: only a study needs what it loads

        return Audit._of(of_study(paths[0], given["store"], given["rulebook"], chosen, known))
    found = of_runs(audited_results.read(*paths), chosen, by, known)
    if given["more"]:
        from glasshouse.auditing.reruns import rerun  # late: the model takes long to load

        found = rerun(found, by, given["on_step"], given["mechanisms"])
    return Audit._of(with_privacy(found) if given["privacy"] or given["more"] else found)


def _groups(by: str | Sequence[str] | None) -> list[str] | None:
    """The dimensions whose groups are asked for; None for all."""
    if by is None:
        return None
    return arguments.several("by", (by,) if isinstance(by, str) else by, arguments.one_name)


def _bounds(
    given: str | Path | Sequence[ChosenBound] | None, known: dict[str, Measure]
) -> tuple[ChosenBound, ...]:
    if given is None or isinstance(given, (str, Path)):
        return load_bounds(given, known)
    return tuple(given)
