"""One of the two parsers in a process of its own: python3 -m bench.language.worker ours | prototype FOLDER

The first line of stdin is a JSON list of texts. Every further line asks for one thing and is answered by a line of JSON:
``parse`` parses them all, one after another ({"cpu": seconds, "wall": seconds}); ``memory`` tells what the process holds
({"resident": bytes, "peak": bytes}, nothing where the system does not say).
"""

import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

Work = Callable[[Sequence[str]], object]


def ours() -> Work:
    """Our parser, on one thread."""
    from graph.language import Parser  # noqa: PLC0415 - the prototype's process does without

    parser = Parser.load(threads=1)

    def work(texts: Sequence[str]) -> None:
        for text in texts:
            parser.parse(text)

    return work


def prototype(folder: Path) -> Work:
    """The prototype as it comes: on one thread, a sentence a run, which makes its results independent of the batch."""
    sys.path.insert(0, str(folder / "prototype"))
    made: Work = import_module("b_api").Parser(str(folder / "model"), 1)
    return made


def memory() -> dict[str, int]:
    """Bytes in main memory now, and the most there ever were (Linux)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return {}
    lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines())
    return {name: 1024 * int(lines[key].split()[0]) for name, key in (("resident", "VmRSS"), ("peak", "VmHWM"))}


def main(arguments: Sequence[str]) -> None:
    """Answer until stdin ends."""
    texts = json.loads(sys.stdin.readline())
    work = ours() if arguments[0] == "ours" else prototype(Path(arguments[1]))
    for line in sys.stdin:
        answer: dict[str, float] = {}
        if line.strip() == "memory":
            answer.update(memory())
        else:
            cpu, wall = time.process_time(), time.monotonic()
            work(texts)
            answer.update(cpu=time.process_time() - cpu, wall=time.monotonic() - wall)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
