"""The five statuses: what happened, what is planned, what is said by one side, what did not happen, what only might."""

import pytest

from graph.coding import Coder
from graph.coding.status import Verdict, strongest
from graph.ontology import STATUSES
from tests.coding.facts import facts

OCCURRED = [
    ("Russia attacked Georgia.", "RUS attacks GEO"),
    ("Russia has attacked Georgia.", "RUS attacks GEO"),
    ("Russia is attacking Georgia.", "RUS attacks GEO"),
    ("Georgia was attacked by Russia.", "RUS attacks GEO"),
    ("Having attacked Georgia, Russia rested.", "RUS attacks GEO"),
    ("Russia's attack on Georgia shocked many.", "RUS attacks GEO"),
    ("Officials said that Russia attacked Georgia.", "RUS attacks GEO"),
    ("Russia admitted that it had attacked Georgia.", "RUS attacks GEO"),
    ("Russia began to attack Georgia.", "RUS attacks GEO"),
    ("Russia did attack Georgia.", "RUS attacks GEO"),
    ("Peru and Chile held joint naval exercises, according to Chile's navy.", "CHL cooperates_militarily_with PER"),
    ("Kenya's president flew to Lagos to confer with Nigeria's ministers.", "KEN meets_with NGA"),
    ("Peru went to the court to accuse Chile of theft.", "PER accuses CHL"),
    ("Russia continued attacking Georgia.", "RUS attacks GEO"),
    ("Russia, which attacked Georgia, has not attacked Armenia.", "RUS attacks GEO"),
]
PLANNED = [
    ("Japan will arm Vietnam.", "JPN arms VNM"),
    ("Japan plans to arm Vietnam.", "JPN arms VNM"),
    ("Japan intends to arm Vietnam.", "JPN arms VNM"),
    ("Japan has decided to arm Vietnam.", "JPN arms VNM"),
    ("Japan is set to arm Vietnam.", "JPN arms VNM"),
    ("Japan is to arm Vietnam next year.", "JPN arms VNM"),
    ("The chiefs of Ghana and Senegal are to meet in Accra.", "GHA meets_with SEN"),
    ("Japan sent engineers to arm Vietnam.", "JPN arms VNM"),
    ("Japan promised to arm Vietnam.", "JPN arms VNM"),
    ("Japan offered to arm Vietnam.", "JPN arms VNM"),
    ("Japan said that it would arm Vietnam.", "JPN arms VNM"),
    ("Japan is ready to arm Vietnam.", "JPN arms VNM"),
    ("Japan announced a plan to arm Vietnam.", "JPN arms VNM"),
    ("Japan's decision to arm Vietnam pleased many.", "JPN arms VNM"),
    ("Vietnam will be armed by Japan.", "JPN arms VNM"),
]
ALLEGED = [
    ("Kenya accused Sudan of bombing Chad.", "SDN attacks TCD"),
    ("Kenya alleged that Sudan had bombed Chad.", "SDN attacks TCD"),
    ("Kenya claims that Sudan bombed Chad.", "SDN attacks TCD"),
    ("Sudan allegedly bombed Chad.", "SDN attacks TCD"),
    ("Sudan reportedly bombed Chad.", "SDN attacks TCD"),
    ("Sudan is accused of bombing Chad.", "SDN attacks TCD"),
    ("Kenya blamed Sudan for bombing Chad.", "SDN attacks TCD"),
    ("Chad said that Sudan had bombed it.", "SDN attacks TCD"),
    ("Sudan's alleged attack on Chad shocked Kenya.", "SDN attacks TCD"),
    ("Sudan is suspected of bombing Chad.", "SDN attacks TCD"),
    ("Sudan is said to have bombed Chad.", "SDN attacks TCD"),
]
NEGATED = [
    ("Poland did not sanction Belarus.", "POL sanctions BLR"),
    ("Poland has never sanctioned Belarus.", "POL sanctions BLR"),
    ("Poland refused to sanction Belarus.", "POL sanctions BLR"),
    ("Poland failed to sanction Belarus.", "POL sanctions BLR"),
    ("Poland declined to sanction Belarus.", "POL sanctions BLR"),
    ("Poland denied sanctioning Belarus.", "POL sanctions BLR"),
    ("Poland denied that it had sanctioned Belarus.", "POL sanctions BLR"),
    ("Poland won't sanction Belarus.", "POL sanctions BLR"),
    ("Poland is unwilling to sanction Belarus.", "POL sanctions BLR"),
    ("Poland acted without sanctioning Belarus.", "POL sanctions BLR"),
    ("Belarus was not sanctioned by Poland.", "POL sanctions BLR"),
    ("Poland stopped short of sanctioning Belarus.", "POL sanctions BLR"),
]
HYPOTHETICAL = [
    ("China may invade Taiwan.", "CHN occupies TWN"),
    ("China might invade Taiwan.", "CHN occupies TWN"),
    ("China could invade Taiwan.", "CHN occupies TWN"),
    ("China would invade Taiwan.", "CHN occupies TWN"),
    ("If China invades Taiwan, prices rise.", "CHN occupies TWN"),
    ("Prices rise unless China invades Taiwan.", "CHN occupies TWN"),
    ("Even if China invaded Taiwan, prices fell.", "CHN occupies TWN"),
    ("Japan fears that China could invade Taiwan.", "CHN occupies TWN"),
    ("Japan asked whether China invaded Taiwan.", "CHN occupies TWN"),
    ("Taiwan might be invaded by China.", "CHN occupies TWN"),
    ("China has the right to invade Taiwan, it says.", "CHN occupies TWN"),
]
CASES = [
    *((text, fact, "occurred") for text, fact in OCCURRED),
    *((text, fact, "planned") for text, fact in PLANNED),
    *((text, fact, "alleged") for text, fact in ALLEGED),
    *((text, fact, "negated") for text, fact in NEGATED),
    *((text, fact, "hypothetical") for text, fact in HYPOTHETICAL),
]
#: What the coder does not manage yet; an entry that it does manage fails, so that it is taken out.
KNOWN: dict[str, str] = {}


