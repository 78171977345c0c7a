"""Whether a confidence means what it says, and which confidence to ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.evaluation.edges import Claim, Verdict

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """The claims with a confidence from ``low`` (included) to ``high`` (only the last bin includes it).

    ``confidence`` is their mean, ``right`` the share of them that is right; both None where there are none.
    """

    low: float
    high: float
    count: int
    confidence: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Calibration:
    """Bins of equal width over 0…1, and the expected calibration error: the mean distance between confidence and share
    right, each bin weighed by its claims (Naeini, Cooper and Hauskrecht, AAAI 2015)."""

    error: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a least confidence gives."""

    least: float
    precision: float
    recall: float
    f1: float
    said: int


def calibrate(claims: Sequence[Claim]) -> Calibration:
    """The calibration of what was said, in :data:`BINS` bins; an error of 0 where nothing was."""
    places: list[list[Claim]] = [[] for _ in range(BINS)]
    for claim in claims:
        places[min(BINS - 1, int(claim.confidence * BINS))].append(claim)
    bins = tuple(_bin(number, inside) for number, inside in enumerate(places))
    apart = (b.count * abs(b.confidence - b.right) for b in bins if b.confidence is not None and b.right is not None)
    return Calibration(sum(apart) / len(claims) if claims else 0.0, bins)


def _bin(number: int, inside: Sequence[Claim]) -> Bin:
    low, high, count = number / BINS, (number + 1) / BINS, len(inside)
    if not count:
        return Bin(low, high, 0, None, None)
    return Bin(low, high, count, sum(c.confidence for c in inside) / count, sum(c.right for c in inside) / count)


def setting(verdict: Verdict, least: float) -> Setting:
    """What is right and what is found where only claims of at least that confidence are taken."""
    score = verdict.score(least)
    return Setting(least, score.precision, score.recall, score.f1, score.said)


def lowest_for(verdict: Verdict, precision: float) -> Setting | None:
    """The lowest confidence to ask for, of those that occur, at which the precision is reached; None where none does."""
    for least in sorted({claim.confidence for claim in verdict.claims}):
        found = setting(verdict, least)
        if found.precision >= precision:
            return found
    return None
