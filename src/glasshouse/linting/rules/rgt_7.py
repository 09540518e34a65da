"""RGT-7: opinion, belief or mood is inferred."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import recorded, title_of, where_written

INNER = ("opinion", "belief")
"""What only the person knows."""


@rule(
    "RGT-7",
    "Opinion, belief or mood is inferred",
    "P",
    articles=(
        cite(
            "ICCPR 18(2)", "nobody may be coerced so as to lose the freedom to hold a belief of their choice"
        ),
        cite("ICCPR 19(1)", "opinions are held without interference", "2026-11-23"),
        cite(
            "GC 34 para 9", "harassing or stigmatising people for an opinion they hold violates article 19(1)"
        ),
        cite("GC 34 para 10", "nobody may be coerced to hold or to give up an opinion, or to voice one"),
        cite("GC 22 para 3", "nobody can be compelled to reveal thoughts or adherence to a belief"),
    ),
    why=(
        "What people think is theirs alone; this freedom knows no limits at all. A file that draws "
        "conclusions about it makes everybody perform, and is wrong about most of those it marks."
    ),
    blind=(
        "Inference that no text admits to: a score fitted to data can learn opinion from what looks "
        "harmless. Attendance and study that are counted are taken for a measure of opinion here."
    ),
    bad="""
        scores: {points: {start: 100, grades: {A: 100, B: 0}}}
        behaviours: {inferred_disloyalty: {points: -10, basis: act}}
        links: {points.B: [warned]}
    """,
    good="""
        scores: {points: {start: 100, grades: {A: 100, B: 0}}}
        behaviours: {drink_driving: {points: -10, basis: act}}
        links: {points.B: [warned]}
    """,
)
def rgt_7(law: Reading) -> Places:
    """Every act that is recorded as a sign of what somebody thinks (its part of life is opinion), and every
    act touching opinion or belief whose ground is an inference."""
    for name in recorded(law):
        if law.about(name, "context") == "opinion":
            yield found(where_written(law, name), f"to {title_of(law, name)} is read as an opinion")
        elif law.says(f"behaviours.{name}.ground") == "inference" and set(INNER) & set(
            law.about(name, "touches")
        ):
            yield found(f"behaviours.{name}.ground", f"to {title_of(law, name)}: concluded from other data")
