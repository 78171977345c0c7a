"""What a terminal of eighty columns shows of a running count."""

import io
import re

from rich.console import Console

from app.commands.console import Counter


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
