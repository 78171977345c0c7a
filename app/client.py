"""A client of Entente, in one file that imports nothing of the service: use it from here, or copy it.

Needs httpx2; NetworkX for :meth:`Client.graph` and pandas for :meth:`Client.frame`. Answers are the service's own dictionaries
(docs/api.md), typed. Every request may be repeated without harm, posting an article too, since the service knows an article
by its text: so all are tried again after 429, 503 and broken connections.
"""

import contextlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, Literal, NotRequired, Self, TypedDict, TypeVar, Unpack, cast
from urllib.parse import quote, urlencode
from uuid import uuid4

import httpx2

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

T = TypeVar("T")
#: The connection failed, not the request.
_BROKEN = (httpx2.NetworkError, httpx2.TimeoutException, httpx2.RemoteProtocolError)
Day = date | str
Moment = datetime | str
Sign = Literal["cooperation", "conflict"]
Ownership = Literal["state", "public", "private", "party", "unknown"]
Step = Literal["day", "week", "month", "quarter", "year"]
LongStep = Literal["month", "quarter", "year"]
Layout = Literal["none", "signed"]
Origin = Literal["coder", "gdelt", "polecat", "icews", "cow", "atop"]


class Window(TypedDict, total=False):
    """Which evidence counts: days, the moment of knowledge, and the origin (the coder, or a data set that was imported)."""

    origin: Origin
    as_of: Day
    from_: Day
    to: Day
    known_at: Moment


class Sourced(Window, total=False):
    """A window, and the least number of publishers and confidence (0 to 1) of a relation."""

    min_sources: int
    min_confidence: float


class Which(Sourced, total=False):
    """Which relations count."""

    relation: Sequence[str]
    plover: Sequence[str]
    sign: Sign


class Article(TypedDict, total=False):
    """An article to be taken in: text or html, or the url alone, which is fetched; and what is known of it."""

    text: str
    html: str
    title: str
    publisher: str
    published_at: Day | Moment
    url: str
    language: str


class Named(TypedDict):
    """An actor in one line."""

    id: str
    name: str
    kind: str


class Country(Named):
    """A country in the list of all."""

    iso2: str | None
    region: str | None
    relations: int


class Bond(TypedDict):
    """A relation behind a tie."""

    id: str
    source: str
    relation: str
    target: str
    label: str
    sign: Sign
    strength: float
    confidence: float
    evidence: int
    publishers: int
    first_day: str
    last_day: str


class Relation(Bond):
    """A relation, with the names of its ends."""

    source_name: str
    target_name: str
    plover: str
    symmetric: bool
    goldstein: float
    reports: int


class Weighed(TypedDict):
    """A pair, weighed."""

    score: float
    cooperation: float
    conflict: float
    contested: bool
    since: str | None
    last: str | None
    basis: list[str]
    declared: list[dict[str, Any]]
    relations: list[Bond]
    against: list[Bond]


class Beside(TypedDict):
    """A step of a timeline beside an ally or a rival."""

    start: str
    cooperation_weight: float
    conflict_weight: float
    evidence: int


class Tie(Weighed):
    """An ally or a rival; ``timeline`` where it was asked for."""

    actor: Named
    rank: int
    evidence: int
    timeline: NotRequired[list[Beside]]


class Verdict(Weighed):
    """Are these two allied?"""

    a: Named
    b: Named
    allied: bool
    verdict: Literal["allied", "aligned", "mixed", "opposed", "unknown"]
    publishers: list[str]


class Outlet(TypedDict):
    """A publisher that is known."""

    id: str
    name: str
    country: str
    ownership: Literal["state", "public", "private", "party"]
    kind: Literal["agency", "newspaper", "broadcaster", "magazine", "site"]


class Publisher(TypedDict):
    """A publisher, and what is stored of it."""

    id: str
    name: str
    country: str | None
    ownership: str | None
    kind: str | None
    articles: int
    credits: int
    evidence: int


class Source(TypedDict):
    """The article of a sentence; ``credited`` is the agency whose report it says that it is."""

    id: str
    title: str | None
    publisher: str | None
    outlet: Outlet | None
    credited: Outlet | None
    published_day: str | None
    url: str | None


class Mention(TypedDict):
    """An actor as a sentence names it; ``span`` counts characters of the sentence."""

    actor: str
    name: str
    role: str | None
    span: tuple[int, int] | None


