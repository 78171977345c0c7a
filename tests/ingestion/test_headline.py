"""A title is coded once: above the text, or where the text begins with it."""

import pytest

from app.ingestion.headline import headed, headline_length

TEXT = "Iran thanked Iraq on Monday. It rained."


@pytest.mark.parametrize(
    "title", [None, "", "…", "Iran thanked Iraq", "IRAN THANKED IRAQ on Monday", "Iran thanked Iraq on Monday. It rained."]
)
def test_a_title_that_says_nothing_new_is_not_put_above(title: str | None) -> None:
    assert headed(title, TEXT) == TEXT


@pytest.mark.parametrize(
    "title", ["Iran thanked Iraqis", "Iran than", "Monday", "Iran thanked Iraq on Monday. It rained. Still."]
)
def test_any_other_is_a_paragraph_of_its_own(title: str) -> None:
    assert headed(title, TEXT) == f"{title}\n\n{TEXT}"


@pytest.mark.parametrize(
    ("title", "length"),
    [
        ("Baghdad is glad", 1),
        ("BAGHDAD IS GLAD!", 1),
        ("Baghdad is glad. Tehran, too", 2),
        ("Baghdad is", 0),
        ("Tehran", 0),
        ("Baghdad is glad Tehran too and Iran thanked", 0),
        ("…", 0),
        (None, 0),
    ],
)
def test_whole_sentences_are_the_title_or_none_is(title: str | None, length: int) -> None:
    assert headline_length(title, ["Baghdad is glad", "Tehran, too", "Iran thanked Iraq on Monday."]) == length


def test_an_article_that_is_all_title_and_one_without_sentences() -> None:
    assert headline_length("Baghdad is glad", ["Baghdad is glad"]) == 1
    assert headline_length("Baghdad is glad", []) == 0
