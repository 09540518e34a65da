"""The shipped rulebooks and vocabularies: whole, sourced, in fixed order, and true to the documented figures."""

from __future__ import annotations

import pytest

import glasshouse.rulebooks as rulebooks
from glasshouse.rulebooks.law import bits_of
from glasshouse.rulebooks.sheets import Sheet, sheet_of
from glasshouse.rulebooks.sizes import STANDARD
from glasshouse.rulebooks.vocabulary import FOLDER as VOCABULARY
from glasshouse.rulebooks.vocabulary import NAMES, read_vocabulary, vocabulary
from glasshouse.specs.reading import read

FOLDER = VOCABULARY.parent / "rulebooks"
SHIPPED = (
    "cashless-welfare-card",
    "chexsystems",
    "childcare-benefit-risk-score",
    "chongqing-village-points",
    "city-points-wallet",
    "common-vendor",
    "corporate-credit",
    "court-list-2013",
    "court-list-2025",
    "debtor-map",
    "emergency-account-freeze",
    "financial-only",
    "fuzhou-2018",
    "health-codes",
    "health-codes-henan-2022",
    "hukou-permits-and-exit-visas",
    "hungary-tax-debtors",
    "landlord-blacklist",
    "licence-suspension-for-debt",
    "michigan-unemployment-fraud",
    "national-outline",
    "nothing",
    "passport-revocation-tax-debt",
    "platform-moderation-appeal",
    "platform-trust-score",
    "province-lenient",
    "province-redlist",
    "province-strict",
    "ration-card-identity",
    "robodebt-averaging",
    "rongcheng-2014",
    "rongcheng-2021",
    "school-absence-penalties",
    "sesame",
    "shanghai-2016",
    "shenzhen-bankruptcy-register",
    "shijiazhuang-2020",
    "suining-2010",
    "universal-credit-sanctions",
    "watchlist-name-matching",
    "xiamen-2018",
)

RIGHTS_IN_ORDER = [
    "movement.flight",
    "movement.high_speed_rail",
    "education.private_school",
    "leisure.luxury_hotel",
    "housing.property_purchase",
    "economic.loan",
    "work.company_office",
    "work.public_post",
    "work.screened_employment",
    "movement.leave_country",
    "economic.public_tender",
    "consumption.vehicle_purchase",
    "economic.insurance_product",
    "leisure.holiday",
    "expression.platform_speech",
    "services.priority",
    "economic.subsidy",
    "economic.deposit_waiver",
    "political.village_candidacy",
    "welfare.social_aid",
    "movement.ship_berth",
    "economic.premises_lease",
    "consumption.other_luxury",
    "education.public_school",
    "health.care",
    "housing.rental",
    "political.vote",
    "justice.legal_aid",
    "housing.utilities",
    "economic.bank_account",
    "economic.payment",
    "communication.phone",
]
BEHAVIOURS_IN_ORDER = [
    "missed_loan_payment",
    "judgment_unperformed",
    "critical_speech",
    "praise_of_authority",
    "contract_breach",
    "contract_judgment",
    "debt_judgment",
    "private_lending_breach",
    "guarantee_breach",
    "illegal_fundraising",
    "commercial_fraud",
    "counterfeit_goods",
    "late_public_fee",
    "public_fee_judgment",
    "utility_tapping",
    "utility_theft",
    "utility_damage",
    "traffic_ticket",
    "drink_driving",
    "littering",
    "petition_abnormal",
    "online_rumour",
    "banned_belief",
    "clean_up",
    "volunteering",
    "gift_to_village",
    "heroic_deed",
    "relative_in_service",
    "blood_donation",
    "enforcement_obstruction",
    "inferred_disloyalty",
    "private_kindness",
    "kin_care",
    "public_donation",
    "loyalty_study",
    "meeting_missed",
    "public_assembly",
    "unregistered_association",
    "petition_ordinary",
    "religious_service",
    "blocked_site",
    "online_complaint",
    "gaming_hours",
    "luxury_spending",
    "unsanctioned_birth",
    "jaywalking",
    "fare_evasion",
    "wages_withheld",
    "tax_arrears",
    "pollution_breach",
    "account_overdrawn",
    "benefit_not_due",
    "tax_debt_certified",
    "terms_breach",
    "watchlist_nomination",
    "tidy_yard",
    "mediation",
]


