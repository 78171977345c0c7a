"""What the evidence told, step by step of the calendar: about a country or any actor, and of the whole graph."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.api import present
from app.api.analysing import Ask
from app.api.context import Known
from app.api.documented import answers
from app.api.parameters import Which
from app.http.answers import Json
from app.http.routes import VersionedRoute
from app.schemas.dyads import TimelineAnswer
from graph.network import NodeInfo
from graph.queries import StepName, timeline, whole_timeline

router = APIRouter(prefix="/v1/timeline", tags=["graph"], route_class=VersionedRoute)

Step = Annotated[StepName, Query(description="Step of the calendar.")]


@dataclass(frozen=True, slots=True)
class Along:
    """What a timeline takes besides its actor; a dependency of its routes."""

    version: Known
    which: Which
    step: Step = "month"

    def answer(self, root: NodeInfo) -> Response:
        """The timeline of an actor; one that no news named has none."""
        found = timeline(self.version, root.id, self.which, self.step) if root.id in self.version.nodes else ()
        return Json(present.timeline(self.version, root, found, self.which.window, self.step))


@router.get("", summary="The whole graph, by the calendar", **answers(TimelineAnswer, 304))
async def graph_timeline(ask: Ask, which: Which, step: Step = "month") -> Response:
    """How much cooperation and conflict all evidence told in each day, week, month or year that has any."""
    return await ask.shown(
        ("timeline", which, step),
        lambda deadline: whole_timeline(ask.version, which, step, deadline=deadline),
        lambda found: present.timeline(ask.version, None, found, which.window, step),
    )
