"""PUB-4: what was published stays after its ground is gone."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading


@rule(
    "PUB-4",
    "Publication outlives its ground",
    "E",
    articles=(
        cite("GDPR 17(2)", "whoever made data public takes steps so that others erase them too"),
        cite("GDPR 19", "those who received the data are told of the erasure"),
        cite("CJEU C-131/12", "what is no longer needed can be removed from what a search shows"),
    ),
    why=(
        "A debt that is paid is over. A page that still shows it goes on punishing, without anybody "
        "deciding so."
    ),
    blind="Copies on other sites, in search engines and with agencies; runs follow stale copies of a list.",
    bad="lists: {defaulters: {publish: [website], shown: [name, reason], shown_until: never}}",
    good="lists: {defaulters: {publish: [website], shown: [name, reason], shown_until: exit}}",
)
def pub_4(law: Reading) -> Places:
    """Blacklists that are published (`shown_until`) and the map (`until`): does showing end with the
    listing?"""
    for path in law.shows:
        if path == "publicity.notify":
            continue
        here = "publicity.map.until" if path == "publicity.map" else path.replace(".publish", ".shown_until")
        if not law.stated(here):
            yield unsure(here, "when it is taken down is not said")
        elif law.says(here) == "never":
            yield found(here, "it is never taken down")
