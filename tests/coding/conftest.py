import pytest

from graph.actors import Register
from graph.actors.names import NameFinder
from graph.coding import Coder
from graph.language import Parser


@pytest.fixture(scope="session")
def coder() -> Coder:
    """The coder as it ships, whatever models that takes."""
    return Coder.load()


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser.load()


@pytest.fixture(scope="session")
def register() -> Register:
    return Register.load()


@pytest.fixture(scope="session")
def names(register: Register) -> NameFinder:
    return NameFinder(register)
