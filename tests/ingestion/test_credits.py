"""Which agency an article credits, and what only looks like it."""

import pytest

from app.ingestion.outlets import Outlets

BODY = "The two ministers met for an hour and agreed to meet again."
AFTER = "They will speak on Friday.\n\nIt was their third meeting."


def credited(text: str) -> str | None:
    """The name of the agency that a text credits."""
    return Outlets.load().resolve("Example Courier", None, text).credit


AP, AFP = "Associated Press", "Agence France-Presse"
HEADS = [
    ("MOSCOW (AP) — ", AP),
    ("MOSCOW (AP) - ", AP),
    ("WASHINGTON (AP) -- ", AP),
    ("KYIV, Ukraine (AP) — ", AP),
    ("UNITED NATIONS (AP) — ", AP),
    ("PORT-AU-PRINCE, Haiti (AP) — ", AP),
    ("(AP) — ", AP),
    ("WASHINGTON — (AP) — ", AP),
    ("KYIV, Ukraine (AFP) – ", AFP),
    ("Paris (AFP) - ", AFP),
    ("Kyiv, Ukraine (AFP) — ", AFP),
    ("(Reuters) - ", "Reuters"),
    ("MOSCOW (Reuters) - ", "Reuters"),
    ("MOSCOW, Jan 3 (Reuters) - ", "Reuters"),
    ("LONDON/PARIS, March 3 (Reuters) - ", "Reuters"),
    ("Jan 3 (Reuters) - ", "Reuters"),
    ("WASHINGTON (REUTERS) - ", "Reuters"),
    ("Jan. 3 (UPI) -- ", "United Press International"),
    ("BEIJING, Jan. 3 (Xinhua) -- ", "Xinhua"),
    ("BEIJING, January 3, 2024 (Xinhua) — ", "Xinhua"),
    ("Berlin (dpa) - ", "dpa"),
    ("Berlin (DPA) – ", "dpa"),
    ("MOSCOW, January 3. /TASS/. ", "TASS"),
    ("MOSCOW, 3 January /TASS/. ", "TASS"),
    ("Pyongyang, January 3 (KCNA) -- ", "KCNA"),
    ("SEOUL, Jan. 3 (Yonhap) -- ", "Yonhap"),
    ("TOKYO, Jan. 3 (Kyodo) - ", "Kyodo News"),
    ("KUALA LUMPUR, Jan 3 (Bernama) -- ", "Bernama"),
    ("New Delhi [India], January 3 (ANI): ", "Asian News International"),
    ("New Delhi, Jan 3 (PTI) ", "Press Trust of India"),
    ("New Delhi, Jan 3 (IANS) ", "Indo-Asian News Service"),
    ("ISLAMABAD, Jan 03 (APP): ", "Associated Press of Pakistan"),
    ("Damascus, SANA- ", "SANA"),
    ("Tehran, IRNA – ", "IRNA"),
    ("Riyadh, January 3, SPA -- ", "Saudi Press Agency"),
    ("ABU DHABI, 3rd January, 2024 (WAM) -- ", "Emirates News Agency"),
    ("KUWAIT, Jan 3 (KUNA) -- ", "Kuwait News Agency"),
    ("Doha, January 03 (QNA) - ", "Qatar News Agency"),
    ("RAMALLAH, January 3, 2024 (WAFA) – ", "WAFA"),
    ("Amman, Jan. 3 (Petra) -- ", "Petra"),
    ("CAIRO, Jan 3 (MENA) - ", "MENA"),
    ("MINSK, 3 January (BelTA) – ", "BelTA"),
    ("Sofia, January 3 (BTA) - ", "BTA"),
]
BYLINES = [
    ("By The Associated Press", AP),
    ("BY THE ASSOCIATED PRESS", AP),
    ("By JOHN SMITH, Associated Press", AP),
    ("By John Smith | Associated Press", AP),
    ("By John Smith and Ann Lee of The Associated Press", AP),
    ("By JOHN SMITH Associated Press Writer", AP),
    ("Associated Press", AP),
    ("By Reuters", "Reuters"),
    ("By Reuters Staff", "Reuters"),
    ("By AFP", AFP),
    ("AFP", AFP),
    ("Agence France-Presse", AFP),
    ("Source: Xinhua", "Xinhua"),
    ("Xinhua | Updated: 2024-01-03 10:00", "Xinhua"),
]
ENDS = [
    ("© 2024 AFP", AFP),
    ("© Agence France-Presse", AFP),
    ("(c) 2024 AFP", AFP),
    ("Copyright 2024 The Associated Press. All rights reserved.", AP),
    ("Copyright © 2024 The Associated Press. All rights reserved. This material may not be published or rewritten.", AP),
    ("© Thomson Reuters 2024.", "Reuters"),
    ("He said that all was well. — Xinhua", "Xinhua"),
    ("He said that all was well. – AFP", AFP),
    ("“All is well.” —Reuters", "Reuters"),
    ("He said that all was well. (AFP)", AFP),
    ("— Bernama", "Bernama"),
    ("(Reuters)", "Reuters"),
    ("Source: TASS", "TASS"),
]
TRAPS = [
    "AP Møller-Maersk said that its ships would avoid the strait.",
    "Reuters reported that the two ministers had met.",
    "The two ministers met, Reuters reported.",
    "The Associated Press (AP) — founded in 1846 — asked him about it.",
    "Associated Press (AP) - an agency of its members - asked him about it.",
    "Action Plan (AP) - what the ministers agreed on.",
    "Middle East (MENA) - what the ministers agreed on.",
    "Investors in the Middle East and North Africa (MENA) - and others - wait.",
    "According to Reuters (Reuters) - the ministers met.",
    "In London, AP - as it is called - asked him about it.",
    "By AP's count, two hundred were there.",
    "By Reuters' reckoning it was the third meeting.",
    "By John Smith, who wrote for the Associated Press until 2019",
    "By John Smith",
    "Associated Press writer John Smith contributed to this report.",
    "Associated Press writers in Kyiv and Moscow contributed.",
    "With reporting by AP and AFP",
    "(With inputs from PTI)",
    "(Additional reporting by Reuters.)",
    "The photograph is of the Associated Press.",
    "He told AFP.",
    "He told the agency AFP: “We will wait.”",
    "BERLIN (AFP/AP) — The two ministers met.",
    "© 2024 AP Møller",
    "© 2024 Example Courier",
    "Copyright 2024 Example Courier, with material of the Associated Press",
    "MAP",
    "Trend",
    "Report",
    "AA",
    "MOSCOW (CNN) — The two ministers met.",
    "MOSCOW (Example) — The two ministers met.",
    "Pentagon (AP Photo) — The two ministers met.",
    "WASHINGTON (AP Photo/John Smith)",
    "the ministers of Moscow (AP) - the third time",
    "Moscow – The Associated Press asked him about it.",
    "TASS is a Russian agency.",
    "Russia's TASS: ministers met",
    "The talks (Reuters says they were short) - ended.",
    "Source: Reuters and AFP",
]


