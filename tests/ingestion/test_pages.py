"""Pages as newspapers make them: the text alone, and what each says of itself; and pages that nobody should make."""

import json
from datetime import UTC, date, datetime

import pytest

from app.errors import EmptyText, NotEnglish
from app.ingestion.article import ArticleIn
from app.ingestion.clean import clean
from app.ingestion.dates import parse_stated
from app.ingestion.html import Page, day_in, read_html
from tests.ingestion.pages import BODY, FORMS, NEWS, TITLE, URL, Form, ld, page

LATEST = date(2026, 1, 3)


@pytest.mark.parametrize("name", FORMS)
def test_forms(name: str) -> None:
    form = FORMS[name]
    found = read_html(form.html, form.url, LATEST)
    text = " ".join(found.text.split())
    assert [line for line in form.body if line not in text] == []
    assert [line for line in form.lacks if line in text] == []
    assert not text.startswith(TITLE)
    day = found.published_at.date() if isinstance(found.published_at, datetime) else found.published_at
    assert Form(form.html, form.url, found.title, found.publisher, found.authors, day, found.published_source, found.canonical, form.body, form.lacks) == form  # fmt: skip


def test_days_that_are_not_taken() -> None:
    html = page(ld({**NEWS, "datePublished": "2015-09-30"}))
    assert read_html(html, URL, date(2015, 9, 29)).published_at is None
    assert read_html(html, URL, date(2015, 9, 30)).published_at == date(2015, 9, 30)
    fetched = datetime(2015, 9, 27, 23, tzinfo=UTC)
    article = ArticleIn(html=html, url=URL)
    assert clean(article, now=fetched).published_day is None
    assert clean(ArticleIn(html=html, url=URL, fetched_at=fetched), now=datetime(2026, 1, 1, tzinfo=UTC)).published_day is None
    assert clean(article, now=datetime(2015, 9, 28, tzinfo=UTC)).published_day == date(2015, 9, 30)
    assert clean(article).published_day == date(2015, 9, 30)


def test_what_a_page_says_goes_to_the_clean_article() -> None:
    article = clean(ArticleIn(html=FORMS["amp"].html, url=URL + "/amp?utm_source=x"))
    assert (article.authors, article.canonical, article.published_source) == (("Ada Winter",), URL, "schema.org")
    given = ArticleIn(html=FORMS["amp"].html, authors=("Me", " Me ", "", "x" * 300), canonical="https://a.example/1#x")
    assert (clean(given).authors, clean(given).canonical) == (("Me",), "https://a.example/1")
    assert clean(ArticleIn(text=BODY[0], url="HTTPS://A.example/1/?fbclid=2")).canonical == "https://a.example/1"
    assert clean(ArticleIn(text=BODY[0], url="our archive, box 5")).canonical is None


def test_a_language_that_is_declared_counts_where_the_text_cannot_tell() -> None:
    short = '<html lang="fr"><body><div><p>Sanctions !</p><p>Non.</p></div></body></html>'
    with pytest.raises(NotEnglish, match="page says that it is in 'fr'") as caught:
        clean(ArticleIn(html=short))
    assert caught.value.language == "fr"
    assert clean(ArticleIn(html=FORMS["template in another language"].html)).language == "en"


