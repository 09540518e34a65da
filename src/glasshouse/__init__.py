"""glasshouse: run social-scoring systems on wholly synthetic people and measure what they do to them.

    import glasshouse as gh

    law = gh.rulebook("court-list-2013+debtor-map")
    run = gh.run(law, "toytown", persons=5_000, months=24, seed=7, twin=True)
    comparison = gh.compare(run, run.twin())
    print(comparison.table("months_listed", "income", by=("registration", "sex")))

Names are loaded when they are first used, so that importing the package takes a few milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from glasshouse.lazy import lazy_attributes
from glasshouse.version import __version__

if TYPE_CHECKING:
    from glasshouse.auditing import Audit as Audit
    from glasshouse.auditing import audit as audit
    from glasshouse.charts.registry import draw as figure
    from glasshouse.charts.registry import figures as figures
    from glasshouse.charts.registry import picture as picture
    from glasshouse.data_table import Table as Table
    from glasshouse.errors import Diagnostic as Diagnostic
    from glasshouse.errors import InputError as InputError
    from glasshouse.linting import LintReport as LintReport
    from glasshouse.linting import lint as lint
    from glasshouse.metrics.measure import measure as measure
    from glasshouse.model.declare_mechanism import mechanism as mechanism
    from glasshouse.model.declare_mechanism import parameter as parameter
    from glasshouse.model_docs import describe as describe
    from glasshouse.model_docs import plan as plan
    from glasshouse.population import SocietyRecipe as SocietyRecipe
    from glasshouse.population import load as society
    from glasshouse.population import shipped as list_societies
    from glasshouse.reporting import write as report
    from glasshouse.rulebooks import Rulebook as Rulebook
    from glasshouse.rulebooks import load as rulebook
    from glasshouse.rulebooks import practice as practice
    from glasshouse.rulebooks import shipped as list_rulebooks
    from glasshouse.simulation import CheckpointPolicy as CheckpointPolicy
    from glasshouse.simulation import Comparison as Comparison
    from glasshouse.simulation import Run as Run
    from glasshouse.simulation import RunSettings as RunSettings
    from glasshouse.simulation import compare as compare
    from glasshouse.simulation import continue_run as continue_run
    from glasshouse.simulation import resume as resume
    from glasshouse.simulation import run as run
    from glasshouse.skeletons import new as new
    from glasshouse.specs.parameters import Parameter as Parameter
    from glasshouse.specs.parameters import ParameterSet as ParameterSet
    from glasshouse.studies.study import Study as Study
    from glasshouse.studies.study import study as study
    from glasshouse.studies.study import sweep as sweep

__all__ = [
    "Audit",
    "CheckpointPolicy",
    "Comparison",
    "Diagnostic",
    "InputError",
    "LintReport",
    "Parameter",
    "ParameterSet",
    "Rulebook",
    "Run",
    "RunSettings",
    "SocietyRecipe",
    "Study",
    "Table",
    "__version__",
    "audit",
    "compare",
    "continue_run",
    "describe",
    "figure",
    "figures",
    "lint",
    "list_rulebooks",
    "list_societies",
    "measure",
    "mechanism",
    "new",
    "parameter",
    "picture",
    "plan",
    "practice",
    "report",
    "resume",
    "rulebook",
    "run",
    "society",
    "study",
    "sweep",
]

_LAZY = {
    "Audit": "auditing",
    "CheckpointPolicy": "simulation",
    "Comparison": "simulation",
    "Diagnostic": "errors",
    "InputError": "errors",
    "LintReport": "linting",
    "Parameter": "specs.parameters",
    "ParameterSet": "specs.parameters",
    "Rulebook": "rulebooks",
    "Run": "simulation",
    "RunSettings": "simulation",
    "SocietyRecipe": "population",
    "Study": "studies.study",
    "Table": "data_table",
    "audit": "auditing",
    "compare": "simulation",
    "continue_run": "simulation",
    "describe": "model_docs",
    "figure": "charts.registry:draw",
    "figures": "charts.registry",
    "lint": "linting",
    "list_rulebooks": "rulebooks:shipped",
    "list_societies": "population:shipped",
    "measure": "metrics.measure",
    "mechanism": "model.declare_mechanism",
    "new": "skeletons",
    "parameter": "model.declare_mechanism",
    "picture": "charts.registry",
    "plan": "model_docs",
    "practice": "rulebooks",
    "report": "reporting:write",
    "resume": "simulation",
    "rulebook": "rulebooks:load",
    "run": "simulation",
    "society": "population:load",
    "study": "studies.study",
    "sweep": "studies.study",
}
"""Where each name is; a test keeps this list, `__all__` and the imports above for type checkers the same."""

if not TYPE_CHECKING:  # seen by type checkers, it would let every misspelt name through
    __getattr__ = lazy_attributes(__name__, _LAZY)


def __dir__() -> list[str]:
    return __all__
