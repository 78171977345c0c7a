"""Small hand-made graphs for the tests of the network, the queries and the answers."""

from datetime import date

from graph.network import GraphVersion, NodeInfo, Piece, Relation


def fold(  # one relation from a list of dated, weighted pieces
    source: str,
    relation: str,
    target: str,
    *pieces: tuple[str, float],
    source_role: str | None = None,
    target_role: str | None = None,
    publishers: tuple[int, ...] = (),
    reports: tuple[int, ...] = (),
) -> Relation:
    """A relation whose pieces are (ISO day, weight); publishers and reports number theirs, else each has its own."""
    pieces = pieces or (("2015-09-27", 1.0),)
    numbers = tuple(range(1, len(pieces) + 1))
    made = zip(pieces, reports or numbers, publishers or numbers, strict=True)
    return Relation(
        source,
        relation,
        target,
        tuple(Piece(date.fromisoformat(day), weight, report, publisher) for (day, weight), report, publisher in made),
        source_role,
        target_role,
    )


def version(*relations: Relation, number: int = 1) -> GraphVersion:
    """A graph whose nodes are the ends of the relations; an id without a colon is a country."""
    ends = {end for relation in relations for end in (relation.source, relation.target)}
    nodes = [NodeInfo(end, end.title(), "country" if ":" not in end else end.split(":")[0].lower()) for end in ends]
    return GraphVersion.build(number, nodes, relations)
