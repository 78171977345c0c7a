"""The LLM coder as the settings describe it."""

import time
from collections.abc import Callable

from app.errors import BadSettings
from app.llm.budget import Budget, Limits
from app.llm.client import Chat
from app.llm.coder import LlmCoder
from app.llm.endpoint import Endpoint
from app.settings import Settings
from graph.actors.names import NameFinder
from graph.actors.register import Register


def llm_coder(
    settings: Settings,
    least: float = 0.0,
    *,
    names: NameFinder | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> LlmCoder:
    """The coder of ``ENTENTE_LLM_…``; nothing is sent yet. Raises :class:`app.errors.BadSettings` where the address or the
    model is missing."""
    if not settings.llm_url:
        raise BadSettings(
            "ENTENTE_LLM_URL: not set; give the endpoint's base address, by --llm-url too (http://127.0.0.1:8080/v1)"
        )
    if not settings.llm_model:
        raise BadSettings("ENTENTE_LLM_MODEL: not set; give the model's name as the endpoint knows it, by --llm-model too")
    key = settings.llm_api_key.get_secret_value()
    chat = Chat(
        Endpoint(settings.llm_url, key, timeout=settings.llm_timeout, clock=clock),
        settings.llm_model,
        reply_tokens=settings.llm_reply_tokens,
        retries=settings.llm_retries,
        seed=settings.llm_seed,
        sleep=sleep,
    )
    budget = Budget(
        Limits(settings.llm_max_requests, settings.llm_max_tokens),
        Limits(settings.llm_article_requests, settings.llm_article_tokens),
    )
    register = Register.load()
    return LlmCoder(chat, budget, register, names or NameFinder(register), chunk=settings.llm_chunk_chars, least=least)
