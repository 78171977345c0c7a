"""Prepared articles into SQL: a batch a transaction, and article by article where the database refuses a batch."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from app.services.preparing import failed
from app.services.recording import SILENT, Recorder
from app.store.articles import ArticleRepository
from app.store.engine import reading, writing
from app.store.evidence import EvidenceRepository
from app.store.ledger import Entry, record
from app.store.rows import ArticleStatus
from app.store.versions import VersionRepository

log = logging.getLogger(__name__)
Outcome = Literal["created", "known", "aside", "failed"]
_OUTCOMES: Mapping[ArticleStatus, Outcome] = {"failed": "failed", "aside": "aside"}


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of an article.

    ``outcome`` is created (stored now, or a failed one now coded), known (this text is stored already; nothing
    changed, and a retracted article stays so), aside (kept without being coded, since it is not in English) or failed
    (stored with its error and no edges; tried again when it comes again). ``status`` is the article's own, ``edges`` the
    number of its standing pieces of evidence, ``version`` a graph version that holds it.
    """

    article_id: str
    outcome: Outcome
    status: ArticleStatus
    edges: int
    version: int
    error: str | None = None


#: Writes more into the transaction that stores articles, or nothing of either is there. It is told what became of them.
Also = Callable[[Connection, Sequence[Ingested]], None]


class Storing:
    """Stores what was prepared. Safe to call from several threads and processes at once."""

    def __init__(self, engine: Engine, *, recorder: Recorder = SILENT) -> None:
        self._engine = engine
        self._recorder = recorder

    def settled(self, hashes: Collection[str]) -> set[str]:
        """Those content hashes under which an article is stored that need not be coded again."""
        if not hashes:
            return set()
        with reading(self._engine) as connection:
            found = ArticleRepository(connection).by_hash(hashes)
        return {key for key, (_, status) in found.items() if status != "failed"}

    def store(self, hashes: Sequence[str], entries: Mapping[str, Entry], also: Also | None = None) -> list[Ingested]:
        """Store the entries that are new and say what became of each hash, in order. ``entries`` are by content hash; a hash
        without one is stored already. ``also`` is part of the transaction. Where the database refuses the batch, its articles
        are stored one by one, and then what ``also`` writes. Raises :class:`app.errors.StoreUnavailable`.
        """
        try:
            return self._told(self._store(hashes, entries, also))
        except (SQLAlchemyError, ValueError) as error:
            log.warning("a batch was refused and is stored article by article: %s", type(error).__name__)
        results: list[Ingested] = []
        for key in hashes:
            own = {key: entries[key]} if key in entries else {}
            try:
                results += self._store([key], own)
            except (SQLAlchemyError, ValueError) as error:
                results += self._store([key], {key: failed(entries[key], error)} if own else {})
        if also is not None:
            with writing(self._engine) as connection:
                also(connection, results)
        return self._told(results)

    def _store(self, hashes: Sequence[str], entries: Mapping[str, Entry], also: Also | None = None) -> list[Ingested]:
        if not entries and also is None:
            with reading(self._engine) as connection:
                return _answers(connection, hashes, {}, VersionRepository(connection).current())
        with self._recorder.span("storing"), writing(self._engine) as connection:
            version = VersionRepository(connection).lock()
            found = ArticleRepository(connection).by_hash(list(entries))
            new = {key: entry for key, entry in entries.items() if key not in found or found[key][1] == "failed"}
            if new:
                version = record(connection, list(new.values()))
            answers = _answers(connection, hashes, new, version)
            if also is not None:
                also(connection, answers)
            return answers

    def _told(self, results: list[Ingested]) -> list[Ingested]:
        for result in results:
            self._recorder.taken(result.outcome, result.edges)
            told = {"article": result.article_id, "outcome": result.outcome, "edges": result.edges, "version": result.version}
            # The reason may quote the article.
            log.info("article", extra=told)
        return results


def _answers(connection: Connection, hashes: Sequence[str], new: Mapping[str, Entry], version: int) -> list[Ingested]:
    stored = ArticleRepository(connection).by_hash(hashes)
    evidence = EvidenceRepository(connection)
    answers: list[Ingested] = []
    fresh = dict(new)
    for key in hashes:
        identifier, status = stored[key]
        entry = fresh.pop(key, None)  # a second copy in the same batch is known
        if entry is None:
            answers.append(Ingested(identifier, "known", status, evidence.standing(identifier), version))
        else:
            outcome = _OUTCOMES.get(status, "created")
            answers.append(Ingested(identifier, outcome, status, len(entry.evidence), version, entry.article.error))
    return answers