class Evidence(TypedDict):
    """A sentence that states a relation."""

    id: str
    relation_id: str
    source: Mention
    relation: str
    target: Mention
    status: Literal["occurred", "planned", "alleged", "negated", "hypothetical"]
    counted: bool
    day: str
    sentence: str
    sentence_index: int
    in_title: bool
    confidence: float
    why: str
    article: Source


class Period(TypedDict):
    """A step of a timeline."""

    start: str
    evidence: int
    cooperation: int
    conflict: int
    cooperation_weight: float
    conflict_weight: float
    goldstein: float


class Taken(TypedDict):
    """What came of an article."""

    id: str
    outcome: Literal["created", "known", "aside", "failed"]
    status: str
    edges: list[dict[str, Any]]
    version: int
    error: str | None


class Change(TypedDict):
    """What changed; the members besides these depend on ``type`` (docs/api.md)."""

    type: Literal["relation", "article", "actor", "decision"]
    change: str
    id: str
    version: int
    at: str | None


class About(TypedDict, total=False):
    """Which changes are wanted."""

    type: Sequence[Literal["relation", "article", "actor", "decision"]]
    actor: str
    country: str


class EntenteProblem(Exception):  # noqa: N818 - as RFC 9457 calls it
    """The service refused: its problem document (RFC 9457). ``detail`` says what to do."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.type: str = document.get("type", "about:blank")
        self.title: str = document.get("title", "")
        self.status: int = document.get("status", 0)
        self.detail: str = document.get("detail", "")
        self.errors: list[dict[str, str]] = document.get("errors") or []
        self.suggestions: list[Named] = document.get("suggestions") or []
        self.request_id: str | None = document.get("request_id")
        super().__init__(f"{self.status} {self.title}: {self.detail}")


class GraphMoved(EntenteProblem):
    """The graph changed while a list was read: what was read is of the version before, what is missing cannot be had any
    more. Read the list anew; :meth:`Pages.all` does."""


class Pages(Generic[T]):
    """A list of the service; iterating asks for page after page. All pages are of one version of the graph.

    Raises :class:`GraphMoved` where that version is gone before the last page was read.
    """

    def __init__(self, get: Callable[[str], Any], address: str) -> None:
        self._get, self._address = get, address

    def __iter__(self) -> Iterator[T]:
        address: str | None = self._address
        read = 0
        while address:
            try:
                answer = self._get(address)
            except EntenteProblem as problem:
                if problem.status == 410:
                    said = f"the graph changed after {read} results were read; read the list anew, or take .all()"
                    raise GraphMoved({**vars(problem), "detail": said}) from problem
                raise
            read += len(answer["results"])
            yield from answer["results"]
            address = answer["next_url"]

    def all(self, restarts: int = 3) -> list[T]:
        """All results, of one version: begun again, so many times, where the graph changes meanwhile."""
        for left in range(restarts, -1, -1):
            try:
                return list(self)
            except GraphMoved:
                if not left:
                    raise
        raise AssertionError

    @property
    def total(self) -> int:
        """How many results there are on all pages."""
        return int(self._get(self._address)["total"])


class Changes:
    """Changes in the order in which they were stored. ``position`` is where to go on another day: keep it once what was
    read is dealt with. Of changes that were asked for it moves on with each page that was read, of a stream with each change.
    """

    def __init__(self, read: Callable[[str | None], Iterator[tuple[list[Change], str]]], since: str | None) -> None:
        self._read, self.position = read, since

    def __iter__(self) -> Iterator[Change]:
        for changes, position in self._read(self.position):
            yield from changes
            self.position = position


class Client:
    """A connection to a service; close it, or use it as a context manager. May be shared between threads.

    ``retries`` tries after the first wait 0.5, 1, 2 … s, or what ``Retry-After`` says; where that is over ``patience``
    seconds, the problem is raised at once. ``page`` is how many results of a list are asked for at once, ``remembered`` how
    many answers are kept, to be asked for conditionally. Raises :class:`EntenteProblem`, and httpx2's errors where no answer
    came at all.
    """

    def __init__(
        self,
        base_url: str = "http://127.0.0.1:8000",
        key: str | None = None,
        *,
        timeout: float = 30.0,
        retries: int = 4,
        patience: float = 60.0,
        page: int | None = None,
        remembered: int = 256,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        self._base = base_url.rstrip("/")
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
        self._http = httpx2.Client(timeout=timeout, headers=headers, follow_redirects=True, transport=transport)
        self._retries, self._patience, self._sleep, self._now = retries, patience, sleep, now
        self._page, self._most, self._lock = page, remembered, Lock()
        self._answers: OrderedDict[str, tuple[str, bytes]] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    # Actors

    def countries(self, region: str | None = None, *, origin: Origin | None = None) -> Pages[Country]:
        """All countries, by name, with how many relations each has."""
        return self.pages("/v1/countries", region=region, origin=origin)

    def origins(self) -> list[dict[str, Any]]:
        """What the coder read and each data set that can be imported: its citation, and how much of it is stored."""
        return cast("list[dict[str, Any]]", self.ask("/v1/origins")["results"])

    def country(self, code: str, **window: Unpack[Window]) -> dict[str, Any]:
        """A country, by code or name, with its counts."""
        return self.ask(f"/v1/countries/{_part(code)}", **window)

    def actor(self, actor: str, **window: Unpack[Window]) -> dict[str, Any]:
        """Any actor, by id or name."""
        return self.ask(f"/v1/actors/{_part(actor)}", **window)

    def suggest(self, q: str, limit: int = 10) -> list[Named]:
        """Actors that a few letters, or a misspelt name, may mean."""
        return cast("list[Named]", self.ask("/v1/suggest", q=q, limit=limit)["results"])

    # Questions to the graph

    def subgraph(
        self,
        actor: str,
        *,
        depth: int = 1,
        limit_nodes: int = 100,
        limit_edges: int = 500,
        expand: Sequence[str] = (),
        expand_nodes: int | None = None,
        layout: Layout | None = None,
        **which: Unpack[Which],
    ) -> dict[str, Any]:
        """The graph around an actor in node-link form; ``omitted`` counts what the limits cut. Actors of ``expand`` bring their
        strongest partners along; with ``layout="signed"`` each node has ``x`` and ``y`` to be drawn at."""
        size = {"depth": depth, "limit_nodes": limit_nodes, "limit_edges": limit_edges}
        more = {"expand": list(expand), "expand_nodes": expand_nodes, "layout": layout}
        return self.ask(f"/v1/actors/{_part(actor)}/subgraph", **size, **more, **which)

    def overview(
        self, *, limit_nodes: int = 60, limit_edges: int = 500, layout: Layout | None = None, **which: Unpack[Which]
    ) -> dict[str, Any]:
        """The strongest part of the whole graph, in the same form; its ``root`` is None."""
        return self.ask("/v1/overview", limit_nodes=limit_nodes, limit_edges=limit_edges, layout=layout, **which)

    def graph(
        self, actor: str, *, depth: int = 1, limit_nodes: int = 100, limit_edges: int = 500, **which: Unpack[Which]
    ) -> "nx.MultiDiGraph[str]":
        """The same as a NetworkX graph: keys are relations, attributes the service's numbers; ``omitted`` is an attribute of
        the graph."""
        import networkx as nx  # noqa: PLC0415 - only graphs need it

        answer = self.subgraph(actor, depth=depth, limit_nodes=limit_nodes, limit_edges=limit_edges, **which)
        about = {**answer["graph"], "root": answer["root"], "omitted": answer["omitted"]}
        return cast("nx.MultiDiGraph[str]", nx.node_link_graph({**answer, "graph": about}, edges="edges"))

    def alliances(
        self, code: str, *, kind: str | None = None, timeline: LongStep | None = None, **sourced: Unpack[Sourced]
    ) -> Pages[Tie]:
        """A country's allies, the strongest first; each with a ``timeline`` where its step is given."""
        return self.pages(f"/v1/countries/{_part(code)}/alliances", kind=kind, timeline=timeline, **sourced)

    def rivals(
        self, code: str, *, kind: str | None = None, timeline: LongStep | None = None, **sourced: Unpack[Sourced]
    ) -> Pages[Tie]:
        """A country's rivals, the strongest first; each with a ``timeline`` where its step is given."""
        return self.pages(f"/v1/countries/{_part(code)}/rivals", kind=kind, timeline=timeline, **sourced)

    def check(self, a: str, b: str, **sourced: Unpack[Sourced]) -> Verdict:
        """Are these two allied?"""
        return cast("Verdict", self.ask("/v1/alliances/check", a=a, b=b, **sourced))

    def dyad(self, a: str, b: str, *, step: Step = "month", **sourced: Unpack[Sourced]) -> dict[str, Any]:
        """All between two actors."""
        return self.ask(f"/v1/dyads/{_part(a)}/{_part(b)}", step=step, **sourced)

    def paths(self, source: str, target: str, *, k: int = 5, max_length: int = 4, **which: Unpack[Which]) -> dict[str, Any]:
        """The shortest ways from one actor to another (``results``); ``complete`` is false where there may be more."""
        return self.ask("/v1/paths", source=source, target=target, k=k, max_length=max_length, **which)

    def relations(
        self, *, source: str | None = None, target: str | None = None, actor: str | None = None, **which: Unpack[Which]
    ) -> Pages[Relation]:
        """Relations, the strongest first."""
        return self.pages("/v1/relations", source=source, target=target, actor=actor, **which)

    def relation(self, relation_id: str, **window: Unpack[Window]) -> dict[str, Any]:
        """A relation."""
        return self.ask(f"/v1/relations/{_part(relation_id)}", **window)

    def evidence(
        self,
        relation_id: str,
        *,
        status: Sequence[str] = (),
        ownership: Ownership | None = None,
        publisher_country: str | None = None,
        **window: Unpack[Window],
    ) -> Pages[Evidence]:
        """The sentences behind a relation, the latest first; perhaps only what voices so owned, or of a country, say."""
        voices = {"ownership": ownership, "publisher_country": publisher_country}
        return self.pages(f"/v1/relations/{_part(relation_id)}/evidence", status=status, **voices, **window)

    def publishers(
        self,
        *,
        country: str | None = None,
        ownership: Ownership | None = None,
        kind: str | None = None,
        q: str | None = None,
        known: bool = False,
    ) -> Pages[Publisher]:
        """Publishers, those with the most articles first; with ``known`` all that the register has."""
        about = {"country": country, "ownership": ownership, "kind": kind, "q": q}
        return self.pages("/v1/publishers", **about, known="true" if known else None)

    def publisher(self, publisher: str) -> dict[str, Any]:
        """A publisher, by id or name."""
        return self.ask(f"/v1/publishers/{_part(publisher)}")

    def timeline(self, actor: str | None = None, *, step: Step = "month", **which: Unpack[Which]) -> list[Period]:
        """What the news about an actor told, or all news, by the calendar."""
        path = "/v1/timeline" if actor is None else f"/v1/actors/{_part(actor)}/timeline"
        return cast("list[Period]", self.ask(path, step=step, **which)["periods"])

    @staticmethod
    def frame(rows: Iterable[Mapping[str, Any]] | Mapping[str, Any]) -> "pd.DataFrame":
        """Results as a pandas frame, a row each; members of members are columns such as ``actor.id``. Of a subgraph, its
        edges."""
        try:
            import pandas as pd  # noqa: PLC0415 - only frames need it
        except ImportError as error:
            raise ImportError("frames need pandas, which is not installed: pip install pandas") from error
        return pd.json_normalize([dict(row) for row in (rows["edges"] if isinstance(rows, Mapping) else rows)])

    # Articles

    def post(self, article: Article) -> Taken:
        """Have an article read. The same text twice changes nothing the second time (``outcome`` is ``known``)."""
        return cast("Taken", self._send("POST", "/v1/articles", article))

    def post_all(self, articles: Iterable[Article]) -> Iterator[Taken | EntenteProblem]:
        """Have articles read, one after the other: for each what came of it, or why it was refused as it is."""
        for article in articles:
            try:
                yield self.post(article)
            except EntenteProblem as problem:
                fetched = problem.type in ("/problems/fetch-failed", "/problems/robots-refused")
                if problem.status not in (413, 415, 422) and not fetched:
                    raise
                yield problem

    def article(self, article_id: str) -> dict[str, Any]:
        """An article as it was read."""
        return self.ask(f"/v1/articles/{_part(article_id)}")

    def copies(self, article_id: str) -> Pages[dict[str, Any]]:
        """The other articles that are counted as one report with this one, in the order in which they came."""
        return self.pages(f"/v1/articles/{_part(article_id)}/copies")

    def retract(self, article_id: str) -> dict[str, Any]:
        """Take an article back; its evidence counts no more."""
        return cast("dict[str, Any]", self._send("DELETE", f"/v1/articles/{_part(article_id)}"))

    def extract(self, text: str | None = None, published_at: Day | None = None, *, url: str | None = None) -> dict[str, Any]:
        """The relations that a text states, or the page at an address; nothing is stored."""
        given = {"text": text, "url": url, "published_at": published_at}
        body = {name: value for name, value in given.items() if value is not None}
        return cast("dict[str, Any]", self._send("POST", "/v1/extract", body))

    # Jobs

    def send(self, path: Path, *, key: str | None = None, **told: Any) -> dict[str, Any]:
        """Have a file taken in while nobody waits; the job. ``told`` may be ``publisher`` and ``published``. Sent again under
        the same ``key``, it is the same job."""
        return self._upload("/v1/jobs", _File(path), "application/octet-stream", key, name=path.name, **told)

    def send_all(self, articles: Iterable[Article], *, key: str | None = None, **told: Any) -> dict[str, Any]:
        """Have articles taken in while nobody waits; the job."""
        body = "".join(f"{json.dumps(article, default=_written)}\n" for article in articles).encode()
        return self._upload("/v1/articles/batch", body, "application/x-ndjson", key, **told)

    def jobs(self, *, state: str | None = None, kind: str | None = None) -> Pages[dict[str, Any]]:
        """Jobs, the newest first."""
        return self.pages("/v1/jobs", state=state, kind=kind)

    def job(self, job_id: str) -> dict[str, Any]:
        """How far a job is."""
        return self.ask(f"/v1/jobs/{_part(job_id)}")

    def problems(self, job_id: str) -> Pages[dict[str, Any]]:
        """What a job could not take in."""
        return self.pages(f"/v1/jobs/{_part(job_id)}/problems")

    def cancel(self, job_id: str) -> dict[str, Any]:
        """End a job; what it stored stays."""
        return cast("dict[str, Any]", self._send("POST", f"/v1/jobs/{_part(job_id)}/cancel"))

    def retry(self, job_id: str) -> dict[str, Any]:
        """Have a job that failed or was cancelled go on."""
        return cast("dict[str, Any]", self._send("POST", f"/v1/jobs/{_part(job_id)}/retry"))

    # Feeds

    def feeds(self) -> Pages[dict[str, Any]]:
        """Every feed that is followed."""
        return self.pages("/v1/feeds")

    def feed(self, feed_id: str) -> dict[str, Any]:
        """A feed, and what could not be taken in from it."""
        return self.ask(f"/v1/feeds/{_part(feed_id)}")

    def add_feed(self, url: str, publisher: str | None = None) -> dict[str, Any]:
        """Follow a feed, which is polled from now on. One that is followed already stays as it is."""
        body = {"url": url, **({"publisher": publisher} if publisher else {})}
        return cast("dict[str, Any]", self._send("POST", "/v1/feeds", body))

    def poll_feed(self, feed_id: str) -> dict[str, Any]:
        """Have taken in what is new in a feed, and what waited from before, while nobody waits; the job."""
        return cast("dict[str, Any]", self._send("POST", f"/v1/feeds/{_part(feed_id)}/poll"))

    def remove_feed(self, feed_id: str) -> dict[str, Any]:
        """Follow a feed no more; its articles stay."""
        return cast("dict[str, Any]", self._send("DELETE", f"/v1/feeds/{_part(feed_id)}"))

    # What changes

    def changes(self, since: int | str, **about: Unpack[About]) -> Changes:
        """All that changed after a position (a version, or what :attr:`Changes.position` was), up to now. Older positions than
        the service keeps are 410: read what you need anew, and begin at the ``version`` of :meth:`status`."""

        def read(position: str | None) -> Iterator[tuple[list[Change], str]]:
            while True:
                answer = self.ask("/v1/changes", since=position, **about)
                position = answer["next"]
                yield answer["results"], answer["next"]
                if answer["complete"]:
                    return

        return Changes(read, str(since))

    def stream(self, since: int | str | None = None, **about: Unpack[About]) -> Changes:
        """What changes, as it happens, from now on or after a position; without end. A connection that ends is opened again
        where it stopped."""

        def read(position: str | None) -> Iterator[tuple[list[Change], str]]:
            address = self._base + _address("/v1/stream", {"since": since, **about})
            while True:
                headers = {"Accept": "text/event-stream", **({"Last-Event-ID": position} if position else {})}
                answer = self._try(self._http.build_request("GET", address, headers=headers), stream=True)
                with contextlib.closing(answer), contextlib.suppress(*_BROKEN):
                    for identifier, data in _events(answer.iter_lines()):
                        position = identifier or position
                        yield [json.loads(data)] if data else [], position or ""
                self._sleep(0.5)

        return Changes(read, None if since is None else str(since))

    # The service

    def status(self) -> dict[str, Any]:
        """How much is stored, and how fresh it is."""
        return self.ask("/v1/status")

    def ontology(self) -> dict[str, Any]:
        """Relations, statuses and roles."""
        return self.ask("/v1/ontology")

    def pages(self, path: str, **query: Any) -> Pages[Any]:
        """Any list of the service, such as ``/v1/alliances``, by its address and parameters."""
        return Pages(self._get, _address(path, {**query, "limit": self._page}))

    def ask(self, path: str, **query: Any) -> dict[str, Any]:
        """Any JSON answer, such as that of ``/v1/analytics/balance``, by its address and parameters."""
        return cast("dict[str, Any]", self._get(_address(path, query)))

    # Below: addresses, waiting, remembering

    def _get(self, address: str) -> Any:
        """The answer at an address; one that has not changed is not sent again."""
        with self._lock:
            tag, kept = self._answers.get(address, ("", b""))
        answer = self._try(self._http.build_request("GET", self._base + address, headers={"If-None-Match": tag} if tag else {}))
        if answer.status_code == 304:
            return json.loads(kept)
        if "etag" in answer.headers and self._most:
            with self._lock:
                self._answers[address] = (answer.headers["etag"], answer.content)
                self._answers.move_to_end(address)
                if len(self._answers) > self._most:
                    self._answers.popitem(last=False)
        return answer.json()

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body, default=_written).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        return self._try(self._http.build_request(method, self._base + path, content=content, headers=headers)).json()

    def _upload(self, path: str, content: "bytes | _File", kind: str, key: str | None, **query: Any) -> dict[str, Any]:
        headers = {"Content-Type": kind, "Idempotency-Key": key or uuid4().hex}  # so that it may be tried again
        request = self._http.build_request("POST", self._base + _address(path, query), content=content, headers=headers)
        return cast("dict[str, Any]", self._try(request).json())

    def _try(self, request: httpx2.Request, *, stream: bool = False) -> httpx2.Response:
        for attempt in range(self._retries + 1):
            pause = min(0.5 * 2**attempt, self._patience)
            try:
                answer = self._http.send(request, stream=stream)
            except _BROKEN:
                if attempt == self._retries:
                    raise
            else:
                if answer.is_success or answer.status_code == 304:
                    return answer
                answer.read()
                pause = self._asked(answer.headers.get("retry-after", ""), pause)
                if answer.status_code not in (429, 503) or attempt == self._retries or pause > self._patience:
                    raise _problem(answer)
            self._sleep(pause)
        raise AssertionError

    def _asked(self, after: str, pause: float) -> float:
        """The seconds that ``Retry-After`` asks for, as a number or as a date."""
        if after.isdecimal():
            return float(after)
        try:
            until = parsedate_to_datetime(after)
        except ValueError:
            return pause
        return max(0.0, until.replace(tzinfo=until.tzinfo or UTC).timestamp() - self._now())


class _File:
    """A file's bytes, anew whenever they are asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            while piece := file.read(1 << 16):
                yield piece


def _address(path: str, query: Mapping[str, Any]) -> str:
    pairs = [
        (name.rstrip("_"), _written(one))
        for name, value in query.items()
        if value is not None
        for one in ([value] if isinstance(value, str) or not isinstance(value, Sequence) else value)
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _written(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _events(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Id and data of each server-sent event; an id without data only moves the position on."""
    identifier, data = "", list[str]()
    for line in lines:
        name, _, value = line.partition(":")
        if name == "id":
            identifier = value.strip()
        elif name == "data":
            data.append(value.removeprefix(" "))
        elif not line:
            if identifier or data:
                yield identifier, "\n".join(data)
            data = []


def _part(name: str) -> str:
    """A name as one part of a path."""
    return quote(name, safe=":~")


def _problem(answer: httpx2.Response) -> EntenteProblem:
    """What the service said; something else may have answered in its place."""
    try:
        document = answer.json()
    except ValueError:
        document = None
    if not isinstance(document, dict) or "type" not in document:
        title, detail = answer.reason_phrase, answer.text[:200]
        document = {"status": answer.status_code, "title": title, "detail": detail or "no problem document came"}
    return EntenteProblem(document)