@pytest.mark.parametrize(
    ("url", "day"),
    [
        ("https://a.example/2015/09/27/x", "2015-09-27"),
        ("https://a.example/2015/9/7", "2015-09-07"),
        ("https://a.example/world/2015-09-27/x.html", "2015-09-27"),
        ("https://a.example/x-20150927.html", "2015-09-27"),
        ("https://a.example/2015/SEP/27/x", "2015-09-27"),
        ("https://a.example/2015/xyz/27/x", None),
        ("https://a.example/2015/13/27/x", None),
        ("https://a.example/2015/02/30/x", None),
        ("https://a.example/id/120150927001", None),
        ("https://a.example/?d=/2015/09/27/", None),
        ("/2015/09/27/x", None),
    ],
)
def test_days_in_addresses(url: str, day: str | None) -> None:
    assert day_in(url) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2015-09-27T10:00:00+0200", "2015-09-27"),
        ("2015-09-27 10:00 EST", "2015-09-27"),
        ("2015/09/27", "2015-09-27"),
        ("Sept. 27, 2015", "2015-09-27"),
        ("Sunday, 27 September 2015", "2015-09-27"),
        ("Sun, 27 Sep 2015 10:00:00 GMT", "2015-09-27"),
        ("03/04/2015", None),
        ("2015-13-01", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_days_as_pages_state_them(text: str, day: str | None) -> None:
    found = parse_stated(text)
    assert (found.isoformat()[:10] if found else None) == day


def nested(tag: str, depth: int) -> str:
    return f"<html><body>{f'<{tag}>' * depth}<p>{BODY[0]}</p>{f'</{tag}>' * depth}</body></html>"


HOSTILE = {
    "deep": nested("div", 20_000),
    "deep spans": nested("span", 20_000),
    "deep lists": nested("ul><li", 5_000),
    "deep tables": nested("table><tr><td", 3_000),
    "never closed": "<b>" * 50_000 + BODY[0],
    "wide": "<html><body>" + f"<p>{BODY[0]}</p>" * 20_000 + "</body></html>",
    "many attributes": "<html><body><p " + " ".join(f"a{n}=1" for n in range(20_000)) + f">{BODY[0]}</p></body></html>",
    "many attributes in odd quotes": "<html><body><p x$=\" " + " ".join(f"a{n}=\"<'>\"" for n in range(250_000)) + f">{BODY[0]}</p></body></html>",
    "many scripts": page(ld(NEWS) * 2_000),
    "deep json-ld": page(f'<script type="application/ld+json">{"[" * 50_000}</script>'),
    "deep graph": page(f'<script type="application/ld+json">{"{@graph:[".replace("@graph", chr(34) + "@graph" + chr(34)) * 400}{"]}" * 400}</script>'),
    "json-ld of spaces": page(f'<script type="application/ld+json">{{{" " * 1_000_000}x{" " * 1_000_000}x</script>'),
    "json-ld of nulls": page(ld({"@type": "NewsArticle", "author": None, "publisher": [None, 5], "headline": {}, "datePublished": 5, "url": ["x"], "mainEntityOfPage": {"@id": 5}, "articleBody": [1], "inLanguage": {"name": 5}, "@id": []})),
    "json-ld that refers to itself": page(ld({"@type": "Article", "@id": "a", "author": {"@id": "a"}, "publisher": {"@id": "a"}})),
    "odd addresses": page('<link rel="canonical" href="http://[::1"><meta property="og:url" content="https://a\ud800.example/%">'),
    "one line": BODY[0] * 5_000,
    "markup that never ends": "<" * 100_000,
    "declarations": "<!DOCTYPE a [" + "<!ENTITY b 'c'>" * 1000 + f"]><html><body><p>{BODY[0]}</p></body></html>",
    "entities": "<p>" + "&#x1F600;&bogus;&#99999999;" * 5_000 + "</p>",
    "spaces": "<p>" + " \n" * 500_000 + BODY[0] + "</p>",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(60)
def test_hostile_pages_are_read_or_empty(name: str) -> None:
    assert isinstance(read_html(HOSTILE[name], URL, LATEST), Page)


@pytest.mark.parametrize("name", ["deep", "deep spans", "deep tables", "never closed", "wide"])
def test_the_text_of_a_hostile_page_is_not_lost(name: str) -> None:
    assert BODY[0] in read_html(HOSTILE[name], URL, LATEST).text


@pytest.mark.parametrize(
    ("before", "after"),
    [("", ";"), ("<!--\n", "\n-->"), ("<![CDATA[", "]]>"), ("//<![CDATA[\n", "\n//]]>"), ("/* <![CDATA[ */", "/* ]]> */")],
)
@pytest.mark.parametrize("about", [0, 500])
def test_json_ld_in_wrappings(before: str, after: str, about: int) -> None:
    script = f"{' ' * about}{before}{json.dumps({'@type': 'Article', 'headline': TITLE})}{after}{' ' * about}"
    assert read_html(page(f'<script type="application/ld+json">{script}</script>')).title == TITLE


def test_microdata_and_json_ld_of_nothing() -> None:
    assert read_html("", None).text == ""
    with pytest.raises(EmptyText):
        clean(ArticleIn(html=page(ld({"@type": "NewsArticle", "articleBody": ""}), "")[:0]))
