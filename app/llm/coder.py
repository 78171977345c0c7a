"""The coder that asks a model. Sentences, offsets, actors and relations stay ours; see :mod:`app.llm.checks`."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from threading import Lock

from app.errors import CodingFailed
from app.llm import checks, prompt
from app.llm.budget import Budget
from app.llm.cast import Cast
from app.llm.client import Chat
from graph.actors.names import NameFinder
from graph.actors.register import Register
from graph.coding.pairs import Classified, classified
from graph.language.sentences import split
from graph.model import Coding, Edge, Span
from graph.ontology import STATUSES, relation_types

_BEFORE = 2  # sentences that a chunk is shown of the one before
_BEFORE_SIZE = 1_000  # characters of each
_PAIR_SURE = 0.75  # not measured, as in checks
_log = logging.getLogger(__name__)


class LlmCoder:
    """Codes articles by asking a model. Not deterministic. One instance serves many threads.

    ``chunk`` is the most characters of text in one request (the sentences before it aside), ``least`` the confidence
    under which nothing is coded.
    """

    def __init__(
        self, chat: Chat, budget: Budget, register: Register, names: NameFinder, *, chunk: int = 6_000, least: float = 0.0
    ) -> None:
        self.version = f"llm {chat.model}"
        self._chat = chat
        self._budget = budget
        self._register = register
        self._names = names
        self._chunk = chunk
        self._least = least
        self._lock = Lock()
        self._done: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()

    def code(self, text: str, day: date | None = None) -> Coding:
        """Codes a raw text, divided into sentences as the embedded coder divides it. Raises as :meth:`code_sentences`."""
        return self.code_sentences([text[words[0][0] : words[-1][1]] for words in split(text)], day)

    def code_sentences(self, sentences: Sequence[str], day: date | None = None) -> Coding:
        """Codes sentences that are split already, all of them or none.

        Raises :class:`app.errors.CodingFailed` where this article cannot be coded (no usable reply, a budget spent) and
        :class:`app.errors.CoderUnavailable` where no article could (wrong address, wrong key, nobody there).
        """
        cast = Cast(self._register, self._names, sentences, day)
        article = checks.Article(sentences, cast, day, self._chat.model, self._least)
        purse = self._budget.purse()
        found: list[Edge] = []
        dropped: Counter[str] = Counter()
        for numbers in list(chunks(sentences, self._chunk)):  # all of them first: nothing is spent on what cannot be coded
            before = sentences[max(0, numbers[0] - _BEFORE) : numbers[0]]
            asked = prompt.article(numbers, sentences, [s[-_BEFORE_SIZE:] for s in before if s.strip()], day)
            reply = self._chat.ask(prompt.instructions(), asked, prompt.article_schema(), purse)
            found += checks.edges(reply, article, numbers, dropped)
        self._count("articles coded", len(found), dropped)
        _log.info("%s: %d edges, %d relations dropped", self.version, len(found), dropped.total())
        return Coding(tuple(sentences), tuple(found))

    def classify_pair(self, sentence: str, source: Span, target: Span) -> Classified | None:
        """The relation of a given pair, as the model names it; None when a span holds no words, and nothing is sent.
        Raises as :meth:`code_sentences`."""
        if not (sentence[slice(*source)].strip() and sentence[slice(*target)].strip()):
            return None
        if len(sentence) > self._chunk:
            raise CodingFailed(_TOO_LONG.format(size=len(sentence), chunk=self._chunk))
        asked = prompt.pair(sentence, source, target)
        reply = self._chat.ask(prompt.pair_instructions(), asked, prompt.pair_schema(), self._budget.purse())
        relation = reply.get("relation")
        status = next((known for known in STATUSES if known == reply.get("status")), None)
        if not isinstance(relation, str) or relation not in relation_types() or status is None:
            raise CodingFailed("the model's reply names no relation and status of the ontology")
        self._count("pairs named", 0, Counter())
        return classified(relation, status, _PAIR_SURE)

    def account(self) -> str:
        """One line on what was asked, found and dropped so far, with the reasons."""
        spent = self._budget.spent
        with self._lock:
            done, dropped = Counter(self._done), Counter(self._dropped)
        edges = done.pop("edges", 0)
        parts = [f"{number:,} {what}" for what, number in sorted(done.items())] or ["nothing coded"]
        parts += [f"{spent.requests:,} requests", f"{spent.tokens:,} tokens", f"{edges:,} edges"]
        why = ", ".join(f"{number:,} {reason}" for reason, number in sorted(dropped.items(), key=lambda d: (-d[1], d[0])))
        return f"{self.version}: {', '.join(parts)}, {dropped.total():,} relations dropped{f' ({why})' if why else ''}"

    def _count(self, what: str, edges: int, dropped: Counter[str]) -> None:
        with self._lock:
            self._done.update({what: 1, "edges": edges})
            self._dropped.update(dropped)


_TOO_LONG = "a sentence of {size:,} characters does not fit into a request of {chunk:,}; raise ENTENTE_LLM_CHUNK_CHARS"


def chunks(sentences: Sequence[str], size: int) -> Iterator[range]:
    """The numbers of the sentences that go into each request, at most ``size`` characters of text. Raises
    :class:`app.errors.CodingFailed` for a sentence that alone is longer. Blank sentences alone make no request."""
    ends, filled = [0], 0
    for number, sentence in enumerate(sentences):
        if len(sentence) > size:
            raise CodingFailed(_TOO_LONG.format(size=len(sentence), chunk=size))
        if filled + len(sentence) > size:
            ends.append(number)
            filled = 0
        filled += len(sentence)
    for start, end in pairwise([*ends, len(sentences)]):
        if any(sentence.strip() for sentence in sentences[start:end]):
            yield range(start, end)