@pytest.mark.parametrize(
    ("text", "fact", "status"),
    [pytest.param(*c, id=c[0], marks=[pytest.mark.xfail(reason=KNOWN[c[0]])] if c[0] in KNOWN else []) for c in CASES],
)
def test_status(coder: Coder, text: str, fact: str, status: str) -> None:
    found = {f for f in facts(coder, text) if f.startswith(fact)}
    assert found == {fact if status == "occurred" else f"{fact} {status}"}


def test_every_status_has_its_patterns() -> None:
    assert set(STATUSES) == {status for _, _, status in CASES}
    assert all(sum(1 for c in CASES if c[2] == status) >= 6 for status in STATUSES)
    assert set(KNOWN) <= {text for text, _, _ in CASES}


@pytest.mark.parametrize(
    ("left", "right", "winner"),
    [
        ("occurred", "alleged", "alleged"),
        ("alleged", "planned", "planned"),
        ("planned", "hypothetical", "hypothetical"),
        ("hypothetical", "negated", "negated"),
        ("negated", "occurred", "negated"),
    ],
)
def test_the_stronger_status_wins_whichever_comes_first(left: str, right: str, winner: str) -> None:
    by_name = {name: Verdict(name, reason=name) for name in STATUSES}
    for a, b in ((left, right), (right, left)):
        found = strongest(by_name[a], by_name[b])  # type: ignore[index]
        assert (found.status, found.reason) == (winner, winner)


def test_what_a_request_is_about_stays_inner() -> None:
    assert strongest(Verdict("hypothetical", inner=True), Verdict("negated")).inner
    assert strongest(Verdict("negated"), Verdict("hypothetical", inner=True)).inner


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # each verb keeps what is its own
        ("Russia did not help Armenia but it attacked Georgia.", "RUS attacks GEO"),
        ("Russia will arm Syria and has attacked Georgia.", "RUS attacks GEO"),
        ("Although Russia did not arm Syria, it attacked Georgia.", "RUS attacks GEO"),
        ("Russia, which may arm Syria, attacked Georgia.", "RUS attacks GEO"),
        ("Russia attacked Georgia to please Iran.", "RUS attacks GEO"),
        ("Russia attacked Georgia because it could not arm Syria.", "RUS attacks GEO"),
        ("Georgia might respond after Russia attacked Georgia.", "RUS attacks GEO"),
        # and hands down what it shares
        ("Russia did not attack or invade Georgia.", "RUS occupies GEO negated"),
        ("Russia will attack and invade Georgia.", "RUS occupies GEO planned"),
        ("Russia may attack or invade Georgia.", "RUS occupies GEO hypothetical"),
    ],
)
def test_how_far_a_status_reaches(coder: Coder, text: str, expected: str) -> None:
    assert expected in facts(coder, text)
