"""Settings, and what a process holds."""

from datetime import date
from pathlib import Path

import pytest

from app.coders import LazyCoder
from app.container import Container, coder_version
from app.errors import BadSettings, CoderUnavailable, NotEnglish
from app.ingestion.article import ArticleIn
from app.settings import ROOT, Settings
from graph.actors import Register
from graph.errors import LanguageError
from tests.services.fake import NOON, FakeCoder


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ENTENTE_{name.upper()}", raising=False)


def test_the_database_lies_under_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings.read().database_url == f"sqlite:///{ROOT}/var/entente.sqlite3"
    monkeypatch.setenv("ENTENTE_HOME", str(tmp_path))
    settings = Settings.read()
    assert settings.database_url == f"sqlite:///{tmp_path}/var/entente.sqlite3"
    assert settings.var == tmp_path / "var"


@pytest.mark.parametrize("given", ["postgres://u:p%40s@h:5433/n", "postgresql://u:p%40s@h:5433/n"])
def test_postgres_by_any_name(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("ENTENTE_DATABASE_URL", given)
    assert Settings.read().database_url == "postgresql+psycopg://u:p%40s@h:5433/n"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("DATABASE_URL", "mysql://h/n", "ENTENTE_DATABASE_URL.*no driver for 'mysql'"),
        ("DATABASE_URL", "news.db", "ENTENTE_DATABASE_URL.*not a database URL"),
        ("PORT", "http", "ENTENTE_PORT.*'http'"),
        ("POLL_INTERVAL", "0", "ENTENTE_POLL_INTERVAL"),
        ("LOG_LEVEL", "loud", "ENTENTE_LOG_LEVEL"),
    ],
)
def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str) -> None:
    monkeypatch.setenv(f"ENTENTE_{name}", value)
    with pytest.raises(BadSettings, match=says) as caught:
        Settings.read()
    assert "\n" not in caught.value.detail


def test_a_bad_setting_does_not_tell_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_DATABASE_URL", "mysql://u:secret@h/n")
    with pytest.raises(BadSettings) as caught:
        Settings.read()
    assert "secret" not in caught.value.detail


def test_a_container_takes_articles_and_answers(database_url: str) -> None:
    register = Register({}, (), ())
    with Container.open(Settings(database_url=database_url), coder=FakeCoder(), register=register) as container:
        assert container.graph.current().version == container.status.status().version
        got = container.ingest.ingest(ArticleIn(text="RUS attacks UKR", published_at=date(2024, 5, 1)), NOON)
        assert container.graph.refresh()
        found = container.graph.current().relation("RUS~attacks~UKR")
        assert found is not None
        assert found.evidence == 1
        assert container.evidence.article(got.article_id).coder == "fake-1"
        assert container.extract.extract("IRN arms SYR").edges[0].id == "IRN~arms~SYR"
        assert container.status.status().articles == 1
        with pytest.raises(NotEnglish):
            container.extract.extract("Россия и Иран подписали соглашение")


def test_a_restart_gives_the_same_graph(database_url: str) -> None:
    settings = Settings(database_url=database_url)
    with Container.open(settings, coder=FakeCoder()) as container:
        container.ingest.ingest(ArticleIn(text="RUS/GOV attacks UKR\nIRN arms RUS"), NOON)
        container.graph.refresh()
        before = container.graph.current()
    with Container.open(settings, coder=FakeCoder()) as container:
        after = container.graph.current()
    assert (after.version, list(after), dict(after.nodes)) == (before.version, list(before), dict(before.nodes))
    assert after.node("RUS").name == Register.load().actor("RUS").name


def test_a_coder_without_its_model_is_said_on_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        @staticmethod
        def load(threads: int, least: float) -> None:
            raise LanguageError("the model file is absent")

    monkeypatch.setattr("graph.coding.Coder", Broken, raising=False)
    with pytest.raises(CoderUnavailable, match="the model file is absent"):
        LazyCoder().code("Iran arms Syria.")


def test_the_coder_is_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    loads: list[tuple[int, float]] = []

    class Loads(FakeCoder):
        @classmethod
        def load(cls, threads: int, least: float) -> "Loads":
            loads.append((threads, least))
            return cls()

    monkeypatch.setattr("graph.coding.Coder", Loads, raising=False)
    coder = LazyCoder(threads=3, least=0.7)
    assert coder.code("IRN arms SYR").edges
    assert coder.code_sentences(["IRN arms SYR"]).edges
    assert loads == [(3, 0.7)]


def test_the_coders_version_is_noted() -> None:
    assert coder_version(FakeCoder()) == "fake-1"
    assert coder_version(LazyCoder()).startswith("entente")
