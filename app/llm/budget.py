"""How much may be asked of the model: requests and tokens, of a run and of one article."""

from dataclasses import dataclass
from threading import Lock

from app.errors import CodingFailed


@dataclass(frozen=True, slots=True)
class Limits:
    """Most requests, retries included, and most tokens, prompts and replies together."""

    requests: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What was used so far."""

    requests: int = 0
    tokens: int = 0


class Budget:
    """A run's budget. Tokens are set aside before a request is sent, so that the limit holds with several threads too."""

    def __init__(self, run: Limits, article: Limits) -> None:
        self._run = run
        self._article = article
        self._spent = Spent()
        self._lock = Lock()

    @property
    def spent(self) -> Spent:
        """The run's account."""
        return self._spent

    def purse(self) -> "Purse":
        """The budget of one article, within the run's."""
        return Purse(self, self._article)

    def take(self, requests: int, tokens: int) -> None:
        """Set aside. Raises :class:`app.errors.CodingFailed` where the run's limit would be passed."""
        with self._lock:
            after = Spent(self._spent.requests + requests, self._spent.tokens + tokens)
            _refuse("the run's", self._run, after, "ENTENTE_LLM_MAX_REQUESTS", "ENTENTE_LLM_MAX_TOKENS")
            self._spent = after

    def give_back(self, tokens: int) -> None:
        """Put back what was set aside and not used (below zero: more was used)."""
        with self._lock:
            self._spent = Spent(self._spent.requests, self._spent.tokens - tokens)


class Purse:
    """One article's budget; used by one thread."""

    def __init__(self, budget: Budget, limits: Limits) -> None:
        self._budget = budget
        self._limits = limits
        self._spent = Spent()

    def take(self, tokens: int) -> None:
        """Set a request of at most so many tokens aside. Raises :class:`app.errors.CodingFailed`."""
        after = Spent(self._spent.requests + 1, self._spent.tokens + tokens)
        _refuse("this article's", self._limits, after, "ENTENTE_LLM_ARTICLE_REQUESTS", "ENTENTE_LLM_ARTICLE_TOKENS")
        self._budget.take(1, tokens)
        self._spent = after

    def settle(self, taken: int, used: int) -> None:
        """A request for which ``taken`` tokens were set aside took ``used``."""
        self._spent = Spent(self._spent.requests, self._spent.tokens - taken + used)
        self._budget.give_back(taken - used)


def _refuse(whose: str, limits: Limits, after: Spent, requests: str, tokens: str) -> None:
    if after.requests > limits.requests:
        raise CodingFailed(f"{whose} LLM budget is spent ({limits.requests:,} requests); nothing more is sent: raise {requests}")
    if after.tokens > limits.tokens:
        raise CodingFailed(
            f"{whose} LLM budget is spent (the next request could pass {limits.tokens:,} tokens); nothing more is sent:"
            f" raise {tokens}"
        )
