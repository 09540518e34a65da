"""OVR-3: a local rule that binds far away."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading
from glasshouse.linting.touching import under

LOCAL = ("province", "city")


@rule(
    "OVR-3",
    "A local rule takes effect outside its territory",
    "E",
    articles=(
        cite("ICCPR 12(1)", "whoever is lawfully in a country may move and live where they choose in it"),
        cite("ICCPR 12(3)", "movement is limited only as provided by law", "2026-11-23"),
    ),
    why="""
        A city can make rules for the city. People elsewhere have not chosen its council, and those
        who move away do not take its power with them.
    """,
    blind="""
        Agreements between provinces, and carriers who apply local lists everywhere of their own
        accord.
    """,
    bad="""
        delegation: {lists: {allow: [add]}, sanctions: {allow: [add]}}
        lower:
          sources: {city_act: {issuer: a council, rank: local_regulation, date: 2024-05-01, confidence: V}}
          lists:
            late_payers:
              basis: city_act
              entry: {ground: court_judgment, when: unperformed}
              term: 12 month
              exit: {on: [performed, inability, expired]}
              triggers: [no_luxury_hotels]
              reach: everywhere
    """,
    good="""
        delegation: {lists: {allow: [add]}, sanctions: {allow: [add]}}
        lower:
          sources: {city_act: {issuer: a council, rank: local_regulation, date: 2024-05-01, confidence: V}}
          lists:
            late_payers:
              basis: city_act
              entry: {ground: court_judgment, when: unperformed}
              term: 12 month
              exit: {on: [performed, inability, expired]}
              triggers: [no_luxury_hotels]
              reach: own_territory
    """,
)
def ovr_3(law: Reading) -> Places:
    """Every list that a province or city writes: does it bind everywhere (`reach`)? Their sanctions on
    planes, trains, ships and the border work everywhere, unless `reach: own_territory` says otherwise."""
    for name in law.blacklists:
        if law.origin(f"lists.{name}.entry").layer in LOCAL:
            reach = law.says(f"lists.{name}.reach")
            if reach == "everywhere":
                yield found(f"lists.{name}.reach", "a local list that binds everywhere")
            elif reach is None:
                yield unsure(f"lists.{name}.reach", "a local list; where it binds is not written")
    for written, burdens in law.by_clause(law.burdens).items():
        local = law.origin(written).layer in LOCAL
        far = [
            b
            for b in burdens
            if b.right in under(law, "ICCPR 12") and law.says(f"{b.clause}.reach") != "own_territory"
        ]
        if local and far:
            yield found(written, f"a local rule that works everywhere: {', '.join(b.right for b in far)}")
