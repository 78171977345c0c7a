"""The register's countries and all that they are called: complete, well formed, and right where checked by hand."""

import csv
import re
from collections import Counter
from importlib.resources import files

import pytest

from graph.ontology import ROLES

REGIONS = {"africa", "americas", "asia", "europe", "middle_east", "oceania"}
#: The roles that each kind of alias may carry.
ROLES_OF_KIND: dict[str, set[str]] = {
    "name": {""},
    "demonym": {""},
    "adjective": {""},
    "capital": {""},
    "city": {""},
    "region": {""},
    "seat": {"GOV"},
    "ministry": {"GOV"},
    "forces": {"MIL"},
    "legislature": {"LEG"},
    "court": {"JUD"},
    "agency": {"SPY", "COP", "MED"},
}
#: The 193 members of the United Nations.
UN_MEMBERS = re.findall(
    r"[A-Z]{3}",
    """
AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL BRA BRB BRN BTN BWA CAF CAN
CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESP EST ETH FIN FJI FRA FSM
GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ
KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ
MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW PNG POL PRK PRT PRY QAT ROU RUS RWA SAU SDN
SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TZA UGA
UKR URY USA UZB VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE
""",
)
STATES = {*UN_MEMBERS, "PSE", "VAT", "TWN", "XKX"}
DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def table(name: str) -> list[dict[str, str]]:
    text = files("graph").joinpath("data/actors", name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))


COUNTRIES = table("countries.csv")
NAMES = table("country_names.csv")


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (COUNTRIES, ["id", "iso2", "name", "official_name", "region", "capital"]),
        (NAMES, ["actor", "alias", "kind", "role", "since", "until"]),
    ],
    ids=["countries", "names"],
)
def test_the_files_have_their_columns_are_sorted_and_clean(rows: list[dict[str, str]], columns: list[str]) -> None:
    assert all(list(row) == columns for row in rows)
    keys = [tuple(row.values()) for row in rows]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)
    cells = [cell for key in keys for cell in key]
    assert [cell for cell in cells if cell != " ".join(cell.split()) or set(cell) & set("|@#;~’")] == []


def test_every_country_of_iso_3166_and_kosovo_is_there_once() -> None:
    assert len(COUNTRIES) == 250
    for column, form in (("id", r"[A-Z]{3}"), ("iso2", r"[A-Z]{2}"), ("name", r"\S.*"), ("official_name", r"\S.*")):
        values = [row[column] for row in COUNTRIES]
        assert all(re.fullmatch(form, value) for value in values)
        assert len(set(values)) == 250, column
    assert {row["region"] for row in COUNTRIES} == REGIONS
    assert len(UN_MEMBERS) == 193
    assert {row["id"] for row in COUNTRIES} >= STATES


@pytest.mark.parametrize(
    ("identifier", "iso2", "name", "region", "capital"),
    [
        ("RUS", "RU", "Russia", "europe", "Moscow"),
        ("KOR", "KR", "South Korea", "asia", "Seoul"),
        ("PRK", "KP", "North Korea", "asia", "Pyongyang"),
        ("CIV", "CI", "Ivory Coast", "africa", "Yamoussoukro"),
        ("COD", "CD", "DR Congo", "africa", "Kinshasa"),
        ("COG", "CG", "Republic of the Congo", "africa", "Brazzaville"),
        ("SYR", "SY", "Syria", "middle_east", "Damascus"),
        ("CHE", "CH", "Switzerland", "europe", "Bern"),
        ("XKX", "XK", "Kosovo", "europe", "Pristina"),
        ("SVN", "SI", "Slovenia", "europe", "Ljubljana"),
        ("USA", "US", "United States", "americas", "Washington"),
    ],
)
def test_a_country_by_hand(identifier: str, iso2: str, name: str, region: str, capital: str) -> None:
    (row,) = [row for row in COUNTRIES if row["id"] == identifier]
    assert (row["iso2"], row["name"], row["region"], row["capital"]) == (iso2, name, region, capital)


def test_names_refer_to_countries_and_keep_to_the_kinds_and_roles() -> None:
    known = {row["id"] for row in COUNTRIES}
    assert {row["actor"] for row in NAMES} <= known
    assert {role for roles in ROLES_OF_KIND.values() for role in roles} - {""} <= set(ROLES)
    assert [row for row in NAMES if row["role"] not in ROLES_OF_KIND.get(row["kind"], set())] == []
    assert {row["kind"] for row in NAMES} == set(ROLES_OF_KIND)


def test_an_alias_is_written_once_an_actor_save_where_a_word_is_both_people_and_adjective() -> None:
    twice = Counter((row["actor"], row["alias"]) for row in NAMES)
    kinds: dict[tuple[str, str], list[str]] = {}
    for row in NAMES:
        kinds.setdefault((row["actor"], row["alias"]), []).append(row["kind"])
    assert [key for key, n in twice.items() if n > 1 and kinds[key] != ["adjective", "demonym"]] == []


def test_dates_are_well_formed_and_in_order() -> None:
    for row in NAMES:
        for column in ("since", "until"):
            assert not row[column] or DATE.fullmatch(row[column]), row
        assert not (row["since"] and row["until"]) or row["since"] <= row["until"], row


@pytest.mark.parametrize("kind", ["demonym", "adjective", "capital"])
def test_every_state_has_a_people_an_adjective_and_a_capital(kind: str) -> None:
    assert STATES - {row["actor"] for row in NAMES if row["kind"] == kind} == set()


def test_the_capital_of_every_state_is_among_its_names() -> None:
    capitals = {(row["actor"], row["alias"]) for row in NAMES if row["kind"] == "capital"}
    assert [row["id"] for row in COUNTRIES if row["id"] in STATES and (row["id"], row["capital"]) not in capitals] == []


