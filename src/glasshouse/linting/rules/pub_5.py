"""PUB-5: people are asked or paid to report on each other."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import held_against, title_of, where_written


@rule(
    "PUB-5",
    "People are invited or paid to report on their neighbours",
    "E",
    articles=(
        cite("ICCPR 17", "no arbitrary interference with privacy, home and honour"),
        cite("ICCPR 19", "opinions without interference, speech without fear of listeners", "2026-11-23"),
    ),
    why=(
        "Where anybody may report, people watch their words and their curtains. Reports follow grudges, "
        "and the more a report pays the more of them there are."
    ),
    blind=(
        "Reporting that is not written: moods, quotas of a street committee. What share of reports is true."
    ),
    bad="enforcement: {pays_reports: true, basis: act}",
    good="enforcement: {pays_reports: false, basis: act}",
)
def pub_5(law: Reading) -> Places:
    """Reports that are paid for, a map that invites reports on those it shows, and acts held against people
    on the word of informers. Where nobody is named who reports what only neighbours see, it is left open."""
    if law.says("enforcement.pays_reports"):
        yield found("enforcement.pays_reports", "reports are paid for")
    if law.says("publicity.map.reports"):
        yield found("publicity.map.reports", "whoever sees somebody on the map is invited to report on them")
    for name in held_against(law):
        if law.says(f"behaviours.{name}.reporter") == "informer":
            yield found(f"behaviours.{name}.reporter", f"to {title_of(law, name)} is taken from informers")
        elif not law.stated(f"behaviours.{name}.reporter") and law.usual(name, "channel") == "informer":
            told = f"to {title_of(law, name)}: who reports it is not said, and informers usually do"
            yield unsure(where_written(law, name), told)
