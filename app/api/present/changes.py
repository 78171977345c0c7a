"""How changes look as JSON: the same in an answer, in a stream and in what is delivered to a webhook."""

from typing import Any
from urllib.parse import quote

from app.api.present import evidence_path
from app.services.changes import Change, Changes
from app.store.rows import ActorRow, ArticleHead, DecisionRow, RelationRow
from graph.ontology import relation_type


def changes(found: Changes) -> dict[str, Any]:
    """A batch of changes."""
    return {
        "results": [change(one) for one in found.results],
        "since": str(found.since),
        "next": str(found.next),
        "complete": found.complete,
        "version": found.version,
    }


def change(one: Change) -> dict[str, Any]:
    """One change, with what the thing is like now."""
    entry = one.entry
    head = {"type": entry.type, "change": entry.change, "id": entry.id, "version": one.version, "at": one.at}
    match one.row:
        case RelationRow() as row:
            return {**head, "before": entry.before, "after": entry.after, **_relation(row, one.names)}
        case ArticleHead() as row:
            return {**head, "actors": entry.actors, **_article(row)}
        case ActorRow() as row:
            return {**head, **_actor(row)}
        case DecisionRow() as row:
            return {**head, **_decision(row)}
        case None:  # it is kept no longer; the log has what it was
            return {**head, "actors": entry.actors}


def _relation(row: RelationRow, names: tuple[str, ...]) -> dict[str, Any]:
    kind = relation_type(row.relation)
    source_name, target_name = names
    return {
        "source": row.source,
        "source_name": source_name,
        "relation": row.relation,
        "label": kind.label,
        "sign": kind.sign,
        "target": row.target,
        "target_name": target_name,
        "now": {
            "version": row.version,
            "evidence": row.evidence,
            "articles": row.articles,
            "reports": row.reports,
            "publishers": row.publishers,
            "first_day": row.first_day,
            "last_day": row.last_day,
            "weight": round(row.weight, 4),
            "confidence": round(row.confidence, 4),
            "negated": row.negated,
            "hypothetical": row.hypothetical,
        },
        "links": {"self": f"/v1/relations/{quote(row.id, safe=':~')}", "evidence": evidence_path(row.id)},
    }


def _article(row: ArticleHead) -> dict[str, Any]:
    return {
        "title": row.title,
        "publisher": row.publisher,
        "published_day": row.published_day,
        "url": row.url,
        "received_at": row.received_at,
        "status": row.status,
        "error": row.error,
        "links": {"self": f"/v1/articles/{row.id}"},
    }


def _actor(row: ActorRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": row.kind,
        "country": row.country,
        "region": row.region,
        "registered": row.registered,
        "links": {"self": f"/v1/actors/{quote(row.id, safe=':')}"},
    }


def _decision(row: DecisionRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "actor": row.actor,
        "name": row.name,
        "into": row.into,
        "by": row.decided_by,
        "reason": row.reason,
        "decided_at": row.decided_at,
        "undone_at": row.undone_at,
    }
