"""Which outlet a name or an address means, and what the register holds."""

import csv
import re
from dataclasses import replace
from importlib.resources import files

import pytest

from app.ingestion.article import ArticleIn
from app.ingestion.clean import clean
from app.ingestion.outlets import KINDS, OWNERSHIPS, Outlet, Outlets, host_of, site_of
from graph.actors import Register

OUTLETS = Outlets.load()
TEXT = "Iran and Iraq met in Baghdad on Sunday."


def outlet(identifier: str, name: str, *aliases: str, domains: tuple[str, ...] = ()) -> Outlet:
    return Outlet(identifier, name, aliases, domains, "GBR", "private", "newspaper")


def test_the_register_holds_what_it_should() -> None:
    text = files("app.ingestion").joinpath("data/outlets.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) >= 450
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})
    register = Register.load()
    countries = {actor.id for actor in register.actors.values() if actor.kind == "country"}
    for row in rows:
        assert row["country"] in countries, row["id"]
        assert row["ownership"] in OWNERSHIPS, row["id"]
        assert row["kind"] in KINDS, row["id"]
        assert all(year == "" or (len(year) == 4 and year.isdigit()) for year in (row["since"], row["until"])), row["id"]
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"]), row["id"]
        for name in (row["name"], *row["aliases"].split("|")):
            assert name == " ".join(name.split()), row["id"]
        for host in filter(None, row["domains"].split("|")):
            assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host), row["id"]
    regions = {register.actors[row["country"]].region for row in rows}
    assert regions == {"africa", "americas", "asia", "europe", "middle_east", "oceania"}
    assert {row["ownership"] for row in rows} == set(OWNERSHIPS)
    assert sum(row["kind"] == "agency" for row in rows) >= 150


@pytest.mark.parametrize(
    ("name", "identifier"),
    [
        ("Reuters", "reuters"),
        ("REUTERS", "reuters"),
        ("reuters.com", "reuters"),
        ("www.reuters.com", "reuters"),
        ("https://www.reuters.com/", "reuters"),
        ("Thomson Reuters", "reuters"),
        ("BBC News", "bbc"),
        ("bbc.co.uk", "bbc"),
        ("The Associated Press", "associated-press"),
        ("AP", "associated-press"),
        ("Agence France Presse", "agence-france-presse"),
        ("New York Times", "new-york-times"),
        ("the new york times", "new-york-times"),
        ("Le Monde", "le-monde"),
        ("Süddeutsche Zeitung", "suddeutsche-zeitung"),
        ("Suddeutsche Zeitung", "suddeutsche-zeitung"),
        ("El Pais", "el-pais"),
        ("Al-Jazeera", "al-jazeera"),
        ("Al Jazeera", "al-jazeera"),
        ("Ma’an News Agency", "maan-news-agency"),
        ("Mail and Guardian", "mail-and-guardian"),
        ("RFE / RL", "radio-free-europe-radio-liberty"),
        ("Hurriyet", "hurriyet"),
        ("Yeni Safak", "yeni-safak"),
    ],
)
def test_a_name_is_known_however_it_is_written(name: str, identifier: str) -> None:
    found = OUTLETS.by_name(name)
    assert found is not None
    assert found.id == identifier


@pytest.mark.parametrize(
    "name", ["", " ", "Example Courier", "The", "Reuter", "BBC News Tonight", "news.example", "a.b", "The Nation", None]
)
def test_other_names_are_nobodys(name: str | None) -> None:
    assert OUTLETS.by_name(name) is None


@pytest.mark.parametrize(
    ("url", "identifier"),
    [
        ("https://www.bbc.co.uk/news/1", "bbc"),
        ("http://bbc.com", "bbc"),
        ("https://news.sky.com/story/1", "sky-news"),
        ("https://english.alarabiya.net/x", "al-arabiya"),
        ("https://frontline.thehindu.com/x", "frontline-india"),
        ("https://www.thehindu.com/x", "hindu"),
        ("https://EN.YNA.CO.KR/x", "yonhap"),
        ("https://www.abc.net.au/news", "abc-australia"),
        ("https://apnews.com./article/1", "associated-press"),
    ],
)
def test_an_address_is_known_by_its_host(url: str, identifier: str) -> None:
    found = OUTLETS.by_url(url)
    assert found is not None
    assert found.id == identifier


