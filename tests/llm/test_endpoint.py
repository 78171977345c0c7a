"""What goes over the wire, and what is said when it fails."""

import json
from collections.abc import Callable

import pytest

from app.errors import BadSettings, CoderUnavailable, CodingFailed, EntenteError
from app.llm.client import retry_after
from app.llm.coder import LlmCoder
from app.llm.endpoint import BadAddress, Endpoint, address
from app.settings import Settings
from tests.llm.conftest import KEY
from tests.llm.server import Reply, StandIn, closed_port, relation, says

Make = Callable[..., LlmCoder]
TEXT = "France condemned Mali."
GOOD = says({"relations": [relation("France", "criticises", "Mali", "condemned")]})
BUSY = Reply(b"{}", 503)


def failure(coder: LlmCoder, kind: type[EntenteError] = CodingFailed) -> str:
    """The one line that is said when an article cannot be coded; the key is never in it."""
    with pytest.raises(kind) as caught:
        coder.code(TEXT)
    assert caught.type is kind
    said = str(caught.value)
    assert "\n" not in said
    assert KEY not in said
    return said


def test_a_request_is_an_ordinary_chat_completion_with_the_key_in_its_header(make: Make, server: StandIn) -> None:
    server.replies = [GOOD]
    assert [e.id for e in make(seed=7, reply_tokens=900).code(TEXT).edges] == ["FRA~criticises~MLI"]
    (asked,) = server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == f"Bearer {KEY}"
    wanted = {"model": "tiny", "temperature": 0, "seed": 7, "max_tokens": 900, "stream": False}
    assert {name: asked.body[name] for name in wanted} == wanted
    form = asked.body["response_format"]["json_schema"]
    assert form["strict"] is True
    assert KEY not in json.dumps(asked.body)


def test_without_a_key_no_header_is_sent_and_a_base_may_name_the_whole_path(make: Make, server: StandIn) -> None:
    server.replies = [GOOD]
    base = f"{server.url}/chat/completions?api-version=1"
    make(url=base, api_key="").code(TEXT)
    assert server.asked[0].path == "/v1/chat/completions?api-version=1"
    assert "Authorization" not in server.asked[0].headers


def test_a_refused_schema_is_asked_for_in_words_from_then_on(make: Make, server: StandIn) -> None:
    fenced = (
        "Here you are:\n```json\n" + json.dumps({"relations": [relation("France", "criticises", "Mali", "condemned")]}) + "\n```"
    )
    server.replies = [Reply(b'{"error": "response_format unsupported"}', 400), says(fenced)]
    coder = make()
    assert len(coder.code(TEXT).edges) == 1
    assert len(coder.code(TEXT).edges) == 1
    assert ["response_format" in asked.body for asked in server.asked] == [True, False, False]
    assert "JSON schema" in server.asked[1].system
    assert "JSON schema" not in server.asked[0].system


def test_a_request_that_is_bad_either_way_fails_and_schemas_are_not_given_up(make: Make, server: StandIn) -> None:
    said = f'{{"error": "context\\nfull for {KEY}"}}'.encode()
    server.replies = [Reply(said, 400), Reply(said, 400), GOOD]
    coder = make()
    assert "answers 400 (“" in failure(coder)
    coder.code(TEXT)
    assert "response_format" in server.asked[2].body


@pytest.mark.parametrize(
    ("reply", "kind", "says_what"),
    [
        (Reply(f"bad key {KEY}".encode(), 401), CoderUnavailable, r"refuses the key \(401\); set ENTENTE_LLM_API_KEY"),
        (Reply(b"", 403), CoderUnavailable, "refuses the key"),
        (Reply(b"no such model", 404), CoderUnavailable, "ENTENTE_LLM_URL and ENTENTE_LLM_MODEL"),
        (Reply(b"", 307, {"Location": "http://127.0.0.1:1/"}), CoderUnavailable, r"redirects \(307\)"),
        (Reply(b"<html>", 200), CodingFailed, "does not answer as chat completions do (“<html>”)"),
        (Reply(b"[" * 100_000, 200), CodingFailed, "does not answer as chat completions do"),
        (says("no relations today"), CodingFailed, "not a JSON object (“no relations today”)"),
        (says("[1]"), CodingFailed, "not a JSON object"),
        (says({"edges": []}), CodingFailed, "no list of relations"),
        (says('{"relations": [{"sen', finish="length"), CodingFailed, "cut off at 4,000 tokens; raise ENTENTE_LLM_REPLY_TOKENS"),
        (says("", refusal="I will not"), CodingFailed, "declined"),
        (says("", finish="content_filter"), CodingFailed, "declined"),
        (Reply(b"x" * 5_000_000, 200), CoderUnavailable, "more than 4,000,000 bytes"),
    ],
)
def test_what_waiting_would_not_change_is_one_clear_line_at_once(
    make: Make, server: StandIn, waits: list[float], reply: Reply, kind: type[EntenteError], says_what: str
) -> None:
    server.replies = [reply]
    said = failure(make(), kind)
    assert says_what.replace("\\", "") in said
    assert waits == []
    assert len(server.asked) == 1


