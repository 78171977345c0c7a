"""Bodies that would cost more than they are worth: too slow, too deep, of too many parts.

The size is :class:`app.http.middleware.BodyLimit`'s business. What is refused here is refused while the handler reads.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import BadRequest, EntenteError
from app.http import problems
from app.http.answers import Problem
from app.http.problems import MalformedBody
from app.http.uploads import is_upload

#: Levels of lists and objects, and items of all of them together, that a body may have.
MOST_LEVELS, MOST_PARTS = 64, 100_000
_BARE = frozenset({"GET", "HEAD", "OPTIONS"})
#: Bytes by which UTF-16 and UTF-32 are told, which JSON readers take though JSON is UTF-8.
_WIDE = b"\xff\xfe", b"\xfe\xff"
_ALL_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class BodyTooSlow(EntenteError):  # noqa: N818 - reads as what happened, here and below
    """The body was not there in time."""

    slug = "body-too-slow"
    title = "The body took too long"
    status = 408


class BodyTooComplex(BadRequest):
    """The body nests too deeply, or has too many parts."""

    slug = "body-too-complex"
    title = "The body is too deep, or of too many parts"


class Refused(HTTPException):
    """Carries a problem through the reading of a body, which lets nothing else pass."""

    def __init__(self, problem: EntenteError) -> None:
        super().__init__(problem.status)
        self.problem = problem


class Bodies:
    """Looks at bodies as they are read. ``until`` makes what raises TimeoutError at a moment of the event loop's clock."""

    def __init__(
        self,
        app: ASGIApp,
        seconds: float,
        until: Callable[[float], AbstractAsyncContextManager[object]] = asyncio.timeout_at,
    ) -> None:
        self._app, self._seconds, self._until = app, seconds, until

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        if scope["type"] != "http" or scope["method"] in _BARE:
            await self._app(scope, receive, send)
            return
        if is_upload(scope):
            await self._app(scope, self._piece_by_piece(receive), send)
            return
        parts: list[bytes] = []
        deadline, done = asyncio.get_running_loop().time() + self._seconds, False

        async def receiving() -> Message:
            nonlocal done
            if done:
                return await receive()
            try:
                async with self._until(deadline):
                    message = await receive()
            except TimeoutError as error:
                slow = BodyTooSlow(f"the body was not there in {self._seconds:g} s; send less, or faster")
                raise Refused(slow) from error
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                done = True
                check(b"".join(parts))
                parts.clear()
            return message

        await self._app(scope, receiving, send)

    def _piece_by_piece(self, receive: Receive) -> Receive:
        """A file may take as long as it takes, as long as it comes; what it holds is looked at when it is read."""
        done = False

        async def receiving() -> Message:
            nonlocal done
            if done:
                return await receive()
            try:
                async with self._until(asyncio.get_running_loop().time() + self._seconds):
                    message = await receive()
            except TimeoutError as error:
                raise Refused(BodyTooSlow(f"nothing came for {self._seconds:g} s; send it again")) from error
            done = not message.get("more_body", False)
            return message

        return receiving


def check(body: bytes) -> None:
    """Raise :class:`Refused` for what nests deeper or has more parts than is taken; costs a few passes over the bytes.

    Only the brackets outside of strings are looked at. Of what is no JSON, no more is promised than that a reader finds
    the mistake before anything that is deeper.
    """
    if body[:2] in _WIDE or b"\0" in body[:4]:
        raise Refused(MalformedBody("the body is not in UTF-8; send JSON in UTF-8"))
    bare = body
    if b'"' in body:
        if b"\\" in body:
            body = body.replace(b"\\\\", b"").replace(b'\\"', b"")
        bare = b"".join(body.split(b'"')[::2])
    brackets = bare.translate(None, _ALL_BUT_BRACKETS)
    if bare.count(b",") + len(brackets) // 2 > MOST_PARTS:
        raise Refused(BodyTooComplex(f"the body has over {MOST_PARTS} parts; send several requests"))
    level = 0
    for bracket in brackets:
        level += 1 if bracket in b"[{" else -1
        if level > MOST_LEVELS:
            raise Refused(BodyTooComplex(f"the body nests deeper than {MOST_LEVELS} levels; send it flatter"))


def install(app: FastAPI) -> None:
    """Makes what is refused here a problem document."""

    async def refused(request: Request, error: Exception) -> Problem:
        assert isinstance(error, Refused)  # noqa: S101 - registered for this type
        headers = {"Connection": "close"} if isinstance(error.problem, BodyTooSlow) else None
        return problems.answer(error.problem, request.scope, headers)

    app.add_exception_handler(Refused, refused)
