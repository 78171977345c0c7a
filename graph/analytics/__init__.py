"""What the graph as a whole shows: who belongs together."""

from graph.analytics.coalitions import Coalition, Coalitions, coalitions

__all__ = ["Coalition", "Coalitions", "coalitions"]
