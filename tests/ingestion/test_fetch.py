"""Fetching: politely, within bounds, and never where nothing is asked."""

import gzip
import os
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat
from threading import Lock
from typing import Any

import httpx2
import pytest

from app.errors import FetchFailed, FetchRefused, RobotsRefused
from app.ingestion.fetch import MOST_DELAY, Fetcher
from app.outbound import allowed_networks, guarded_client
from app.outbound.client import Resolve, resolve
from tests.ingestion.site import HTML, Reply, Site, html, site, to

#: The site alone: the canary on 127.0.0.2 is no less of this machine, and not in it.
ALLOWED = allowed_networks("127.0.0.1")
PAGE = html("<p>Russia met Turkey.</p>")


class Time:
    """A clock that goes on where somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def home() -> Iterator[Site]:
    with site(pages={"/page": PAGE}) as found:
        yield found


@pytest.fixture
def canary() -> Iterator[Site]:
    with site("127.0.0.2", {"/": PAGE, "/page": PAGE, "/robots.txt": Reply()}) as found:
        yield found


@pytest.fixture
def fetcher(time: Time) -> Iterator[Fetcher]:
    with guarded_client(ALLOWED, agent="entente/0 (+test)") as client:
        yield Fetcher(client, lambda: time.now, time.wait, allowed=ALLOWED, most_bytes=20_000)


def resolving(time: Time, resolve: Resolve) -> tuple[httpx2.Client, Fetcher]:
    client = guarded_client(ALLOWED, resolve=resolve)
    return client, Fetcher(client, lambda: time.now, time.wait, allowed=ALLOWED)


def test_a_page(fetcher: Fetcher, home: Site) -> None:
    home.pages["/page?x=1"] = html("<p>Überall</p>", ETag='"7"')
    found = fetcher.fetch(f"{home.at}/page?x=1#part")
    assert (found.url, found.status, found.kind, found.charset) == (f"{home.at}/page?x=1", 200, "text/html", "utf-8")
    assert (found.text, found.headers["etag"], found.moved) == ("<p>Überall</p>", '"7"', None)
    assert [one.path for one in home.asked] == ["/robots.txt", "/page?x=1"]
    assert {one.headers["user-agent"] for one in home.asked} == {"entente/0 (+test)"}
    assert not {"cookie", "referer", "authorization"} & home.asked[1].headers.keys()


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/html; charset=windows-1252", "café".encode("cp1252"), "café"),
        ('text/html;charset="ISO-8859-2"', "łódź".encode("iso-8859-2"), "łódź"),
        ("text/html; charset=utf-8", b"\xff!", "\ufffd!"),
        ("text/html", "café".encode("cp1252"), "café".encode("cp1252")),
        ("text/html; charset=nonsense", b"x", b"x"),
        ("text/html; charset=base64", b"x", b"x"),
        ("text/html; charset=utf-8", b"\xff\xfea\0", b"\xff\xfea\0"),
        ("application/xhtml+xml", b"<html/>", b"<html/>"),
        ("TEXT/PLAIN", b"words", b"words"),
    ],
)
def test_its_encoding_is_what_the_server_says(fetcher: Fetcher, home: Site, kind: str, body: bytes, text: str | bytes) -> None:
    home.pages["/x"] = Reply(200, body, {"Content-Type": kind})
    assert fetcher.fetch(f"{home.at}/x").text == text


@pytest.mark.parametrize(
    "kind", ["image/png", "application/pdf", "application/octet-stream", "video/mp4", "text/css", "nonsense"]
)
def test_what_is_no_page_is_refused(fetcher: Fetcher, home: Site, kind: str) -> None:
    home.pages["/x"] = Reply(200, b"x", {"Content-Type": kind})
    with pytest.raises(FetchFailed, match=rf"/x is {kind}; only pages \(HTML\) and plain text are read"):
        fetcher.fetch(f"{home.at}/x")


def test_a_type_that_is_not_told_is_seen(fetcher: Fetcher, home: Site) -> None:
    home.pages |= {
        "/x": Reply(200, b" <html>"),
        "/y": Reply(200, b"\x89PNG"),
        "/f": Reply(200, b"<rss/>", {"Content-Type": "text/xml"}),
    }
    assert fetcher.fetch(f"{home.at}/x").kind == "text/html"
    with pytest.raises(FetchFailed, match="is of no known type"):
        fetcher.fetch(f"{home.at}/y")
    with pytest.raises(FetchFailed, match="add it as one"):
        fetcher.fetch(f"{home.at}/f")


@pytest.mark.parametrize("status", [204, 400, 401, 404, 410, 429, 500, 503])
def test_other_answers_are_told(fetcher: Fetcher, home: Site, status: int) -> None:
    home.pages["/x"] = Reply(status, b"no", {"Content-Type": HTML})
    assert fetcher.ask(f"{home.at}/x").status == status
    if status > 299:
        with pytest.raises(FetchFailed, match=f"/x answered {status}") as caught:
            fetcher.fetch(f"{home.at}/x")
        assert caught.value.extra["answered"] == status


def brotlied(data: bytes) -> bytes:
    brotli: Any = pytest.importorskip("brotli")
    return bytes(brotli.compress(data))


def deflated(data: bytes) -> bytes:
    return zlib.compress(data, 9)


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("identity", bytes),
        ("gzip", gzip.compress),
        ("deflate", deflated),
        ("br", brotlied),
        ("gzip, gzip", lambda x: gzip.compress(gzip.compress(x))),
    ],
)
def test_sizes_are_those_of_what_is_unpacked(fetcher: Fetcher, home: Site, encoding: str, pack: type[bytes]) -> None:
    for size, path in ((20_000, "/fits"), (20_001, "/more"), (30_000_000, "/bomb")):
        home.pages[path] = Reply(200, pack(b"<p>" + b"x" * (size - 3)), {"Content-Type": HTML, "Content-Encoding": encoding})
    assert len(fetcher.fetch(f"{home.at}/fits").body) == 20_000
    for path in ("/more", "/bomb"):
        with pytest.raises(FetchFailed, match="has more than 20000 bytes"):
            fetcher.fetch(f"{home.at}{path}")


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"not gzip", {"Content-Type": HTML, "Content-Encoding": "gzip"}),
        Reply(200, b"short", {"Content-Type": HTML, "Content-Length": "500"}),
        Reply(200, b"x", {"Content-Type": HTML, "Content-Encoding": ", ".join(repeat("gzip", 9))}),
    ],
)
def test_a_damaged_answer_is_none(fetcher: Fetcher, home: Site, reply: Reply) -> None:
    home.pages["/x"] = reply
    with pytest.raises(FetchFailed, match="was not reached") as caught:
        fetcher.fetch(f"{home.at}/x")
    assert "\n" not in caught.value.detail


def test_nobody_there(fetcher: Fetcher, home: Site) -> None:
    with site() as gone:
        address = gone.at
    with pytest.raises(FetchFailed, match=r"robots\.txt of 127\.0\.0\.1 says nothing \(it cannot be reached\)"):
        fetcher.fetch(f"{address}/x")


def test_what_is_slow_ends(home: Site, time: Time) -> None:
    ticks = iter(range(0, 10_000, 4))
    with guarded_client(ALLOWED, total=10, clock=lambda: float(next(ticks))) as client:
        home.pages["/x"] = html("x" * 500_000)
        home.pages["/robots.txt"] = Reply(404)
        with pytest.raises(FetchFailed):
            Fetcher(client, lambda: time.now, time.wait, allowed=ALLOWED).fetch(f"{home.at}/x")


# Robots


def rules(text: str) -> Reply:
    return Reply(200, text.encode(), {"Content-Type": "text/plain"})


def test_robots_are_heeded_and_asked_once_an_hour(fetcher: Fetcher, home: Site, time: Time) -> None:
    home.pages["/robots.txt"] = rules(
        "User-agent: *\nDisallow: /\n\nUser-agent: Entente\nDisallow: /private\nAllow: /private/not\n"
    )
    home.pages["/private/not"] = PAGE
    for path in ("/page", "/private/not", "/page"):
        fetcher.fetch(home.at + path)
    with pytest.raises(RobotsRefused, match=r"the robots\.txt of 127\.0\.0\.1 does not allow .*/private/x") as caught:
        fetcher.fetch(f"{home.at}/private/x")
    assert caught.value.status == 403
    assert home.paths == ["/page", "/private/not", "/page"]
    assert len(home.asked) == 4
    time.now += 3_601
    home.pages["/robots.txt"] = rules("User-agent: *\nDisallow: /")
    with pytest.raises(RobotsRefused):
        fetcher.fetch(f"{home.at}/page")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_where_there_are_no_rules_all_is_allowed(fetcher: Fetcher, home: Site, status: int) -> None:
    home.pages["/robots.txt"] = Reply(status, b"User-agent: *\nDisallow: /")
    assert fetcher.fetch(f"{home.at}/page").status == 200


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_where_they_cannot_be_had_nothing_is_for_now(fetcher: Fetcher, home: Site, time: Time, status: int) -> None:
    home.pages["/robots.txt"] = Reply(status)
    for _ in range(2):
        with pytest.raises(FetchFailed, match=rf"says nothing \(it answered {status}\), so nothing is asked there for now"):
            fetcher.fetch(f"{home.at}/page")
    assert [one.path for one in home.asked] == ["/robots.txt"]
    time.now += 301
    home.pages["/robots.txt"] = Reply(404)
    assert fetcher.fetch(f"{home.at}/page").status == 200


def test_rules_may_lie_elsewhere_and_be_long(fetcher: Fetcher, home: Site) -> None:
    home.pages["/robots.txt"] = to("/other.txt", 301)
    home.pages["/other.txt"] = rules("User-agent: *\nDisallow: /secret\n" + "# much\n" * 200_000 + "Disallow: /page\n")
    assert fetcher.fetch(f"{home.at}/page").status == 200  # beyond half a mebibyte nothing is read
    with pytest.raises(RobotsRefused):
        fetcher.fetch(f"{home.at}/secret")


def test_rules_that_lead_in_a_circle_allow_nothing(fetcher: Fetcher, home: Site) -> None:
    home.pages["/robots.txt"] = to("/robots.txt")
    with pytest.raises(FetchFailed, match="cannot be reached"):
        fetcher.fetch(f"{home.at}/page")
    assert len(home.asked) == 6


def test_rules_that_lie_inside_are_not_read(fetcher: Fetcher, home: Site, canary: Site) -> None:
    home.pages["/robots.txt"] = to(f"{canary.at}/robots.txt")
    with pytest.raises(FetchFailed, match="cannot be reached"):
        fetcher.fetch(f"{home.at}/page")
    assert (home.paths, canary.asked) == ([], [])


# Turns


def test_a_host_is_given_a_pause(fetcher: Fetcher, home: Site, time: Time) -> None:
    for _ in range(2):
        fetcher.fetch(f"{home.at}/page")
    assert time.waits == [1.0, 1.0]  # after robots.txt, after the first
    time.now += 0.75
    fetcher.fetch(f"{home.at}/page")
    assert time.waits[2:] == [0.25]
    time.now += 60
    fetcher.fetch(f"{home.at}/page")
    assert len(time.waits) == 3


@pytest.mark.parametrize(("wanted", "given"), [("7.5", 7.5), ("9999", MOST_DELAY), ("0.1", 1.0), ("-4", 1.0), ("nan", 1.0)])
def test_as_long_a_pause_as_it_wants(fetcher: Fetcher, home: Site, time: Time, wanted: str, given: float) -> None:
    home.pages["/robots.txt"] = rules(f"User-agent: *\nCrawl-delay: {wanted}\n")
    for _ in range(2):
        fetcher.fetch(f"{home.at}/page")
    assert time.waits == [given, given]


def test_a_host_is_asked_one_thing_at_a_time(fetcher: Fetcher, home: Site) -> None:
    fetcher.fetch(f"{home.at}/page")
    alone, met = Lock(), []

    def one(_: object) -> Reply:
        if not alone.acquire(blocking=False):
            met.append(1)
            return PAGE
        for _ in range(500):
            os.sched_yield()
        alone.release()
        return PAGE

    home.pages["/page"] = one
    with ThreadPoolExecutor(8) as pool:
        assert {found.status for found in pool.map(fetcher.fetch, repeat(f"{home.at}/page", 16))} == {200}
    assert met == []


# Redirects


def test_redirects_are_followed_up_to_five(fetcher: Fetcher, home: Site) -> None:
    for hop, status in enumerate((301, 308, 302, 303, 307)):
        home.pages[f"/{hop}"] = to(f"/{hop + 1}" if hop < 4 else "../page", status)
    found = fetcher.fetch(f"{home.at}/0")
    assert (found.url, found.moved) == (f"{home.at}/page", f"{home.at}/2")
    home.pages["/first"] = to("/0")
    with pytest.raises(FetchFailed, match="redirects more than 5 times"):
        fetcher.fetch(f"{home.at}/first")


def test_a_refresh_and_what_a_page_names_are_not_followed(fetcher: Fetcher, home: Site, canary: Site) -> None:
    body = (
        f'<meta http-equiv=refresh content="0;url={canary.at}/"><base href="{canary.at}"><iframe src="{canary.at}/"></iframe>'
        f'<img src="{canary.at}/"><link rel=canonical href="{canary.at}/page"><script>location="{canary.at}"</script>'
    )
    home.pages["/x"] = html(body, Refresh=f"0; url={canary.at}/", Link=f"<{canary.at}/>; rel=preload")
    assert fetcher.fetch(f"{home.at}/x").url == f"{home.at}/x"
    assert canary.asked == []
    home.pages["/y"] = html("x", **{"Location": f"{canary.at}/", "Content-Location": f"{canary.at}/"})
    assert fetcher.fetch(f"{home.at}/y").url == f"{home.at}/y"  # 200 leads nowhere
    assert canary.asked == []


#: Ways to write an address of this machine that is not allowed; {port} is the canary's.
INNER = [
    "http://127.0.0.2:{port}/", "http://127.2:{port}/", "http://127.0.2:{port}/", "http://2130706434:{port}/",
    "http://0x7f000002:{port}/", "http://0x7f.0.0.2:{port}/", "http://0177.0.0.2:{port}/", "http://017700000002:{port}/",
    "http://127.0.0.2.:{port}/", "http://[::ffff:127.0.0.2]:{port}/", "http://[::ffff:7f00:2]:{port}/",
    "http://[0:0:0:0:0:ffff:7f00:0002]:{port}/", "http://[::127.0.0.2]:{port}/", "http://[64:ff9b::7f00:2]:{port}/",
    "http://[64:ff9b::127.0.0.2]:{port}/", "http://[64:ff9b:1::7f00:2]:{port}/", "http://[2002:7f00:2::]:{port}/",
    "http://[2002:7f00:0002::1]:{port}/", "http://[2001:0:7f00:2::]:{port}/", "http://[fe80::5efe:7f00:2]:{port}/",
    "http://[::1]:{port}/", "http://[::]:{port}/", "http://0.0.0.0:{port}/", "http://0:{port}/", "http://localhost:{port}/",
    "http://LOCALHOST.:{port}/", "http://①②⑦.⓪.⓪.②:{port}/", "http://127。0。0。2:{port}/", "http://１２７.0.0.2:{port}/",
    "http://user@127.0.0.2:{port}/", "http://127.0.0.1@127.0.0.2:{port}/", "http://127.0.0.1:80@127.0.0.2:{port}/",
    "http://u:p@127.0.0.1:{port}/", "http://127.0.0.1#@127.0.0.2:{port}/", "http://127.0.0.1\\@127.0.0.2:{port}/",
    "http:\\\\127.0.0.2:{port}\\", "//127.0.0.2:{port}/", "///127.0.0.2:{port}/", "http:/127.0.0.2:{port}/",
    "http:127.0.0.2:{port}/", "http://127.0.0.1:22/", "http://127.0.0.1:25/", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
    "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/latest/", "http://10.0.0.1/", "http://192.168.0.1:{port}/",
    "http://100.100.100.200/", "https://127.0.0.2:{port}/", "file:///etc/passwd", "file://127.0.0.2/etc/passwd",
    "gopher://127.0.0.2:{port}/_GET%20/", "ftp://127.0.0.2:{port}/", "dict://127.0.0.2:{port}/", "ldap://127.0.0.2:{port}/",
    "data:text/html,<p>x</p>", "javascript:alert(1)", "unix:///var/run/docker.sock", "jar:http://127.0.0.2/!/", "view-source:http://127.0.0.2/",
    "http://127.0.0.2:{port}/\r\nHost: 127.0.0.1", "http://127.0.0.2%00.example:{port}/",
    "http://127.0.0.2:{port}/" + "x" * 2_000,
    " http://127.0.0.2:{port}/", "http://127.0.0.2\t:{port}/", "http://%31%32%37.0.0.2:{port}/", "http://[::ffff:127.0.0.2%25lo]:{port}/",
    "http://[fe80::1%25lo]:{port}/", "", "http://", "http://.:{port}/",
]  # fmt: skip


@pytest.fixture
def told(time: Time) -> Iterator[Fetcher]:
    """A fetcher whose names are looked up in nobody's register: addresses as the system reads them, localhost as it is."""

    def look(host: str, port: int) -> list[str]:
        plain = host.rstrip(".").lower()
        if any(c.isalpha() for c in plain.replace("x", "").replace("a", "")) and plain != "localhost" and ":" not in plain:
            raise OSError("no such name")
        return resolve(host, port)

    client, found = resolving(time, look)
    with client:
        yield found


