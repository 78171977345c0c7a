"""How strong a relation is: one formula, used by every ranking."""

from collections.abc import Sequence
from datetime import date
from math import log2

from graph.ontology import COUNTED, RelationType

#: What a piece of evidence counts by its status: a plan is less than a deed, an allegation less than a plan.
STATUS_WEIGHT = {"occurred": 1.0, "planned": 0.7, "alleged": 0.5}


def evidence_weight(confidence: float, status: str) -> float:
    """Weight of one piece of evidence, 0…1: confidence times :data:`STATUS_WEIGHT`; 0 where it does not count."""
    return confidence * STATUS_WEIGHT[status] if status in COUNTED else 0.0


def strength(
    kind: RelationType,
    weights: Sequence[float],
    days: Sequence[date] = (),
    reference: date | None = None,
    half_life: float | None = None,
) -> float:
    """Strength of a relation, ≥ 0: ``|Goldstein| / 10 · log2(1 + Σ wᵢ · 2^(−ageᵢ / half_life))``.

    One certain report of an attack (Goldstein −10) is 1.0; three are 2.0: the count is damped, so that much-reported
    does not drown much-done. ``ageᵢ`` is the days from ``days[i]`` to ``reference``; without a half-life (in days)
    nothing fades. Goldstein (1992) weights as scaled by CAMEO.
    """
    if half_life is None or reference is None:
        total = sum(weights)
    else:
        total = sum(
            weight * 2.0 ** (-max(0, (reference - day).days) / half_life) for weight, day in zip(weights, days, strict=True)
        )
    return abs(kind.goldstein) / 10.0 * log2(1.0 + total)
