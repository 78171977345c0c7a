"""Nodes, edges and subgraphs: NetworkX's node-link form."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.schemas.common import GRAPH, CountsFrom, EventDay, EventPrecision, GraphInfo, Listing, Sign, StatusName, examples
from app.schemas.publishers import CreditedOf, OutletOf, VoicesOf
from app.schemas.quotes import Quotes

NODE: dict[str, Any] = {"id": "SYR", "name": "Syria", "kind": "country", "country": "SYR", "region": "middle_east"}
EDGE: dict[str, Any] = {
    "source": "RUS",
    "target": "SYR",
    "key": "shares_intelligence_with",
    "id": "RUS~shares_intelligence_with~SYR",
    "relation": "shares_intelligence_with",
    "label": "shares or exchanges intelligence with",
    "sign": "cooperation",
    "plover": "COOPERATE",
    "symmetric": True,
    "goldstein": 7.0,
    "strength": 0.7,
    "confidence": 0.93,
    "evidence": 1,
    "reports": 1,
    "publishers": 1,
    "first_day": "2015-09-27",
    "last_day": "2015-09-27",
    "source_role": "GOV",
    "target_role": None,
}
EVIDENCE: dict[str, Any] = {
    "id": "e1",
    "relation_id": "RUS~shares_intelligence_with~SYR",
    "source": {"actor": "RUS", "name": "Moscow", "role": "GOV", "span": [0, 6]},
    "relation": "shares_intelligence_with",
    "target": {"actor": "SYR", "name": "Damascus", "role": "GOV", "span": [33, 41]},
    "status": "occurred",
    "counted": True,
    "day": "2015-09-27",
    "day_source": "article",
    "event_day": None,
    "event_precision": None,
    "sentence": "Moscow now swaps intelligence with Damascus every night.",
    "sentence_index": 3,
    "in_title": False,
    "char_start": 0,
    "char_end": 41,
    "trigger": [11, 29],
    "confidence": 0.93,
    "why": "swap intelligence with",
    "article": {
        "id": "a1",
        "title": "A quiet exchange",
        "publisher": "Example Courier",
        "outlet": None,
        "credited": {"id": "tass", "name": "TASS", "country": "RUS", "ownership": "state", "kind": "agency"},
        "published_day": "2015-09-27",
        "url": None,
        "link": "/v1/articles/a1",
    },
}


class Node(BaseModel):
    """An actor in the graph."""

    model_config = examples(NODE)

    id: str
    name: str
    kind: str = Field(description="country, igo, group or org.")
    country: str | None = Field(description="Home country of a group or organisation.")
    region: str | None


#: Absent without ``layout``.
X = Annotated[float | None, Field(description="With `layout`: where to draw it, CSS pixels to the right of (0, 0).")]
Y = Annotated[float | None, Field(description="With `layout`: the same, downwards.")]


class GraphNode(Node):
    """A node of a subgraph."""

    model_config = examples({**NODE, "relations": 3, "hops": 1})

    relations: int = Field(description="How many relations it has in the whole graph, over all time.")
    hops: int = Field(description="Steps from the root.")
    x: X = None
    y: Y = None


class Edge(BaseModel):
    """A relation, folded from its evidence; numbers are those of the window asked for."""

    model_config = examples(EDGE)

    source: str
    target: str
    key: str
    id: str
    relation: str
    label: str
    sign: Sign
    plover: str
    symmetric: bool
    goldstein: float
    strength: float = Field(description="|Goldstein| / 10 · log2(1 + Σ weight).")
    confidence: float = Field(description="The greatest weight of any piece of evidence, 0 to 1.")
    evidence: int = Field(description="Pieces of evidence.")
    reports: int = Field(description="Independent reports: syndicated copies count once.")
    publishers: int
    first_day: date
    last_day: date
    source_role: str | None
    target_role: str | None


class GraphEdge(Edge):
    """An edge of a graph."""

    model_config = examples({**EDGE, "link": f"/v1/relations/{EDGE['id']}/evidence"})

    link: str = Field(description="Where its evidence is.")
    quotes: Quotes


class RelationEdge(Edge):
    """A relation with the names of its ends and where to find its evidence."""

    model_config = examples(
        {
            **EDGE,
            "source_name": "Russia",
            "target_name": "Syria",
            "links": {"evidence": f"/v1/relations/{EDGE['id']}/evidence"},
        }
    )

    source_name: str
    target_name: str
    links: dict[str, str]
    quotes: Quotes


class RelationDetail(RelationEdge):
    """One relation."""

    graph: GraphInfo


class RelationList(Listing):
    """Relations, strongest first."""

    results: list[RelationEdge]


class Omitted(BaseModel):
    """What the limits cut."""

    nodes: int = Field(description="Other actors within reach.")
    edges: int = Field(description="Other relations between the nodes that are shown.")
    at_least: bool = Field(description="There may be more nodes than that: counting them all would have taken too long.")


class WholeNode(Node):
    """A node of the whole graph."""

    model_config = examples({**NODE, "relations": 3})

    relations: int = Field(description="How many relations it has, over all time.")


class OverviewNode(WholeNode):
    """A node of the overview."""

    model_config = examples({**NODE, "relations": 3, "x": -120.5, "y": 84.0})

    x: X = None
    y: Y = None


class GraphAnswer(BaseModel):
    """The whole graph; ``nx.node_link_graph(answer, edges="edges")`` reads it."""

    model_config = examples(
        {
            "directed": True,
            "multigraph": True,
            "graph": GRAPH,
            "nodes": [
                {**NODE, "id": "RUS", "name": "Russia", "country": "RUS", "region": "europe", "relations": 12},
                {**NODE, "relations": 3},
            ],
            "edges": [{**EDGE, "link": f"/v1/relations/{EDGE['id']}/evidence"}],
        }
    )

    directed: bool
    multigraph: bool
    graph: GraphInfo
    nodes: list[WholeNode]
    edges: list[GraphEdge]


class SubgraphAnswer(BaseModel):
    """The graph around an actor; ``nx.node_link_graph(answer, edges="edges")`` reads it."""

    model_config = examples(
        {
            "directed": True,
            "multigraph": True,
            "graph": {**GRAPH, "depth": 1},
            "root": "RUS",
            "nodes": [
                {**NODE, "id": "RUS", "name": "Russia", "country": "RUS", "region": "europe", "relations": 12, "hops": 0},
                {**NODE, "relations": 3, "hops": 1},
            ],
            "edges": [{**EDGE, "link": f"/v1/relations/{EDGE['id']}/evidence"}],
            "truncated": False,
            "omitted": {"nodes": 0, "edges": 0, "at_least": False},
            "links": {"self": "/v1/countries/RUS/subgraph", "alliances": "/v1/countries/RUS/alliances"},
        }
    )

    directed: bool
    multigraph: bool
    graph: dict[str, Any] = Field(description="Version, window and depth.")
    root: str
    nodes: list[GraphNode]
    edges: list[GraphEdge]
    truncated: bool
    omitted: Omitted
    links: dict[str, str]


class OverviewAnswer(BaseModel):
    """The strongest part of the graph; ``nx.node_link_graph(answer, edges="edges")`` reads it."""

    model_config = examples(
        {
            "directed": True,
            "multigraph": True,
            "graph": GRAPH,
            "root": None,
            "nodes": [
                {**NODE, "id": "RUS", "name": "Russia", "country": "RUS", "region": "europe", "relations": 12},
                {**NODE, "relations": 3},
            ],
            "edges": [{**EDGE, "link": f"/v1/relations/{EDGE['id']}/evidence"}],
            "truncated": False,
            "omitted": {"nodes": 0, "edges": 0, "at_least": False},
            "links": {"self": "/v1/overview", "graph": "/v1/graph"},
        }
    )

    directed: bool
    multigraph: bool
    graph: GraphInfo
    root: None
    nodes: list[OverviewNode]
    edges: list[GraphEdge]
    truncated: bool
    omitted: Omitted
    links: dict[str, str]


class Mention(BaseModel):
    """An actor as a sentence names it; ``span`` are character offsets into the sentence, null where it is implied."""

    actor: str
    name: str
    role: str | None
    span: tuple[int, int] | None


class CitedArticle(BaseModel):
    """The article that states a piece of evidence."""

    id: str
    title: str | None
    publisher: str | None
    outlet: OutletOf
    credited: CreditedOf
    published_day: date | None
    url: str | None
    link: str


class Evidence(BaseModel):
    """A sentence that states a relation. Offsets count characters of ``sentence``, end exclusive."""

    model_config = examples(EVIDENCE)

    id: str
    relation_id: str
    source: Mention
    relation: str
    target: Mention
    status: StatusName
    counted: bool
    day: CountsFrom
    day_source: Literal["text", "article", "report", "received"] = Field(
        description="How that is known: by the sentence, the article's date, that of the report which it copies, or when it was "
        "received."
    )
    event_day: EventDay
    event_precision: EventPrecision
    sentence: str
    sentence_index: int
    in_title: bool = Field(description="Whether the sentence is (part of) the title of its article.")
    char_start: int
    char_end: int
    trigger: tuple[int, int]
    confidence: float
    why: str
    article: CitedArticle


class EvidenceList(Listing):
    """Evidence, latest first, and whose voices state the relation."""

    relation: str
    voices: VoicesOf
    results: list[Evidence]
