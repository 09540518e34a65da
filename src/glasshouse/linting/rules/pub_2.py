"""PUB-2: people can be searched by place."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.thresholds import limit


@rule(
    "PUB-2",
    "Listed people can be found by place",
    "P",
    articles=(
        cite(
            "ECHR 8 L.B. v Hungary",
            "home addresses published, from which a site made a map of debtors",
            "2026-11-23",
        ),
        cite("GDPR 5(1)(c)", "no more data than the purpose needs"),
        cite("GDPR 5(1)(f)", "protected against unlawful access and use"),
    ),
    why=(
        "A map of people tells neighbours, not creditors, and shows where to find somebody. It invites "
        "visits, gossip and worse, and no purpose of enforcement needs it."
    ),
    blind=(
        "What somebody can work out from a coarse map by asking often or from two dates; the privacy "
        "probes of an audit ask that. Addresses outside a map are asked about by PUB-3."
    ),
    bad="""
        publicity:
          map: {radius: 500 m, lists: [defaulters], audience: parties, fields: [reason], until: exit, basis:
          act}
    """,
    good="""
        publicity:
          map: {radius: 0 m, position: area, lists: [defaulters], audience: parties, fields: [reason], until:
          exit,
                basis: act}
    """,
)
def pub_2(law: Reading) -> Places:
    """The map: can one search within a radius, and does it show homes, areas as small as homes, or where
    people are now? Messages to the phones around a person."""
    if law.stated("publicity.map"):
        radius, position = (law.says(f"publicity.map.{key}") for key in ("radius", "position"))
        if radius:
            yield found("publicity.map.radius", f"everybody listed within {radius:g} m is shown")
        if position in ("home", "live"):
            told = "the home" if position == "home" else "where somebody is now"
            yield found("publicity.map.position", f"it shows {told}")
        grid = law.says("publicity.map.grid")
        if position == "area" and grid and grid < limit("PUB-2.area"):
            yield found("publicity.map.grid", f"an area of {grid:g} m is a home")
        if not radius and position is None:
            yield unsure("publicity.map", "what position it shows is not said")
    if radius := law.says("publicity.notify.radius", 0):
        yield found("publicity.notify.radius", f"phones within {radius:g} m are told of the person")