def test_names_with_accents_are_also_written_without() -> None:
    aliases = {(row["actor"], row["alias"]) for row in NAMES}
    for actor, accented, bare in (
        ("CIV", "Côte d'Ivoire", "Cote d'Ivoire"),
        ("TUR", "Türkiye", "Turkiye"),
        ("MDA", "Chișinău", "Chisinau"),
        ("FRA", "Élysée", "Elysee"),
        ("BRA", "São Paulo", "Sao Paulo"),
        ("PHL", "Malacañang", "Malacanang"),
        ("MDV", "Malé", "Male"),
    ):
        assert {(actor, accented), (actor, bare)} <= aliases


#: Readings of an alias, as "ACTOR kind" or "ACTOR kind ROLE"; every reading that the file gives is listed.
BY_HAND: dict[str, set[str]] = {
    "Kremlin": {"RUS seat GOV"},
    "White House": {"USA seat GOV"},
    "Downing Street": {"GBR seat GOV"},
    "Number 10": {"GBR seat GOV"},
    "Élysée": {"FRA seat GOV"},
    "Quai d'Orsay": {"FRA ministry GOV"},
    "Blue House": {"KOR seat GOV"},
    "Zhongnanhai": {"CHN seat GOV"},
    "Nabanna": {"IND seat GOV"},
    "House of Saud": {"SAU seat GOV"},
    "Workers' Party of Korea": {"PRK seat GOV"},
    "State Department": {"USA ministry GOV"},
    "Foreign Office": {"GBR ministry GOV"},
    "Pentagon": {"USA forces MIL"},
    "IDF": {"ISR forces MIL"},
    "IRGC": {"IRN forces MIL"},
    "Revolutionary Guards": {"IRN forces MIL"},
    "Quds Force": {"IRN forces MIL"},
    "People's Liberation Army": {"CHN forces MIL"},
    "Tatmadaw": {"MMR forces MIL"},
    "Bundeswehr": {"DEU forces MIL"},
    "Royal Navy": {"GBR forces MIL"},
    "Pacific Fleet": {"RUS forces MIL", "USA forces MIL"},
    "CIA": {"USA agency SPY"},
    "FBI": {"USA agency COP"},
    "Mossad": {"ISR agency SPY"},
    "FSB": {"RUS agency SPY"},
    "MI6": {"GBR agency SPY"},
    "Inter-Services Intelligence": {"PAK agency SPY"},
    "Carabinieri": {"ITA agency COP"},
    "Knesset": {"ISR legislature LEG"},
    "Duma": {"RUS legislature LEG"},
    "Verkhovna Rada": {"UKR legislature LEG"},
    "Congress": {"USA legislature LEG"},
    "Bundestag": {"DEU legislature LEG"},
    "Lok Sabha": {"IND legislature LEG"},
    "Sejm": {"POL legislature LEG"},
    "US Supreme Court": {"USA court JUD"},
    "Russians": {"RUS demonym"},
    "British": {"GBR adjective", "GBR demonym"},
    "Danes": {"DNK demonym"},
    "Danish": {"DNK adjective"},
    "Emirati": {"ARE adjective", "ARE demonym"},
    "Burmese": {"MMR adjective", "MMR demonym"},
    "Congolese": {"COD adjective", "COD demonym", "COG adjective", "COG demonym"},
    "Dominican": {"DMA adjective", "DMA demonym", "DOM adjective", "DOM demonym"},
    "Nigerien": {"NER adjective", "NER demonym"},
    "Nigerian": {"NGA adjective", "NGA demonym"},
    "U.S.": {"USA name"},
    "Britain": {"GBR name"},
    "Scotland": {"GBR region"},
    "Holland": {"NLD name"},
    "Czechia": {"CZE name"},
    "DPRK": {"PRK name"},
    "ROK": {"KOR name"},
    "PRC": {"CHN name"},
    "Holy See": {"VAT name"},
    "Palestinian Authority": {"PSE name"},
    "Kyiv": {"UKR capital"},
    "Kiev": {"UKR capital"},
    "Rangoon": {"MMR capital"},
    "Nur-Sultan": {"KAZ capital"},
    "Tel Aviv": {"ISR capital"},
    "Sucre": {"BOL capital"},
    "Gaza": {"PSE region"},
    "Crimea": {"UKR region"},
    "Kashmir": {"IND region", "PAK region"},
    "Golan Heights": {"SYR region"},
    "Aleppo": {"SYR city"},
    "Tripoli": {"LBN city", "LBY capital"},
    "Daesh": set(),
    "Hezbollah": set(),
    "Taliban": set(),
    "Janjaweed": set(),
    "Security Council": set(),
    "Nice": set(),
    "Reading": set(),
}


@pytest.mark.parametrize("alias", BY_HAND)
def test_an_alias_by_hand(alias: str) -> None:
    found = {" ".join(filter(None, (row["actor"], row["kind"], row["role"]))) for row in NAMES if row["alias"] == alias}
    assert found == BY_HAND[alias]


@pytest.mark.parametrize(
    ("alias", "actor", "until"),
    [
        ("Soviet Union", "RUS", "1991-12"),
        ("Czechoslovakia", "CZE", "1992"),
        ("East Germany", "DEU", "1990-10"),
        ("Zaire", "COD", "1997-05"),
        ("KGB", "RUS", "1991-12"),
        ("Serbia and Montenegro", "SRB", "2006-06"),
        ("FYROM", "MKD", "2019-02"),
    ],
)
def test_what_is_gone_ends(alias: str, actor: str, until: str) -> None:
    assert [(row["actor"], row["until"]) for row in NAMES if row["alias"] == alias] == [(actor, until)]
