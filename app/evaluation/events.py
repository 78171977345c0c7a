"""Events of sentences against the PLOVER gold standard records: actors by three letters, one class an event."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.evaluation.gold import Gold, Record, Score, counted
from graph.ontology import relation_type

EVENT_LEVELS = ("undirected pair", "directed pair", "directed quad", "directed class", "sentence class")

#: PLOVER's four corners for events; its manual puts REQUEST into verbal conflict.
_QUADS = {
    "verbal cooperation": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "material cooperation": ("COOPERATE", "AID", "RETREAT"),
    "verbal conflict": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "material conflict": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
QUAD_OF = {name: quad for quad, names in _QUADS.items() for name in names}
#: Codes that older records use, by today's.
_TODAY = {
    **dict.fromkeys(("NGO", "INT", "NGM"), "IGO"),
    **dict.fromkeys(("SCG", "YUG"), "SRB"),
    **dict.fromkeys(("DDR", "GMW", "GME"), "DEU"),
    **{"TMP": "TLS", "ANG": "AGO", "ROM": "ROU", "ZAR": "COD", "CSK": "CZE", "SUN": "RUS", "BUR": "MMR", "PAL": "PSE"},
    **{"JAP": "JPN", "ITL": "ITA", "VTN": "VNM", "KSV": "XKX"},
}


def events_of(edges: Iterable[Record]) -> list[dict[str, str]]:
    """Edges as events: organisations become IGO, groups their home country (else IMG), symmetric ones go both ways."""
    events = []
    for edge in counted(edges):
        kind = relation_type(edge["relation"])
        source, target = _code(edge, "source"), _code(edge, "target")
        events.append({"source": source, "target": target, "plover": kind.plover})
        if kind.symmetric:
            events.append({"source": target, "target": source, "plover": kind.plover})
    return events


def _code(edge: Record, end: str) -> str:
    actor: str = edge[end]
    if ":" not in actor:
        return actor
    return (edge.get(f"{end}_country") or "IMG") if actor.startswith("NSA:") else "IGO"


def score_events(gold: Gold, said: Mapping[str, Sequence[Record]]) -> tuple[Score, ...]:
    """Score predicted events, by sentence id, at :data:`EVENT_LEVELS`.

    A gold sentence whose events all lack an end counts at the last level alone; one that has no events counts
    everywhere (what is said of it is wrong), unless ``dropped_01x`` says that its event is of a kind outside PLOVER.
    """
    right: Counter[int] = Counter()
    predicted: Counter[int] = Counter()
    demanded: Counter[int] = Counter()
    for identifier, sentence in gold.records.items():
        events = sentence["events"]
        if not events and sentence.get("dropped_01x"):
            continue
        dyadic = not events or any(event.get("source") and event.get("target") for event in events)
        wanted, items = _event_items(events), _event_items(said.get(identifier, ()))
        for place in range(0 if dyadic else len(EVENT_LEVELS) - 1, len(EVENT_LEVELS)):
            right[place] += len(wanted[place] & items[place])
            predicted[place] += len(items[place])
            demanded[place] += len(wanted[place])
    return tuple(
        Score(level, right[place], predicted[place], right[place], demanded[place]) for place, level in enumerate(EVENT_LEVELS)
    )


def _event_items(events: Iterable[Record]) -> tuple[set[tuple[str, ...]], ...]:
    items: tuple[set[tuple[str, ...]], ...] = tuple(set() for _ in EVENT_LEVELS)
    for event in events:
        plover = event.get("plover")
        if plover not in QUAD_OF:
            continue
        items[4].add((plover,))
        source, target = _country(event.get("source")), _country(event.get("target"))
        if source and target:
            items[0].add((min(source, target), max(source, target)))
            items[1].add((source, target))
            items[2].add((source, target, QUAD_OF[plover]))
            items[3].add((source, target, plover))
    return items


def _country(code: str | None) -> str:
    short = (code or "").upper()[:3]
    return _TODAY.get(short, short)