@pytest.mark.parametrize("form", INNER)
def test_no_form_of_an_inner_address_is_asked(told: Fetcher, canary: Site, form: str) -> None:
    with pytest.raises((FetchRefused, FetchFailed)) as caught:
        told.fetch(form.format(port=canary.port))
    assert "\n" not in caught.value.detail
    assert canary.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("form", INNER)
def test_no_redirect_leads_to_one(told: Fetcher, home: Site, canary: Site, form: str, status: int) -> None:
    where = form.format(port=canary.port)
    home.pages["/start"] = to("/next", status)
    sent = where.replace("\r\n", "%0d%0a").encode().decode("latin-1")
    home.pages["/next"] = Reply(status, b"", {"Location": sent})
    with pytest.raises((FetchRefused, FetchFailed)):
        told.fetch(f"{home.at}/start")
    assert canary.asked == []


def test_an_open_redirect_of_an_allowed_host_gains_nothing(fetcher: Fetcher, home: Site, canary: Site) -> None:
    home.pages[f"/go?to={canary.at}/"] = to(f"{canary.at}/")
    with pytest.raises(FetchRefused, match=r"redirects to where nothing is asked: 127\.0\.0\.2 is not a public address"):
        fetcher.fetch(f"{home.at}/go?to={canary.at}/")
    assert canary.asked == []


