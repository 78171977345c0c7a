"""On PostgreSQL evidence is partitioned by the month in which it was recorded; what is there becomes the default
partition as it is, and `partitions` moves it into its months."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_evidence_relation_id_day_id": "relation_id, day, id",
    "ix_evidence_article_id_sentence_index": "article_id, sentence_index",
}
KEYS = {"article_id": "articles", "relation_id": "relations"}


def upgrade() -> None:
    """Put a partitioned table above the one that is there. No row is touched."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("alter table evidence rename to evidence_default")
    op.execute("alter table evidence_default drop constraint pk_evidence")
    op.execute("alter table evidence_default add constraint pk_evidence_default primary key (id, recorded_at)")
    for name in INDEXES:
        op.execute(f"alter index {name} rename to {name.replace('evidence', 'evidence_default', 1)}")
    op.execute("create table evidence (like evidence_default including constraints) partition by range (recorded_at)")
    _complete("id, recorded_at")
    op.execute("alter table evidence attach partition evidence_default default")


def downgrade() -> None:
    """Make it one table again."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("alter table evidence rename to evidence_parts")
    for name in ("pk_evidence", *INDEXES):
        op.execute(f"alter index {name} rename to {name}_parts")
    op.execute("create table evidence (like evidence_parts including constraints)")
    op.execute("insert into evidence select * from evidence_parts")
    op.execute("drop table evidence_parts")
    _complete("id")


def _complete(key: str) -> None:
    op.execute(f"alter table evidence add constraint pk_evidence primary key ({key})")
    for name, columns in INDEXES.items():
        op.execute(f"create index {name} on evidence ({columns})")
    for column, table in KEYS.items():
        op.execute(f"alter table evidence add constraint fk_evidence_{column} foreign key ({column}) references {table} (id)")
