"""The version row says which database it is of, and when older evidence was last given to other relations or reports."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both; a name of chance for the database, since nothing else tells two of them apart for certain."""
    op.add_column("version", sa.Column("store", sa.String(32), nullable=False, server_default=""))
    op.add_column("version", sa.Column("rearranged", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(sa.text("update version set rearranged = version, store = :store").bindparams(store=secrets.token_hex(8)))
    if op.get_bind().dialect.name == "postgresql":  # SQLite cannot drop a default; the one row is there already
        op.alter_column("version", "store", server_default=None)
        op.alter_column("version", "rearranged", server_default=None)


def downgrade() -> None:
    """Drop both."""
    op.drop_column("version", "rearranged")
    op.drop_column("version", "store")
