"""The tables. Migrations make them; this metadata is what the code and the migration tests compare them with."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

from graph.origins import CODER

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, with its zone on both databases (SQLite itself would drop it)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; a moment without a zone is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back with UTC as the zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def key(length: int) -> String:
    """A text that identifies a row; compared by code point on both databases, so that pages come in one order."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def _c(name: str, kind: Any, *rest: Any, null: bool = False, **more: Any) -> Column[Any]:
    return Column(name, kind, *rest, nullable=null, **more)


def _origin() -> Column[Any]:
    """One of :data:`graph.origins.ORIGINS`; what was there before origins were told apart is the coder's."""
    return _c("origin", key(16), server_default=CODER)


version = Table(
    "version",
    metadata,
    _c("id", Integer, primary_key=True, autoincrement=False),
    _c("version", BigInteger),
    # What tells this database from others, so that a snapshot of the graph is used with none but its own.
    _c("store", String(32)),
    # The version at which evidence was last given to other relations or reports than it came with.
    _c("rearranged", BigInteger),
    # Digest of the register that the actors were last synced from, so that an unchanged one costs one look.
    _c("register", String(64), null=True),
    CheckConstraint("id = 1", name="one_row"),
)

articles = Table(
    "articles",
    metadata,
    _c("id", key(40), primary_key=True),
    _c("content_hash", String(64), unique=True),
    _c("title", Text, null=True),
    _c("text", Text),
    _c("url", Text, null=True),
    _c("publisher", Text, null=True),
    _c("language", String(16)),
    _c("published_at", Moment, null=True),
    _c("published_day", Date, null=True),
    _c("published_source", String(16), null=True),
    _c("received_at", Moment),
    _c("status", String(16)),
    _c("error", Text, null=True),
    _c("sentences", JSON),
    _c("coder", String(80)),
    _c("version", BigInteger),
    # In order of insertion; histories name articles by it.
    _c("number", BigInteger),
    # Number of the article that leads the cluster of syndicated copies; its own where it stands alone.
    _c("report", BigInteger),
    _c("authors", JSON),
    # The one address of the story, where it is known: another text under it is the same voice.
    _c("canonical", Text, null=True),
    # The agency whose report it says that it is: the voice that its evidence counts for.
    _c("credited", Text, null=True),
    _origin(),
    CheckConstraint("status in ('coded', 'aside', 'failed', 'retracted')", name="status"),
    Index(None, "origin", "received_at", "id"),
    Index(None, "origin", "status"),
    Index(None, "number", unique=True),
    Index(None, "report"),
    Index(None, "canonical"),
    Index(None, "origin", "publisher", "credited"),
)

#: By what an article is told from copies of it (app/store/prints.py), and what was decided about it by hand.
prints = Table(
    "prints",
    metadata,
    # The article's.
    _c("number", BigInteger, primary_key=True, autoincrement=False),
    _c("scheme", Integer),
    # The day it was published, counted from 1 January 1 on; 0 where it is not known.
    _c("day", Integer),
    # Numbers of 32 bits, packed, ascending; none for a text that is too short to tell.
    _c("sketch", LargeBinary),
    # Whether its cluster was decided on by hand, and is left alone from then on.
    _c("held", Boolean),
)

