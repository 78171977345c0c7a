"""Can a request break the server? python3 -m bench.fuzz [--requests 100000] [--threads 8] [--seed 1]

A server over a small database gets so many requests that nobody should send: every route of its own OpenAPI document with values
that are too long, too large, of the wrong kind, contradicting, twice, in another encoding; bodies cut off, nested, huge, of the
wrong type; headers nobody understands; bytes that are no HTTP at all. An answer may be anything but an unexpected error: each
error is a problem document that says what to do, and afterwards the server answers as before. Prints how often each status was
answered; exit status 1 where an answer broke the rules. The same seed sends the same requests.
"""

import argparse
import gzip
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.soak import ask

ROOT = Path(__file__).resolve().parents[1]
#: Statuses that no request may bring about. 503 is an answer of a service that cannot serve now, 502 one of a model elsewhere.
NEVER = {500, 501, 504, 505}
#: One request of so many is well formed.
_GOOD = 100
_NAMES = (
    "RUS", "SYR", "us", "Russia", "IGO:NATO", "NSA:ISIS", "RUS~attacks~UKR", "Rusia", "", " ", ".", "..", "%00", "\0", "\ud800", "é", "Ω" * 50,
    "\u202eRUS", "a" * 199, "a" * 201, "a" * 5000, "' or 1=1 --", "<script>", "../../etc/passwd", "%2e%2e%2f", "~", "~~", "A~b~C", "RUS~attacks~",
    "NaN", "-1", "0", "1e400", "null", "[]", "{}", "\r\nX: y", "🛰", "ＲＵＳ",
)  # fmt: skip
_NUMBERS = (
    "0",
    "1",
    "2",
    "3",
    "5",
    "50",
    "-1",
    "99999",
    "1e3",
    "0x10",
    "1_000",
    "١",
    "9" * 40,
    "1.5",
    "",
    " 1",
    "true",
    "NaN",
    "inf",
)
_DAYS = (
    "2015-12-31", "2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "10000-01-01", "0000-01-01", "today", "2024", "2024-13-01",
    "2024-05-01T00:00:00", "-2024-05-01", "1714521600", "", "２０２４-01-01",
)  # fmt: skip
_MOMENTS = (
    "2024-05-01T12:00:00Z", "2024-05-01T12:00:00+02:00", "2024-05-01T12:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2999-01-01T00:00:00Z", "2024-05-01T25:00:00Z", "1e9", "", "now",
)  # fmt: skip
_HEADERS = (
    ("Accept", "*/*"), ("Accept", "text/csv"), ("Accept", "application/xml;q=0"), ("Accept", "a" * 4000), ("Accept", "\xff\xfe"), ("Accept", ";;q=,,"),
    ("Accept-Encoding", "gzip"), ("Accept-Encoding", "gzip;q=0, *;q=1e9"), ("If-None-Match", "*"), ("If-None-Match", 'W/"0-0"'),
    ("If-None-Match", ","), ("If-None-Match", '"' * 3000), ("Range", "bytes=0-1"), ("X-Request-ID", "x y"), ("X-Request-ID", "a" * 65),
    ("Authorization", "Bearer ent_x"), ("Authorization", "Basic !!"), ("Authorization", "Bearer " + "a" * 3000), ("X-API-Key", "\xff"),
    ("Origin", "null"), ("Origin", "https://evil.example"), ("Cookie", "a=b"), ("X-Forwarded-For", "1.2.3.4, ::1, x"), ("Expect", "100-continue"),
    ("Last-Event-ID", "-1"), ("Last-Event-ID", "é"), ("traceparent", "00-0-0-0"), ("Connection", "close"), ("Upgrade", "websocket"),
    ("Content-Encoding", "gzip"), ("Transfer-Encoding", "identity"), ("Sec-Fetch-Site", "cross-site"),
)  # fmt: skip
_TEXTS = (
    "France praised Germany on Monday.", "Egypt condemned Israel.", "", " ", "\0", "\ud800", "a", "." * 3000, "Россия и Иран", "🛰" * 300,
    "A" + " and B" * 400 + " met.", "<p>France praised Spain.</p>", "France\u202e praised\x07 Peru.", "((((" * 500, "France praised " * 300,
)  # fmt: skip
_RAW = (
    b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00", b"GET /v1/countries\r\n\r\n", b"GET  /  HTTP/1.1\r\nHost: x\r\n\r\n", b"\0" * 100,
    b"POST /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", b"POST /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n",
    b"POST /v1/articles HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\nZZ\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 3000 + b"\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET /v1/%zz HTTP/1.1\r\nHost: x\r\n\r\n", b"GET http://evil/ HTTP/1.1\r\nHost: x\r\n\r\n", b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"CONNECT evil:443 HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /v1/countries/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", b"HEAD /v1/relations HTTP/1.0\r\n\r\n",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: well formed as HTTP, whatever it says; or ``raw`` bytes."""

    method: str = "GET"
    target: str = "/"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    raw: bytes = b""

    def bytes(self) -> bytes:
        """As it goes over the wire."""
        if self.raw:
            return self.raw
        lines = [
            f"{self.method} {self.target} HTTP/1.1",
            "Host: 127.0.0.1",
            *(f"{name}: {value}" for name, value in self.headers),
        ]
        if self.body or self.method in ("POST", "PUT", "PATCH"):
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + self.body


def requests(document: dict[str, Any], seed: int, *, raw: bool = True) -> Iterator[Asked]:
    """Requests without end, the same for the same document and seed. One in a hundred is an article as it should be, another
    each time: whatever the others are, the service has something to store among them."""
    chance = random.Random(seed)  # noqa: S311 - chance, not secrets
    operations = [
        (method.upper(), path, operation)
        for path, found in sorted(document["paths"].items())
        for method, operation in sorted(found.items())
        if "stream" not in path and "events" not in path  # they have no end
    ]
    for number in count():
        if number % _GOOD == 0 and "/v1/articles" in document["paths"]:
            body = json.dumps({"text": f"France praised Germany {number} times."}).encode()
            yield Asked("POST", "/v1/articles", (("Content-Type", "application/json"),), body)
            continue
        if raw and chance.random() < 0.02:
            yield Asked(raw=_mangled(chance, chance.choice(_RAW)))
            continue
        method, path, operation = chance.choice(operations)
        yield _request(chance, method, path, operation)


def broken(asked: Asked, status: int, headers: dict[str, str], body: bytes) -> str | None:
    """What is wrong with an answer, None where it keeps to the rules."""
    if status in NEVER or not 200 <= status < 600:
        return f"status {status}: {body[:300]!r}"
    if asked.raw:
        return None  # what is no HTTP is answered by the HTTP library
    if status in (400, 429) and headers.get("content-type", "").startswith("text/plain"):
        return None  # its own words for a request that it cannot read
    if "x-request-id" not in headers:
        return f"no request id in an answer {status}"
    if status < 400 or asked.method == "HEAD":
        return None
    if headers.get("content-type") != "application/problem+json":
        return f"{status} is {headers.get('content-type')}"
    try:
        body = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
        problem = json.loads(body)
        said = problem["type"], problem["title"], problem["detail"], problem["request_id"]
    except (OSError, EOFError, zlib.error, ValueError, KeyError) as error:
        return f"{status} is no problem document: {error!r}: {body[:200]!r}"
    if problem["status"] != status or not all(isinstance(part, str) and part for part in said):
        return f"{status} has a poor problem document: {body[:300]!r}"
    if "Traceback" in body.decode("utf-8", "replace") or "site-packages" in body.decode("utf-8", "replace"):
        return f"{status} shows its insides: {body[:300]!r}"
    return None


def _request(chance: random.Random, method: str, path: str, operation: dict[str, Any]) -> Asked:
    pairs = []
    for parameter in operation.get("parameters", []):
        value = _value(chance, parameter)
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", _encoded(chance, value, path=True))
        elif parameter["in"] == "query" and chance.random() < (0.9 if parameter.get("required") else 0.25):
            pairs += [(parameter["name"], value)] * (2 if chance.random() < 0.05 else 1)
    if chance.random() < 0.1:
        pairs.append((chance.choice(("colour", "", "limit", "as_of", "key", "format", "_", "a[]")), chance.choice(_NAMES)))
    query = "&".join(f"{quote(name)}={_encoded(chance, value)}" for name, value in pairs)
    if chance.random() < 0.05:
        method = chance.choice(("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "TRACE", "FOO", "get"))
    if chance.random() < 0.03:
        path += chance.choice(("/", "//", "/..", "/%2e%2e", "/x", ";a", "%00", "?"))
    headers = [chance.choice(_HEADERS) for _ in range(chance.randrange(3))]
    body = b""
    if "requestBody" in operation:
        kind, body = _body(chance)
        headers += [("Content-Type", kind)] if kind else []
    return Asked(method, f"{path}?{query}" if query else path, tuple(headers), body)


def _value(chance: random.Random, parameter: dict[str, Any]) -> str:
    schema = parameter.get("schema", {})
    shapes = [schema, *schema.get("anyOf", []), schema.get("items", {})]
    known = [
        value
        for shape in shapes
        for value in (*shape.get("enum", []), *parameter.get("examples", []), *shape.get("examples", []))
    ]
    kinds = {str(shape.get("type")) for shape in shapes} | {str(shape.get("format")) for shape in shapes}
    if known and chance.random() < 0.6:
        return str(chance.choice(known))
    if chance.random() < 0.15:
        return chance.choice(_NAMES)
    if "date-time" in kinds:
        return chance.choice(_MOMENTS)
    if "date" in kinds or parameter["name"] in ("as_of", "from", "to"):
        return chance.choice(_DAYS)
    if {"integer", "number"} & kinds:
        return chance.choice(_NUMBERS)
    return chance.choice(_NAMES)


def _encoded(chance: random.Random, value: str, *, path: bool = False) -> str:
    how = chance.random()
    if how < 0.9:
        return quote(value.encode("utf-8", "surrogatepass"), safe="~:" if path else "")
    if how < 0.95:
        return quote(value.encode("utf-16", "surrogatepass")[:300], safe="")
    return "".join(c if "!" <= c <= "~" and c not in "#?&" else "%" + chance.choice(("ff", "zz", "", "0")) for c in value[:300])


def _body(chance: random.Random) -> tuple[str, bytes]:
    kind = chance.choice(
        ("application/json",) * 8
        + ("application/json; charset=utf-16", "text/plain", "application/xml", "multipart/form-data", "")
    )
    body: Any = {"text": chance.choice(_TEXTS)}
    for name in ("title", "publisher", "published_at", "url", "language", "html", "colour", "secret", "name"):
        if chance.random() < 0.2:
            body[name] = chance.choice((*_TEXTS, *_DAYS, None, 1, True, [], {}, "http://127.0.0.1/", "file:///etc/passwd"))
    how = chance.random()
    if how < 0.6:
        return kind, json.dumps(body).encode("utf-8", "surrogatepass")
    if how < 0.65:
        return kind, b"[" * chance.choice((10, 100, 100_000))
    if how < 0.7:
        return kind, b'{"text":' * chance.choice((10, 5000)) + b"1"
    if how < 0.75:
        return kind, json.dumps({"text": 1e308, "n": [[[]]], "x" * 100: "9" * 1000}).encode().replace(b"1e+308", b"1e999")
    if how < 0.8:
        return kind, b'{"text": NaN, "text": "twice", "published_at": 99999999999999999999999999}'
    if how < 0.9:
        return kind, _mangled(chance, json.dumps(body).encode("utf-8", "surrogatepass"))
    return kind, chance.choice(
        (b"", b"null", b"[]", b'"text"', b"1", b"\xff\xfe{}", b"\xef\xbb\xbf{}", b"{'text': 1}", b"\0" * 1000)
    )


def _mangled(chance: random.Random, given: bytes) -> bytes:
    """Some bytes changed, or the end cut off."""
    changed = bytearray(given)
    for _ in range(chance.randrange(4)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randrange(len(changed) + 1)] if chance.random() < 0.3 else changed)


class Sender:
    """Sends requests over one connection after another, and checks what comes back."""

    def __init__(self, port: int, asked: Iterator[Asked], lock: threading.Lock, left: list[int]) -> None:
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.longest = 0.0
        self._port, self._asked, self._lock, self._left = port, asked, lock, left

    def work(self) -> None:
        """Send until nothing is left."""
        connection: socket.socket | None = None
        while True:
            with self._lock:
                if not self._left[0]:
                    break
                self._left[0] -= 1
                asked = next(self._asked)
            if connection is None:
                connection = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            began = time.monotonic()
            status, headers, body, lasts = _exchange(connection, asked)
            self.longest = max(self.longest, time.monotonic() - began)
            self.statuses[status] += 1
            if status and (found := broken(asked, status, headers, body)):
                self.wrong.append(f"{asked.bytes()[:300]!r}: {found}")
            elif not status and not asked.raw and body != b"closed":
                self.wrong.append(f"{asked.bytes()[:300]!r}: no answer: {body!r}")
            if not lasts:
                connection.close()
                connection = None
        if connection is not None:
            connection.close()


def _exchange(connection: socket.socket, asked: Asked) -> tuple[int, dict[str, str], bytes, bool]:
    """Status (0: none), headers and body of the answer, and whether the connection can be used again."""
    try:
        connection.sendall(asked.bytes())
        if asked.raw:
            connection.shutdown(socket.SHUT_WR)
        answer = HTTPResponse(connection, method=asked.method)
        answer.begin()
        body = answer.read()
    except (OSError, HTTPException) as error:
        # A server that closes while a refused body is still on its way cuts its own answer off.
        cut = isinstance(error, (ConnectionError, HTTPException)) and len(asked.body) > 60_000
        return 0, {}, b"closed" if cut or asked.raw else repr(error).encode(), False
    headers = {name.lower(): value for name, value in answer.getheaders()}
    lasts = not asked.raw and not answer.will_close and headers.get("connection") != "close"
    return answer.status, headers, body, lasts


def main() -> int:
    """Run, and print what came of it."""
    parser = argparse.ArgumentParser(prog="python3 -m bench.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--port", type=int, default=8792)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="entente-fuzz-") as home:
        own = {"ENTENTE_HOME": home, "ENTENTE_DATABASE_URL": f"sqlite:///{home}/fuzz.sqlite3", "ENTENTE_NO_VENV": "1"}
        own["ENTENTE_FETCH"] = "off"  # what it asks for is nobody's
        command = [sys.executable, "-m", "app", "up", "--port", str(given.port)]
        log = Path(home) / "server.log"
        with (
            log.open("wb") as said,
            subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stderr=said) as process,  # noqa: S603
        ):
            try:
                while not _answers(given.port):
                    if process.poll() is not None:
                        raise SystemExit(f"the server ended with {process.returncode}: {log.read_text(encoding='utf-8')}")
                    time.sleep(0.2)
                wrong = _run(given.port, given.requests, given.threads, given.seed)
            finally:
                process.terminate()
        wrong += [
            line for line in log.read_text(encoding="utf-8").splitlines() if '"level": "error"' in line or "Traceback" in line
        ]
    for line in wrong[:20]:
        print(f"WRONG {line[:1000]}")
    return 1 if wrong else 0


