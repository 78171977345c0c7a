"""What relations come to, said again in the plainest way: loops over loose evidence, no numpy, no SQL."""

import struct
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.store.rows import RelationRow
from graph.ontology import relation_types
from graph.origins import Origin

ROLES = sorted(("GOV", "MIL", "SPY", "COP", "JUD", "LEG", "OPP", "REB", "CVL", "BUS", "MED", "REF"))


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence; ``confidence`` and ``weight`` in ten-thousandths. Its day is ``told`` by its sentence, or that of
    its article."""

    source: str
    relation: str
    target: str
    source_role: str | None
    target_role: str | None
    status: str
    day: date
    confidence: int
    weight: int
    told: bool = True


@dataclass(slots=True)
class Article:
    """An article with its evidence, and what has been done to it."""

    id: str
    number: int
    publisher: int
    recorded: datetime
    pieces: tuple[Piece, ...]
    report: int
    retracted: datetime | None = None
    origin: Origin = "coder"
    day: date | None = None

    def stood(self, moment: datetime | None) -> bool:
        """Whether its evidence stands now, or stood at a moment."""
        if moment is None:
            return self.retracted is None
        return self.recorded <= moment and (self.retracted is None or self.retracted > moment)


def fold(articles: Iterable[Article], numbers: Mapping[str, int], moment: datetime | None = None) -> dict[str, RelationRow]:
    """Every relation that an article names, as of now or of a moment, by id; ``numbers`` are the actors'."""
    found: dict[tuple[str, str, str, Origin], list[tuple[Article, Piece]]] = {}
    everything = list(articles)
    leads = {article.number: article for article in everything}
    for article in everything:
        lead = leads[article.report]
        for own in article.pieces:
            piece = own if own.told or lead is article or lead.day is None else replace(own, day=lead.day)
            pieces = found.setdefault((piece.source, piece.relation, piece.target, article.origin), [])
            if article.stood(moment):
                pieces.append((article, piece))
    rows = (_relation(key, pieces, numbers) for key, pieces in found.items())
    return {row.id: row for row in sorted(rows, key=lambda row: row.id)}


def _relation(key: tuple[str, str, str, Origin], pieces: list[tuple[Article, Piece]], numbers: Mapping[str, int]) -> RelationRow:
    source, relation, target, origin = key
    counted = [(article, piece) for article, piece in pieces if piece.status in ("occurred", "planned", "alleged")]
    days = [piece.day for _, piece in counted]
    source_role = _most(piece.source_role for _, piece in counted)
    target_role = _most(piece.target_role for _, piece in counted)
    return RelationRow(
        id="~".join(key[:3]) + ("" if origin == "coder" else f"@{origin}"),
        source=source,
        relation=relation,
        target=target,
        evidence=len(counted),
        articles=len({article.id for article, _ in counted}),
        reports=len({article.report for article, _ in counted}),
        publishers=len({article.publisher for article, _ in counted}),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        confidence_sum=sum(piece.confidence for _, piece in counted),
        weight=sum(piece.weight for _, piece in counted) / 10_000,
        negated=sum(piece.status == "negated" for _, piece in pieces),
        hypothetical=sum(piece.status == "hypothetical" for _, piece in pieces),
        source_role=source_role,
        target_role=target_role,
        version=0,
        origin=origin,
        history=struct.pack(
            "<IIBBBB",
            numbers[source],
            numbers[target],
            list(relation_types()).index(relation),
            _role(source_role),
            _role(target_role),
            0,
        )
        + _packed(counted),
    )


def _packed(counted: list[tuple[Article, Piece]]) -> bytes:
    rows = sorted(
        (
            piece.day.toordinal(), article.report, article.publisher, piece.weight, _role(piece.source_role),
            _role(piece.target_role),
        )
        for article, piece in counted
    )  # fmt: skip
    packed = b""
    for place, (day, report, publisher, weight, source, target) in enumerate(rows):
        back = [0, 0]
        for column, value in ((1, report), (2, publisher)):
            earlier = [at for at in range(place) if rows[at][column] == value]
            if earlier:
                back[column - 1] = place - earlier[-1]
        packed += struct.pack("<iIIIIHBB", day, report, publisher, *back, weight, source, target)
    return packed


def _most(roles: Iterable[str | None]) -> str | None:
    number = Counter(role for role in roles if role is not None)
    return min(number, key=lambda role: (-number[role], role), default=None)


def _role(name: str | None) -> int:
    return 0 if name is None else 1 + ROLES.index(name)
