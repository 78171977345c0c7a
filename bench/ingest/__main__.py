"""python -m bench.ingest [commit] [dask] [memory] [feed] [batches]: ingestion beside its peers, a line a figure; 1 where a
goal is missed.

- commit: raw JSON lines to committed edges, by `ingest` and by `backfill`, beside the coder alone on the same texts
- dask: coding by Dask's processes beside a bare pool of processes
- memory: main memory over --short articles with a coder that costs nothing
- feed, batches: 12 articles a second into a running server, one by one or five seconds of them at once, and how many wait
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.graph.measure import Line
from bench.ingest import rows
from bench.ingest.rows import Failed, Setting

ROWS: dict[str, Callable[[Setting], Iterator[Line]]] = {
    "commit": rows.commit, "dask": rows.dask, "memory": rows.memory, "feed": rows.feed,
    "batches": rows.batches,
}  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], help="which; all if unset")
    parser.add_argument("--articles", type=int, default=20_000, help="articles of the rows commit and dask")
    parser.add_argument("--short", type=int, default=100_000, help="articles of the row memory")
    parser.add_argument("--workers", type=int, default=4, help="processes that code")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured, in turns; the median counts")
    parser.add_argument("--minutes", type=float, default=10.0, help="minutes of the row feed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--folder", type=Path, help="where articles and databases lie; a temporary one if unset")
    given = parser.parse_args(arguments)
    missed = 0
    with tempfile.TemporaryDirectory(prefix="entente-bench-") as temporary:
        folder = given.folder or Path(temporary)
        for name in given.rows or ROWS:
            number = given.short if name == "memory" else given.articles
            setting = Setting(folder, number, given.workers, given.rounds, given.minutes, given.seed)
            try:
                for line in ROWS[name](setting):
                    print(f"{name}: {line}", flush=True)
                    missed += line.met is False
            except Failed as error:
                print(f"{name}: failed: {error}", flush=True)
                missed += 1
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
