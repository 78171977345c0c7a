"""Keys of the service: who may do what over HTTP."""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "keys",
        sa.Column("id", sa.String(16).with_variant(sa.String(16, collation="C"), "postgresql"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scope", sa.String(8), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=True),
        sa.Column("revoked_at", moment, nullable=True),
        sa.Column("last_used_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.CheckConstraint("scope in ('read', 'write', 'admin')", name=op.f("ck_keys_scope")),
    )


def downgrade() -> None:
    """Drop it; refused while keys stand, since the program of before would let anybody write."""
    standing = op.get_bind().scalar(sa.text("select count(*) from keys where revoked_at is null"))
    if standing:
        raise CommandError(f"{standing} keys stand: revoke them first (`keys revoke`), for the program of before knows none")
    op.drop_table("keys")
