"""Who may do what: keys by the settings, the table of routes, and rates."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from fastapi.testclient import TestClient

from app.api.page import assets
from app.container import Container
from app.errors import BadSettings
from app.http.compression import LEAST
from app.http.guards import guards
from app.http.policy import counted_as, is_listed, policy, rule
from app.ingestion.article import ArticleIn
from app.main import create_app
from app.services.keys import KeyService, written
from app.settings import Settings
from tests.api.conftest import NOON, make_container, seed
from tests.api.guarded import BEYOND, bearer, guarded, key

DOCUMENT = create_app(Settings(database_url="sqlite://")).openapi()
ROUTES = [(method.upper(), path) for path, operations in DOCUMENT["paths"].items() for method in operations]
TEXT = {"text": "Russia bombed Ukraine. France sanctioned Russia."}
READ, WRITE, EXTRACT = ("GET", "/v1/countries/RUS"), ("POST", "/v1/articles"), ("POST", "/v1/extract")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Container]:
    """A seeded container; the tests write what is there already."""
    with make_container(tmp_path_factory.mktemp("access")) as container:
        seed(container)
        container.ingest.ingest(ArticleIn(text=TEXT["text"]), NOON)
        yield container


def ask(client: TestClient, route: tuple[str, str], headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Status, and the slug of the problem where it is one."""
    method, path = route
    answer = client.request(method, path, json=TEXT if method == "POST" else None, headers=headers)
    problem = answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["type"].removeprefix("/problems/") if problem else ""


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_is_in_the_table(method: str, path: str) -> None:
    assert is_listed(method, re.sub(r"\{\w+\}", "x", path)), "name it in app/http/policy.py, with the scope that it needs"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *product(("POST", "PUT", "PATCH", "DELETE", "BREW"), ("/", "/healthz", "/v1/countries", "/v1/new", "/v1/articles/a/b")),
        ("PUT", "/v1/articles"),
        ("POST", "/v1/articles/"),
        ("POST", "/v1/extract/x"),
        ("DELETE", "/v1/articles"),
        ("GET", "/v1/webhooks"),
        ("GET", "/v1/webhooks/7/deliveries"),
    ],
)
def test_what_the_table_does_not_have_needs_an_administrator(method: str, path: str) -> None:
    assert rule(method, path).scope == "admin"


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/v1/countries/RUS/subgraph?limit_nodes=2000", "reads"),
        ("/v1/countries/RUS/subgraph?limit_nodes=500&layout=signed&expand=SYR", "reads"),
        ("/v1/countries/RUS/subgraph?limit_nodes=501&layout=signed", "analyses"),
        ("/v1/actors/IGO:NATO/subgraph?expand=SYR&l%61yout=signed&expand=TUR&limit_nodes=400.0&expand_nodes=51", "analyses"),
        ("/v1/actors/RUS/subgraph?limit_nodes=many&layout=signed", "reads"),
        ("/v1/overview?layout=signed", "reads"),
        ("/v1/overview?layout=signed&limit_nodes=2_000", "analyses"),
    ],
)
def test_what_takes_long_is_counted_as_an_analysis(address: str, kind: str) -> None:
    path, _, query = address.partition("?")
    assert rule("GET", path, query.encode()).kind == kind


def test_the_rate_of_analyses_holds_for_drawing_many(held: Container) -> None:
    client = guarded(held, rate_analyses="1")
    path = "/v1/overview?layout=signed&limit_nodes="
    assert [client.get(f"{path}{nodes}").status_code for nodes in (501, 502, 60)] == [200, 429, 200]


#: keys, host -> what a read, a write and an extract need.
NEEDS = [
    ("writes", "127.0.0.1", (None, None, None)),
    ("writes", "::1", (None, None, None)),
    ("writes", "localhost", (None, None, None)),
    ("writes", BEYOND, (None, "write", None)),
    ("writes", "", (None, "write", None)),
    ("writes", "::", (None, "write", None)),
    ("writes", "192.0.2.1", (None, "write", None)),
    ("writes", "news.example", (None, "write", None)),
    ("always", "127.0.0.1", (None, "write", None)),
    ("always", BEYOND, (None, "write", None)),
    ("all", "127.0.0.1", ("read", "write", "read")),
    ("all", BEYOND, ("read", "write", "read")),
    ("off", "127.0.0.1", (None, None, None)),
    ("off-for-all", BEYOND, (None, None, None)),
]


