"""`publishers`: what it prints where, and how it ends."""

import pytest

from app.cli import main
from app.ingestion.article import ArticleIn
from app.services.ingest import IngestService
from app.store.engine import make_engine
from app.store.migrating import migrate
from tests.services.fake import NOON, FakeCoder


@pytest.fixture
def url(database_url: str) -> str:
    engine = make_engine(database_url)
    migrate(engine)
    service = IngestService(engine, FakeCoder(), coder_version="fake-1")
    for publisher, end in (("reuters.com", ""), ("Example Courier", "\n© 2024 Reuters"), ("Example Courier", "")):
        service.ingest(ArticleIn(text=f"RUS attacks UKR\nSo says {publisher}.{end}", publisher=publisher), NOON)
    engine.dispose()
    return database_url


def run(capsys: pytest.CaptureFixture[str], url: str, *words: str) -> tuple[int, str, str]:
    status = main(["publishers", *words, "--database", url])
    said = capsys.readouterr()
    return status, said.out, said.err.strip()


def test_publishers_are_listed(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, url, "list")
    assert (status, err) == (0, "")
    head, second, first = out.splitlines()
    assert head.split() == ["id", "name", "country", "ownership", "kind", "articles", "credits", "evidence"]
    assert first.split() == ["reuters", "Reuters", "GBR", "private", "agency", "1", "1", "2"]
    assert second.split() == ["pub-2", "Example", "Courier", "unknown", "unknown", "unknown", "2", "0", "1"]
    assert run(capsys, url, "list", "--country", "gbr")[1].splitlines()[1].split() == first.split()
    assert run(capsys, url, "list", "--ownership", "party") == (0, "no publishers\n", "")
    everybody = run(capsys, url, "list", "--known", "--kind", "agency", "--name", "press")[1]
    assert "associated-press" in everybody


def test_a_publisher_is_shown(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, url, "show", "Thomson Reuters")
    assert (status, err) == (0, "")
    told = dict(line.split(": ", 1) for line in out.splitlines())
    assert told["id"] == "reuters"
    assert told["addresses"] == "reuters.com"
    assert told["owner"] == "Thomson Reuters"
    assert "since" not in told
    assert run(capsys, url, "show", "pub-2")[1].startswith("id: pub-2\nname: Example Courier\ncountry: unknown\n")
    status, out, err = run(capsys, url, "show", "Nobody")
    assert (status, out) == (1, "")
    assert err.startswith("entente: no publisher is called 'Nobody'; ")
