"""How the domain's answers look as JSON: plain dictionaries, in the shapes of ``app.schemas``."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from app.services.evidence import Cited
from app.services.publishers import Publisher, brief_of
from app.services.records import about as about_graph
from app.store.ids import plain_id
from app.store.rows import EvidenceRow
from graph.actors import Register
from graph.formats import Quote, addresses, edge, nodelink
from graph.model import Edge, Party
from graph.network import GraphVersion, NodeInfo, Seen, Window
from graph.ontology import COUNTED, relation_type
from graph.queries import Dyad, Neighbor, Path, Paths, Period, Shared, Subgraph, Tie


def about(version: GraphVersion, window: Window, known_at: datetime | None = None) -> dict[str, Any]:
    """Which graph answered."""
    told = about_graph(version, window)
    return told if known_at is None else {**told, "known_at": version.known_at or known_at}


def path_of(info: NodeInfo) -> str:
    """Where an actor lives."""
    return f"/v1/{'countries' if info.kind == 'country' else 'actors'}/{quote(info.id, safe=':')}"


def links_of(info: NodeInfo) -> dict[str, str]:
    """Where an actor's answers are."""
    home = path_of(info)
    links = {
        "self": home,
        "subgraph": f"{home}/subgraph",
        "timeline": f"{home}/timeline",
        "relations": f"/v1/relations?{urlencode({'actor': info.id})}",
        "neighbors": f"/v1/actors/{quote(info.id, safe=':')}/neighbors",
    }
    if info.kind == "country":
        links |= {"alliances": f"{home}/alliances", "rivals": f"{home}/rivals"}
    return links


def dyad_path(a: str, b: str) -> str:
    """Where all between two actors is."""
    return "/".join(("/v1/dyads", *(quote(end, safe=":") for end in sorted((a, b)))))


def evidence_path(relation_id: str) -> str:
    """Where the sentences behind a relation are."""
    return addresses.evidence(relation_id)


def brief(info: NodeInfo) -> dict[str, str]:
    """An actor in one line."""
    return {"id": info.id, "name": info.name, "kind": info.kind}


def actor(version: GraphVersion, register: Register, info: NodeInfo) -> dict[str, Any]:
    """An actor in a list."""
    known = register.actors.get(info.id)
    return {
        "id": info.id,
        "iso2": known.iso2 if known else None,
        "name": info.name,
        "kind": info.kind,
        "sort": known.sort if known else info.kind,
        "country": info.country,
        "region": info.region,
        "relations": version.degree(info.id),
        "link": path_of(info),
    }


def actor_detail(
    version: GraphVersion, register: Register, merged: Mapping[str, str], info: NodeInfo, window: Window
) -> dict[str, Any]:
    """An actor with its counts inside a window."""
    views = version.relations_at(info.id, window)
    known = register.actors.get(info.id)
    return {
        **actor(version, register, info),
        "relations": len(views),
        "aliases": list(known.aliases) if known else [info.name],
        "former_ids": sorted(old for old, new in merged.items() if new == info.id),
        "cooperation": sum(view.type.sign == "cooperation" for view in views),
        "conflict": sum(view.type.sign == "conflict" for view in views),
        "partners": len({view.other(info.id) for view in views} - {info.id}),
        "evidence": sum(view.evidence for view in views),
        "first_day": min((view.first_day for view in views), default=None),
        "last_day": max((view.last_day for view in views), default=None),
        "members": list(register.members(info.id, window.last)),
        "links": links_of(info),
        "graph": about(version, window),
    }


def relation(version: GraphVersion, view: Seen, quotes: Sequence[Quote] | None = None) -> dict[str, Any]:
    """A relation with the names of its ends, and its best evidence where that was asked for."""
    source, target = version.nodes[view.source], version.nodes[view.target]
    return {
        **edge(view),
        "source_name": source.name,
        "target_name": target.name,
        "links": {
            "self": addresses.relation(view.id),
            "evidence": evidence_path(view.id),
            "source": path_of(source),
            "target": path_of(target),
        },
        **({} if quotes is None else {"quotes": [nodelink.quote(one) for one in quotes]}),
    }


def around(found: Subgraph) -> dict[str, Any]:
    """What is told of a part of the graph beside its nodes and edges."""
    return {
        "root": found.root,
        "truncated": found.truncated,
        "omitted": {"nodes": found.omitted_nodes, "edges": found.omitted_edges, "at_least": found.at_least},
        "links": links_of(found.nodes[0]) if found.root else {"self": "/v1/overview", "graph": "/v1/graph"},
    }