@pytest.mark.parametrize(("head", "agency"), HEADS)
def test_a_dateline_credits(head: str, agency: str) -> None:
    assert credited(f"{head}{BODY}\n\n{AFTER}") == agency
    assert credited(f"Ministers meet\n\n{head}{BODY}\n\n{AFTER}") == agency


@pytest.mark.parametrize(("line", "agency"), BYLINES)
def test_a_byline_credits(line: str, agency: str) -> None:
    assert credited(f"Ministers meet\n{line}\n\n{BODY}\n\n{AFTER}") == agency


@pytest.mark.parametrize(("line", "agency"), ENDS)
def test_a_last_line_credits(line: str, agency: str) -> None:
    assert credited(f"{BODY}\n\n{AFTER}\n\n{line}") == agency


@pytest.mark.parametrize("line", TRAPS)
@pytest.mark.parametrize("place", ["first", "second", "last"])
def test_what_only_cites_credits_nobody(line: str, place: str) -> None:
    parts = {"first": (line, BODY, AFTER), "second": ("Ministers meet", line, BODY, AFTER), "last": (BODY, AFTER, line)}[place]
    assert credited("\n\n".join(parts)) is None


def test_the_middle_of_an_article_credits_nobody() -> None:
    told = "\n\n".join([BODY] * 9)
    assert credited(f"{told}\n\nMOSCOW (AP) — {BODY}\n\n{told}") is None
    assert credited(f"{told}\n\n© 2024 AFP\n\n{told}") is None


def test_two_agencies_are_no_credit() -> None:
    assert credited(f"MOSCOW (AP) — {BODY}\n\n© 2024 AFP") is None
    assert credited(f"MOSCOW (AP) — {BODY}\n\nCopyright 2024 The Associated Press. All rights reserved.") == AP


def test_an_agency_does_not_credit_itself() -> None:
    voice = Outlets.load().resolve("reuters.com", None, f"MOSCOW (Reuters) - {BODY}")
    assert (voice.publisher, voice.credited) == ("Reuters", None)


@pytest.mark.parametrize(
    "text", ["A-" * 4_000, "A " * 4_000, "Aa, " * 2_000, "(AP" * 2_000, ". -" * 3_000, "By " + "Aa and " * 900, ""]
)
def test_any_text_is_looked_through(text: str) -> None:
    assert credited(text) is None
