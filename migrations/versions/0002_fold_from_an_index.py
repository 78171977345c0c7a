"""Folding a relation reads one index: evidence repeats its article's publisher."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FOLDED = [
    "relation_id", "retracted_at", "status", "source_role", "target_role", "day", "article_id", "publisher",
    "confidence", "weight",
]


def upgrade() -> None:
    """Add the column, fill it in, and make the index."""
    op.add_column("evidence", sa.Column("publisher", sa.Text(), nullable=True))
    op.execute("update evidence set publisher = (select publisher from articles where id = evidence.article_id)")
    op.create_index("ix_evidence_fold", "evidence", FOLDED)


def downgrade() -> None:
    """Drop both."""
    op.drop_index("ix_evidence_fold", "evidence")
    op.drop_column("evidence", "publisher")
