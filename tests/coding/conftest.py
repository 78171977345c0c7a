import pytest

from graph.actors import Register
from graph.actors.names import NameFinder
from graph.coding import Coder
from graph.language import Parser


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser.load()


@pytest.fixture(scope="session")
def register() -> Register:
    return Register.load()


@pytest.fixture(scope="session")
def coder(parser: Parser, register: Register) -> Coder:
    return Coder(parser, register)


@pytest.fixture(scope="session")
def names(register: Register) -> NameFinder:
    return NameFinder(register)
