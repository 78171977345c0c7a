"""Feeds of every kind, and documents that only look like one."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadFeed
from app.ingestion.feed import MOST_BYTES, MOST_ENTRIES, FeedEntry, parse_feed
from app.ingestion.opml import Listed, read_opml, write_opml

URL = "https://news.example/feeds/world.xml"
ATOM = "http://www.w3.org/2005/Atom"


def rss(inner: str, version: str = "2.0") -> bytes:
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="{version}" {spaces}><channel>{inner}</channel></rss>'.encode()


def only(body: bytes) -> FeedEntry:
    (entry,) = parse_feed(body, URL).entries
    return entry


def test_rss() -> None:
    feed = parse_feed(
        rss(
            "<title>News &amp; more</title><language>en-gb</language>"
            "<item><title>A &lt;b&gt;deal&lt;/b&gt;</title><link>/a</link><guid isPermaLink='false'>k1</guid>"
            "<pubDate>Sun, 27 Sep 2015 23:30:00 -0400</pubDate><dc:creator>Ann</dc:creator><description>Short.</description>"
            "<content:encoded><![CDATA[<p>Long</p>]]></content:encoded></item>"
            "<item><title>B</title><guid>https://x.example/b</guid></item>"
        ),
        URL,
    )
    assert (feed.title, feed.left_out, feed.damaged) == ("News & more", 0, None)
    night = datetime(2015, 9, 27, 23, 30, tzinfo=timezone(timedelta(hours=-4)))
    first, second = feed.entries
    assert first == FeedEntry("k1", "https://news.example/a", "A deal", night, ("Ann",), "Short.", "<p>Long</p>", "en-gb")
    assert first.published is not None
    assert first.published.isoformat()[:10] == "2015-09-27"  # the paper's own day, not that of Greenwich
    assert (second.key, second.url, second.published, second.content_html) == (
        "https://x.example/b",
        "https://x.example/b",
        None,
        None,
    )


@pytest.mark.parametrize("version", ["0.91", "0.92", "0.93", "0.94", "2.0"])
def test_older_rss(version: str) -> None:
    entry = only(rss("<item><title>A</title><link>https://n.example/1</link></item>", version))
    assert (entry.key, entry.title) == ("https://n.example/1", "A")


def test_a_doctype_that_only_names_a_standard_is_not_looked_up() -> None:
    kind = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:1/rss-0.91.dtd">'
    body = rss("<item><title>A</title></item>", "0.91").replace(b"<rss", kind.encode() + b"<rss", 1)
    assert only(body).title == "A"


def test_rdf() -> None:
    body = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>R</title></channel><item rdf:about="https://n.example/1">'
        "<title>one</title><link>https://n.example/1</link><dc:date>2020-05-05</dc:date></item></rdf:RDF>"
    )
    assert only(body.encode()).published == date(2020, 5, 5)


def test_atom() -> None:
    body = (
        f'<feed xmlns="{ATOM}" xml:lang="en" xml:base="https://base.example/z/"><title>T</title><entry><id>u:1</id>'
        '<title type="html">x &amp;lt; y</title><link href="q"/><link rel="self" href="no"/>'
        "<updated>2020-01-02T03:04:05Z</updated>"
        '<author><name>Bo</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>hi</p></div></content>'
        "</entry></feed>"
    )
    entry = only(body.encode())
    assert (entry.key, entry.url, entry.title, entry.authors) == ("u:1", "https://base.example/z/q", "x < y", ("Bo",))
    assert (entry.published, entry.content_html, entry.language) == (datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC), "<p>hi</p>", "en")


def test_an_entry_is_as_old_as_its_publication_not_its_last_change() -> None:
    times = "<updated>2021-01-01T00:00:00Z</updated><published>2020-01-01T00:00:00Z</published>"
    assert only(f'<feed xmlns="{ATOM}"><entry><id>1</id>{times}</entry></feed>'.encode()).published == datetime(
        2020, 1, 1, tzinfo=UTC
    )


def json_feed(*items: Any, **more: Any) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": items, **more}).encode()


def test_json_feed() -> None:
    item = {
        "id": 7,
        "url": "/7",
        "title": "Seven",
        "content_text": "One & two.\n\nThree.",
        "date_published": "2020-05-05T10:00:00+02:00",
    }
    entry = only(json_feed(item, authors=[{"name": "Cy"}], language="en"))
    content = "<p>One &amp; two.</p><p>Three.</p>"
    moment = datetime(2020, 5, 5, 10, tzinfo=timezone(timedelta(hours=2)))
    assert entry == FeedEntry("7", "https://news.example/7", "Seven", moment, ("Cy",), None, content, "en")
    feed = parse_feed(json_feed("nonsense", {"id": "1"}), URL)
    assert (len(feed.entries), feed.damaged) == (1, "1 of its items are no objects")


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "javascript:alert(1)", "ftp://x.example/", "http://[x", "https://x.example/" + "x" * 2_000]
)
def test_links_that_are_none(link: str) -> None:
    assert only(json_feed({"id": "1", "url": link})).url is None
    assert only(rss(f"<item><guid isPermaLink='false'>1</guid><link>{link}</link></item>")).url is None


@pytest.mark.parametrize("day", ["Mon, 01 Jan 99999999999 00:00:00 +0000", "Mon, 01 Jan 2024 00:00:00 +99999999999999"])
def test_days_beyond_all_measure_are_none(day: str) -> None:
    assert only(json_feed({"id": "1", "date_published": day})).published is None


def test_what_has_no_id_goes_by_its_link_or_its_words() -> None:
    body = rss(
        "<item><link>/a</link></item><item><title>x</title></item><item><title>y</title></item><item><title>x</title></item>"
    )
    entries = parse_feed(body, URL).entries
    assert [entry.title for entry in entries] == [None, "x", "y"]
    assert entries[0].key == "https://news.example/a"


def test_what_is_left_out_is_counted() -> None:
    feed = parse_feed(rss("".join(f"<item><guid>{n}</guid></item>" for n in range(MOST_ENTRIES + 5))), URL)
    assert (len(feed.entries), feed.left_out) == (MOST_ENTRIES, 5)
    with pytest.raises(BadFeed, match="bytes"):
        parse_feed(b" " * (MOST_BYTES + 1), URL)


def test_encodings() -> None:
    text = "<?xml version='1.0' encoding='{}'?><rss version='2.0'><channel><item><title>Zürich</title></item></channel></rss>"
    for name in ("utf-8", "iso-8859-1", "utf-16"):
        assert only(text.format(name).encode(name)).title == "Zürich"
    told = "<rss version='2.0'><channel><item><title>Łódź</title></item></channel></rss>".encode("iso-8859-2")
    assert parse_feed(told, URL, "iso-8859-2").entries[0].title == "Łódź"


ENTITY = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE rss [<!ENTITY a 'ha'>" + "".join(f"<!ENTITY a{n} '{'&a;' * 10}'>" for n in range(9)) + "]>"
FILE = "<rss version='2.0'><channel><item><title>&a;</title></item></channel></rss>"


@pytest.mark.parametrize(
    "body",
    [
        (ENTITY + FILE).encode(),
        (LAUGHS + FILE).encode(),
        (ENTITY.lower() + FILE).encode(),
        ("<!-- <rss> -->" + ENTITY + FILE).encode(),
        ("<?x <rss> ?>\n " + ENTITY + FILE).encode(),
        ("\ufeff" + ENTITY + FILE).encode(),
        ("<?xml version='1.0' encoding='utf-16'?>" + ENTITY + FILE).encode("utf-16"),
        ("<?xml version='1.0' encoding='utf-32'?>" + ENTITY + FILE).encode("utf-32"),
        b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE rss +AFsAPAAh-ENTITY a SYSTEM 'file:///etc/passwd'+AD4AXQA+-<rss/>",
        ("<?xml version='1.0' encoding='cp037'?>" + ENTITY + FILE).encode("cp037"),
        ("<!DOCTYPE rss SYSTEM 'http://127.0.0.1:1/x' " + FILE).encode(),
        ("<!DOCTYPE rss" + FILE).encode(),
    ],
)
def test_what_declares_entities_is_refused(body: bytes) -> None:
    with pytest.raises(BadFeed, match=r"declares entities|no feed"):
        parse_feed(body, URL)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "neither XML nor JSON"),
        (b"hello", "neither XML nor JSON"),
        (b"{", "no JSON that can be read"),
        (b"{}", "no JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1"}', "no list of `items`"),
        (b"[" * 100_000, "neither XML nor JSON"),
        (b'{"a":' * 100_000, "no JSON that can be read"),
        (b'{"a":' + b"1" * 5_000 + b"}", "no JSON that can be read"),
        (b"<opml/>", "begins with <opml>"),
        (b"<rss><channel><title>x</chan", "cannot be read: broken XML"),
        (b"\x89PNG\r\n", "neither XML nor JSON"),
        (b"<rss><channel><item " + b" ".join(b"a%d='>'" % n for n in range(200_000)) + b"/></channel></rss>", "1000 attributes"),
        (b"<? ?><!-- -->\n" * 300_000, "neither XML nor JSON"),
        (b"<!DOCTYPE html><html><head></head></html>", "is a web page, not a feed and names none"),
    ],
)
def test_what_is_no_feed(body: bytes, says: str) -> None:
    with pytest.raises(BadFeed, match=says) as caught:
        parse_feed(body, URL)
    assert "\n" not in caught.value.detail


def test_a_page_says_where_its_feeds_are() -> None:
    page = (
        "<!doctype html><HTML><head><link rel='stylesheet' href='/x.css'>"
        "<LINK REL='Alternate' TYPE='application/atom+xml' HREF='../a.xml'>"
        "<link rel=alternate type=application/rss+xml href='https://other.example/r'><link rel=alternate type=text/html href=/de>"
        "<link rel=alternate type=application/rss+xml href='javascript:x'></head></html>"
    )
    with pytest.raises(BadFeed, match=r"it names https://news\.example/a\.xml and https://other\.example/r: add that instead"):
        parse_feed(page.encode(), URL)


def test_of_a_broken_feed_what_can_be_read_is() -> None:
    body = rss("<item><guid>1</guid><title>one &nbsp; two</title></item><item><guid>2</guid></item>")
    feed = parse_feed(body, URL)
    assert ([entry.key for entry in feed.entries], (feed.damaged or "")[:10]) == (
        ["https://news.example/feeds/1", "https://news.example/feeds/2"],
        "broken XML",
    )


def any_item(text: str) -> bytes:
    return json_feed({"id": text, "url": text, "title": text, "date_published": text})


WORDS = st.text(max_size=200)


@given(st.one_of(st.binary(max_size=300), WORDS.map(rss), WORDS.map(any_item)))
def test_no_bytes_break_it(body: bytes) -> None:
    try:
        feed = parse_feed(body, URL)
    except BadFeed:
        return
    for entry in feed.entries:
        assert entry.url is None or entry.url.startswith(("http://", "https://"))
        assert entry.title is None or entry.title.isprintable()


def test_opml_there_and_back() -> None:
    listed = [Listed("https://a.example/?x=1&y=2", 'The "A" & <b>'), Listed("https://b.example/", None)]
    assert read_opml(write_opml(listed).encode()) == [listed[0], Listed("https://b.example/", "https://b.example/")]
    for body in (b"", b"<opml/>", b"<opml", (ENTITY + "<opml><outline xmlUrl='&a;'/></opml>").encode()):
        with pytest.raises(BadFeed):
            read_opml(body)
