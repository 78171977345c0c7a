"""Figures and how they are taken: medians of interleaved runs, CPU seconds, memory of a process of its own."""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

from app.bootstrap import ONE_THREAD

ROUNDS = 5
_ROOT = Path(__file__).resolve().parents[2]

T = TypeVar("T")
Clock = Callable[[], float]


class Differs(Exception):  # noqa: N818 - reads as what happened
    """Ours and a peer gave different answers; what was measured says nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of the table. ``goal`` is the most that will do, or with ``at_least`` the least; ``peer`` says what it was
    held against. Without a ``value`` the figure could not be had, and ``peer`` says why; it ``failed`` where that is a fault.
    The goal is held against the value as printed."""

    name: str
    value: float | None
    goal: float | None = None
    peer: str = ""
    at_least: bool = False
    digits: int = 2
    failed: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is no goal or no value."""
        if self.value is None or self.goal is None:
            return None
        shown = round(self.value, self.digits)
        return shown >= self.goal if self.at_least else shown <= self.goal

    @property
    def shown(self) -> str:
        """The value in print."""
        if self.value is None:
            return "failed" if self.failed else "skipped"
        return f"{self.value:,.{self.digits}f}"

    @property
    def aim(self) -> str:
        """The goal in print."""
        return "" if self.goal is None else f"{'≥' if self.at_least else '≤'} {self.goal:,g}"

    def __str__(self) -> str:
        """As in ``load ÷ sqlite3 rows: 0.98 (goal ≤ 1, peer 1.12 s) ok``."""
        goal, peer = self.aim and f"goal {self.aim}", self.peer and f"peer {self.peer}"
        if self.value is None:
            peer = self.peer
        told = ", ".join(part for part in (goal, peer) if part)
        verdict = {None: "", True: " ok", False: " missed"}[self.met]
        return f"{self.name}: {self.shown}{f' ({told})' if told else ''}{verdict}"


def interleaved(
    tasks: Mapping[str, Callable[[], object]], *, rounds: int = ROUNDS, clock: Clock = time.process_time, warm: bool = False
) -> dict[str, float]:
    """Median seconds of each task; they take turns, with the garbage of the one before collected outside the time.

    ``warm`` runs all of them once unmeasured. What a task returns is dropped before the next one begins.
    """
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for number in range(-warm, rounds):
        for name, task in tasks.items():
            gc.collect()
            began = clock()
            result = task()
            seconds = clock() - began
            del result
            if number >= 0:
                taken[name].append(seconds)
    return {name: median(seconds) for name, seconds in taken.items()}


def latencies(
    tasks: Mapping[str, Callable[[T], object]], inputs: Sequence[T], *, rounds: int = ROUNDS, clock: Clock = time.process_time
) -> dict[str, float]:
    """Median seconds of one call of each task, over all inputs and rounds; for each input the tasks take turns, each once
    unmeasured at first."""
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    gc.collect()
    for value in inputs:
        for number in range(-1, rounds):
            for name, task in tasks.items():
                began = clock()
                task(value)
                seconds = clock() - began
                if number >= 0:
                    taken[name].append(seconds)
    return {name: median(seconds) for name, seconds in taken.items()}


def quantile(seconds: Iterable[float], share: float) -> float:
    """The value below which that share of them lies; 0 of nothing."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def milliseconds(seconds: float) -> str:
    """In print."""
    return f"{seconds * 1000:,.2f} ms"


def child(task: str, *arguments: Any) -> dict[str, float]:
    """What :mod:`bench.graph.child` tells of ``task`` (as ``module:function``), run in a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", "bench.graph.child", task, json.dumps(arguments)],
        cwd=_ROOT,
        env=os.environ | ONE_THREAD,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ChildProcessError(f"{task} failed, see above")
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def memory() -> dict[str, int]:
    """Bytes in main memory now, and the most there ever were; nothing where the system does not say (Linux does)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return {}
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
    return {name: 1024 * int(lines[key].split()[0]) for name, key in (("resident", "VmRSS"), ("peak", "VmHWM"))}
