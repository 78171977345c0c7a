"""Words and their offsets, by hand."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.language.tokenise import LONGEST_WORD, words


def forms(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oman's envoy didn't sign.", ["Oman", "'s", "envoy", "did", "n't", "sign", "."]),
        ("Oman’s envoy didn’t sign.", ["Oman", "’s", "envoy", "did", "n’t", "sign", "."]),
        ("the U.S.-led coalition", ["the", "U.S.", "-", "led", "coalition"]),
        ("a Nairobi-based, anti-government group", ["a", "Nairobi", "-", "based", ",", "anti-government", "group"]),
        ("the Russian–Iranian pact", ["the", "Russian", "–", "Iranian", "pact"]),
        ("the allies' reply", ["the", "allies", "'", "reply"]),
        ("“We know,” he said—twice.", ["“", "We", "know", ",", "”", "he", "said", "—", "twice", "."]),
        ("$5m and 30km at 6 p.m.", ["$", "5", "m", "and", "30", "km", "at", "6", "p.m."]),
        ("They cannot go.", ["They", "can", "not", "go", "."]),
        ("see www.example.org/a-b, please", ["see", "www.example.org/a-b", ",", "please"]),
        ("Sept.\u00a05 (Monday)", ["Sept.", "5", "(", "Monday", ")"]),
        ("the pact.The envoys left", ["the", "pact", ".", "The", "envoys", "left"]),
        ("wait... what?!", ["wait", "...", "what", "?!"]),
        ("((((((what))))))", ["((((((", "what", "))))))"]),
        ("−5 or -5 °C", ["−5", "or", "-5", "°C"]),
        ("2014-2015 and/or 3-D", ["2014", "-", "2015", "and", "/", "or", "3-D"]),
        ("\ufeffMali\u200bNiger\x00Chad", ["Mali", "Niger", "Chad"]),
        ("", []),
        (" \n\t\x01 ", []),
    ],
)
def test_divides(text: str, expected: list[str]) -> None:
    assert forms(text) == expected


def test_glued_says_where_no_space_was() -> None:
    assert [glued for _, _, glued in words("U.S.-led raid.")] == [False, True, True, False, True]


def test_a_run_without_spaces_is_cut_and_covered() -> None:
    found = list(words("a" * 1_000_000))
    assert len(found) == 1_000_000 / LONGEST_WORD
    assert all(before[1] == after[0] for before, after in pairwise(found))


def test_a_long_address_stays_whole() -> None:
    url = "https://example.org/" + "x" * 500
    assert forms(f"see {url} now") == ["see", url, "now"]


@given(st.text(alphabet=st.sampled_from("aA.'’-–\"“”(),!?1$ \n\u00a0é…nt&@/:"), max_size=60) | st.text(max_size=60))
def test_words_cover_all_that_is_no_space(text: str) -> None:
    spans = [(start, end) for start, end, _ in words(text)]
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    covered = {place for start, end in spans for place in range(start, end)}
    left = {text[place] for place in range(len(text)) if place not in covered}
    assert all(c.isspace() or ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u200b\u2060\ufeff" for c in left)
