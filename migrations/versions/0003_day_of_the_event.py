"""Evidence keeps what its sentence tells of the day of the event, and how exactly."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was dated by its sentence until now was dated to the day."""
    op.add_column("evidence", sa.Column("event_day", sa.Date(), nullable=True))
    op.add_column("evidence", sa.Column("event_precision", sa.String(16), nullable=True))
    op.execute("update evidence set event_day = day, event_precision = 'day' where day_source = 'text'")


def downgrade() -> None:
    """Drop both."""
    op.drop_column("evidence", "event_precision")
    op.drop_column("evidence", "event_day")
