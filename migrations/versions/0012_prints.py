"""Prints of articles, by which copies of one report are found; app/store/prints.py makes those of articles that are there."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, empty."""
    op.create_table(
        "prints",
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("scheme", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_prints"),
    )
    op.create_table(
        "bands",
        sa.Column("band", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("day", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("number", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("band", "day", "number", name="pk_bands"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Drop them; clusters stay as they are."""
    op.drop_table("bands")
    op.drop_table("prints")
