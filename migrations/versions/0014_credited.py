"""Articles keep the agency that they credit; every publisher of an article has its number."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, count publishers by an index, and number those that had articles but no evidence."""
    op.add_column("articles", sa.Column("credited", sa.Text(), nullable=True))
    op.create_index("ix_articles_publisher_credited", "articles", ["publisher", "credited"])
    missing = "select distinct publisher as name from articles where publisher <> '' and publisher not in (select name from publishers)"
    numbered = f"select (select coalesce(max(number), 0) from publishers) + row_number() over (order by name), name from ({missing}) as found"  # noqa: S608 - no value of anybody's
    op.execute(f"insert into publishers (number, name) {numbered}")  # noqa: S608 - as above


def downgrade() -> None:
    """Drop both; evidence goes on counting for the agencies."""
    op.drop_index("ix_articles_publisher_credited", "articles")
    op.drop_column("articles", "credited")