def rebinding(*answers: str) -> Resolve:
    left = list(answers)

    def resolve(host: str, port: int) -> list[str]:
        return [left.pop(0) if len(left) > 1 else left[0]]

    return resolve


@pytest.mark.parametrize(
    "answers", [("127.0.0.1", "127.0.0.2"), ("127.0.0.1", "::1"), ("127.0.0.1", "::ffff:127.0.0.2"), ("127.0.0.2",)]
)
def test_a_name_that_leads_elsewhere_after_its_robots_txt(time: Time, home: Site, canary: Site, answers: tuple[str, ...]) -> None:
    client, fetcher = resolving(time, rebinding(*answers))
    with client, pytest.raises((FetchRefused, FetchFailed)):
        fetcher.fetch(f"http://rebind.example:{home.port if len(answers) > 1 else canary.port}/page")
    assert home.paths == []
    assert canary.asked == []


def test_a_name_that_leads_elsewhere_after_a_redirect(time: Time, home: Site, canary: Site) -> None:
    home.pages["/page"] = to("/inside")
    client, fetcher = resolving(time, rebinding("127.0.0.1", "127.0.0.1", "127.0.0.2"))
    with client, pytest.raises(FetchRefused):
        fetcher.fetch(f"http://rebind.example:{home.port}/page")
    assert (home.paths, canary.asked) == (["/page"], [])


def test_robots_are_asked_again_at_another_host(time: Time, home: Site) -> None:
    with site(pages={"/robots.txt": rules("User-agent: *\nDisallow: /page"), "/page": PAGE}) as other:
        home.pages["/to"] = to(f"{other.at}/page")
        client, fetcher = resolving(time, resolve)
        with client, pytest.raises(RobotsRefused):
            fetcher.fetch(f"{home.at}/to")
        assert other.paths == []


def test_nothing_of_a_user_is_shown(fetcher: Fetcher) -> None:
    with pytest.raises(FetchRefused) as caught:
        fetcher.fetch("https://me:hunter2@news.example/x")
    assert "hunter2" not in caught.value.detail


def test_a_proxy_of_the_environment_is_not_asked(time: Time, home: Site, canary: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, canary.at)
    client, fetcher = resolving(time, resolve)
    with client:
        assert fetcher.fetch(f"{home.at}/page").status == 200
    assert canary.asked == []
