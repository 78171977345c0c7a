"""Articles, evidence and relations are of an origin: the coder's own, or a data set that was imported. What is there is the
coder's."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = ("articles", "evidence", "relations")
#: (name, table, columns): what there was, and what is there instead.
BEFORE = (
    ("ix_articles_received_at_id", "articles", ["received_at", "id"]),
    ("ix_articles_status", "articles", ["status"]),
    ("ix_articles_publisher_credited", "articles", ["publisher", "credited"]),
    ("ix_relations_version", "relations", ["version"]),
)
AFTER = (
    ("ix_articles_origin_received_at_id", "articles", ["origin", "received_at", "id"]),
    ("ix_articles_origin_status", "articles", ["origin", "status"]),
    ("ix_articles_origin_publisher_credited", "articles", ["origin", "publisher", "credited"]),
    ("ix_relations_origin", "relations", ["origin"]),
    ("ix_relations_version_origin", "relations", ["version", "origin"]),
    ("ix_evidence_origin_retracted_at", "evidence", ["origin", "retracted_at"]),
)


def upgrade() -> None:
    """Add the columns, which touches no row, and the indexes."""
    name = sa.String(16).with_variant(sa.String(16, collation="C"), "postgresql")
    for table in TABLES:
        op.add_column(table, sa.Column("origin", name, nullable=False, server_default="coder"))
    _exchange(BEFORE, AFTER)


def downgrade() -> None:
    """Drop them; refused while anything imported is there, since the program of before would count it as its own."""
    for table in TABLES:
        number = op.get_bind().scalar(sa.text(f"select count(*) from {table} where origin <> 'coder'"))  # noqa: S608
        if number:
            raise CommandError(
                f"{number} rows of {table} were imported, and the program of before would take them for its coder's: "
                "restore a backup from before the import instead"
            )
    _exchange(AFTER, BEFORE)
    for table in TABLES:
        op.drop_column(table, "origin")


def _exchange(old: tuple[tuple[str, str, list[str]], ...], new: tuple[tuple[str, str, list[str]], ...]) -> None:
    for name, table, _ in old:
        op.drop_index(name, table)
    for name, table, columns in new:
        op.create_index(name, table, columns)
