"""What commands tell: numbers with what they count."""

import pytest

from app.commands.console import counted


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 copies"), (1, "1 copy"), (2, "2 copies"), (1204, "1,204 copies"), (-1, "-1 copies")]
)
def test_one_is_told_in_the_singular(number: int, told: str) -> None:
    assert counted(number, "copy", "copies") == told


def test_most_take_an_s() -> None:
    assert [counted(number, "edge") for number in (0, 1, 21)] == ["0 edges", "1 edge", "21 edges"]
