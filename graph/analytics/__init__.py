"""What the graph as a whole shows: who belongs together, who stands in the middle, and where things are going."""

from graph.analytics.centrality import Centrality, Measure, centrality
from graph.analytics.coalitions import Coalition, Coalitions, coalitions
from graph.analytics.trends import Trend, trend

__all__ = ["Centrality", "Coalition", "Coalitions", "Measure", "Trend", "centrality", "coalitions", "trend"]
