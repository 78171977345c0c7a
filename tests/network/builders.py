"""Small hand-made graphs for the tests of the network, the queries and the answers."""

from datetime import date

from graph.network import GraphVersion, NodeInfo, Relation
from graph.ontology import relation_id


def fold(  # one relation from a list of dated, weighted pieces
    source: str,
    relation: str,
    target: str,
    *pieces: tuple[str, float],
    source_role: str | None = None,
    target_role: str | None = None,
    publishers: tuple[int, ...] = (),
) -> Relation:
    """A relation whose pieces are (ISO day, weight); each piece has an article of its own, publishers number theirs."""
    pieces = pieces or (("2015-09-27", 1.0),)
    order = sorted(range(len(pieces)), key=lambda index: pieces[index][0])
    days = tuple(date.fromisoformat(pieces[index][0]) for index in order)
    who = tuple(publishers[index] for index in order) if publishers else tuple(range(len(pieces)))
    identity = relation_id(source, relation, target)
    source, _, target = identity.split("~")
    return Relation(
        id=identity,
        source=source,
        relation=relation,
        target=target,
        evidence=len(pieces),
        articles=len(pieces),
        publishers=len(set(who)),
        first_day=days[0],
        last_day=days[-1],
        days=days,
        weights=tuple(pieces[index][1] for index in order),
        source_role=source_role,
        target_role=target_role,
        article_of=tuple(range(len(pieces))),
        publisher_of=who,
    )


def version(*relations: Relation, number: int = 1) -> GraphVersion:
    """A graph whose nodes are the ends of the relations; an id without a colon is a country."""
    ends = {end for relation in relations for end in (relation.source, relation.target)}
    nodes = [NodeInfo(end, end.title(), "country" if ":" not in end else end.split(":")[0].lower()) for end in ends]
    return GraphVersion.build(number, nodes, relations)
