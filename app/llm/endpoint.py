"""One POST to a chat-completions endpoint: addresses, time limits, sizes. What the answer means is not known here."""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import cast
from urllib.error import URLError
from urllib.parse import SplitResult, urlsplit, urlunsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

_PATH = "/chat/completions"
_PIECE = 65_536
_MOST_BYTES = 4_000_000  # a reply of a few thousand tokens is far below


class BadAddress(ValueError):  # noqa: N818 - reads as what happened, here and below
    """The address of the endpoint cannot be used; the message does not repeat it, since it may hold a secret."""


class NoAnswer(Exception):  # noqa: N818
    """The endpoint gave no whole answer. ``reached``: it may have worked, and billed, all the same; ``late``: it took too
    long; ``again``: it is worth another try."""

    def __init__(self, message: str, *, reached: bool = True, late: bool = False, again: bool = True) -> None:
        super().__init__(message)
        self.reached = reached
        self.late = late
        self.again = again


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer of any status; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def address(base: str) -> SplitResult:
    """The base address of an endpoint, checked: http or https, a host, nobody's name or password in it. Raises
    :class:`BadAddress`."""
    if not base.isascii() or any(c <= " " or c == "\x7f" for c in base):
        raise BadAddress("the address has blanks or characters that belong in no address; write them as %XX")
    try:
        parts = urlsplit(base)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BadAddress("the address cannot be read; give http://HOST:PORT/v1 or https://HOST/v1") from error
    if parts.scheme not in ("http", "https") or not host:
        raise BadAddress("the address is neither http:// nor https://; give http://HOST:PORT/v1 or https://HOST/v1")
    if parts.username is not None or parts.password is not None:
        raise BadAddress("the address holds a user or a password; put the key into ENTENTE_LLM_API_KEY")
    if parts.fragment:
        raise BadAddress("the address ends in a fragment (#…); leave it out")
    return parts


class Endpoint:
    """An endpoint under a base address. Redirects are not followed: the text goes where the operator said, or nowhere.
    Proxies are those of the environment (``https_proxy``, ``no_proxy``). One instance serves many threads.

    ``timeout`` is in seconds: for the connection, between two pieces of the answer, and for its body as a whole.
    """

    def __init__(self, base: str, key: str = "", *, timeout: float, clock: Callable[[], float] = time.monotonic) -> None:
        parts = address(base)
        path = parts.path.rstrip("/").removesuffix(_PATH) + _PATH
        self.shown = urlunsplit((parts.scheme, parts.netloc, path, "", ""))  # a query may hold a secret
        self._url = urlunsplit((parts.scheme, parts.netloc, path, parts.query, ""))
        self._key = key
        self._timeout = timeout
        self._clock = clock
        self._opener = OpenerDirector()  # without the handlers that follow redirects or open files
        self._opener.addheaders = [("User-Agent", "entente")]
        for handler in (ProxyHandler(), HTTPHandler(), HTTPSHandler()):
            self._opener.add_handler(handler)

    @property
    def keyed(self) -> bool:
        """Whether a key goes along."""
        return bool(self._key)

    def hushed(self, text: str) -> str:
        """A text without the key in it."""
        return text.replace(self._key, "…") if self._key else text

    def post(self, body: bytes) -> Answer:
        """Send JSON, get the answer, whatever its status. Raises :class:`NoAnswer`."""
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        request = Request(self._url, data=body, headers=headers, method="POST")  # noqa: S310 - the scheme was checked
        if self._key:
            request.add_unredirected_header("Authorization", f"Bearer {self._key}")
        deadline = self._clock() + self._timeout
        try:
            with cast(HTTPResponse, self._opener.open(request, timeout=self._timeout)) as response:
                status, given = response.status, {name.lower(): value for name, value in response.getheaders()}
                return Answer(status, given, self._read(response, deadline))
        except TimeoutError as error:
            raise self._late() from error
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._late() from error
            trusted = not isinstance(error.reason, ssl.SSLCertVerificationError)
            raise NoAnswer(f"cannot be reached: {self._cause(error.reason)}", reached=False, again=trusted) from error
        except (HTTPException, OSError) as error:
            raise NoAnswer(f"broke off its answer ({type(error).__name__})") from error

    def _read(self, response: HTTPResponse, deadline: float) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while piece := response.read1(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > _MOST_BYTES:
                raise NoAnswer(f"sends more than {_MOST_BYTES:,} bytes", again=False)
            if self._clock() > deadline:
                raise self._late()
        if response.length:  # read1 ends quietly where the connection does
            raise NoAnswer("broke off its answer")
        return b"".join(pieces)

    def _late(self) -> NoAnswer:
        return NoAnswer(f"did not answer within {self._timeout:g} s", late=True)

    def _cause(self, reason: object) -> str:
        known = isinstance(reason, OSError) and reason.strerror
        return " ".join(self.hushed(str(known or type(reason).__name__)).split())[:160]
