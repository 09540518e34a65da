"""How large the plan of a study is and what it will take, in words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from glasshouse.studies.plan import Plan
    from glasshouse.studies.study import Study

EXTENDED = {
    True: "more samples or replicates keep all members",
    False: "more replicates keep all members; more samples of this design keep none",
}
"""What becomes of members when a plan is extended, by whether its design grows."""
MANY = 10_000
"""Members from which a run says beforehand what it will take."""


def plan_facts(plan: Plan) -> dict[str, object]:
    """How large a plan is and what it will take."""
    from glasshouse.studies.estimate import estimate

    return {
        "rulebooks": len(plan.rulebooks),
        "points": plan.design.count(plan.factors),
        "replicates": plan.replicates,
        **vars(estimate(plan)),
        "extending": EXTENDED[plan.design.grows] if plan.factors else "more replicates keep all members",
    }


def show_plan(plan: Plan) -> None:
    """Print how large a plan is, and what to know before it is run."""
    from glasshouse import terminal
    from glasshouse.studies.estimate import estimate

    facts, cost = plan_facts(plan), estimate(plan)
    shown = {name: f"{facts[name]:,}" for name in ("rulebooks", "points", "replicates")}
    cost_ = {"members": cost.count, "time": cost.time, "disk": cost.disk}
    terminal.show_facts({**shown, **cost_, "extending": facts["extending"]})
    for note in plan.notes:
        print(f"note: {note}")


def forewarn(made: Study) -> None:
    """Print to standard error what to know before a study is run."""
    from glasshouse.studies.estimate import estimate

    said = [f"note: {note}" for note in (*made.plan.notes, *made.notes)]
    if made.plan.count > MANY:
        said.append(str(estimate(made.plan)))
    for sentence in said:
        print(sentence, file=sys.stderr)