#: Which articles have a number in their sketch: made from ``prints``, and not backed up.
bands = Table(
    "bands",
    metadata,
    _c("band", Integer, primary_key=True, autoincrement=False),
    _c("day", Integer, primary_key=True, autoincrement=False),
    _c("number", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
    info={"derived": True},
)

#: Number 0 is whoever is not named, and has no row.
publishers = Table(
    "publishers",
    metadata,
    _c("number", Integer, primary_key=True, autoincrement=False),
    _c("name", Text, unique=True),
)

actors = Table(
    "actors",
    metadata,
    _c("id", key(120), primary_key=True),
    _c("name", Text),
    _c("kind", String(16)),
    _c("country", key(120), null=True),
    _c("region", String(32), null=True),
    _c("registered", Boolean),
    _c("version", BigInteger),
    # In order of insertion; histories name actors by it.
    _c("number", Integer),
    Index(None, "version"),
    Index(None, "number", unique=True),
)

aliases = Table(
    "aliases",
    metadata,
    _c("alias", key(400), primary_key=True),
    _c("actor", key(120), ForeignKey("actors.id"), primary_key=True),
    _c("kind", String(16)),
    Index(None, "actor"),
)

#: That an actor is another one, or that a name of an actor means another one; each stands until it is undone.
decisions = Table(
    "decisions",
    metadata,
    _c("id", Integer, primary_key=True, autoincrement=False),
    _c("kind", String(8)),
    _c("actor", key(120), ForeignKey("actors.id")),
    _c("name", Text, null=True),
    _c("into", key(120), ForeignKey("actors.id")),
    _c("decided_by", Text),
    _c("reason", Text),
    _c("decided_at", Moment),
    _c("undone_at", Moment, null=True),
    _c("version", BigInteger),
    CheckConstraint("kind in ('merge', 'split')", name="kind"),
    CheckConstraint("(kind = 'split') = (name is not null)", name="name"),
)

#: Keys of the service: who may do what over HTTP. Of a key itself only its hash is kept.
keys = Table(
    "keys",
    metadata,
    _c("id", key(16), primary_key=True),
    _c("name", Text),
    _c("scope", String(8)),
    # SHA-256 of the whole key, in hex.
    _c("hash", String(64)),
    _c("created_at", Moment),
    _c("expires_at", Moment, null=True),
    _c("revoked_at", Moment, null=True),
    # To the minute or so: written behind the requests, not by them.
    _c("last_used_at", Moment, null=True),
    CheckConstraint("scope in ('read', 'write', 'admin')", name="scope"),
)

relations = Table(
    "relations",
    metadata,
    _c("id", key(300), primary_key=True),
    _c("source", key(120), ForeignKey("actors.id")),
    _c("relation", String(40)),
    _c("target", key(120), ForeignKey("actors.id")),
    _c("evidence", Integer),
    _c("articles", Integer),
    _c("publishers", Integer),
    _c("first_day", Date, null=True),
    _c("last_day", Date, null=True),
    _c("weight", Float),
    _c("negated", Integer),
    _c("hypothetical", Integer),
    _c("source_role", String(8), null=True),
    _c("target_role", String(8), null=True),
    _c("version", BigInteger),
    _c("reports", Integer),
    # In ten-thousandths; the mean is worked out on reading.
    _c("confidence_sum", BigInteger),
    # What counts, packed: graph/network/history.py.
    _c("history", LargeBinary),
    _origin(),
    # Rows of one origin in the order in which they lie, to be read whole.
    Index(None, "origin"),
    Index(None, "version", "origin"),
    Index(None, "target"),
    Index(None, "source", "target"),
)

#: Without foreign keys: holding every row against two tables costs as much as writing it. Only the ledger adds evidence,
#: after its articles and relations, and neither is ever deleted; RelationRepository.recount is the proof.
evidence = Table(
    "evidence",
    metadata,
    # Begins with the article's id and a point, so that an article's evidence is a range of the key and needs no index.
    _c("id", key(60), primary_key=True),
    _c("article_id", key(40)),
    _c("relation_id", key(300)),
    _c("source", key(120)),
    _c("relation", String(40)),
    _c("target", key(120)),
    _c("source_role", String(8), null=True),
    _c("target_role", String(8), null=True),
    _c("source_name", Text),
    _c("target_name", Text),
    _c("status", String(16)),
    _c("day", Date),
    _c("day_source", String(16)),
    _c("sentence_index", Integer),
    _c("sentence", Text),
    _c("char_start", Integer),
    _c("char_end", Integer),
    _c("trigger_start", Integer),
    _c("trigger_end", Integer),
    _c("source_start", Integer, null=True),
    _c("source_end", Integer, null=True),
    _c("target_start", Integer, null=True),
    _c("target_end", Integer, null=True),
    _c("confidence", Float),
    _c("weight", Float),
    _c("why", Text),
    _c("recorded_at", Moment),
    _c("retracted_at", Moment, null=True),
    # The article's publisher and report again, so that folding reads this table alone.
    _c("publisher", Integer),
    _c("report", BigInteger),
    # What the sentence tells; day above is what counts.
    _c("event_day", Date, null=True),
    _c("event_precision", String(16), null=True),
    # Whether the relation that it counts for has its ends the other way round, by a decision about actors.
    _c("turned", Boolean),
    # The article's, again.
    _origin(),
    CheckConstraint("status in ('occurred', 'planned', 'alleged', 'negated', 'hypothetical')", name="status"),
    Index(None, "relation_id", "day"),
    Index(None, "origin", "retracted_at"),
)

#: Receipts of long work, a lot each, written in the transaction of what they are of: so work goes on where it stopped.
lots = Table(
    "lots",
    metadata,
    # What the work is: a job's id, or the digest of what a backfill was given.
    _c("work", key(80), primary_key=True),
    _c("number", Integer, primary_key=True, autoincrement=False),
    # What of it: up to where the work has read, or which piece of a file.
    _c("place", Text),
    # What became of its articles: :class:`app.services.ingest.Progress`.
    _c("counts", JSON),
    _c("done_at", Moment),
)

#: What long work could not take in: unreadable records, refused articles, those that failed.
problems = Table(
    "problems",
    metadata,
    _c("work", key(80), primary_key=True),
    _c("number", Integer, primary_key=True, autoincrement=False),
    _c("lot", Integer),
    _c("place", Text, null=True),
    _c("title", Text, null=True),
    _c("slug", String(40)),
    _c("detail", Text),
    # The article, where one is kept with its error.
    _c("article", key(40), null=True),
)

#: What each version changed, in commit order (app/store/changes.py). The oldest row is the mark from which it is whole.
changes = Table(
    "changes",
    metadata,
    _c("version", BigInteger, primary_key=True, autoincrement=False),
    _c("at", Moment, null=True),
    _c("body", Text),
)

webhooks = Table(
    "webhooks",
    metadata,
    _c("id", key(40), primary_key=True),
    _c("url", Text),
    # As it is given to sign with; nothing shows it again.
    _c("secret", Text),
    _c("description", Text, null=True),
    _c("types", JSON),
    _c("actor", key(120), null=True),
    _c("country", key(120), null=True),
    _c("created_at", Moment),
    # Everything up to this version, and so many changes of what came next, were delivered.
    _c("version", BigInteger),
    _c("given", Integer),
    # Where the batch ends that is being delivered: it stays the same, under one id, until it has arrived.
    _c("pending_version", BigInteger, null=True),
    _c("pending_given", Integer, null=True),
    _c("failures", Integer),
    _c("failing_since", Moment, null=True),
    _c("next_try", Moment, null=True),
    _c("disabled_at", Moment, null=True),
    _c("disabled_reason", Text, null=True),
    # Which worker delivers it, and until when that holds.
    _c("lease", String(64), null=True),
    _c("lease_until", Moment, null=True),
)

#: Every attempt to deliver, whatever came of it; the oldest are dropped.
deliveries = Table(
    "deliveries",
    metadata,
    _c("id", Integer, primary_key=True),
    _c("webhook", key(40)),
    _c("message", String(64)),
    _c("attempt", Integer),
    _c("at", Moment),
    _c("changes", Integer),
    _c("version", BigInteger),
    _c("status", Integer, null=True),
    _c("ms", Integer),
    _c("error", Text, null=True),
    Index(None, "webhook", "id"),
    Index(None, "at"),
)

#: Work that outlives whoever asked for it: the poll of a feed, a file, a batch.
jobs = Table(
    "jobs",
    metadata,
    _c("id", key(40), primary_key=True),
    _c("kind", String(8)),
    # What it is called when it is shown; never opened.
    _c("name", Text),
    # What is read: a file's name among the uploads, a path of the operator's, or a feed's id.
    _c("source", Text),
    _c("spooled", Boolean),
    _c("media", String(16), null=True),
    _c("publisher", Text, null=True),
    _c("published", Date, null=True),
    # Bytes and SHA-256 of what was sent, and its articles where they could be counted on the way.
    _c("size", BigInteger, null=True),
    _c("digest", String(64), null=True),
    _c("total", BigInteger, null=True),
    # SHA-256 of the sender's Idempotency-Key.
    _c("idempotency", String(64), unique=True, null=True),
    _c("state", String(16)),
    # Whether somebody asked for its end.
    _c("stop", Boolean),
    # Which try it is, counted by those who ask for another one; each is a workflow of its own.
    _c("attempt", Integer),
    # Times that a process began or took it up, in all, and without a lot in between.
    _c("starts", Integer),
    _c("stuck", Integer),
    # The sum of its lots, written with each: how many there are, up to which item they go, and what became of those.
    _c("lots", Integer),
    _c("position", BigInteger),
    _c("counts", JSON),
    _c("error", Text, null=True),
    _c("created_at", Moment),
    _c("started_at", Moment, null=True),
    _c("finished_at", Moment, null=True),
    CheckConstraint("kind in ('file', 'batch', 'feed')", name="kind"),
    CheckConstraint("state in ('queued', 'running', 'done', 'failed', 'cancelled')", name="state"),
    Index(None, "created_at", "id"),
    Index(None, "state"),
)

#: What one process at a time may do, who does it, and until when that holds.
leases = Table(
    "leases",
    metadata,
    _c("name", key(16), primary_key=True),
    _c("owner", String(64)),
    _c("until", Moment),
)

#: Feeds that are polled (app/store/feeds.py).
feeds = Table(
    "feeds",
    metadata,
    _c("id", key(40), primary_key=True),
    _c("url", key(2000)),
    _c("title", Text, null=True),
    # Given to articles that name none.
    _c("publisher", Text, null=True),
    _c("added_at", Moment),
    # As the last whole answer had them, to be asked for changes alone.
    _c("etag", Text, null=True),
    _c("modified", Text, null=True),
    _c("polled_at", Moment, null=True),
    _c("next_poll", Moment),
    # Seconds between polls, while all is well.
    _c("interval", Integer),
    _c("failures", Integer),
    _c("failing_since", Moment, null=True),
    _c("error", Text, null=True),
    _c("disabled_at", Moment, null=True),
    _c("disabled_reason", Text, null=True),
    # Who polls it, and until when that holds.
    _c("lease", String(64), null=True),
    _c("lease_until", Moment, null=True),
    Index("uq_feeds_url", "url", unique=True),
    Index(None, "next_poll"),
)

#: Entries that were seen, by the digest of their key; what waits to be taken in is there whole.
feed_entries = Table(
    "feed_entries",
    metadata,
    _c("feed", key(40), primary_key=True),
    _c("key", key(64), primary_key=True),
    _c("state", String(16)),
    _c("number", Integer),
    _c("url", Text, null=True),
    _c("title", Text, null=True),
    # What the feed says of it, until it is taken in.
    _c("body", JSON(none_as_null=True), null=True),
    _c("attempts", Integer),
    _c("next_try", Moment, null=True),
    _c("article", key(40), null=True),
    _c("slug", String(40), null=True),
    _c("reason", Text, null=True),
    _c("seen_at", Moment),
    CheckConstraint("state in ('waiting', 'taken', 'refused')", name="state"),
    Index(None, "feed", "state", "number"),
)
