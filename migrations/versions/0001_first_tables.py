"""The first tables: articles, evidence, relations, actors, aliases and the version row."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def key(length: int) -> sa.String:
    """A text that identifies a row, compared by code point on both databases."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables and the one version row."""
    op.create_table(
        "actors",
        sa.Column("id", key(120), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("country", key(120), nullable=True),
        sa.Column("region", sa.String(32), nullable=True),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_actors"),
    )
    op.create_index("ix_actors_version", "actors", ["version"])
    op.create_table(
        "articles",
        sa.Column("id", key(40), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_day", sa.Date(), nullable=True),
        sa.Column("published_source", sa.String(16), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("coder", sa.String(80), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_articles"),
        sa.CheckConstraint("status in ('coded', 'failed', 'retracted')", name=op.f("ck_articles_status")),
        sa.UniqueConstraint("content_hash", name="uq_articles_content_hash"),
    )
    op.create_index("ix_articles_received_at_id", "articles", ["received_at", "id"])
    op.create_index("ix_articles_status", "articles", ["status"])
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("register", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_version"),
        sa.CheckConstraint("id = 1", name=op.f("ck_version_one_row")),
    )
    op.create_table(
        "aliases",
        sa.Column("alias", key(400), nullable=False),
        sa.Column("actor", key(120), sa.ForeignKey("actors.id", name="fk_aliases_actor"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("alias", "actor", name="pk_aliases"),
    )
    op.create_index("ix_aliases_actor", "aliases", ["actor"])
    op.create_table(
        "relations",
        sa.Column("id", key(300), nullable=False),
        sa.Column("source", key(120), sa.ForeignKey("actors.id", name="fk_relations_source"), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("target", key(120), sa.ForeignKey("actors.id", name="fk_relations_target"), nullable=False),
        sa.Column("evidence", sa.Integer(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("publishers", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("negated", sa.Integer(), nullable=False),
        sa.Column("hypothetical", sa.Integer(), nullable=False),
        sa.Column("source_role", sa.String(8), nullable=True),
        sa.Column("target_role", sa.String(8), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_relations"),
    )
    op.create_index("ix_relations_source_target", "relations", ["source", "target"])
    op.create_index("ix_relations_target", "relations", ["target"])
    op.create_index("ix_relations_version", "relations", ["version"])
    op.create_table(
        "evidence",
        sa.Column("id", key(60), nullable=False),
        sa.Column("article_id", key(40), sa.ForeignKey("articles.id", name="fk_evidence_article_id"), nullable=False),
        sa.Column("relation_id", key(300), sa.ForeignKey("relations.id", name="fk_evidence_relation_id"), nullable=False),
        sa.Column("source", key(120), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("target", key(120), nullable=False),
        sa.Column("source_role", sa.String(8), nullable=True),
        sa.Column("target_role", sa.String(8), nullable=True),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("target_name", sa.Text(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("day_source", sa.String(16), nullable=False),
        sa.Column("sentence_index", sa.Integer(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("char_start", sa.Integer(), nullable=False),
        sa.Column("char_end", sa.Integer(), nullable=False),
        sa.Column("trigger_start", sa.Integer(), nullable=False),
        sa.Column("trigger_end", sa.Integer(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=True),
        sa.Column("source_end", sa.Integer(), nullable=True),
        sa.Column("target_start", sa.Integer(), nullable=True),
        sa.Column("target_end", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retracted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_evidence"),
        sa.CheckConstraint("status in ('occurred', 'planned', 'alleged', 'negated', 'hypothetical')", name=op.f("ck_evidence_status")),
    )
    op.create_index("ix_evidence_article_id_sentence_index", "evidence", ["article_id", "sentence_index"])
    op.create_index("ix_evidence_relation_id_day_id", "evidence", ["relation_id", "day", "id"])
    version = sa.table("version", sa.column("id", sa.Integer), sa.column("version", sa.BigInteger))
    op.bulk_insert(version, [{"id": 1, "version": 0}])


def downgrade() -> None:
    """Drop them all."""
    for name in ("evidence", "relations", "aliases", "version", "articles", "actors"):
        op.drop_table(name)
