"""What a terminal of eighty columns shows of a running count."""

import io
import re

from rich.console import Console

from app.commands.console import Counter


def test_figures_are_not_cut_off_where_the_line_is_too_long() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=80)
    with Counter("job batch.jsonl", lambda: 0.0, total=150000, console=console) as counter:
        counter.show(115000, "running, 14.9 a second, 1,110,590 edges, 0 failed, and more besides")
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue())
    lines = [line.rstrip() for line in re.split(r"[\r\n]+", plain) if "running" in line]
    assert lines
    assert all("115000/150000" in line and re.search(r"\d:\d\d:\d\d$", line) for line in lines)
