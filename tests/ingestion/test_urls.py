"""Addresses of pages: what tells them apart, and what does not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.ingestion.urls import canonical_url, same_site

PLAIN = "https://news.example/world/accord"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (PLAIN, PLAIN),
        (" HTTPS://NEWS.Example:443/world/accord/ ", PLAIN),
        (PLAIN + "#comments", PLAIN),
        (PLAIN + "?utm_source=a&utm_medium=b&fbclid=c&gclid=d&mc_cid=e&igshid=f&at_medium=g&ns_campaign=h&smid=i", PLAIN),
        (PLAIN + "?b=2&a=1&b=1", PLAIN + "?a=1&b=1&b=2"),
        (PLAIN + "?id=5&q=", PLAIN + "?id=5&q="),
        (PLAIN + "/amp/", PLAIN),
        (PLAIN + "/amp?amp=1", PLAIN),
        (PLAIN + "?outputType=amp", PLAIN),
        (PLAIN + ".amp.html", PLAIN + ".html"),
        (PLAIN + ".amp", PLAIN),
        ("https://news.example/amp", "https://news.example/amp"),
        ("https://news-example.cdn.ampproject.org/c/s/news.example/world/accord", PLAIN),
        ("https://news-example.cdn.ampproject.org/v/s/news.example/world/accord/amp/?amp_js_v=1", PLAIN),
        ("https://mobile.nytimes.com/2015/09/27/x.html", "https://www.nytimes.com/2015/09/27/x.html"),
        ("https://en.m.wikinews.org/wiki/X", "https://en.wikinews.org/wiki/X"),
        ("https://m.unknown.example/x", "https://m.unknown.example/x"),
        ("https://news.example", "https://news.example/"),
        ("https://news.example/a//b/./c/../d", "https://news.example/a/b/d"),
        ("https://news.example/caf%c3%a9/%7Eme", "https://news.example/caf%C3%A9/~me"),
        ("https://news.example/café", "https://news.example/caf%C3%A9"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("http://news.example:8080/a", "http://news.example:8080/a"),
        ("http://news.example:80/a", "http://news.example/a"),
        ("ftp://news.example/a", None),
        ("news.example/a", None),
        ("https://me:secret@news.example/a", None),
        ("https://news.example:99999/a", None),
        ("http://[::1", None),
        ("javascript:alert(1)", None),
        ("https:///a", None),
        ("https://a b/", None),
        ("", None),
    ],
)
def test_addresses(url: str, expected: str | None) -> None:
    assert canonical_url(url) == expected


PART = st.text(st.sampled_from("abAB0129 .%/?&=+#~:;@!é日\ud800-_ampAMP"), max_size=12)
ADDRESS = st.one_of(
    st.builds("{}://{}{}/{}?{}".format, st.sampled_from(["http", "HTTPS"]), st.sampled_from(["n.example", "N.Example:443", "cdn.ampproject.org", "mobile.nytimes.com", "é.example"]), st.sampled_from(["", "/c/s/cdn.ampproject.org/c/s/a.example", "/amp"]), PART, PART),
    st.text(max_size=60),
)  # fmt: skip


@given(ADDRESS)
@example("https://a.example/x.amp.amp")
@example("https://a.example/x/amp/amp/")
@example("https://a.example/%252e%2e/%2F?a=%2B+&;=1")
@example("https://cdn.ampproject.org/c/s/a.example/x%3Fy")
def test_twice_is_once(url: str) -> None:
    once = canonical_url(url)
    if once is not None:
        assert canonical_url(once) == once
        assert once.isascii()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.bbc.co.uk/1", "http://news.bbc.co.uk/2", True),
        ("https://m.news.example/1", "https://news.example/", True),
        ("https://a.co.uk/", "https://b.co.uk/", False),
        ("https://news.example/", "https://agency.example/", False),
        ("https://news.example/", "news", False),
        ("news", "news", False),
        ("http://[::1", "http://[::1", False),
    ],
)
def test_sites(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same