@pytest.mark.parametrize(("keys", "host", "needed"), NEEDS)
def test_what_needs_a_key(held: Container, keys: str, host: str, needed: tuple[str | None, ...]) -> None:
    client = guarded(held, keys=keys, host=host)
    for route, scope in zip((READ, WRITE, EXTRACT), needed, strict=True):
        answers = (200, "") if scope is None else (401, "key-required")
        assert ask(client, route) == answers, route
    for path in ("/", "/healthz", "/readyz", "/openapi.json", "/explorer/app.js"):
        assert client.get(path).status_code == 200


def test_the_page_opens_without_a_key_as_it_does_with_one(held: Container) -> None:
    client = guarded(held, keys="all")
    assert ask(client, READ) == (401, "key-required")
    for path in ("/", *(f"/explorer/{name}" for name in sorted(assets()))):
        whole = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert whole.status_code == 200, path
        assert (whole.headers.get("content-encoding") == "gzip") == (len(whole.content) >= LEAST), path
        head = client.head(path, headers={"Accept-Encoding": "gzip"})
        assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", whole.headers["etag"]), path
        known = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": whole.headers["etag"]})
        assert (known.status_code, known.content) == (304, b""), path


def test_a_server_behind_a_named_proxy_is_no_server_of_this_machine_alone(held: Container) -> None:
    assert ask(guarded(held, trusted_proxies="127.0.0.1"), WRITE) == (401, "key-required")


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_a_write_that_a_proxy_passed_on_needs_a_key_on_loopback_too(held: Container, name: str) -> None:
    client = guarded(held)
    assert ask(client, WRITE, {name: "192.0.2.1"}) == (401, "key-required")
    assert ask(client, WRITE, {name: "192.0.2.1", **bearer(key(held, "write"))}) == (200, "")
    assert ask(client, READ, {name: "192.0.2.1"}) == (200, "")
    assert ask(guarded(held, keys="off"), WRITE, {name: "192.0.2.1"}) == (200, "")


def test_a_write_that_came_in_at_another_address_than_was_said_needs_a_key(held: Container) -> None:
    assert ask(guarded(held, base_url="http://192.0.2.9"), WRITE) == (401, "key-required")
    assert ask(guarded(held, base_url="http://127.0.0.1"), WRITE) == (200, "")


def test_off_is_refused_beyond_this_machine() -> None:
    with pytest.raises(BadSettings, match=r"ENTENTE_KEYS: off, while others reach the server \(at 0\.0\.0\.0, .* off-for-all"):
        policy(Settings(keys="off", host=BEYOND))
    with pytest.raises(BadSettings, match="off-for-all"):
        create_app(Settings(keys="off", host="", database_url="sqlite://"))


def test_scopes_open_what_they_include(held: Container) -> None:
    client = guarded(held, keys="all")
    seen = {
        scope: [ask(client, route, bearer(key(held, scope)))[0] for route in (READ, EXTRACT, WRITE, ("GET", "/v1/webhooks"))]
        for scope in ("read", "write", "admin")
    }
    assert seen["read"] == [200, 200, 403, 403]
    assert seen["write"] == [200, 200, 200, 403]
    assert seen["admin"][:3] == [200, 200, 200]
    assert seen["admin"][3] not in (401, 403)


def test_a_refusal_says_what_to_do(held: Container) -> None:
    client = guarded(held, keys="always")
    missing = client.post("/v1/articles", json=TEXT)
    assert missing.headers["www-authenticate"] == 'Bearer realm="entente"'
    assert missing.json()["detail"].startswith("POST /v1/articles needs a key with the scope write; send")
    small = client.post("/v1/articles", json=TEXT, headers=bearer(key(held, "read")))
    assert small.json()["type"] == "/problems/scope-missing"
    assert small.headers["www-authenticate"] == 'Bearer realm="entente", error="insufficient_scope", scope="write"'
    for wrong, says in ((written("ffffffff", b"x" * 32), "no such key, or it has expired"), ("ent_oops", "is wrong or missing")):
        answer = client.post("/v1/articles", json=TEXT, headers=bearer(wrong))
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/key-unknown")
        assert answer.headers["www-authenticate"] == 'Bearer realm="entente", error="invalid_token"'
        assert says in answer.json()["detail"]


def test_where_keys_count_a_wrong_one_is_refused_though_none_is_needed(held: Container) -> None:
    client = guarded(held, host=BEYOND)
    assert ask(client, READ, bearer("ent_oops")) == (401, "key-unknown")
    assert ask(client, READ, {"Authorization": "Basic bWU6bWU="}) == (200, "")  # a proxy's business
    assert ask(client, WRITE, {"Authorization": "Basic bWU6bWU="}) == (401, "key-required")
    assert ask(client, ("GET", "/healthz"), bearer("ent_oops")) == (200, "")
    assert ask(guarded(held, host=BEYOND, rate_reads="0"), READ, bearer("ent_oops")) == (401, "key-unknown")
    assert ask(guarded(held), READ, bearer("ent_oops")) == (200, "")


