"""Alliances: those that are declared, those that the news show, and whether two are allied."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import URL

from app.api import present
from app.api.analysing import Ask
from app.api.context import Actors, Held, Known, Merged, Moved, resolve, suggested
from app.api.countries import Kind
from app.api.documented import answers
from app.api.parameters import Cursor, Days, MinConfidence, MinSources, PageLimit
from app.api.present import alliances as shown
from app.errors import AllianceNotFound
from app.http.answers import Json
from app.http.pages import listed, page
from app.http.problems import InvalidParameter
from app.http.routes import LiveRoute, VersionedRoute
from app.schemas.alliances import AllianceDetail, AllianceList
from app.schemas.ties import CheckAnswer
from graph.actors import Actor, Register
from graph.analytics import Cohesion, Division, Observed, cohesion, observed
from graph.analytics.observed import HIGHEST, LOWEST, PREFIX, parameters_of
from graph.queries import Bloc, Filter, bloc, blocs, check, nearest
from graph.queries.declared import BINDING

router = APIRouter(prefix="/v1/alliances", tags=["alliances"], route_class=VersionedRoute)
check_router = APIRouter(prefix="/v1/alliances", tags=["alliances"], route_class=LiveRoute)

#: So many publishers are named, and so many sentences quoted, for and against.
_PUBLISHERS, _QUOTES = 50, 5
#: So many strongest relations and pairs at odds are told in a list, and of one alliance.
_LISTED, _ALONE = 3, 20

Sort = Literal["alliance", "bloc", "club", "organisation", "court", "agency", "bank", "mission"]
Basis = Literal["declared", "observed"]


#: Parameters that are of one basis alone.
_OF: dict[Basis, tuple[str, ...]] = {"declared": ("kind",), "observed": ("seed", "resolution", "among", "runs")}


@dataclass(frozen=True, slots=True)
class Looking:
    """What the list and one alliance take: the evidence that shows how each holds together, and how coalitions are found."""

    request: Request
    ask: Ask
    register: Actors
    merged: Merged
    window: Days
    min_sources: MinSources = 1
    min_confidence: MinConfidence = 0.0
    among: Annotated[Kind | None, Query(description="Observed: coalitions of actors of this kind alone.")] = None
    runs: Annotated[int, Query(ge=0, le=20, description="Observed: further divisions that stability is measured by.")] = 4

    @property
    def which(self) -> Filter:
        """The evidence."""
        return Filter(min_sources=self.min_sources, min_confidence=self.min_confidence, window=self.window)

    def refuse(self, basis: Basis) -> None:
        """Raises :class:`InvalidParameter` where a parameter was given that is of the other basis."""
        other: Basis = "observed" if basis == "declared" else "declared"
        for name in _OF[other]:
            if name in self.request.query_params:
                raise InvalidParameter(f"{name} asks about {other} alliances, and these are {basis}; leave it out")

    async def division(self, seed: int, resolution: float) -> Division:
        """All coalitions."""
        version, register, which, kind, runs = self.ask.version, self.register, self.which, self.among, self.runs
        return await self.ask.of(
            ("coalitions", which, kind, seed, resolution, runs),
            lambda deadline: observed(
                version, register, which, kind=kind, seed=seed, resolution=resolution, runs=runs, deadline=deadline
            ),
        )

    def item(self, found: Bloc | Observed) -> dict[str, Any]:
        """An alliance in a list."""
        return self._shape(found, self._holds(found, _LISTED))

    def alone(self, found: Bloc | Observed) -> dict[str, Any]:
        """An alliance on its own."""
        holds = self._holds(found, _ALONE)
        suspended = found.suspended if isinstance(found, Bloc) else ()
        shape = self._shape(found, holds)
        return shown.detail(self.ask.version, self.register, shape, found.entries, suspended, holds, self.window)

    def _holds(self, found: Bloc | Observed, most: int) -> Cohesion:
        relations = most if isinstance(found, Bloc) else 0  # a coalition has its own
        return cohesion(self.ask.version, self.which, found.members, relations=relations, odds=most)

    def _shape(self, found: Bloc | Observed, holds: Cohesion) -> dict[str, Any]:
        if isinstance(found, Bloc):
            return shown.bloc(self.ask.version, found, holds, self.window)
        asked = {
            "min_sources": self.min_sources if self.min_sources > 1 else None,
            "min_confidence": self.min_confidence or None,
            "among": self.among,
        }
        return shown.coalition(self.ask.version, found, holds, self.window, asked=asked)


Look = Annotated[Looking, Depends()]


@router.get("", summary="Alliances, declared or observed", **answers(AllianceList, 304, 404, 410))
async def alliance_list(
    *,
    look: Look,
    limit: PageLimit,
    basis: Annotated[Basis, Query(description="Those of the register, or coalitions that the news show.")] = "declared",
    kind: Annotated[list[Sort], Query(description="Declared: only these kinds; may be repeated.")] = [],  # noqa: B006
    member: Annotated[str | None, Query(description="Only those that this actor belongs to.", max_length=200)] = None,
    seed: Annotated[int, Query(ge=0, lt=2**63, description="Observed: seed of the division.")] = 0,
    resolution: Annotated[
        float, Query(ge=LOWEST, le=HIGHEST, description="Observed: higher makes more and smaller coalitions.")
    ] = 1.0,
    cursor: Cursor = None,
) -> Response:
    """Declared: by name, as the register has them on `as_of` (`to`; today); observed: the largest first."""
    look.refuse(basis)
    version = look.ask.version
    belongs = resolve(version, look.register, look.merged, member).id if member is not None else None
    found: Sequence[Bloc | Observed]
    if basis == "declared":
        found = blocs(look.register, look.window.last, kinds=kind or BINDING, member=belongs)
    else:
        division = await look.division(seed, resolution)
        found = [one for one in division.observed if belongs is None or belongs in one.members]
    parameters = {"seed": seed, "resolution": resolution, "runs": look.runs, "among": look.among}

    def answer() -> Response:
        content = page(look.request, found, look.item, version=version.version, limit=limit, cursor=cursor)
        return listed(
            {
                **shown.explained(basis),
                "basis": basis,
                "parameters": parameters if basis == "observed" else {"kind": kind or list(BINDING)},
                **content,
                "graph": present.about(version, look.window),
            }
        )

    return await run_in_threadpool(answer)


@check_router.get("/check", summary="Are these two allied?", **answers(CheckAnswer, 304, 404))
def check_pair(
    *,
    held: Held,
    version: Known,
    register: Actors,
    merged: Merged,
    window: Days,
    a: Annotated[str, Query(description="An actor: id, code or name.", examples=["RUS"], max_length=200)],
    b: Annotated[str, Query(description="Another one.", examples=["SYR"], max_length=200)],
    min_sources: MinSources = 1,
    min_confidence: MinConfidence = 0.0,
) -> Response:
    """A verdict (allied, aligned, mixed, opposed, unknown), since when, on what basis, who says so, and in which words."""
    left, right = (resolve(version, register, merged, given) for given in (a, b))
    if left.id == right.id:
        raise InvalidParameter(f"a and b are both {left.id}; name two different actors")
    which = Filter(min_sources=min_sources, min_confidence=min_confidence, window=window)
    found = check(version, register, left.id, right.id, which)
    friendly = found.verdict != "opposed"
    numbers = present.weighed(found.tie, friendly=friendly)
    sides = {side: [bond["id"] for bond in numbers[side]] for side in ("relations", "against")}
    told: dict[str, Any] = {
        "since": window.start,
        "until": window.last,
        "known_at": version.known_at,
        "origin": version.origin,
    }
    publishers = {side: held.evidence.publishers(ids, limit=_PUBLISHERS, **told) for side, ids in sides.items()}
    quotes = {side: held.evidence.surest(ids, limit=_QUOTES, **told) for side, ids in sides.items()}
    return Json(
        {
            "a": present.brief(left),
            "b": present.brief(right),
            "allied": found.allied,
            "verdict": found.verdict,
            **numbers,
            "score": round(found.tie.score, 4),
            "basis": list(found.tie.basis),
            "publishers": publishers["relations"],
            "publishers_against": publishers["against"],
            "quotes": shown.quotes(quotes["relations"], version, window),
            "quotes_against": shown.quotes(quotes["against"], version, window),
            "graph": present.about(version, window),
        }
    )


@router.get("/{alliance_id}", summary="One alliance", **answers(AllianceDetail, 304, 308, 404))
async def alliance(
    look: Look,
    alliance_id: Annotated[
        str,
        Path(
            description="Id such as IGO:NATO, where a name answers 308 to it, or coalition:0-1.0-BLR.",
            examples=["IGO:NATO"],
            max_length=300,
        ),
    ],
) -> Response:
    """Its members with their days, how well it holds together, and the pairs inside it at odds."""
    if alliance_id.startswith(PREFIX):
        look.refuse("observed")
        named = await _coalition(look, alliance_id)
        return await run_in_threadpool(lambda: Json(look.alone(named)))
    look.refuse("declared")
    home = look.merged.get(alliance_id, alliance_id)
    actor = look.register.actors.get(home) or look.register.find(home)
    found = bloc(look.register, actor.id, look.window.last) if actor else None
    if found is None:
        raise _unknown(look.register, alliance_id, actor)
    if found.actor.id != alliance_id:
        raise Moved(str(URL(path=shown.alliance_path(found.actor.id), query=look.request.url.query)))
    return await run_in_threadpool(lambda: Json(look.alone(found)))


async def _coalition(look: Looking, identifier: str) -> Observed:
    division = await look.division(*parameters_of(identifier))
    for one in division.observed:
        if one.id == identifier:
            return one
    raise AllianceNotFound(
        f"no coalition is called {identifier!r} in this version and window; /v1/alliances?basis=observed lists them"
    )


def _unknown(register: Register, given: str, actor: Actor | None) -> AllianceNotFound:
    if actor is not None:
        return AllianceNotFound(f"{actor.name} ({actor.id}) is no organisation of states; /v1/alliances lists those")
    near = suggested([one for one in nearest(register, given) if one.kind == "igo"])
    hint = f"; did you mean {near[0]['name']} ({near[0]['id']})?" if near else "; /v1/alliances lists them"
    return AllianceNotFound(f"no alliance is called {given!r}{hint}", suggestions=near)
