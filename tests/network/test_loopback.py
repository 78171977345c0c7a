"""Dictionary graphs dispatched to the view by NetworkX itself.

A backend (``loopback.py``) is announced to NetworkX by an entry point, in a process of its own: a folder on its path holds
the few lines of metadata that an installed package would have. It runs the list of ``algorithms.py`` over random graphs of
ours, once on NetworkX's dictionaries and once dispatched to the backend, which replaces each graph by the view of its twin
in columns. It does not run NetworkX's own tests: their graphs have numbers for nodes and attributes that a graph of
relations cannot hold.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.network.algorithms import ALGORITHMS
from tests.network.loopback import NAME

ROOT = Path(__file__).parents[2]


def test_algorithms_dispatched_to_the_view_give_the_same(tmp_path: Path) -> None:
    package = tmp_path / f"{NAME}-0.dist-info"
    package.mkdir()
    (package / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 0\n")
    (package / "entry_points.txt").write_text(f"[networkx.backends]\n{NAME} = tests.network.loopback:backend\n")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    command = [sys.executable, "-W", "error", "-m", "tests.network.loopback"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["ran"] == len(ALGORITHMS)
    assert answer["different"] == []
    # Calls that came with a dictionary graph and were answered from the columns, by the name of the function.
    assert len(answer["converted"]) >= 80, answer["converted"]
    assert {"betweenness_centrality", "louvain_communities", "strongly_connected_components"} <= set(answer["converted"])
