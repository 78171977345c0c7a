"""What the graph as a whole shows: coalitions, centrality, trends."""

from dataclasses import replace
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Response

from app.api.analysing import Ask
from app.api.context import Actors, Known, Merged, resolve
from app.api.countries import Kind
from app.api.documented import answers
from app.api.parameters import PageLimit, Which
from app.api.present import analytics as present
from app.http.answers import Json
from app.http.problems import InvalidParameter
from app.http.routes import VersionedRoute
from app.schemas.analytics import CentralityAnswer, CoalitionsAnswer, TrendAnswer
from graph.analytics import Measure
from graph.analytics import centrality as central
from graph.analytics import coalitions as coalesced
from graph.analytics import trend as trend_of
from graph.network import GraphVersion
from graph.network.columns import Rows
from graph.ontology import Sign
from graph.queries import StepName

router = APIRouter(prefix="/v1/analytics", tags=["analytics"], route_class=VersionedRoute)

_DAMPING = 0.85
Seed = Annotated[int, Query(ge=0, lt=2**63, description="Seed of all chance; the same seed gives the same answer.")]
OnlyKind = Annotated[Kind | None, Query(description="Only actors of this kind make the network.")]


@router.get("/coalitions", summary="Who belongs together", **answers(CoalitionsAnswer, 304))
async def coalitions(
    *,
    ask: Ask,
    which: Which,
    limit: PageLimit,
    seed: Seed = 0,
    resolution: Annotated[float, Query(ge=1e-6, le=1e6, description="Higher makes more and smaller coalitions.")] = 1.0,
    runs: Annotated[int, Query(ge=0, le=50, description="Further divisions that tell how stable coalitions are.")] = 5,
    kind: OnlyKind = None,
    members: Annotated[int, Query(ge=1, le=1000, description="Most members told of each; the most strongly bound stay.")] = 50,
    binding: Annotated[int, Query(ge=0, le=50, description="Most relations told of each; the strongest stay.")] = 5,
) -> Response:
    """Communities of actors by what they do for one another, whatever they have declared, with the relations that bind."""
    parameters = {"seed": seed, "resolution": resolution, "runs": runs, "kind": kind}
    return await ask.shown(
        ("coalitions", which, limit, seed, resolution, runs, kind, binding),
        lambda deadline: coalesced(
            ask.version,
            which,
            seed=seed,
            resolution=resolution,
            runs=runs,
            limit=limit,
            relations=binding,
            kind=kind,
            deadline=deadline,
        ),
        lambda found: present.coalitions(ask.version, found, which, parameters, limit, members),
    )


@router.get("/centrality", summary="Who stands in the middle", **answers(CentralityAnswer, 304))
async def centrality(
    *,
    ask: Ask,
    which: Which,
    limit: PageLimit,
    measure: Annotated[Measure, Query(description="What central means.")] = "pagerank",
    kind: OnlyKind = None,
    damping: Annotated[float | None, Query(ge=0, lt=1, description="Of pagerank alone; 0.85 unless given.")] = None,
    samples: Annotated[
        int | None, Query(ge=1, le=1_000_000, description="Of betweenness alone: actors that ways are followed from.")
    ] = None,
    seed: Annotated[
        int | None, Query(ge=0, lt=2**63, description="Of betweenness alone: draws these actors; 0 unless given.")
    ] = None,
) -> Response:
    """Actors of the network of cooperation (or of conflict, with `sign`), the most central first."""
    for name, given, of in (("damping", damping, "pagerank"), ("samples", samples, "betweenness"), ("seed", seed, "betweenness")):
        if given is not None and measure != of:
            raise InvalidParameter(f"{name} has no meaning for {measure}; leave it out, or ask for measure={of}")
    sign: Sign = which.sign or "cooperation"
    # Both signs are weighed against each other before a pair is linked by one.
    both = replace(which, sign=None)
    chance = {"damping": _DAMPING if damping is None else damping, "samples": samples, "seed": seed or 0}
    taken = {"pagerank": ("damping",), "betweenness": ("samples", "seed")}.get(measure, ())
    parameters = {"kind": kind, **{name: chance[name] for name in taken}}
    return await ask.shown(
        ("centrality", both, measure, sign, kind, *chance.values()),
        lambda deadline: central(
            ask.version,
            both,
            measure=measure,
            sign=sign,
            kind=kind,
            damping=_DAMPING if damping is None else damping,
            samples=samples,
            seed=seed or 0,
            deadline=deadline,
        ),
        lambda found: present.centrality(ask.version, found, both, parameters, measure=measure, sign=sign, limit=limit),
    )


@router.get("/trends", summary="Where things are going", **answers(TrendAnswer, 304, 404))
def trends(
    *,
    version: Known,
    register: Actors,
    merged: Merged,
    which: Which,
    actor: Annotated[str | None, Query(description="An actor: id, code or name.", examples=["RUS"], max_length=200)] = None,
    a: Annotated[str | None, Query(description="One of two actors: id, code or name.", max_length=200)] = None,
    b: Annotated[str | None, Query(description="The other one.", max_length=200)] = None,
    step: Annotated[StepName, Query(description="Step of the calendar.")] = "month",
    fill: Annotated[bool, Query(description="Steps without evidence are told as well.")] = False,
    average: Annotated[int, Query(ge=1, le=1000, description="Steps that the moving mean takes.")] = 3,
    changes: Annotated[int, Query(ge=0, le=100, description="Most changes told, the largest first.")] = 5,
    limit: Annotated[int, Query(ge=1, le=10_000, description="Most steps told; the latest stay.")] = 1000,
) -> Response:
    """The evidence about an actor, or between two, by the calendar: counts, weights, mean scores, and where they changed."""
    given = [name for name in (actor, a, b) if name is not None]
    if len(given) != (2 if actor is None else 1):
        raise InvalidParameter("name one actor (actor=RUS), or two (a=RUS&b=UKR)")
    of = sorted((resolve(version, register, merged, name) for name in given), key=lambda node: node.id)
    if len({info.id for info in of}) < len(of):
        raise InvalidParameter(f"a and b are both {of[0].id}; name two different actors")
    rows = _rows(version, [info.id for info in of])
    found = trend_of(version, rows, which, step, average=average, fill=fill, changes=changes, limit=limit)
    parameters = {"step": step, "fill": fill, "average": average}
    return Json(present.trend(version, of, found, which, parameters, limit))


def _rows(version: GraphVersion, of: list[str]) -> Rows:
    """The relations at an actor, or between two; none of those that no news named."""
    if len(of) == 2:
        return version.rows_between(*of)
    index = version.nodes.index(of[0])
    return np.zeros(0, np.int64) if index is None else version.at(np.array([index]))
