import pytest

from graph.language import Parser


@pytest.fixture(scope="session")
def parser() -> Parser:
    return Parser.load()
