"""`feeds`, and addresses among what is ingested: what they print, and how they end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import main
from app.commands import coder
from app.container import Container
from app.settings import Settings
from tests.cli.fakes import OneRule
from tests.ingestion.site import Reply, Site, html, site


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(coder, "lazy", lambda *_: OneRule())
    url = f"sqlite:///{tmp_path / 'news.sqlite3'}"
    for name, value in {
        "HOME": tmp_path,
        "DATABASE_URL": url,
        "FETCH": "on",
        "FETCH_PAUSE": 0,
        "OUTBOUND_ALLOW": "127.0.0.1",
    }.items():
        monkeypatch.setenv(f"ENTENTE_{name}", str(value))
    return url


@pytest.fixture
def home() -> Iterator[Site]:
    items = "".join(f"<item><title>T{n}</title><link>/{n}</link></item>" for n in (2, 1))
    feed = Reply(200, f"<rss version='2.0'><channel><title>World</title>{items}</channel></rss>".encode())
    pages = {
        f"/{n}": html(f"<html><body><article><p>FRA attacks DEU. It was the {n}. time.</p></article></body></html>")
        for n in range(1, 4)
    }
    with site(pages={**pages, "/feed": feed}) as found:
        yield found


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], list[str]]:
    status = main(list(arguments))
    said = capsys.readouterr()
    return status, said.out.splitlines(), said.err.splitlines()


def test_from_adding_to_removing(capsys: pytest.CaptureFixture[str], home: Site, url: str) -> None:
    assert run(capsys, "feeds", "list") == (0, ["no feeds"], [])
    status, out, err = run(capsys, "feeds", "add", f"{home.at}/feed", f"{home.at}/none", f"{home.at}/feed", "http://10.0.0.1/")
    assert (status, len(out), out[0]) == (1, 3, out[2])
    assert err[0].startswith("entente: http://10.0.0.1/: this feed cannot be asked: 10.0.0.1 is not a public address")
    assert err[1] == "4 feeds = 2 added + 1 known + 1 refused; whoever serves polls them, or `feeds poll`"
    status, polled, err = run(capsys, "feeds", "poll", "--processes", "1")
    assert (status, polled) == (1, [])
    assert err[-1] == (
        "2 feeds = 1 read + 0 unchanged + 1 failed + 0 gone + 0 busy; 2 entries = 2 stored + 0 known + 0 aside + 0 refused "
        "+ 0 to be tried again; 2 edges"
    )
    assert f"entente: {out[1]}: {home.at}/none answered 404" in err
    assert run(capsys, "feeds", "poll", "--processes", "1")[2][-1].startswith("0 feeds = 0 read")  # none is due
    assert run(capsys, "feeds", "poll", out[0], "--processes", "1")[::2] == (
        0,
        [
            "1 feed = 1 read + 0 unchanged + 0 failed + 0 gone + 0 busy; 0 entries = 0 stored + 0 known + 0 aside + 0 refused "
            "+ 0 to be tried again; 0 edges"
        ],
    )
    assert run(capsys, "feeds", "poll", "--all", "--processes", "1")[2][-1].startswith("2 feeds = 1 read")
    assert run(capsys, "feeds", "poll", "feed-none", "--processes", "1")[0] == 1
    assert main(["feeds", "poll", "x", "--all"]) == 2
    capsys.readouterr()
    listed = run(capsys, "feeds", "list")[1]
    assert sorted(line.split()[1] for line in listed[1:]) == ["failed", "works"]
    assert run(capsys, "feeds", "remove", out[0]) == (0, [], [f"{out[0]} is removed; its articles stay"])
    assert run(capsys, "feeds", "remove", out[0])[0] == 1
    with Container.open(Settings(database_url=url), coder=OneRule()) as container:
        assert container.status.status().articles == 2


def test_lists_of_feeds(capsys: pytest.CaptureFixture[str], home: Site, tmp_path: Path) -> None:
    list_ = tmp_path / "feeds.opml"
    list_.write_text(f"<opml><body><outline text='World' xmlUrl='{home.at}/feed'/></body></opml>", encoding="utf-8")
    assert run(capsys, "feeds", "add", "--opml", str(list_))[0] == 0
    out = run(capsys, "feeds", "list", "--opml")[1]
    assert f'xmlUrl="{home.at}/feed"' in "".join(out)
    list_.write_text("<!DOCTYPE opml [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><opml/>", encoding="utf-8")
    for arguments in (["--opml", str(list_)], ["--opml", str(tmp_path / "none")], []):
        status, out, err = run(capsys, "feeds", "add", *arguments)
        assert (status, out, len(err)) == (1, [], 1)


def test_addresses_are_ingested(capsys: pytest.CaptureFixture[str], home: Site, tmp_path: Path, url: str) -> None:
    links = tmp_path / "links.txt"
    links.write_text(f"\ufeff# mine\n\n  {home.at}/2\n{home.at}/gone\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("FRA helps DEU. It is said.", encoding="utf-8")
    arguments = ["ingest", f"{home.at}/1", str(tmp_path / "a.txt"), "--links", str(links), "--processes", "1"]
    status, _, err = run(capsys, *arguments)
    assert status == 1
    assert err[-1].startswith("4 read = 3 stored + 0 known + 0 aside + 0 failed + 0 refused + 1 unreadable; 0 copies; 3 edges;")
    assert any(f"{home.at}/gone: answered 404" in line for line in err)
    with Container.open(Settings(database_url=url), coder=OneRule()) as container:
        urls = {row.url for row in container.evidence.articles(limit=9).results}
    assert urls == {f"{home.at}/1", f"{home.at}/2", None}


def test_what_names_nothing_to_fetch(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    links = tmp_path / "links.txt"
    links.write_text("https://news.example/\nfile:///etc/passwd\n", encoding="utf-8")
    status, _, err = run(capsys, "ingest", "--links", str(links), "--processes", "1")
    assert (status, err[0]) == (2, f"entente: --links: line 2 of {links} is no address that begins with http:// or https://")
    assert run(capsys, "ingest", "--links", str(tmp_path / "none"))[0] == 2
    assert run(capsys, "ingest")[0] == 2
    monkeypatch.setenv("ENTENTE_FETCH", "off")
    status, _, err = run(capsys, "ingest", "https://news.example/", "--processes", "1")
    assert (status, any("ENTENTE_FETCH=off" in line for line in err)) == (1, True)
