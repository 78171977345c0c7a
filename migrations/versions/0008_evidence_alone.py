"""Evidence without foreign keys and with one index besides its key. A row was held against two tables and put into three
indexes, which took more of the time of writing it than the row itself."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEYS = {"article_id": "articles", "relation_id": "relations"}
CHECK = "status in ('occurred', 'planned', 'alleged', 'negated', 'hypothetical')"


def upgrade() -> None:
    """Drop the keys, and the indexes that others stand in for: evidence of an article is a range of the primary key,
    and of one day of a relation there is little to sort. On PostgreSQL partitions follow."""
    op.drop_index("ix_evidence_article_id_sentence_index", "evidence")
    op.drop_index("ix_evidence_relation_id_day_id", "evidence")
    if op.get_bind().dialect.name == "postgresql":
        for column in KEYS:
            op.drop_constraint(f"fk_evidence_{column}", "evidence", type_="foreignkey")
    else:  # SQLite can only make the table anew; what the old one leaves free is used again
        with op.batch_alter_table("evidence", recreate="always", table_args=(_check(),)) as table:
            for column in KEYS:
                table.drop_constraint(f"fk_evidence_{column}", type_="foreignkey")
    op.create_index("ix_evidence_relation_id_day", "evidence", ["relation_id", "day"])


def downgrade() -> None:
    """Make them again; refused by the database where evidence names an article or a relation that is not there."""
    op.drop_index("ix_evidence_relation_id_day", "evidence")
    if op.get_bind().dialect.name == "postgresql":
        for column, table in KEYS.items():
            op.create_foreign_key(f"fk_evidence_{column}", "evidence", table, [column], ["id"])
    else:
        with op.batch_alter_table("evidence", recreate="always", table_args=(_check(),)) as again:
            for column, table in KEYS.items():
                again.create_foreign_key(f"fk_evidence_{column}", table, [column], ["id"])
    op.create_index("ix_evidence_relation_id_day_id", "evidence", ["relation_id", "day", "id"])
    op.create_index("ix_evidence_article_id_sentence_index", "evidence", ["article_id", "sentence_index"])


def _check() -> sa.CheckConstraint:
    """The one that making the table anew would lose."""
    return sa.CheckConstraint(CHECK, name=op.f("ck_evidence_status"))
