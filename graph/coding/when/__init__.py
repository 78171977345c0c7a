"""The day of an event: which words of a sentence tell it, what they mean, and which of its deeds they date."""

from graph.coding.when.attach import event_day
from graph.coding.when.dating import Dated, date_edge

__all__ = ["Dated", "date_edge", "event_day"]