def test_a_key_is_taken_from_either_header_and_from_nowhere_else(held: Container) -> None:
    client, shown = guarded(held, keys="all"), key(held, "write")
    assert ask(client, WRITE, {"X-API-Key": shown}) == (200, "")
    assert ask(client, WRITE, {"Authorization": f"bearer  {shown} "}) == (200, "")
    assert ask(client, ("GET", f"/v1/countries/RUS?key={shown}")) == (401, "key-required")
    assert ask(client, ("GET", f"/v1/countries/RUS?api_key={shown}"), bearer(shown)) == (400, "unknown-parameter")
    assert ask(client, WRITE, {"Cookie": f"key={shown}"}) == (401, "key-required")


def test_a_revoked_key_opens_nothing_after_the_next_look(held: Container) -> None:
    client, shown = guarded(held, keys="all"), key(held, "read")
    assert ask(client, READ, bearer(shown)) == (200, "")
    KeyService(held.engine).revoke(shown.split("_")[1], NOON)
    held.keys.refresh()
    assert ask(client, READ, bearer(shown)) == (401, "key-unknown")


def test_a_path_below_a_root_path_needs_what_it_needs(held: Container) -> None:
    app = guarded(held, keys="always").app
    client = TestClient(app, root_path="/news", follow_redirects=False)
    assert ask(client, ("GET", "/news/v1/webhooks")) == (401, "key-required")
    assert ask(client, ("POST", "/news/v1/articles")) == (401, "key-required")
    assert ask(client, ("POST", "/news/v1/extract")) == (200, "")
    assert ask(client, ("GET", "/news/v1/countries/RUS")) == (200, "")


