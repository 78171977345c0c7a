"""A question to the model, an object back: structured output, retries, the budget, and one clear line where it fails."""

import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

import orjson

from app.errors import CoderUnavailable, CodingFailed
from app.llm.budget import Purse
from app.llm.endpoint import Answer, Endpoint, NoAnswer

#: Statuses that pass by themselves; 529 is what some endpoints say when they are overloaded.
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
_DOWN = frozenset({429, 502, 503, 504, 529})
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
_PATIENCE = 120.0  # a longer Retry-After is a reason to give up
_BYTES_A_TOKEN = 3  # English has four or five; rather too many tokens set aside than too few
_SHOWN = 160


class Chat:
    """Questions to one model. One instance serves many threads.

    ``retries`` are tries after the first; waits double from one second, or are what ``Retry-After`` asks for. ``sleep``
    is given seconds.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        model: str,
        *,
        reply_tokens: int,
        retries: int = 4,
        seed: int = 0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.model = model
        self._endpoint = endpoint
        self._reply_tokens = reply_tokens
        self._retries = retries
        self._seed = seed
        self._sleep = sleep
        self._schemas = True  # until the endpoint refuses one

    def ask(self, system: str, user: str, schema: Mapping[str, Any], purse: Purse) -> dict[str, Any]:
        """The object that the model answers with; it is asked to fit ``schema``, and may not.

        Raises :class:`app.errors.CodingFailed` where this question gets no usable answer, and
        :class:`app.errors.CoderUnavailable` where no question would.
        """
        if self._schemas:
            form = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
            body = self._body(system, user, form)
            answer = self._send(body, purse)
            if answer.status not in (400, 422):
                return self._object(answer, purse, body)
        body = self._body(f"{system}\n\n{_plainly(schema)}", user, None)
        answer = self._send(body, purse)
        if _fine(answer.status):
            self._schemas = False
        return self._object(answer, purse, body)

    def _body(self, system: str, user: str, form: Mapping[str, Any] | None) -> bytes:
        asked = {
            "model": self.model,
            "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
            "temperature": 0,
            "seed": self._seed,
            "max_tokens": self._reply_tokens,
            "stream": False,
        }
        return orjson.dumps(asked | ({"response_format": form} if form else {}))

    # -- sending ---------------------------------------------------------------------------------------------------

    def _send(self, body: bytes, purse: Purse) -> Answer:
        """The first answer that no waiting would change. The tokens of a good one stay set aside."""
        for attempt in range(self._retries + 1):
            last = attempt == self._retries
            purse.take(self._most(body))
            asked: float | None = None
            try:
                answer = self._endpoint.post(body)
            except NoAnswer as error:
                if not error.reached:
                    purse.settle(self._most(body), 0)
                if last or not error.again:
                    self._unanswered(error)
            else:
                if _fine(answer.status):
                    return answer
                purse.settle(self._most(body), 0)
                if last or answer.status not in _PASSING:
                    return answer
                asked = retry_after(answer.headers)
            if asked is not None and asked > _PATIENCE:
                raise CoderUnavailable(f"{self._name} asks to wait {asked:,.0f} s; try again then")
            self._sleep(min(_FIRST_WAIT * 2**attempt, _LONGEST_WAIT) if asked is None else asked)
        raise AssertionError("the last attempt returns or raises")

    def _most(self, body: bytes) -> int:
        return len(body) // _BYTES_A_TOKEN + 1 + self._reply_tokens

    @property
    def _name(self) -> str:
        return f"the LLM endpoint {self._endpoint.shown}"

    def _unanswered(self, error: NoAnswer) -> NoReturn:
        if error.late:
            raise CodingFailed(f"{self._name} {error}; raise ENTENTE_LLM_TIMEOUT or lower ENTENTE_LLM_CHUNK_CHARS") from error
        raise CoderUnavailable(f"{self._name} {error}; check ENTENTE_LLM_URL and whether it runs") from error

    # -- reading ---------------------------------------------------------------------------------------------------

    def _object(self, answer: Answer, purse: Purse, body: bytes) -> dict[str, Any]:
        if not _fine(answer.status):
            self._refused(answer)
        reply = _loads(answer.body)
        used = _tokens(reply)
        purse.settle(self._most(body), (len(body) + len(answer.body)) // _BYTES_A_TOKEN + 1 if used is None else used)
        choice = _at(_at(reply, "choices"), 0)
        content = _at(_at(choice, "message"), "content")
        if _at(choice, "finish_reason") == "length":
            raise CodingFailed(
                f"the model's reply was cut off at {self._reply_tokens:,} tokens;"
                " raise ENTENTE_LLM_REPLY_TOKENS or lower ENTENTE_LLM_CHUNK_CHARS"
            )
        if _at(choice, "finish_reason") == "content_filter" or _at(_at(choice, "message"), "refusal"):
            raise CodingFailed("the model declined to read this article")
        if not isinstance(content, str):
            raise CodingFailed(f"{self._name} does not answer as chat completions do ({self._shown(answer.body)})")
        found = _loads(_bare(content).encode("utf-8", "surrogatepass"))
        if not isinstance(found, dict):
            raise CodingFailed(f"the model's reply is not a JSON object ({self._shown(content.encode('utf-8', 'replace'))})")
        return found

    def _refused(self, answer: Answer) -> NoReturn:
        """Say what an answer of a status other than 2xx means. What a 401 says is kept back: it may repeat the key."""
        status = answer.status
        if status in (401, 403):
            wrong = "refuses the key" if self._endpoint.keyed else "wants a key"
            raise CoderUnavailable(f"{self._name} {wrong} ({status}); set ENTENTE_LLM_API_KEY to one that it takes")
        if status == 404:
            raise CoderUnavailable(
                f"{self._name} answers 404: the address or the model {self.model!r} is unknown there;"
                " check ENTENTE_LLM_URL and ENTENTE_LLM_MODEL"
            )
        if 300 <= status < 400:
            raise CoderUnavailable(
                f"{self._name} redirects ({status}), which is not followed; set ENTENTE_LLM_URL to where it moved"
            )
        said = f"answers {status} ({self._shown(answer.body)})"
        if status in _DOWN:
            raise CoderUnavailable(f"{self._name} {said} after {self._retries + 1} tries; try again later")
        raise CodingFailed(f"{self._name} {said}")

    def _shown(self, body: bytes) -> str:
        """The beginning of what was said, on one line, without the key."""
        text = self._endpoint.hushed(body[: 4 * _MOST_SHOWN].decode("utf-8", "replace"))
        line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
        return f"“{line[:_SHOWN]}”" if line else "nothing"


_MOST_SHOWN = 1_000  # more than _SHOWN, so that a key is not cut in two before it is hushed


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The seconds that ``Retry-After`` asks for; a date there is counted from the answer's own ``Date``. None: unknown.

    >>> retry_after({"retry-after": "7"})
    7.0
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, (parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))).total_seconds())
    except (TypeError, ValueError):
        return None


def _fine(status: int) -> bool:
    return 200 <= status < 300


def _plainly(schema: Mapping[str, Any]) -> str:
    shape = orjson.dumps(schema).decode()
    return f"Answer with one JSON object and nothing else, without a code fence. It fits this JSON schema:\n{shape}"


def _bare(content: str) -> str:
    """A reply without the code fence, or the words around its object, that models like to add."""
    start, end = content.find("{"), content.rfind("}")
    return content[start : end + 1] if 0 <= start < end else content


def _loads(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return None


def _at(value: Any, key: str | int) -> Any:
    """A member of what may be no object, or no list, at all."""
    if isinstance(key, str):
        return value.get(key) if isinstance(value, dict) else None
    return value[key] if isinstance(value, list) and len(value) > key else None


def _tokens(reply: Any) -> int | None:
    """What the endpoint says that it used, where that can be believed."""
    used = _at(_at(reply, "usage"), "total_tokens")
    return used if type(used) is int and 0 < used < 10**9 else None
