"""NDS-3: the same rule burdens one group more than another."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit


@rule(
    "NDS-3",
    "One group is burdened far more often than another",
    "E",
    decided="runs",
    articles=(
        cite("ICCPR 26", "equal protection of the law against discrimination on any ground"),
        cite("29 CFR 1607.4(D)", "a rate under four fifths of the highest is evidence of adverse impact"),
    ),
    why="""
        A rule that names no group can still fall on one. Whether the difference is justified is
        another question; that there is one should be known before the rule is made.
    """,
    blind="""
        Why the groups differ, and what the model does not know: it has sex, registration, an abstract
        minority and the attributes that a society has of its own, and no other ground. Age and income
        are not compared here. What the runs say rests on assumptions.
    """,
    bad="""
        scores: {points: {start: 1000, origin: -200, grades: {A: 900, B: 0}, basis: act#8}}
        links: {points.B: [no_luxury_hotels]}
    """,
    good="lists: {defaulters: {term: 24 month}}",
)
def nds_3(law: Reading) -> Places:
    """Runs with different seeds (`--runs`): the share of adults ever listed or refused a right, by
    minority, sex, registration and the society's own attributes. Is one group's share more than 1.25 times
    the other's, with the lower end of the 95 % interval above that?"""
    paths = [*(burden.cause for burden in law.burdens[:1]), *law.shows, *law.laid_elsewhere]
    if not paths:
        return
    path = paths[0]
    if law.runs is None:
        yield unsure(path, "only runs can tell; ask for them with --runs 8")
        return
    for ratio in law.runs.ratios():
        shares = (
            f"{ratio.share_more:.2%} of {ratio.more} and {ratio.share_less:.2%} of {ratio.less} are burdened"
        )
        told = f"{shares}: {ratio.ratio:.2f} times ({ratio.low:.2f} to {ratio.high:.2f}, {ratio.runs} runs)"
        if not ratio.enough:
            yield unsure(path, f"{shares}: too few in {ratio.runs} runs to tell")
        elif ratio.low > limit("NDS-3.ratio"):
            yield found(path, told)
        elif ratio.high > limit("NDS-3.ratio"):
            yield unsure(path, told)
