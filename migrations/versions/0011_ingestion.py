"""Articles kept aside, their authors and canonical addresses; receipts and problems of long work."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_BEFORE = "status in ('coded', 'failed', 'retracted')"
_AFTER = "status in ('coded', 'aside', 'failed', 'retracted')"


def key(length: int) -> sa.String:
    """A text that identifies a row, compared by code point on both databases."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Widen the articles, make the tables."""
    op.add_column("articles", sa.Column("authors", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("articles", sa.Column("canonical", sa.Text(), nullable=True))
    # On SQLite this copies the table, so that it is done once.
    with op.batch_alter_table("articles") as table:
        table.alter_column("authors", server_default=None)
        table.drop_constraint(op.f("ck_articles_status"), type_="check")
        table.create_check_constraint(op.f("ck_articles_status"), _AFTER)
    op.create_index("ix_articles_canonical", "articles", ["canonical"])
    op.create_table(
        "lots",
        sa.Column("work", key(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("work", "number", name="pk_lots"),
    )
    op.create_table(
        "problems",
        sa.Column("work", key(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("lot", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("article", key(40), nullable=True),
        sa.PrimaryKeyConstraint("work", "number", name="pk_problems"),
    )


def downgrade() -> None:
    """Drop them; articles that were kept aside are as if they had failed."""
    op.drop_table("problems")
    op.drop_table("lots")
    op.drop_index("ix_articles_canonical", "articles")
    op.execute("update articles set status = 'failed' where status = 'aside'")
    with op.batch_alter_table("articles") as table:
        table.drop_constraint(op.f("ck_articles_status"), type_="check")
        table.create_check_constraint(op.f("ck_articles_status"), _BEFORE)
        table.drop_column("canonical")
        table.drop_column("authors")
