"""The day of an edge: what its sentence tells, else the article's."""

from datetime import date
from typing import NamedTuple

from graph.coding.syntax import Tree
from graph.coding.when.attach import event_day
from graph.interval import Precision
from graph.model import AHEAD, DayKnown
from graph.ontology import Status


class Dated(NamedTuple):
    """The three fields of :class:`graph.model.Edge` that say when; all None where nothing tells."""

    day: date | None
    precision: Precision | None
    known: DayKnown | None


def date_edge(tree: Tree, trigger: int, status: Status, day: date | None) -> Dated:
    """When the deed happened (or is to happen) that the word ``trigger`` states in an article of ``day``."""
    told = event_day(tree, trigger, day, ahead=status in AHEAD)
    if told is not None:
        return Dated(told.first, told.precision, "text")
    return Dated(day, "day", "article") if day is not None else Dated(None, None, None)
