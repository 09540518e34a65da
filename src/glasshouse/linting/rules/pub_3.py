"""PUB-3: more is told of a person than anybody needs."""

from glasshouse.linting.norms import cite
from glasshouse.linting.rule import Places, found, rule, unsure
from glasshouse.linting.rulebook_reading import Reading

BEYOND_NEED = {
    "id": "the number of the identity card",
    "photo": "the face",
    "address_part": "the address or a part of it",
    "employer": "the employer",
    "family": "the family",
}
"""What nobody needs who only wants to know whether somebody is listed and why."""


@rule(
    "PUB-3",
    "Identity number, photo, address, employer or family are shown",
    "E",
    articles=(
        cite("GDPR 5(1)(c)", "adequate, relevant and limited to what is necessary"),
        cite(
            "ECHR 8 L.B. v Hungary", "no look at whether the home address was needed to deter", "2026-11-23"
        ),
    ),
    why=(
        "To warn a lender or a partner, name and reason will do. A face, a number and an address serve "
        "those who want to find, shame or impersonate somebody."
    ),
    blind=(
        "Whether namesakes are told apart another way. A number of which digits are hidden counts as shown."
    ),
    bad="lists: {defaulters: {publish: [website], shown: [name, reason, photo], shown_until: exit}}",
    good="lists: {defaulters: {publish: [website], shown: [name, reason], shown_until: exit}}",
)
def pub_3(law: Reading) -> Places:
    """What blacklists (`shown`) and the map (`fields`) tell of a person. Where they publish and do not say
    what, the text does not decide."""
    for name in law.blacklists:
        if law.says(f"lists.{name}.publish"):
            yield from _asked(law, f"lists.{name}.shown")
    if law.stated("publicity.map"):
        yield from _asked(law, "publicity.map.fields")


def _asked(law: Reading, path: str) -> Places:
    if not law.stated(path):
        yield unsure(path, "what is shown of a person is not said")
    elif needless := [BEYOND_NEED[word] for word in law.says(path) if word in BEYOND_NEED]:
        yield found(path, f"shown beyond need: {', '.join(needless)}")
