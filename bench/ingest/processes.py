"""Commands to measure, as processes of their own: how long, how much CPU with all their children, how much memory when."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

_ROOT = Path(__file__).resolve().parents[2]
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Run:
    """What a command took: seconds of the clock, of CPU (its children's too), its exit status and what it printed."""

    seconds: float
    cpu: float
    status: int
    output: str


def run(*arguments: str, watch: Callable[[int], None] | None = None, every: float = 1.0, **settings: object) -> Run:
    """Run a module with these arguments and settings; ``watch`` is given its process id every so many seconds."""
    variables = {f"ENTENTE_{name}": str(value) for name, value in settings.items()}
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "ENTENTE_NO_VENV": "1", **variables}
    began = time.monotonic()
    with subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, "-m", *arguments],
        cwd=_ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        over = Event()

        def look() -> None:
            while watch is not None and not over.wait(every):
                watch(process.pid)

        looking = Thread(target=look, daemon=True)
        looking.start()
        assert process.stdout is not None  # noqa: S101 - asked for
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        over.set()
        looking.join()
    return Run(seconds, used.ru_utime + used.ru_stime, process.returncode, output)


def family(pid: int) -> dict[int, tuple[str, int]]:
    """The process and all below it: what each is, and its bytes in main memory (Linux)."""
    found: dict[int, tuple[str, int]] = {}
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        try:
            words = Path(f"/proc/{one}/cmdline").read_text(encoding="utf-8").split("\0")
            resident = int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1]) * _PAGE
            for thread in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (thread / "children").read_text(encoding="ascii").split())
        except (OSError, ValueError, IndexError):
            continue
        found[one] = _what(words), resident
    return found


def _what(words: Sequence[str]) -> str:
    line = " ".join(words)
    for sign, name in (("resource_tracker", "tracker"), ("multiprocessing", "worker"), ("app.coders.child", "coder")):
        if sign in line:
            return name
    return "command"


def seconds_of(pid: int) -> float:
    """CPU seconds of a process, with those of its children that have ended (Linux); 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
