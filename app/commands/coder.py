"""The coder that the commands use; tests put a small one in its place."""

from typing import cast

from app.commands.code import Coder
from app.container import LazyCoder
from app.services.coding import CodesArticles


def lazy(threads: int = 1, least: float | None = None) -> CodesArticles:
    """The real coder, loaded when it is first used; ``least`` is the confidence under which it codes nothing."""
    return LazyCoder(threads, least)


def load(threads: int = 1) -> Coder:
    """The real coder. Raises :class:`app.errors.CoderUnavailable` when its files are absent or damaged."""
    return cast(Coder, LazyCoder(threads).load())
