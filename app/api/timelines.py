"""What the evidence about an actor told, step by step of the calendar; asked of countries and of any actor."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Response

from app.api import present
from app.api.context import Known
from app.api.parameters import Which
from app.http.answers import Json
from graph.network import NodeInfo
from graph.queries import StepName, timeline


@dataclass(frozen=True, slots=True)
class Along:
    """What a timeline takes besides its actor; a dependency of its routes."""

    version: Known
    which: Which
    step: Annotated[StepName, Query(description="Step of the calendar.")] = "month"

    def answer(self, root: NodeInfo) -> Response:
        """The timeline of an actor; one that no news named has none."""
        found = timeline(self.version, root.id, self.which, self.step) if root.id in self.version.nodes else ()
        return Json(
            {
                "of": present.brief(root),
                "step": self.step,
                "periods": [present.period(one) for one in found],
                "graph": present.about(self.version, self.which.window),
            }
        )