def sheet(name: str) -> Sheet:
    """One shipped file by itself."""
    return sheet_of(read(FOLDER / name / "rulebook.yaml"))


def test_every_folder_is_a_known_rulebook() -> None:
    assert tuple(sorted(place.name for place in FOLDER.iterdir() if place.is_dir())) == SHIPPED


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_file_bears_the_name_of_its_folder_and_has_cases(name: str) -> None:
    assert sheet(name).header.id == name
    assert len(read(FOLDER / name / "cases.yaml").data["cases"]) >= 5


@pytest.mark.parametrize("name", SHIPPED)
def test_every_value_names_its_source_and_how_well_it_is_known(name: str) -> None:
    said = {path: statement for path, statement in sheet(name).said.items() if path[0] != "sources"}
    bare = [path for path, statement in said.items() if not (statement.basis and statement.evidence)]
    assert bare == []


@pytest.mark.parametrize("name", SHIPPED)
def test_every_basis_is_a_source(name: str) -> None:
    own = sheet(name)
    known = own.sources | (sheet(own.header.amends).sources if own.header.amends else frozenset())
    used = {statement.basis.partition("#")[0] for statement in own.said.values() if statement.basis}
    assert used <= known


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_unknown_is_said(name: str) -> None:
    assert sheet(name).header.unknowns or name == "nothing"


@pytest.mark.parametrize("name", [*(n for n in SHIPPED if n != "debtor-map"), "court-list-2013+debtor-map"])
def test_a_shipped_rulebook_loads_without_faults(name: str) -> None:
    book = rulebooks.load(name)
    law = book.laws(120, book.newest or "2014-01")
    assert law.shape == (120,)
    assert bool(law["active"][0]) != (name == "nothing")


@pytest.mark.parametrize("name", NAMES)
def test_a_vocabulary_reads_and_titles_every_term(name: str) -> None:
    terms = read_vocabulary(VOCABULARY / f"{name}.yaml", name)
    assert all(term.about.get("title") for term in terms.terms)


def test_rights_and_behaviours_keep_their_places() -> None:
    """Stored results address both by index: add at the end of the file and here, change nothing else."""
    assert list(vocabulary("rights")) == RIGHTS_IN_ORDER
    assert list(vocabulary("behaviours")) == BEHAVIOURS_IN_ORDER
    assert len(RIGHTS_IN_ORDER) <= STANDARD.rights
    assert len(BEHAVIOURS_IN_ORDER) <= STANDARD.behaviours


def test_every_right_is_weighed_and_tried() -> None:
    for name, right in vocabulary("rights").items():
        assert right.get("article").split()[0] in ("ICCPR", "ICESCR"), name
        assert right.get("kind") in ("basic", "service", "privilege"), name
        assert 0 < right.get("weight") <= 1, name
        attempts = right.get("attempts")
        assert attempts["urban"] >= 0 and attempts["rural"] >= 0 and attempts["unit"] == "1/year", name
        assert attempts["evidence"] in vocabulary("evidence"), name


def test_basic_rights_weigh_more_than_privileges() -> None:
    weights = {
        kind: [right.get("weight") for right in vocabulary("rights").values() if right.get("kind") == kind]
        for kind in ("basic", "service", "privilege")
    }
    assert min(weights["basic"]) > max(weights["service"])
    assert min(weights["service"]) > max(weights["privilege"])


@pytest.mark.parametrize(
    ("right", "published", "low", "high"),
    [("movement.flight", 0.72, 0.5, 1.5), ("movement.high_speed_rail", 0.16, 0.1, 0.4)],
)
def test_tries_of_a_list_two_thirds_urban_give_the_published_refusals(
    right: str, published: float, low: float, high: float
) -> None:
    attempts = vocabulary("rights")[right].get("attempts")
    mean = 0.65 * attempts["urban"] + 0.35 * attempts["rural"]
    assert mean == pytest.approx(published, rel=0.05)
    assert low <= mean <= high


