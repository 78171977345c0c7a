"""What commands tell: numbers with what they count, and a running count on a terminal of eighty columns."""

import io
import re

import pytest
from rich.console import Console

from app.commands.console import Counter, counted


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 copies"), (1, "1 copy"), (2, "2 copies"), (1204, "1,204 copies"), (-1, "-1 copies")]
)
def test_one_is_told_in_the_singular(number: int, told: str) -> None:
    assert counted(number, "copy", "copies") == told


def test_most_take_an_s() -> None:
    assert [counted(number, "edge") for number in (0, 1, 21)] == ["0 edges", "1 edge", "21 edges"]


def shown(total: int | None) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=80)
    with Counter("job batch.jsonl", lambda: 0.0, total=total, console=console) as counter:
        counter.show(115000, "running, 14.9 a second, 1,110,590 edges, 0 failed, and more besides")
    return " ".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue()).split())


def test_figures_are_not_cut_off_where_the_line_is_too_long() -> None:
    said = shown(150000)
    assert "115000/150000" in said
    assert "0:00:00" in said.split("running")[1]
    assert "and more besides" in said
    assert "…" not in said


def test_the_count_is_shown_where_nobody_knows_how_many_there_are() -> None:
    assert re.search(r"115,000 running, 14.9 a second", shown(None))