def test_retry_after_is_honoured_and_then_all_is_well(make: Make, server: StandIn, waits: list[float]) -> None:
    server.replies = [Reply(b"slow down", 429, {"Retry-After": "7"}), GOOD]
    coder = make()
    assert len(coder.code(TEXT).edges) == 1
    assert waits == [7.0]
    assert "2 requests, 100 tokens" in coder.account()


def test_waits_double_and_end(make: Make, server: StandIn, waits: list[float]) -> None:
    server.replies = [BUSY]
    assert "answers 503 (“{}”) after 4 tries" in failure(make(retries=3), CoderUnavailable)
    assert waits == [1.0, 2.0, 4.0]
    assert len(server.asked) == 4


def test_a_wait_of_an_hour_is_not_waited_for(make: Make, server: StandIn, waits: list[float]) -> None:
    server.replies = [Reply(b"", 429, {"Retry-After": "3600"})]
    assert "asks to wait 3,600 s" in failure(make(), CoderUnavailable)
    assert waits == []


def test_retry_after_as_a_date_counts_from_the_answers_own_clock() -> None:
    later, now = "Fri, 10 May 2024 12:00:30 GMT", "Fri, 10 May 2024 12:00:00 GMT"
    assert retry_after({"retry-after": later, "date": now}) == 30.0
    assert retry_after({"retry-after": now, "date": later}) == 0.0
    assert retry_after({"retry-after": later}) is None
    assert retry_after({"retry-after": "soon", "date": now}) is None
    assert retry_after({}) is None


def test_silence_is_not_waited_for_longer_than_the_timeout(make: Make, server: StandIn, waits: list[float]) -> None:
    server.replies = [Reply(silent=True)]
    assert "did not answer within 0.2 s; raise ENTENTE_LLM_TIMEOUT" in failure(make(timeout=0.2, retries=1))
    assert waits == [1.0]


def test_a_body_that_trickles_in_is_late_by_the_clock(server: StandIn) -> None:
    server.replies = [Reply(b"{}")]
    ticks = iter([0.0, 61.0])
    with pytest.raises(Exception, match="within 60 s"):
        Endpoint(server.url, timeout=60, clock=lambda: next(ticks)).post(b"{}")


def test_a_broken_off_answer_is_tried_again(make: Make, server: StandIn, waits: list[float]) -> None:
    server.replies = [Reply(b'{"choices"', promised=500), GOOD]
    assert len(make().code(TEXT).edges) == 1
    assert waits == [1.0]


def test_nobody_there(make: Make, waits: list[float]) -> None:
    coder = make(url=f"http://127.0.0.1:{closed_port()}/v1", retries=2)
    assert "cannot be reached: Connection refused; check ENTENTE_LLM_URL" in failure(coder, CoderUnavailable)
    assert waits == [1.0, 2.0]
    assert "3 requests, 0 tokens" in coder.account()


@pytest.mark.parametrize(
    ("base", "says_what"),
    [
        ("ftp://host/v1", "neither http:// nor https://"),
        ("file:///etc/passwd", "neither http:// nor https://"),
        ("host/v1", "neither http:// nor https://"),
        ("https://", "neither http:// nor https://"),
        ("https://user:pa55@host/v1", "put the key into ENTENTE_LLM_API_KEY"),
        ("https://host:port/v1", "cannot be read"),
        ("https://host/v1#part", "fragment"),
        ("https://ho st/v1", "blanks"),
        ("https://host/v1\r\nX: y", "blanks"),
    ],
)
def test_addresses_that_cannot_be_used(base: str, says_what: str) -> None:
    with pytest.raises(BadAddress, match=says_what):
        address(base)
    with pytest.raises(BadSettings, match=r"ENTENTE_LLM_URL.*" + says_what) as caught:
        Settings.read(llm_url=base)
    assert "pa55" not in caught.value.detail


def test_the_key_is_checked_and_shown_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENTENTE_LLM_API_KEY", f" {KEY}\n")
    settings = Settings.read()
    assert settings.llm_api_key.get_secret_value() == KEY
    assert KEY not in repr(settings) + str(settings.model_dump()) + settings.model_dump_json()
    monkeypatch.setenv("ENTENTE_LLM_API_KEY", f"{KEY}\r\nX-Other: 1")
    with pytest.raises(BadSettings, match="ENTENTE_LLM_API_KEY") as caught:
        Settings.read()
    assert KEY not in caught.value.detail


def test_a_queries_secret_is_not_shown() -> None:
    assert Endpoint("https://host/v1/?key=abc", timeout=1).shown == "https://host/v1/chat/completions"