def test_reads_and_writes_are_counted_each_for_itself(held: Container) -> None:
    client = guarded(held, keys="always", rate_reads="2", rate_writes="1", rate_analyses="1")
    shown = bearer(key(held, "write"))
    first, second, third = (client.get("/v1/countries/RUS") for _ in range(3))
    assert (first.status_code, second.status_code, third.status_code) == (200, 200, 429)
    assert first.headers["ratelimit-policy"] == '"reads";q=2;w=60'
    assert re.fullmatch(r'"reads";r=1;t=\d+', first.headers["ratelimit"])
    assert re.fullmatch(r'"reads";r=0;t=\d+', third.headers["ratelimit"])
    assert third.json()["type"] == "/problems/too-many-requests"
    assert 1 <= int(third.headers["retry-after"]) <= 120
    assert third.headers["retry-after"] == third.headers["ratelimit"].split("t=")[1]
    assert client.get("/v1/countries/RUS", headers=shown).status_code == 200  # a key of its own count
    assert [ask(client, WRITE, shown)[0] for _ in range(2)] == [200, 429]
    assert [ask(client, EXTRACT)[0] for _ in range(2)] == [200, 429]
    for path in ("/healthz", "/readyz", "/openapi.json"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "ratelimit" not in answer.headers


def test_a_not_modified_answer_is_counted_too_and_says_so(held: Container) -> None:
    client = guarded(held, rate_reads="5")
    tag = client.get("/v1/countries/RUS").headers["etag"]
    again = client.get("/v1/countries/RUS", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.headers["ratelimit"].startswith('"reads";r=3;')


def test_rates_are_off_on_loopback_and_on_beyond_unless_set(held: Container) -> None:
    assert policy(held.settings).rates == {}
    assert policy(Settings(host=BEYOND)).rates == {"reads": 600, "writes": 120, "analyses": 60}
    assert policy(Settings(host=BEYOND, rate_reads="0", rate_writes="7")).rates == {"writes": 7, "analyses": 60}
    assert policy(Settings(rate_reads="7")).rates == {"reads": 7}
    assert policy(Settings(keys="off")).idle
    assert "ratelimit" not in guarded(held).get("/v1/countries/RUS").headers
    assert "Access" not in str(guarded(held, keys="off").app.user_middleware)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("given", "before"),
    [
        ({}, True),
        ({"keys": "off"}, True),
        ({"keys": "always"}, False),
        ({"keys": "all"}, False),
        ({"rate_reads": "5"}, False),
        ({"host": BEYOND}, False),
        ({"host": BEYOND, "keys": "off-for-all"}, False),
        ({"trusted_proxies": "10.0.0.1"}, False),
        ({"cors_origins": "https://app.example.org"}, False),
    ],
)
def test_remembered_answers_go_out_before_the_guards_only_where_these_let_every_read_pass(
    given: dict[str, str], before: bool
) -> None:
    assert (guards(Settings.read(**given)).front is not None) is before


def test_failed_attempts_are_counted_and_hold_up_no_good_key(held: Container) -> None:
    client = guarded(held, keys="always")
    tries = [ask(client, WRITE, bearer("ent_oops")) for _ in range(31)]
    assert tries[:30] == [(401, "key-unknown")] * 30
    assert tries[30] == (429, "too-many-requests")
    assert ask(client, WRITE) == (429, "too-many-requests")
    assert ask(client, WRITE, bearer(key(held, "write"))) == (200, "")


@pytest.mark.parametrize(
    ("trusted", "forwarded", "counted"),
    [
        ("", "198.51.100.1", ["192.0.2.7"]),
        ("10.0.0.0/8", "198.51.100.1", ["192.0.2.7"]),
        ("192.0.2.0/24", "198.51.100.1", ["198.51.100.1"]),
        ("192.0.2.7", "203.0.113.9, 198.51.100.1", ["198.51.100.1"]),  # what lies before it, anybody can write
        ("192.0.2.7 198.51.100.1", "203.0.113.9, 198.51.100.1", ["203.0.113.9"]),
        ("192.0.2.7", "[2001:db8::1]:443", ["2001:db8::/64"]),
        ("192.0.2.7", "198.51.100.1:80", ["198.51.100.1"]),
        ("192.0.2.7", "who knows", ["192.0.2.7"]),
    ],
)
def test_the_address_that_counts_is_the_nearest_that_is_no_proxy_of_ours(
    held: Container, monkeypatch: pytest.MonkeyPatch, trusted: str, forwarded: str, counted: list[str]
) -> None:
    seen: list[str] = []
    client = guarded(held, trusted_proxies=trusted, rate_reads="100")
    from app.http.rates import Rates  # noqa: PLC0415 - as the service itself

    monkeypatch.setattr(Rates, "take", lambda self, kind, who: seen.append(who))
    client.get("/v1/countries/RUS", headers={"X-Forwarded-For": forwarded})
    assert seen == counted


def test_addresses_are_counted_as_who_has_them() -> None:
    assert counted_as("2001:db8::1") == counted_as("2001:db8::ffff:1") != counted_as("2001:db8:0:1::1")
    assert counted_as("::ffff:192.0.2.1") == "192.0.2.1"
    assert counted_as("testclient") == "testclient"


def test_only_https_will_do_where_a_trusted_proxy_says_that_it_was_https(held: Container) -> None:
    def told(forwarded: str, **settings: str) -> str | None:
        answer = guarded(held, **settings).get("/v1/countries/RUS", headers={"X-Forwarded-Proto": forwarded})
        return answer.headers.get("strict-transport-security")

    assert told("https") is None
    assert told("https", trusted_proxies="10.0.0.1") is None
    assert told("http", trusted_proxies="192.0.2.7") is None
    assert told("https", trusted_proxies="192.0.2.7") == "max-age=31536000"
    assert told("https", trusted_proxies="192.0.2.7", hsts="off") is None
    assert told("http", hsts="always") == "max-age=31536000"


def test_the_description_tells_scopes_and_refusals() -> None:
    paths = DOCUMENT["paths"]
    assert paths["/v1/articles"]["post"]["x-scope"] == "write"
    assert paths["/v1/countries/{code}"]["get"]["x-scope"] == "read"
    assert {"401", "403", "429"} <= set(paths["/v1/extract"]["post"]["responses"])
    assert "security" not in paths["/healthz"]["get"]
    assert set(DOCUMENT["components"]["securitySchemes"]) == {"bearer", "header"}


@pytest.mark.parametrize(
    "given",
    [
        {"keys": "some"},
        {"rate_reads": "-1"},
        {"rate_reads": "many"},
        {"trusted_proxies": "10.0.0.0/8, proxy"},
        {"cors_origins": "*"},
        {"cors_origins": "https://app.example.org/"},
        {"allowed_hosts": "https://news.example.org"},
        {"max_requests": 0},
        {"body_timeout": 0},
    ],
)
def test_settings_that_mean_nothing_are_refused_by_name(given: dict[str, object]) -> None:
    with pytest.raises(BadSettings, match=f"ENTENTE_{next(iter(given)).upper()}: "):
        Settings.read(**given)
