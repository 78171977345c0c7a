"""Cleaning and refusal: what an article becomes, and which ones are turned away."""

import warnings
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.errors import BadArticle, EmptyText, EntenteError, NotEnglish, NotText, RefusedArticle, TooLarge
from app.ingestion.article import ArticleIn
from app.ingestion.clean import clean, clean_line, clean_text, content_hash
from app.ingestion.language import foreign_language

PAGE = """<html lang="en"><head><title>Four capitals share intelligence</title>
<meta property="og:title" content="Four capitals share intelligence">
<meta property="og:site_name" content="The Gazette">
<meta property="article:published_time" content="2015-09-27T10:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Four capitals share intelligence</h1>
<p>Iraq said on Sunday that it now shares intelligence with three of its neighbours and partners in the region.</p>
<p>The accord was reached in Baghdad after a week of talks, two officials who took part in them said.</p></article>
<div id="comments"><p>First!</p></div><footer>All rights reserved</footer></body></html>"""


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("  Iran\tand\u00a0Iraq  met. ", "Iran and Iraq met."),
        ("One.\r\nTwo.\rThree.", "One.\nTwo.\nThree."),
        ("One.\n\n \n\t\n\nTwo.", "One.\n\nTwo."),
        ("One.\u2029Two.\u2028Three.", "One.\n\nTwo.\nThree."),
        ("Tu\u0308rkiye", "T\u00fcrkiye"),
        ("\ufeffco\u00adop\u200berate\u202e", "cooperate"),
        ("a\ud800b, they said again and again", "ab, they said again and again"),
        ("bell\x07 rings in the middle of it all", "bell rings in the middle of it all"),
        ("naïve “quotes” — 日本", "naïve “quotes” — 日本"),
    ],
)
def test_text_is_cleaned(given: str, expected: str) -> None:
    assert clean_text(given) == expected
    assert clean_text(expected) == expected


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\ufeff", "12 — 34 … 56", "***"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(EmptyText, match="full text"):
        clean_text(text)


@pytest.mark.parametrize(
    "body",
    [
        "Iran\0Iraq",
        "\x01\x02\x03\x04 PK",
        "\ufffd\ufffd\ufffd text decoded wrongly \ufffd",
        "%PDF-1.7 " + "\x08\x0e\x1b" * 30,
    ],
)
def test_binary_is_no_text(body: str) -> None:
    with pytest.raises(NotText, match="UTF-8"):
        clean_text(body)


