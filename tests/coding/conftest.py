from collections.abc import Callable
from datetime import date

import pytest

from graph.actors import Register
from graph.actors.names import NameFinder
from graph.coding import Coder
from graph.coding.mentions import People, Reading
from graph.coding.syntax import Tree
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


@pytest.fixture(scope="session")
def readings(parser: Parser, register: Register, names: NameFinder) -> Callable[..., list[Reading]]:
    """The sentences of a text as they are before coreference."""

    def reader(*sentences: str) -> list[Reading]:
        people = People()
        parsed = parser.parse_sentences(sentences).sentences
        return [Reading(Tree(sentence), register, names, people, date(2024, 5, 1)) for sentence in parsed]

    return reader
