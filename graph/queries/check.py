"""Are these two allied? A verdict, since when, and on what it rests."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from graph.actors import Register
from graph.network import GraphVersion
from graph.queries.filters import EVERY, Filter
from graph.queries.ties import Tie, tie

Verdict = Literal["allied", "aligned", "mixed", "opposed", "unknown"]
#: Relations that say "ally" in so many words.
_SAYS_ALLY = frozenset({"allied_with", "member_of"})
#: How far one side must outweigh the other, as a share of both, before a pair counts as decided.
_CLEAR = 1 / 3


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on a pair, with the weighed pair behind it; ``since`` and ``last`` are of the side that decided."""

    verdict: Verdict
    since: date | None
    last: date | None
    tie: Tie

    @property
    def allied(self) -> bool:
        """Whether the verdict is that the two are allied."""
        return self.verdict == "allied"


def check(version: GraphVersion, register: Register, a: str, b: str, which: Filter = EVERY) -> Check:
    """Weighs a pair. With c cooperation and k conflict, balance = (c − k) / (c + k):

    ``allied``: balance ≥ 1/3 (or no news at all) and a defence alliance in common, or news that call them allies;
    ``aligned``: balance ≥ 1/3, bound by more than talk; ``opposed``: balance ≤ −1/3; ``mixed``: between the two, or
    conflict prevails inside a defence alliance; ``unknown``: nothing, or mere talk.
    """
    pair = tie(version, register, a, b, which)
    verdict = _verdict(pair)
    friendly = verdict != "opposed"
    return Check(verdict, pair.since(friendly=friendly), pair.last(friendly=friendly), pair)


def _verdict(pair: Tie) -> Verdict:
    total = pair.cooperation + pair.conflict
    balance = pair.score / total if total else 0.0
    named = pair.formal or any(view.relation in _SAYS_ALLY for view in pair.binding)
    if not total:
        return "allied" if pair.formal else "unknown"
    if balance <= -_CLEAR:
        return "mixed" if pair.formal else "opposed"
    if balance < _CLEAR:
        return "mixed"
    if named:
        return "allied"
    return "aligned" if pair.bound else "unknown"
