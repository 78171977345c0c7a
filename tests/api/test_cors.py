"""Pages of other origins: those that are named read the answers, errors too; of others nothing is said."""

from app.container import Container
from tests.api.guarded import guarded

OURS, THEIRS = "https://app.example.org", "https://attacker.example"
ROUTE = "/v1/countries/RUS"


def test_nothing_is_said_unless_an_origin_is_named(read_only_container: Container) -> None:
    answer = guarded(read_only_container).get(ROUTE, headers={"Origin": OURS})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "origin" not in answer.headers.get("vary", "").lower()


def test_a_named_origin_reads_answers_and_errors_and_what_they_tell(read_only_container: Container) -> None:
    client = guarded(read_only_container, cors_origins=f"{OURS}, http://localhost:3000", keys="always", rate_reads="9")
    ok = client.get(ROUTE, headers={"Origin": OURS})
    refused = client.post("/v1/articles", json={"text": "a"}, headers={"Origin": OURS})
    nowhere = client.get("/nowhere", headers={"Origin": "http://localhost:3000"})
    long = client.get(f"{ROUTE}?{'a' * 9_000}", headers={"Origin": OURS})
    assert [answer.status_code for answer in (ok, refused, nowhere, long)] == [200, 401, 404, 414]
    for answer in (ok, refused, nowhere, long):
        assert answer.headers["access-control-allow-origin"] == answer.request.headers["origin"]
        shown = answer.headers["access-control-expose-headers"].split(", ")
        assert {"ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"} <= set(shown)
        assert "Origin" in answer.headers["vary"]
        assert "access-control-allow-credentials" not in answer.headers


def test_a_preflight_is_answered_for_those_that_are_named(read_only_container: Container) -> None:
    client = guarded(read_only_container, cors_origins=OURS, keys="all", rate_reads="1")
    asked = {"Origin": OURS, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    for _ in range(3):  # needs no key, and is not counted
        answer = client.options("/v1/articles", headers=asked)
        assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == OURS
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert {"Authorization", "X-API-Key", "If-None-Match"} <= set(answer.headers["access-control-allow-headers"].split(", "))
    assert answer.headers["x-request-id"]
    other = client.options("/v1/articles", headers={**asked, "Origin": THEIRS})
    assert other.status_code == 401
    assert not [name for name in other.headers if name.startswith("access-control")]
    assert "Origin" in other.headers["vary"]


def test_an_origin_is_the_whole_of_it(read_only_container: Container) -> None:
    client = guarded(read_only_container, cors_origins=OURS)
    for origin in (THEIRS, f"{OURS}.attacker.example", "https://app.example.org:444", "http://app.example.org", "null", ""):
        assert "access-control-allow-origin" not in client.get(ROUTE, headers={"Origin": origin}).headers