@pytest.mark.parametrize(
    "url",
    [
        "https://sky.com/x",
        "https://notbbc.co.uk/",
        "https://bbc.co.uk.example/",
        "ftp://bbc.co.uk/x",
        "bbc.co.uk",
        "http://[bbc.co.uk/",
        "",
        None,
    ],
)
def test_other_addresses_are_nobodys(url: str | None) -> None:
    assert OUTLETS.by_url(url) is None


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.paper.co.uk/a", "paper.co.uk"),
        ("https://news.paper.com.au/a", "paper.com.au"),
        ("https://a.b.news.example/a", "news.example"),
        ("https://desk.substack.com/p/1", "desk.substack.com"),
        ("https://a.desk.wordpress.com/p/1", "desk.wordpress.com"),
        ("https://substack.com/p/1", "substack.com"),
        ("http://desk.github.io/", "desk.github.io"),
        ("https://www.zeitung.münchen.de/", "münchen.de"),
        ("http://127.0.0.1:8000/", None),
        ("http://[::1]/", None),
        ("http://localhost/", None),
        ("http://a..b/", None),
        ("file:///home/a.html", None),
        ("not an address", None),
        (None, None),
    ],
)
def test_an_unknown_site_is_what_was_registered(url: str | None, site: str | None) -> None:
    assert site_of(url) == site


def test_a_host_is_of_the_web() -> None:
    assert host_of("HTTPS://User@News.Example:8443/a") == "news.example"
    assert host_of("mailto:a@news.example") is None


@pytest.mark.parametrize(
    ("publisher", "url", "stored", "identifier"),
    [
        ("reuters.com", None, "Reuters", "reuters"),
        ("BBC News", "https://www.bbc.com/1", "BBC", "bbc"),
        ("Reuters", "https://paper.example/1", "Reuters", "reuters"),
        ("World news", "https://www.reuters.com/1", "Reuters", "reuters"),
        (None, "https://www.reuters.com/1", "Reuters", "reuters"),
        (None, "https://www.paper.co.uk/1", "paper.co.uk", None),
        (None, None, None, None),
        ("", "https://www.paper.co.uk/1", "paper.co.uk", None),
        (" Example \t Courier ", "https://www.paper.co.uk/1", "Example Courier", None),
        ("The Guardian", None, "The Guardian", "guardian"),
        ("The Guardian", "https://www.theguardian.com/1", "The Guardian", "guardian"),
        ("The Guardian", "https://guardian.ng/1", "The Guardian (Nigeria)", "guardian-nigeria"),
        ("The Guardian", "https://guardian.example/1", "guardian.example", None),
        ("The Guardian", "https://www.bbc.com/1", "The Guardian", "guardian"),
        ("The Nation", None, "The Nation", None),
        ("The Nation", "https://nation.com.pk/1", "The Nation (Pakistan)", "nation-pakistan"),
        ("The Nation", "https://www.nationthailand.com/1", "The Nation (Thailand)", "nation-thailand"),
        ("The Nation", "https://nation.example/1", "The Nation", None),
    ],
)
def test_name_and_address_together(publisher: str | None, url: str | None, stored: str | None, identifier: str | None) -> None:
    voice = OUTLETS.resolve(publisher, url, TEXT)
    assert voice.publisher == stored
    assert (voice.outlet.id if voice.outlet else None) == identifier
    assert voice.credited is None


def test_an_article_is_cleaned_into_its_voice() -> None:
    article = clean(ArticleIn(text=f"BAGHDAD (AP) — {TEXT}", publisher="bbc.co.uk", url="https://x.example/"))
    assert (article.publisher, article.credited) == ("BBC", "Associated Press")
    own = clean(ArticleIn(text=f"BAGHDAD (AP) — {TEXT}", publisher="AP"))
    assert (own.publisher, own.credited) == ("Associated Press", None)
    nobody = clean(ArticleIn(text=f"BAGHDAD (AP) — {TEXT}"))
    assert (nobody.publisher, nobody.credited) == (None, "Associated Press")
    split = clean(ArticleIn(sentences=("Ministers meet", f"BAGHDAD (AP) — {TEXT}"), publisher="Courier"))
    assert (split.publisher, split.credited) == ("Courier", "Associated Press")


def test_no_two_outlets_are_called_the_same() -> None:
    one = outlet("one", "The Courier", domains=("courier.example",))
    with pytest.raises(ValueError, match="both called 'courier'"):
        Outlets.of([one, outlet("two", "Example", "Courier")])
    with pytest.raises(ValueError, match=r"both called 'courier\.example'"):
        Outlets.of([one, outlet("two", "Example", domains=("courier.example",))])
    assert Outlets.of([one, replace(one, id="two", name="The Courier (Leeds)", domains=())]).by_name("Courier") == one