def bond(view: Seen) -> dict[str, Any]:
    """A relation behind a tie."""
    return {
        "id": view.id,
        "source": view.source,
        "relation": view.relation,
        "target": view.target,
        "label": view.type.label,
        "sign": view.type.sign,
        "strength": round(view.strength, 4),
        "confidence": round(view.confidence, 4),
        "evidence": view.evidence,
        "publishers": view.publishers,
        "first_day": view.first_day,
        "last_day": view.last_day,
        "link": evidence_path(view.id),
    }


def declared(shared: Shared) -> dict[str, Any]:
    """An alliance or bloc in common."""
    link = f"/v1/alliances/{quote(shared.id, safe=':')}"
    return {"id": shared.id, "name": shared.name, "kind": shared.kind, "since": shared.since, "on": shared.on, "link": link}


def weighed(pair: Tie, *, friendly: bool) -> dict[str, Any]:
    """The numbers and reasons of a pair."""
    mine, against = (pair.binding, pair.opposing) if friendly else (pair.opposing, pair.binding)
    return {
        "score": round(pair.score if friendly else -pair.score, 4),
        "cooperation": round(pair.cooperation, 4),
        "conflict": round(pair.conflict, 4),
        "contested": pair.contested,
        "since": pair.since(friendly=friendly),
        "last": pair.last(friendly=friendly),
        "basis": list(pair.basis) if friendly else ["observed"],
        "declared": [declared(shared) for shared in pair.declared],
        "relations": [bond(view) for view in mine],
        "against": [bond(view) for view in against],
    }


def ranked(info: NodeInfo, pair: Tie, rank: int, *, friendly: bool) -> dict[str, Any]:
    """An ally or a rival in its list."""
    numbers = weighed(pair, friendly=friendly)
    return {
        "actor": brief(info),
        "rank": rank,
        **numbers,
        "evidence": sum(one["evidence"] for one in numbers["relations"]),
        "links": {
            "self": path_of(info),
            "dyad": dyad_path(pair.actor, pair.partner),
            "check": f"/v1/alliances/check?{urlencode({'a': pair.actor, 'b': pair.partner})}",
        },
    }


def neighbor(version: GraphVersion, root: NodeInfo, one: Neighbor) -> dict[str, Any]:
    """An actor next to another."""
    return {
        "actor": {**brief(one.actor), "relations": version.degree(one.actor.id)},
        "relations": one.relations,
        "cooperation": one.cooperation,
        "conflict": one.conflict,
        "evidence": one.evidence,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "strongest": bond(one.strongest),
        "links": {"self": path_of(one.actor), "dyad": dyad_path(root.id, one.actor.id)},
    }


def paths(version: GraphVersion, start: NodeInfo, end: NodeInfo, found: Paths, window: Window) -> dict[str, Any]:
    """The ways between two actors."""
    return {
        "source": brief(start),
        "target": brief(end),
        "results": [_path(one) for one in found.paths],
        "complete": found.complete,
        "graph": about(version, window),
    }


def _path(one: Path) -> dict[str, Any]:
    return {
        "length": len(one.steps),
        "weakest": round(one.weakest, 4),
        "actors": [brief(info) for info in one.actors],
        "steps": [{"relation": bond(step.relation), "others": step.others} for step in one.steps],
    }


def brief_period(one: Period) -> dict[str, Any]:
    """A step of a timeline that stands beside a result, for a small picture."""
    shape = period(one)
    return {name: shape[name] for name in ("start", "cooperation_weight", "conflict_weight", "evidence")}


def period(one: Period) -> dict[str, Any]:
    """A step of a timeline."""
    return {
        "start": one.start,
        "evidence": one.evidence,
        "cooperation": one.cooperation,
        "conflict": one.conflict,
        "cooperation_weight": round(one.cooperation_weight, 4),
        "conflict_weight": round(one.conflict_weight, 4),
        "goldstein": round(one.goldstein, 4),
    }


def timeline(version: GraphVersion, root: NodeInfo | None, found: Sequence[Period], window: Window, step: str) -> dict[str, Any]:
    """The timeline of an actor, or of the whole graph."""
    return {
        "of": brief(root) if root else None,
        "step": step,
        "periods": [period(one) for one in found],
        "graph": about(version, window),
    }


