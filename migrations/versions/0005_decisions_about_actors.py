"""Merges and splits of actors; evidence says whether its relation has the ends the other way round."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def key(length: int) -> sa.String:
    """A text that identifies a row, compared by code point on both databases."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table and the column; so far every relation has its ends as they were coded."""
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("actor", key(120), sa.ForeignKey("actors.id", name="fk_decisions_actor"), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("into", key(120), sa.ForeignKey("actors.id", name="fk_decisions_into"), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.CheckConstraint("kind in ('merge', 'split')", name=op.f("ck_decisions_kind")),
        sa.CheckConstraint("(kind = 'split') = (name is not null)", name=op.f("ck_decisions_name")),
    )
    op.add_column("evidence", sa.Column("turned", sa.Boolean(), nullable=False, server_default=sa.false()))
    if op.get_bind().dialect.name == "postgresql":  # SQLite cannot drop a default; every insert names the column
        op.alter_column("evidence", "turned", server_default=None)


def downgrade() -> None:
    """Drop both; refused while a decision stands, since evidence counts by it."""
    standing = op.get_bind().execute(sa.text("select count(*) from decisions where undone_at is null")).scalar_one()
    if standing:
        raise CommandError(f"{standing} decisions about actors stand: undo them first (python3 -m app actors undo)")
    op.drop_column("evidence", "turned")
    op.drop_table("decisions")