def test_a_page_of_bytes_that_is_binary_is_refused() -> None:
    with pytest.raises(NotText):
        clean(ArticleIn(html=b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"))


def test_the_limit_counts_bytes() -> None:
    assert clean_text("é" * 50, max_bytes=100) == "é" * 50
    with pytest.raises(TooLarge, match="102 bytes and the limit is 100") as caught:
        clean_text("é" * 51, max_bytes=100)
    assert caught.value.extra == {"limit": 100}


def test_a_page_is_limited_by_its_text() -> None:
    markup = "<p>Iran and Iraq met in Baghdad.</p>" + "<br>" * 100
    assert clean(ArticleIn(html=markup), max_bytes=100).text == "Iran and Iraq met in Baghdad."
    with pytest.raises(TooLarge, match="page"):
        clean(ArticleIn(html=markup + "<br>" * 100), max_bytes=100)


@pytest.mark.parametrize(
    ("error", "status"),
    [(EmptyText, 422), (NotText, 415), (TooLarge, 413), (NotEnglish, 422), (BadArticle, 422)],
)
def test_refusals_say_which_status(error: type[RefusedArticle], status: int) -> None:
    assert error.status == status


def test_each_error_has_its_own_slug_and_title() -> None:
    kinds: list[type[EntenteError]] = [EntenteError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert len({kind.slug for kind in kinds}) == len(kinds) == len({kind.title for kind in kinds})
    assert all(kind.slug.replace("-", "").isalpha() and kind.slug.islower() for kind in kinds)
    assert EmptyText().detail == EmptyText.title == str(EmptyText())


def test_hash_is_of_the_words_alone() -> None:
    assert content_hash("Iran  and\n\nIraq met. ") == content_hash("Iran and Iraq met.")
    assert content_hash("Iran and Iraq met.") != content_hash("Iran and Iraq meet.")
    article = clean(ArticleIn(text="Iran and\nIraq met.", title="One"))
    assert article.content_hash == clean(ArticleIn(sentences=("Iran and Iraq met.",), title="Two")).content_hash


def test_a_page_becomes_text_with_what_it_says_of_itself() -> None:
    article = clean(ArticleIn(html=PAGE, url=" https://gazette.example/1 "))
    assert article.text == (
        "Iraq said on Sunday that it now shares intelligence with three of its neighbours and partners in the region."
        "\n\n"
        "The accord was reached in Baghdad after a week of talks, two officials who took part in them said."
    )
    assert (article.title, article.publisher) == ("Four capitals share intelligence", "The Gazette")
    assert (article.published_day, article.published_source) == (date(2015, 9, 27), "meta")
    assert article.url == "https://gazette.example/1"


def test_a_page_with_an_endless_title_is_taken_without_it() -> None:
    page = PAGE.replace("Four capitals share intelligence", "Four capitals " * 50)
    assert clean(ArticleIn(html=page)).title is None
    with pytest.raises(BadArticle, match="shorten"):
        clean(ArticleIn(html=PAGE, title="Four capitals " * 50))


def test_what_is_given_goes_before_what_the_page_says() -> None:
    day = date(2015, 9, 28)
    article = clean(ArticleIn(html=PAGE.encode(), title="Mine", publisher="Herald", published_at=day))
    assert (article.title, article.publisher, article.published_day) == ("Mine", "Herald", day)
    assert article.published_source == "given"


@pytest.mark.parametrize("html", ["", "<html><body></body></html>", "<script>let a = 1</script>", b""])
def test_a_page_without_words(html: str | bytes) -> None:
    with pytest.raises(EmptyText):
        clean(ArticleIn(html=html))


def test_a_pasted_fragment_is_all_article() -> None:
    article = clean(ArticleIn(html="<p>Iran arms <b>Syria</b>.</p><p>Russia too.</p>"))
    assert " ".join(article.text.split()) == "Iran arms Syria. Russia too."


@pytest.mark.parametrize(
    "text",
    [
        "Erdogan slams Macron",
        "Xi, Modi, Putin hold BRICS talks; Lula, Ramaphosa join",
        "Hezbollah shells Kiryat Shmona; IDF hits Nabatieh, Baalbek",
        "Mali junta expels ECOWAS envoy, recalls ambassador from Abidjan",
        "RUSSIA AND IRAN SIGN A PACT ON SHARED INTELLIGENCE",
        "Sanctions.",
        "The minister said: « La France ne cédera pas. » He then left the hall without taking any questions.",
    ],
)
def test_short_english_news_pass(text: str) -> None:
    assert foreign_language(text) is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Die Regierung in Berlin hat die neuen Sanktionen gegen Moskau am Montag scharf begrüßt."),
        ("fr", "Le président français a rencontré son homologue malien à Bamako mardi dernier."),
        ("es", "El gobierno de México condenó el ataque en la frontera norte del país."),
        ("ru", "Россия и Иран подписали соглашение"),
        ("ar", "وقعت روسيا وإيران اتفاقا"),
        ("ja", "ロシアとイランが協定に署名した"),
    ],
)
def test_other_languages_are_refused(language: str, text: str) -> None:
    assert foreign_language(text) == language
    with pytest.raises(NotEnglish, match=f"'{language}'.*translation"):
        clean(ArticleIn(text=text))


@pytest.mark.parametrize("tag", ["en", "en-GB", "EN_us", "eng", "English"])
def test_english_by_any_tag(tag: str) -> None:
    assert clean(ArticleIn(text="Iran arms Syria.", language=tag)).language == "en"


def test_an_article_marked_as_foreign_is_refused() -> None:
    with pytest.raises(NotEnglish, match="marked as 'fr'"):
        clean(ArticleIn(text="Iran arms Syria.", language="fr"))


def test_judging_a_language_leaves_the_warning_filters_alone() -> None:
    before = list(warnings.filters)
    foreign_language("Iran and Iraq met in Baghdad for talks on the border and the river.")
    assert warnings.filters == before


@pytest.mark.parametrize(
    ("given", "moment", "day"),
    [
        (None, None, None),
        (date(2024, 5, 1), None, date(2024, 5, 1)),
        (datetime(2024, 5, 1, 9), datetime(2024, 5, 1, 9, tzinfo=UTC), date(2024, 5, 1)),
        # The day is the one where it was published.
        (
            datetime(2024, 5, 1, 1, tzinfo=timezone(timedelta(hours=9))),
            datetime(2024, 4, 30, 16, tzinfo=UTC),
            date(2024, 5, 1),
        ),
    ],
)
def test_when_it_was_published(given: date | None, moment: datetime | None, day: date | None) -> None:
    article = clean(ArticleIn(text="Iran arms Syria.", published_at=given))
    assert (article.published_at, article.published_day) == (moment, day)
    assert article.published_source == (None if day is None else "given")


def test_a_moment_out_of_range_is_refused() -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9)))
    with pytest.raises(BadArticle, match="out of range"):
        clean(ArticleIn(text="Iran arms Syria.", published_at=first))


@pytest.mark.parametrize(
    "article",
    [ArticleIn(), ArticleIn(text="a", html="b"), ArticleIn(text="a", sentences=("b",))],
)
def test_the_body_is_given_once(article: ArticleIn) -> None:
    with pytest.raises(BadArticle, match="once"):
        clean(article)


def test_sentences_are_kept_apart() -> None:
    article = clean(ArticleIn(sentences=(" Iran  arms Syria. Twice.", "\u200b", "—", "Then\nit rained.")))
    assert article.sentences == ("Iran arms Syria. Twice.", "Then it rained.")
    assert article.text == "Iran arms Syria. Twice.\nThen it rained."


def test_lines_are_short_and_plain() -> None:
    article = clean(ArticleIn(text="Iran arms Syria.", title="\n A\x00 title\n", publisher=" ", url=""))
    assert (article.title, article.publisher, article.url) == ("A title", None, None)
    assert clean_line(None) is None
    with pytest.raises(BadArticle, match="title has 501"):
        clean(ArticleIn(text="Iran arms Syria.", title="x" * 501))
