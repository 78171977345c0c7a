"""What the graph as a whole shows: who belongs together, whether ties are in balance, and what changed."""

from graph.analytics.balance import Balance, Theory, balance
from graph.analytics.coalitions import Coalition, Coalitions, coalitions
from graph.analytics.cohesion import Cohesion, cohesion
from graph.analytics.diff import Diff, State, diff
from graph.analytics.observed import Division, Observed, observed
from graph.analytics.polarisation import Polarisation, polarisation

__all__ = [
    "Balance",
    "Coalition",
    "Coalitions",
    "Cohesion",
    "Diff",
    "Division",
    "Observed",
    "Polarisation",
    "State",
    "Theory",
    "balance",
    "coalitions",
    "cohesion",
    "diff",
    "observed",
    "polarisation",
]