def _answers(port: int) -> bool:
    try:
        return ask(port, "GET", "/readyz")[0] == 200
    except (OSError, HTTPException):
        return False


def send(port: int, number: int, threads: int, seed: int) -> tuple[Counter[int], list[str], float]:
    """Sends so many requests to the server on a port: how often each status came, what broke the rules, the longest wait."""
    document = json.loads(ask(port, "GET", "/openapi.json")[2])
    asked, lock, left = requests(document, seed), threading.Lock(), [number]
    senders = [Sender(port, asked, lock, left) for _ in range(threads)]
    working = [threading.Thread(target=sender.work) for sender in senders]
    for thread in working:
        thread.start()
    for thread in working:
        thread.join()
    statuses: Counter[int] = sum((sender.statuses for sender in senders), Counter())
    return statuses, [line for sender in senders for line in sender.wrong], max(sender.longest for sender in senders)


def _run(port: int, number: int, threads: int, seed: int) -> list[str]:
    began, statuses, wrong, longest = time.monotonic(), Counter[int](), list[str](), 0.0
    while (done := statuses.total()) < number:
        some, found, wait = send(port, min(2_000, number - done), threads, seed + done)
        statuses, wrong, longest = statuses + some, wrong + found, max(longest, wait)
        print(f"\r{statuses.total():,} of {number:,}", end="", file=sys.stderr, flush=True)
    if not _answers(port) or ask(port, "GET", "/v1/countries/RUS/alliances")[0] != 200:
        wrong.append("the server does not answer as before")
    told = ", ".join(f"{status or 'none'} {times:,}" for status, times in sorted(statuses.items()))
    seconds = time.monotonic() - began
    print(f"\n{number:,} requests in {seconds:.0f} s, longest {longest:.1f} s: {told}; {len(wrong)} broke the rules")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
