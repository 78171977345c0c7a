"""The rows of the table that are about HTTP: python3 -m bench.http [--relations N] [--rows 11,12]; as ``bench.graph``."""

import sys
from collections.abc import Sequence

from bench.graph.__main__ import main as measure
from bench.graph.table import HTTP


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit status."""
    rows = ",".join(str(row.number) for row in HTTP)
    return measure(["--rows", rows, *(sys.argv[1:] if arguments is None else arguments)])


if __name__ == "__main__":
    sys.exit(main())