def test_every_behaviour_is_placed_and_measured() -> None:
    for name, behaviour in vocabulary("behaviours").items():
        assert behaviour.get("context") in vocabulary("contexts"), name
        assert 0 <= behaviour.get("gravity") <= 10, name
        assert behaviour.get("sign") in ("negative", "neutral", "positive"), name
        assert 0 <= behaviour.get("detection")["value"] <= 1, name
        assert bool(behaviour.get("touches")) or not behaviour.get("protected"), name
        assert behaviour.get("incidence")["evidence"] in vocabulary("evidence"), name


def recorded(sign: str, place: str) -> float:
    """Records per adult-year of the scored items of Rongcheng that the catalogue itself brings about."""
    scored = {path[1] for path in sheet("rongcheng-2014").said if path[0] == "behaviours"}
    terms = [term for name, term in vocabulary("behaviours").items() if name in scored]
    terms = [term for term in terms if term.get("sign") == sign]
    return float(sum(term.get("incidence")[place] * term.get("detection")["value"] for term in terms))


def test_the_catalogue_leads_to_the_records_of_rongcheng_in_2015() -> None:
    """33,000 rewards and 260,000 breaches for 620,000 subjects after two years; the model adds missed payments."""
    breaches = 0.6 * recorded("negative", "urban") + 0.4 * recorded("negative", "rural")
    rewards = 0.6 * recorded("positive", "urban") + 0.4 * recorded("positive", "rural")
    assert 0.13 <= breaches <= 260 / 620 / 2
    assert rewards == pytest.approx(33 / 620 / 2, rel=0.1)
    assert 5 <= breaches / rewards <= 10
    assert recorded("negative", "rural") > recorded("negative", "urban")
    assert recorded("positive", "rural") < recorded("positive", "urban")


def test_rongcheng_has_the_documented_points() -> None:
    documented = {
        "missed_loan_payment": -10,
        "contract_breach": -20,
        "contract_judgment": -50,
        "debt_judgment": -30,
        "private_lending_breach": -20,
        "guarantee_breach": -20,
        "illegal_fundraising": -40,
        "commercial_fraud": -30,
        "counterfeit_goods": -30,
        "late_public_fee": -20,
        "public_fee_judgment": -50,
        "utility_tapping": -50,
        "utility_theft": -60,
        "utility_damage": -100,
        "traffic_ticket": -5,
        "littering": -10,
        "clean_up": 2,
        "volunteering": 2,
        "gift_to_village": 30,
        "heroic_deed": 30,
        "relative_in_service": 10,
    }
    law = rulebooks.load("rongcheng-2014").law(0, "2014-01")[0]
    assert {name: law["points"][vocabulary("behaviours")[name].index] for name in documented} == documented
    assert law["score_start"] == 1000
    assert list(law["grade_floor"][:6]) == [1050, 1030, 960, 850, 600, 0]


def test_what_is_remembered_is_not_called_seen() -> None:
    said = sheet("rongcheng-2014").said
    for name in ("critical_speech", "petition_abnormal", "online_rumour", "banned_belief"):
        assert said["behaviours", name, "points"].evidence == "M"
    assert said["scores", "points", "grades", "AAA"].evidence == "M"
    assert sheet("court-list-2013").said["lists", "obstructors", "term"].evidence == "M"


def test_the_court_list_shuts_the_twelve_heads_first_and_the_joint_sanctions_from_2016() -> None:
    rights = vocabulary("rights")
    before, after = (rulebooks.load("court-list-2013").law(0, month)[0] for month in ("2015-12", "2016-01"))
    joint = [
        "economic.loan",
        "work.company_office",
        "work.public_post",
        "economic.public_tender",
        "movement.leave_country",
    ]
    added = bits_of(after["list_shuts"][0]) & ~bits_of(before["list_shuts"][0])
    assert added == sum(1 << rights[name].index for name in joint)
    assert bits_of(before["list_shuts"][0]).bit_count() == 11
    assert after["list_shuts"][0] == after["list_shuts"][1]


def test_the_map_shows_500_metres_exactly() -> None:
    law = rulebooks.load("court-list-2013+debtor-map").law(0, "2014-01")[0]
    assert (law["map_on"], law["map_radius"], law["map_grid"], law["map_reports"]) == (1, 500, 0, 1)
    assert not rulebooks.load("court-list-2013").law(0, "2019-02")[0]["map_on"]
