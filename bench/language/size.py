"""How much room and time the model takes: its files, the memory of a fresh process, and how long until the first sentence.

Processes are fresh ones of the same interpreter, on one thread; figures are medians of five. Start: from the moment that the
process is asked for until it has parsed one sentence, by the clock, with compiled modules and files in the system's cache;
where the machine is busy, look at the CPU seconds beside it.
"""

import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from bench.language.gold import Paragraph
from bench.language.processes import Ended, Worker, answer, start
from bench.language.rows import Row, counted
from graph.language.network import MODEL_FOLDER

RUNS = 5
_MB = 1e6
_FIRST = """
from graph.language import Parser
Parser.load().parse("Norway accused Chad of shelling its own villages.")
print("parsed", flush=True)
"""


def rows(texts: Sequence[Paragraph]) -> Iterator[Row]:
    """The table's rows, in order; ``texts`` are PUD's paragraphs."""
    yield Row("the model's files, MB", megabytes(MODEL_FOLDER), 28, 25, at_most=True, digits=1)
    yield from _memory([paragraph.text for paragraph in texts])
    yield _start()


def megabytes(folder: Path) -> float:
    """Millions of bytes of the files in a model folder, without the relation model's and without the cards."""
    files = [path for path in folder.iterdir() if path.is_file() and path.suffix != ".md"]
    return sum(path.stat().st_size for path in files if not path.name.startswith("relations.")) / _MB


def _memory(texts: Sequence[str]) -> Iterator[Row]:
    name, goal = "resident memory after parsing PUD, MB", 150
    held: list[dict[str, float]] = []
    try:
        for _ in counted("measuring memory", range(RUNS if texts else 0), RUNS):
            with Worker(["ours"], texts) as worker:
                worker.ask("parse")
                held.append(worker.ask("memory"))
        resident, peak = (median(one[key] for one in held) / _MB for key in ("resident", "peak"))
    except (Ended, ValueError, KeyError):  # no text, or no answer
        yield Row(name, None, goal, at_most=True, note="no text to parse, or this system does not say")
        return
    yield Row(name, resident, goal, at_most=True, digits=0)
    yield Row("peak memory, PUD, MB", peak, None, 100, digits=0)


def _start() -> Row:
    name, goal = "cold start to the first sentence, s", 0.5
    wall: list[float] = []
    cpu: list[float] = []
    with tempfile.TemporaryDirectory() as cache:
        for _ in counted("starting", range(RUNS + 1), RUNS + 1):  # the first one compiles the modules
            before, began = _children(), time.perf_counter()
            with start(["-c", _FIRST], PYTHONPYCACHEPREFIX=cache, PYTHONDONTWRITEBYTECODE="") as process:
                try:
                    answer(process)
                except Ended:
                    return Row(name, None, goal, at_most=True, note="the process ended before its time, see above")
                wall.append(time.perf_counter() - began)
            cpu.append(_children() - before)
    return Row(name, median(wall[1:]), goal, 0.26, at_most=True, note=f"{median(cpu[1:]):.2f} s of CPU")


def _children() -> float:
    """CPU seconds of all processes that this one started and that ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
