"""Relations folded from their evidence, many at once: from nothing, or on top of what was folded before.

Everything is added up in whole numbers, so that the order in which evidence comes leaves no trace.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from graph.network.history import HEAD, PIECE, ROLE_NAMES, UNIT, Heads, Histories, Ints, Pieces
from graph.ontology import COUNTED, STATUSES

#: What :meth:`Folded.rows` gives, as the table names it.
FOLDED = (
    "evidence", "articles", "reports", "publishers", "first_day", "last_day", "weight", "source_role", "target_role", "history",
    "confidence_sum", "negated", "hypothetical",
)  # fmt: skip
#: What a history does not tell.
SUMS = ("confidence_sum", "articles", "negated", "hypothetical")

_STATUS: dict[str, int] = {status: number for number, status in enumerate(STATUSES)}
_COUNTED = np.array([status in COUNTED for status in STATUSES] + [False])
_ROLE = {name: number for number, name in enumerate(ROLE_NAMES)}
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True, eq=False)
class Loose:
    """Pieces of evidence of any status, side by side [p]: ``owner`` is the place of their relation in some list,
    ``article`` a number below 2 ** 32 that tells articles apart, ``status`` a place in
    :data:`graph.ontology.STATUSES`, ``confidence`` in ten-thousandths."""

    owner: Ints
    article: Ints
    status: NDArray[np.int64]
    confidence: Ints
    pieces: Pieces

    @classmethod
    def of(
        cls,
        owner: ArrayLike,
        article: ArrayLike,
        status: Sequence[str],
        day: Sequence[Any],
        report: ArrayLike,
        publisher: ArrayLike,
        confidence: ArrayLike,
        weight: ArrayLike,
        source_role: Sequence[str | None],
        target_role: Sequence[str | None],
    ) -> "Loose":
        """Evidence from columns: days are dates or ISO texts, confidence and weight 0…1. A status that the ontology
        lacks is left to the database to refuse; a role that it lacks raises KeyError."""
        pieces = np.zeros(len(status), PIECE)
        pieces["day"] = np.array(day, "datetime64[D]").astype(np.int64) + _EPOCH
        pieces["report"] = report
        pieces["publisher"] = publisher
        pieces["weight"] = np.rint(np.asarray(weight, np.float64) * UNIT)
        pieces["source_role"] = [_ROLE[role] for role in source_role]
        pieces["target_role"] = [_ROLE[role] for role in target_role]
        return cls(
            owner=np.asarray(owner, np.int64),
            article=np.asarray(article, np.int64),
            status=np.array([_STATUS.get(name, len(_STATUS)) for name in status], np.int64),
            confidence=np.rint(np.asarray(confidence, np.float64) * UNIT).astype(np.int64),
            pieces=pieces,
        )

    @classmethod
    def none(cls) -> "Loose":
        """No evidence."""
        return cls.of([], [], [], [], [], [], [], [], [], [])


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Folded relations, side by side: their histories, and ``sums`` [4, n], the rows of which :data:`SUMS` names."""

    histories: Histories
    sums: Ints

    @classmethod
    def nothing(cls, heads: Heads) -> "Folded":
        """Relations that nothing backs."""
        empty = Histories(heads, np.zeros(len(heads) + 1, np.int64), np.zeros(0, PIECE))
        return cls(empty, np.zeros((len(SUMS), len(heads)), np.int64))

    def plus(self, more: Loose) -> "Folded":
        """These relations with more evidence, none of it of an article that they have evidence of already."""
        counted = _COUNTED[more.status]
        owner, size = more.owner[counted], len(self.histories)
        mentions = np.unique(owner << 32 | more.article[counted]) >> 32  # each article once a relation
        added = [
            np.bincount(owner, more.confidence[counted], size),  # exact: a float holds whole numbers up to 2 ** 53
            np.bincount(mentions, minlength=size),
            *(np.bincount(more.owner[more.status == _STATUS[name]], minlength=size) for name in ("negated", "hypothetical")),
        ]
        histories = self.histories.with_pieces(owner, more.pieces[counted])
        return Folded(histories, self.sums + np.stack(added).astype(np.int64))

    def rows(self) -> list[tuple[Any, ...]]:
        """One tuple a relation, the columns being :data:`FOLDED`."""
        histories, pieces = self.histories, self.histories.pieces
        low, high = histories.starts[:-1], histories.starts[1:]
        number = (high - low).tolist()
        some = np.flatnonzero(high > low)
        days = np.zeros((2, len(number)), np.int64)
        days[:, some] = pieces["day"][low[some]], pieces["day"][high[some] - 1]
        first, last = ([date.fromordinal(day) if day else None for day in row] for row in days.tolist())
        confidence, articles, negated, hypothetical = self.sums.tolist()
        return list(
            zip(
                number,
                articles,
                self._totals(pieces["prior_report"] == 0),
                self._totals(pieces["prior_publisher"] == 0),
                first,
                last,
                [weight / UNIT for weight in self._totals(pieces["weight"])],
                [ROLE_NAMES[role] for role in histories.heads["source_role"].tolist()],
                [ROLE_NAMES[role] for role in histories.heads["target_role"].tolist()],
                histories.pack(),
                confidence,
                negated,
                hypothetical,
                strict=True,
            )
        )

    def _totals(self, values: NDArray[Any]) -> list[int]:
        """The sum over each relation's pieces."""
        running = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
        totals: list[int] = (running[self.histories.starts[1:]] - running[self.histories.starts[:-1]]).tolist()
        return totals


def heads(ends: Sequence[tuple[int, int, int]]) -> Heads:
    """Heads without roles from (number of the source, number of the target, place in KINDS)."""
    found = np.zeros(len(ends), HEAD)
    if ends:
        found["source"], found["target"], found["kind"] = zip(*ends, strict=True)
    return found
