"""The coder that the commands use; tests put a small one in its place."""

from collections.abc import Callable
from typing import cast

from app.coders import LazyCoder
from app.commands.code import Coder, EmbeddedCoder
from app.container import chosen
from app.services.coding import CodesArticles
from app.settings import Settings


def lazy(threads: int = 1, least: float | None = None) -> CodesArticles:
    """The real coder, loaded when it is first used; ``least`` is the confidence under which it codes nothing."""
    return LazyCoder(threads, least)


def load(threads: int = 1, least: float | None = None) -> EmbeddedCoder:
    """The real coder. Raises :class:`app.errors.CoderUnavailable` when its files are absent or damaged."""
    return cast(EmbeddedCoder, LazyCoder(threads, least).load())


def storing(settings: Settings, processes: int = 1) -> CodesArticles:
    """The coder that the settings choose, for articles that are stored; the embedded one in so many processes, or in this
    one. Raises :class:`app.errors.BadSettings`."""
    if settings.coder == "llm" or processes > 1:
        return chosen(settings.model_copy(update={"coder_processes": processes}))
    return lazy(settings.coder_threads, settings.min_confidence)


def loader(settings: Settings, least: float | None = None) -> Callable[[], Coder]:
    """What loads the coder that the settings choose, for whatever is not stored; ``least`` is the
    confidence under which it codes nothing. Settings are looked at now: raises
    :class:`app.errors.BadSettings`."""
    if settings.coder == "llm":
        from app.llm.configured import llm_coder  # noqa: PLC0415 - the embedded coder needs none of it

        asking = llm_coder(settings, least or 0.0)
        return lambda: asking
    return lambda: load(settings.coder_threads, least)
