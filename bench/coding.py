"""How much the coder adds to parsing: python3 -m bench.coding [FILE.jsonl]

Prints, in CPU seconds of one process on one thread (medians of five interleaved runs over the bundled sample, or over the
articles of FILE): the whole coder against the parser alone, the rules alone against the parser alone, and sentences a second.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from graph.actors import Register
from graph.coding import Coder
from graph.coding.pairs import PairModel
from graph.language import Parser

RUNS = 5


def texts(arguments: list[str]) -> list[str]:
    """The articles to read."""
    source = Path(arguments[0]).read_text(encoding="utf-8") if arguments else None
    bundled = files("app").joinpath("ingestion/data/sample.jsonl")
    lines = (source or bundled.read_text(encoding="utf-8")).splitlines()
    articles = [json.loads(line) for line in lines if line.strip()]
    return [a.get("text") or "\n".join(a["sentences"]) for a in articles if "text" in a or "sentences" in a]


def cpu(work: Callable[[str], object], articles: list[str]) -> float:
    """CPU seconds of one pass."""
    began = time.process_time()
    for article in articles:
        work(article)
    return time.process_time() - began


def main() -> None:
    """Measure and print."""
    articles = texts(sys.argv[1:])
    parser, register = Parser.load(1), Register.load()
    rules, whole = Coder(parser, register), Coder(parser, register, PairModel.load(1))
    sentences = sum(len(parser.parse(article).sentences) for article in articles)
    seconds: dict[str, list[float]] = {"parse": [], "rules": [], "whole": []}
    for _ in range(RUNS):
        seconds["parse"].append(cpu(parser.parse, articles))
        seconds["rules"].append(cpu(rules.code, articles))
        seconds["whole"].append(cpu(whole.code, articles))
    parse, rule, full = (statistics.median(seconds[k]) for k in seconds)
    print(f"rules and parsing ÷ parsing alone: {rule / parse:.2f}")
    print(f"whole coder ÷ parsing alone: {full / parse:.2f}")
    speed = f"{sentences / full:.0f} whole, {sentences / rule:.0f} rules alone"
    print(f"sentences a CPU second, one thread: {speed} ({sentences} sentences)")


if __name__ == "__main__":
    main()
