"""What the graph as a whole shows: who belongs together, who stands in the middle, whether ties are in balance, what changed,
and where things are going."""

from graph.analytics.balance import Balance, Theory, balance
from graph.analytics.centrality import Centrality, Measure, centrality
from graph.analytics.coalitions import Coalition, Coalitions, coalitions
from graph.analytics.cohesion import Cohesion, cohesion
from graph.analytics.diff import Diff, State, diff
from graph.analytics.layout import Point, laid_out
from graph.analytics.observed import Division, Observed, observed
from graph.analytics.polarisation import Polarisation, polarisation
from graph.analytics.trends import Trend, trend

__all__ = [
    "Balance",
    "Centrality",
    "Coalition",
    "Coalitions",
    "Cohesion",
    "Diff",
    "Division",
    "Measure",
    "Observed",
    "Point",
    "Polarisation",
    "State",
    "Theory",
    "Trend",
    "balance",
    "centrality",
    "coalitions",
    "cohesion",
    "diff",
    "laid_out",
    "observed",
    "polarisation",
    "trend",
]
