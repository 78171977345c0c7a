"""Where sentences end, in text as it comes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import LanguageError
from graph.language.boundaries import BUCKETS, Boundaries
from graph.language.sentences import split
from graph.language.tokenise import words


def sentences(text: str) -> list[str]:
    return [text[spans[0][0] : spans[-1][1]] for spans in split(text)]


# "|" marks every end inside the text (white space around it is part of the gap).
@pytest.mark.parametrize(
    "marked",
    [
        "Ghana agreed. |Togo did not.",
        "The envoy said: “We will stay in Benin.” |He added that Togo agrees.",
        'She told them "No." |They left.',
        "‘We have won.’ |The rebels left.",
        "Talks with U.S. officials and the U.S. President failed.",
        "Canada wrote to the U.S. |The answer came late.",
        "It will leave the U.S. |In 2031 it may return.",
        "It was printed in Washington, D.C. |They read it in Rome.",
        "WASHINGTON, D.C. — The Senate met. |ACCRA (Reuters) - Ghana signed.",
        "LAGOS, Sept. 14 — The pact stands.",
        "Lt. Col. Peter B. Okoye met Gov. Lund, Sen. Díaz and St. John’s Rev. Hale vs. Smith.",
        "They signed on Jan. 5. |The talks began in Sept. |The end was near.",
        "Talks began at 6 p.m. |The envoys ate at 9 p.m. Geneva time.",
        "It backs plan B. |The others back George W. Bush.",
        "No. 7 voted no. |The others abstained.",
        "It cites art. 5 of the charter. |5 states object.",
        "“Will they come?” Mr. Okoye asked. |“Never!” Togo’s envoy said on Monday. |“Fire!” |The soldiers ran.",
        "“Will they come?” he asked.",
        "Yahoo! said so. |What?! |Nobody knew... |But they came.",
        "The men fled. |al-Shabaab claimed the raid.",
        "The pact.|The envoys signed it on Sunday.|Togo agreed.",
        "“Stay.”|He left.",
        "It hit Mali, Chad etc. |They complained.",
        "He is Samuel Doe Jr. |He lives.",
        "Was it “a trap?” |Nobody knows.",
        "(It was raining.) |She left.",
        "This is the end. |",
    ],
)
def test_inside_a_paragraph(marked: str) -> None:
    parts = [part for part in marked.split("|") if part]
    assert sentences("".join(parts)) == [part.strip() for part in parts]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No stop here\n\nnext one", ["No stop here", "next one"]),
        ("No stop here\r\n \r\nnext one", ["No stop here", "next one"]),
        ("No stop here\u2029next one", ["No stop here", "next one"]),
        ("Togo Signs Pact\nLOME — It is done.", ["Togo Signs Pact", "LOME — It is done."]),
        ("Togo denies it\nChad confirms it\nMali waits", ["Togo denies it", "Chad confirms it", "Mali waits"]),
        ("Mali waits in the U.S.\nTogo acts", ["Mali waits in the U.S.", "Togo acts"]),
        (
            "Points:\n- Togo pays\n• Mali waits\n– Chad leaves",
            ["Points:", "- Togo pays", "• Mali waits", "– Chad leaves"],
        ),
        ("A pact with President\nDoe failed", ["A pact with President\nDoe failed"]),
        ("A pact with Togo,\nMali and Chad", ["A pact with Togo,\nMali and Chad"]),
        ("One line\nthat goes on", ["One line\nthat goes on"]),
    ],
)
def test_between_lines(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


# What only the learned model knows.
@pytest.mark.parametrize(
    "marked",
    [
        "Dear Mr. Okoye, |Thank you for your letter. |We met in Lomé. |Best regards, |Ama Mensah",
        "Hi Ama, |Can you send me the file? |Thanks! |Kofi",
        "Thanks, |Kofi",
        "Great trip :) |We will go back soon.",
        "I liked it :) |Thanks for the tip!",
        "we went to accra. |it was hot. |the food is good",
        "The food is great!! |the staff is friendly.",
        "is it open on monday? |i want to go",
        "Kofi Mensah |03/04/2001 09:12 AM |Please see the attached file.",
        "http://www.example.org/news |You can read it here.",
        "no idea... you tell me",
    ],
)
def test_letters_and_talk(marked: str) -> None:
    parts = marked.split("|")
    assert sentences("".join(parts)) == [part.strip() for part in parts]


@pytest.mark.parametrize(
    "text",
    [
        "President Bush met the U.S. Army and Prime Minister Tony Blair in New York City on Monday in April 2004.",
        "The Ghanaian Foreign Ministry said U.N. Secretary-General Kofi Annan would visit North Korea and Togo.",
        "Gen. Ama K. Mensah, Chief of the Defence Staff, told Radio Ghana that Operation Clear Sky would end on 5 May.",
        "The African Union Mission in Somalia and Kenya Defence Forces took Kismayo in September 2012.",
    ],
)
def test_capitals_alone_end_nothing_in_news(text: str) -> None:
    assert sentences(text) == [text]


def test_a_paragraph_is_divided_alike_alone_and_among_others() -> None:
    paragraphs = [
        "Hi Ama, Can you send me the file? Thanks! Kofi",
        "we went to accra. it was hot.",
        "Ghana agreed. Togo did not.",
    ]
    assert sentences("\n\n".join(paragraphs)) == [part for text in paragraphs for part in sentences(text)]


@pytest.mark.parametrize("unit", ["a", ".", "A", "A ", "( ", ". "])
def test_long_nonsense_takes_linear_time(unit: str) -> None:
    text = unit * 20_000
    assert [span for spans in split(text) for span in spans] == [(start, end) for start, end, _ in words(text)]


def test_missing_and_damaged_weights(tmp_path: Path) -> None:
    with pytest.raises(LanguageError, match=r"sentences\.json"):
        Boundaries.load(tmp_path)
    (tmp_path / "sentences.json").write_text('{"dismissed": 0, "stopped": 0}')
    (tmp_path / "sentences.bin").write_bytes(b"short")
    with pytest.raises(LanguageError, match="unstopped"):
        Boundaries.load(tmp_path)
    (tmp_path / "sentences.json").write_text('{"dismissed": 0, "stopped": 0, "unstopped": 0}')
    with pytest.raises(LanguageError, match=f"5 bytes, not {2 * BUCKETS}"):
        Boundaries.load(tmp_path)


def test_wrapped_prose_is_not_broken_at_capitals() -> None:
    text = (
        "Officials of the foreign ministry said that they had spoken to Sultan\n"
        "Haitham of Oman, and that the foreign minister would fly to Muscat on\n"
        "Thursday to meet him. It is his first visit."
    )
    assert [len(sentence.split()) for sentence in sentences(text)] == [29, 5]


def test_a_headline_before_a_long_paragraph_is_its_own() -> None:
    headline = "Security Council Votes on a New Mission to the Horn of Africa"
    body = "The council voted on Friday to send a mission to the Horn, " * 4 + "diplomats said."
    assert sentences(f"{headline}\n{body}") == [headline, body]


@pytest.mark.parametrize("text", ["", "  \n\n\t ", "\u200b\ufeff", "\x00\x07"])
def test_nothing(text: str) -> None:
    assert split(text) == []


def test_punctuation_alone_is_kept() -> None:
    assert sentences("?!\n\n—") == ["?!", "—"]


@given(st.text(alphabet=st.sampled_from("aAtT.'’-—\"“”(),!?1 \n\r\u2029U.S…"), max_size=80))
def test_every_word_is_in_one_sentence_in_order(text: str) -> None:
    assert [span for spans in split(text) for span in spans] == [(start, end) for start, end, _ in words(text)]
    assert all(split(text))


def test_one_line_end_of_two_characters_is_no_blank_line() -> None:
    wrapped = "Oman said on Monday that the talks which it had held with\r\nits neighbours had gone well and would go on.\r\n"
    assert len(split(wrapped)) == 1
    assert len(split(wrapped + "\r\n" + wrapped)) == 2