def dyad(version: GraphVersion, a: NodeInfo, b: NodeInfo, found: Dyad, window: Window, step: str) -> dict[str, Any]:
    """All between two actors."""
    pair = found.check.tie
    return {
        "a": brief(a),
        "b": brief(b),
        "verdict": found.check.verdict,
        "allied": found.check.allied,
        "since": found.check.since,
        "last": found.check.last,
        "score": round(pair.score, 4),
        "cooperation": round(pair.cooperation, 4),
        "conflict": round(pair.conflict, 4),
        "contested": found.contested,
        "run": {"prevails": found.run.prevails, "since": found.run.since, "last": found.run.last} if found.run else None,
        "declared": [declared(shared) for shared in pair.declared],
        "relations": [bond(view) for view in found.relations],
        "contradicting": found.contradicting,
        "contradictions": [
            {"cooperation": bond(two.cooperation), "conflict": bond(two.conflict), "latest": two.latest}
            for two in found.contradictions
        ],
        "step": step,
        "timeline": [period(one) for one in found.timeline],
        "links": {
            "a": path_of(a),
            "b": path_of(b),
            "check": f"/v1/alliances/check?{urlencode({'a': a.id, 'b': b.id})}",
            "paths": f"/v1/paths?{urlencode({'source': a.id, 'target': b.id})}",
        },
        "graph": about(version, window),
    }


def coded(found: Edge, said: date | None) -> dict[str, Any]:
    """A relation as the coder gives it, in a text of the day ``said``."""
    told = found.told
    return {
        "relation_id": found.id,
        "source": _party(found.source),
        "relation": found.relation,
        "label": relation_type(found.relation).label,
        "target": _party(found.target),
        "status": found.status,
        "counted": found.counted,
        "day": found.since(said),
        "event_day": told.first if told else None,
        "event_precision": told.precision if told else None,
        "sentence": found.sentence,
        "char_start": found.char_start,
        "char_end": found.char_end,
        "trigger": found.trigger,
        "confidence": round(found.confidence, 4),
        "why": found.why,
    }


def stored(row: EvidenceRow) -> dict[str, Any]:
    """A piece of evidence, in the coder's shape."""
    return {
        "relation_id": plain_id(row.relation_id)[0],
        "source": _mention(row.source, row.source_name, row.source_role, row.source_span),
        "relation": row.relation,
        "label": relation_type(row.relation).label,
        "target": _mention(row.target, row.target_name, row.target_role, row.target_span),
        "status": row.status,
        "counted": row.status in COUNTED,
        "day": row.day,
        "event_day": row.event_day,
        "event_precision": row.event_precision,
        "sentence": row.sentence_index,
        "char_start": row.char_start,
        "char_end": row.char_end,
        "trigger": row.trigger,
        "confidence": round(row.confidence, 4),
        "why": row.why,
    }


def cited(piece: Cited) -> dict[str, Any]:
    """A piece of evidence with its sentence and its article."""
    row = piece.evidence
    shape = stored(row)
    del shape["label"]
    return {
        "id": row.id,
        **shape,
        "day_source": row.day_source,
        "sentence": row.sentence,
        "sentence_index": row.sentence_index,
        "in_title": piece.in_title,
        "article": {
            "id": row.article_id,
            "title": piece.title,
            "publisher": piece.publisher,
            "outlet": brief_of(piece.publisher),
            "credited": brief_of(piece.credited),
            "published_day": piece.published_day,
            "url": piece.url,
            "link": f"/v1/articles/{row.article_id}",
        },
    }


def publisher(one: Publisher) -> dict[str, Any]:
    """A publisher in a list."""
    known = one.outlet
    return {
        "id": one.id,
        "name": one.name,
        "country": known.country if known else None,
        "ownership": known.ownership if known else None,
        "kind": known.kind if known else None,
        "articles": one.articles,
        "credits": one.credits,
        "evidence": one.evidence,
        "link": f"/v1/publishers/{one.id}",
    }


def publisher_detail(one: Publisher) -> dict[str, Any]:
    """A publisher with all that is known of it."""
    known = one.outlet
    return {
        **publisher(one),
        "aliases": list(known.aliases) if known else [],
        "domains": list(known.domains) if known else [],
        "owner": known.owner if known else None,
        "since": known.since if known else None,
        "until": known.until if known else None,
    }


def _party(party: Party) -> dict[str, Any]:
    return _mention(party.actor, party.name, party.role, party.span)


def _mention(actor_id: str, name: str, role: str | None, span: tuple[int, int] | None) -> dict[str, Any]:
    return {"actor": actor_id, "name": name, "role": role, "span": span}
