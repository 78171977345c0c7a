from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from app.llm.coder import LlmCoder
from app.llm.configured import llm_coder
from app.settings import Settings
from graph.actors import Register
from graph.actors.names import NameFinder
from tests.llm.server import StandIn, serving

KEY = "sk-very-secret-0123456789"


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ENTENTE_{name.upper()}", raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="session")
def names() -> NameFinder:
    return NameFinder(Register.load())


@pytest.fixture
def server() -> Iterator[StandIn]:
    with serving() as standin:
        yield standin


@pytest.fixture
def waits() -> list[float]:
    """The seconds that the coder would have slept."""
    return []


@pytest.fixture
def make(server: StandIn, waits: list[float], names: NameFinder) -> Callable[..., LlmCoder]:
    """Makes a coder that asks the stand-in; settings as keywords, without ``llm_``."""

    def made(**given: Any) -> LlmCoder:
        values = {"url": server.url, "model": "tiny", "api_key": SecretStr(KEY), **given}
        settings = Settings.read(coder="llm", **{f"llm_{name}": value for name, value in values.items()})
        return llm_coder(settings, names=names, sleep=waits.append)

    return made
