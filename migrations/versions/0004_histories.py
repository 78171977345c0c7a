"""Relations keep the history of their evidence; actors, articles and publishers get numbers, copies share a report."""

import struct
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FOLDED = [
    "relation_id", "retracted_at", "status", "source_role", "target_role", "day", "article_id", "publisher",
    "confidence", "weight",
]

# The format of histories as of this step, written out: what graph.network.history makes of it later is for later steps
# to convert. The program's own fold is held to these bytes by a test.
HEAD = struct.Struct("<IIBBBB")
PIECE = struct.Struct("<iIIIIHBB")
UNIT = 10_000
ROLES = "BUS", "COP", "CVL", "GOV", "JUD", "LEG", "MED", "MIL", "OPP", "REB", "REF", "SPY"
KINDS = (
    "meets_with", "mediates_between", "supports", "recognises", "allied_with", "member_of", "signs_agreement_with",
    "agrees_with", "requests", "cooperates_with", "cooperates_economically_with", "cooperates_militarily_with",
    "shares_intelligence_with", "extradites_to", "gives_aid_to", "arms", "concedes_to", "makes_peace_with",
    "accuses", "criticises", "opposes", "rejects", "threatens", "protests_against", "mobilises_against",
    "cuts_ties_with", "sanctions", "coerces", "occupies", "attacks",
)
LOT = 1000

Piece = tuple[int, int, int, int, int, int]  # day, report, publisher, weight, roles: as they are sorted


def upgrade() -> None:
    """Number what is there, in order, and fold every relation."""
    op.add_column("actors", sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    _number("actors", "id")
    op.create_index("ix_actors_number", "actors", ["number"], unique=True)

    op.add_column("articles", sa.Column("number", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("articles", sa.Column("report", sa.BigInteger(), nullable=False, server_default="0"))
    _number("articles", "received_at, id")
    op.execute("update articles set report = number")
    op.create_index("ix_articles_number", "articles", ["number"], unique=True)
    op.create_index("ix_articles_report", "articles", ["report"])

    op.create_table(
        "publishers",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_publishers"),
        sa.UniqueConstraint("name", name="uq_publishers_name"),
    )
    op.execute(
        "insert into publishers (number, name) select row_number() over (order by first, name), name from ("
        "select evidence.publisher as name, min(articles.number) as first from evidence"
        " join articles on articles.id = evidence.article_id where evidence.publisher <> '' group by evidence.publisher"
        ") as named"
    )
    op.drop_index("ix_evidence_fold", "evidence")
    op.add_column("evidence", sa.Column("publisher_number", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("evidence", sa.Column("report", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(
        "update evidence set report = articles.report,"
        " publisher_number = coalesce((select number from publishers where name = evidence.publisher), 0)"
        " from articles where articles.id = evidence.article_id"
    )
    op.drop_column("evidence", "publisher")
    op.execute("alter table evidence rename column publisher_number to publisher")

    op.drop_column("relations", "confidence")
    op.add_column("relations", sa.Column("reports", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("relations", sa.Column("confidence_sum", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("relations", sa.Column("history", sa.LargeBinary(), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":  # packed already; to pack it again costs half of every write
        op.execute("alter table relations alter column history set storage external")
    _fold(op.get_bind())

    if op.get_bind().dialect.name == "postgresql":  # SQLite cannot drop a default; every insert names these columns
        for table, column in ADDED:
            op.alter_column(table, column, server_default=None)


def downgrade() -> None:
    """Take it all back; which articles were copies of one another is lost."""
    op.add_column("relations", sa.Column("confidence", sa.Float(), nullable=False, server_default="0"))
    op.execute("update relations set confidence = round(confidence_sum / 10000.0 / evidence, 6) where evidence > 0")
    for column in ("reports", "confidence_sum", "history"):
        op.drop_column("relations", column)
    op.drop_column("evidence", "publisher")
    op.drop_column("evidence", "report")
    op.add_column("evidence", sa.Column("publisher", sa.Text(), nullable=True))
    op.execute("update evidence set publisher = (select publisher from articles where id = evidence.article_id)")
    op.create_index("ix_evidence_fold", "evidence", FOLDED)
    op.drop_table("publishers")
    for table, column in (("articles", "report"), ("articles", "number"), ("actors", "number")):
        op.drop_index(f"ix_{table}_{column}", table)
        op.drop_column(table, column)
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("relations", "confidence", server_default=None)


ADDED = (
    ("actors", "number"), ("articles", "number"), ("articles", "report"), ("evidence", "publisher"), ("evidence", "report"),
    ("relations", "reports"), ("relations", "confidence_sum"), ("relations", "history"),
)


def _number(table: str, order: str) -> None:
    op.execute(
        f"update {table} set number = counted.number"
        f" from (select id, row_number() over (order by {order}) as number from {table}) as counted"
        f" where counted.id = {table}.id"
    )


def _fold(connection: sa.Connection) -> None:
    """Fold every relation from its standing evidence."""
    ends = sa.text(
        "select relations.id, source.number, target.number, relations.relation from relations"
        " join actors as source on source.id = relations.source join actors as target on target.id = relations.target"
    )
    heads = {row[0]: (row[1], row[2], KINDS.index(row[3])) for row in connection.execute(ends)}
    standing = sa.text(
        "select relation_id, day, report, publisher, weight, source_role, target_role, confidence from evidence"
        " where retracted_at is null and status in ('occurred', 'planned', 'alleged') order by relation_id"
    ).columns(day=sa.Date())
    change = sa.text(
        "update relations set history = :history, reports = :reports, confidence_sum = :confidence_sum where id = :id"
    )
    for lot in _lots(_folded(connection.execute(standing, execution_options={"yield_per": LOT}), heads)):
        connection.execute(change, lot)


def _folded(rows: Iterable[Any], heads: dict[str, tuple[int, int, int]]) -> Iterator[dict[str, Any]]:
    left = dict(heads)
    for key, group in groupby(rows, key=lambda row: row[0]):
        found = list(group)
        pieces = [
            (row[1].toordinal(), row[2], row[3], round(row[4] * UNIT), _role(row[5]), _role(row[6])) for row in found
        ]
        yield {
            "id": key,
            "history": _history(left.pop(key), pieces),
            "reports": len({piece[1] for piece in pieces}),
            "confidence_sum": sum(round(row[7] * UNIT) for row in found),
        }
    for key, head in left.items():
        yield {"id": key, "history": _history(head, []), "reports": 0, "confidence_sum": 0}


def _history(head: tuple[int, int, int], pieces: list[Piece]) -> bytes:
    packed = [HEAD.pack(*head, _most(piece[4] for piece in pieces), _most(piece[5] for piece in pieces), 0)]
    reports: dict[int, int] = {}
    publishers: dict[int, int] = {}
    for place, (day, report, publisher, weight, source, target) in enumerate(sorted(pieces)):
        back = place - reports.get(report, place), place - publishers.get(publisher, place)
        packed.append(PIECE.pack(day, report, publisher, *back, weight, source, target))
        reports[report] = publishers[publisher] = place
    return b"".join(packed)


def _most(roles: Iterable[int]) -> int:
    number = Counter(role for role in roles if role)
    return min(number, key=lambda role: (-number[role], role), default=0)


def _role(name: str | None) -> int:
    return 0 if name is None else ROLES.index(name) + 1


def _lots(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    lot: list[dict[str, Any]] = []
    for row in rows:
        lot.append(row)
        if len(lot) == LOT:
            yield lot
            lot = []
    if lot:
        yield lot
