import pytest

from graph.actors import Register
from graph.actors.names import NameFinder
from graph.coding import Coder
from graph.language import Parser


@pytest.fixture(scope="session")
def coder(parser: Parser, register: Register) -> Coder:
    """The rules alone: what exact facts are checked with, whatever the learned weights of the day."""
    return Coder(parser, register)


@pytest.fixture(scope="session")
def full_coder() -> Coder:
    """The coder as it ships, the learned model included."""
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
