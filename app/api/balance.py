"""Structural balance of the whole graph."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api.analysing import Ask
from app.api.countries import Kind
from app.api.documented import answers
from app.api.parameters import PageLimit, Which
from app.api.present.analytics import asked
from app.api.present.balance import balance as shown
from app.http.routes import VersionedRoute
from app.schemas.balance import BalanceAnswer
from graph.analytics import Balance, Polarisation, Theory, balance, polarisation
from graph.analytics.observed import HIGHEST, LOWEST
from graph.deadline import Deadline
from graph.queries import StepName

router = APIRouter(prefix="/v1/analytics", tags=["analytics"], route_class=VersionedRoute)

#: So many pairs are looked at at most.
_PAIRS = 1_000_000


@router.get("/balance", summary="Structural balance", **answers(BalanceAnswer, 304))
async def structural_balance(
    *,
    ask: Ask,
    which: Which,
    limit: PageLimit,
    kind: Annotated[Kind | None, Query(description="Only triads of actors of this kind.")] = None,
    theory: Annotated[Theory, Query(description="By which theory `unstable` triads are told.")] = "strong",
    pairs: Annotated[int, Query(ge=1, le=_PAIRS, description="Most pairs that are looked at, the strongest.")] = _PAIRS,
    step: Annotated[StepName, Query(description="Step of the calendar of `polarisation`.")] = "year",
    seed: Annotated[int, Query(ge=0, lt=2**63, description="Seed of the divisions.")] = 0,
    resolution: Annotated[
        float, Query(ge=LOWEST, le=HIGHEST, description="Resolution of the coalitions that the camps are.")
    ] = 1.0,
) -> Response:
    """Are the friends of friends friends? Triads by their signs, those out of balance, and polarisation over time."""
    version = ask.version

    def work(deadline: Deadline) -> tuple[Balance, Polarisation]:
        found = balance(version, which, kind=kind, theory=theory, limit=limit, most=pairs, seed=seed, deadline=deadline)
        course = polarisation(version, which, step, kind=kind, seed=seed, resolution=resolution, deadline=deadline)
        return found, course

    parameters = {"kind": kind, "theory": theory, "pairs": pairs, "step": step, "seed": seed, "resolution": resolution}
    return await ask.shown(
        ("balance", which, limit, *parameters.values()),
        work,
        lambda found: shown(version, *found, which.window, {**parameters, **asked(which)}),
    )
