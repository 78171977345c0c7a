"""`bench`: the table of the graph's speed, measured by the bench package in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.bootstrap import ROOT
from app.errors import BadSettings


def bench(arguments: Sequence[str], root: Path = ROOT) -> int:
    """Run ``python3 -m bench.graph`` with these arguments; its exit status. Raises BadSettings where there is no bench."""
    if not (root / "bench" / "graph" / "__main__.py").is_file():
        raise BadSettings("bench runs in a clone of the repository, not from an installed package")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(root), *sys.path])}
    return subprocess.call([sys.executable, "-m", "bench.graph", *arguments], env=environment)  # noqa: S603 - our own commands
