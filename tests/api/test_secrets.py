"""Secrets in the wrong places: no log line, refusal or trace holds a key or a password."""

import io
import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.cli import main
from app.container import Container
from app.masking import masked
from app.services.keys import written
from tests.api.guarded import bearer, guarded, key
from tests.api.test_logs import stream  # noqa: F401 - a fixture

SECRET = written("0123abcd", bytes(range(32)))
#: Enough of it to be searched for, without the id, which may be told.
PART = SECRET[13:30]


def places(secret: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Requests with the key where keys may end up."""
    for path in (f"/v1/countries/{secret}", f"/v1/actors/{secret}", f"/v1/articles/{secret}", f"/{secret}"):
        yield "GET", path, {}
    yield "GET", f"/v1/relations/{secret}~attacks~{secret}", {}
    yield "DELETE", f"/v1/articles/{secret}", {}
    yield "PUT", f"/v1/{secret}", {}
    for query in (f"key={secret}", f"{secret}=1", f"as_of={secret}", f"cursor={secret}", f"relation={secret}"):
        yield "GET", f"/v1/relations?{query}", {}
    yield "GET", f"/v1/suggest?q={secret}", {}
    yield "GET", f"/v1/alliances/check?a={secret}&b=RUS", {}
    yield "GET", f"/v1/relations?actor={secret}", {}
    for body in ({"text": "a", secret: 1}, {"text": {"a": secret}}, {"text": "a", "published_at": secret}, secret, [secret]):
        yield "POST", "/v1/articles", {"json": body}
    yield "POST", "/v1/articles", {"content": secret, "headers": {"Content-Type": "application/json"}}
    yield "POST", "/v1/articles", {"content": b"{}", "headers": {"Content-Type": secret}}
    for name in ("Authorization", "X-API-Key", "Cookie", "X-Request-ID", "If-None-Match", "Origin", "Host", "Referer"):
        yield "GET", "/v1/countries/RUS", {"headers": {name: secret}}
        yield "POST", "/v1/extract", {"headers": {name: secret}, "json": {"text": "Russia bombed Ukraine."}}
    yield "GET", "/v1/countries/RUS", {"headers": bearer(secret + "x")}


@pytest.mark.parametrize("keys", ["writes", "all"])
def test_a_key_that_nobody_has_is_not_repeated(
    read_only_container: Container,
    stream: io.StringIO,  # noqa: F811
    keys: str,
) -> None:
    client = guarded(read_only_container, keys=keys)
    _none_tells(client, stream, SECRET, PART)


def test_a_key_that_is_good_is_not_repeated_either(container: Container, stream: io.StringIO) -> None:  # noqa: F811
    good = key(container, "admin")
    client = guarded(container, keys="all")
    client.headers.update({"Authorization": f"Bearer {good}"})
    _none_tells(client, stream, good, good[13:30])


def _none_tells(client: TestClient, stream: io.StringIO, secret: str, part: str) -> None:  # noqa: F811
    for method, path, sent in places(secret):
        answer = client.request(method, path, **sent)  # type: ignore[arg-type]
        # An answer that is no refusal may tell what was asked, as suggestions do, to whoever asked.
        told = (answer.text if answer.is_error else "") + str([(name, value) for name, value in answer.headers.items()])
        assert part.lower() not in told.lower(), (method, path, sent, told)
        assert answer.status_code < 500
    logged = stream.getvalue()
    assert '"event":"request"' in logged
    assert part.lower() not in logged.lower(), [line for line in logged.splitlines() if part in line]


def test_a_trace_holds_no_key(
    read_only_container: Container,
    stream: io.StringIO,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(f"{SECRET} at postgresql+psycopg://me:hunter2@db.example/news")

    monkeypatch.setattr("app.api.countries.alliances", broken)
    client = guarded(read_only_container)
    answer = client.get("/v1/countries/RUS/alliances", headers=bearer(SECRET))
    assert answer.status_code == 500
    logged = stream.getvalue()
    assert "RuntimeError: ent_0123abcd*** at postgresql+psycopg://me:***@db.example/news" in logged
    for secret in (PART, "hunter2"):
        assert secret not in logged + answer.text


def test_other_loggers_are_masked_as_well(stream: io.StringIO) -> None:  # noqa: F811
    logging.getLogger("sqlalchemy").warning("connecting to %s", "postgresql://me:hunter2@db.example/news")
    logging.getLogger("uvicorn.error").warning("%s", SECRET.upper())
    assert "hunter2" not in stream.getvalue()
    assert PART.upper() not in stream.getvalue()


@pytest.mark.parametrize("command", [["migrate"], ["keys", "list"], ["serve", "--port", "0"]])
def test_a_database_that_is_not_there_is_told_without_its_password(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCONNECT_TIMEOUT", "5")
    monkeypatch.setenv("ENTENTE_START_SECONDS", "0")
    url = "postgresql://me:hunter2@127.0.0.1:1/news"
    assert main([*command, "--database", url]) == 1
    said = capsys.readouterr()
    assert "the database cannot be used" in said.err
    assert "hunter2" not in said.err + said.out


@pytest.mark.parametrize(
    "text", ["the government_spokesperson_of_it", "an event_identifier_that_is_long", "https://news.example/a:b", "ent_x"]
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked(text) == text
