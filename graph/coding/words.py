"""Word classes of the coding rules, read from ``graph/data/coding/words.toml``."""

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("graph").joinpath("data/coding/words.toml").read_text(encoding="utf-8"))


def words(module: str, name: str) -> frozenset[str]:
    """The word class that a module of the coder names. Raises :class:`KeyError` when the data file lacks it."""
    return frozenset(_table()[module][name].split())
